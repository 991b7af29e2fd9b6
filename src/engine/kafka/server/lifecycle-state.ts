/**
 * What start-up and shutdown of a broker remember.
 *
 * Read next: broker-life.machine.ts.
 */

export interface LifecycleState {
  /** Wall clock at the start. */
  readonly startedAtMs: number;
}
