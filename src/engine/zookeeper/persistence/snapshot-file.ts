/**
 * What a snapshot file consists of, which ones are valid, and reading one.
 *
 * Mirrors: FileSnap, SnapStream (CHECKED), SnapshotInfo, 3.8.0. A snapshot that was not written to its
 * end lacks its seal and is passed over.
 * Departs: a snapshot is taken in one moment and holds nothing newer than its name says, where the
 * real one is fuzzy: written while transactions go on. No gzip and snappy streams.
 * Read next: txn-log.ts (takes them), file-txn-snap-log.ts (recovery).
 */
import type { Chunk, DiskView, RecordChunk } from '../../kernel/disk.ts';
import { readFile } from '../../kernel/disk.ts';
import { listGet } from '../../kernel/persistent-list.ts';
import type { Database } from '../data/database.ts';
import type { Zxid } from '../protocol/zxid.ts';
import type { DataFile } from './data-file-name.ts';
import { dataFiles } from './data-file-name.ts';
import { FILE_HEADER_BYTES, SEAL_BYTES, snapshotBodyBytes } from './record-length.ts';
import type { FileHeader } from './txn-log-file.ts';
import { DataFileError, isFileHeader, magicOf, SNAP_MAGIC } from './txn-log-file.ts';

/** What a snapshot keeps of the database. */
export type SnapshotContent = Pick<Database, 'tree' | 'sessionsWithTimeouts' | 'lastProcessedZxid'>;

/** The sessions and the tree in a snapshot file. */
export interface SnapshotBody extends RecordChunk {
  readonly record: 'Snapshot';
  readonly snapshot: SnapshotContent;
  /** A byte of it was changed on the disk: its checksum is wrong. */
  readonly isCorrupt?: true;
}

/** Last chunk: the checksum and the string `/`. */
export interface SnapshotSeal extends RecordChunk {
  readonly record: 'Seal';
}

const HEADER: FileHeader = {
  record: 'FileHeader',
  bytes: FILE_HEADER_BYTES,
  magic: 'ZKSN',
  version: 2,
  dbid: 0,
};
const SEAL: SnapshotSeal = { record: 'Seal', bytes: SEAL_BYTES };

/** The chunks of a snapshot of the database as it is. */
export function snapshotChunks(database: Database): readonly Chunk[] {
  const { tree, sessionsWithTimeouts, lastProcessedZxid } = database;
  const body: SnapshotBody = {
    record: 'Snapshot',
    bytes: snapshotBodyBytes(database),
    snapshot: { tree, sessionsWithTimeouts, lastProcessedZxid },
  };
  return [HEADER, body, SEAL];
}

/**
 * The last (maybe) valid snapshots, newest first, at most `count`: they end as a snapshot ends. What
 * was looked at and refused is told to `refused`.
 */
export function findValidSnapshots(
  disk: DiskView,
  folder: string,
  count: number,
  refused: (text: string) => void = () => {},
): readonly DataFile[] {
  const valid: DataFile[] = [];
  for (const file of [...dataFiles(disk, folder, 'snapshot')].reverse()) {
    if (valid.length === count) break;
    const content = readFile(disk, file.path);
    // Shorter than a header and a seal: passed over without a word.
    if (content === undefined || content.bytes < 10) continue;
    const last = listGet(content.chunks, content.chunks.length - 1);
    if (typeof last === 'object' && last.record === 'Seal') valid.push(file);
    else refused(`Invalid snapshot ${file.name}. ${endOf(last)}`);
  }
  return valid;
}

/** The last snapshots by name, valid or not, newest first. Mirrors findNRecentSnapshots. */
export function findRecentSnapshots(
  disk: DiskView,
  folder: string,
  count: number,
): readonly DataFile[] {
  return [...dataFiles(disk, folder, 'snapshot')].reverse().slice(0, count);
}

/** Reads one snapshot. Throws DataFileError. */
export function readSnapshot(disk: DiskView, path: string): SnapshotContent {
  const content = readFile(disk, path);
  const header = content === undefined ? undefined : listGet(content.chunks, 0);
  const body = content === undefined ? undefined : listGet(content.chunks, 1);
  // Magic number, version and database id are read before any of them is looked at.
  if (content !== undefined && content.bytes < 16) {
    throw new DataFileError('', 'java.io.EOFException');
  }
  if (!isFileHeader(header) || header.magic !== 'ZKSN') {
    throw new DataFileError(`mismatching magic headers ${magicOf(header)} !=  ${SNAP_MAGIC}`);
  }
  if (typeof body !== 'object' || body.record !== 'Snapshot') {
    throw new DataFileError('', 'java.io.EOFException');
  }
  const { snapshot, isCorrupt } = body as SnapshotBody;
  if (isCorrupt === true) throw new DataFileError('CRC corruption');
  return snapshot;
}

/** The zxid and time of the newest snapshot, as the admin commands tell them. */
export interface SnapshotInfo {
  readonly zxid: Zxid;
  /** Seconds since 1970. */
  readonly timestamp: number;
}

/** What the last five bytes of a snapshot without a seal look like. */
function endOf(last: Chunk | undefined): string {
  const tail = typeof last === 'string' ? last.slice(-5).padStart(5, '\0') : '\0\0\0\0\0';
  let length = 0;
  for (let i = 0; i < 4; i++) length = (length << 8) | (tail.charCodeAt(i) & 0xff);
  return `len = ${length}, byte = ${tail.charCodeAt(4) & 0xff}`;
}
