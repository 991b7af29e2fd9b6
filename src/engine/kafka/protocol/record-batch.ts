/**
 * Records in a batch: what producers send, logs hold and consumers get. A batch is a piece of a file of
 * the simulated disk, and leader, message and follower share one object.
 *
 * Mirrors: org.apache.kafka.common.record.DefaultRecordBatch, magic 2, 2.8.0.
 * Departs: a structure with the length of upstream's bytes; they are made when somebody asks for them.
 * Read next: record-size.ts, record-bytes.ts.
 */
import type { RecordChunk } from '../../kernel/disk.ts';
import type { InternalRecordPart } from './internal-records.ts';

export type CompressionType = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';

/** What a key or a value holds: text, or a structure of an internal topic. */
export type Bytes = string | InternalRecordPart;

export interface RecordHeader {
  readonly key: string;
  readonly value: string | null;
}

export interface KafkaRecord {
  readonly offsetDelta: number;
  /** Milliseconds after the batch's firstTimestamp. */
  readonly timestampDelta: number;
  readonly key: Bytes | null;
  readonly value: Bytes | null;
  readonly headers: readonly RecordHeader[];
}

export interface RecordBatch extends RecordChunk {
  readonly record: 'RecordBatch';
  readonly baseOffset: number;
  readonly partitionLeaderEpoch: number;
  readonly compression: CompressionType;
  readonly timestampType: 'CreateTime' | 'LogAppendTime';
  readonly isTransactional: boolean;
  readonly isControl: boolean;
  /** baseOffset + lastOffsetDelta is the last offset, also when a cleaner took records out. */
  readonly lastOffsetDelta: number;
  /** Milliseconds since 1970. */
  readonly firstTimestamp: number;
  readonly maxTimestamp: number;
  /** -1: none. */
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly records: readonly KafkaRecord[];
}

export function lastOffset(batch: RecordBatch): number {
  return batch.baseOffset + batch.lastOffsetDelta;
}

/** Offset of the record behind the batch. */
export function nextOffset(batch: RecordBatch): number {
  return batch.baseOffset + batch.lastOffsetDelta + 1;
}

/** Milliseconds since 1970; with LogAppendTime all records of a batch have the broker's time. */
export function recordTimestamp(batch: RecordBatch, record: KafkaRecord): number {
  if (batch.timestampType === 'LogAppendTime') return batch.maxTimestamp;
  return batch.firstTimestamp + record.timestampDelta;
}
