/**
 * The table of transactions, and writing them into `__transaction_state`: a transition counts when it is
 * written and replicated.
 *
 * Mirrors: kafka.coordinator.transaction.TransactionStateManager (getTransactionState,
 * putTransactionStateIfNotExists, appendTransactionToLog), TransactionLog, 2.8.0.
 * Departs: what follows is told as data, because an append may be acknowledged in a later step.
 * Read next: transaction-appended.ts (what follows).
 */
import { mapGet, mapSet } from '../../kernel/persistent-map.ts';
import type { ErrorName } from '../protocol/errors.ts';
import { transactionLogKey, transactionLogValue } from '../protocol/internal-records.ts';
import { makeBatch } from '../protocol/record-size.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import type {
  AddOffsetsToTxnRequest,
  AddPartitionsToTxnRequest,
} from '../protocol/transactions.ts';
import { appendRecords } from '../replica/replica-manager.ts';
import type {
  BrokerState,
  BrokerTurn,
  PartitionAppendResult,
  RequestRef,
} from '../server/broker-state.ts';
import { inMutableSetOrder, partitionHash } from '../zk/scala-order.ts';
import { ownTransaction, setTransactions } from './transaction-changes.ts';
import { logStateManager, pendingText, transitText } from './transaction-lines.ts';
import { completeTransition } from './transaction-metadata.ts';
import { TRANSACTION_TOPIC, transactionPartitionFor } from './transaction-partitions.ts';
import type {
  PendingCompleteTxn,
  TransactionMetadata,
  TxnTransitMetadata,
} from './transaction-state.ts';

/** Who asked for the end of a transaction. */
type EndTxnPurpose =
  | { readonly by: 'client'; readonly ref: RequestRef }
  /** A producer of the same id is being initialized. */
  | { readonly by: 'init'; readonly ref: RequestRef }
  | { readonly by: 'timeout' };

export interface EndTxn {
  readonly transactionalId: string;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly isCommit: boolean;
  readonly purpose: EndTxnPurpose;
}

/** What follows when a transition is written, or could not be. */
export type TransactionAppend = {
  readonly transactionalId: string;
  readonly coordinatorEpoch: number;
  readonly newMetadata: TxnTransitMetadata;
} & (
  | { readonly kind: 'init'; readonly ref: RequestRef }
  | {
      readonly kind: 'add partitions';
      readonly ref: RequestRef;
      readonly request: AddPartitionsToTxnRequest | AddOffsetsToTxnRequest;
    }
  | { readonly kind: 'end'; readonly end: EndTxn; readonly isEpochFence: boolean }
  | { readonly kind: 'complete'; readonly pending: PendingCompleteTxn }
);

/** A transaction, null when there is none; or why it cannot be asked for here. */
type TransactionLookup =
  | {
      readonly error: null;
      readonly coordinatorEpoch: number;
      readonly metadata: TransactionMetadata | null;
    }
  | { readonly error: ErrorName };

/** getTransactionState. Loading takes no time: nobody meets COORDINATOR_LOAD_IN_PROGRESS. */
export function transactionState(state: BrokerState, transactionalId: string): TransactionLookup {
  const number = String(transactionPartitionFor(state, transactionalId));
  const partition = mapGet(state.transactions.partitions, number);
  if (partition === undefined) return { error: 'NOT_COORDINATOR' };
  const { coordinatorEpoch, transactions } = partition;
  return { error: null, coordinatorEpoch, metadata: mapGet(transactions, transactionalId) ?? null };
}

/** Only in a partition that is loaded here. */
export function putTransaction(turn: BrokerTurn, metadata: TransactionMetadata): void {
  const { transactionalId } = metadata;
  const number = String(transactionPartitionFor(turn.state, transactionalId));
  const { transactions } = mapGet(turn.state.transactions.partitions, number)!;
  setTransactions(turn, number, mapSet(transactions, transactionalId, metadata));
}

/** Null: it is being written; else why it is not even tried. */
export function appendTransaction(turn: BrokerTurn, then: TransactionAppend): ErrorName | null {
  const { transactionalId, coordinatorEpoch, newMetadata } = then;
  const found = transactionState(turn.state, transactionalId);
  if (found.error !== null) return found.error;
  if (found.metadata === null || found.coordinatorEpoch !== coordinatorEpoch) {
    return 'NOT_COORDINATOR';
  }
  const timestamp = turn.env.wallClockMs;
  const value = transactionLogValue({
    producerId: newMetadata.producerId,
    producerEpoch: newMetadata.producerEpoch,
    transactionTimeoutMs: newMetadata.txnTimeoutMs,
    state: newMetadata.txnState,
    partitions: orderedPartitions(newMetadata.topicPartitions),
    lastUpdateTimestamp: newMetadata.txnLastUpdateTimestamp,
    startTimestamp: newMetadata.txnStartTimestamp,
  });
  const record = { timestamp, key: transactionLogKey(transactionalId), value };
  const partition = transactionPartitionFor(turn.state, transactionalId);
  appendRecords(
    turn,
    {
      timeoutMs: newMetadata.txnTimeoutMs,
      acks: -1,
      origin: 'coordinator',
      entries: [{ topic: TRANSACTION_TOPIC, partition, batches: [makeBatch([record])] }],
    },
    { to: 'transactions', data: then },
  );
  return null;
}

/** As whoever reads the record lists them. */
function orderedPartitions(partitions: readonly TopicPartition[]): readonly TopicPartition[] {
  return inMutableSetOrder(partitions, partitionHash);
}

/** The append has an outcome: the transition is completed, or given up. Gives the error to answer. */
export function onTransactionWritten(
  turn: BrokerTurn,
  then: TransactionAppend,
  result: PartitionAppendResult,
): ErrorName {
  const error = coordinatorError(result.error);
  if (error === 'NONE') return completeWritten(turn, then);
  giveUp(turn, then, error);
  return error;
}

/** What went wrong with the log, in the words of a coordinator. */
function coordinatorError(error: ErrorName): ErrorName {
  switch (error) {
    case 'UNKNOWN_TOPIC_OR_PARTITION':
    case 'NOT_ENOUGH_REPLICAS':
    case 'NOT_ENOUGH_REPLICAS_AFTER_APPEND':
    case 'REQUEST_TIMED_OUT':
      return 'COORDINATOR_NOT_AVAILABLE';
    case 'NOT_LEADER_OR_FOLLOWER':
    case 'KAFKA_STORAGE_ERROR':
      return 'NOT_COORDINATOR';
    case 'MESSAGE_TOO_LARGE':
    case 'RECORD_LIST_TOO_LARGE':
      return 'UNKNOWN_SERVER_ERROR';
    default:
      return error;
  }
}

function completeWritten(turn: BrokerTurn, then: TransactionAppend): ErrorName {
  const { transactionalId, coordinatorEpoch, newMetadata } = then;
  const found = transactionState(turn.state, transactionalId);
  if (found.error !== null) {
    const text = `Accessing the cached transaction metadata for ${transactionalId} returns ${found.error} error; `;
    const rest = 'aborting transition to the new metadata and setting the error in the callback';
    logStateManager(turn, 'INFO', text + rest);
    return found.error;
  }
  const after = `after appended its new metadata ${transitText(newMetadata)} to the transaction log (txn topic partition ${transactionPartitionFor(turn.state, transactionalId)}) while it was ${coordinatorEpoch} before appending; aborting transition to the new metadata and returning NOT_COORDINATOR in the callback`;
  if (found.metadata === null) {
    const text = `The cached coordinator metadata does not exist in the cache anymore for ${transactionalId} ${after}`;
    logStateManager(turn, 'INFO', text);
    return 'NOT_COORDINATOR';
  }
  if (found.coordinatorEpoch !== coordinatorEpoch) {
    const text = `The cached coordinator epoch for ${transactionalId} has changed to ${found.coordinatorEpoch} ${after}`;
    logStateManager(turn, 'INFO', text);
    return 'NOT_COORDINATOR';
  }
  completeTransition(ownTransaction(turn, transactionalId), newMetadata);
  return 'NONE';
}

function giveUp(turn: BrokerTurn, then: TransactionAppend, error: ErrorName): void {
  const { transactionalId, coordinatorEpoch, newMetadata } = then;
  const found = transactionState(turn.state, transactionalId);
  const failed = `TransactionalId ${transactionalId} append transaction log for ${transitText(newMetadata)} transition failed due to ${error}, `;
  const abort = 'aborting state transition and returning the error in the callback since';
  const log = (text: string): void => logStateManager(turn, 'INFO', failed + text);
  if (found.error !== null) return log(`${abort} retrieving metadata returned ${found.error}`);
  if (found.metadata === null) {
    return log(`${abort} metadata is not available in the cache anymore`);
  }
  if (found.coordinatorEpoch !== coordinatorEpoch) {
    const change = `from ${found.coordinatorEpoch} to ${coordinatorEpoch}`;
    return log(`${abort} the coordinator epoch has changed ${change}`);
  }
  const pending = pendingText(found.metadata.pendingState);
  // A completed transaction is written again until it is written.
  if (then.kind === 'complete' && error === 'COORDINATOR_NOT_AVAILABLE') {
    const rest = 'but just returning the error in the callback to let the caller retry';
    return log(`not resetting pending state ${pending} ${rest}`);
  }
  const rest = `aborting state transition and returning ${error} in the callback`;
  log(`resetting pending state from ${pending}, ${rest}`);
  ownTransaction(turn, transactionalId).pendingState = null;
}
