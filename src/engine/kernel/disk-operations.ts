/**
 * Pure changes of a disk: write, truncate, rename, remove, sync, and what a loss of power leaves.
 *
 * Mirrors: POSIX write, ftruncate, fsync, rename, unlink.
 * Departs: folders and names are durable at once; a power cut may find written, drawn by lot, more of
 * what was appended than the flusher owed. A sync that ends after its file was cut in the middle of
 * a chunk may take back what the flusher wrote meanwhile.
 * Read next: effect-runner.ts, which calls these.
 */
import type { Chunk, Disk, DiskEntry, FileContent, FileEntry } from './disk.ts';
import { chunkBytes } from './disk.ts';
import type { Cut } from './file-content.ts';
import {
  beginsWith,
  commonStart,
  contentOf,
  contentPush,
  contentTake,
  cutContent,
  EMPTY_CONTENT,
} from './file-content.ts';
import { listGet } from './persistent-list.ts';
import { emptyMap, mapDelete, mapEntries, mapGet, mapSet } from './persistent-map.ts';
import type { RandomState } from './random.ts';
import { nextInteger } from './random.ts';
import { contentOnDisk, markCut, markGrowth, marksBeyond } from './write-back.ts';

/** Why a change of a disk did not happen. */
export type DiskFailure = 'ENOSPC' | 'ENOENT' | 'EISDIR';
export type DiskResult = Disk | DiskFailure;

/**
 * Text that a disk can hold. A record only stands for its bytes, but text is really kept, and so is
 * that of the checkpoints: what a loop may write has to end where a page can still hold it.
 */
const TEXT_BYTES_MAX = 64 * 1024 ** 2;

/** Bytes that can still be written as text. */
export function freeTextBytes(disk: Disk): number {
  const free = disk.capacityBytes - disk.usedBytes;
  let textBytes = disk.usedBytes;
  // Text is never more than what is used: only a disk with much on it has to be counted.
  if (textBytes > TEXT_BYTES_MAX / 4) {
    textBytes = 0;
    for (const [, entry] of mapEntries(disk.entries)) {
      if (entry.kind !== 'file') continue;
      if (typeof listGet(entry.content.chunks, 0) === 'string') textBytes += entry.content.bytes;
    }
  }
  return Math.max(0, Math.min(free, TEXT_BYTES_MAX - textBytes));
}

/** Whether there is room for what is written; `replacedBytes` become free by it. */
export function hasRoomFor(disk: Disk, chunks: readonly Chunk[], replacedBytes = 0): boolean {
  const texts = chunks.filter((chunk) => typeof chunk === 'string');
  let most = disk.usedBytes;
  for (const text of texts) most += text.length * 3;
  // A short text on a disk with little on it needs no counting.
  if (most < Math.min(disk.capacityBytes, TEXT_BYTES_MAX / 4)) return true;
  let bytes = 0;
  for (const text of texts) bytes += chunkBytes(text);
  return bytes <= freeTextBytes(disk) + replacedBytes;
}

export function createDisk(capacityBytes: number, flusherPhaseMs = 0): Disk {
  const root: DiskEntry = { kind: 'folder', modifiedAtMs: 0, names: [] };
  const entries = mapSet(emptyMap<DiskEntry>(), '/', root);
  return { entries, usedBytes: 0, capacityBytes, flusherPhaseMs };
}

function withEntries(
  { capacityBytes, flusherPhaseMs }: Disk,
  entries: Disk['entries'],
  usedBytes: number,
): Disk {
  return { entries, usedBytes, capacityBytes, flusherPhaseMs };
}

export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

export function makeFolder(disk: Disk, path: string, atMs: number): Disk {
  if (path === '/' || mapGet(disk.entries, path) !== undefined) return disk;
  const above = makeFolder(disk, parentOf(path), atMs);
  const folder: DiskEntry = { kind: 'folder', modifiedAtMs: atMs, names: [] };
  return withEntries(above, withName(mapSet(above.entries, path, folder), path), above.usedBytes);
}

/** Enters a path into its folder's names. */
function withName(entries: Disk['entries'], path: string): Disk['entries'] {
  const above = parentOf(path);
  const folder = mapGet(entries, above);
  const name = nameOf(path);
  if (folder?.kind !== 'folder' || folder.names.includes(name)) return entries;
  const at = folder.names.findIndex((other) => other > name);
  const before = at < 0 ? folder.names : folder.names.slice(0, at);
  const names = [...before, name, ...(at < 0 ? [] : folder.names.slice(at))];
  return mapSet(entries, above, { kind: 'folder', modifiedAtMs: folder.modifiedAtMs, names });
}

/** Strikes a path out of its folder's names. */
function withoutName(entries: Disk['entries'], path: string): Disk['entries'] {
  const above = parentOf(path);
  const folder = mapGet(entries, above);
  if (folder?.kind !== 'folder') return entries;
  const gone = nameOf(path);
  const names = folder.names.filter((name) => name !== gone);
  return mapSet(entries, above, { kind: 'folder', modifiedAtMs: folder.modifiedAtMs, names });
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function appendChunk(disk: Disk, path: string, chunk: Chunk, atMs: number): DiskResult {
  const entry = mapGet(disk.entries, path);
  if (entry?.kind === 'folder') return 'EISDIR';
  const content = contentPush(entry?.content ?? EMPTY_CONTENT, chunk);
  const durable = entry?.durable ?? EMPTY_CONTENT;
  const { length } = content.chunks;
  const dirty = markGrowth(entry?.dirty ?? [], length, disk.flusherPhaseMs, atMs);
  return putFile(disk, path, { kind: 'file', content, durable, dirty, modifiedAtMs: atMs });
}

/** A file that was there before anything happened, whatever the room. */
export function placeFile(disk: Disk, path: string, text: string): Disk {
  const content = contentOf(text === '' ? [] : [text]);
  const entry = { kind: 'file', content, durable: content, dirty: [], modifiedAtMs: 0 } as const;
  const entries = withName(mapSet(disk.entries, path, entry), path);
  return withEntries(disk, entries, disk.usedBytes + content.bytes);
}

export function writeWhole(
  disk: Disk,
  path: string,
  chunks: readonly Chunk[],
  atMs: number,
): DiskResult {
  const entry = mapGet(disk.entries, path);
  if (entry?.kind === 'folder') return 'EISDIR';
  const content = contentOf(chunks);
  const durable = entry === undefined ? EMPTY_CONTENT : contentOnDisk(entry, atMs);
  const dirty = markGrowth([], content.chunks.length, disk.flusherPhaseMs, atMs);
  return putFile(disk, path, { kind: 'file', content, durable, dirty, modifiedAtMs: atMs });
}

/** A length in bytes at or behind the end changes nothing. */
export function truncateFile(disk: Disk, path: string, cut: Cut, atMs: number): DiskResult {
  const entry = mapGet(disk.entries, path);
  if (entry === undefined) return 'ENOENT';
  if (entry.kind === 'folder') return 'EISDIR';
  const content = cutContent(entry.content, cut);
  if (content === entry.content) return disk;
  const durable = contentOnDisk(entry, atMs);
  const dirty = markCut(entry.dirty, durable, content, disk.flusherPhaseMs, atMs);
  return putFile(disk, path, { kind: 'file', content, durable, dirty, modifiedAtMs: atMs });
}

/** Atomic; what stood at `to` is replaced. Works on a folder with everything in it. */
export function renamePath(disk: Disk, from: string, to: string, atMs: number): DiskResult {
  const entry = mapGet(disk.entries, from);
  if (entry === undefined || mapGet(disk.entries, parentOf(to))?.kind !== 'folder') return 'ENOENT';
  if (from === to) return disk;
  const moved: [string, DiskEntry][] = [[to, withTime(entry, atMs)]];
  const all = entry.kind === 'folder' ? mapEntries(disk.entries) : [];
  for (const [path, inside] of all) {
    if (path.startsWith(`${from}/`)) moved.push([to + path.slice(from.length), inside]);
  }
  let after = removePath(removePath(disk, to), from);
  for (const [path, inside] of moved) {
    const usedBytes = after.usedBytes + (inside.kind === 'file' ? inside.content.bytes : 0);
    after = withEntries(after, mapSet(after.entries, path, inside), usedBytes);
  }
  return withEntries(after, withName(after.entries, to), after.usedBytes);
}

function withTime(entry: DiskEntry, modifiedAtMs: number): DiskEntry {
  if (entry.kind === 'folder') return { kind: 'folder', modifiedAtMs, names: entry.names };
  return { ...entry, modifiedAtMs };
}

/** Removes a file or a folder with everything in it; nothing when there is none. */
export function removePath(disk: Disk, path: string): Disk {
  const entry = mapGet(disk.entries, path);
  if (entry === undefined || path === '/') return disk;
  let { entries, usedBytes } = disk;
  const drop = (at: string, gone: DiskEntry): void => {
    entries = mapDelete(entries, at);
    if (gone.kind === 'file') usedBytes -= gone.content.bytes;
  };
  if (entry.kind === 'folder') {
    for (const [at, inside] of [...mapEntries(disk.entries)]) {
      if (at.startsWith(`${path}/`)) drop(at, inside);
    }
  }
  drop(path, entry);
  return withEntries(disk, withoutName(entries, path), usedBytes);
}

/** The sync of `synced` ended: it survives from now on. */
export function markDurable(disk: Disk, path: string, synced: FileContent): Disk {
  const entry = mapGet(disk.entries, path);
  if (entry?.kind !== 'file') return disk;
  const durable = afterSync(entry, synced);
  if (entry.durable === durable) return disk;
  const { modifiedAtMs } = entry;
  const dirty = marksBeyond(entry, durable);
  const after: FileEntry = { kind: 'file', content: entry.content, durable, dirty, modifiedAtMs };
  return withEntries(disk, mapSet(disk.entries, path, after), disk.usedBytes);
}

/** While a sync took its time, the flusher may have written more of what the file is now. */
function afterSync({ content, durable }: FileEntry, synced: FileContent): FileContent {
  if (content === synced) return synced;
  const kept = commonStart(content, synced).chunks.length;
  if (durable.chunks.length <= kept) return synced;
  const written = commonStart(content, durable);
  return written.chunks.length > kept ? written : synced;
}

/**
 * What a loss of power leaves: of each file what a sync or the flusher has written, and of what was
 * appended behind the last sync at least a prefix drawn from the stream.
 */
export function losePower(
  disk: Disk,
  atMs: number,
  random: RandomState,
): readonly [Disk, RandomState] {
  let state = random;
  let { entries, usedBytes } = disk;
  const paths = [...mapEntries(disk.entries)].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [path, entry] of paths) {
    if (entry.kind !== 'file' || entry.content === entry.durable) continue;
    let kept: FileContent;
    [kept, state] = survivor(entry, atMs, state);
    usedBytes += kept.bytes - entry.content.bytes;
    entries = mapSet(entries, path, { ...entry, content: kept, durable: kept, dirty: [] });
  }
  return [withEntries(disk, entries, usedBytes), state];
}

function survivor(
  entry: FileEntry,
  atMs: number,
  random: RandomState,
): readonly [FileContent, RandomState] {
  const { content, durable } = entry;
  const written = contentOnDisk(entry, atMs);
  const base = durable.chunks.length;
  if (content.chunks.length <= base || !beginsWith(content, durable)) return [written, random];
  const [extra, state] = nextInteger(random, content.chunks.length - base + 1);
  if (base + extra <= written.chunks.length) return [written, state];
  return [contentTake(content, base + extra), state];
}

function putFile(disk: Disk, path: string, entry: FileEntry): DiskResult {
  const old = mapGet(disk.entries, path);
  const oldBytes = old?.kind === 'file' ? old.content.bytes : 0;
  const { bytes } = entry.content;
  const usedBytes = disk.usedBytes + bytes - oldBytes;
  if (usedBytes > disk.capacityBytes && bytes > oldBytes) return 'ENOSPC';
  if (old === undefined && mapGet(disk.entries, parentOf(path))?.kind !== 'folder') return 'ENOENT';
  let entries = mapSet(disk.entries, path, entry);
  if (old === undefined) entries = withName(entries, path);
  return withEntries(disk, entries, usedBytes);
}
