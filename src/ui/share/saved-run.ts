/**
 * The run of a view, kept while it goes on: a reload, a crash or a closed tab loses nothing. This
 * tab's own run comes first; a new tab goes on with the one that was worked on last.
 */
import { readOfTab, readStored, writeOfTab, writeStored } from '../app/stored.ts';
import { decodeRun, encodeRun } from './run-code.ts';
import type { Run } from './run-code.ts';

export interface SavedRun {
  readonly run: Run;
  /** Where the clock stood. */
  readonly clockMs: number;
}

/** The run that was kept under a name; undefined when there is none, or none that can be read. */
export function savedRun(name: string): SavedRun | undefined {
  const key = `run.${name}`;
  const value = (readOfTab(key) ?? readStored(key)) as { code?: unknown; clockMs?: unknown } | null;
  if (typeof value?.code !== 'string' || typeof value.clockMs !== 'number') return undefined;
  const decoded = decodeRun(value.code);
  return decoded.ok ? { run: decoded.run, clockMs: value.clockMs } : undefined;
}

/** Keeps a run under a name: for this tab, and for whoever comes later. */
export function saveRun(name: string, { run, clockMs }: SavedRun): void {
  const value = { code: encodeRun(run), clockMs: Math.round(clockMs) };
  writeOfTab(`run.${name}`, value);
  writeStored(`run.${name}`, value);
}
