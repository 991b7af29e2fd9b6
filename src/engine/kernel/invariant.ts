/**
 * Promises that are watched after every event. An invariant is incremental: it keeps a ghost (plain
 * immutable data that no crash resets) and looks only at what the event changed.
 *
 * Mirrors: TLA+ invariants over ghost variables.
 * Read next: kernel.ts (when they run), zookeeper/invariants (which there are).
 */
import type { NodeEvent } from './events.ts';
import type { Effect } from './effects.ts';
import type { World } from './world-state.ts';

/** What one event did to one process. */
export interface Change {
  /** Number of the event. */
  readonly number: number;
  readonly atMs: number;
  readonly pid: number;
  /** Name of the program, for cheap filtering. */
  readonly program: string;
  /**
   * `null`: the process just started (`before` undefined) or ended (`after` undefined), or effects
   * that waited for a sync are carried out now (`before` is `after`).
   */
  readonly event: NodeEvent | null;
  /** State before; undefined at the start. */
  readonly before: unknown;
  /** State after; undefined when the process ended. */
  readonly after: unknown;
  /** What is carried out now of what the program asked for. */
  readonly effects: readonly Effect[];
}

export interface Invariant<G = unknown> {
  /** Upstream's name of the promise, for example `Leadership1`. */
  readonly name: string;
  /** The claim in words; the page shows it. */
  readonly claim: string;
  /** Program whose changes it looks at; undefined for all. */
  readonly program?: string;
  start(): G;
  /**
   * Gives the next ghost, and reports what the change broke; pure but for that. Promises that share
   * this function are watched by one call: it says which of them it reports, and its ghost is theirs.
   */
  observe(ghost: G, change: Change, world: World, report: Report): G;
}

/** Says how a promise was broken; which one, when several are watched together. */
export type Report = (detail: string, promise?: string) => void;
