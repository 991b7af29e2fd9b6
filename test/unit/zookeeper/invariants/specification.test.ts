/**
 * The invariants that the TLA+ specifications name: each, watched alone, holds in a run, and is broken in
 * the same run by a planted fault.
 */
import { describe, expect, test } from 'vitest';
import { zookeeperInvariants } from '../../../../src/engine/zookeeper/invariants/index.ts';
import { runScript } from '../../../fuzz/run-script.ts';
import { scriptOf } from '../../../fuzz/script.ts';

/** Invariant, the fault that breaks it, a seed of the fuzzer. */
const CASES: readonly (readonly [name: string, mutant: string, seed: number])[] = [
  ['CheckDuringAction', 'M42-commit-dropped', 1],
  ['Leadership1', 'M6-half-is-quorum', 2],
  ['Leadership2', 'M6-half-is-quorum', 2],
  ['PrefixConsistency', 'M44-learner-applies-early', 1],
  ['Integrity', 'M44-learner-applies-early', 1],
  ['Agreement', 'M6c-commit-without-quorum', 1],
  ['TotalOrder', 'M6c-commit-without-quorum', 1],
  ['GlobalPrimaryOrder', 'M6-half-is-quorum', 22],
  ['PrimaryIntegrity', 'M6c-commit-without-quorum', 1],
];

function brokenBy(name: string, seed: number, mutant?: string): string | undefined {
  const invariants = zookeeperInvariants.filter((invariant) => invariant.name === name);
  expect(invariants).toHaveLength(1);
  const script = scriptOf(seed);
  const options = mutant === undefined ? { invariants } : { invariants, mutant };
  return runScript(script, options).violation?.invariant;
}

describe('invariants of the specifications', () => {
  test.each(CASES)('%s holds, and %s breaks it (seed %i)', (name, mutant, seed) => {
    expect(brokenBy(name, seed)).toBeUndefined();
    expect(brokenBy(name, seed, mutant)).toBe(name);
  });
});
