/**
 * A journal whose actions are placed by time where that is exact: "when everything due by then has
 * happened". Most actions of a person are of that kind, and a time alone makes a shorter link than
 * an event's number. Replaying gives the true journal again.
 */
import type { JournalEntry, OperatorAction, Timeline } from '../../engine/index.ts';

export interface PlacedAction {
  readonly atMs: number;
  readonly action: OperatorAction;
  /** Undefined: when all that is due by `atMs` has happened, or right behind an action of the same time. */
  readonly exactly?: { readonly number: number; readonly silentCount: number };
}

/** A run that plays longer than this is refused: no link may stop the page. */
const MOST_EVENTS = 400_000;
const MOST_HOURS = 24;

/** A run that actions are played into: a timeline, or a lesson around one. */
export interface Stage {
  readonly timeline: Timeline;
  advance(limits: Parameters<Timeline['advance']>[0]): number;
  act(action: OperatorAction): unknown;
}

export function stageOf(timeline: Timeline): Stage {
  return {
    timeline,
    advance: (limits) => timeline.advance(limits),
    act: (action) => timeline.act(action),
  };
}

/** The journal as it is: each action at its event's number. */
export function exactActions(journal: readonly JournalEntry[]): readonly PlacedAction[] {
  return journal.map(({ atMs, action, number, silentCount }) => ({
    atMs,
    action,
    exactly: { number, silentCount },
  }));
}

/** Says for each action whether its time is enough. Plays the run once, into a fresh stage. */
export function placeActions(
  stage: Stage,
  journal: readonly JournalEntry[],
): readonly PlacedAction[] {
  const { timeline } = stage;
  let before: JournalEntry | undefined;
  return journal.map((entry) => {
    const { atMs, action, number, silentCount } = entry;
    const isBehind = before?.atMs === atMs;
    goTo(stage, { number, silentCount });
    const isDueDone = (timeline.kernel.nextEventAtMs() ?? Infinity) > atMs;
    const isPlain = isBehind ? number === before!.number + 1 : isDueDone;
    before = entry;
    timeline.clockMs = Math.max(timeline.clockMs, atMs);
    stage.act(action);
    return isPlain ? { atMs, action } : { atMs, action, exactly: { number, silentCount } };
  });
}

/**
 * Plays placed actions into a fresh stage, and on to a moment behind the last. Throws when they do
 * not belong to it.
 */
export function playActions(stage: Stage, actions: readonly PlacedAction[], untilMs = 0): Timeline {
  const { timeline } = stage;
  let beforeMs = -1;
  for (const { atMs, action, exactly } of actions) {
    if (atMs > MOST_HOURS * 3_600_000) throw new Error('it lasts longer than a day');
    if (exactly !== undefined) goTo(stage, exactly);
    else if (atMs !== beforeMs) advanceTo(stage, atMs);
    // A microsecond of grace: the journal rounds.
    if (timeline.world.nowMs > atMs + 0.0011) throw new Error('its times run backwards');
    timeline.clockMs = Math.max(timeline.clockMs, atMs);
    stage.act(action);
    beforeMs = atMs;
  }
  if (untilMs > timeline.clockMs) advanceTo(stage, Math.min(untilMs, MOST_HOURS * 3_600_000));
  return timeline;
}

function advanceTo(stage: Stage, untilMs: number): void {
  const { timeline } = stage;
  stage.advance({ untilMs, maxEvents: MOST_EVENTS - timeline.position });
  if (timeline.position >= MOST_EVENTS) throw new Error('it is too long');
}

function goTo(stage: Stage, place: { number: number; silentCount: number }): void {
  const { timeline } = stage;
  const count = place.number - timeline.position;
  if (count < 0 || place.number > MOST_EVENTS) throw new Error('its events are out of order');
  if (stage.advance({ maxEvents: count }) < count) throw new Error('it belongs to another world');
  timeline.kernel.settle(place.silentCount);
}

/**
 * A moment at or behind the clock, before anything else happens, that is short to write: whole
 * tenths of a second in quiet stretches, finer where events are dense.
 */
export function roundMoment(clockMs: number, nextEventAtMs: number | undefined): number {
  const limit = nextEventAtMs ?? Infinity;
  for (const step of [100, 10, 1]) {
    const rounded = Math.ceil(clockMs / step) * step;
    if (rounded < limit) return rounded;
  }
  return clockMs;
}
