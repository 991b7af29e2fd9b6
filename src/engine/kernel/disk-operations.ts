/**
 * Pure changes of a disk: write, truncate, rename, remove, sync, and what a loss of power leaves.
 *
 * Mirrors: POSIX write, fsync, rename, unlink.
 * Departs: folders and names are durable at once.
 * Read next: effect-runner.ts, which calls these.
 */
import type { Chunk, Disk, DiskEntry, FileContent } from './disk.ts';
import { chunkBytes } from './disk.ts';
import { emptyList, listFrom, listGet, listItems, listPush, listTake } from './persistent-list.ts';
import { emptyMap, mapDelete, mapEntries, mapGet, mapSet } from './persistent-map.ts';
import type { RandomState } from './random.ts';
import { nextInteger } from './random.ts';

const EMPTY_CONTENT: FileContent = { chunks: emptyList<Chunk>(), bytes: 0 };

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

export function createDisk(capacityBytes: number): Disk {
  const root: DiskEntry = { kind: 'folder', modifiedAtMs: 0, names: [] };
  return { entries: mapSet(emptyMap<DiskEntry>(), '/', root), usedBytes: 0, capacityBytes };
}

export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

export function makeFolder(disk: Disk, path: string, atMs: number): Disk {
  if (path === '/' || mapGet(disk.entries, path) !== undefined) return disk;
  const above = makeFolder(disk, parentOf(path), atMs);
  const folder: DiskEntry = { kind: 'folder', modifiedAtMs: atMs, names: [] };
  const { usedBytes, capacityBytes } = above;
  return {
    entries: withName(mapSet(above.entries, path, folder), path),
    usedBytes,
    capacityBytes,
  };
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
  const old = entry?.content ?? EMPTY_CONTENT;
  const bytes = chunkBytes(chunk);
  const content = { chunks: listPush(old.chunks, chunk), bytes: old.bytes + bytes };
  return putFile(disk, path, entry, content, atMs);
}

/** A file that was there before anything happened, whatever the room. */
export function placeFile(disk: Disk, path: string, text: string): Disk {
  const content = contentOf(text === '' ? [] : [text]);
  const entry = { kind: 'file', content, durable: content, modifiedAtMs: 0 } as const;
  const usedBytes = disk.usedBytes + content.bytes;
  const { capacityBytes } = disk;
  return {
    entries: withName(mapSet(disk.entries, path, entry), path),
    usedBytes,
    capacityBytes,
  };
}

export function writeWhole(
  disk: Disk,
  path: string,
  chunks: readonly Chunk[],
  atMs: number,
): DiskResult {
  const entry = mapGet(disk.entries, path);
  if (entry?.kind === 'folder') return 'EISDIR';
  return putFile(disk, path, entry, contentOf(chunks), atMs);
}

export function truncateFile(
  disk: Disk,
  path: string,
  chunkCount: number,
  atMs: number,
): DiskResult {
  const entry = mapGet(disk.entries, path);
  if (entry === undefined) return 'ENOENT';
  if (entry.kind === 'folder') return 'EISDIR';
  const chunks = listTake(entry.content.chunks, chunkCount);
  let bytes = entry.content.bytes;
  for (const dropped of listItems(entry.content.chunks, chunkCount)) bytes -= chunkBytes(dropped);
  return putFile(disk, path, entry, { chunks, bytes }, atMs);
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
    const { capacityBytes } = after;
    after = { entries: mapSet(after.entries, path, inside), usedBytes, capacityBytes };
  }
  const { usedBytes, capacityBytes } = after;
  return { entries: withName(after.entries, to), usedBytes, capacityBytes };
}

function withTime(entry: DiskEntry, modifiedAtMs: number): DiskEntry {
  if (entry.kind === 'folder') return { kind: 'folder', modifiedAtMs, names: entry.names };
  return { kind: 'file', content: entry.content, durable: entry.durable, modifiedAtMs };
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
  return {
    entries: withoutName(entries, path),
    usedBytes,
    capacityBytes: disk.capacityBytes,
  };
}

/** The sync of `content` ended: it survives from now on. */
export function markDurable(disk: Disk, path: string, content: FileContent): Disk {
  const entry = mapGet(disk.entries, path);
  if (entry?.kind !== 'file' || entry.durable === content) return disk;
  const { modifiedAtMs } = entry;
  const synced = { kind: 'file', content: entry.content, durable: content, modifiedAtMs } as const;
  const { usedBytes, capacityBytes } = disk;
  return { entries: mapSet(disk.entries, path, synced), usedBytes, capacityBytes };
}

/**
 * What a loss of power leaves: of each file the durable content, and of what was appended behind it
 * a prefix drawn from the stream.
 */
export function losePower(disk: Disk, random: RandomState): readonly [Disk, RandomState] {
  let state = random;
  let { entries, usedBytes } = disk;
  const paths = [...mapEntries(disk.entries)].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [path, entry] of paths) {
    if (entry.kind !== 'file' || entry.content === entry.durable) continue;
    let kept: FileContent;
    [kept, state] = survivor(entry.durable, entry.content, state);
    usedBytes += kept.bytes - entry.content.bytes;
    entries = mapSet(entries, path, { ...entry, content: kept, durable: kept });
  }
  return [{ ...disk, entries, usedBytes }, state];
}

function survivor(
  durable: FileContent,
  content: FileContent,
  random: RandomState,
): readonly [FileContent, RandomState] {
  const base = durable.chunks.length;
  const isExtension =
    content.chunks.length > base &&
    (base === 0 || listGet(content.chunks, base - 1) === listGet(durable.chunks, base - 1));
  if (!isExtension) return [durable, random];
  const [extra, state] = nextInteger(random, content.chunks.length - base + 1);
  if (extra === 0) return [durable, state];
  let kept = durable;
  for (const chunk of listItems(content.chunks, base, base + extra)) {
    kept = { chunks: listPush(kept.chunks, chunk), bytes: kept.bytes + chunkBytes(chunk) };
  }
  return [kept, state];
}

function contentOf(chunks: readonly Chunk[]): FileContent {
  let bytes = 0;
  for (const chunk of chunks) bytes += chunkBytes(chunk);
  return { chunks: listFrom(chunks), bytes };
}

function putFile(
  disk: Disk,
  path: string,
  old: (DiskEntry & { kind: 'file' }) | undefined,
  content: FileContent,
  atMs: number,
): DiskResult {
  const usedBytes = disk.usedBytes + content.bytes - (old?.content.bytes ?? 0);
  if (usedBytes > disk.capacityBytes && content.bytes > (old?.content.bytes ?? 0)) return 'ENOSPC';
  if (old === undefined && mapGet(disk.entries, parentOf(path))?.kind !== 'folder') return 'ENOENT';
  const durable = old?.durable ?? EMPTY_CONTENT;
  const entry: DiskEntry = { kind: 'file', content, durable, modifiedAtMs: atMs };
  const { capacityBytes } = disk;
  let entries = mapSet(disk.entries, path, entry);
  if (old === undefined) entries = withName(entries, path);
  return { entries, usedBytes, capacityBytes };
}
