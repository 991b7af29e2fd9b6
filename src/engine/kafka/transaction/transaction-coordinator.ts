/**
 * The coordinator of transactions: the door of this folder.
 *
 * Mirrors: kafka.coordinator.transaction.TransactionCoordinator, 2.8.0.
 * Departs: no authorizer, no quotas, no metrics.
 * Read next: transaction-state.ts, init-producer-id.ts, end-transaction.ts, marker-sender.ts.
 */
import type { NodeEvent } from '../../kernel/events.ts';
import { emptyMap } from '../../kernel/persistent-map.ts';
import type { KafkaRequest } from '../protocol/messages.ts';
import type {
  AppendContinuation,
  BrokerTask,
  BrokerTurn,
  PartitionAppendResult,
  RequestRef,
} from '../server/broker-state.ts';
import type { ZkContinuation, ZkReply } from '../zk/zk-state.ts';
import { handleAddOffsets, handleAddPartitions } from './add-partitions.ts';
import { handleEndTxn } from './end-transaction.ts';
import { handleInitProducerId } from './init-producer-id.ts';
import {
  closeMarkerChannels,
  markerEvent,
  openMarkerChannels,
  sendMarkers,
} from './marker-sender.ts';
import { requeueRefused } from './marker-channels.ts';
import { onBlockReplies, takeBlock, takeWaiting } from './producer-ids.ts';
import { onWritten } from './transaction-appended.ts';
import { ownMarkers, ownTransactions } from './transaction-changes.ts';
import {
  logChannelManager,
  logCoordinator,
  logProducerIds,
  logStateManager,
} from './transaction-lines.ts';
import { onElection, onResignation } from './transaction-load.ts';
import type { TransactionCoordinatorState } from './transaction-state.ts';
import { NO_TRANSACTIONS } from './transaction-state.ts';
import type { TransactionAppend } from './transaction-store.ts';
import type { ExpiryAppend } from './transaction-timers.ts';
import {
  TRANSACTION_TIMER,
  armExpiryTimer,
  armTimers,
  onExpiryWritten,
  onTransactionTimer,
} from './transaction-timers.ts';
import type { MarkerAppend } from './write-markers.ts';
import { handleWriteTxnMarkers, onMarkerWritten } from './write-markers.ts';

export { transactionCharts } from './transaction-charts.ts';
export {
  transactionPartitionCount,
  transactionPartitionFor,
  transactionTopicConfigs,
} from './transaction-partitions.ts';
export { transactionMachine } from './transaction.machine.ts';

export function initialTransactions(): TransactionCoordinatorState {
  return NO_TRANSACTIONS;
}

/**
 * Start-up: takes a first block of producer ids from ZooKeeper. It is over, and `isActive` true, when
 * that is here; upstream starts nothing else before. `partitions`: of `__transaction_state`; null: there
 * is no such topic yet.
 */
export function startTransactionCoordinator(
  turn: BrokerTurn,
  partitions: number | null = null,
): void {
  if (partitions !== null) ownTransactions(turn).partitionCount = partitions;
  takeBlock(turn);
}

function finishStartup(turn: BrokerTurn): void {
  logCoordinator(turn, 'INFO', 'Starting up.');
  const transactions = ownTransactions(turn);
  transactions.startedAtMs = turn.env.nowMs;
  transactions.isActive = true;
  openMarkerChannels(turn);
  logChannelManager(turn, 'INFO', 'Starting');
  logCoordinator(turn, 'INFO', 'Startup complete.');
}

export function shutdownTransactionCoordinator(turn: BrokerTurn): void {
  logCoordinator(turn, 'INFO', 'Shutting down.');
  const transactions = ownTransactions(turn);
  transactions.isActive = false;
  transactions.timerAtMs = null;
  turn.effects.push({ type: 'cancelTimer', name: TRANSACTION_TIMER });
  const { nextProducerId } = transactions.producerIds;
  logProducerIds(turn, `Shutdown complete: last producerId assigned ${nextProducerId}`);
  transactions.partitions = emptyMap();
  logStateManager(turn, 'INFO', 'Shutdown complete');
  logChannelManager(turn, 'INFO', 'Shutting down');
  closeMarkerChannels(turn);
  ownMarkers(turn).queues = emptyMap();
  logChannelManager(turn, 'INFO', 'Stopped');
  logChannelManager(turn, 'INFO', 'Shutdown completed');
  logCoordinator(turn, 'INFO', 'Shutdown complete.');
}

/** InitProducerId, AddPartitionsToTxn, AddOffsetsToTxn, EndTxn, WriteTxnMarkers. */
export function handleTransactionRequest(
  turn: BrokerTurn,
  request: KafkaRequest,
  ref: RequestRef,
): void {
  switch (request.type) {
    case 'InitProducerIdRequest':
      handleInitProducerId(turn, request, ref);
      break;
    case 'AddPartitionsToTxnRequest':
      return handleAddPartitions(turn, request, ref);
    case 'AddOffsetsToTxnRequest':
      return handleAddOffsets(turn, request, ref);
    case 'EndTxnRequest':
      handleEndTxn(turn, request, ref);
      break;
    case 'WriteTxnMarkersRequest':
      return handleWriteTxnMarkers(turn, request, ref);
    default:
      throw new Error(`no request of a transaction: ${request.type}`);
  }
  wakeSender(turn);
}

/** Timers named `txn:…`, and connections that send markers to other brokers. */
export function transactionEvent(turn: BrokerTurn, event: NodeEvent): boolean {
  if (event.type !== 'timer' || event.name !== TRANSACTION_TIMER) return markerEvent(turn, event);
  if (!turn.state.transactions.isActive) return true;
  onTransactionTimer(turn);
  wakeSender(turn);
  return true;
}

/** Appends with `to: 'transactions'` or `to: 'markers'`. */
export function onTransactionAppended(
  turn: BrokerTurn,
  then: AppendContinuation,
  results: readonly PartitionAppendResult[],
): void {
  if (then.to === 'markers') return onMarkerWritten(turn, then.data as MarkerAppend, results);
  const append = then.data as TransactionAppend | ExpiryAppend;
  if (append.kind === 'expire') return onExpiryWritten(turn, append, results);
  for (const result of results) onWritten(turn, append, result);
  // Only a decision brings markers; an end that could not be written is not tried again at once.
  if (append.kind === 'end') wakeSender(turn);
  else if (append.kind === 'init') armExpiryTimer(turn);
}

/** Replies for `to: 'producerIds'`. */
export function onProducerIdReplies(
  turn: BrokerTurn,
  then: ZkContinuation,
  replies: readonly ZkReply[],
): void {
  if (!onBlockReplies(turn, then, replies)) return;
  if (!turn.state.transactions.isActive) finishStartup(turn);
  for (const { request, ref } of takeWaiting(turn)) handleInitProducerId(turn, request, ref);
  wakeSender(turn);
}

/** Leadership of a partition of __transaction_state. */
export function onTransactionLeadership(
  turn: BrokerTurn,
  { partition, isLeader, leaderEpoch }: BrokerTask & { type: 'leadership' },
): void {
  if (!isLeader) return onResignation(turn, partition, leaderEpoch);
  onElection(turn, partition, leaderEpoch);
  armTimers(turn);
  wakeSender(turn);
}

/** Metadata have changed: markers that could not be sent may have another leader to go to. */
export function onTransactionMetadata(turn: BrokerTurn): void {
  requeueRefused(turn);
  wakeSender(turn);
}

function wakeSender(turn: BrokerTurn): void {
  const { queues, unknown } = turn.state.transactions.markers;
  if (queues.size > 0 || unknown.length > 0) sendMarkers(turn);
}
