/**
 * What the log manager has to do at some later time.
 *
 * Mirrors: the tasks that kafka.log.LogManager and Log give to the KafkaScheduler, 2.8.0.
 * Departs: a producer's expiry is looked for in all logs at once, not in each at a moment of its own.
 * Read next: log-tasks.ts.
 */
import type { SegmentState } from './segment-state.ts';

export type LogTask = {
  /** Virtual time. */
  readonly atMs: number;
} & (
  | { readonly name: PeriodicTask }
  | { readonly name: 'flush-log'; readonly log: string; readonly offset: number }
  | {
      readonly name: 'delete-file';
      readonly log: string;
      readonly segments: readonly SegmentState[];
      readonly withSnapshots: boolean;
    }
);

export type PeriodicTask =
  | 'kafka-log-retention'
  | 'kafka-log-flusher'
  | 'kafka-recovery-point-checkpoint'
  | 'kafka-log-start-offset-checkpoint'
  | 'kafka-delete-logs'
  | 'PeriodicProducerExpirationCheck'
  | 'kafka-log-cleaner-thread-0';
