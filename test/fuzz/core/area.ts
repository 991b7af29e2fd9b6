/**
 * What the fuzzer has to be told of a system to try it: how a cluster of it comes out of a seed, who can
 * suffer a fault, what healthy means, and what its clients were promised. All the rest is common.
 *
 * Read next: run-trial.ts (what is done with it), ../zookeeper/area.ts (the first one), ../README.md.
 */
import type { Invariant } from '../../../src/engine/kernel/invariant.ts';
import type { Kernel } from '../../../src/engine/kernel/kernel.ts';
import type { OperatorAction } from '../../../src/engine/kernel/operator-action.ts';
import type { Violation } from '../../../src/engine/kernel/violation.ts';
import type { Mutant } from '../../../src/engine/world/system.ts';
import type { Trial } from './trial.ts';

/** Who can be named in the lines of a trial. Clients live on the hosts `client1`, `client2` and so on. */
export interface Cast {
  /** The host of a server, by its number from 1. */
  hostOf(number: number): string;
  /** The key of a host's server; instead of the host a part may stand in it (`@leader#0`). */
  keyOf(host: string): string;
  /** Parts in the play (`@leader#0` names `leader`): the hosts that have one at the moment. */
  readonly parts: Readonly<Record<string, (kernel: Kernel) => readonly string[]>>;
}

export interface BuildOptions {
  /** A planted fault that the servers carry. */
  readonly mutant?: string;
  /** Watch these only; default all. */
  readonly invariants?: readonly Invariant[];
}

/** A broken promise; null: there is none. */
export type Found = Pick<Violation, 'invariant' | 'detail' | 'atMs'> | null;

/** One system's part of the fuzzer. `T` is a trial with what makes a cluster of it. */
export interface Area<T extends Trial = Trial> {
  /** What `--area` says; also the folder of its goldens. */
  readonly id: string;
  readonly mutants: readonly Mutant[];
  /** Names of its invariants and validations: what a golden may have broken. */
  readonly promises: readonly string[];
  readonly cast: Cast;
  trialOf(seed: number): T;
  build(trial: T, options: BuildOptions): Kernel;
  /** Brings enough servers back, now that no fault lasts. */
  heal(kernel: Kernel, trial: T): readonly OperatorAction[];
  /** Every client has been served since the healing. */
  hasProgress(kernel: Kernel, trial: T): boolean;
  /** What is wrong when there was no progress to the end; null: none could be demanded. */
  stallOf(kernel: Kernel, trial: T): string | null;
  /** The first broken promise to clients, over their whole histories. */
  validate(kernel: Kernel): Found;
  /** How many requests of clients were answered. */
  operationCount(kernel: Kernel): number;
  /** Smaller clusters with the same lines, each to be tried in turn on top of those that did. */
  smaller(trial: T): readonly Partial<T>[];
  /** Who takes part in a trial, in a few words. */
  describe(trial: T): string;
}
