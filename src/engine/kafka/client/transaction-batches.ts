/**
 * What the fate of batches means for an idempotent or transactional producer: whether one is tried again,
 * whether its epoch has to go up, whether the transaction can go on.
 *
 * Mirrors: TransactionManager (handleFailedBatch, canRetry, maybeResolveSequences,
 * bumpIdempotentEpochAndResetIdIfNeeded), 2.8.0.
 * Read next: transaction-sequences.ts.
 */
import { mapDelete, mapKeys } from '../../kernel/persistent-map.ts';
import type { ErrorName } from '../protocol/errors.ts';
import { ERRORS } from '../protocol/errors.ts';
import { parsePartitionName } from '../protocol/topic-partition.ts';
import type { ClientException } from './client-exception.ts';
import { exceptionText, kafkaException } from './client-exception.ts';
import type { PartitionInfo } from './metadata-cluster.ts';
import type { ProducerBatch } from './producer-batch.ts';
import type { ProducerTurn } from './producer-state.ts';
import { logProducer, ownTransactions } from './producer-state.ts';
import { canBumpEpoch, enqueueInitProducerId, setProducerId } from './transaction-manager.ts';
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
  isCompleting,
  NO_RESULT,
  toAbortableError,
  toFatalError,
  TRANSACTION_LOGGER,
  transitionTo,
} from './transaction-state.ts';

type Place = Pick<PartitionInfo, 'name' | 'topic' | 'partition'>;

const EPOCH_MAX = 32767;

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
  enqueueInitProducerId(turn, NO_RESULT, false);
}

function placeOf(name: string): Place {
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
  error: ErrorName,
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
  for (const name of [...mapKeys(turn.state.transactions!.unresolved)]) {
    const place = placeOf(name);
    if (hasInFlightBatches(turn, place)) continue;
    if (!isNextSequence(turn, place, nextSequence(turn, place))) giveUpSequence(turn, place);
    const transactions = ownTransactions(turn);
    transactions.unresolved = mapDelete(transactions.unresolved, name);
  }
}

function giveUpSequence(turn: ProducerTurn, place: Place): void {
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
