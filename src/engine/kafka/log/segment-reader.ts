/**
 * The batches of a segment, found by offset: those that are on the disk, and behind them those that this
 * step has appended.
 *
 * Mirrors: kafka.log.LogSegment (translateOffset), FileRecords, 2.8.0.
 * Departs: a batch is found by halving in the file itself.
 */
import type { DiskView, FileContent } from '../../kernel/disk.ts';
import { readFile } from '../../kernel/disk.ts';
import { chunkStart } from '../../kernel/file-content.ts';
import { firstIndex } from '../../kernel/first-index.ts';
import { listGet, listLast } from '../../kernel/persistent-list.ts';
import type { RecordBatch } from '../protocol/record-batch.ts';
import { lastOffset } from '../protocol/record-batch.ts';
import { isRecordBatch } from './segment-chunks.ts';
import type { SegmentState } from './segment-state.ts';

/** What reading needs of a step. */
export interface ReadingTurn {
  readonly env: { readonly host: { readonly disk: DiskView } };
  readonly appended: ReadonlyMap<string, readonly RecordBatch[]>;
}

export interface PlacedBatch {
  readonly batch: RecordBatch;
  /** Byte of the file at which it begins. */
  readonly position: number;
}

const NONE: readonly RecordBatch[] = [];

/** Batches from the one that holds an offset, or is the first behind it, to the segment's end. */
export function* batchesFrom(
  turn: ReadingTurn,
  segment: SegmentState,
  offset: number,
): Generator<PlacedBatch> {
  const content = readFile(turn.env.host.disk, segment.logPath);
  const pending = turn.appended.get(segment.logPath) ?? NONE;
  // What this step has cut off is still to be seen on the disk.
  const diskBytes = segment.bytes - bytesOf(pending);
  if (content !== undefined) {
    const index = indexOfOffset(content, offset);
    let position = chunkStart(content, index);
    for (let i = index; position < diskBytes; i++) {
      const batch = listGet(content.chunks, i);
      if (batch === undefined || !isRecordBatch(batch)) break;
      yield { batch, position };
      position += batch.bytes;
    }
  }
  // What an earlier step has written waits for a sync: nothing is read past a gap.
  if ((content?.bytes ?? 0) < diskBytes) return;
  let position = diskBytes;
  for (const batch of pending) {
    if (lastOffset(batch) >= offset) yield { batch, position };
    position += batch.bytes;
  }
}

/** The batch that holds an offset, or is the first behind it. */
export function firstBatchFrom(
  turn: ReadingTurn,
  segment: SegmentState,
  offset: number,
): PlacedBatch | null {
  for (const placed of batchesFrom(turn, segment, offset)) return placed;
  return null;
}

function bytesOf(batches: readonly RecordBatch[]): number {
  let bytes = 0;
  for (const batch of batches) bytes += batch.bytes;
  return bytes;
}

/** The first chunk whose last offset is not below; most readers are near the end. */
function indexOfOffset(content: FileContent, offset: number): number {
  const { chunks } = content;
  const last = listLast(chunks);
  if (last !== undefined && isRecordBatch(last) && last.baseOffset <= offset) {
    return lastOffset(last) >= offset ? chunks.length - 1 : chunks.length;
  }
  return firstIndex(chunks.length, (index) => {
    const chunk = listGet(chunks, index)!;
    return !isRecordBatch(chunk) || lastOffset(chunk) >= offset;
  });
}
