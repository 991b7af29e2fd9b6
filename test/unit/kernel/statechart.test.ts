/**
 * The fast way of running a machine equals xstate's public pure functions: same places, same
 * contexts, same actions, same delays; and descriptions tell the truth about where states lead.
 */
import fc from 'fast-check';
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { assign, getNextSnapshot, initialTransition, setup, transition } from 'xstate';
import { describe, expect, test } from 'vitest';
import { activeStates, chartTimerEvent, startChart, stepChart } from '../../../src/engine/index.ts';

type Told = { readonly type: string };

/** Nested states, guards, entry and exit actions, delays, raises: what our machines use. */
const lamp = setup({
  types: { context: {} as { count: number }, events: {} as Told, input: {} as { count: number } },
  actions: { lit: (_, _params: { by: string }) => {}, dimmed: () => {} },
  delays: { burnTime: ({ context }) => 100 + context.count },
  guards: { isEven: ({ context }) => context.count % 2 === 0 },
}).createMachine({
  id: 'lamp',
  context: ({ input }) => ({ count: input.count ?? 0 }),
  initial: 'off',
  states: {
    off: {
      on: {
        press: [
          {
            guard: 'isEven',
            target: 'on.bright',
            actions: assign({ count: ({ context }) => context.count + 1 }),
          },
          { target: 'on.dim', actions: assign({ count: ({ context }) => context.count + 1 }) },
        ],
      },
    },
    on: {
      initial: 'bright',
      entry: { type: 'lit', params: { by: 'hand' } },
      exit: 'dimmed',
      after: { burnTime: 'off' },
      on: { press: 'off', again: { target: 'on', reenter: true } },
      states: {
        bright: { on: { less: 'dim' } },
        dim: { on: { more: 'bright' }, after: { 50: 'bright' } },
      },
    },
  },
});

function plainActions(actions: readonly unknown[]): unknown[] {
  return actions
    .map((action) => action as unknown as { type: string; params?: Record<string, unknown> })
    .filter(({ type, params }) => type !== 'xstate.raise' || params?.['delay'] !== undefined)
    .map(({ type, params }) => {
      if (type === 'xstate.raise') return { set: params!['id'], delayMs: params!['delay'] };
      if (type === 'xstate.cancel') return { cancel: params!['sendId'] };
      return { type, params: params ?? {} };
    });
}

function ourActions(step: ReturnType<typeof stepChart>): unknown[] {
  const timers = step.timers.map((effect) =>
    effect.type === 'setTimer'
      ? { set: chartTimerEvent(effect.name)!.type, delayMs: effect.delayMs }
      : { cancel: chartTimerEvent((effect as { name: string }).name)!.type },
  );
  return [...step.actions, ...timers];
}

const sorted = (items: readonly unknown[]): string[] =>
  items.map((item) => JSON.stringify(item)).sort();

describe('a chart', () => {
  test('goes where the public transition goes, with the same actions and delays', () => {
    const events = fc.array(fc.constantFrom('press', 'again', 'less', 'more', 'unknown'), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(fc.nat(9), events, (count, types) => {
        let [snapshot, actions] = initialTransition(lamp, { count });
        let step = startChart(lamp, { count });
        const compare = () => {
          expect(step.chart.value).toEqual(snapshot.value);
          expect(step.chart.context).toEqual(snapshot.context);
          expect(sorted(ourActions(step))).toEqual(sorted(plainActions(actions)));
        };
        compare();
        for (const type of types) {
          [snapshot, actions] = transition(lamp, snapshot, { type });
          step = stepChart(lamp, step.chart, { type });
          compare();
        }
      }),
    );
  });

  test('that was stored and read back goes on the same way', () => {
    const lit = stepChart(lamp, startChart(lamp, { count: 0 }).chart, { type: 'press' }).chart;
    const read = structuredClone(lit);
    const next = { type: 'less' };
    expect(stepChart(lamp, read, next).chart).toEqual(stepChart(lamp, lit, next).chart);
  });

  test('an event that no state takes gives the same chart back', () => {
    const { chart } = startChart(lamp, { count: 0 });
    expect(stepChart(lamp, chart, { type: 'unknown' }).chart).toBe(chart);
  });

  test('names its active states from the outside in', () => {
    expect(activeStates({ on: { bright: 'high' } })).toEqual(['on', 'on.bright', 'on.bright.high']);
  });

  test('getNextSnapshot agrees too', () => {
    const first = initialTransition(lamp, { count: 1 })[0] as AnyMachineSnapshot;
    const { chart } = startChart(lamp, { count: 1 });
    const public2 = getNextSnapshot(lamp as AnyStateMachine, first, { type: 'press' });
    expect(stepChart(lamp, chart, { type: 'press' }).chart.value).toEqual(public2.value);
  });
});
