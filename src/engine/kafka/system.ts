/**
 * Kafka as a system of the playground.
 *
 * Mirrors: org.apache.kafka 2.8.0 in ZooKeeper mode.
 * Read next: server/broker.ts, client/producer.ts, client/consumer.ts, scenario.ts.
 */
import type { Behavior } from '../kernel/behavior.ts';
import type { System } from '../world/system.ts';
import { facets, messages } from './messages.ts';
import { MUTANTS } from './mutants.ts';
import type { KafkaSpec } from './scenario.ts';
import { isSetUpOn, provide, startsOn } from './scenario.ts';
import { BROKER_PROGRAM } from './server-program.ts';
import { kafkaBroker } from './server/broker.ts';
import { chartsOf, machines } from './views/chart-view.ts';
import { roleOf } from './views/role-view.ts';

export const kafka: System = {
  id: 'kafka',
  order: 2,
  programs: { [BROKER_PROGRAM]: kafkaBroker as Behavior },
  invariants: [],
  machines,
  mutants: MUTANTS,
  provide: (spec, others) => provide(spec as KafkaSpec, others),
  startsOn,
  roleOf,
  chartsOf,
  latestChange: () => null,
  isSetUpOn,
  messages,
  facets,
  purposes: { broker: 'client' },
};
