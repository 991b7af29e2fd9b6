/**
 * What the log cleaner remembers.
 *
 * Mirrors: the fields of kafka.log.LogCleaner and LogCleanerManager, 2.8.0.
 * Read next: log-cleaner.ts.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import type { SegmentState } from './segment-state.ts';

export interface LogCleanerState {
  readonly isRunning: boolean;
  /** cleaner-offset-checkpoint: the first offset that is not cleaned yet, by partition's name. */
  readonly checkpoints: PersistentMap<number>;
  /** A log that was cleaned into files of their own, which are being synced; null: none. */
  readonly cleaned: CleanedLog | null;
}

export interface CleanedLog {
  /** The partition's name. */
  readonly name: string;
  readonly firstDirtyOffset: number;
  readonly endOffset: number;
  readonly groups: readonly CleanedGroup[];
  readonly stats: CleanerStats;
}

/** Segments that become one. */
export interface CleanedGroup {
  readonly sources: readonly SegmentState[];
  /** As it will be when it has taken their place. */
  readonly segment: SegmentState;
  /** What is written when it is swapped in. */
  readonly lines: readonly string[];
}

/** Mirrors kafka.log.CleanerStats. */
export interface CleanerStats {
  readonly bytesRead: number;
  readonly bytesWritten: number;
  readonly mapBytesRead: number;
  readonly messagesRead: number;
  readonly messagesWritten: number;
  readonly invalidMessagesRead: number;
  /** Keys in the offset map, as a part of its room. */
  readonly bufferUtilization: number;
}

export const IDLE_CLEANER: LogCleanerState = {
  isRunning: false,
  checkpoints: { size: 0, root: null },
  cleaned: null,
};
