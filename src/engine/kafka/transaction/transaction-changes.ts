/**
 * Parts of the coordinator's state that a step changes, each its own copy (see kernel/turn.ts).
 *
 * Read next: transaction-store.ts.
 */
import { mapGet, mapSet } from '../../kernel/persistent-map.ts';
import type { Mutable } from '../../kernel/turn.ts';
import { own, ownState, owns } from '../../kernel/turn.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { transactionPartitionFor } from './transaction-partitions.ts';
import type {
  MarkerChannels,
  ProducerIds,
  TransactionCoordinatorState,
  TransactionMetadata,
  TransactionPartition,
} from './transaction-state.ts';

/** The coordinator's state, to be changed in place. */
export function ownTransactions(turn: BrokerTurn): Mutable<TransactionCoordinatorState> {
  const { transactions } = turn.state;
  if (owns(turn, transactions)) return transactions;
  const copy = own(turn, copyTransactions(transactions));
  ownState(turn).transactions = copy;
  return copy;
}

export function ownProducerIds(turn: BrokerTurn): Mutable<ProducerIds> {
  const { producerIds } = turn.state.transactions;
  if (owns(turn, producerIds)) return producerIds;
  const { block, nextProducerId, isTaking, waiting } = producerIds;
  const copy = own(turn, { block, nextProducerId, isTaking, waiting });
  ownTransactions(turn).producerIds = copy;
  return copy;
}

export function ownMarkers(turn: BrokerTurn): Mutable<MarkerChannels> {
  const { markers } = turn.state.transactions;
  if (owns(turn, markers)) return markers;
  const { client, queues, unknown, refused, pending, appendRetries, timerAtMs } = markers;
  const copy = own(turn, {
    client,
    queues,
    unknown,
    refused,
    pending,
    appendRetries,
    timerAtMs,
  });
  ownTransactions(turn).markers = copy;
  return copy;
}

/** A transaction that is there, to be changed in place. */
export function ownTransaction(
  turn: BrokerTurn,
  transactionalId: string,
): Mutable<TransactionMetadata> {
  const number = String(transactionPartitionFor(turn.state, transactionalId));
  const partition = mapGet(turn.state.transactions.partitions, number)!;
  const metadata = mapGet(partition.transactions, transactionalId)!;
  if (owns(turn, metadata)) return metadata;
  const copy = own(turn, copyMetadata(metadata));
  setTransactions(turn, number, mapSet(partition.transactions, transactionalId, copy));
  return copy;
}

/** Replaces the transactions of a loaded partition. */
export function setTransactions(
  turn: BrokerTurn,
  number: string,
  transactions: TransactionPartition['transactions'],
): void {
  const state = ownTransactions(turn);
  const { coordinatorEpoch } = mapGet(state.partitions, number)!;
  state.partitions = mapSet(state.partitions, number, { coordinatorEpoch, transactions });
}

function copyTransactions(state: TransactionCoordinatorState): TransactionCoordinatorState {
  return {
    isActive: state.isActive,
    partitionCount: state.partitionCount,
    partitions: state.partitions,
    producerIds: state.producerIds,
    markers: state.markers,
    markerRequests: state.markerRequests,
    startedAtMs: state.startedAtMs,
    timerAtMs: state.timerAtMs,
    abortCheckAtMs: state.abortCheckAtMs,
    expiryCheckAtMs: state.expiryCheckAtMs,
  };
}

function copyMetadata(metadata: TransactionMetadata): TransactionMetadata {
  return {
    transactionalId: metadata.transactionalId,
    producerId: metadata.producerId,
    lastProducerId: metadata.lastProducerId,
    producerEpoch: metadata.producerEpoch,
    lastProducerEpoch: metadata.lastProducerEpoch,
    txnTimeoutMs: metadata.txnTimeoutMs,
    chart: metadata.chart,
    pendingState: metadata.pendingState,
    topicPartitions: metadata.topicPartitions,
    txnStartTimestamp: metadata.txnStartTimestamp,
    txnLastUpdateTimestamp: metadata.txnLastUpdateTimestamp,
    hasFailedEpochFence: metadata.hasFailedEpochFence,
  };
}
