/**
 * Writing what stays of a group of segments into one new one, in files that end in `.cleaned` until they
 * take the old ones' place.
 *
 * Mirrors: kafka.log.Cleaner (groupSegmentsBySize, cleanSegments), 2.8.0.
 * Read next: clean-records.ts, log-cleaner.ts.
 */
import type { RecordBatch } from '../protocol/record-batch.ts';
import { lastOffset } from '../protocol/record-batch.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import type { BatchFilter, OffsetMap } from './clean-records.ts';
import { filterBatch, segmentBatches } from './clean-records.ts';
import type { CleanedTransactions } from './clean-transactions.ts';
import { addAborted } from './clean-transactions.ts';
import type { CleanedGroup } from './log-cleaner-state.ts';
import { CLEANED_SUFFIX } from './log-file-names.ts';
import { floorSegment } from './log-offsets.ts';
import { abortedTxnsIn } from './log-read.ts';
import type { LogState } from './log-state.ts';
import { cleaningLine } from './release-words.ts';
import {
  OFFSET_ENTRY_BYTES,
  TIME_ENTRY_BYTES,
  abortedTxnEntry,
  offsetIndexEntry,
  timeIndexEntry,
} from './segment-chunks.ts';
import type { OffsetIndexEntry, TimeIndexEntry } from './segment-chunks.ts';
import { newIndexes } from './segment-index.ts';
import type { SegmentState } from './segment-state.ts';
import { newSegment } from './segment.ts';

const RELATIVE_OFFSET_MAX = 0x7fffffff;

/** Segments that fit into one, in their order. Mirrors groupSegmentsBySize. */
export function groupSegments(
  segments: readonly SegmentState[],
  config: LogState['config'],
  firstUncleanableOffset: number,
): readonly (readonly SegmentState[])[] {
  const groups: SegmentState[][] = [];
  const indexMax = config['segment.index.bytes'];
  let sizes = { bytes: 0, index: 0, timeIndex: 0 };
  for (const [at, segment] of segments.entries()) {
    const group = groups.at(-1);
    const last = (segments[at + 1]?.baseOffset ?? firstUncleanableOffset) - 1;
    const sum = {
      bytes: sizes.bytes + segment.bytes,
      index: sizes.index + segment.indexes.offsetEntries * OFFSET_ENTRY_BYTES,
      timeIndex: sizes.timeIndex + segment.indexes.timeEntries * TIME_ENTRY_BYTES,
    };
    const fits =
      group !== undefined &&
      sum.bytes <= config['segment.bytes'] &&
      sum.index <= indexMax &&
      sum.timeIndex <= indexMax &&
      last - group.at(-1)!.baseOffset <= RELATIVE_OFFSET_MAX;
    if (fits) {
      group.push(segment);
      sizes = sum;
    } else {
      groups.push([segment]);
      sizes = {
        bytes: segment.bytes,
        index: segment.indexes.offsetEntries * OFFSET_ENTRY_BYTES,
        timeIndex: segment.indexes.timeEntries * TIME_ENTRY_BYTES,
      };
    }
  }
  return groups;
}

export interface Cleaning {
  readonly log: LogState;
  readonly map: OffsetMap;
  readonly transactions: CleanedTransactions;
  readonly deleteHorizonMs: number;
  /** Bytes that are read at a time: what is kept of them gets one entry in the index. */
  readonly bufferBytes: number;
  readonly counts: {
    bytesRead: number;
    bytesWritten: number;
    messages: number;
    messagesWritten: number;
    invalid: number;
  };
}

/** What one read of a source segment leaves. */
interface Piece {
  batches: RecordBatch[];
  readBytes: number;
}

/** A segment as it is being written. */
interface Draft {
  readonly intervalBytes: number;
  readonly batches: RecordBatch[];
  readonly offsets: OffsetIndexEntry[];
  readonly times: TimeIndexEntry[];
  bytes: number;
  sinceIndexed: number;
  maxTimestamp: number;
  offsetOfMax: number;
  firstTimestamp: number | null;
}

/** Writes and syncs the files of the new segment; the old ones stay as they are. */
export function cleanGroup(
  turn: BrokerTurn,
  cleaning: Cleaning,
  sources: readonly SegmentState[],
): CleanedGroup {
  const { log, map, transactions, deleteHorizonMs } = cleaning;
  const [first] = sources;
  transactions.kept = [];
  const draft = emptyDraft(first!.baseOffset, log.config['index.interval.bytes']);
  const lines: string[] = [];
  for (const [at, source] of sources.entries()) {
    const upperBound = sources[at + 1]?.baseOffset ?? map.latestOffset + 1;
    const floor = floorSegment(log, source.baseOffset)!;
    addAborted(transactions, abortedTxnsIn(log, floor, log.logStartOffset, upperBound));
    const retainsDeletes = source.lastModifiedMs > deleteHorizonMs;
    const into = { baseOffset: first!.baseOffset, deleteHorizonMs, retains: retainsDeletes };
    lines.push(`Cleaner 0: ${cleaningLine(turn, log.name, source, into)}`);
    cleanInto(turn, cleaning, source, retainsDeletes, draft);
  }
  const segment = finished(turn, cleaning, sources, draft);
  writeCleaned(turn, segment, draft);
  return { sources, segment, lines };
}

function emptyDraft(baseOffset: number, intervalBytes: number): Draft {
  return {
    intervalBytes,
    batches: [],
    offsets: [],
    times: [],
    bytes: 0,
    sinceIndexed: 0,
    maxTimestamp: -1,
    offsetOfMax: baseOffset,
    firstTimestamp: null,
  };
}

function cleanInto(
  turn: BrokerTurn,
  cleaning: Cleaning,
  source: SegmentState,
  retainsDeletes: boolean,
  draft: Draft,
): void {
  const { log, map, transactions, counts, bufferBytes } = cleaning;
  const { producers } = log;
  const filter: BatchFilter = { map, transactions, retainsDeletes, producers, count: counts };
  const piece: Piece = { batches: [], readBytes: 0 };
  for (const batch of segmentBatches(turn, source)) {
    if (piece.readBytes > 0 && piece.readBytes + batch.bytes > bufferBytes) {
      appendPiece(draft, piece);
    }
    piece.readBytes += batch.bytes;
    counts.bytesRead += batch.bytes;
    const kept = filterBatch(batch, filter);
    if (kept.batch === null) continue;
    piece.batches.push(kept.batch);
    counts.messagesWritten += kept.messagesRetained;
    counts.bytesWritten += kept.batch.bytes;
  }
  appendPiece(draft, piece);
}

/** Mirrors LogSegment.append. */
function appendPiece(draft: Draft, piece: Piece): void {
  const { batches } = piece;
  piece.batches = [];
  piece.readBytes = 0;
  if (batches.length === 0) return;
  let maxTimestamp = -1;
  let offsetOfMax = -1;
  let bytes = 0;
  for (const batch of batches) {
    bytes += batch.bytes;
    if (batch.maxTimestamp <= maxTimestamp) continue;
    maxTimestamp = batch.maxTimestamp;
    offsetOfMax = lastOffset(batch);
  }
  draft.firstTimestamp ??= maxTimestamp;
  if (maxTimestamp > draft.maxTimestamp) {
    draft.maxTimestamp = maxTimestamp;
    draft.offsetOfMax = offsetOfMax;
  }
  if (draft.sinceIndexed > draft.intervalBytes) {
    draft.offsets.push(offsetIndexEntry(lastKeptOffset(batches), draft.bytes));
    pushTime(draft);
    draft.sinceIndexed = 0;
  }
  draft.batches.push(...batches);
  draft.bytes += bytes;
  draft.sinceIndexed += bytes;
}

/** The offset of the last record that is left, or of a batch that is left whole or empty. */
function lastKeptOffset(batches: readonly RecordBatch[]): number {
  const last = batches.at(-1)!;
  const record = last.records.at(-1);
  return record === undefined ? lastOffset(last) : last.baseOffset + record.offsetDelta;
}

function pushTime(draft: Draft): void {
  if (draft.maxTimestamp <= (draft.times.at(-1)?.timestamp ?? -1)) return;
  draft.times.push(timeIndexEntry(draft.maxTimestamp, draft.offsetOfMax));
}

function finished(
  turn: BrokerTurn,
  { log, transactions }: Cleaning,
  sources: readonly SegmentState[],
  draft: Draft,
): SegmentState {
  pushTime(draft);
  const [first] = sources;
  const { baseOffset, path } = first!;
  const time = draft.times.at(-1);
  return {
    ...newSegment(turn, path, baseOffset, log.config),
    bytes: draft.bytes,
    lastModifiedMs: sources.at(-1)!.lastModifiedMs,
    rollingBasedTimestamp: draft.firstTimestamp,
    maxTimestamp: draft.maxTimestamp,
    offsetOfMaxTimestamp: draft.offsetOfMax,
    isTimestampLoaded: true,
    indexes: {
      ...newIndexes(baseOffset, 0),
      hasOffsetIndex: true,
      hasTimeIndex: true,
      offsetEntries: draft.offsets.length,
      offsetEntriesMax: draft.offsets.length,
      lastIndexedOffset: draft.offsets.at(-1)?.offset ?? baseOffset,
      timeEntries: draft.times.length,
      timeEntriesMax: draft.times.length,
      lastIndexedTimestamp: time?.timestamp ?? -1,
      lastTimeIndexedOffset: time?.offset ?? baseOffset,
      abortedTxns: transactions.kept,
    },
  };
}

function writeCleaned(turn: BrokerTurn, segment: SegmentState, draft: Draft): void {
  const { path, indexes } = segment;
  const files = [
    ['.log', draft.batches],
    ['.index', draft.offsets],
    ['.timeindex', draft.times],
    ['.txnindex', indexes.abortedTxns.map(abortedTxnEntry)],
  ] as const;
  for (const [suffix, chunks] of files) {
    if (suffix === '.txnindex' && chunks.length === 0) continue;
    const file = path + suffix + CLEANED_SUFFIX;
    turn.effects.push({ type: 'writeFile', path: file, chunks: [...chunks] });
    turn.effects.push({ type: 'sync', path: file });
  }
}
