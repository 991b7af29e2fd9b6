/**
 * One segment of a log: a file of batches with its indexes.
 *
 * Mirrors: kafka.log.LogSegment, 2.8.0.
 * Departs: preallocate has no effect.
 * Read next: segment-reader.ts, log-append.ts.
 */
import { nextInteger } from '../../kernel/random.ts';
import type { Mutable } from '../../kernel/turn.ts';
import { own } from '../../kernel/turn.ts';
import type { RecordBatch } from '../protocol/record-batch.ts';
import { lastOffset } from '../protocol/record-batch.ts';
import { ownPart } from '../server/broker-changes.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { segmentPath } from './log-file-names.ts';
import type { TopicConfig } from './log-state.ts';
import { isCompact } from './log-validator.ts';
import { abortedTxnEntry } from './segment-chunks.ts';
import {
  appendOffsetEntry,
  appendTimeEntry,
  isOffsetIndexFull,
  isTimeIndexFull,
  loadOffsetIndex,
  loadTimeIndex,
  newIndexes,
  trimIndexes,
  truncateIndexes,
} from './segment-index.ts';
import { batchesFrom, firstBatchFrom } from './segment-reader.ts';
import type { AbortedTxn, SegmentState } from './segment-state.ts';

/** Offsets of a segment are written as the difference from its first, in 31 bits. */
const RELATIVE_OFFSET_MAX = 0x7fffffff;

export interface SegmentAppend {
  readonly batches: readonly RecordBatch[];
  readonly bytes: number;
  readonly lastOffset: number;
  readonly maxTimestamp: number;
  readonly offsetOfMaxTimestamp: number;
}

/** The broker's clock in whole milliseconds. */
export function clockMs(turn: Pick<BrokerTurn, 'env'>): number {
  return Math.floor(turn.env.wallClockMs);
}

/** A new segment of this step's own: an empty file of records, and no index yet. */
export function openSegment(
  turn: BrokerTurn,
  folder: string,
  baseOffset: number,
  config: TopicConfig,
): Mutable<SegmentState> {
  const path = segmentPath(folder, baseOffset);
  const segment = own(turn, newSegment(turn, path, baseOffset, config));
  turn.effects.push({ type: 'writeFile', path: segment.logPath, chunks: [] });
  return segment;
}

export function newSegment(
  turn: BrokerTurn,
  path: string,
  baseOffset: number,
  config: TopicConfig,
): SegmentState {
  const nowMs = clockMs(turn);
  return {
    baseOffset,
    path,
    logPath: `${path}.log`,
    bytes: 0,
    createdAtMs: nowMs,
    lastModifiedMs: nowMs,
    bytesSinceLastIndexEntry: 0,
    rollingBasedTimestamp: null,
    maxTimestamp: -1,
    offsetOfMaxTimestamp: baseOffset,
    isTimestampLoaded: false,
    rollJitterMs: rollJitterMs(turn, config),
    indexes: newIndexes(baseOffset, config['segment.index.bytes']),
  };
}

/** Mirrors LogConfig.randomSegmentJitter. */
function rollJitterMs(turn: BrokerTurn, config: TopicConfig): number {
  const bound = Math.min(config['segment.jitter.ms'], config['segment.ms']);
  if (bound === 0) return 0;
  const logs = ownPart(turn, 'logs');
  const [jitterMs, random] = nextInteger(logs.random, Math.min(bound, RELATIVE_OFFSET_MAX));
  logs.random = random;
  return jitterMs;
}

/** Whether a batch of these bytes has to go to a new segment. */
export function shouldRoll(
  turn: BrokerTurn,
  segment: SegmentState,
  config: TopicConfig,
  append: Pick<SegmentAppend, 'bytes' | 'lastOffset' | 'maxTimestamp'>,
): boolean {
  const { bytes, indexes, rollJitterMs: jitterMs } = segment;
  if (bytes > config['segment.bytes'] - append.bytes) return true;
  const waitedMs = timeWaitedForRollMs(turn, segment, append.maxTimestamp);
  if (bytes > 0 && waitedMs > segmentMaxMs(config) - jitterMs) return true;
  if (isOffsetIndexFull(indexes) || isTimeIndexFull(indexes)) return true;
  const relative = append.lastOffset - segment.baseOffset;
  return relative < 0 || relative > RELATIVE_OFFSET_MAX;
}

function segmentMaxMs(config: TopicConfig): number {
  const lagMs = config['max.compaction.lag.ms'];
  const isLagging = isCompact(config) && lagMs > 0;
  return isLagging ? Math.min(lagMs, config['segment.ms']) : config['segment.ms'];
}

function timeWaitedForRollMs(turn: BrokerTurn, segment: SegmentState, timestamp: number): number {
  const first = firstBatchTimestamp(turn, segment);
  return first >= 0 ? timestamp - first : clockMs(turn) - segment.createdAtMs;
}

/** -1: there is none. */
export function firstBatchTimestamp(turn: BrokerTurn, segment: SegmentState): number {
  if (segment.rollingBasedTimestamp !== null) return segment.rollingBasedTimestamp;
  return firstBatchFrom(turn, segment, segment.baseOffset)?.batch.maxTimestamp ?? -1;
}

export function appendToSegment(
  turn: BrokerTurn,
  segment: Mutable<SegmentState>,
  config: TopicConfig,
  append: SegmentAppend,
): void {
  const position = segment.bytes;
  loadOffsetIndex(turn, segment);
  loadTimeIndex(turn, segment);
  if (position === 0) segment.rollingBasedTimestamp = append.maxTimestamp;
  pushBatches(turn, segment.logPath, append.batches);
  segment.bytes = position + append.bytes;
  segment.lastModifiedMs = clockMs(turn);
  segment.isTimestampLoaded = true;
  if (append.maxTimestamp > segment.maxTimestamp) {
    segment.maxTimestamp = append.maxTimestamp;
    segment.offsetOfMaxTimestamp = append.offsetOfMaxTimestamp;
  }
  if (segment.bytesSinceLastIndexEntry > config['index.interval.bytes']) {
    appendOffsetEntry(turn, segment, append.lastOffset, position);
    appendTimeEntry(turn, segment);
    segment.bytesSinceLastIndexEntry = 0;
  }
  segment.bytesSinceLastIndexEntry += append.bytes;
}

function pushBatches(turn: BrokerTurn, path: string, batches: readonly RecordBatch[]): void {
  const pending = turn.appended.get(path);
  if (pending === undefined) turn.appended.set(path, [...batches]);
  else pending.push(...batches);
  for (const chunk of batches) turn.effects.push({ type: 'append', path, chunk });
}

export function appendAbortedTxn(
  turn: BrokerTurn,
  segment: Mutable<SegmentState>,
  txn: AbortedTxn,
): void {
  const { indexes } = segment;
  const { producerId, firstOffset, lastOffset: last, lastStableOffset } = txn;
  const kept = { producerId, firstOffset, lastOffset: last, lastStableOffset };
  segment.indexes = { ...indexes, abortedTxns: [...indexes.abortedTxns, kept] };
  const path = `${segment.path}.txnindex`;
  turn.effects.push({ type: 'append', path, chunk: abortedTxnEntry(kept) });
}

/** The last entry of the time index is written, and both indexes are cut to what is in them. */
export function becomeInactive(turn: BrokerTurn, segment: Mutable<SegmentState>): void {
  loadOffsetIndex(turn, segment);
  loadTimeIndex(turn, segment);
  appendTimeEntry(turn, segment);
  trimIndexes(turn, segment);
}

/** As `becomeInactive`, but of what nobody has looked at nothing is written. */
export function closeSegment(turn: BrokerTurn, segment: Mutable<SegmentState>): void {
  if (segment.isTimestampLoaded) {
    loadTimeIndex(turn, segment);
    appendTimeEntry(turn, segment);
  }
  const { hasOffsetIndex, hasTimeIndex } = segment.indexes;
  if (hasOffsetIndex && hasTimeIndex) trimIndexes(turn, segment);
}

/** Cuts the batch that holds an offset and all behind it. Gives the bytes that were cut. */
export function truncateSegment(
  turn: BrokerTurn,
  segment: Mutable<SegmentState>,
  config: TopicConfig,
  offset: number,
): number {
  const found = firstBatchFrom(turn, segment, offset);
  truncateIndexes(turn, segment, offset, config['segment.index.bytes']);
  const cutBytes = found === null ? 0 : segment.bytes - found.position;
  if (found !== null) cutBatches(turn, segment, found.position);
  if (segment.bytes === 0) {
    segment.createdAtMs = clockMs(turn);
    segment.rollingBasedTimestamp = null;
  }
  segment.bytesSinceLastIndexEntry = 0;
  if (segment.maxTimestamp >= 0) loadLargestTimestamp(turn, segment);
  return cutBytes;
}

function cutBatches(turn: BrokerTurn, segment: Mutable<SegmentState>, bytes: number): void {
  const pending = turn.appended.get(segment.logPath) ?? [];
  let end = segment.bytes;
  while (pending.length > 0 && end > bytes) end -= pending.pop()!.bytes;
  segment.bytes = bytes;
  segment.lastModifiedMs = clockMs(turn);
  turn.effects.push({ type: 'truncate', path: segment.logPath, byteLength: bytes });
}

/** From the last entry of the time index, and what came behind it. */
function loadLargestTimestamp(turn: BrokerTurn, segment: Mutable<SegmentState>): void {
  const { lastIndexedTimestamp, lastTimeIndexedOffset } = segment.indexes;
  segment.isTimestampLoaded = true;
  segment.maxTimestamp = lastIndexedTimestamp;
  segment.offsetOfMaxTimestamp = lastTimeIndexedOffset;
  for (const { batch } of batchesFrom(turn, segment, lastTimeIndexedOffset)) {
    if (batch.maxTimestamp <= segment.maxTimestamp) continue;
    segment.maxTimestamp = batch.maxTimestamp;
    segment.offsetOfMaxTimestamp = lastOffset(batch);
  }
}

/** What retention goes by: the largest timestamp, or else when the file was last written. */
export function largestTimestamp(segment: SegmentState): number {
  return segment.maxTimestamp >= 0 ? segment.maxTimestamp : segment.lastModifiedMs;
}

/** `LogSegment(baseOffset=0, …)`, as log lines have it. */
export function segmentText(segment: SegmentState): string {
  const { baseOffset, bytes, lastModifiedMs, maxTimestamp } = segment;
  const largest = maxTimestamp >= 0 ? `Some(${maxTimestamp})` : 'None';
  return (
    `LogSegment(baseOffset=${baseOffset}, size=${bytes}, lastModifiedTime=${lastModifiedMs}, ` +
    `largestRecordTimestamp=${largest})`
  );
}
