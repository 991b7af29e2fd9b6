/**
 * Whether the fuzzer can be trusted, area by area: planted faults must be found (a fuzzer that finds none
 * proves nothing), and a run is the same every time. The seeds themselves are jobs of their own; see
 * ../run.ts.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Kernel } from '../../src/engine/kernel/kernel.ts';
import { stateHash } from '../../src/engine/kernel/state-hash.ts';
import { AREAS } from './areas.ts';
import { runTrial } from './core/run-trial.ts';

/** The table of planted faults: mutant, the first seed that finds it, the promise it breaks. */
function tableOf(id: string): (readonly [mutant: string, seed: number, promise: string])[] {
  const text = readFileSync(new URL(`${id}/README.md`, import.meta.url), 'utf8');
  return [...text.matchAll(/^\| (M\S+) +\| (\d+) +\| (\w+) +\|$/gm)].map(
    ([, mutant, seed, promise]) => [mutant!, Number(seed), promise!] as const,
  );
}

for (const area of AREAS) {
  const found = tableOf(area.id);
  describe(`fuzzing ${area.id}`, () => {
    test('the table names every planted fault', () => {
      expect(found.length).toBeGreaterThan(0);
      expect(found.map(([mutant]) => mutant)).toEqual(area.mutants.map(({ name }) => name));
    });

    test.each(found)('%s is found by seed %i: %s', (mutant, seed, promise) => {
      const { violation } = runTrial(area, area.trialOf(seed), { mutant });
      expect(violation?.invariant).toBe(promise);
    });

    test('the same seed gives the same world', () => {
      const hashes = [0, 1].map(() => {
        let seen: Kernel | undefined;
        runTrial(area, area.trialOf(2), { onKernel: (kernel) => (seen = kernel) });
        return stateHash(seen!.world);
      });
      expect(hashes[0]).toBe(hashes[1]);
    });
  });
}
