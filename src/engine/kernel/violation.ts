/** A broken promise as data: shown, counted and replayed, never thrown. */
export interface Violation {
  readonly invariant: string;
  readonly claim: string;
  readonly detail: string;
  readonly eventNumber: number;
  readonly atMs: number;
  readonly pid: number;
}
