/**
 * One run of the fuzzer as plain data: what happens to a cluster, and when. What the cluster itself is
 * like, an area adds.
 *
 * Read next: area.ts.
 */
import type { OperatorAction } from '../../../src/engine/kernel/operator-action.ts';

/** What the adversary does. Servers may be named by their part in the play; see adversary.ts. */
export type TrialAction =
  | OperatorAction
  /** Breaks all connections of a host. */
  | { readonly type: 'trial.resetHost'; readonly host: string };

/** One act of the adversary. */
export interface TrialLine {
  readonly atMs: number;
  readonly action: TrialAction;
  /** Waits, from `atMs` on and until then at most, for a message of this type to arrive. */
  readonly when?: { readonly message: string; readonly untilMs: number; readonly delayMs: number };
}

/** A run, all of it. A shorter one is made by leaving lines out. */
export interface Trial {
  readonly seed: number;
  readonly lines: readonly TrialLine[];
  /** From here on enough servers are healthy and must make progress. */
  readonly healAtMs: number;
  readonly endAtMs: number;
}
