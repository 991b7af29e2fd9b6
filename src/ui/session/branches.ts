/** The runs of a session that were left in their past, each with its name and its moments. */
import type { Timeline } from '../../engine/index.ts';
import { MarkKeeper } from './marks.ts';
import type { Bookmark } from './marks.ts';

/** A future that was left when the learner acted in its past. */
export interface Branch {
  readonly id: number;
  readonly name: string;
  readonly timeline: Timeline;
  readonly marks: MarkKeeper;
  /** Event at which it and its sibling part. */
  readonly forkedAt: number;
}

/** A branch that was kept and played again, before a session takes it up. */
export interface RestoredBranch extends Omit<Branch, 'id' | 'marks'> {
  readonly bookmarks: readonly Bookmark[];
}

export function branchOf({ bookmarks, ...branch }: RestoredBranch, id: number): Branch {
  const marks = new MarkKeeper();
  marks.collect(branch.timeline);
  marks.bookmark(...bookmarks);
  return { ...branch, marks, id };
}
