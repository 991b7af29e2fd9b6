/** zookeeper.fuzzSeedsPerSecond: whole fuzz runs (a cluster, a workload, faults, all checks). */
import { runScript } from '../fuzz/run-script.ts';
import { scriptOf } from '../fuzz/script.ts';
import type { Figure } from './figure.ts';
import { cpuSeconds } from './figure.ts';

const seeds = 60;

export function* figures(): Generator<Figure> {
  const run = (from: number): void => {
    for (let seed = from; seed < from + seeds; seed++) runScript(scriptOf(seed));
  };
  run(1_000);
  const seconds = cpuSeconds(() => run(1));
  yield { name: 'zookeeper.fuzzSeedsPerSecond', value: seeds / seconds, unit: '1/s' };
}
