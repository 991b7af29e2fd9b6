/**
 * A hash of everything that happened in a run, event by event, and of what was left at its end: what a
 * change of the code's shape must not move. `npm run fuzz -- --hash` prints both.
 */
import type { Kernel } from '../../../src/engine/kernel/kernel.ts';
import { hashPlain, stateHash } from '../../../src/engine/kernel/state-hash.ts';
import type { Area } from './area.ts';
import { runTrial } from './run-trial.ts';

export interface RunHash {
  /** Of the events: number, time, process, cause, and what came. */
  readonly history: string;
  /** Of the world at the end. */
  readonly state: string;
}

export function hashOfSeed(area: Area, seed: number): RunHash {
  let history = '';
  let batch: unknown[] = [];
  const flush = () => {
    history = hashPlain([history, ...batch]);
    batch = [];
  };
  let watched: Kernel | undefined;
  const onKernel = (kernel: Kernel) => {
    watched = kernel;
    const step = kernel.step.bind(kernel);
    kernel.step = (untilMs) => {
      const record = step(untilMs);
      if (record !== undefined && batch.push(record) === 100) flush();
      return record;
    };
  };
  runTrial(area, area.trialOf(seed), { onKernel });
  flush();
  return { history, state: stateHash(watched!.world) };
}
