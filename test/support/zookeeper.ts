/** ZooKeeper for tests: makes it known, and writes scenarios of one ensemble. */
import type { ClusterSpec, Scenario } from '../../src/engine/index.ts';
import { scenarioOf } from '../../src/engine/index.ts';
import type { ZooKeeperSpec } from '../../src/engine/zookeeper/index.ts';
import { addZooKeeper } from '../../src/shell/zookeeper/index.ts';

addZooKeeper();

/** The ensemble's own fields and the cluster's, side by side. */
export type EnsembleSpec = ZooKeeperSpec & Omit<ClusterSpec, 'zookeeper'>;

export function clusterOf(spec: EnsembleSpec): ClusterSpec {
  const { name, seed, clientHosts, latencyMs, syncMs, ...zookeeper } = spec;
  const world = { name, seed, clientHosts, latencyMs, syncMs };
  const given = Object.entries(world).filter(([, value]) => value !== undefined);
  return { zookeeper, ...(Object.fromEntries(given) as Omit<ClusterSpec, 'zookeeper'>) };
}

export function zookeeperScenario(spec: EnsembleSpec): Scenario {
  return scenarioOf(clusterOf(spec));
}
