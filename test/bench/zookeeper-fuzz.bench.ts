/**
 * zookeeper.fuzzSeedsPerSecond: whole fuzz runs (a cluster, a workload, faults, all checks), once the
 * code is warm: a search runs thousands of seeds, and the first two hundred are compiled meanwhile.
 */
import { runTrial } from '../fuzz/core/run-trial.ts';
import { zookeeperArea } from '../fuzz/zookeeper/area.ts';
import { trialOf } from '../fuzz/zookeeper/trial.ts';
import type { Figure } from './figure.ts';
import { cpuSeconds } from './figure.ts';

const seeds = 60;
const warmUp = 200;

export function* figures(): Generator<Figure> {
  const run = (from: number, count: number): void => {
    for (let seed = from; seed < from + count; seed++) runTrial(zookeeperArea, trialOf(seed));
  };
  run(1_000, warmUp);
  const seconds = cpuSeconds(() => run(1, seeds));
  yield { name: 'zookeeper.fuzzSeedsPerSecond', value: seeds / seconds, unit: '1/s' };
}
