/**
 * A cluster in the parts that codes hold: its world, and each of its systems with its own spec.
 */
import type { ClusterSpec } from '../../../engine/index.ts';
import { FlawedRun } from '../run-flaw.ts';
import type { SystemId } from './system-codec.ts';
import type { WorldPart } from './world-part.ts';

export interface ClusterParts {
  readonly world: WorldPart;
  readonly systems: readonly SystemPart[];
}

export interface SystemPart {
  readonly id: SystemId;
  /** What the system's codec takes and gives. */
  readonly spec: unknown;
}

export function partsOf(cluster: ClusterSpec): ClusterParts {
  const { name, seed, clientHosts, latencyMs, syncMs, ...systems } = cluster;
  const world = { seed, clientHosts, name, latencyMs, syncMs } as WorldPart;
  const parts = Object.entries(systems).filter(([, spec]) => spec !== undefined);
  return { world, systems: parts.map(([id, spec]) => ({ id: id as SystemId, spec })) };
}

/** Throws a FlawedRun when there is no system: bare hosts are no cluster. */
export function clusterOf({ world, systems }: ClusterParts): ClusterSpec {
  if (systems.length === 0) throw new FlawedRun('cluster');
  return { ...Object.fromEntries(systems.map(({ id, spec }) => [id, spec])), ...world };
}
