/**
 * The cluster a lesson plays in, and the one place where lessons start a simulation.
 *
 * Mirrors: nothing upstream. Departs: nothing.
 */
import type { ZooKeeperSpec } from '../engine/index.ts';
import {
  Timeline,
  kernelOptions,
  zookeeperInvariants,
  zookeeperPrograms,
  zookeeperScenario,
} from '../engine/index.ts';
import { shellPrograms } from '../shell/index.ts';
import { installPrograms } from '../shell/bash/program-homes.ts';
import { zkCliPrograms } from '../shell/zookeeper/zk-cli-programs.ts';

/** A cluster, without its seed: lessons are proved for several seeds. */
export type WorldSpec = Omit<ZooKeeperSpec, 'seed'>;

/** How a player gets a run; tests and page may inject their own. */
export type StartWorld = (spec: WorldSpec, seed: number) => Timeline;

const programs = { ...shellPrograms, ...zkCliPrograms, ...zookeeperPrograms };
installPrograms(
  new Map(
    Object.keys(programs).map((name) => [
      name,
      name === 'zkCli.sh' ? '/opt/zookeeper/bin' : '/usr/bin',
    ]),
  ),
);

/** The standard way: a simulation with every program and invariant. */
export const startWorld: StartWorld = (spec, seed) =>
  new Timeline(kernelOptions(zookeeperScenario({ ...spec, seed }), programs, zookeeperInvariants));
