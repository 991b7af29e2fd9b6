/**
 * The runs of a session that were left in their past, each with its name and its moments. One that
 * was kept sleeps: it is played again when somebody wants to see it, so that any number costs nothing.
 */
import type { Timeline } from '../../engine/index.ts';
import { MarkKeeper } from './marks.ts';
import type { Bookmark } from './marks.ts';

interface AnyBranch {
  readonly id: number;
  readonly name: string;
  /** Event at which it and its sibling part. */
  readonly forkedAt: number;
}

/** A future that was left when the learner acted in its past. */
export interface PlayedBranch extends AnyBranch {
  readonly timeline: Timeline;
  readonly marks: MarkKeeper;
}

export interface SleepingBranch extends AnyBranch {
  readonly sleep: Sleep;
}

export type Branch = PlayedBranch | SleepingBranch;

/** What is needed to wake a branch, and to keep it again as it was. */
export interface Sleep {
  readonly code: string;
  readonly clockMs: number;
  readonly bookmarks: readonly Bookmark[];
  /**
   * Plays it bit by bit, beside those runs of the session that are played; throws when it cannot be.
   * `told` hears which share of it is done.
   */
  play(beside: readonly Timeline[], told: (share: number) => void): Generator<void, Timeline>;
}

export function isPlayed(branch: Branch): branch is PlayedBranch {
  return 'timeline' in branch;
}

export function wokenBranch(
  { id, name, forkedAt, sleep }: SleepingBranch,
  timeline: Timeline,
): PlayedBranch {
  const marks = new MarkKeeper();
  marks.collect(timeline);
  marks.bookmark(...sleep.bookmarks);
  return { id, name, forkedAt, timeline, marks };
}
