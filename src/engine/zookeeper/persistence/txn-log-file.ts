/**
 * What a transaction log file consists of, and reading the transactions of a row of them.
 *
 * Mirrors: FileTxnLog's format and FileTxnIterator, 3.8.0: an entry that was not written to its end is
 * the end of the file; a wrong checksum or magic number is an error.
 * Departs: what a loss of power leaves is a prefix of what was logged: newest files that are empty, or
 * that followed a file which has lost its end, count as lost and are removed at the next start. 3.8.0
 * refuses to start on an empty log (EOFException, ZOOKEEPER-1621) until it is removed by hand.
 * Read next: txn-log.ts (writes them), file-txn-snap-log.ts (recovery).
 */
import type { Chunk, DiskView, FileContent, RecordChunk } from '../../kernel/disk.ts';
import { readFile } from '../../kernel/disk.ts';
import { listGet } from '../../kernel/persistent-list.ts';
import type { Txn } from '../protocol/txn.ts';
import type { Zxid } from '../protocol/zxid.ts';
import type { DataFile } from './data-file-name.ts';
import { dataFiles } from './data-file-name.ts';
import { FILE_HEADER_BYTES, txnEntryBytes } from './record-length.ts';

/** First chunk of a log or snapshot file. */
export interface FileHeader extends RecordChunk {
  readonly record: 'FileHeader';
  readonly magic: 'ZKLG' | 'ZKSN';
  readonly version: 2;
  readonly dbid: 0;
  /**
   * The file before, when it was not synced as this one was opened, with its length then. No real
   * header has this: it stands for the order in which the operating system writes back.
   */
  readonly follows?: { readonly path: string; readonly chunkCount: number };
}

/** One transaction in a log file. */
export interface TxnLogEntry extends RecordChunk {
  readonly record: 'TxnLogEntry';
  readonly txn: Txn;
  /** A byte of it was changed on the disk: its checksum is wrong. */
  readonly isCorrupt?: true;
}

/** The integer that a log starts with: `ZKLG`. */
const TXNLOG_MAGIC = 0x5a4b4c47;

/** The integer that a snapshot starts with: `ZKSN`. */
export const SNAP_MAGIC = 0x5a4b534e;

/** A file that cannot be read; the text is the exception's as upstream prints it. */
export class DataFileError extends Error {
  readonly exception: 'java.io.IOException' | 'java.io.EOFException';
  constructor(message: string, exception: DataFileError['exception'] = 'java.io.IOException') {
    super(message);
    this.exception = exception;
  }
}

/** Message of a write on a full disk. */
export const NO_SPACE = 'No space left on device';

/** The header of a new log; with preallocation the file looks that much longer. */
export function logHeader(preallocatedBytes: number, follows?: FileHeader['follows']): FileHeader {
  return {
    record: 'FileHeader',
    bytes: FILE_HEADER_BYTES,
    magic: 'ZKLG',
    version: 2,
    dbid: 0,
    ...(preallocatedBytes > 0 ? { preallocates: preallocatedBytes } : {}),
    ...(follows === undefined ? {} : { follows }),
  };
}

/** The entry of a transaction. */
export function txnLogEntry(txn: Txn): TxnLogEntry {
  return { record: 'TxnLogEntry', bytes: txnEntryBytes(txn), txn };
}

/** Whether the chunk is a header. */
export function isFileHeader(chunk: Chunk | undefined): chunk is FileHeader {
  return typeof chunk === 'object' && chunk.record === 'FileHeader';
}

/** Whether the chunk is a whole transaction. */
export function isTxnLogEntry(chunk: Chunk | undefined): chunk is TxnLogEntry {
  return typeof chunk === 'object' && chunk.record === 'TxnLogEntry';
}

/** A transaction with its place. */
export interface LocatedTxn {
  readonly txn: Txn;
  readonly file: DataFile;
  /** Index of its chunk; the file holds this many chunks before it. */
  readonly chunk: number;
}

/**
 * The transactions of all logs from the file that holds `zxid` (the last that starts before it, if
 * any) on, from the beginning of that file. Throws DataFileError at the place that cannot be read.
 */
export function* readTxnLogs(disk: DiskView, folder: string, zxid: Zxid): Generator<LocatedTxn> {
  const files = txnLogFilesToRead(disk, folder, zxid);
  for (const file of files) {
    const content = readFile(disk, file.path);
    if (content === undefined) continue;
    checkLogHeader(content, file.path);
    for (let chunk = 1; chunk < content.chunks.length; chunk++) {
      const entry = listGet(content.chunks, chunk);
      if (!isTxnLogEntry(entry)) break;
      if (entry.isCorrupt === true) throw new DataFileError('CRC check failed');
      yield { txn: entry.txn, file, chunk };
    }
  }
}

/** The same without what lies before `zxid`. */
export function* readTxnLogsFrom(
  disk: DiskView,
  folder: string,
  zxid: Zxid,
): Generator<LocatedTxn> {
  let isSkipping = true;
  for (const located of readTxnLogs(disk, folder, zxid)) {
    if (isSkipping && located.txn.header.zxid < zxid) continue;
    isSkipping = false;
    yield located;
  }
}

/** The files that `readTxnLogs` reads, oldest first. */
export function txnLogFilesToRead(disk: DiskView, folder: string, zxid: Zxid): readonly DataFile[] {
  const all = dataFiles(disk, folder, 'log');
  const files = all.slice(0, all.length - lostLogFiles(disk, folder).length);
  let first = 0;
  for (const [index, file] of files.entries()) if (file.zxid < zxid) first = index;
  return files.slice(first);
}

/** The newest log files that a loss of power has made worthless, oldest first. */
export function lostLogFiles(disk: DiskView, folder: string): readonly DataFile[] {
  const files = dataFiles(disk, folder, 'log');
  let end = files.length;
  while (end > 0 && readFile(disk, files[end - 1]!.path)?.bytes === 0) end--;
  for (let index = 1; index < end; index++) {
    const header = listGet(readFile(disk, files[index]!.path)!.chunks, 0);
    if (!isFileHeader(header) || header.follows === undefined) continue;
    const before = readFile(disk, header.follows.path);
    if (before !== undefined && before.chunks.length < header.follows.chunkCount) {
      end = index;
      while (end > 0 && readFile(disk, files[end - 1]!.path)?.bytes === 0) end--;
    }
  }
  return files.slice(end);
}

/** Throws DataFileError unless the file starts as a transaction log does. */
function checkLogHeader(content: FileContent, path: string): void {
  const first = listGet(content.chunks, 0);
  if (isFileHeader(first) && first.magic === 'ZKLG') return;
  if (content.bytes < FILE_HEADER_BYTES) {
    throw new DataFileError('', 'java.io.EOFException');
  }
  throw new DataFileError(
    `Transaction log: ${path} has invalid magic number ${magicOf(first)} != ${TXNLOG_MAGIC}`,
  );
}

/** The first four bytes of a file as an integer. */
export function magicOf(chunk: Chunk | undefined): number {
  if (chunk === undefined) return 0;
  if (typeof chunk !== 'string') {
    return isFileHeader(chunk) && chunk.magic === 'ZKSN' ? SNAP_MAGIC : TXNLOG_MAGIC;
  }
  let magic = 0;
  for (let i = 0; i < 4; i++)
    magic = (magic << 8) | (i < chunk.length ? chunk.charCodeAt(i) & 0xff : 0);
  return magic | 0;
}
