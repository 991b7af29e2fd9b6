/**
 * Conditions made of conditions.
 *
 * Mirrors: nothing upstream; the usual operators of monitors.
 */
import type { Condition, Moment } from '../../condition.ts';
import type { Text } from '../../text.ts';
import { fill, joinTexts, t } from '../../text.ts';

type Memories = readonly unknown[];

function stepAll(conditions: readonly Condition[], memories: Memories, moment: Moment): Memories {
  const next = conditions.map((condition, i) => condition.step(memories[i], moment));
  return next.every((memory, i) => Object.is(memory, memories[i])) ? memories : next;
}

/** More than these at once nobody reads. */
const MOST_REASONS = 2;

/** All of them at the same moment; the first that are open say what is missing. */
export function and(...conditions: Condition[]): Condition {
  return {
    name: conditions.map(({ name }) => name).join(' and '),
    start: () => conditions.map((condition) => condition.start()),
    step: (memory, moment) => stepAll(conditions, memory as Memories, moment),
    isMet: (memory, moment) =>
      conditions.every((condition, i) => condition.isMet((memory as Memories)[i], moment)),
    missing: (memory, moment) => {
      const memories = memory as Memories;
      const open = conditions.flatMap((condition, i) =>
        condition.isMet(memories[i], moment) ? [] : [condition.missing(memories[i], moment)],
      );
      return joinTexts(open.slice(0, MOST_REASONS));
    },
  };
}

/** At least one of them. The first says what is missing. */
export function or(...conditions: Condition[]): Condition {
  const first = conditions[0]!;
  return {
    name: conditions.map(({ name }) => name).join(' or '),
    start: () => conditions.map((condition) => condition.start()),
    step: (memory, moment) => stepAll(conditions, memory as Memories, moment),
    isMet: (memory, moment) =>
      conditions.some((condition, i) => condition.isMet((memory as Memories)[i], moment)),
    missing: (memory, moment) => first.missing((memory as Memories)[0], moment),
  };
}

interface Place {
  readonly index: number;
  readonly memory: unknown;
}

/** One after another: each begins to count when the one before it has held. */
export function inOrder(...conditions: Condition[]): Condition {
  const stepPlace = (place: Place, moment: Moment): Place => {
    let { index } = place;
    const condition = conditions[index];
    if (condition === undefined) return place;
    let memory = condition.step(place.memory, moment);
    // The next one sees the state of this moment too, but not this event again.
    const calm: Moment = { ...moment, record: null };
    while (index < conditions.length && conditions[index]!.isMet(memory, moment)) {
      index++;
      const next = conditions[index];
      memory = next === undefined ? null : next.step(next.start(), calm);
    }
    const isSame = index === place.index && Object.is(memory, place.memory);
    return isSame ? place : { index, memory };
  };
  return {
    name: conditions.map(({ name }) => name).join(' then '),
    start: (): Place => ({ index: 0, memory: conditions[0]!.start() }),
    step: (memory, moment) => stepPlace(memory as Place, moment),
    isMet: (memory) => (memory as Place).index >= conditions.length,
    missing: (memory, moment) => {
      const { index, memory: inner } = memory as Place;
      return (conditions[index] ?? conditions[0]!).missing(inner, moment);
    },
  };
}

interface Count {
  readonly count: number;
  readonly memory: unknown;
}

const soFar = t('{count} of {wanted} so far. ', '目前 {count} / {wanted}。');

/** Holds `wanted` times, each time counted afresh. */
export function times(wanted: number, condition: Condition): Condition {
  return {
    name: `${wanted} times ${condition.name}`,
    start: (): Count => ({ count: 0, memory: condition.start() }),
    step: (memory, moment) => {
      const { count, memory: inner } = memory as Count;
      const next = condition.step(inner, moment);
      if (condition.isMet(next, moment)) return { count: count + 1, memory: condition.start() };
      return Object.is(next, inner) ? memory : { count, memory: next };
    },
    isMet: (memory) => (memory as Count).count >= wanted,
    missing: (memory, moment) => {
      const { count, memory: inner } = memory as Count;
      return joinTexts([fill(soFar, { count, wanted }), condition.missing(inner, moment)]);
    },
  };
}

interface Stretch {
  readonly inner: unknown;
  readonly sinceMs: number | null;
}

const notYet = t('{left} s are left to wait.', '还要等 {left} 秒。');

/** Holds without a break for so much virtual time. */
export function lasting(ms: number, condition: Condition): Condition<Stretch> {
  return {
    name: `${ms} ms of ${condition.name}`,
    start: () => ({ inner: condition.start(), sinceMs: null }),
    step: (memory, moment) => {
      const inner = condition.step(memory.inner, moment);
      const holds = condition.isMet(inner, moment);
      const sinceMs = holds ? (memory.sinceMs ?? moment.world.nowMs) : null;
      const isSame = Object.is(inner, memory.inner) && sinceMs === memory.sinceMs;
      return isSame ? memory : { inner, sinceMs };
    },
    isMet: ({ sinceMs }, { world }) => sinceMs !== null && world.nowMs - sinceMs >= ms,
    missing: ({ inner, sinceMs }, moment) => {
      if (!condition.isMet(inner, moment)) return condition.missing(inner, moment);
      const left = ms - (moment.world.nowMs - (sinceMs ?? moment.world.nowMs));
      return fill(notYet, { left: (Math.max(0, left) / 1000).toFixed(1) });
    },
  };
}

/** The same condition with a sentence of the lesson's own for what is missing. */
export function saying(condition: Condition, missing: Text): Condition {
  return { ...condition, missing: () => missing };
}

interface Slip {
  readonly inner: unknown;
  readonly hasHeld: boolean;
}

/** Holds as long as the condition never has; then says the sentence. */
export function never(condition: Condition, sentence: Text): Condition<Slip> {
  return {
    name: `never ${condition.name}`,
    start: () => ({ inner: condition.start(), hasHeld: false }),
    step: (memory, moment) => {
      if (memory.hasHeld) return memory;
      const inner = condition.step(memory.inner, moment);
      if (condition.isMet(inner, moment)) return { inner, hasHeld: true };
      return Object.is(inner, memory.inner) ? memory : { inner, hasHeld: false };
    },
    isMet: ({ hasHeld }) => !hasHeld,
    missing: () => sentence,
  };
}
