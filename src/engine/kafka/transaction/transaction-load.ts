/**
 * Partitions of `__transaction_state` come and go with their leadership.
 *
 * Mirrors: kafka.coordinator.transaction.TransactionCoordinator (onElection, onResignation),
 * TransactionStateManager (loadTransactionsForTxnTopicPartition, removeTransactionsForTxnTopicPartition),
 * TransactionLog.readTxnRecordValue, 2.8.0.
 * Departs: it takes no time.
 */
import { inConcurrentHashOrder } from '../../java/hash-order.ts';
import { emptyMap, mapDelete, mapGet, mapKeys, mapSet } from '../../kernel/persistent-map.ts';
import { logOf } from '../log/log.ts';
import { batchesOf } from '../log/log-batches.ts';
import type { TransactionLogValue } from '../protocol/internal-records.ts';
import type { RecordBatch } from '../protocol/record-batch.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { addTxnMarkersToSend, removeMarkersForTxnTopicPartition } from './marker-channels.ts';
import { ownTransaction, ownTransactions } from './transaction-changes.ts';
import { cacheEntryText, logCoordinator, logStateManager } from './transaction-lines.ts';
import { prepareComplete, stateOf } from './transaction-metadata.ts';
import { TRANSACTION_TOPIC } from './transaction-partitions.ts';
import type { TransactionMetadata, TransactionPartition } from './transaction-state.ts';

type Transactions = TransactionPartition['transactions'];

export function onElection(turn: BrokerTurn, partition: number, coordinatorEpoch: number): void {
  const elected = `Elected as the txn coordinator for partition ${partition} at epoch ${coordinatorEpoch}`;
  logCoordinator(turn, 'INFO', elected);
  removeMarkersForTxnTopicPartition(turn, partition);
  const where = `${TRANSACTION_TOPIC}-${partition}`;
  const what = `transaction metadata from ${where}`;
  const log = (text: string): void => logStateManager(turn, 'INFO', text);
  log(`Loading ${what} at epoch ${coordinatorEpoch}`);
  const transactions = loadTransactions(turn, partition, where);
  log(
    `Finished loading ${transactions.size} ${what} in 0 milliseconds, of which 0 milliseconds was spent in the scheduler.`,
  );
  keepLoaded(turn, partition, { coordinatorEpoch, transactions });
  completeDecided(turn, coordinatorEpoch, transactions);
  log(`Completed loading ${what} for coordinator epoch ${coordinatorEpoch}`);
}

function loadTransactions(turn: BrokerTurn, partition: number, where: string): Transactions {
  const log = logOf(turn.state, TRANSACTION_TOPIC, partition);
  let loaded: Transactions = emptyMap();
  if (log === undefined) {
    const text = `Attempted to load transaction metadata from ${where}, but found no log`;
    logStateManager(turn, 'WARN', text);
    return loaded;
  }
  const maxBytes = turn.state.config.values['transaction.state.log.load.buffer.size'];
  for (const batch of batchesOf(turn, log, maxBytes)) loaded = loadBatch(loaded, batch);
  return loaded;
}

function loadBatch(loaded: Transactions, batch: RecordBatch): Transactions {
  for (const { key, value } of batch.records) {
    if (key === null || typeof key === 'string' || key.kind !== 'TransactionLogKey') continue;
    const { transactionalId } = key;
    loaded =
      value === null
        ? mapDelete(loaded, transactionalId)
        : mapSet(loaded, transactionalId, readValue(transactionalId, value as TransactionLogValue));
  }
  return loaded;
}

/** What came before the last id and epoch is not in the record. */
function readValue(transactionalId: string, value: TransactionLogValue): TransactionMetadata {
  return {
    transactionalId,
    producerId: value.producerId,
    lastProducerId: -1,
    producerEpoch: value.producerEpoch,
    lastProducerEpoch: -1,
    txnTimeoutMs: value.transactionTimeoutMs,
    chart: { value: value.state, context: {} },
    pendingState: null,
    topicPartitions: value.partitions,
    txnStartTimestamp: value.startTimestamp,
    txnLastUpdateTimestamp: value.lastUpdateTimestamp,
    hasFailedEpochFence: false,
  };
}

function keepLoaded(turn: BrokerTurn, partition: number, loaded: TransactionPartition): void {
  const state = ownTransactions(turn);
  const previous = mapGet(state.partitions, String(partition));
  state.partitions = mapSet(state.partitions, String(partition), loaded);
  if (previous === undefined) return;
  const text = `Unloaded transaction metadata ${cacheEntryText(previous)} from ${partition} as part of loading metadata at epoch ${loaded.coordinatorEpoch}`;
  logStateManager(turn, 'WARN', text);
}

/** What was decided before the coordinator moved is brought to its end. */
function completeDecided(
  turn: BrokerTurn,
  coordinatorEpoch: number,
  transactions: Transactions,
): void {
  for (const transactionalId of inConcurrentHashOrder(mapKeys(transactions))) {
    const state = stateOf(mapGet(transactions, transactionalId)!);
    if (state !== 'PrepareAbort' && state !== 'PrepareCommit') continue;
    const metadata = ownTransaction(turn, transactionalId);
    const newMetadata = prepareComplete(metadata, turn.env.wallClockMs);
    const isCommit = state === 'PrepareCommit';
    addTxnMarkersToSend(turn, isCommit, { transactionalId, coordinatorEpoch, newMetadata });
  }
}

/** `coordinatorEpoch` -1: the partition was deleted here. */
export function onResignation(turn: BrokerTurn, partition: number, coordinatorEpoch: number): void {
  const isDeleted = coordinatorEpoch < 0;
  const epoch = isDeleted ? 'None' : `Some(${coordinatorEpoch})`;
  const resigned = `Resigned as the txn coordinator for partition ${partition} at epoch ${epoch}`;
  logCoordinator(turn, 'INFO', resigned);
  const state = ownTransactions(turn);
  const loaded = mapGet(state.partitions, String(partition));
  state.partitions = mapDelete(state.partitions, String(partition));
  const where = `${TRANSACTION_TOPIC}-${partition}`;
  const why = isDeleted ? 'following local partition deletion' : 'on become-follower transition';
  if (loaded !== undefined) {
    const text = `Unloaded transaction metadata ${cacheEntryText(loaded)} for ${where} ${why}`;
    logStateManager(turn, 'INFO', text);
  } else if (!isDeleted) {
    const text = `No cached transaction metadata found for ${where} during become-follower transition`;
    logStateManager(turn, 'INFO', text);
  }
  removeMarkersForTxnTopicPartition(turn, partition);
}
