/**
 * The effects that change a disk at once.
 *
 * Mirrors: system calls on files.
 * Read next: disk-operations.ts.
 */
import type { Disk } from './disk.ts';
import type { DiskResult } from './disk-operations.ts';
import {
  appendChunk,
  makeFolder,
  removePath,
  renamePath,
  truncateFile,
  writeWhole,
} from './disk-operations.ts';
import type { Effect } from './effects.ts';

export type DiskEffect = Extract<
  Effect,
  { type: 'append' | 'writeFile' | 'truncate' | 'rename' | 'remove' | 'mkdir' }
>;

const DISK_EFFECTS: ReadonlySet<Effect['type']> = new Set<DiskEffect['type']>([
  'append',
  'writeFile',
  'truncate',
  'rename',
  'remove',
  'mkdir',
]);

export function isDiskEffect(effect: Effect): effect is DiskEffect {
  return DISK_EFFECTS.has(effect.type);
}

/** What an effect makes of a disk, or why it fails. */
export function changeDisk(disk: Disk, effect: DiskEffect, atMs: number): DiskResult {
  switch (effect.type) {
    case 'append':
      return appendChunk(disk, effect.path, effect.chunk, atMs);
    case 'writeFile':
      return writeWhole(disk, effect.path, effect.chunks, atMs);
    case 'truncate':
      return truncateFile(disk, effect.path, effect, atMs);
    case 'rename':
      return renamePath(disk, effect.from, effect.to, atMs);
    case 'remove':
      return removePath(disk, effect.path);
    case 'mkdir':
      return makeFolder(disk, effect.path, atMs);
  }
}
