/**
 * When the operating system itself writes what a program wrote and never synced: a flusher wakes every
 * five seconds and writes what has been dirty for thirty. Nothing happens for it in the simulation: a
 * file remembers which run of the flusher will have written how much, and whoever wants to know what
 * the disk holds asks with the time.
 *
 * Mirrors: Linux's vm.dirty_writeback_centisecs (500) and vm.dirty_expire_centisecs (3000).
 * Departs: a file's younger bytes wait for a run of their own, where Linux may write them along with
 * the old ones; much that is dirty at once makes nothing earlier.
 * Read next: disk-operations.ts.
 */
import type { DirtyMark, FileContent, FileEntry } from './disk.ts';
import { beginsWith, contentTake } from './file-content.ts';
import { nextInteger, splitStream } from './random.ts';

const FLUSHER_PERIOD_MS = 5_000;
const EXPIRE_MS = 30_000;

/** When a host's flusher first wakes; every host has a moment of its own. */
export function flusherPhase(seed: number, host: string): number {
  return nextInteger(splitStream(seed, `flusher ${host}`), FLUSHER_PERIOD_MS)[0];
}

/** The run of the flusher that writes what is written now. */
function flusherRun(phaseMs: number, atMs: number): number {
  const runs = Math.ceil((atMs + EXPIRE_MS - phaseMs) / FLUSHER_PERIOD_MS);
  return phaseMs + runs * FLUSHER_PERIOD_MS;
}

/** What the disk itself holds of a file: what a sync or the flusher's last run has written. */
export function contentOnDisk({ content, durable, dirty }: FileEntry, atMs: number): FileContent {
  const written = dirty.findLast(({ writtenAtMs }) => writtenAtMs <= atMs);
  if (written === undefined) return durable;
  const { chunkCount } = written;
  if (chunkCount >= content.chunks.length) return content;
  if (chunkCount <= durable.chunks.length && beginsWith(content, durable)) return durable;
  return contentTake(content, chunkCount);
}

/** The marks of a file that has grown to so many chunks. */
export function markGrowth(
  dirty: readonly DirtyMark[],
  chunkCount: number,
  phaseMs: number,
  atMs: number,
): readonly DirtyMark[] {
  const mark = { chunkCount, writtenAtMs: flusherRun(phaseMs, atMs) };
  const last = dirty[dirty.length - 1];
  if (last?.writtenAtMs === mark.writtenAtMs) return [...dirty.slice(0, -1), mark];
  // Of what is written by now, the latest says it all.
  const from = dirty.findLastIndex(({ writtenAtMs }) => writtenAtMs <= atMs);
  return [...dirty.slice(Math.max(0, from)), mark];
}

/**
 * The marks of a file that was cut. Each run that was to write more now writes what is left of that;
 * behind the last whole chunk this may be a torn one.
 */
export function markCut(
  dirty: readonly DirtyMark[],
  durable: FileContent,
  content: FileContent,
  phaseMs: number,
  atMs: number,
): readonly DirtyMark[] {
  const { length } = content.chunks;
  const least = beginsWith(content, durable) ? durable.chunks.length : -1;
  const kept: DirtyMark[] = [];
  for (const { chunkCount, writtenAtMs } of dirty) {
    const left = Math.min(chunkCount, length);
    if (writtenAtMs <= atMs || left <= (kept.at(-1)?.chunkCount ?? least)) continue;
    kept.push({ chunkCount: left, writtenAtMs });
  }
  const isMarked = kept.at(-1)?.chunkCount === length || length === least;
  return isMarked ? kept : markGrowth(kept, length, phaseMs, atMs);
}

/** The marks that are left when `synced` has become durable. */
export function marksBeyond(
  { content, dirty }: FileEntry,
  synced: FileContent,
): readonly DirtyMark[] {
  if (content === synced) return [];
  if (!beginsWith(content, synced)) return dirty;
  return dirty.filter(({ chunkCount }) => chunkCount > synced.chunks.length);
}
