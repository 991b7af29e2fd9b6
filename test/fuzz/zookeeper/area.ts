/** ZooKeeper's part of the fuzzer. */
import { zookeeperInvariants } from '../../../src/engine/zookeeper/invariants/index.ts';
import { MUTANTS } from '../../../src/engine/zookeeper/mutants.ts';
import type { Area } from '../core/area.ts';
import { cast } from './cast.ts';
import { build } from './cluster.ts';
import { hasProgress, heal, operationCount, stallOf } from './health.ts';
import type { ZooKeeperTrial } from './trial.ts';
import { trialOf } from './trial.ts';
import { VALIDATIONS, validate } from './validations.ts';

export const zookeeperArea: Area<ZooKeeperTrial> = {
  id: 'zookeeper',
  mutants: MUTANTS,
  promises: [...zookeeperInvariants, ...VALIDATIONS].map(({ name }) => name),
  ...{ cast, trialOf, build, heal, hasProgress, stallOf, validate, operationCount },
  smaller: ({ clients, observers }) => [
    ...(clients > 1 ? [{ clients: 1 }] : []),
    ...(observers > 0 ? [{ observers: 0 }] : []),
  ],
  describe: ({ voters, observers, clients }) =>
    `${voters} voters, ${observers} observers, ${clients} clients`,
};
