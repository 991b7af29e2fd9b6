/**
 * A host's files as a page lists them.
 *
 * Mirrors: find, ls -l.
 */
import type { DiskEntry, FileContent } from '../../kernel/disk.ts';
import { fileLength, textOf } from '../../kernel/disk.ts';
import { listItems } from '../../kernel/persistent-list.ts';
import { mapEntries } from '../../kernel/persistent-map.ts';
import type { World } from '../../kernel/world-state.ts';
import { contentOnDisk } from '../../kernel/write-back.ts';

export interface FileNode {
  readonly path: string;
  readonly isFolder: boolean;
  /** As `ls -l` prints it. */
  readonly bytes: number;
  /** What a loss of power would take. */
  readonly unsyncedBytes: number;
  readonly modifiedAtMs: number;
  /** Content; records by their names. Empty for a folder. */
  text(): string;
  /** A part of it, so many characters from a place on; costs the same however long the file is. */
  part(start: number, length: number): string;
}

/** All files and folders of a host below a path, sorted by path. */
export function filesOf(world: World, host: string, below = '/'): readonly FileNode[] {
  const { disk } = world.hosts.get(host) ?? {};
  if (disk === undefined) return [];
  const prefix = below === '/' ? '/' : `${below}/`;
  const files: FileNode[] = [];
  for (const [path, entry] of mapEntries(disk.entries)) {
    if (path !== '/' && path.startsWith(prefix)) files.push(fileView(path, entry, world.nowMs));
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function fileView(path: string, entry: DiskEntry, nowMs: number): FileNode {
  const { modifiedAtMs } = entry;
  if (entry.kind === 'folder') {
    return {
      path,
      isFolder: true,
      bytes: 0,
      unsyncedBytes: 0,
      modifiedAtMs,
      text: none,
      part: none,
    };
  }
  return {
    path,
    isFolder: false,
    bytes: fileLength(entry.content),
    unsyncedBytes: Math.max(0, entry.content.bytes - contentOnDisk(entry, nowMs).bytes),
    modifiedAtMs,
    text: () => textOf(entry.content),
    part: (start, length) => partOf(entry.content, start, length),
  };
}

function none(): string {
  return '';
}

function partOf({ chunks }: FileContent, start: number, length: number): string {
  let text = '';
  let skip = start;
  for (const chunk of listItems(chunks)) {
    const piece = typeof chunk === 'string' ? chunk : `\u{fffd}${chunk.record}\u{fffd}`;
    if (skip < piece.length) text += piece.slice(skip, skip + length - text.length);
    skip = Math.max(0, skip - piece.length);
    if (text.length >= length) break;
  }
  return text;
}
