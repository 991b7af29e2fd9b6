/**
 * The files of a log as a tool reads them from a host's disk, without a broker.
 *
 * Mirrors: what kafka.tools.DumpLogSegments opens: FileRecords, OffsetIndex, TimeIndex, TransactionIndex,
 * ProducerStateManager.readSnapshot, 2.8.0.
 * Read next: ../protocol/record-bytes.ts (checksums).
 */
import type { Chunk, DiskView } from '../../kernel/disk.ts';
import { fileLength, readChunks, readFile } from '../../kernel/disk.ts';
import type { ProducerStateEntry } from './producer-state.ts';
import {
  OFFSET_ENTRY_BYTES,
  TIME_ENTRY_BYTES,
  isAbortedTxnEntry,
  isOffsetIndexEntry,
  isProducerSnapshot,
  isRecordBatch,
  isTimeIndexEntry,
} from './segment-chunks.ts';
import type { PlacedBatch } from './segment-reader.ts';
import type { AbortedTxn } from './segment-state.ts';

export interface LogFileView {
  readonly batches: readonly PlacedBatch[];
  /** Bytes behind the last whole batch: a batch that was cut, or what is no batch at all. */
  readonly trailingBytes: number;
  readonly bytes: number;
}

/** An index as the bytes of its file say it is. */
export interface IndexView<Entry> {
  readonly entries: readonly Entry[];
  /**
   * How many entries the file has room for. In an index under append those behind `entries` are zeros: a
   * reader takes them for entries of the base offset, at position 0 or time 0.
   */
  readonly entryCount: number;
}

/** A `.log` file; undefined: there is none. */
export function viewLogFile(disk: DiskView, path: string): LogFileView | undefined {
  const content = readFile(disk, path);
  if (content === undefined) return undefined;
  const batches: PlacedBatch[] = [];
  let position = 0;
  for (const chunk of readChunks(disk, path)!) {
    if (!isRecordBatch(chunk)) break;
    batches.push({ batch: chunk, position });
    position += chunk.bytes;
  }
  return { batches, trailingBytes: content.bytes - position, bytes: content.bytes };
}

/** A `.index` file; undefined: there is none. */
export function viewOffsetIndex(
  disk: DiskView,
  path: string,
): IndexView<{ readonly offset: number; readonly position: number }> | undefined {
  return viewIndex(disk, path, OFFSET_ENTRY_BYTES, isOffsetIndexEntry);
}

/** A `.timeindex` file; undefined: there is none. */
export function viewTimeIndex(
  disk: DiskView,
  path: string,
): IndexView<{ readonly timestamp: number; readonly offset: number }> | undefined {
  return viewIndex(disk, path, TIME_ENTRY_BYTES, isTimeIndexEntry);
}

function viewIndex<Entry extends Chunk>(
  disk: DiskView,
  path: string,
  entryBytes: number,
  isEntry: (chunk: Chunk) => chunk is Entry,
): IndexView<Entry> | undefined {
  const content = readFile(disk, path);
  if (content === undefined) return undefined;
  const entries = readChunks(disk, path)!.filter(isEntry);
  return { entries, entryCount: Math.floor(fileLength(content) / entryBytes) };
}

/** A `.txnindex` file; undefined: there is none. */
export function viewTxnIndex(disk: DiskView, path: string): readonly AbortedTxn[] | undefined {
  return readChunks(disk, path)?.filter(isAbortedTxnEntry);
}

/** A `.snapshot` file: of each producer the last batch; null: it cannot be read; undefined: none. */
export function viewSnapshot(
  disk: DiskView,
  path: string,
): readonly ProducerStateEntry[] | null | undefined {
  const chunks = readChunks(disk, path);
  if (chunks === undefined) return undefined;
  const [first] = chunks;
  return first !== undefined && isProducerSnapshot(first) ? first.entries : null;
}
