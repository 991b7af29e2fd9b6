/**
 * What a goal is made of: a predicate over state *and history*, folded over the events of a run.
 *
 * A condition is a pure little machine: `start` gives its memory, `step` gives the next memory for
 * every event, `isMet` and `missing` read memory and world. Memory is plain immutable data, so that
 * the judge can go back to what it knew at any event when a run is forked.
 *
 * Mirrors: nothing upstream; runtime monitors of temporal properties.
 * Read next: conditions/*.ts (the set that lessons use), judge.ts (who folds them).
 */
import type { EventRecord, World } from '../engine/index.ts';
import type { Text } from './text.ts';

/** One event, and the world right after it. Valid during the call only: keep values. */
export interface Moment {
  /** Null at the very start, before any event. */
  readonly record: EventRecord | null;
  readonly world: World;
  /** Terminal of the world behind a name that the lesson uses. */
  terminalOf(name: string): number | undefined;
}

export interface Condition<Memory = unknown> {
  /** What it is about, for tests and messages, for example `znodeExists /app`. */
  readonly name: string;
  start(): Memory;
  /** Pure; gives the same memory back when the event does not concern it. */
  step(memory: Memory, moment: Moment): Memory;
  /** Whether it holds now. A goal is kept once its condition has held. */
  isMet(memory: Memory, moment: Moment): boolean;
  /** What is still missing, as one sentence in each language; asked only while it is not met. */
  missing(memory: Memory, moment: Moment): Text;
}

/** A condition over the present alone. */
export function overState(
  name: string,
  isMet: (moment: Moment) => boolean,
  missing: (moment: Moment) => Text,
): Condition {
  return {
    name,
    start: () => null,
    step: (memory) => memory,
    isMet: (_memory, moment) => isMet(moment),
    missing: (_memory, moment) => missing(moment),
  };
}

/** A condition that stays met once an event has met it. */
export function overHistory(
  name: string,
  happened: (record: EventRecord, moment: Moment) => boolean,
  missing: (moment: Moment) => Text,
): Condition {
  return {
    name,
    start: () => false,
    step: (memory, moment) =>
      memory === true || (moment.record !== null && happened(moment.record, moment)),
    isMet: (memory) => memory === true,
    missing: (_memory, moment) => missing(moment),
  };
}
