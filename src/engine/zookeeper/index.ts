/**
 * The door of ZooKeeper: the programs a host can run, and what must always hold of them.
 *
 * Read next: server/zookeeper-server.ts, client/index.ts, invariants/index.ts.
 */
import type { Behavior } from '../kernel/behavior.ts';
import { zookeeperServer } from './server/zookeeper-server.ts';

/** Programs by the name under which they are spawned. */
export const zookeeperPrograms: Readonly<Record<string, Behavior>> = {
  QuorumPeerMain: zookeeperServer as Behavior,
};

export { zookeeperInvariants } from './invariants/index.ts';
