/**
 * What a world is made from: hosts with their files and boot programs, the network's manners, a
 * seed. Together with the journal it determines everything.
 *
 * Read next: ../zookeeper/scenario.ts, which writes one for an ensemble.
 */
import type { Behavior } from '../kernel/behavior.ts';
import type { Invariant } from '../kernel/invariant.ts';
import type { HostSpec, KernelOptions } from '../kernel/options.ts';

/** Plain data; can be stored, sent, compared. */
export interface Scenario {
  readonly name: string;
  /** Ids of the systems whose programs run in it; they must be loaded. */
  readonly systems: readonly string[];
  /** An integer in [0, 2^32). */
  readonly seed: number;
  readonly hosts: readonly HostSpec[];
  /** One-way latency between hosts, milliseconds: least and most. */
  readonly latencyMs?: readonly [number, number];
  readonly localLatencyMs?: readonly [number, number];
  /** Duration of a sync, milliseconds: least and most. */
  readonly syncMs?: readonly [number, number];
  /** Wall clock at virtual time zero, milliseconds since 1970. */
  readonly wallClockStartMs?: number;
}

/** The kernel's options for a scenario. */
export function kernelOptions(
  scenario: Scenario,
  programs: Readonly<Record<string, Behavior>>,
  invariants: readonly Invariant[] = [],
): KernelOptions {
  const { name: _, systems: __, ...rest } = scenario;
  return { ...rest, programs, invariants };
}
