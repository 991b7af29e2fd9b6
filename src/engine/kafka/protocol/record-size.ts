/**
 * Making batches, with the exact length that upstream's bytes have.
 *
 * Mirrors: DefaultRecordBatch.sizeInBytes, DefaultRecord.sizeInBytes, MemoryRecordsBuilder,
 * MemoryRecords.withEndTransactionMarker, 2.8.0.
 * Read next: record-bytes.ts (the bytes themselves), compressed-size.ts.
 */
import { chunkBytes } from '../../kernel/disk.ts';
import { compressedBytes } from './compressed-size.ts';
import { controlRecordKey, endTransactionMarker } from './internal-records.ts';
import type {
  Bytes,
  CompressionType,
  KafkaRecord,
  RecordBatch,
  RecordHeader,
} from './record-batch.ts';
import { varintBytes } from './varint.ts';

/** DefaultRecordBatch.RECORD_BATCH_OVERHEAD: all that stands before the first record. */
export const BATCH_OVERHEAD_BYTES = 61;

export const NO_HEADERS: readonly RecordHeader[] = [];

/** A record before it is in a batch. */
export interface NewRecord {
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly key: Bytes | null;
  readonly value: Bytes | null;
  readonly headers?: readonly RecordHeader[];
}

export interface BatchOptions {
  readonly compression?: CompressionType;
  readonly producerId?: number;
  readonly producerEpoch?: number;
  readonly baseSequence?: number;
  readonly isTransactional?: boolean;
  readonly isControl?: boolean;
  readonly partitionLeaderEpoch?: number;
  readonly baseOffset?: number;
}

/** UTF-8 length of a text, or the length that a structure stands for; null: none. */
export function bytesLength(part: Bytes | null): number {
  if (part === null) return 0;
  return typeof part === 'string' ? chunkBytes(part) : part.bytes;
}

/** Length of a record in its batch, its own length field included. */
export function recordSizeBytes(record: KafkaRecord): number {
  const { offsetDelta, timestampDelta, key, value, headers } = record;
  let body = 1 + varintBytes(timestampDelta) + varintBytes(offsetDelta);
  body += fieldBytes(key) + fieldBytes(value) + varintBytes(headers.length);
  for (const header of headers) body += fieldBytes(header.key) + fieldBytes(header.value);
  return varintBytes(body) + body;
}

/** A key, a value or a part of a header, with its length before it. */
function fieldBytes(part: Bytes | null): number {
  if (part === null) return 1;
  const length = bytesLength(part);
  return varintBytes(length) + length;
}

/** Length of a batch as it lies in a file. */
export function batchSizeBytes(
  records: readonly KafkaRecord[],
  compression: CompressionType,
): number {
  if (compression !== 'none') return BATCH_OVERHEAD_BYTES + compressedBytes(records, compression);
  let bytes = BATCH_OVERHEAD_BYTES;
  for (const record of records) bytes += recordSizeBytes(record);
  return bytes;
}

/** A batch as a producer sends it: offsets begin at 0 until a leader gives others. */
export function makeBatch(records: readonly NewRecord[], options: BatchOptions = {}): RecordBatch {
  const firstTimestamp = records[0]?.timestamp ?? -1;
  let maxTimestamp = -1;
  const kept: KafkaRecord[] = [];
  for (const { timestamp, key, value, headers } of records) {
    if (timestamp > maxTimestamp) maxTimestamp = timestamp;
    kept.push({
      offsetDelta: kept.length,
      timestampDelta: timestamp - firstTimestamp,
      key,
      value,
      headers: headers ?? NO_HEADERS,
    });
  }
  const compression = options.compression ?? 'none';
  return {
    record: 'RecordBatch',
    bytes: batchSizeBytes(kept, compression),
    baseOffset: options.baseOffset ?? 0,
    partitionLeaderEpoch: options.partitionLeaderEpoch ?? -1,
    compression,
    timestampType: 'CreateTime',
    isTransactional: options.isTransactional ?? false,
    isControl: options.isControl ?? false,
    lastOffsetDelta: kept.length - 1,
    firstTimestamp,
    maxTimestamp,
    producerId: options.producerId ?? -1,
    producerEpoch: options.producerEpoch ?? -1,
    baseSequence: options.baseSequence ?? -1,
    records: kept,
  };
}

/** The end of a transaction: a batch of 78 bytes with one control record. */
export function controlBatch(marker: {
  readonly timestamp: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly controlType: 'ABORT' | 'COMMIT';
  readonly coordinatorEpoch: number;
}): RecordBatch {
  const { timestamp, producerId, producerEpoch, controlType, coordinatorEpoch } = marker;
  const key = controlRecordKey(controlType);
  const value = endTransactionMarker(coordinatorEpoch);
  const options = { producerId, producerEpoch, isTransactional: true, isControl: true };
  return makeBatch([{ timestamp, key, value }], options);
}
