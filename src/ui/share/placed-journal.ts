/**
 * A journal whose actions are placed by time where that is exact: "when everything due by then has
 * happened". Most actions of a person are of that kind, and a time alone makes a shorter link than
 * an event's number. Replaying gives the true journal again.
 */
import type { JournalEntry, OperatorAction, Timeline } from '../../engine/index.ts';
import { atOnce } from '../app/breath.ts';
import { FlawedRun } from './run-flaw.ts';

export interface PlacedAction {
  readonly atMs: number;
  readonly action: OperatorAction;
  /** Undefined: when all that is due by `atMs` has happened, or right behind an action of the same time. */
  readonly exactly?: Place;
}

/** A place between two events. */
interface Place {
  readonly number: number;
  readonly silentCount: number;
}

/** How long a run may be. */
export interface PlayLimits {
  readonly events: number;
  readonly ms: number;
}

/** A run that plays longer than this is refused: no link may stop the page. */
export const OF_LINKS: PlayLimits = { events: 400_000, ms: 24 * 3_600_000 };
/** For a run that was made here. */
export const UNLIMITED: PlayLimits = { events: Infinity, ms: Infinity };
/** Events that are played without a pause: among many busy servers one takes a fifth of a millisecond. */
const SLICE = 25;

/** A run that actions are played into: a timeline, or a lesson around one. */
export interface Replayable {
  readonly timeline: Timeline;
  advance(limits: Parameters<Timeline['advance']>[0]): number;
  act(action: OperatorAction): unknown;
}

export function replayable(timeline: Timeline): Replayable {
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

/** Says for each action whether its time is enough. Plays the run once, into a fresh target. */
export function placeActions(
  target: Replayable,
  journal: readonly JournalEntry[],
): readonly PlacedAction[] {
  return atOnce(placingActions(target, journal, UNLIMITED));
}

/** The same bit by bit. Throws a FlawedRun when the run is longer than it may be. */
export function* placingActions(
  target: Replayable,
  journal: readonly JournalEntry[],
  limits: PlayLimits,
): Generator<void, readonly PlacedAction[]> {
  const { timeline } = target;
  const placed: PlacedAction[] = [];
  let before: JournalEntry | undefined;
  for (const entry of journal) {
    const { atMs, action, number, silentCount } = entry;
    if (atMs > limits.ms) throw new FlawedRun('longTime');
    const isBehind = before?.atMs === atMs;
    yield* goingTo(target, entry, limits);
    const isDueDone = (timeline.kernel.nextEventAtMs() ?? Infinity) > atMs;
    const isPlain = isBehind ? number === before!.number + 1 : isDueDone;
    before = entry;
    timeline.clockMs = Math.max(timeline.clockMs, atMs);
    target.act(action);
    placed.push(isPlain ? { atMs, action } : { atMs, action, exactly: { number, silentCount } });
    yield;
  }
  return placed;
}

/**
 * Plays placed actions into a fresh target, and on to a moment behind the last. Throws a FlawedRun
 * when they do not belong to it.
 */
export function playActions(
  target: Replayable,
  actions: readonly PlacedAction[],
  untilMs = 0,
): Timeline {
  atOnce(playingActions(target, actions, untilMs, OF_LINKS));
  return target.timeline;
}

/** The same bit by bit: whoever asks for the next bit may draw in between, or go away. */
export function* playingActions(
  target: Replayable,
  actions: readonly PlacedAction[],
  untilMs: number,
  limits: PlayLimits,
): Generator<void, void> {
  const { timeline } = target;
  let beforeMs = -1;
  for (const { atMs, action, exactly } of actions) {
    if (atMs > limits.ms) throw new FlawedRun('longTime');
    if (exactly !== undefined) yield* goingTo(target, exactly, limits);
    else if (atMs !== beforeMs) yield* advancingTo(target, atMs, limits);
    // A microsecond of grace: the journal rounds.
    if (timeline.world.nowMs > atMs + 0.0011) throw new FlawedRun('order');
    timeline.clockMs = Math.max(timeline.clockMs, atMs);
    target.act(action);
    beforeMs = atMs;
    yield;
  }
  if (untilMs <= timeline.clockMs) return;
  try {
    yield* advancingTo(target, Math.min(untilMs, limits.ms), limits);
  } catch (error) {
    // Behind the last action is nothing but time: a part of it is enough.
    if (!(error instanceof FlawedRun)) throw error;
  }
}

function* advancingTo(
  target: Replayable,
  untilMs: number,
  limits: PlayLimits,
): Generator<void, void> {
  const { timeline } = target;
  for (;;) {
    if (timeline.position >= limits.events) throw new FlawedRun('manyEvents');
    const maxEvents = Math.min(SLICE, limits.events - timeline.position);
    if (target.advance({ untilMs, maxEvents }) < maxEvents) return;
    yield;
  }
}

function* goingTo(target: Replayable, place: Place, limits: PlayLimits): Generator<void, void> {
  const { timeline } = target;
  if (place.number < timeline.position) throw new FlawedRun('order');
  if (place.number > limits.events) throw new FlawedRun('manyEvents');
  while (timeline.position < place.number) {
    const maxEvents = Math.min(SLICE, place.number - timeline.position);
    if (target.advance({ maxEvents }) < maxEvents) throw new FlawedRun('otherWorld');
    yield;
  }
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
