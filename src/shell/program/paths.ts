/**
 * Paths and files as programs of the shell use them.
 *
 * Mirrors: realpath(3), the special files `/dev/null` and `/dev/stdin`.
 * Departs: there are no links; `/dev` has only the files named here.
 */
import type { DiskEntry, DiskView } from '../../engine/index.ts';
import { entryAt, isFolder, textOf } from '../../engine/index.ts';

/** The absolute path without `.`, `..` and doubled slashes. */
export function resolvePath(cwd: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${path.startsWith('/') ? '' : cwd}/${path}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** Last part of a path. */
export function baseName(path: string): string {
  const bare = path.replace(/\/+$/, '');
  return bare === '' ? '/' : bare.slice(bare.lastIndexOf('/') + 1);
}

/** Folder of a path, as dirname(1) prints it. */
export function folderName(path: string): string {
  const bare = path.replace(/\/+$/, '');
  const slash = bare.lastIndexOf('/');
  if (slash === -1) return '.';
  return slash === 0 ? '/' : bare.slice(0, slash).replace(/\/+$/, '');
}

export function joinPath(folder: string, name: string): string {
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}

/** What reading a file gives: its text, or why not. */
export type Reading =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string };

/** Why a file (an absolute path) cannot be read, in strerror's words; undefined when it can. */
export function whyNotReadable(disk: DiskView, path: string): string | undefined {
  if (path === '/dev/null') return undefined;
  const entry = entryAt(disk, path);
  if (entry === undefined) return missing(disk, path);
  return entry.kind === 'folder' ? 'Is a directory' : undefined;
}

/** Reads a file (an absolute path); the reason of a failure is in strerror's words. */
export function readWhole(disk: DiskView, path: string): Reading {
  if (path === '/dev/null') return { ok: true, text: '' };
  const entry = entryAt(disk, path);
  if (entry === undefined) return { ok: false, reason: missing(disk, path) };
  if (entry.kind === 'folder') return { ok: false, reason: 'Is a directory' };
  return { ok: true, text: textOf(entry.content) };
}

/** Why there is nothing at a path: a file stands where a folder should be, or nothing at all. */
export function missing(disk: DiskView, path: string): string {
  let folder = path;
  while (folder !== '/') {
    folder = resolvePath(folder, '..');
    const entry = entryAt(disk, folder);
    if (entry !== undefined) {
      return entry.kind === 'file' ? 'Not a directory' : 'No such file or directory';
    }
  }
  return 'No such file or directory';
}

/** Why a file cannot be written at a path; undefined when it can. */
export function whyNotWritable(disk: DiskView, path: string): string | undefined {
  if (path === '/dev/null') return undefined;
  const entry: DiskEntry | undefined = entryAt(disk, path);
  if (entry?.kind === 'folder') return 'Is a directory';
  if (entry !== undefined || isFolder(disk, resolvePath(path, '..'))) return undefined;
  return missing(disk, path);
}
