/**
 * The part of fuzzing that every `npm test` runs: some hundred seeds, planted faults that must be found
 * (a fuzzer that finds none proves nothing), and the determinism of a run.
 */
import { describe, expect, test } from 'vitest';
import type { Kernel } from '../../src/engine/kernel/kernel.ts';
import { stateHash } from '../../src/engine/kernel/state-hash.ts';
import { runScript } from './run-script.ts';
import { scriptOf } from './script.ts';
import { shrink } from './shrink.ts';

const SEEDS = 300;

/** Mutant and a seed known to find it. */
const FOUND: readonly (readonly [mutant: string, seed: number])[] = [];

describe('fuzz', () => {
  test(`no seed of ${SEEDS} breaks a promise`, { timeout: 300_000 }, () => {
    const broken: string[] = [];
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { violation } = runScript(scriptOf(seed));
      if (violation !== null)
        broken.push(`seed ${seed}: ${violation.invariant}: ${violation.detail}`);
    }
    expect(broken).toEqual([]);
  });

  test.each(FOUND)('%s is found (seed %i)', (mutant, seed) => {
    expect(runScript(scriptOf(seed), { mutant }).violation).not.toBeNull();
  });

  test('the same seed gives the same world', () => {
    const hashes = [0, 1].map(() => {
      let seen: Kernel | undefined;
      runScript(scriptOf(2), { onKernel: (kernel) => (seen = kernel) });
      return stateHash(seen!.world);
    });
    expect(hashes[0]).toBe(hashes[1]);
  });

  test('a failing script is made shorter and still fails', () => {
    const script = scriptOf(3);
    const mutant = 'M6c-commit-without-quorum';
    const { violation } = runScript(script, { mutant });
    expect(violation).not.toBeNull();
    const short = shrink(script, violation!.invariant, mutant);
    expect(short.lines.length).toBeLessThanOrEqual(script.lines.length);
    expect(runScript(short, { mutant }).violation?.invariant).toBe(violation!.invariant);
  });
});
