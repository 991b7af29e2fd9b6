/**
 * What a producer's transaction methods and its batches mean for its producer id, its epoch and the
 * requests that are sent for them.
 *
 * Mirrors: org.apache.kafka.clients.producer.internals.TransactionManager, 2.8.0.
 * Read next: transaction-responses.ts, transaction-sequences.ts.
 */
import {
  emptyMap,
  mapDelete,
  mapHas,
  mapSet,
  mapValues,
  mapEntries,
} from '../../kernel/persistent-map.ts';
import { inHashOrder } from '../../java/hash-order.ts';
import { ERRORS } from '../protocol/errors.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import { parsePartitionName } from '../protocol/topic-partition.ts';
import type { ClientException } from './client-exception.ts';
import {
  apiException,
  errorsException,
  exceptionText,
  illegalState,
  kafkaException,
  Thrown,
} from './client-exception.ts';
import type { ConsumerGroupMetadata, OffsetAndMetadata } from './consumer-types.ts';
import { inPartitionOrder } from './partition-order.ts';
import type { ProducerBatch } from './producer-batch.ts';
import type { PartitionInfo } from './metadata-cluster.ts';
import type { ProducerTurn, TxnRequest, TxnStateName } from './producer-state.ts';
import { logProducer, ownTransactions } from './producer-state.ts';
import {
  closeGap,
  followsUnresolved,
  forgetSequences,
  hasInFlightBatches,
  hasUnresolvedSequence,
  isNextSequence,
  isTransactional,
  lastAckedOffset,
  lastAckedSequence,
  nextSequence,
  removeInFlightBatch,
  startSequencesAtBeginning,
} from './transaction-sequences.ts';
import {
  completeResult,
  enqueueRequest,
  hasError,
  isCompleting,
  isResultCompleted,
  newResult,
  pollRequest,
  PRIORITY,
  toAbortableError,
  toFatalError,
  TRANSACTION_LOGGER,
  transitionTo,
  txnRequest,
} from './transaction-state.ts';

const EPOCH_MAX = 32767;
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

function enqueueInitProducerId(turn: ProducerTurn, resultId: number, isEpochBump: boolean): void {
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

/** bumpIdempotentEpochAndResetIdIfNeeded. */
export function bumpIdempotentEpoch(turn: ProducerTurn): void {
  if (isTransactional(turn)) return;
  if (turn.state.transactions!.needsEpochBump) {
    const { producerId, producerEpoch, toRewrite } = turn.state.transactions!;
    if (producerEpoch === EPOCH_MAX) {
      setProducerId(turn, -1, -1);
      transitionTo(turn, 'UNINITIALIZED');
    } else setProducerId(turn, producerId, producerEpoch + 1);
    for (const name of toRewrite) {
      startSequencesAtBeginning(turn, placeOf(name));
      const transactions = ownTransactions(turn);
      transactions.unresolved = mapDelete(transactions.unresolved, name);
    }
    Object.assign(ownTransactions(turn), { toRewrite: [], needsEpochBump: false });
  }
  const { state, producerId } = turn.state.transactions!;
  if (state === 'INITIALIZING' || producerId !== -1) return;
  transitionTo(turn, 'INITIALIZING');
  enqueueInitProducerId(turn, 0, false);
}

function placeOf(name: string): Pick<PartitionInfo, 'name' | 'topic' | 'partition'> {
  const { topic, partition } = parsePartitionName(name)!;
  return { name, topic, partition };
}

/** requestEpochBumpForPartition. */
function requestEpochBump(turn: ProducerTurn, name: string): void {
  const transactions = ownTransactions(turn);
  transactions.needsEpochBump = true;
  if (!transactions.toRewrite.includes(name)) {
    transactions.toRewrite = [...transactions.toRewrite, name];
  }
}

/** handleFailedBatch. */
export function noteFailed(
  turn: ProducerTurn,
  batch: ProducerBatch,
  exception: ClientException,
  adjustsSequences: boolean,
): void {
  toErrorState(turn, exception);
  removeInFlightBatch(turn, batch);
  if (turn.state.transactions!.state === 'FATAL_ERROR') return;
  const isOutOfOrder =
    exception.error === 'OUT_OF_ORDER_SEQUENCE_NUMBER' || exception.error === 'UNKNOWN_PRODUCER_ID';
  if (isOutOfOrder && !isTransactional(turn)) {
    const { producerId, producerEpoch, baseSequence, name } = batch;
    const text = `The broker returned ${exceptionText(exception)} for topic-partition ${name} with producerId ${producerId}, epoch ${producerEpoch}, and sequence number ${baseSequence}`;
    logProducer(turn, 'ERROR', text, TRANSACTION_LOGGER);
    requestEpochBump(turn, batch.name);
  } else if (exception.error === 'UNKNOWN_PRODUCER_ID') forgetSequences(turn, batch.name);
  else if (adjustsSequences) {
    if (isTransactional(turn)) closeGap(turn, batch);
    else requestEpochBump(turn, batch.name);
  }
}

/** maybeTransitionToErrorState. */
function toErrorState(turn: ProducerTurn, exception: ClientException): void {
  switch (exception.error) {
    case 'CLUSTER_AUTHORIZATION_FAILED':
    case 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED':
    case 'PRODUCER_FENCED':
    case 'UNSUPPORTED_VERSION':
      return toFatalError(turn, exception);
    default:
      if (!isTransactional(turn)) return;
      if (canBumpEpoch(turn) && !isCompleting(turn.state.transactions!)) {
        ownTransactions(turn).needsEpochBump = true;
      }
      toAbortableError(turn, exception);
  }
}

/** canRetry, for an error that a leader gave. */
export function canRetryBatch(
  turn: ProducerTurn,
  batch: ProducerBatch,
  error: keyof typeof ERRORS,
  logStartOffset: number,
): boolean {
  if (error === 'UNKNOWN_PRODUCER_ID') {
    if (logStartOffset === -1 || batch.isReopened) return true;
    if (lastAckedOffset(turn, batch) < logStartOffset) {
      if (isTransactional(turn)) startSequencesAtBeginning(turn, batch);
      else requestEpochBump(turn, batch.name);
      return true;
    }
    if (!isTransactional(turn)) {
      requestEpochBump(turn, batch.name);
      return true;
    }
  } else if (error === 'OUT_OF_ORDER_SEQUENCE_NUMBER') {
    const isUnresolved = hasUnresolvedSequence(turn, batch.name);
    const isNext = isNextSequence(turn, batch, batch.baseSequence);
    if (!isUnresolved && (batch.isReopened || !isNext)) return true;
    if (!isTransactional(turn)) {
      if (!isUnresolved || followsUnresolved(turn, batch)) requestEpochBump(turn, batch.name);
      return true;
    }
  }
  return ERRORS[error].isRetriable;
}

/** maybeResolveSequences: partitions where everything that was under way is over. */
export function resolveSequences(turn: ProducerTurn): void {
  for (const [name] of [...mapEntries(turn.state.transactions!.unresolved)]) {
    const place = placeOf(name);
    if (hasInFlightBatches(turn, place)) continue;
    if (!isNextSequence(turn, place, nextSequence(turn, place))) giveUpSequence(turn, place);
    const transactions = ownTransactions(turn);
    transactions.unresolved = mapDelete(transactions.unresolved, name);
  }
}

function giveUpSequence(turn: ProducerTurn, place: ReturnType<typeof placeOf>): void {
  if (!isTransactional(turn)) {
    const acked = lastAckedSequence(turn, place);
    const text = `No inflight batches remaining for ${place.name}, last ack'd sequence for partition is ${acked}, next sequence is ${nextSequence(turn, place)}. Going to bump epoch and reset sequence numbers.`;
    logProducer(turn, 'INFO', text, TRANSACTION_LOGGER);
    return requestEpochBump(turn, place.name);
  }
  const unacked =
    "The client hasn't received acknowledgment for some previously sent messages and can no longer retry them. ";
  if (canBumpEpoch(turn)) {
    ownTransactions(turn).needsEpochBump = true;
    const text = `${unacked}It is safe to abort the transaction and continue.`;
    return toAbortableError(turn, kafkaException(text));
  }
  toFatalError(turn, kafkaException(`${unacked}It isn't safe to continue.`));
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
