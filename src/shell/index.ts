/**
 * The door of the shell: all programs that a host can run, and how to start a simulation with them.
 *
 * Read next: bash/behavior.ts, coreutils/table.ts, zookeeper/zk-cli-programs.ts.
 */
import type { Behavior, Invariant, Scenario } from '../engine/index.ts';
import {
  INSTALLATION,
  Timeline,
  kernelOptions,
  zookeeperInvariants,
  zookeeperPrograms,
} from '../engine/index.ts';
import { bash } from './bash/behavior.ts';
import { installPrograms } from './bash/program-homes.ts';
import { coreutils } from './coreutils/table.ts';
import { zookeeperAdminPrograms } from './zookeeper/admin-programs.ts';
import { zkCliPrograms } from './zookeeper/zk-cli-programs.ts';

/** bash and the tools of /usr/bin. */
const shellPrograms: Readonly<Record<string, Behavior>> = {
  ...coreutils,
  bash: bash as Behavior,
  sh: bash as Behavior,
};

/** Every program of the playground, by the name under which it is spawned. */
export const programs: Readonly<Record<string, Behavior>> = {
  ...shellPrograms,
  ...zkCliPrograms,
  ...zookeeperAdminPrograms,
  ...zookeeperPrograms,
};

/** What may be said about a simulation besides its scenario. */
export interface SimulationOptions {
  /** Instead of ZooKeeper's own. */
  readonly invariants?: readonly Invariant[];
  /** Throw what a program throws instead of recording it (tests). */
  readonly isStrict?: boolean;
  /** Programs beside or instead of the playground's (tests). */
  readonly programs?: Readonly<Record<string, Behavior>>;
}

/** Starts a world with all programs and invariants. */
export function startSimulation(scenario: Scenario, options: SimulationOptions = {}): Timeline {
  const all = { ...programs, ...options.programs };
  const invariants = options.invariants ?? zookeeperInvariants;
  return new Timeline({
    ...kernelOptions(scenario, all, invariants),
    ...(options.isStrict === undefined ? {} : { isStrict: options.isStrict }),
  });
}

const scripts = Object.keys({ ...zkCliPrograms, ...zookeeperAdminPrograms });

installPrograms(
  new Map([
    ...Object.keys(shellPrograms).map((name) => [name, '/usr/bin'] as const),
    ...scripts
      .filter((name) => name.endsWith('.sh'))
      .map((name) => [name, `${INSTALLATION}/bin`] as const),
    ['recipe', '/usr/bin'] as const,
  ]),
);
