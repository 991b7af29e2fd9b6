/**
 * The only file that runs xstate. A machine decides a process's role; this turns its transitions
 * into plain data: `Chart` in, `Chart` and actions out, delays as timers of the kernel.
 *
 * Mirrors: xstate's pure `transition`; a property test holds the two equal.
 * Departs: `machine.transition` is called with one reused, never started scope for each machine,
 * because the exported function builds an actor on every call (some seven times slower). And what a
 * machine does is decided by where it stands and by the event: it is asked once, then remembered.
 */
import type { AnyActorScope, AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { createActor } from 'xstate';
import type { Effect } from './effects.ts';

/** On a chart: where it stands, with what is known of the ways from there. */
const PLACE = Symbol('place');

/** Where a machine stands: plain data. Replaced as a whole, never spread. */
export interface Chart {
  readonly value: unknown;
  readonly context: Readonly<Record<string, unknown>>;
  /** No part of the state: hashes, clones and JSON leave it out. */
  readonly [PLACE]?: Place;
}

/** A named action of the machine, for the program to carry out. */
export interface ChartAction {
  readonly type: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface ChartStep {
  readonly chart: Chart;
  readonly actions: readonly ChartAction[];
  /** `setTimer` and `cancelTimer` effects for the machine's delays; their names start `chart:`. */
  readonly timers: readonly Effect[];
  readonly hasChanged: boolean;
}

export type ChartEvent = { readonly type: string };

interface Runner {
  readonly scope: AnyActorScope;
  readonly collected: { type: string; params: unknown }[];
  /** By value and context. */
  readonly places: Map<string, Place>;
  /** Its first step, by the fields of the input. */
  readonly starts: Map<string, Way>;
}

/** One for all charts with the same value and context. */
interface Place {
  readonly snapshot: AnyMachineSnapshot;
  /** What an event does here, by its fields. */
  readonly ways: Map<string, Way>;
}

/** A step without its chart, which is a new object whenever something happened. */
interface Way extends Omit<ChartStep, 'chart'> {
  /** Null: no state takes the event. */
  readonly to: Place | null;
}

const runners = new WeakMap<AnyStateMachine, Runner>();
const TIMER_PREFIX = 'chart:';
/** So many places of a machine, and so many ways from each, are remembered; then it starts anew. */
const PLACES_MAX = 2000;
const WAYS_MAX = 200;

/** The machine's first chart; entry actions included. */
export function startChart(machine: AnyStateMachine, input?: unknown): ChartStep {
  const runner = runnerOf(machine);
  const key = plainKey((input ?? {}) as object);
  let way = key === null ? undefined : runner.starts.get(key);
  if (way === undefined) {
    const snapshot = machine.getInitialSnapshot(runner.scope, input as never);
    way = finish(runner, snapshot, true);
    if (runner.starts.size >= WAYS_MAX) runner.starts.clear();
    if (key !== null) runner.starts.set(key, way);
  }
  return stepTo(way);
}

/** One macrostep. An event that no state takes gives the same chart back. */
export function stepChart(machine: AnyStateMachine, chart: Chart, event: ChartEvent): ChartStep {
  const runner = runnerOf(machine);
  const place = chart[PLACE] ?? placeOf(runner, machine.resolveState(chart as never));
  const key = eventKey(event);
  let way = key === null ? undefined : place.ways.get(key);
  if (way === undefined) {
    way = wayFrom(machine, runner, place.snapshot, event);
    if (place.ways.size >= WAYS_MAX) place.ways.clear();
    if (key !== null) place.ways.set(key, way);
  }
  if (way.to !== null) return stepTo(way);
  return { chart, actions: way.actions, timers: way.timers, hasChanged: false };
}

function stepTo({ to, actions, timers, hasChanged }: Way): ChartStep {
  const { value, context } = to!.snapshot;
  return { chart: { value, context, [PLACE]: to! }, actions, timers, hasChanged };
}

function wayFrom(
  machine: AnyStateMachine,
  runner: Runner,
  before: AnyMachineSnapshot,
  event: ChartEvent,
): Way {
  const after = machine.transition(before, event, runner.scope);
  // A state that is entered anew may leave value and context as they were: its actions still count.
  if (after === before && runner.collected.length === 0) {
    return { to: null, actions: [], timers: [], hasChanged: false };
  }
  return finish(runner, after, after !== before && after.value !== before.value);
}

/** The one place for this value and context; a new one when a field cannot be compared. */
function placeOf(runner: Runner, snapshot: AnyMachineSnapshot): Place {
  const context = plainKey(snapshot.context as object);
  if (context === null) return { snapshot, ways: new Map() };
  const { places } = runner;
  const key = `${JSON.stringify(snapshot.value)} ${context}`;
  let place = places.get(key);
  if (place === undefined) {
    place = { snapshot, ways: new Map() };
    if (places.size >= PLACES_MAX) places.clear();
    places.set(key, place);
  }
  return place;
}

/** An event that is nothing but its type is its own key: every other key ends in a semicolon. */
function eventKey(event: ChartEvent): string | null {
  for (const name in event) if (name !== 'type') return plainKey(event);
  return event.type;
}

/** Equal exactly for equal fields; null when one is not a plain value. */
function plainKey(fields: object): string | null {
  let key = '';
  for (const name in fields) {
    const value = (fields as Readonly<Record<string, unknown>>)[name];
    if (typeof value === 'string') {
      // With its length: no text can look like the next field.
      key += `${name}:${value.length}:${value};`;
      continue;
    }
    if (typeof value === 'object' && value !== null) return null;
    key += typeof value === 'bigint' ? `${name}=${value}n;` : `${name}=${String(value)};`;
  }
  return key;
}

/** The machine event that a kernel timer stands for; undefined when the timer is not a chart's. */
export function chartTimerEvent(timerName: string): ChartEvent | undefined {
  return timerName.startsWith(TIMER_PREFIX)
    ? { type: timerName.slice(TIMER_PREFIX.length) }
    : undefined;
}

/** Whether a chart's value is this state, named as `a.b.c`, or one inside it. */
export function isInState(value: unknown, name: string): boolean {
  if (typeof value === 'string') return value === name;
  for (const key in value as Record<string, unknown>) {
    if (name === key) return true;
    const inside = (value as Record<string, unknown>)[key];
    if (name.startsWith(`${key}.`) && isInState(inside, name.slice(key.length + 1))) return true;
  }
  return false;
}

/** Names of the active states, outermost first, as `a`, `a.b`, `a.b.c`. */
export function activeStates(value: unknown, prefix = ''): readonly string[] {
  if (typeof value === 'string') return [prefix + value];
  return Object.entries(value as Record<string, unknown>).flatMap(([key, child]) => [
    prefix + key,
    ...activeStates(child, `${prefix}${key}.`),
  ]);
}

function runnerOf(machine: AnyStateMachine): Runner {
  const known = runners.get(machine);
  if (known !== undefined) return known;
  const collected: Runner['collected'] = [];
  const self = createActor(machine, { input: {} } as never);
  const scope = {
    self,
    system: self.system,
    id: self.id,
    sessionId: self.sessionId,
    logger: () => {},
    defer: () => {},
    stopChild: () => {},
    emit: () => {},
    actionExecutor: (action: { type: string; params: unknown }) => {
      collected.push({ type: action.type, params: action.params });
    },
  } as unknown as AnyActorScope;
  const runner = { scope, collected, places: new Map(), starts: new Map() } as Runner;
  runners.set(machine, runner);
  return runner;
}

function finish(runner: Runner, snapshot: AnyMachineSnapshot, hasChanged: boolean): Way {
  if (snapshot.status === 'error') throw snapshot.error;
  const actions: ChartAction[] = [];
  const timers: Effect[] = [];
  for (const { type, params } of runner.collected) {
    if (type === 'xstate.raise') timers.push(...raised(params as Raise));
    else if (type === 'xstate.cancel') {
      const { sendId } = params as { sendId: string };
      timers.push({ type: 'cancelTimer', name: TIMER_PREFIX + sendId });
    } else if (type.startsWith('xstate.')) throw new Error(`impure action in a machine: ${type}`);
    else actions.push({ type, params: (params ?? {}) as ChartAction['params'] });
  }
  runner.collected.length = 0;
  return { to: placeOf(runner, snapshot), actions, timers, hasChanged };
}

interface Raise {
  readonly event: { readonly type: string };
  readonly id?: string;
  readonly delay?: number;
}

function raised({ event, id, delay }: Raise): readonly Effect[] {
  // A raise without delay was already consumed inside the macrostep.
  if (delay === undefined) return [];
  if (id !== event.type) throw new Error(`a delayed raise needs its event's type as id: ${id}`);
  return [{ type: 'setTimer', name: TIMER_PREFIX + id, delayMs: delay }];
}
