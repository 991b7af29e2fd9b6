/**
 * A cluster in the parts that codes hold: its world, and each of its systems with its own spec. Here
 * alone the parts meet the description that the rest of the page works with.
 */
import type { ZooKeeperSpec } from '../../../engine/index.ts';
import { FlawedRun } from '../run-flaw.ts';
import type { SystemId } from './system-codec.ts';
import type { WorldPart } from './world-part.ts';
import type { ZooKeeperPart } from './zookeeper-codec.ts';

export interface ClusterParts {
  readonly world: WorldPart;
  readonly systems: readonly SystemPart[];
}

export interface SystemPart {
  readonly id: SystemId;
  /** What the system's codec takes and gives. */
  readonly spec: unknown;
}

export function partsOf(cluster: ZooKeeperSpec): ClusterParts {
  const { name, seed, clientHosts, latencyMs, syncMs, ...zookeeper } = cluster;
  const world = { seed, clientHosts, name, latencyMs, syncMs } as WorldPart;
  return { world, systems: [{ id: 'zookeeper', spec: zookeeper satisfies ZooKeeperPart }] };
}

/** Throws a FlawedRun when the parts make no cluster. */
export function clusterOf({ world, systems }: ClusterParts): ZooKeeperSpec {
  const [zookeeper, ...others] = systems;
  // Today's description has room for one service of ZooKeeper and nothing beside it.
  if (zookeeper?.id !== 'zookeeper' || others.length > 0) throw new FlawedRun('cluster');
  return { ...(zookeeper.spec as ZooKeeperPart), ...world };
}
