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

const SEEDS = 250;

/** Mutant and a seed known to find it. */
const FOUND: readonly (readonly [mutant: string, seed: number])[] = [
  ['M1-ack-before-fsync', 1],
  ['M2-ack-before-history', 1],
  ['M3-epoch-before-history', 2],
  ['M4-epoch-ignored', 14],
  ['M5-anyone-leads', 2],
  ['M6-half-is-quorum', 1],
  ['M6c-commit-without-quorum', 1],
  ['M7-no-newleader-quorum', 1],
  ['M8-accepted-epoch-not-stored', 9],
  ['M9-no-trunc', 21],
  ['M10-vote-unflushed', 21],
  ['M11-no-fast-forward', 1],
  ['M12-memory-ahead', 105],
  ['M12b-trunc-not-synced', 47],
  ['M13-hole-in-committed-log', 4],
  ['M14-ack-without-log', 1],
  ['M15-outstanding-not-forwarded', 7],
  ['M18-pending-cleared', 6],
  ['M25-no-quorum-check', 11],
  ['M26-dirty-snapshot-kept', 47],
  ['M30-committed-tree-only', 1],
  ['M31-suffix-from-children', 3],
  ['M36-no-zxid-check', 265],
  ['M38-no-watch-catch-up', 32],
  ['M39-no-event', 1],
  ['M40-reads-overtake', 2],
  ['M41-sync-is-local', 97],
  ['M42-commit-dropped', 1],
  ['M43-proposal-skips-one', 1],
  ['M44-learner-applies-early', 1],
];

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
