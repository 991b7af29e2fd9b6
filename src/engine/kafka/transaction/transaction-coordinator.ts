/**
 * The coordinator of transactions: the door of this folder.
 *
 * Mirrors: kafka.coordinator.transaction.TransactionCoordinator, 2.8.0.
 */
import type { NodeEvent } from '../../kernel/events.ts';
import type { KafkaRequest } from '../protocol/messages.ts';
import type {
  AppendContinuation,
  BrokerTask,
  BrokerTurn,
  PartitionAppendResult,
  RequestRef,
} from '../server/broker-state.ts';
import type { ZkContinuation, ZkReply } from '../zk/zk-state.ts';
import type { TransactionCoordinatorState } from './transaction-state.ts';

export function initialTransactions(): TransactionCoordinatorState {
  throw new Error('unwritten');
}

/** Start-up: takes a first block of producer ids from ZooKeeper. */
export function startTransactionCoordinator(_turn: BrokerTurn): void {
  throw new Error('unwritten');
}

export function shutdownTransactionCoordinator(_turn: BrokerTurn): void {
  throw new Error('unwritten');
}

/** InitProducerId, AddPartitionsToTxn, AddOffsetsToTxn, EndTxn, WriteTxnMarkers. */
export function handleTransactionRequest(
  _turn: BrokerTurn,
  _request: KafkaRequest,
  _ref: RequestRef,
): void {
  throw new Error('unwritten');
}

/** Timers named `txn:…`, and connections that send markers to other brokers. */
export function transactionEvent(_turn: BrokerTurn, _event: NodeEvent): boolean {
  throw new Error('unwritten');
}

/** Appends with `to: 'transactions'` or `to: 'markers'`. */
export function onTransactionAppended(
  _turn: BrokerTurn,
  _then: AppendContinuation,
  _results: readonly PartitionAppendResult[],
): void {
  throw new Error('unwritten');
}

/** Replies for `to: 'producerIds'`. */
export function onProducerIdReplies(
  _turn: BrokerTurn,
  _then: ZkContinuation,
  _replies: readonly ZkReply[],
): void {
  throw new Error('unwritten');
}

/** Leadership of a partition of __transaction_state. */
export function onTransactionLeadership(
  _turn: BrokerTurn,
  _task: BrokerTask & { type: 'leadership' },
): void {
  throw new Error('unwritten');
}

/** Metadata have changed: leaders of marked partitions may be elsewhere. */
export function onTransactionMetadata(_turn: BrokerTurn): void {
  throw new Error('unwritten');
}
