/**
 * What a leader makes of a producer's batch: it is checked, and gets its offset, its leader's epoch and,
 * with LogAppendTime, its timestamp.
 *
 * Mirrors: kafka.log.LogValidator, 2.8.0.
 * Departs: magic 2 only; a client's batch cannot be malformed here, so what only a malformed one fails is
 * not looked for.
 */
import { LONG_MAX } from '../config/config-def.ts';
import type { CompressionType, KafkaRecord, RecordBatch } from '../protocol/record-batch.ts';
import { recordTimestamp } from '../protocol/record-batch.ts';
import { batchSizeBytes } from '../protocol/record-size.ts';
import type { RecordError } from './append-error.ts';
import { AppendError } from './append-error.ts';
import type { TopicConfig } from './log-state.ts';
import type { AppendOrigin } from './producer-append.ts';

export interface Validation {
  /** `t-0` */
  readonly partition: string;
  readonly config: TopicConfig;
  readonly firstOffset: number;
  readonly nowMs: number;
  readonly leaderEpoch: number;
  readonly origin: AppendOrigin;
}

export interface ValidatedBatch {
  readonly batch: RecordBatch;
  readonly offsetOfMaxTimestamp: number;
  /** The broker has compressed it anew. */
  readonly isRebuilt: boolean;
}

/** Throws AppendError. */
export function validateBatch(batch: RecordBatch, validation: Validation): ValidatedBatch {
  const { config, firstOffset, nowMs, leaderEpoch } = validation;
  if (validation.origin === 'client') validateClientBatch(batch, validation.partition);
  validateRecords(batch, validation);
  const compression = targetCompression(batch, config);
  const isRebuilt = compression !== batch.compression;
  const isAppendTime = config['message.timestamp.type'] === 'LogAppendTime';
  const validated: RecordBatch = {
    record: 'RecordBatch',
    bytes: isRebuilt ? batchSizeBytes(batch.records, compression) : batch.bytes,
    baseOffset: firstOffset,
    partitionLeaderEpoch: leaderEpoch,
    compression,
    timestampType: isAppendTime ? 'LogAppendTime' : 'CreateTime',
    isTransactional: batch.isTransactional,
    isControl: batch.isControl,
    lastOffsetDelta: batch.lastOffsetDelta,
    firstTimestamp: batch.firstTimestamp,
    maxTimestamp: isAppendTime ? nowMs : batch.maxTimestamp,
    producerId: batch.producerId,
    producerEpoch: batch.producerEpoch,
    baseSequence: batch.baseSequence,
    records: batch.records,
  };
  const isDeep = !isAppendTime && compression === 'none' && !isRebuilt;
  const delta = isDeep ? deltaOfMaxTimestamp(batch) : batch.lastOffsetDelta;
  return { batch: validated, offsetOfMaxTimestamp: firstOffset + delta, isRebuilt };
}

function validateClientBatch(batch: RecordBatch, partition: string): void {
  if (batch.isControl) {
    throw new AppendError(
      'INVALID_RECORD',
      `Clients are not allowed to write control records in topic partition ${partition}.`,
    );
  }
  if (batch.producerId >= 0 && batch.baseSequence < 0) {
    throw new AppendError(
      'INVALID_RECORD',
      `Invalid sequence number ${batch.baseSequence} in record batch with producerId ` +
        `${batch.producerId} in topic partition ${partition}.`,
    );
  }
}

/** Control records stay as they are. */
function targetCompression(batch: RecordBatch, config: TopicConfig): CompressionType {
  const wanted = config['compression.type'].toLowerCase();
  if (wanted === 'producer') return batch.compression;
  if (batch.isControl && batch.compression === 'none') return 'none';
  return wanted === 'uncompressed' ? 'none' : (wanted as CompressionType);
}

function validateRecords(batch: RecordBatch, { partition, config, nowMs }: Validation): void {
  const isCompacted = isCompact(config);
  const differenceMaxMs = config['message.timestamp.difference.max.ms'];
  const isCreateTime = config['message.timestamp.type'] === 'CreateTime';
  const isTimeBounded = isCreateTime && differenceMaxMs < LONG_MAX;
  if (!isCompacted && !isTimeBounded) return;
  const errors: RecordError[] = [];
  let isTimeWrong = false;
  for (const [index, record] of batch.records.entries()) {
    if (isCompacted && record.key === null) {
      const message = `Compacted topic cannot accept message without key in topic partition ${partition}.`;
      errors.push({ index, message });
    } else if (isTimeBounded) {
      const message = timeProblem(batch, record, nowMs, differenceMaxMs);
      if (message === null) continue;
      errors.push({ index, message });
      isTimeWrong = true;
    }
  }
  if (errors.length === 0) return;
  if (isTimeWrong) {
    const message = 'One or more records have been rejected due to invalid timestamp';
    throw new AppendError('INVALID_TIMESTAMP', message, errors);
  }
  throw new AppendError('INVALID_RECORD', 'One or more records have been rejected', errors);
}

function timeProblem(
  batch: RecordBatch,
  record: KafkaRecord,
  nowMs: number,
  differenceMaxMs: number,
): string | null {
  const timestamp = recordTimestamp(batch, record);
  if (timestamp === -1 || Math.abs(timestamp - nowMs) <= differenceMaxMs) return null;
  return (
    `Timestamp ${timestamp} of message with offset ${batch.baseOffset + record.offsetDelta} is out ` +
    `of range. The timestamp should be within [${nowMs - differenceMaxMs}, ` +
    `${nowMs + differenceMaxMs}]`
  );
}

/** Of the first record with the largest timestamp. */
function deltaOfMaxTimestamp({ records, firstTimestamp, maxTimestamp }: RecordBatch): number {
  const wanted = maxTimestamp - firstTimestamp;
  for (const record of records) if (record.timestampDelta === wanted) return record.offsetDelta;
  return -1;
}

export function isCompact(config: TopicConfig): boolean {
  return config['cleanup.policy'].includes('compact');
}
