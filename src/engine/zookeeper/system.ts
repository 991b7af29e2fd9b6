/**
 * ZooKeeper as a system of the playground.
 *
 * Mirrors: org.apache.zookeeper 3.8.0.
 * Read next: server/zookeeper-server.ts, client/index.ts, invariants/index.ts, scenario.ts.
 */
import type { Behavior } from '../kernel/behavior.ts';
import type { System } from '../world/system.ts';
import { zookeeperInvariants } from './invariants/index.ts';
import { facets, messages } from './messages.ts';
import { MUTANTS } from './mutants.ts';
import type { ZooKeeperSpec } from './scenario.ts';
import { isSetUpOn, provide, startsOn } from './scenario.ts';
import { zookeeperServer } from './server/zookeeper-server.ts';
import { chartsOf, machines } from './views/chart-view.ts';
import { roleOf } from './views/role-view.ts';
import { latestChange } from './views/write-view.ts';
import { SERVER_PROGRAM } from './server-program.ts';

export const zookeeper: System = {
  id: 'zookeeper',
  order: 1,
  programs: { [SERVER_PROGRAM]: zookeeperServer as Behavior },
  invariants: zookeeperInvariants,
  machines,
  mutants: MUTANTS,
  provide: (spec) => provide(spec as ZooKeeperSpec),
  startsOn,
  roleOf,
  chartsOf,
  latestChange,
  isSetUpOn,
  messages,
  facets,
  purposes: { client: 'client', quorum: 'data', election: 'control' },
};
