/**
 * The runs of a view, out of its session and back: the one that is looked at, and those that were
 * left in their past. A run that comes back shares its past again with the one it parted from.
 */
import { encodeAction } from '../../engine/index.ts';
import type { JournalEntry, Timeline } from '../../engine/index.ts';
import { notices } from '../app/notices.svelte.ts';
import { t } from '../i18n/i18n.svelte.ts';
import type { Session } from '../session/session.svelte.ts';
import { isPlayed } from '../session/branches.ts';
import type { Branch, SleepingBranch } from '../session/branches.ts';
import { bookmarksOf } from '../session/marks.ts';
import { playingActions, replayable } from './placed-journal.ts';
import type { PlacedAction, PlayLimits } from './placed-journal.ts';
import { decodingKept, keptCode } from './run-code.ts';
import type { Run } from './run.ts';
import { FlawedRun } from './run-flaw.ts';
import { keptClock } from './saved-run.ts';
import type { KeptBranch, SavedRun } from './run-record.ts';

/** Codes of runs that were left: they are written once, however often the view is saved. */
const codes = new WeakMap<Timeline, { readonly actions: number; readonly code: string }>();

/** Everything of a session that is kept. */
export function savedOf(session: Session, runOf: (timeline: Timeline) => Run): SavedRun {
  return {
    run: runOf(session.timeline),
    clockMs: endOf(session.timeline),
    runName: session.branchName,
    bookmarks: bookmarksOf(session.marks),
    branches: session.branches.map((branch) => keptBranch(branch, runOf)),
  };
}

function keptBranch(branch: Branch, runOf: (timeline: Timeline) => Run): KeptBranch {
  const { name: runName, forkedAt } = branch;
  if (!isPlayed(branch)) {
    const { code, clockMs, bookmarks } = branch.sleep;
    return { code, clockMs, runName, bookmarks, forkedAt };
  }
  const { timeline, marks } = branch;
  const actions = timeline.journal.length;
  const known = codes.get(timeline);
  const code = known?.actions === actions ? known.code : keptCode(runOf(timeline));
  codes.set(timeline, { actions, code });
  const clockMs = keptClock(endOf(timeline));
  return { code, clockMs, runName, bookmarks: bookmarksOf(marks.marks), forkedAt };
}

/** Also a run that is looked at in its past comes back whole. */
function endOf(timeline: Timeline): number {
  return Math.max(timeline.clockMs, timeline.record(timeline.length - 1)?.atMs ?? 0);
}

/** Runs that were left, asleep. `opening` is what was done before the learner came. */
export function sleepingBranches(
  opening: readonly JournalEntry[],
  branches: readonly KeptBranch[],
  limits: PlayLimits,
): readonly Omit<SleepingBranch, 'id'>[] {
  return branches.map(({ code, clockMs, runName = '', bookmarks = [], forkedAt }) => ({
    name: runName,
    forkedAt,
    sleep: {
      ...{ code, clockMs, bookmarks },
      play: (beside, told) => playingBranch({ code, clockMs, opening, limits }, beside, told),
    },
  }));
}

interface Kept {
  readonly code: string;
  readonly clockMs: number;
  readonly opening: readonly JournalEntry[];
  readonly limits: PlayLimits;
}

/** Plays a run that was left again, from where it parted from one of those beside it. */
function* playingBranch(
  { code, clockMs, opening, limits }: Kept,
  beside: readonly Timeline[],
  told: (share: number) => void,
): Generator<void, Timeline> {
  const decoded = yield* decodingKept(code);
  if (!decoded.ok) throw new FlawedRun(decoded.reason === 'damaged' ? decoded.flaw : 'foreign');
  const { of, actions } = decoded.run;
  const kept = of.kind === 'lesson' ? (of.lesson.kept ?? opening.length) : 0;
  const common = beside
    .map((base) => ({ base, count: commonActions(base, opening.slice(0, kept), actions) }))
    .reduce((best, one) => (one.count > best.count ? one : best));
  if (common.count < 0) throw new FlawedRun('otherWorld');
  const own = actions.slice(common.count);
  const next = common.base.journal[kept + common.count]?.number ?? Infinity;
  const timeline = forkAt(common.base, Math.min(next, own[0]?.exactly?.number ?? Infinity));
  for (const _ of playingActions(replayable(timeline), own, clockMs, limits)) {
    told(shareOf(timeline, own, clockMs));
    yield;
  }
  return timeline;
}

/**
 * A run that was stopped on its way: what was played goes on under its name, and the whole of it
 * sleeps beside it, first among those that were left. Nothing is lost.
 */
export function partAndWhole(saved: SavedRun, session: Session): { kept: SavedRun; name: string } {
  const { run, clockMs, runName, bookmarks = [], branches = [] } = saved;
  const name = runName ?? session.branchName;
  const whole: KeptBranch = {
    code: keptCode(run),
    runName: t().sandbox.wholeName(name),
    forkedAt: session.timeline.position,
    ...{ clockMs, bookmarks },
  };
  notices.say(t().sandbox.stopped(whole.runName!), 15_000);
  const { position } = session.timeline;
  const passed = bookmarks.filter(({ number }) => number <= position);
  return { kept: { ...saved, bookmarks: passed, branches: [whole, ...branches] }, name };
}

/** Which share of a run has been played again, by its clock. */
export function shareOf(
  { clockMs }: Timeline,
  actions: readonly PlacedAction[],
  untilMs: number,
): number {
  const endMs = Math.max(untilMs, actions[actions.length - 1]?.atMs ?? 0);
  return endMs <= 0 ? 1 : Math.min(1, clockMs / endMs);
}

/** So many of the actions begin a run as well; -1 when not even the opening does. */
function commonActions(
  { journal }: Timeline,
  opening: readonly JournalEntry[],
  actions: readonly PlacedAction[],
): number {
  if (!opening.every((entry, index) => journal[index] === entry)) return -1;
  const rest = journal.slice(opening.length);
  const at = actions.findIndex((action, index) => !isSame(action, rest[index]));
  return at < 0 ? actions.length : at;
}

function isSame({ action, exactly }: PlacedAction, entry: JournalEntry | undefined): boolean {
  return (
    entry !== undefined &&
    exactly?.number === entry.number &&
    exactly.silentCount === entry.silentCount &&
    JSON.stringify(encodeAction(action)) === JSON.stringify(encodeAction(entry.action))
  );
}

/** Another run with the same past, up to an event or all of it; this one stays where it is. */
function forkAt(base: Timeline, number: number): Timeline {
  const { position, clockMs } = base;
  base.seek(number);
  const fork = base.fork();
  base.seek(position);
  base.clockMs = clockMs;
  return fork;
}
