/**
 * Runs that are too long for the small storage of a browser: their records go into its database,
 * and what the storage holds in their place names them. An entry belongs to one run of one visit of
 * the page, which writes it over and over; no other does, so that no tab loses its run to another.
 */
import { createStore, del, get, keys, set } from 'idb-keyval';
import { isEmbedded } from '../app/embed.ts';
import { storedTexts } from '../app/stored.ts';
import type { RunRecord } from './run-record.ts';

/** Characters that go into the storage, which has room for some millions. */
const MOST_STORED = 300_000;
const MARK = '@';
/** Entries of earlier visits that are kept although nothing names them. */
const MOST_ENTRIES = 30;

// Opened when first needed: a browser may forbid it.
let opened: ReturnType<typeof createStore> | undefined;
const store = () => (opened ??= createStore('ensemble-runs', 'runs'));
/** The entry of each key that is written now. */
const entries = new Map<string, string>();
/** The latest record that was given for each key: what is older comes to nothing. */
const latest = new Map<string, RunRecord>();
let isPruned = false;

/** What is kept from now on under a key has an entry of its own. */
export function leaveEntry(key: string): void {
  entries.delete(key);
}

function entryOf(key: string): string {
  const known = entries.get(key);
  if (known !== undefined) return known;
  const entry = `${key}.${Date.now()}.${crypto.getRandomValues(new Uint32Array(1))[0]}`;
  entries.set(key, entry);
  return entry;
}

export function isLongCode(code: unknown): code is string {
  return typeof code === 'string' && code.startsWith(MARK);
}

/** The record that a code of the storage names; undefined when it is gone. */
export async function longRecord(code: string): Promise<unknown> {
  try {
    return await get<unknown>(code.slice(MARK.length), store());
  } catch {
    return undefined;
  }
}

/** Keeps a record; `write` puts it, or what names it, into the storage. */
export function keepRecord(
  key: string,
  record: RunRecord,
  write: (record: RunRecord) => void,
): void {
  const isUnderWay = latest.has(key);
  const { branches = [] } = record;
  const size = branches.reduce((sum, { code }) => sum + code.length, record.code.length);
  if (size <= MOST_STORED || isEmbedded) {
    latest.delete(key);
    return write(record);
  }
  latest.set(key, record);
  if (!isUnderWay) void keepLong(key, write);
}

async function keepLong(key: string, write: (record: RunRecord) => void): Promise<void> {
  for (let record = latest.get(key); record !== undefined; record = nextOf(key, record)) {
    const entry = entryOf(key);
    try {
      await set(entry, record, store());
      if (latest.has(key)) write({ code: MARK + entry, clockMs: record.clockMs });
    } catch {
      // No database: the storage may have room all the same, and says so when it has not.
      if (latest.has(key)) write(record);
    }
  }
  if (!isPruned) await prune();
}

/** The record that was given while another one was written. */
function nextOf(key: string, written: RunRecord): RunRecord | undefined {
  const record = latest.get(key);
  if (record !== written) return record;
  latest.delete(key);
  return undefined;
}

/** Forgets the oldest entries that nothing names. */
async function prune(): Promise<void> {
  isPruned = true;
  try {
    const all = (await keys<string>(store())).map((entry) => ({
      entry,
      at: Number(/\.(\d+)\.\d+$/.exec(entry)?.[1] ?? 0),
    }));
    const old = all.sort((a, b) => b.at - a.at).slice(MOST_ENTRIES);
    for (const { entry } of old) if (!isNamed(entry)) await del(entry, store());
  } catch {
    // It is done at a later visit.
  }
}

function isNamed(entry: string): boolean {
  const key = entry.replace(/\.\d+\.\d+$/, '');
  return [key, `${key}.others`].some((one) =>
    storedTexts(one).some((text) => text.includes(MARK + entry)),
  );
}
