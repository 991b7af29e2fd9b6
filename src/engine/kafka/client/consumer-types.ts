/**
 * What a consumer gives and takes.
 *
 * Mirrors: ConsumerRecord, OffsetAndMetadata, ConsumerGroupMetadata, 2.8.0.
 */
import type { Bytes, RecordHeader } from '../protocol/record-batch.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import type { ClientLogLine } from './network-client.ts';

export interface ConsumerRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
  readonly timestampType: 'CreateTime' | 'LogAppendTime';
  readonly leaderEpoch: number | null;
  readonly key: Bytes | null;
  readonly value: Bytes | null;
  readonly headers: readonly RecordHeader[];
}

export interface OffsetAndMetadata {
  readonly offset: number;
  readonly leaderEpoch: number | null;
  readonly metadata: string;
}

export interface ConsumerGroupMetadata {
  readonly groupId: string;
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
}

/** As ClientException of producer.ts. */
export interface ConsumerException {
  readonly exception: string;
  readonly message: string;
}

export type ConsumerOutcome =
  /** A poll has ended: with records, or empty when its time was over. */
  | { readonly type: 'polled'; readonly records: readonly ConsumerRecord[] }
  /** poll() threw, for example WakeupException or NoOffsetForPartitionException. */
  | { readonly type: 'thrown'; readonly exception: ConsumerException }
  /** Any other call has ended; `value` is what it returns. */
  | {
      readonly type: 'done';
      readonly tag: unknown;
      readonly value: unknown;
      readonly exception: ConsumerException | null;
    }
  /** ConsumerRebalanceListener, in the poll during which it happened. */
  | {
      readonly type: 'assigned' | 'revoked' | 'lost';
      readonly partitions: readonly TopicPartition[];
    }
  | ClientLogLine;
