/**
 * The run of a view, kept while it goes on, with the runs that were left behind: a reload, a crash
 * or a closed tab loses nothing. This tab's own run comes first; a new tab goes on with the one that
 * was worked on last.
 *
 * Read next: kept-branches.ts, which makes timelines of it again.
 */
import { readOfTab, readStored, writeOfTab, writeStored } from '../app/stored.ts';
import type { Bookmark } from '../session/marks.ts';
import { decodeRun, encodeRun } from './run-code.ts';
import type { DecodedRun, Run } from './run-code.ts';
import { writeOfAll } from './tab-runs.ts';

/** One run with what the learner has put to it. */
export interface KeptRun {
  readonly run: Run;
  /** Where the clock stood. */
  readonly clockMs: number;
  /** The run's name among those of its view. */
  readonly runName?: string;
  readonly bookmarks?: readonly Bookmark[];
}

/** A run that was left in its past. */
export interface KeptBranch extends KeptRun {
  readonly forkedAt: number;
}

export interface SavedRun extends KeptRun {
  readonly branches?: readonly KeptBranch[];
}

export type ReadRun =
  | { readonly ok: true; readonly saved: SavedRun; readonly lostBranches: number }
  | Exclude<DecodedRun, { readonly ok: true }>;

/** A run as plain text and numbers, for the storage, the database and files. */
export interface RunRecord {
  readonly code: string;
  readonly clockMs: number;
  readonly runName?: string;
  readonly bookmarks?: readonly Bookmark[];
  readonly forkedAt?: number;
  readonly branches?: readonly RunRecord[];
}

export function recordOf({ run, clockMs, branches = [], ...rest }: SavedRun): RunRecord {
  const record = { ...rest, code: encodeRun(run), clockMs: Math.round(clockMs) };
  return branches.length === 0 ? record : { ...record, branches: branches.map(recordOf) };
}

/** Reads what `recordOf` wrote; it may be anything. Runs that were left are missed, not insisted on. */
export function readRecord(value: unknown): ReadRun {
  const { branches, ...own } = fieldsOf(value);
  const kept = readKept(own);
  if (!kept.ok) return kept;
  const all = Array.isArray(branches) ? branches : [];
  const read = all.flatMap((one: unknown): KeptBranch[] => {
    const { forkedAt, ...fields } = fieldsOf(one);
    const branch = readKept(fields);
    return branch.ok && typeof forkedAt === 'number' ? [{ ...branch.kept, forkedAt }] : [];
  });
  return {
    ok: true,
    saved: { ...kept.kept, branches: read },
    lostBranches: all.length - read.length,
  };
}

function readKept({ code, clockMs, runName, bookmarks }: Readonly<Record<string, unknown>>) {
  if (typeof code !== 'string') return { ok: false, reason: 'damaged', flaw: 'empty' } as const;
  const decoded = decodeRun(code);
  if (!decoded.ok) return decoded;
  const kept: KeptRun = {
    run: decoded.run,
    clockMs: typeof clockMs === 'number' ? clockMs : 0,
    ...(typeof runName === 'string' ? { runName } : {}),
    ...(Array.isArray(bookmarks) ? { bookmarks: bookmarks.filter(isBookmark) } : {}),
  };
  return { ok: true, kept } as const;
}

function isBookmark(value: unknown): value is Bookmark {
  const { number, atMs, text } = fieldsOf(value);
  return typeof number === 'number' && typeof atMs === 'number' && typeof text === 'string';
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** The run that was kept under a name; undefined when there is none. */
export function savedRun(name: string): ReadRun | undefined {
  const key = `run.${name}`;
  const value = readOfTab(key) ?? readStored(key);
  if (value === undefined) return undefined;
  const read = readRecord(value);
  // The next run takes its place: what could not be read stays beside it.
  if (!read.ok) writeStored(`${key}.unread`, value);
  return read;
}

/** Keeps a run under a name: for this tab, and for whoever comes later. */
export function saveRun(name: string, saved: SavedRun): void {
  const record = recordOf(saved);
  // Any number of sandboxes may be at work; a lesson's run is worth what has been reached in it.
  if (name === 'sandbox') return writeOfAll(`run.${name}`, record);
  writeOfTab(`run.${name}`, record);
  writeStored(`run.${name}`, record);
}
