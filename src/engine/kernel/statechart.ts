/**
 * The only file that runs xstate. A machine decides a process's role; this turns its transitions
 * into plain data: `Chart` in, `Chart` and actions out, delays as timers of the kernel.
 *
 * Mirrors: xstate's pure `transition`; a property test holds the two equal.
 * Departs: `machine.transition` is called with one reused, never started scope for each machine,
 * because the exported function builds an actor on every call (some seven times slower).
 */
import type { AnyActorScope, AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { createActor } from 'xstate';
import type { Effect } from './effects.ts';

/** The snapshot that xstate gave, on the chart made from it: spares rebuilding it in the next step. */
const LIVE = Symbol('live snapshot');

/** Where a machine stands: plain data. Replaced as a whole, never spread. */
export interface Chart {
  readonly value: unknown;
  readonly context: Readonly<Record<string, unknown>>;
  /** No part of the state: hashes, clones and JSON leave it out. */
  readonly [LIVE]?: AnyMachineSnapshot;
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
}

const runners = new WeakMap<AnyStateMachine, Runner>();
const TIMER_PREFIX = 'chart:';

/** The machine's first chart; entry actions included. */
export function startChart(machine: AnyStateMachine, input?: unknown): ChartStep {
  const runner = runnerOf(machine);
  const snapshot = machine.getInitialSnapshot(runner.scope, input as never);
  return finish(runner, snapshot, true);
}

/** One macrostep. An event that no state takes gives the same chart back. */
export function stepChart(machine: AnyStateMachine, chart: Chart, event: ChartEvent): ChartStep {
  const runner = runnerOf(machine);
  const before = chart[LIVE] ?? machine.resolveState(chart as never);
  const after = machine.transition(before, event, runner.scope);
  // A state that is entered anew may leave value and context as they were: its actions still count.
  if (after === before && runner.collected.length === 0) {
    return { chart, actions: [], timers: [], hasChanged: false };
  }
  return finish(runner, after, after !== before && after.value !== before.value);
}

/** The machine event that a kernel timer stands for; undefined when the timer is not a chart's. */
export function chartTimerEvent(timerName: string): ChartEvent | undefined {
  return timerName.startsWith(TIMER_PREFIX)
    ? { type: timerName.slice(TIMER_PREFIX.length) }
    : undefined;
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
  const runner = { scope, collected };
  runners.set(machine, runner);
  return runner;
}

function finish(runner: Runner, snapshot: AnyMachineSnapshot, hasChanged: boolean): ChartStep {
  if (snapshot.status === 'error') throw snapshot.error;
  const chart: Chart = { value: snapshot.value, context: snapshot.context, [LIVE]: snapshot };
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
  return { chart, actions, timers, hasChanged };
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
