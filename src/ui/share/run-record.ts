/** What is kept of a view: in the page as a run, in the storage, the database and files as a record. */
import type { Bookmark } from '../session/marks.ts';
import type { Run } from './run.ts';

/** One run with what the learner has put to it. */
export interface KeptRun {
  readonly run: Run;
  /** Where the clock stood. */
  readonly clockMs: number;
  /** The run's name among those of its view. */
  readonly runName?: string;
  readonly bookmarks?: readonly Bookmark[];
}

/** A run that was left in its past: a code until somebody asks for it. */
export interface KeptBranch extends Omit<KeptRun, 'run'> {
  readonly code: string;
  readonly forkedAt: number;
}

export interface SavedRun extends KeptRun {
  readonly branches?: readonly KeptBranch[];
}

/** A run as plain text and numbers. */
export interface RunRecord extends Omit<SavedRun, 'run'> {
  readonly code: string;
}
