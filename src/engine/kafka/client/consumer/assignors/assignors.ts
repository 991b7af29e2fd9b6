/**
 * The assignors that partition.assignment.strategy can name.
 *
 * Mirrors: PartitionAssignorAdapter.getAssignorInstances, ConsumerCoordinator's choice of the rebalance
 * protocol, 2.8.0.
 */
import type { PartitionAssignor, RebalanceProtocol } from './assignor.ts';
import { rangeAssignor } from './range-assignor.ts';
import { roundRobinAssignor } from './round-robin-assignor.ts';
import { cooperativeStickyAssignor, stickyAssignor } from './sticky-assignor.ts';

const CLASSES: Readonly<Record<string, PartitionAssignor>> = {
  'org.apache.kafka.clients.consumer.RangeAssignor': rangeAssignor,
  'org.apache.kafka.clients.consumer.RoundRobinAssignor': roundRobinAssignor,
  'org.apache.kafka.clients.consumer.StickyAssignor': stickyAssignor,
  'org.apache.kafka.clients.consumer.CooperativeStickyAssignor': cooperativeStickyAssignor,
};

const BY_NAME: ReadonlyMap<string, PartitionAssignor> = new Map(
  Object.values(CLASSES).map((assignor) => [assignor.name, assignor]),
);

/** By the name in the protocol. */
export function assignorNamed(name: string): PartitionAssignor | undefined {
  return BY_NAME.get(name);
}

/** By the full name of its class; undefined: there is no such class. */
export function assignorOfClass(className: string): PartitionAssignor | undefined {
  return Object.hasOwn(CLASSES, className) ? CLASSES[className] : undefined;
}

/** The newest that all of them know; null: none. */
export function commonProtocol(assignors: readonly PartitionAssignor[]): RebalanceProtocol | null {
  const newestFirst: readonly RebalanceProtocol[] = ['COOPERATIVE', 'EAGER'];
  return (
    newestFirst.find((protocol) =>
      assignors.every(({ supportedProtocols }) => supportedProtocols.includes(protocol)),
    ) ?? null
  );
}
