/**
 * What a broker keeps in memory of its logs; the records themselves are on the disk.
 *
 * Mirrors: the fields of kafka.log.LogManager, Log, LogSegment, ProducerStateManager and
 * LeaderEpochFileCache, 2.8.0.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import type { ConfigValues } from '../config/config-def.ts';
import type { TOPIC_KEYS } from '../config/topic-keys.ts';

/** Mirrors kafka.log.LogConfig. */
export type TopicConfig = ConfigValues<typeof TOPIC_KEYS>;

export interface LogManagerState {
  /** By partition's name. */
  readonly logs: PersistentMap<LogState>;
}

export interface LogState {
  readonly topic: string;
  readonly partition: number;
  readonly config: TopicConfig;
  readonly logStartOffset: number;
  /** Offset of the next record: LEO. */
  readonly logEndOffset: number;
  readonly highWatermark: number;
  /** First offset of the oldest transaction that is not decided; null: none is open. */
  readonly firstUnstableOffset: number | null;
  /** leader-epoch-checkpoint, oldest first. */
  readonly epochs: readonly EpochEntry[];
}

export interface EpochEntry {
  readonly epoch: number;
  readonly startOffset: number;
}

export const NO_LOGS: LogManagerState = { logs: { size: 0, root: null } };
