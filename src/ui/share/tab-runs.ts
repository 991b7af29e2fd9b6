/**
 * One place in the browser for the run that was worked on last, several tabs that write to it: what
 * another tab has put there is not written over but set beside, and can be opened from any tab. So is
 * a run of this tab that another one takes the place of.
 */
import { readOfTab, readStored, writeOfTab, writeStored } from '../app/stored.ts';
import { leaveEntry } from './long-runs.ts';
import type { RunRecord } from './run-record.ts';

export interface TabRun extends RunRecord {
  /** Which tab it belongs to. */
  readonly tab: string;
  readonly savedAt: number;
}

/** Runs of other tabs that are kept. */
const MOST = 8;

let own: string | undefined;
/** A tab that was duplicated has this one's name: it is told apart by what it writes. */
const lastCodes = new Map<string, string>();

/** Keys whose run is none that this tab's next one goes on with. */
const left = new Set<string>();

/** Another run takes the place of this tab's: what is kept of that one is set beside. */
export function leaveRun(key: string): void {
  left.add(key);
  leaveEntry(key);
}

/** This tab goes on with what is kept. */
export function takeUpRun(key: string): void {
  left.delete(key);
}

function ownTab(): string {
  own ??= asText(readOfTab('tab'));
  if (own === undefined) {
    own = crypto.getRandomValues(new Uint32Array(2)).join('-');
    writeOfTab('tab', own);
  }
  return own;
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Keeps a run for this tab, and as the latest for whoever comes later. */
export function writeOfAll(key: string, record: RunRecord): void {
  const tab = ownTab();
  const there = latestOf(key);
  const isLeft = left.has(key);
  const isOwn = there?.tab === tab && (lastCodes.get(key) ?? there.code) === there.code;
  if (there !== undefined && (isLeft || !isOwn) && there.code !== record.code) {
    left.delete(key);
    // A run that was left here is nobody's any more.
    const aside = isLeft ? { ...there, tab: `${there.tab}.${there.savedAt}` } : there;
    const rest = othersOf(key).filter(
      (one) => one.tab !== aside.tab && one.tab !== tab && one.code !== record.code,
    );
    writeStored(`${key}.others`, [aside, ...rest].slice(0, MOST));
  }
  lastCodes.set(key, record.code);
  writeOfTab(key, record);
  writeStored(key, { ...record, tab, savedAt: Date.now() } satisfies TabRun);
}

/** What other tabs have left, the newest first. */
export function runsOfOtherTabs(key: string): readonly TabRun[] {
  const latest = latestOf(key);
  const all = latest === undefined ? othersOf(key) : [latest, ...othersOf(key)];
  return all
    .filter(({ code }) => code !== lastCodes.get(key))
    .sort((a, b) => b.savedAt - a.savedAt);
}

function latestOf(key: string): TabRun | undefined {
  const value = readStored(key);
  return isTabRun(value) ? value : undefined;
}

function othersOf(key: string): readonly TabRun[] {
  const value = readStored(`${key}.others`);
  return Array.isArray(value) ? value.filter(isTabRun) : [];
}

function isTabRun(value: unknown): value is TabRun {
  const { code, tab, savedAt } = (value ?? {}) as Record<string, unknown>;
  return typeof code === 'string' && typeof tab === 'string' && typeof savedAt === 'number';
}
