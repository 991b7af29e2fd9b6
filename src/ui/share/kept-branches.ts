/**
 * The runs of a view, out of its session and back: the one that is looked at, and those that were
 * left in their past. A run that comes back shares its past again with the one it parted from.
 */
import { encodeAction } from '../../engine/index.ts';
import type { JournalEntry, Timeline } from '../../engine/index.ts';
import type { Session } from '../session/session.svelte.ts';
import { bookmarksOf } from '../session/marks.ts';
import type { RestoredBranch } from '../session/branches.ts';
import { playingActions, stageOf } from './placed-journal.ts';
import type { PlacedAction, PlayLimits } from './placed-journal.ts';
import type { Run } from './run-code.ts';
import type { KeptBranch, SavedRun } from './saved-run.ts';

/** Everything of a session that is kept. */
export function savedOf(session: Session, runOf: (timeline: Timeline) => Run): SavedRun {
  return {
    run: runOf(session.timeline),
    clockMs: endOf(session.timeline),
    runName: session.branchName,
    bookmarks: bookmarksOf(session.marks),
    branches: session.branches.map(({ name, timeline, marks, forkedAt }) => ({
      run: runOf(timeline),
      clockMs: endOf(timeline),
      runName: name,
      bookmarks: bookmarksOf(marks.marks),
      forkedAt,
    })),
  };
}

/** Also a run that is looked at in its past comes back whole. */
function endOf(timeline: Timeline): number {
  return Math.max(timeline.clockMs, timeline.record(timeline.length - 1)?.atMs ?? 0);
}

/**
 * Plays runs that were left again, beside the one they parted from. `opening` is what was done
 * before the learner came. Those that do not fit (any more) are missing in the result.
 */
export function* restoringBranches(
  main: Timeline,
  opening: readonly JournalEntry[],
  branches: readonly KeptBranch[],
  limits: PlayLimits,
): Generator<void, readonly RestoredBranch[]> {
  const restored: RestoredBranch[] = [];
  for (const { run, clockMs, runName = '', bookmarks = [], forkedAt } of branches) {
    const kept = run.of.kind === 'lesson' ? (run.of.lesson.kept ?? opening.length) : 0;
    const common = [main, ...restored.map(({ timeline }) => timeline)]
      .map((base) => ({ base, count: commonActions(base, opening.slice(0, kept), run.actions) }))
      .reduce((best, one) => (one.count > best.count ? one : best));
    if (common.count < 0) continue;
    try {
      const own = run.actions.slice(common.count);
      const next = common.base.journal[kept + common.count]?.number ?? Infinity;
      const timeline = forkAt(common.base, Math.min(next, own[0]?.exactly?.number ?? Infinity));
      yield* playingActions(stageOf(timeline), own, clockMs, limits);
      restored.push({ name: runName, timeline, forkedAt, bookmarks });
    } catch {
      // It does not fit: the result is one short.
    }
  }
  return restored;
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
