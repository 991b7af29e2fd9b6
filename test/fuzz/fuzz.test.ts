/**
 * Whether the fuzzer can be trusted: planted faults must be found (a fuzzer that finds none proves
 * nothing), and a run is the same every time. The seeds themselves are jobs of their own; see ../run.ts.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Kernel } from '../../src/engine/kernel/kernel.ts';
import { stateHash } from '../../src/engine/kernel/state-hash.ts';
import { MUTANTS } from '../../src/engine/zookeeper/mutants.ts';
import { runScript } from './run-script.ts';
import { scriptOf } from './script.ts';
import { shrink } from './shrink.ts';

const README = readFileSync(new URL('README.md', import.meta.url), 'utf8');

/** The table of planted faults: mutant, the first seed that finds it, the promise it breaks. */
const FOUND = [...README.matchAll(/^\| (M\S+) +\| (\d+) +\| (\w+) +\|$/gm)].map(
  ([, mutant, seed, promise]) => [mutant!, Number(seed), promise!] as const,
);

describe('fuzz', () => {
  test('the table names every planted fault', () => {
    expect(FOUND.map(([mutant]) => mutant)).toEqual(MUTANTS.map(({ name }) => name));
  });

  test.each(FOUND)('%s is found by seed %i: %s', (mutant, seed, promise) => {
    expect(runScript(scriptOf(seed), { mutant }).violation?.invariant).toBe(promise);
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
