/** Sandboxes that a learner has named and kept in the browser's database, or in a file. */
import { createStore, del, entries, keys, set } from 'idb-keyval';
import { SLICE_OF_WAITING_MS, inSlices } from '../app/breath.ts';
import { decodingRun } from '../share/run-code.ts';
import { readKept, recordOf } from '../share/saved-run.ts';
import type { ReadRun, RunRecord, SavedRun } from '../share/saved-run.ts';

export interface SavedSandbox extends RunRecord {
  readonly name: string;
  readonly savedAt: number;
}

// Opened when first needed: a browser may forbid it.
let opened: ReturnType<typeof createStore> | undefined;
const store = () => (opened ??= createStore('ensemble', 'sandboxes'));

/** Newest first. Rejects when the browser forbids its database. */
export async function listSandboxes(): Promise<readonly SavedSandbox[]> {
  const all = await entries<string, unknown>(store());
  const sound = all.map(([, value]) => value).filter(isSavedSandbox);
  return sound.sort((a, b) => b.savedAt - a.savedAt);
}

/** Keeps a run under a name; the same name is written over. Rejects when there is no room. */
export async function keepSandbox(name: string, saved: SavedRun): Promise<void> {
  const sandbox: SavedSandbox = { ...recordOf(saved), name, savedAt: Date.now() };
  await set(name, sandbox, store());
}

/** Keeps a run under a name that nothing bears yet, and gives that name. */
export async function keepAsNew(name: string, saved: SavedRun): Promise<string> {
  const taken = new Set(await keys<string>(store()));
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name} (${number})`;
  await keepSandbox(free, saved);
  return free;
}

export function dropSandbox(name: string): Promise<void> {
  return del(name, store());
}

/** The text of a file that holds a run. */
export function sandboxFile(name: string, saved: SavedRun): string {
  return `${JSON.stringify({ ensemble: 1, name, ...recordOf(saved) }, null, 1)}\n`;
}

/** What a file holds; its text may be anything. */
export async function readSandboxFile(text: string): Promise<ReadRun> {
  try {
    const value = JSON.parse(text) as Record<string, unknown> | null;
    const format = value?.['ensemble'];
    if (typeof format === 'number' && format > 1) return { ok: false, reason: 'newer' };
    return await readKept(value);
  } catch {
    const code = /[?&]run=([\w-]+)/.exec(text)?.[1];
    const reading = code === undefined ? undefined : decodingRun(code);
    const read = reading && (await inSlices(reading, undefined, SLICE_OF_WAITING_MS));
    if (read === undefined) return { ok: false, reason: 'damaged', flaw: 'empty' };
    return read.ok ? { ok: true, saved: { run: read.run, clockMs: 0 }, lostBranches: 0 } : read;
  }
}

function isSavedSandbox(value: unknown): value is SavedSandbox {
  const { name, savedAt, clockMs, code } = (value ?? {}) as Record<string, unknown>;
  return (
    typeof name === 'string' &&
    typeof savedAt === 'number' &&
    typeof clockMs === 'number' &&
    typeof code === 'string'
  );
}
