/**
 * The indexes beside a segment: their files are made when they are first needed, as long as they may
 * become, and trimmed to what is in them when the segment is no longer the active one.
 *
 * Mirrors: kafka.log.AbstractIndex, OffsetIndex, TimeIndex, LazyIndex, 2.8.0.
 * Departs: see segment-state.ts. An index that may be only a few KiB long shows as long as its entries.
 * Read next: segment.ts.
 */
import type { Chunk } from '../../kernel/disk.ts';
import { readChunks } from '../../kernel/disk.ts';
import type { Mutable } from '../../kernel/turn.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import {
  OFFSET_ENTRY_BYTES,
  TIME_ENTRY_BYTES,
  indexSpace,
  isOffsetIndexEntry,
  isTimeIndexEntry,
  offsetIndexEntry,
  timeIndexEntry,
} from './segment-chunks.ts';
import type { OffsetIndexEntry, TimeIndexEntry } from './segment-chunks.ts';
import type { SegmentIndexes, SegmentState } from './segment-state.ts';

/** Of a new segment: no file is there yet. */
export function newIndexes(baseOffset: number, maxIndexBytes: number): SegmentIndexes {
  return {
    hasOffsetIndex: false,
    hasTimeIndex: false,
    offsetEntries: 0,
    offsetEntriesMax: Math.floor(maxIndexBytes / OFFSET_ENTRY_BYTES),
    lastIndexedOffset: baseOffset,
    timeEntries: 0,
    timeEntriesMax: Math.floor(maxIndexBytes / TIME_ENTRY_BYTES),
    lastIndexedTimestamp: -1,
    lastTimeIndexedOffset: baseOffset,
    abortedTxns: [],
  };
}

/** Makes the file of the offset index when there is none. */
export function loadOffsetIndex(turn: BrokerTurn, segment: Mutable<SegmentState>): void {
  const { indexes } = segment;
  if (indexes.hasOffsetIndex) return;
  segment.indexes = { ...indexes, hasOffsetIndex: true };
  writeIndex(turn, `${segment.path}.index`, indexes.offsetEntriesMax * OFFSET_ENTRY_BYTES, []);
}

/** Makes the file of the time index when there is none. */
export function loadTimeIndex(turn: BrokerTurn, segment: Mutable<SegmentState>): void {
  const { indexes } = segment;
  if (indexes.hasTimeIndex) return;
  segment.indexes = { ...indexes, hasTimeIndex: true };
  writeIndex(turn, `${segment.path}.timeindex`, indexes.timeEntriesMax * TIME_ENTRY_BYTES, []);
}

export function isOffsetIndexFull({ offsetEntries, offsetEntriesMax }: SegmentIndexes): boolean {
  return offsetEntries >= offsetEntriesMax;
}

/** One entry is left for the time when the segment is rolled. */
export function isTimeIndexFull({ timeEntries, timeEntriesMax }: SegmentIndexes): boolean {
  return timeEntries >= timeEntriesMax - 1;
}

export function appendOffsetEntry(
  turn: BrokerTurn,
  segment: Mutable<SegmentState>,
  offset: number,
  position: number,
): void {
  const { indexes } = segment;
  const offsetEntries = indexes.offsetEntries + 1;
  segment.indexes = { ...indexes, offsetEntries, lastIndexedOffset: offset };
  const chunk = offsetIndexEntry(offset, position);
  turn.effects.push({ type: 'append', path: `${segment.path}.index`, chunk });
}

/** Only a timestamp above the last one makes an entry. Mirrors TimeIndex.maybeAppend. */
export function appendTimeEntry(turn: BrokerTurn, segment: Mutable<SegmentState>): void {
  const { indexes, maxTimestamp, offsetOfMaxTimestamp } = segment;
  if (maxTimestamp <= indexes.lastIndexedTimestamp) return;
  segment.indexes = {
    ...indexes,
    timeEntries: indexes.timeEntries + 1,
    lastIndexedTimestamp: maxTimestamp,
    lastTimeIndexedOffset: offsetOfMaxTimestamp,
  };
  const chunk = timeIndexEntry(maxTimestamp, offsetOfMaxTimestamp);
  turn.effects.push({ type: 'append', path: `${segment.path}.timeindex`, chunk });
}

/** Cuts both files to what is in them. */
export function trimIndexes(turn: BrokerTurn, segment: SegmentState): void {
  const { path } = segment;
  writeIndex(turn, `${path}.index`, 0, offsetEntries(turn, segment));
  writeIndex(turn, `${path}.timeindex`, 0, timeEntries(turn, segment));
}

/** Makes both files as long as the largest index may be. */
export function resizeIndexes(
  turn: BrokerTurn,
  segment: Mutable<SegmentState>,
  maxIndexBytes: number,
): void {
  const { path } = segment;
  const kept = { offsets: offsetEntries(turn, segment), times: timeEntries(turn, segment) };
  const { offsetEntriesMax, timeEntriesMax } = newIndexes(segment.baseOffset, maxIndexBytes);
  const files = { hasOffsetIndex: true, hasTimeIndex: true };
  segment.indexes = { ...segment.indexes, ...files, offsetEntriesMax, timeEntriesMax };
  writeIndex(turn, `${path}.index`, offsetEntriesMax * OFFSET_ENTRY_BYTES, kept.offsets);
  writeIndex(turn, `${path}.timeindex`, timeEntriesMax * TIME_ENTRY_BYTES, kept.times);
}

/** Forgets what the indexes say of an offset and of all behind it. */
export function truncateIndexes(
  turn: BrokerTurn,
  segment: Mutable<SegmentState>,
  offset: number,
  maxIndexBytes: number,
): void {
  const offsets = offsetEntries(turn, segment).filter((entry) => entry.offset < offset);
  const times = timeEntries(turn, segment).filter((entry) => entry.offset < offset);
  setIndexes(turn, segment, { offsets, times, maxIndexBytes });
  const { abortedTxns } = segment.indexes;
  const kept = abortedTxns.filter((txn) => txn.lastOffset < offset);
  if (kept.length === abortedTxns.length) return;
  segment.indexes = { ...segment.indexes, abortedTxns: kept };
  const path = `${segment.path}.txnindex`;
  turn.effects.push({ type: 'truncate', path, chunkCount: kept.length });
}

/** Writes both indexes anew; `trimmed`: no longer than they are. */
export function setIndexes(
  turn: BrokerTurn,
  segment: Mutable<SegmentState>,
  entries: {
    readonly offsets: readonly OffsetIndexEntry[];
    readonly times: readonly TimeIndexEntry[];
    readonly maxIndexBytes: number;
    readonly isTrimmed?: boolean;
  },
): void {
  const { offsets, times, maxIndexBytes, isTrimmed = false } = entries;
  const fresh = newIndexes(segment.baseOffset, maxIndexBytes);
  const lastTime = times.at(-1);
  segment.indexes = {
    ...fresh,
    abortedTxns: segment.indexes.abortedTxns,
    hasOffsetIndex: true,
    hasTimeIndex: true,
    offsetEntries: offsets.length,
    lastIndexedOffset: offsets.at(-1)?.offset ?? segment.baseOffset,
    timeEntries: times.length,
    lastIndexedTimestamp: lastTime?.timestamp ?? -1,
    lastTimeIndexedOffset: lastTime?.offset ?? segment.baseOffset,
  };
  const offsetSpace = isTrimmed ? 0 : fresh.offsetEntriesMax * OFFSET_ENTRY_BYTES;
  const timeSpace = isTrimmed ? 0 : fresh.timeEntriesMax * TIME_ENTRY_BYTES;
  writeIndex(turn, `${segment.path}.index`, offsetSpace, offsets);
  writeIndex(turn, `${segment.path}.timeindex`, timeSpace, times);
}

export function offsetEntries(turn: BrokerTurn, segment: SegmentState): OffsetIndexEntry[] {
  return chunksNow(turn, `${segment.path}.index`).filter(isOffsetIndexEntry);
}

export function timeEntries(turn: BrokerTurn, segment: SegmentState): TimeIndexEntry[] {
  return chunksNow(turn, `${segment.path}.timeindex`).filter(isTimeIndexEntry);
}

function writeIndex(
  turn: BrokerTurn,
  path: string,
  spaceBytes: number,
  entries: readonly Chunk[],
): void {
  const chunks = isSparse(spaceBytes) ? [indexSpace(spaceBytes), ...entries] : entries;
  turn.effects.push({ type: 'writeFile', path, chunks });
}

/** The kernel keeps 4096 bytes free behind what is written, so that a small file would grow at once. */
function isSparse(spaceBytes: number): boolean {
  return spaceBytes > 8192;
}

/** A file as it will be when this step is over: what stands on the disk, and what the step wrote. */
export function chunksNow(turn: BrokerTurn, path: string): readonly Chunk[] {
  let chunks: readonly Chunk[] = readChunks(turn.env.host.disk, path) ?? [];
  for (const effect of turn.effects) {
    if (effect.type === 'writeFile' && effect.path === path) chunks = effect.chunks;
    else if (effect.type === 'append' && effect.path === path) chunks = [...chunks, effect.chunk];
  }
  return chunks;
}
