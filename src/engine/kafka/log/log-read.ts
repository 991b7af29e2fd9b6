/**
 * Reading a log by offset and by time.
 *
 * Mirrors: kafka.log.Log.read, collectAbortedTransactions and fetchOffsetByTimestamp, LogSegment.read, 2.8.0.
 * Departs: only whole batches are given; of the bytes that upstream would cut off only the count is told.
 * Read next: segment-reader.ts.
 */
import { readFile } from '../../kernel/disk.ts';
import { findChunk } from '../../kernel/file-content.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type { AbortedTransaction } from '../protocol/produce-fetch.ts';
import type { RecordBatch } from '../protocol/record-batch.ts';
import { lastOffset, recordTimestamp } from '../protocol/record-batch.ts';
import { allSegments, floorSegment, segmentBehind } from './log-offsets.ts';
import type { LogState } from './log-state.ts';
import { isOffsetIndexEntry } from './segment-chunks.ts';
import type { ReadingTurn } from './segment-reader.ts';
import { batchesFrom } from './segment-reader.ts';
import type { AbortedTxn, SegmentState } from './segment-state.ts';
import { largestTimestamp } from './segment.ts';

export interface LogRead {
  readonly error: ErrorName;
  readonly records: readonly RecordBatch[];
  /**
   * What upstream's answer takes: whole batches, and what is left of the bytes that were asked for. With
   * no records and more than 0 bytes the first batch did not fit (firstEntryIncomplete).
   */
  readonly bytes: number;
  /** Only for read_committed. */
  readonly abortedTransactions: readonly AbortedTransaction[] | null;
}

export interface ReadRange {
  readonly startOffset: number;
  readonly maxBytes: number;
  /** Exclusive: high watermark, last stable offset, or log end. */
  readonly maxOffset: number;
  /** The first batch comes whatever its size. */
  readonly minOneMessage: boolean;
  readonly isReadCommitted: boolean;
}

const NO_RECORDS: readonly RecordBatch[] = [];
const NO_TRANSACTIONS: readonly AbortedTransaction[] = [];
const NOTHING: LogRead = {
  error: 'NONE',
  records: NO_RECORDS,
  bytes: 0,
  abortedTransactions: null,
};
const NOTHING_COMMITTED: LogRead = { ...NOTHING, abortedTransactions: NO_TRANSACTIONS };
const OUT_OF_RANGE: LogRead = { ...NOTHING, error: 'OFFSET_OUT_OF_RANGE' };

export function readRange(turn: ReadingTurn, log: LogState, range: ReadRange): LogRead {
  const { startOffset, maxOffset, isReadCommitted } = range;
  if (startOffset > log.logEndOffset || startOffset < log.logStartOffset) return OUT_OF_RANGE;
  const nothing = isReadCommitted ? NOTHING_COMMITTED : NOTHING;
  if (startOffset >= maxOffset) return nothing;
  let segment: SegmentState | null = floorSegment(log, startOffset) ?? null;
  if (segment === null) return OUT_OF_RANGE;
  for (; segment !== null; segment = segmentBehind(log, segment)) {
    const read = readSegment(turn, segment, range);
    if (read === null) continue;
    const { records, bytes, position } = read;
    if (!isReadCommitted) return { error: 'NONE', records, bytes, abortedTransactions: null };
    const bound = upperBound(turn, log, segment, position + bytes);
    const aborted = abortedTxnsIn(log, segment, startOffset, bound);
    const abortedTransactions = aborted.length === 0 ? NO_TRANSACTIONS : aborted.map(asAborted);
    return { error: 'NONE', records, bytes, abortedTransactions };
  }
  return nothing;
}

function asAborted({ producerId, firstOffset }: AbortedTxn): AbortedTransaction {
  return { producerId, firstOffset };
}

interface SegmentRead {
  readonly records: readonly RecordBatch[];
  readonly bytes: number;
  /** Byte at which the first batch begins. */
  readonly position: number;
}

/** null: the segment has nothing at or behind the offset. */
function readSegment(
  turn: ReadingTurn,
  segment: SegmentState,
  range: ReadRange,
): SegmentRead | null {
  const { startOffset, maxBytes, maxOffset, minOneMessage } = range;
  let start: number | null = null;
  let bytes = 0;
  let limit = maxBytes;
  const records: RecordBatch[] = [];
  for (const { batch, position } of batchesFrom(turn, segment, startOffset)) {
    if (start === null) {
      start = position;
      if (minOneMessage) limit = Math.max(maxBytes, batch.bytes);
    }
    if (lastOffset(batch) >= maxOffset) break;
    if (bytes + batch.bytes > limit) {
      bytes = limit;
      break;
    }
    records.push(batch);
    bytes += batch.bytes;
  }
  return start === null ? null : { records, bytes, position: start };
}

/** Below which offset aborted transactions are looked for: a little more than what was read. */
function upperBound(
  turn: ReadingTurn,
  log: LogState,
  segment: SegmentState,
  position: number,
): number {
  const content = readFile(turn.env.host.disk, `${segment.path}.index`);
  const found =
    content === undefined
      ? undefined
      : findChunk(content, (chunk) => isOffsetIndexEntry(chunk) && chunk.position >= position);
  if (found !== undefined && isOffsetIndexEntry(found.chunk)) return found.chunk.offset;
  return segmentBehind(log, segment)?.baseOffset ?? log.logEndOffset;
}

/** Aborted transactions that reach into a range of offsets. Mirrors collectAbortedTransactions. */
export function abortedTxnsIn(
  log: LogState,
  first: SegmentState,
  startOffset: number,
  upperBoundOffset: number,
): readonly AbortedTxn[] {
  const found: AbortedTxn[] = [];
  let segment: SegmentState | null = first;
  for (; segment !== null; segment = segmentBehind(log, segment)) {
    for (const txn of segment.indexes.abortedTxns) {
      const isInRange = txn.lastOffset >= startOffset && txn.firstOffset < upperBoundOffset;
      if (isInRange) found.push(txn);
      if (txn.lastStableOffset >= upperBoundOffset) return found;
    }
  }
  return found;
}

export interface TimestampAndOffset {
  readonly timestamp: number;
  readonly offset: number;
  readonly leaderEpoch: number | null;
}

/** The first record at or behind the log's start whose timestamp is not below; null: there is none. */
export function findByTimestamp(
  turn: ReadingTurn,
  log: LogState,
  timestampMs: number,
): TimestampAndOffset | null {
  const segment = allSegments(log).find((each) => largestTimestamp(each) >= timestampMs);
  if (segment === undefined) return null;
  for (const { batch } of batchesFrom(turn, segment, log.logStartOffset)) {
    if (batch.maxTimestamp < timestampMs) continue;
    for (const record of batch.records) {
      const timestamp = recordTimestamp(batch, record);
      const offset = batch.baseOffset + record.offsetDelta;
      if (timestamp < timestampMs || offset < log.logStartOffset) continue;
      return { timestamp, offset, leaderEpoch: epochOf(batch) };
    }
  }
  return null;
}

function epochOf({ partitionLeaderEpoch }: RecordBatch): number | null {
  return partitionLeaderEpoch < 0 ? null : partitionLeaderEpoch;
}
