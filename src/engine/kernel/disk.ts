/**
 * A host's disk as plain data: a tree of folders and files, each file with what a process reads
 * (page cache included), what a sync has written, and when the operating system writes the rest.
 *
 * Mirrors: POSIX files as ZooKeeper and Kafka use them: append, fsync, atomic rename, and the page
 * cache that Linux writes back after a while.
 * Departs: content is a list of chunks (text, or a record that stands for its bytes), not bytes;
 * creating, renaming and removing are durable at once, as on a journaling file system.
 * Read next: file-content.ts, write-back.ts, disk-operations.ts.
 */
import type { PersistentList } from './persistent-list.ts';
import { listGet, listItems } from './persistent-list.ts';
import type { PersistentMap } from './persistent-map.ts';
import { mapGet } from './persistent-map.ts';

/**
 * A piece of a file: text, or a record (a binary structure such as a log entry) that stands for
 * `bytes` bytes on the disk.
 */
export type Chunk = string | RecordChunk;

export interface RecordChunk {
  readonly record: string;
  readonly bytes: number;
  /** On the first chunk: the file is kept this much longer than what was written (a sparse file). */
  readonly preallocates?: number;
  /** Only its first bytes are left: the file was cut here. */
  readonly isTorn?: boolean;
}

/** See file-content.ts, which makes and searches it. */
export interface FileContent {
  readonly chunks: PersistentList<Chunk>;
  /** Byte at which each chunk ends. */
  readonly chunkEnds: PersistentList<number>;
  readonly bytes: number;
}

export interface FolderEntry {
  readonly kind: 'folder';
  readonly modifiedAtMs: number;
  /** What is in it, sorted. */
  readonly names: readonly string[];
}

export interface FileEntry {
  readonly kind: 'file';
  /** What any process reads. */
  readonly content: FileContent;
  /** What a sync has written: it survives a loss of power. */
  readonly durable: FileContent;
  /** When the operating system writes the rest by itself, oldest first; see write-back.ts. */
  readonly dirty: readonly DirtyMark[];
  readonly modifiedAtMs: number;
}

/** The first chunks of a file's content, and the run of the flusher that writes them. */
export interface DirtyMark {
  readonly chunkCount: number;
  readonly writtenAtMs: number;
}

export type DiskEntry = FolderEntry | FileEntry;

/** Absolute path to entry; `/` always exists. */
export interface Disk {
  readonly entries: PersistentMap<DiskEntry>;
  readonly usedBytes: number;
  readonly capacityBytes: number;
  /** When its flusher first wakes. */
  readonly flusherPhaseMs: number;
}

/** A disk as a process reads it. */
export type DiskView = Disk;

/** The file's content, or undefined when there is no such file. */
export function readFile(disk: DiskView, path: string): FileContent | undefined {
  const entry = mapGet(disk.entries, path);
  return entry?.kind === 'file' ? entry.content : undefined;
}

/**
 * The file's length as `ls -l` prints it. A preallocated file (a transaction log) is longer than what
 * was written into it; only what was written takes room on the disk.
 */
export function fileLength(content: FileContent): number {
  const first = listGet(content.chunks, 0);
  if (typeof first !== 'object' || first.preallocates === undefined) return content.bytes;
  const steps = Math.floor((content.bytes - first.bytes + 4096) / first.preallocates) + 1;
  return first.bytes + steps * first.preallocates;
}

/** The file's text; records print as replacement characters would in a terminal: as their name. */
export function readText(disk: DiskView, path: string): string | undefined {
  const content = readFile(disk, path);
  return content === undefined ? undefined : textOf(content);
}

export function textOf(content: FileContent): string {
  let text = '';
  for (const chunk of listItems(content.chunks)) {
    text += chunkText(chunk);
  }
  return text;
}

export function chunkText(chunk: Chunk): string {
  return typeof chunk === 'string' ? chunk : `\u{fffd}${chunk.record}\u{fffd}`;
}

/** All chunks of a file, or undefined when there is no such file. */
export function readChunks(disk: DiskView, path: string): readonly Chunk[] | undefined {
  const content = readFile(disk, path);
  return content === undefined ? undefined : [...listItems(content.chunks)];
}

export function entryAt(disk: DiskView, path: string): DiskEntry | undefined {
  return mapGet(disk.entries, path);
}

export function isFolder(disk: DiskView, path: string): boolean {
  return mapGet(disk.entries, path)?.kind === 'folder';
}

/** Names in a folder, sorted; undefined when it is not a folder. */
export function listFolder(disk: DiskView, path: string): readonly string[] | undefined {
  const entry = mapGet(disk.entries, path);
  return entry?.kind === 'folder' ? entry.names : undefined;
}

/** UTF-8 length of a chunk in bytes. */
export function chunkBytes(chunk: Chunk): number {
  if (typeof chunk !== 'string') return chunk.bytes;
  let bytes = 0;
  for (let i = 0; i < chunk.length; i++) {
    const code = chunk.charCodeAt(i);
    if (code < 0x80) bytes += 1;
    else if (code < 0x800) bytes += 2;
    else if (code >= 0xd800 && code < 0xdc00) {
      bytes += 4;
      i++;
    } else bytes += 3;
  }
  return bytes;
}
