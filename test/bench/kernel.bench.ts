/**
 * The kernel by itself.
 *
 * - deliveriesPerSecond: events through the kernel to nodes that are plain functions.
 * - transitionsPerSecond: the same, each event a transition of an xstate machine.
 * - historyCostRatio: cost of an event after a million, by its cost after ten thousand; with the
 *   timeline keeping its history, as the page does.
 * - nodesCostRatio: cost of an event among a hundred nodes, by its cost among five.
 */
import { setup } from 'xstate';
import type { Behavior, Chart } from '../../src/engine/index.ts';
import { Kernel, startChart, stepChart, Timeline } from '../../src/engine/index.ts';
import type { Figure } from './figure.ts';
import { best, cpuSeconds } from './figure.ts';
import { ringNode, ringOptions } from './ring.ts';

const warmUp = 60_000;
const sample = 150_000;

function rateOf(kernel: Kernel): number {
  const run = (events: number): void => {
    for (let i = 0; i < events; i++) kernel.step();
  };
  run(warmUp);
  return best(Array.from({ length: 4 }, () => sample / cpuSeconds(() => run(sample))));
}

const machine = setup({}).createMachine({
  initial: 'even',
  states: {
    even: { on: { Token: 'odd' } },
    odd: { on: { Token: 'even' } },
  },
});

/** The node of the ring, with a machine deciding its role at every message. */
function chartNode(): Behavior<{ readonly chart: Chart; readonly inner: unknown }> {
  const inner = ringNode(4) as Behavior;
  return {
    name: 'chartNode',
    start(process, env) {
      const [state, effects] = inner.start(process, env);
      return [{ chart: startChart(machine).chart, inner: state }, effects];
    },
    step(state, event, env) {
      const [next, effects] = inner.step(state.inner, event, env);
      if (event.type !== 'message') return [{ chart: state.chart, inner: next }, effects];
      const { chart } = stepChart(machine, state.chart, event.message);
      return [{ chart, inner: next }, effects];
    },
  };
}

/** Microseconds of processor time for an event of a timeline, least of several samples. */
function eventCost(timeline: Timeline, samples: number): number {
  const events = 20_000;
  const costs = Array.from({ length: samples }, () => {
    const seconds = cpuSeconds(() => timeline.advance({ maxEvents: events }));
    return (seconds / events) * 1e6;
  });
  return best(costs, false);
}

function historyCostRatio(): number {
  const timeline = new Timeline(ringOptions(5, ringNode(4) as Behavior));
  // Compiled by another timeline first, or the early events would pay for it.
  new Timeline(ringOptions(5, ringNode(4) as Behavior)).advance({ maxEvents: warmUp });
  timeline.advance({ maxEvents: 10_000 });
  const early = eventCost(timeline, 4);
  timeline.advance({ maxEvents: 1_000_000 - timeline.position });
  return eventCost(timeline, 4) / early;
}

function nodesCostRatio(): number {
  // The same number of messages under way, so that only the number of nodes differs.
  const few = rateOf(new Kernel(ringOptions(5, ringNode(40) as Behavior)));
  const many = rateOf(new Kernel(ringOptions(100, ringNode(2) as Behavior)));
  return few / many;
}

export function* figures(): Generator<Figure> {
  const plain = rateOf(new Kernel(ringOptions(5, ringNode(4) as Behavior)));
  yield { name: 'kernel.deliveriesPerSecond', value: plain, unit: '1/s' };
  const charts = rateOf(new Kernel(ringOptions(5, chartNode() as Behavior)));
  yield { name: 'kernel.transitionsPerSecond', value: charts, unit: '1/s' };
  yield { name: 'kernel.historyCostRatio', value: historyCostRatio(), unit: 'ratio' };
  yield { name: 'kernel.nodesCostRatio', value: nodesCostRatio(), unit: 'ratio' };
}
