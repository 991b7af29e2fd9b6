/** Sandboxes that a learner has named and kept in the browser's database, or in a file. */
import { createStore, del, entries, set } from 'idb-keyval';
import { decodeRun, encodeRun } from '../share/run-code.ts';
import type { DecodedRun, Run } from '../share/run-code.ts';

export interface SavedSandbox {
  readonly name: string;
  readonly savedAt: number;
  readonly clockMs: number;
  readonly code: string;
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
export async function keepSandbox(name: string, run: Run, clockMs: number): Promise<void> {
  const saved: SavedSandbox = { name, savedAt: Date.now(), clockMs, code: encodeRun(run) };
  await set(name, saved, store());
}

export function dropSandbox(name: string): Promise<void> {
  return del(name, store());
}

/** The text of a file that holds a run. */
export function sandboxFile(name: string, run: Run, clockMs: number): string {
  const saved = { ensemble: 1, name, clockMs, code: encodeRun(run) };
  return `${JSON.stringify(saved, null, 1)}\n`;
}

/** What a file holds; its text may be anything. */
export function readSandboxFile(text: string): DecodedRun & { readonly clockMs?: number } {
  try {
    const value = JSON.parse(text) as Record<string, unknown>;
    if (typeof value['ensemble'] === 'number' && value['ensemble'] > 1)
      return { ok: false, reason: 'newer' };
    if (typeof value['code'] !== 'string')
      return { ok: false, reason: 'damaged', detail: 'it holds no run' };
    const { clockMs } = value;
    return { ...decodeRun(value['code']), clockMs: typeof clockMs === 'number' ? clockMs : 0 };
  } catch {
    const code = /[?&]run=([\w-]+)/.exec(text)?.[1];
    if (code !== undefined) return decodeRun(code);
    return { ok: false, reason: 'damaged', detail: 'it holds no run' };
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
