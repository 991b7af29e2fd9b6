/**
 * The invariants that the TLA+ specifications name: each, watched alone, holds in a run, and is broken in
 * the same run by a planted fault.
 */
import { describe, expect, test } from 'vitest';
import type { Kernel } from '../../../../src/engine/kernel/kernel.ts';
import { zookeeperInvariants } from '../../../../src/engine/zookeeper/invariants/index.ts';
import { runTrial } from '../../../fuzz/core/run-trial.ts';
import { zookeeperArea } from '../../../fuzz/zookeeper/area.ts';
import { trialOf } from '../../../fuzz/zookeeper/trial.ts';

/** Invariant, the fault that breaks it, a seed of the fuzzer. */
const CASES: readonly (readonly [name: string, mutant: string, seed: number])[] = [
  ['CheckDuringAction', 'M42-commit-dropped', 1],
  ['Leadership1', 'M6-half-is-quorum', 2],
  ['Leadership2', 'M6-half-is-quorum', 2],
  ['PrefixConsistency', 'M44-learner-applies-early', 1],
  ['Integrity', 'M44-learner-applies-early', 1],
  ['Agreement', 'M6c-commit-without-quorum', 1],
  ['TotalOrder', 'M6c-commit-without-quorum', 1],
  ['LocalPrimaryOrder', 'M45-delivered-by-nobody', 1],
  ['GlobalPrimaryOrder', 'M6-half-is-quorum', 22],
  ['PrimaryIntegrity', 'M6c-commit-without-quorum', 1],
];

/** The ten of Zab.tla and ZkV3_7_0.tla. */
const NAMED = CASES.map(([name]) => name);

function brokenBy(name: string, seed: number, mutant?: string): string | undefined {
  const invariants = zookeeperInvariants.filter((invariant) => invariant.name === name);
  expect(invariants).toHaveLength(1);
  const options = mutant === undefined ? { invariants } : { invariants, mutant };
  return runTrial(zookeeperArea, trialOf(seed), options).violation?.invariant;
}

describe('invariants of the specifications', () => {
  test.each(CASES)('%s holds, and %s breaks it (seed %i)', (name, mutant, seed) => {
    expect(brokenBy(name, seed)).toBeUndefined();
    expect(brokenBy(name, seed, mutant)).toBe(name);
  });

  test('all ten are here, and all are watched', () => {
    expect(new Set(NAMED).size).toBe(10);
    expect(zookeeperInvariants.map(({ name }) => name)).toEqual(expect.arrayContaining(NAMED));
  });

  test('of all ten M45-delivered-by-nobody breaks LocalPrimaryOrder alone', () => {
    const invariants = zookeeperInvariants.filter(({ name }) => NAMED.includes(name));
    let seen: Kernel | undefined;
    runTrial(zookeeperArea, trialOf(1), {
      invariants,
      mutant: 'M45-delivered-by-nobody',
      onKernel: (kernel) => (seen = kernel),
    });
    const broken = new Set(seen!.world.violations.map(({ invariant }) => invariant));
    expect([...broken]).toEqual(['LocalPrimaryOrder']);
  });
});
