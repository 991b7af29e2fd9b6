/**
 * What a producer's transaction methods and its batches mean for its producer id, its epoch and the
 * requests that are sent for them.
 *
 * Mirrors: org.apache.kafka.clients.producer.internals.TransactionManager, 2.8.0.
 * Read next: transaction-responses.ts, transaction-batches.ts.
 */
import { emptyMap, mapHas, mapSet, mapValues, mapEntries } from '../../kernel/persistent-map.ts';
import { inHashOrder } from '../../java/hash-order.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import { parsePartitionName } from '../protocol/topic-partition.ts';
import type { ClientException } from './client-exception.ts';
import {
  apiException,
  errorsException,
  illegalState,
  kafkaException,
  Thrown,
} from './client-exception.ts';
import type { ConsumerGroupMetadata, OffsetAndMetadata } from './consumer-types.ts';
import { inPartitionOrder } from './partition-order.ts';
import type { ProducerTurn, TxnRequest, TxnStateName } from './producer-state.ts';
import { logProducer, ownTransactions } from './producer-state.ts';
import { isTransactional } from './transaction-sequences.ts';
import {
  completeResult,
  enqueueRequest,
  hasError,
  isResultCompleted,
  newResult,
  pollRequest,
  PRIORITY,
  toFatalError,
  TRANSACTION_LOGGER,
  transitionTo,
  txnRequest,
} from './transaction-state.ts';

const TIMEOUT_MAX_MS = 2147483647;

/** initializeTransactions, also to get a new epoch after an error. Gives the result to wait for. */
export function initializeTransactions(turn: ProducerTurn, isEpochBump = false): number {
  return cachedResult(turn, 'INITIALIZING', () => {
    const { producerId, producerEpoch } = turn.state.transactions!;
    if (isEpochBump) {
      const id = `(producerId=${producerId}, epoch=${producerEpoch})`;
      const text = `Invoking InitProducerId with current producer ID and epoch ${id} in order to bump the epoch`;
      logProducer(turn, 'INFO', text, TRANSACTION_LOGGER);
    } else {
      transitionTo(turn, 'INITIALIZING');
      const text = 'Invoking InitProducerId for the first time in order to acquire a producer ID';
      logProducer(turn, 'INFO', text, TRANSACTION_LOGGER);
    }
    const resultId = newResult(turn, 'InitProducerId');
    enqueueInitProducerId(turn, resultId, isEpochBump);
    return resultId;
  });
}

export function enqueueInitProducerId(
  turn: ProducerTurn,
  resultId: number,
  isEpochBump: boolean,
): void {
  const { settings, transactions } = turn.state;
  const { transactionalId, transactionTimeoutMs } = settings;
  const request = txnRequest(
    turn,
    'InitProducerId',
    isEpochBump ? PRIORITY.epochBump : PRIORITY.initProducerId,
    {
      type: 'InitProducerIdRequest',
      transactionalId,
      transactionTimeoutMs: transactionalId === null ? TIMEOUT_MAX_MS : transactionTimeoutMs,
      producerId: isEpochBump ? transactions!.producerId : -1,
      producerEpoch: isEpochBump ? transactions!.producerEpoch : -1,
    },
    { resultId, isEpochBump, coordinator: transactionalId === null ? null : 'transaction' },
  );
  enqueueRequest(turn, request);
}

export function beginTransaction(turn: ProducerTurn): void {
  ensureTransactional(turn);
  maybeFailWithError(turn);
  transitionTo(turn, 'IN_TRANSACTION');
}

export function beginCommit(turn: ProducerTurn): number {
  return cachedResult(turn, 'COMMITTING_TRANSACTION', () => {
    maybeFailWithError(turn);
    transitionTo(turn, 'COMMITTING_TRANSACTION');
    return beginCompleting(turn, true);
  });
}

export function beginAbort(turn: ProducerTurn): number {
  return cachedResult(turn, 'ABORTING_TRANSACTION', () => {
    if (turn.state.transactions!.state !== 'ABORTABLE_ERROR') maybeFailWithError(turn);
    transitionTo(turn, 'ABORTING_TRANSACTION');
    ownTransactions(turn).newPartitions = emptyMap();
    return beginCompleting(turn, false);
  });
}

/**
 * beginCompletingTransaction: EndTxn, and InitProducerId behind it when the epoch has to go up. Upstream
 * would leave out EndTxn after INVALID_PRODUCER_ID_MAPPING, but has forgotten the error by then.
 */
function beginCompleting(turn: ProducerTurn, committed: boolean): number {
  if (turn.state.transactions!.newPartitions.size > 0) enqueueAddPartitions(turn);
  const { producerId, producerEpoch, needsEpochBump } = turn.state.transactions!;
  const resultId = newResult(turn, `EndTxn(${committed})`);
  const request = txnRequest(
    turn,
    'EndTxn',
    PRIORITY.endTxn,
    {
      type: 'EndTxnRequest',
      transactionalId: turn.state.settings.transactionalId!,
      producerId,
      producerEpoch,
      committed,
    },
    { resultId },
  );
  enqueueRequest(turn, request);
  return needsEpochBump ? initializeTransactions(turn, true) : resultId;
}

/** handleCachedTransactionRequestResult: a method that timed out and is called again goes on waiting. */
function cachedResult(turn: ProducerTurn, target: TxnStateName, begin: () => number): number {
  ensureTransactional(turn);
  const { pendingResultId, state } = turn.state.transactions!;
  if (pendingResultId !== null && state === target) {
    if (isResultCompleted(turn, pendingResultId)) ownTransactions(turn).pendingResultId = null;
    return pendingResultId;
  }
  const resultId = begin();
  ownTransactions(turn).pendingResultId = resultId;
  return resultId;
}

export function sendOffsets(
  turn: ProducerTurn,
  offsets: readonly (TopicPartition & OffsetAndMetadata)[],
  group: ConsumerGroupMetadata,
): number {
  ensureTransactional(turn);
  maybeFailWithError(turn);
  const { state, producerId, producerEpoch } = turn.state.transactions!;
  if (state !== 'IN_TRANSACTION') {
    throw new Thrown(
      kafkaException(
        'Cannot send offsets to transaction either because the producer is not in an active transaction',
      ),
    );
  }
  const resultId = newResult(turn, 'AddOffsetsToTxn');
  const request = txnRequest(
    turn,
    'AddOffsetsToTxn',
    PRIORITY.addPartitionsOrOffsets,
    {
      type: 'AddOffsetsToTxnRequest',
      transactionalId: turn.state.settings.transactionalId!,
      producerId,
      producerEpoch,
      groupId: group.groupId,
    },
    { resultId, offsets, group },
  );
  enqueueRequest(turn, request);
  return resultId;
}

/** failIfNotReadyForSend. */
export function failIfNotReadyForSend(turn: ProducerTurn): void {
  const transactions = turn.state.transactions!;
  if (hasError(transactions)) {
    const text =
      'Cannot perform send because at least one previous transactional or idempotent request has failed with errors.';
    throw new Thrown(kafkaException(text, transactions.lastError!));
  }
  if (transactions.producerId === -1) {
    const text =
      "Cannot perform a 'send' before completing a call to initTransactions when transactions are enabled.";
    throw new Thrown(illegalState(text));
  }
  if (transactions.state !== 'IN_TRANSACTION') {
    throw new Thrown(illegalState(`Cannot call send in state ${transactions.state}`));
  }
}

/** maybeAddPartitionToTransaction. */
export function maybeAddPartition(turn: ProducerTurn, name: string): void {
  const { partitions, newPartitions, pendingPartitions } = turn.state.transactions!;
  if (mapHas(partitions, name) || mapHas(newPartitions, name) || mapHas(pendingPartitions, name)) {
    return;
  }
  const place = parsePartitionName(name)!;
  ownTransactions(turn).newPartitions = mapSet(newPartitions, name, place);
}

function ensureTransactional(turn: ProducerTurn): void {
  if (isTransactional(turn)) return;
  throw new Thrown(illegalState('Transactional method invoked on a non-transactional producer.'));
}

/** maybeFailWithError: who is fenced is told so in its own words. */
function maybeFailWithError(turn: ProducerTurn): void {
  const transactions = turn.state.transactions!;
  if (!hasError(transactions)) return;
  const { lastError, producerId, producerEpoch } = transactions;
  if (lastError!.error === 'PRODUCER_FENCED') {
    const text =
      'The producer has been rejected from the broker because it tried to use an old epoch with the transactionalId';
    throw new Thrown(apiException('PRODUCER_FENCED', text));
  }
  if (lastError!.error === 'INVALID_PRODUCER_EPOCH') {
    const id = `(producerId=${producerId}, epoch=${producerEpoch})`;
    const text = `Producer attempted to produce with an old epoch ${id}`;
    throw new Thrown(apiException('INVALID_PRODUCER_EPOCH', text));
  }
  const text = 'Cannot execute transactional method because we are in an error state';
  throw new Thrown(kafkaException(text, lastError!));
}

/** Sets producer id and epoch; -1 and -1: none. */
export function setProducerId(turn: ProducerTurn, producerId: number, producerEpoch: number): void {
  const text = `ProducerId set to ${producerId} with epoch ${producerEpoch}`;
  logProducer(turn, 'INFO', text, TRANSACTION_LOGGER);
  const transactions = ownTransactions(turn);
  transactions.producerId = producerId;
  transactions.producerEpoch = producerEpoch;
}

/** canBumpEpoch: an idempotent producer does it by itself, another's coordinator has to know how. */
export function canBumpEpoch(turn: ProducerTurn): boolean {
  return !isTransactional(turn) || turn.state.transactions!.canCoordinatorBumpEpochs;
}

/** TransactionManager.nextRequest: what is sent next; null: nothing, or it has to wait. */
export function nextRequest(turn: ProducerTurn, hasIncomplete: boolean): TxnRequest | null {
  if (turn.state.transactions!.newPartitions.size > 0) enqueueAddPartitions(turn);
  const [next] = turn.state.transactions!.requests;
  if (next === undefined || (next.kind === 'EndTxn' && hasIncomplete)) return null;
  pollRequest(turn);
  const transactions = turn.state.transactions!;
  if (hasError(transactions)) {
    const isHarmless = transactions.state === 'ABORTABLE_ERROR' && next.kind === 'FindCoordinator';
    if (!isHarmless) {
      completeResult(turn, next.resultId, transactions.lastError);
      return null;
    }
  }
  if (next.kind !== 'EndTxn' || transactions.hasStarted) return next;
  completeResult(turn, next.resultId);
  completeTransaction(turn);
  return pollRequest(turn);
}

function enqueueAddPartitions(turn: ProducerTurn): void {
  const transactions = ownTransactions(turn);
  let pending = transactions.pendingPartitions;
  for (const [name, place] of mapEntries(transactions.newPartitions)) {
    pending = mapSet(pending, name, place);
  }
  transactions.pendingPartitions = pending;
  transactions.newPartitions = emptyMap();
  const { producerId, producerEpoch } = transactions;
  const topics = byTopic([...mapValues(pending)]).map(({ name, places }) => ({
    name,
    partitions: places.map(({ partition }) => partition),
  }));
  const request = txnRequest(turn, 'AddPartitionsToTxn', PRIORITY.addPartitionsOrOffsets, {
    type: 'AddPartitionsToTxnRequest',
    transactionalId: turn.state.settings.transactionalId!,
    producerId,
    producerEpoch,
    topics,
  });
  enqueueRequest(turn, request);
}

/** Partitions by their topics, both in the order of upstream's hash tables. */
export function byTopic<T extends TopicPartition>(
  partitions: readonly T[],
): readonly { readonly name: string; readonly places: readonly T[] }[] {
  const ordered = inPartitionOrder(
    [...partitions].sort((a, b) => a.partition - b.partition || (a.topic < b.topic ? -1 : 1)),
  );
  return inHashOrder(ordered.map(({ topic }) => topic)).map((name) => ({
    name,
    places: ordered.filter(({ topic }) => topic === name),
  }));
}

/** completeTransaction. */
export function completeTransaction(turn: ProducerTurn): void {
  transitionTo(turn, turn.state.transactions!.needsEpochBump ? 'INITIALIZING' : 'READY');
  Object.assign(ownTransactions(turn), {
    needsEpochBump: false,
    hasStarted: false,
    newPartitions: emptyMap(),
    pendingPartitions: emptyMap(),
    partitions: emptyMap(),
  });
}

/** TransactionManager.close: the producer is closed by force. */
export function closeTransactions(turn: ProducerTurn): void {
  const exception = kafkaException('The producer closed forcefully');
  const { requests, pendingResultId } = turn.state.transactions!;
  for (const { resultId } of requests) completeResult(turn, resultId, exception);
  if (requests.length > 0) toFatalError(turn, exception);
  if (pendingResultId !== null) completeResult(turn, pendingResultId, exception);
}

/** What batches that were not sent fail with when a transaction is given up. */
export function abortReason(turn: ProducerTurn): ClientException {
  return (
    turn.state.transactions!.lastError ??
    errorsException('TransactionAbortedException', 'Failing batch since transaction was aborted')
  );
}
