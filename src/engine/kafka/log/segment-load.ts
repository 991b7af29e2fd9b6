/**
 * A segment as its files say it is, and its recovery: every batch is read, the indexes are built anew, and
 * what is no whole batch is cut off.
 *
 * Mirrors: kafka.log.LogSegment.open and recover, 2.8.0.
 * Read next: log-load.ts.
 */
import { entryAt, fileLength, readFile } from '../../kernel/disk.ts';
import type { FileContent } from '../../kernel/disk.ts';
import { listItems, listLast } from '../../kernel/persistent-list.ts';
import type { Mutable } from '../../kernel/turn.ts';
import { own } from '../../kernel/turn.ts';
import { lastOffset, nextOffset } from '../protocol/record-batch.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { assignEpoch } from './leader-epoch-cache.ts';
import type { LogState, TopicConfig } from './log-state.ts';
import { replay } from './producer-recovery.ts';
import { completeTxn, lastStableOffsetOf, updateProducers } from './producer-state-manager.ts';
import {
  OFFSET_ENTRY_BYTES,
  TIME_ENTRY_BYTES,
  isAbortedTxnEntry,
  isOffsetIndexEntry,
  isRecordBatch,
  isTimeIndexEntry,
  offsetIndexEntry,
  timeIndexEntry,
} from './segment-chunks.ts';
import type { OffsetIndexEntry, TimeIndexEntry } from './segment-chunks.ts';
import { setIndexes } from './segment-index.ts';
import { batchesFrom } from './segment-reader.ts';
import type { SegmentIndexes, SegmentState } from './segment-state.ts';
import { appendAbortedTxn, clockMs, newSegment } from './segment.ts';

/** What the files of a segment say; one of this step's own. */
export function loadSegment(
  turn: BrokerTurn,
  path: string,
  baseOffset: number,
  config: TopicConfig,
): Mutable<SegmentState> {
  const { disk } = turn.env.host;
  const segment = own(turn, { ...newSegment(turn, path, baseOffset, config) });
  const entry = entryAt(disk, segment.logPath);
  segment.bytes = readFile(disk, segment.logPath)?.bytes ?? 0;
  const sinceMs = turn.env.nowMs - (entry?.modifiedAtMs ?? turn.env.nowMs);
  segment.lastModifiedMs = Math.floor(turn.env.wallClockMs - sinceMs);
  segment.indexes = loadIndexes(turn, segment);
  segment.maxTimestamp = segment.indexes.lastIndexedTimestamp;
  segment.offsetOfMaxTimestamp = segment.indexes.lastTimeIndexedOffset;
  return segment;
}

function loadIndexes(turn: BrokerTurn, { path, indexes }: SegmentState): SegmentIndexes {
  const { disk } = turn.env.host;
  const offsets = readFile(disk, `${path}.index`);
  const times = readFile(disk, `${path}.timeindex`);
  const loaded: Mutable<SegmentIndexes> = { ...indexes };
  if (offsets !== undefined) {
    loaded.hasOffsetIndex = true;
    loaded.offsetEntries = entryCount(offsets, isOffsetIndexEntry);
    loaded.offsetEntriesMax = Math.floor(fileLength(offsets) / OFFSET_ENTRY_BYTES);
    const last = listLast(offsets.chunks);
    if (last !== undefined && isOffsetIndexEntry(last)) loaded.lastIndexedOffset = last.offset;
  }
  if (times !== undefined) {
    loaded.hasTimeIndex = true;
    loaded.timeEntries = entryCount(times, isTimeIndexEntry);
    loaded.timeEntriesMax = Math.floor(fileLength(times) / TIME_ENTRY_BYTES);
    const last = listLast(times.chunks);
    if (last !== undefined && isTimeIndexEntry(last)) {
      loaded.lastIndexedTimestamp = last.timestamp;
      loaded.lastTimeIndexedOffset = last.offset;
    }
  }
  const txns = readFile(disk, `${path}.txnindex`);
  if (txns !== undefined) {
    loaded.abortedTxns = [...listItems(txns.chunks)].filter(isAbortedTxnEntry).map((txn) => ({
      producerId: txn.producerId,
      firstOffset: txn.firstOffset,
      lastOffset: txn.lastOffset,
      lastStableOffset: txn.lastStableOffset,
    }));
  }
  return loaded;
}

function entryCount(content: FileContent, isEntry: (chunk: never) => boolean): number {
  let count = 0;
  for (const chunk of listItems(content.chunks)) if (isEntry(chunk as never)) count++;
  return count;
}

/** Offset behind the last whole batch. Mirrors LogSegment.readNextOffset. */
export function readNextOffset(turn: BrokerTurn, segment: SegmentState): number {
  const content = readFile(turn.env.host.disk, segment.logPath);
  const last = content === undefined ? undefined : listLast(content.chunks);
  if (last !== undefined && isRecordBatch(last) && segment.bytes === content?.bytes) {
    return nextOffset(last);
  }
  let next = segment.baseOffset;
  for (const { batch } of batchesFrom(turn, segment, segment.baseOffset)) next = nextOffset(batch);
  return next;
}

/**
 * Reads a whole segment. `scratch` holds the producers, `epochs` the log whose epochs are brought up to
 * date, if any. Gives the bytes that were cut off.
 */
export function recoverSegment(
  turn: BrokerTurn,
  segment: Mutable<SegmentState>,
  scratch: Mutable<LogState>,
  epochs: Mutable<LogState> | null,
): number {
  const intervalBytes = scratch.config['index.interval.bytes'];
  const offsets: OffsetIndexEntry[] = [];
  const times: TimeIndexEntry[] = [];
  let validBytes = 0;
  let lastIndexedAt = 0;
  segment.maxTimestamp = -1;
  segment.isTimestampLoaded = true;
  forgetAbortedTxns(turn, segment);
  for (const { batch } of batchesFrom(turn, segment, segment.baseOffset)) {
    const last = lastOffset(batch);
    if (batch.maxTimestamp > segment.maxTimestamp) {
      segment.maxTimestamp = batch.maxTimestamp;
      segment.offsetOfMaxTimestamp = last;
    }
    if (validBytes - lastIndexedAt > intervalBytes) {
      offsets.push(offsetIndexEntry(last, validBytes));
      pushTime(times, segment);
      lastIndexedAt = validBytes;
    }
    validBytes += batch.bytes;
    const { partitionLeaderEpoch } = batch;
    const latest = epochs?.epochs.at(-1)?.epoch ?? -1;
    if (epochs !== null && partitionLeaderEpoch > latest) {
      assignEpoch(turn, epochs, partitionLeaderEpoch, batch.baseOffset);
    }
    if (batch.producerId >= 0) recoverProducer(turn, segment, scratch, batch);
    scratch.producersEndOffset = last + 1;
  }
  pushTime(times, segment);
  const maxIndexBytes = scratch.config['segment.index.bytes'];
  setIndexes(turn, segment, { offsets, times, maxIndexBytes, isTrimmed: true });
  return cutTo(turn, segment, validBytes);
}

function pushTime(times: TimeIndexEntry[], segment: SegmentState): void {
  const { maxTimestamp, offsetOfMaxTimestamp } = segment;
  if (maxTimestamp <= (times.at(-1)?.timestamp ?? -1)) return;
  times.push(timeIndexEntry(maxTimestamp, offsetOfMaxTimestamp));
}

function forgetAbortedTxns(turn: BrokerTurn, segment: Mutable<SegmentState>): void {
  if (segment.indexes.abortedTxns.length === 0) return;
  segment.indexes = { ...segment.indexes, abortedTxns: [] };
  turn.effects.push({ type: 'truncate', path: `${segment.path}.txnindex`, chunkCount: 0 });
}

function recoverProducer(
  turn: BrokerTurn,
  segment: Mutable<SegmentState>,
  scratch: Mutable<LogState>,
  batch: Parameters<typeof replay>[2],
): void {
  const appends: Parameters<typeof replay>[3] = new Map();
  const completed = replay(turn, scratch, batch, appends);
  updateProducers(turn, scratch, appends.values());
  if (completed === null) return;
  const lastStableOffset = lastStableOffsetOf(scratch.producers, completed);
  if (completed.isAborted) appendAbortedTxn(turn, segment, { ...completed, lastStableOffset });
  completeTxn(turn, scratch, completed);
}

function cutTo(turn: BrokerTurn, segment: Mutable<SegmentState>, bytes: number): number {
  const cutBytes = segment.bytes - bytes;
  if (cutBytes === 0) return 0;
  segment.bytes = bytes;
  segment.lastModifiedMs = clockMs(turn);
  turn.effects.push({ type: 'truncate', path: segment.logPath, byteLength: bytes });
  return cutBytes;
}
