/**
 * What the log cleaner remembers.
 *
 * Mirrors: the fields of kafka.log.LogCleaner and LogCleanerManager, 2.8.0.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';

export interface LogCleanerState {
  readonly isRunning: boolean;
  /** cleaner-offset-checkpoint: the first offset that is not cleaned yet, by partition's name. */
  readonly checkpoints: PersistentMap<number>;
  /** Partitions whose cleaning failed, by name. */
  readonly uncleanable: PersistentMap<true>;
}

export const IDLE_CLEANER: LogCleanerState = {
  isRunning: false,
  checkpoints: { size: 0, root: null },
  uncleanable: { size: 0, root: null },
};
