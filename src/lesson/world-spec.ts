/**
 * The cluster a lesson plays in, and the one place where lessons start a simulation.
 */
import type { ClusterSpec, Timeline } from '../engine/index.ts';
import { scenarioOf } from '../engine/index.ts';
import { startSimulation } from '../shell/index.ts';

/** A cluster, without its seed: lessons are proved for several seeds. */
export type WorldSpec = Omit<ClusterSpec, 'seed'>;

/** How a player gets a run; tests and page may inject their own. */
export type StartWorld = (spec: WorldSpec, seed: number) => Timeline;

/** The standard way: a simulation with every program and invariant of the cluster's systems. */
export const startWorld: StartWorld = (spec, seed) =>
  startSimulation(scenarioOf({ ...spec, seed }));
