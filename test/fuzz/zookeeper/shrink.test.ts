/** Of a trial that fails, a shorter one is left that fails in the same way. */
import { expect, test } from 'vitest';
import { runTrial } from '../core/run-trial.ts';
import { shrink } from '../core/shrink.ts';
import { zookeeperArea } from './area.ts';
import { trialOf } from './trial.ts';

test('a failing trial is made shorter and still fails', () => {
  const trial = trialOf(3);
  const options = { mutant: 'M6c-commit-without-quorum' };
  const { violation } = runTrial(zookeeperArea, trial, options);
  expect(violation).not.toBeNull();
  const short = shrink(zookeeperArea, trial, violation!.invariant, options);
  expect(short.lines.length).toBeLessThanOrEqual(trial.lines.length);
  expect(runTrial(zookeeperArea, short, options).violation?.invariant).toBe(violation!.invariant);
});
