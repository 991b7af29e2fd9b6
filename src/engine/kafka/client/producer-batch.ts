/**
 * A batch from its first record to the answer of its leader. Sizes are upstream's, byte for byte, as
 * long as nothing is compressed; of compressed records an estimate decides when a batch is full.
 *
 * Mirrors: org.apache.kafka.clients.producer.internals.ProducerBatch, MemoryRecordsBuilder,
 * CompressionRatioEstimator, 2.8.0.
 */
import type { Mutable } from '../../kernel/turn.ts';
import type { CompressionType, KafkaRecord, RecordBatch } from '../protocol/record-batch.ts';
import {
  BATCH_OVERHEAD_BYTES,
  batchSizeBytes,
  bytesLength,
  NO_HEADERS,
  recordSizeBytes,
} from '../protocol/record-size.ts';
import { varintBytes } from '../protocol/varint.ts';
import type { ProducerRecord } from './producer-types.ts';

/** Plain data. Times are whole virtual milliseconds. */
export interface ProducerBatch {
  /** In the order of their making. */
  readonly id: number;
  readonly topic: string;
  readonly partition: number;
  /** `t-0`. */
  readonly name: string;
  readonly createdMs: number;
  readonly lastAttemptMs: number;
  readonly lastAppendMs: number;
  readonly attempts: number;
  /** Made by splitting one that was too large: it has no memory of the pool. */
  readonly isSplit: boolean;
  readonly isInFlight: boolean;
  readonly finalState: 'ABORTED' | 'FAILED' | 'SUCCEEDED' | null;
  /** Bytes of its buffer: it takes no record that goes beyond. */
  readonly capacityBytes: number;
  readonly compression: CompressionType;
  readonly estimatedRatio: number;
  readonly records: readonly KafkaRecord[];
  /** What each record's sender gave to know it by. */
  readonly tags: readonly unknown[];
  /** Uncompressed, without the batch's own header. */
  readonly recordBytes: number;
  readonly firstTimestamp: number;
  readonly maxTimestamp: number;
  readonly isClosedForAppends: boolean;
  readonly producerId: number;
  readonly producerEpoch: number;
  /** -1: none yet. */
  readonly baseSequence: number;
  readonly isTransactional: boolean;
  /** Its sequence was set anew, and it was not sent since. */
  readonly isReopened: boolean;
  /** As it is sent; null: not closed yet. */
  readonly built: RecordBatch | null;
}

/** What a batch is made from. */
export interface NewBatch {
  readonly topic: string;
  readonly partition: number;
  readonly name: string;
  readonly createdMs: number;
  readonly isSplit: boolean;
  readonly capacityBytes: number;
  readonly estimatedRatio: number;
}

const RATIO_FACTOR = Math.fround(1.05);
const RATIO_IMPROVING_STEP = 0.005;
const RATIO_DETERIORATE_STEP = 0.05;
/** DefaultRecord.MAX_RECORD_OVERHEAD. */
const RECORD_OVERHEAD_MAX_BYTES = 21;
const UTF8_BYTES_MAX = 3;

export function newBatch(
  id: number,
  compression: CompressionType,
  from: NewBatch,
): Mutable<ProducerBatch> {
  return {
    id,
    topic: from.topic,
    partition: from.partition,
    name: from.name,
    createdMs: from.createdMs,
    lastAttemptMs: from.createdMs,
    lastAppendMs: from.createdMs,
    attempts: 0,
    isSplit: from.isSplit,
    isInFlight: false,
    finalState: null,
    capacityBytes: from.capacityBytes,
    compression,
    estimatedRatio: from.estimatedRatio,
    records: [],
    tags: [],
    recordBytes: 0,
    firstTimestamp: 0,
    maxTimestamp: -1,
    isClosedForAppends: false,
    producerId: -1,
    producerEpoch: -1,
    baseSequence: -1,
    isTransactional: false,
    isReopened: false,
    built: null,
  };
}

/** With lists of its own, so that records can be added in place. */
export function copyBatch(batch: ProducerBatch): Mutable<ProducerBatch> {
  return {
    id: batch.id,
    topic: batch.topic,
    partition: batch.partition,
    name: batch.name,
    createdMs: batch.createdMs,
    lastAttemptMs: batch.lastAttemptMs,
    lastAppendMs: batch.lastAppendMs,
    attempts: batch.attempts,
    isSplit: batch.isSplit,
    isInFlight: batch.isInFlight,
    finalState: batch.finalState,
    capacityBytes: batch.capacityBytes,
    compression: batch.compression,
    estimatedRatio: batch.estimatedRatio,
    records: batch.isClosedForAppends ? batch.records : batch.records.slice(),
    tags: batch.isClosedForAppends ? batch.tags : batch.tags.slice(),
    recordBytes: batch.recordBytes,
    firstTimestamp: batch.firstTimestamp,
    maxTimestamp: batch.maxTimestamp,
    isClosedForAppends: batch.isClosedForAppends,
    producerId: batch.producerId,
    producerEpoch: batch.producerEpoch,
    baseSequence: batch.baseSequence,
    isTransactional: batch.isTransactional,
    isReopened: batch.isReopened,
    built: batch.built,
  };
}

/** ProducerBatch.tryAppend, in place; false: there is no room. */
export function tryAppend(
  batch: Mutable<ProducerBatch>,
  record: ProducerRecord,
  timestamp: number,
  tag: unknown,
  nowMs: number,
): boolean {
  const { records, tags } = batch;
  const isFirst = records.length === 0;
  const kept: KafkaRecord = {
    offsetDelta: records.length,
    timestampDelta: isFirst ? 0 : timestamp - batch.firstTimestamp,
    key: record.key,
    value: record.value,
    headers: record.headers ?? NO_HEADERS,
  };
  const bytes = recordSizeBytes(kept);
  if (isFull(batch)) return false;
  if (!isFirst && batch.capacityBytes < estimatedBytes(batch) + bytes) return false;
  (records as KafkaRecord[]).push(kept);
  (tags as unknown[]).push(tag);
  if (isFirst) batch.firstTimestamp = timestamp;
  if (timestamp > batch.maxTimestamp) batch.maxTimestamp = timestamp;
  batch.recordBytes += bytes;
  batch.lastAppendMs = nowMs;
  return true;
}

/** Whether the batch takes no more records. */
export function isFull(batch: ProducerBatch): boolean {
  if (batch.isClosedForAppends) return true;
  return batch.records.length > 0 && batch.capacityBytes <= estimatedBytes(batch);
}

/** estimatedSizeInBytes: exact once the batch is closed. */
export function estimatedSizeBytes(batch: ProducerBatch): number {
  return batch.built?.bytes ?? estimatedBytes(batch);
}

function estimatedBytes({ compression, recordBytes, estimatedRatio }: ProducerBatch): number {
  if (compression === 'none') return BATCH_OVERHEAD_BYTES + recordBytes;
  // In single precision, as upstream counts.
  const scaled = Math.fround(Math.fround(recordBytes * Math.fround(estimatedRatio)) * RATIO_FACTOR);
  return BATCH_OVERHEAD_BYTES + Math.trunc(scaled);
}

/** ProducerBatch.close: makes what is sent, or takes what was made before. */
export function closeBatch(batch: Mutable<ProducerBatch>): RecordBatch {
  batch.isClosedForAppends = true;
  batch.isReopened = false;
  return (batch.built ??= builtOf(batch));
}

function builtOf(batch: ProducerBatch): RecordBatch {
  const { records, compression, recordBytes } = batch;
  return {
    record: 'RecordBatch',
    bytes:
      compression === 'none'
        ? BATCH_OVERHEAD_BYTES + recordBytes
        : batchSizeBytes(records, compression),
    baseOffset: 0,
    partitionLeaderEpoch: -1,
    compression,
    timestampType: 'CreateTime',
    isTransactional: batch.isTransactional,
    isControl: false,
    lastOffsetDelta: records.length - 1,
    firstTimestamp: batch.firstTimestamp,
    maxTimestamp: batch.maxTimestamp,
    producerId: batch.producerId,
    producerEpoch: batch.producerEpoch,
    baseSequence: batch.baseSequence,
    records,
  };
}

/** What compressing came to: 1 is no gain. */
export function compressionRatio(batch: ProducerBatch): number {
  if (batch.built === null || batch.compression === 'none') return 1;
  return (batch.built.bytes - BATCH_OVERHEAD_BYTES) / batch.recordBytes;
}

/** CompressionRatioEstimator.updateEstimation. */
export function nextRatio(estimated: number, observed: number): number {
  if (observed > estimated) return Math.max(estimated + RATIO_DETERIORATE_STEP, observed);
  if (observed < estimated) return Math.max(estimated - RATIO_IMPROVING_STEP, observed);
  return estimated;
}

/** setProducerState and resetProducerState; what was made before is made anew. */
export function setSequence(
  batch: Mutable<ProducerBatch>,
  producerId: number,
  producerEpoch: number,
  baseSequence: number,
): void {
  batch.producerId = producerId;
  batch.producerEpoch = producerEpoch;
  batch.baseSequence = baseSequence;
  batch.built = null;
}

export function hasSequence({ baseSequence }: ProducerBatch): boolean {
  return baseSequence !== -1;
}

export function lastSequence({ baseSequence, records }: ProducerBatch): number {
  return baseSequence + records.length - 1;
}

/** ProducerBatch.reenqueued. */
export function markReenqueued(batch: Mutable<ProducerBatch>, nowMs: number): void {
  batch.attempts++;
  batch.lastAttemptMs = Math.max(batch.lastAppendMs, nowMs);
  batch.lastAppendMs = batch.lastAttemptMs;
}

export function waitedMs({ lastAttemptMs }: ProducerBatch, nowMs: number): number {
  return Math.max(0, nowMs - lastAttemptMs);
}

/** AbstractRecords.estimateSizeInBytesUpperBound: a batch that holds nothing but this record. */
export function upperBoundBytes({ key, value, headers }: ProducerRecord): number {
  let bytes = BATCH_OVERHEAD_BYTES + RECORD_OVERHEAD_MAX_BYTES;
  bytes += fieldBytes(key) + fieldBytes(value) + varintBytes(headers?.length ?? 0);
  for (const header of headers ?? NO_HEADERS) {
    bytes += fieldBytes(header.key) + fieldBytes(header.value);
  }
  return bytes;
}

/** Whether a record is certainly no longer than so many bytes, without counting them. */
export function isSurelyWithin(record: ProducerRecord, limitBytes: number): boolean {
  if (record.headers !== undefined && record.headers.length > 0) return false;
  const chars = (record.key?.length ?? 0) + (record.value?.length ?? 0);
  return chars * UTF8_BYTES_MAX + BATCH_OVERHEAD_BYTES + 2 * RECORD_OVERHEAD_MAX_BYTES < limitBytes;
}

function fieldBytes(text: string | null): number {
  if (text === null) return 1;
  const length = bytesLength(text);
  return varintBytes(length) + length;
}
