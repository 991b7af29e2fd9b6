/**
 * Appending to a log, as leader and as follower.
 *
 * Mirrors: kafka.log.Log.append, analyzeAndValidateRecords and analyzeAndValidateProducerState, 2.8.0.
 * Read next: log-validator.ts, producer-append.ts, segment.ts.
 */
import type { Mutable } from '../../kernel/turn.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type { RecordBatch } from '../protocol/record-batch.ts';
import { lastOffset } from '../protocol/record-batch.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import type { RecordError } from './append-error.ts';
import { AppendError } from './append-error.ts';
import { assignEpoch, isEpochNews } from './leader-epoch-cache.ts';
import { currentLog, ownActive, ownLog } from './log-changes.ts';
import { flushLog } from './log-flush.ts';
import { setLogEndOffset, updateFirstUnstable } from './log-offsets.ts';
import { maybeRoll } from './log-roll.ts';
import type { LogState } from './log-state.ts';
import { validateBatch } from './log-validator.ts';
import type { AppendOrigin, ProducerAppend } from './producer-append.ts';
import { appendBatch, findDuplicate, prepareUpdate } from './producer-append.ts';
import { complain } from './producer-recovery.ts';
import type { BatchMetadata, CompletedTxn } from './producer-state.ts';
import { completeTxn, lastStableOffsetOf, updateProducers } from './producer-state-manager.ts';
import type { SegmentAppend } from './segment.ts';
import { appendAbortedTxn, appendToSegment, clockMs } from './segment.ts';

export interface LogAppendInfo {
  readonly error: ErrorName;
  /**
   * Upstream's exception text. A Produce response has it only when there are `recordErrors`; with any
   * other error it is for the broker's log.
   */
  readonly errorMessage: string | null;
  readonly recordErrors: readonly RecordError[];
  /**
   * A follower was given offsets that it cannot take: the text is UnexpectedAppendOffsetException's or
   * OffsetsOutOfOrderException's, and the offsets are those of what was given.
   */
  readonly isOffsetUnexpected: boolean;
  /** -1 when it failed. Of batches that were appended before, the offsets they got then. */
  readonly firstOffset: number;
  readonly lastOffset: number;
  /** -1 with CreateTime. */
  readonly logAppendTimeMs: number;
  readonly logStartOffset: number;
  /** 0 when nothing was appended: it failed, or was a duplicate. */
  readonly appendedBytes: number;
}

/** Bytes of a batch list. */
export function sizeInBytes(batches: readonly RecordBatch[]): number {
  let bytes = 0;
  for (const batch of batches) bytes += batch.bytes;
  return bytes;
}

export function leaderAppend(
  turn: BrokerTurn,
  held: LogState,
  batches: readonly RecordBatch[],
  leaderEpoch: number,
  origin: AppendOrigin,
): LogAppendInfo {
  const log = ownLog(turn, held);
  try {
    checkGiven(log, batches, origin);
    if (batches.length === 0) return succeeded(log, -1, -1, -1, 0);
    const nowMs = clockMs(turn);
    const append = validated(log, batches, { nowMs, leaderEpoch, origin });
    const isAppendTime = log.config['message.timestamp.type'] === 'LogAppendTime';
    return appendValid(turn, log, append, origin, isAppendTime ? nowMs : -1);
  } catch (error) {
    if (!(error instanceof AppendError)) throw error;
    return failed(log, error.error, error.message, error.recordErrors);
  }
}

export function followerAppend(
  turn: BrokerTurn,
  held: LogState,
  batches: readonly RecordBatch[],
): LogAppendInfo {
  if (batches.length === 0) return succeeded(currentLog(turn, held), -1, -1, -1, 0);
  const log = ownLog(turn, held);
  const problem = offsetProblem(log, batches);
  if (problem !== null) {
    const given = { firstOffset: batches[0]!.baseOffset, lastOffset: lastOffset(batches.at(-1)!) };
    const failure = failed(log, 'UNKNOWN_SERVER_ERROR', problem, []);
    return { ...failure, ...given, isOffsetUnexpected: true };
  }
  try {
    return appendValid(turn, log, asGiven(batches), 'replication', -1);
  } catch (error) {
    if (!(error instanceof AppendError)) throw error;
    return failed(log, error.error, error.message, error.recordErrors);
  }
}

/** Mirrors the checks of analyzeAndValidateRecords and of the validator that need no offsets. */
function checkGiven(log: LogState, batches: readonly RecordBatch[], origin: AppendOrigin): void {
  const bytesMax = log.config['max.message.bytes'];
  for (const { baseOffset, bytes } of batches) {
    if (origin === 'client' && baseOffset !== 0) {
      throw new AppendError(
        'INVALID_RECORD',
        `The baseOffset of the record batch in the append to ${log.name} should be 0, but it is ${baseOffset}`,
      );
    }
    if (bytes <= bytesMax) continue;
    throw new AppendError(
      'MESSAGE_TOO_LARGE',
      `The record batch size in the append to ${log.name} is ${bytes} bytes which exceeds the ` +
        `maximum configured value of ${bytesMax}.`,
    );
  }
  if (batches.length > 1) {
    throw new AppendError('INVALID_RECORD', 'Compressed outer record has more than one batch');
  }
}

/** Gives the batch its offset; see log-validator.ts. */
function validated(
  log: LogState,
  batches: readonly RecordBatch[],
  by: { readonly nowMs: number; readonly leaderEpoch: number; readonly origin: AppendOrigin },
): SegmentAppend {
  const { nowMs, leaderEpoch, origin } = by;
  const { name: partition, config, logEndOffset: firstOffset } = log;
  const validation = { partition, config, firstOffset, nowMs, leaderEpoch, origin };
  const { batch, offsetOfMaxTimestamp, isRebuilt } = validateBatch(batches[0]!, validation);
  const bytesMax = config['max.message.bytes'];
  if (isRebuilt && batch.bytes > bytesMax) {
    throw new AppendError(
      'MESSAGE_TOO_LARGE',
      `Message batch size is ${batch.bytes} bytes in append topartition ${partition} which exceeds ` +
        `the maximum configured size of ${bytesMax}.`,
    );
  }
  return {
    batches: [batch],
    bytes: batch.bytes,
    lastOffset: lastOffset(batch),
    maxTimestamp: batch.maxTimestamp,
    offsetOfMaxTimestamp,
  };
}

function asGiven(batches: readonly RecordBatch[]): SegmentAppend {
  let maxTimestamp = -1;
  let offsetOfMaxTimestamp = -1;
  for (const batch of batches) {
    if (batch.maxTimestamp <= maxTimestamp) continue;
    maxTimestamp = batch.maxTimestamp;
    offsetOfMaxTimestamp = lastOffset(batch);
  }
  const bytes = sizeInBytes(batches);
  const last = lastOffset(batches.at(-1)!);
  return { batches, bytes, lastOffset: last, maxTimestamp, offsetOfMaxTimestamp };
}

/** What upstream's exception says when a follower cannot take the offsets it was given; else null. */
function offsetProblem(log: LogState, batches: readonly RecordBatch[]): string | null {
  for (let i = 1; i < batches.length; i++) {
    if (lastOffset(batches[i - 1]!) < lastOffset(batches[i]!)) continue;
    const offsets = offsetsText(batches, Infinity);
    return `Out of order offsets found in append to ${log.name}: ${offsets}`;
  }
  const first = batches[0]!.baseOffset;
  if (first >= log.logEndOffset) return null;
  return (
    `Unexpected offset in append to ${log.name}. First offset ${first} is less than the next offset ` +
    `${log.logEndOffset}. First 10 offsets in append: ${offsetsText(batches, 10)}, last offset in ` +
    `append: ${lastOffset(batches.at(-1)!)}. Log start offset = ${log.logStartOffset}`
  );
}

function offsetsText(batches: readonly RecordBatch[], count: number): string {
  const offsets = batches.flatMap((batch) =>
    batch.records.map((record) => batch.baseOffset + record.offsetDelta),
  );
  return `List(${offsets.slice(0, count).join(', ')})`;
}

function appendValid(
  turn: BrokerTurn,
  log: Mutable<LogState>,
  append: SegmentAppend,
  origin: AppendOrigin,
  logAppendTimeMs: number,
): LogAppendInfo {
  for (const { partitionLeaderEpoch, baseOffset } of append.batches) {
    if (!isEpochNews(log, partitionLeaderEpoch, baseOffset)) continue;
    assignEpoch(turn, log, partitionLeaderEpoch, baseOffset);
  }
  if (append.bytes > log.config['segment.bytes']) {
    throw new AppendError(
      'RECORD_LIST_TOO_LARGE',
      `Message batch size is ${append.bytes} bytes in append to partition ${log.name}, which ` +
        `exceeds the maximum configured segment size of ${log.config['segment.bytes']}.`,
    );
  }
  maybeRoll(turn, log, append);
  const { appends, completed, duplicate } = producerChanges(turn, log, append.batches, origin);
  if (duplicate !== null) {
    const { lastOffset: last, offsetDelta, timestamp } = duplicate;
    return succeeded(log, last - offsetDelta, last, timestamp, 0);
  }
  appendToSegment(turn, ownActive(turn, log), log.config, append);
  setLogEndOffset(turn, log, append.lastOffset + 1);
  if (appends !== null) updateProducers(turn, log, appends.values());
  for (const txn of completed) {
    const lastStableOffset = lastStableOffsetOf(log.producers, txn);
    if (txn.isAborted) appendAbortedTxn(turn, ownActive(turn, log), { ...txn, lastStableOffset });
    completeTxn(turn, log, txn);
  }
  log.producersEndOffset = append.lastOffset + 1;
  if (appends !== null) updateFirstUnstable(log);
  if (log.logEndOffset - log.recoveryPoint >= log.config['flush.messages']) {
    flushLog(turn, log, log.logEndOffset);
  }
  const first = append.batches[0]!.baseOffset;
  return succeeded(log, first, append.lastOffset, logAppendTimeMs, append.bytes);
}

interface ProducerChanges {
  /** null: no batch has a producer. */
  readonly appends: ReadonlyMap<number, ProducerAppend> | null;
  readonly completed: readonly CompletedTxn[];
  readonly duplicate: BatchMetadata | null;
}

const NO_CHANGES: ProducerChanges = { appends: null, completed: [], duplicate: null };

function producerChanges(
  turn: BrokerTurn,
  log: LogState,
  batches: readonly RecordBatch[],
  origin: AppendOrigin,
): ProducerChanges {
  if (!batches.some(({ producerId }) => producerId >= 0)) return NO_CHANGES;
  const appends = new Map<number, ProducerAppend>();
  const completed: CompletedTxn[] = [];
  let position = log.active.bytes;
  for (const batch of batches) {
    const { producerId, bytes } = batch;
    if (producerId >= 0) {
      const duplicate = origin === 'client' ? findDuplicate(log.producers, batch) : undefined;
      if (duplicate !== undefined) return { appends, completed, duplicate };
      let append = appends.get(producerId);
      if (append === undefined) {
        append = prepareUpdate(log.name, log.producers, producerId, origin);
        appends.set(producerId, append);
      }
      const segment = batch.isTransactional ? `${log.active.baseOffset}:${position}` : '-1:-1';
      const place = `(offset=${batch.baseOffset} segment=[${segment}])`;
      const txn = appendBatch(append, batch, place);
      complain(turn, append);
      if (txn !== null) completed.push(txn);
    }
    position += bytes;
  }
  return { appends, completed, duplicate: null };
}

function succeeded(
  log: LogState,
  firstOffset: number,
  last: number,
  logAppendTimeMs: number,
  appendedBytes: number,
): LogAppendInfo {
  return {
    error: 'NONE',
    errorMessage: null,
    recordErrors: [],
    isOffsetUnexpected: false,
    firstOffset,
    lastOffset: last,
    logAppendTimeMs,
    logStartOffset: log.logStartOffset,
    appendedBytes,
  };
}

function failed(
  log: LogState,
  error: ErrorName,
  errorMessage: string,
  recordErrors: readonly RecordError[],
): LogAppendInfo {
  return {
    error,
    errorMessage,
    recordErrors,
    isOffsetUnexpected: false,
    firstOffset: -1,
    lastOffset: -1,
    logAppendTimeMs: -1,
    logStartOffset: log.logStartOffset,
    appendedBytes: 0,
  };
}
