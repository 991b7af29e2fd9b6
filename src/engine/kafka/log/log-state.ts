/**
 * What a broker keeps in memory of its logs; the records themselves are on the disk.
 *
 * Mirrors: the fields of kafka.log.LogManager, Log and LeaderEpochFileCache, 2.8.0.
 * Read next: log-changes.ts.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import type { RandomState } from '../../kernel/random.ts';
import type { ConfigValues } from '../config/config-def.ts';
import type { TOPIC_KEYS } from '../config/topic-keys.ts';
import type { LogCleanerState } from './log-cleaner-state.ts';
import { IDLE_CLEANER } from './log-cleaner-state.ts';
import type { LogTask } from './log-task.ts';
import type { ProducersState } from './producer-state.ts';
import type { SegmentState } from './segment-state.ts';

/** Mirrors kafka.log.LogConfig. */
export type TopicConfig = ConfigValues<typeof TOPIC_KEYS>;

export interface LogManagerState {
  /** By partition's name. */
  readonly logs: PersistentMap<LogState>;
  /** What is to be done later, the earliest first. */
  readonly tasks: readonly LogTask[];
  /** Folders that were renamed and wait for file.delete.delay.ms, the oldest first. */
  readonly toBeDeleted: readonly LogToBeDeleted[];
  readonly cleaner: LogCleanerState;
  /** Flushes under way, by token: what they make durable. */
  readonly flushes: PersistentMap<LogFlush>;
  readonly flushCount: number;
  readonly random: RandomState;
  /** A file of the folder could not be written: nothing is done in it any more. */
  readonly isOffline: boolean;
  /** Why startLogManager gave false: the exception's class and text. */
  readonly problem: string | null;
}

/** A log that is no partition's any more. */
export interface LogToBeDeleted {
  readonly topic: string;
  readonly partition: number;
  readonly folder: string;
  /** How upstream prints its segments. */
  readonly segments: readonly SegmentState[];
  readonly scheduledAtMs: number;
}

export interface LogFlush {
  readonly name: string;
  /** Everything below is durable when the flush is over. */
  readonly offset: number;
}

export interface LogState {
  readonly topic: string;
  readonly partition: number;
  /** The partition's name: `t-0`. */
  readonly name: string;
  /** An absolute path. */
  readonly folder: string;
  readonly config: TopicConfig;
  readonly logStartOffset: number;
  /** Offset of the next record: LEO. */
  readonly logEndOffset: number;
  readonly highWatermark: number;
  /** Whether upstream knows in which segment and where in it the high watermark lies. */
  readonly isHighWatermarkPlaced: boolean;
  /** First offset of the oldest transaction that is not decided and replicated; null: none. */
  readonly firstUnstableOffset: number | null;
  /** leader-epoch-checkpoint, oldest first. */
  readonly epochs: readonly EpochEntry[];
  /** The segments before the active one, oldest first. */
  readonly segments: readonly SegmentState[];
  readonly active: SegmentState;
  /** Everything below was flushed. */
  readonly recoveryPoint: number;
  /** Wall clock of the last flush. */
  readonly lastFlushedAtMs: number;
  readonly producers: ProducersState;
  /** The producers' state covers everything below. */
  readonly producersEndOffset: number;
  /** partition.metadata's; empty: there is no such file. */
  readonly topicId: string;
}

export interface EpochEntry {
  readonly epoch: number;
  readonly startOffset: number;
}

export const NO_LOGS: LogManagerState = {
  logs: { size: 0, root: null },
  tasks: [],
  toBeDeleted: [],
  cleaner: IDLE_CLEANER,
  flushes: { size: 0, root: null },
  flushCount: 0,
  random: 0,
  isOffline: false,
  problem: null,
};
