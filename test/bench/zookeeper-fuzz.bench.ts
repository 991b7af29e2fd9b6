/**
 * Whole fuzz runs (a cluster, a workload, faults, all checks) in a second of processor time. The time
 * that V8 takes to compile counts, and falls off for hundreds of seeds, so the same seeds are run thrice:
 *
 * - zookeeper.fuzzSeedsPerSecondCold: first of all.
 * - zookeeper.fuzzSeedsPerSecond: after 200 other seeds.
 * - zookeeper.fuzzSeedsPerSecondWarm: after 600, as in a search through thousands.
 */
import { runTrial } from '../fuzz/core/run-trial.ts';
import { zookeeperArea } from '../fuzz/zookeeper/area.ts';
import { trialOf } from '../fuzz/zookeeper/trial.ts';
import type { Figure } from './figure.ts';
import { cpuSeconds } from './figure.ts';

const seeds = 60;

function run(from: number, count: number): void {
  for (let seed = from; seed < from + count; seed++) runTrial(zookeeperArea, trialOf(seed));
}

function rate(): number {
  return seeds / cpuSeconds(() => run(1, seeds));
}

export function* figures(): Generator<Figure> {
  yield { name: 'zookeeper.fuzzSeedsPerSecondCold', value: rate(), unit: '1/s' };
  run(1_000, 200);
  yield { name: 'zookeeper.fuzzSeedsPerSecond', value: rate(), unit: '1/s' };
  run(1_200, 400);
  yield { name: 'zookeeper.fuzzSeedsPerSecondWarm', value: rate(), unit: '1/s' };
}
