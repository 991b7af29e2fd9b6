/**
 * Which partition of `__transaction_state` a transactional id belongs to, and how that topic is made.
 *
 * Mirrors: kafka.coordinator.transaction.TransactionStateManager (partitionFor,
 * transactionTopicConfigs), 2.8.0.
 */
import { partitionForGroup } from '../group/group-coordinator.ts';
import type { BrokerState } from '../server/broker-state.ts';

export const TRANSACTION_TOPIC = '__transaction_state';

/** How many partitions the topic had when the coordinator started, or is going to have. */
export function transactionPartitionCount(state: BrokerState): number {
  const { partitionCount } = state.transactions;
  return partitionCount === 0
    ? state.config.values['transaction.state.log.num.partitions']
    : partitionCount;
}

/** Reckoned as for groups. */
export function transactionPartitionFor(state: BrokerState, transactionalId: string): number {
  return partitionForGroup(transactionalId, transactionPartitionCount(state));
}

/** How `__transaction_state` is created, in the order of the properties as upstream writes them. */
export function transactionTopicConfigs(state: BrokerState): Readonly<Record<string, string>> {
  const { values } = state.config;
  return {
    'compression.type': 'uncompressed',
    'min.insync.replicas': String(values['transaction.state.log.min.isr']),
    'cleanup.policy': 'compact',
    'segment.bytes': String(values['transaction.state.log.segment.bytes']),
    'unclean.leader.election.enable': 'false',
  };
}
