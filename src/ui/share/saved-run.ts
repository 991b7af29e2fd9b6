/**
 * The run of a view, kept while it goes on, with the runs that were left behind: a reload, a crash
 * or a closed tab loses nothing. This tab's own run comes first; a new tab goes on with the one that
 * was worked on last.
 *
 * Read next: kept-branches.ts, which makes timelines of it again.
 */
import { SLICE_OF_WAITING_MS, atOnce, inSlices } from '../app/breath.ts';
import { setTextAside, storedTexts, writeOfTab, writeStored } from '../app/stored.ts';
import type { Bookmark } from '../session/marks.ts';
import { isLongCode, keepRecord, longRecord } from './long-runs.ts';
import { MOST_CLOCK_MS, isBounded } from './run-bounds.ts';
import { decodingKept, isWhole, keptCode } from './run-code.ts';
import type { DecodedRun } from './run-code.ts';
import type { KeptBranch, RunRecord, SavedRun } from './run-record.ts';
import { writeOfAll } from './tab-runs.ts';

export type { RunRecord, SavedRun } from './run-record.ts';

export type ReadRun =
  | { readonly ok: true; readonly saved: SavedRun; readonly lostBranches: number }
  | Exclude<DecodedRun, { readonly ok: true }>;

export function recordOf({ run, clockMs, branches = [], ...rest }: SavedRun): RunRecord {
  const record = { ...rest, code: keptCode(run), clockMs: keptClock(clockMs) };
  return branches.length === 0 ? record : { ...record, branches };
}

/** No clock that is written lies beyond what is read. */
export function keptClock(clockMs: number): number {
  return Math.min(Math.round(clockMs), MOST_CLOCK_MS);
}

/** Reads what `recordOf` wrote; it may be anything. Runs that were left are missed, not insisted on. */
export function readRecord(value: unknown): ReadRun {
  return atOnce(readingRecord(value));
}

/** The same with pauses. */
function* readingRecord(value: unknown): Generator<void, ReadRun> {
  const { branches, code, ...own } = fieldsOf(value);
  if (typeof code !== 'string') return { ok: false, reason: 'damaged', flaw: 'empty' };
  const decoded = yield* decodingKept(code);
  if (!decoded.ok) return decoded;
  if (!isClock(own['clockMs'])) return { ok: false, reason: 'damaged', flaw: 'beyond' };
  const all = Array.isArray(branches) ? branches : [];
  const read: KeptBranch[] = [];
  for (const one of all as readonly unknown[]) {
    const { code: branchCode, forkedAt, ...fields } = fieldsOf(one);
    const isSound = typeof branchCode === 'string' && isWhole(branchCode) && isBounded(forkedAt);
    if (isSound && isClock(fields['clockMs']))
      read.push({ ...toldOf(fields), code: branchCode, forkedAt });
    yield;
  }
  return {
    ok: true,
    saved: { ...toldOf(own), run: decoded.run, branches: read },
    lostBranches: all.length - read.length,
  };
}

function isClock(value: unknown): boolean {
  return typeof value !== 'number' || isBounded(value, MOST_CLOCK_MS);
}

/** What the learner has put to a run. */
function toldOf({ clockMs, runName, bookmarks }: Readonly<Record<string, unknown>>) {
  return {
    clockMs: typeof clockMs === 'number' ? clockMs : 0,
    ...(typeof runName === 'string' ? { runName } : {}),
    ...(Array.isArray(bookmarks) ? { bookmarks: bookmarks.filter(isBookmark) } : {}),
  };
}

function isBookmark(value: unknown): value is Bookmark {
  const { number, atMs, text } = fieldsOf(value);
  return isBounded(number) && isBounded(atMs, MOST_CLOCK_MS) && typeof text === 'string';
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** The run that was kept under a name; undefined when there is none. */
export async function savedRun(name: string): Promise<ReadRun | undefined> {
  const texts = [...new Set(storedTexts(`run.${name}`))];
  let first: ReadRun | undefined;
  for (const text of texts) {
    const read = await readKept(parsed(text));
    if (read.ok) return read;
    first ??= read;
    // The next run takes its place: what could not be read stays beside it.
    setTextAside(`run.${name}`, text);
  }
  return first;
}

/** Reads a record that was kept, wherever its code is. */
export async function readKept(value: unknown): Promise<ReadRun> {
  const { code } = fieldsOf(value);
  const record = isLongCode(code) ? await longRecord(code) : value;
  return (await inSlices(readingRecord(record), undefined, SLICE_OF_WAITING_MS))!;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Keeps a run under a name: for this tab, and for whoever comes later. */
export function saveRun(name: string, saved: SavedRun): void {
  const key = `run.${name}`;
  // Any number of sandboxes may be at work; a lesson's run is worth what has been reached in it.
  keepRecord(key, recordOf(saved), (record) => {
    if (name === 'sandbox') return writeOfAll(key, record);
    writeOfTab(key, record);
    writeStored(key, record);
  });
}
