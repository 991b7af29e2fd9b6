/**
 * EndTxn: the decision is written, the producer hears it, and the markers go out.
 *
 * Mirrors: kafka.coordinator.transaction.TransactionCoordinator (endTransaction,
 * onEndTransactionComplete), kafka.server.KafkaApis.handleEndTxnRequest, 2.8.0.
 * Read next: marker-channels.ts.
 */
import type { Mutable } from '../../kernel/turn.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type { EndTxnRequest } from '../protocol/transactions.ts';
import type { BrokerTurn, RequestRef } from '../server/broker-state.ts';
import { addTxnMarkersToSend } from './marker-channels.ts';
import { ownTransaction } from './transaction-changes.ts';
import { logCoordinator, resultText, transitText } from './transaction-lines.ts';
import { prepareAbortOrCommit, prepareComplete, stateOf } from './transaction-metadata.ts';
import { answerEnd, refuseInit } from './transaction-responses.ts';
import type { TransactionMetadata } from './transaction-state.ts';
import type { EndTxn, TransactionAppend } from './transaction-store.ts';
import { appendTransaction, transactionState } from './transaction-store.ts';

export function handleEndTxn(turn: BrokerTurn, request: EndTxnRequest, ref: RequestRef): void {
  const { transactionalId, producerId, producerEpoch, committed } = request;
  endTransaction(turn, {
    transactionalId,
    producerId,
    producerEpoch,
    isCommit: committed,
    purpose: { by: 'client', ref },
  });
}

export function endTransaction(turn: BrokerTurn, end: EndTxn): void {
  const { transactionalId } = end;
  if (transactionalId === '') return answer(turn, end, 'INVALID_REQUEST');
  const found = transactionState(turn.state, transactionalId);
  if (found.error !== null) return answer(turn, end, found.error);
  const fault = endFault(found.metadata, end);
  if (fault !== null) return answer(turn, end, fault);
  const metadata = ownTransaction(turn, transactionalId);
  const isEpochFence = !end.isCommit && metadata.pendingState === 'PrepareEpochFence';
  if (isEpochFence) takeFencingEpoch(metadata, end.producerEpoch);
  const nextState = end.isCommit ? 'PrepareCommit' : 'PrepareAbort';
  const newMetadata = prepareAbortOrCommit(metadata, nextState, turn.env.wallClockMs);
  const { coordinatorEpoch } = found;
  const base = { transactionalId, coordinatorEpoch, newMetadata };
  const then = { ...base, kind: 'end', end, isEpochFence } as const;
  const error = appendTransaction(turn, then);
  if (error !== null) onEndWritten(turn, then, error);
}

/** The abort takes the place of the fence, with its epoch. */
function takeFencingEpoch(metadata: Mutable<TransactionMetadata>, producerEpoch: number): void {
  metadata.pendingState = null;
  metadata.producerEpoch = producerEpoch;
  metadata.lastProducerEpoch = -1;
}

/** Why it does not end now; NONE: it has ended so already. */
function endFault(metadata: TransactionMetadata | null, end: EndTxn): ErrorName | null {
  if (metadata === null || metadata.producerId !== end.producerId) {
    return 'INVALID_PRODUCER_ID_MAPPING';
  }
  const { producerEpoch, pendingState } = metadata;
  const isFromClient = end.purpose.by === 'client';
  // Clients do not raise their epoch by themselves.
  if (isFromClient ? end.producerEpoch !== producerEpoch : end.producerEpoch < producerEpoch) {
    return 'PRODUCER_FENCED';
  }
  if (pendingState !== null && pendingState !== 'PrepareEpochFence') {
    return 'CONCURRENT_TRANSACTIONS';
  }
  switch (stateOf(metadata)) {
    case 'Ongoing':
      return null;
    case 'CompleteCommit':
      return end.isCommit ? 'NONE' : 'INVALID_TXN_STATE';
    case 'CompleteAbort':
      return end.isCommit ? 'INVALID_TXN_STATE' : 'NONE';
    case 'PrepareCommit':
      return end.isCommit ? 'CONCURRENT_TRANSACTIONS' : 'INVALID_TXN_STATE';
    case 'PrepareAbort':
      return end.isCommit ? 'INVALID_TXN_STATE' : 'CONCURRENT_TRANSACTIONS';
    default:
      return 'INVALID_TXN_STATE';
  }
}

/** The decision is written: nothing can change it any more. Or it could not be written. */
export function onEndWritten(
  turn: BrokerTurn,
  then: TransactionAppend & { readonly kind: 'end' },
  error: ErrorName,
): void {
  const { transactionalId, coordinatorEpoch, end } = then;
  if (error !== 'NONE') return onEndFailed(turn, then, error);
  const fault = sendFault(turn, then);
  const result = resultText(end.isCommit);
  if (fault !== null) {
    const text = `Aborting sending of transaction markers after appended ${result} to transaction log and returning ${fault} error to client for ${transactionalId}'s EndTransaction request`;
    logCoordinator(turn, 'INFO', text);
    return answer(turn, end, fault);
  }
  const newMetadata = prepareComplete(ownTransaction(turn, transactionalId), turn.env.wallClockMs);
  // The client need not wait for the markers.
  answer(turn, end, 'NONE');
  addTxnMarkersToSend(turn, end.isCommit, { transactionalId, coordinatorEpoch, newMetadata });
}

/** Why no markers are sent although the decision is written; null: they are. */
function sendFault(
  turn: BrokerTurn,
  { transactionalId, coordinatorEpoch, end }: TransactionAppend & { readonly kind: 'end' },
): ErrorName | null {
  const found = transactionState(turn.state, transactionalId);
  if (found.error !== null) return found.error;
  const { metadata } = found;
  if (metadata === null || found.coordinatorEpoch !== coordinatorEpoch) return 'NOT_COORDINATOR';
  if (metadata.producerId !== end.producerId) return 'INVALID_PRODUCER_ID_MAPPING';
  if (metadata.producerEpoch !== end.producerEpoch) return 'PRODUCER_FENCED';
  if (metadata.pendingState !== null) return 'CONCURRENT_TRANSACTIONS';
  const expected = end.isCommit ? 'PrepareCommit' : 'PrepareAbort';
  return stateOf(metadata) === expected ? null : 'INVALID_TXN_STATE';
}

function onEndFailed(
  turn: BrokerTurn,
  then: TransactionAppend & { readonly kind: 'end' },
  error: ErrorName,
): void {
  const { transactionalId, coordinatorEpoch, newMetadata, end, isEpochFence } = then;
  logCoordinator(
    turn,
    'INFO',
    `Aborting sending of transaction markers and returning ${error} error to client for ${transactionalId}'s ` +
      `EndTransaction request of ${resultText(end.isCommit)}, since appending ${transitText(newMetadata)} to ` +
      `transaction log with coordinator epoch ${coordinatorEpoch} failed`,
  );
  const found = transactionState(turn.state, transactionalId);
  if (isEpochFence && found.error === null && found.metadata === null) {
    const text = `The coordinator still owns the transaction partition for ${transactionalId}, but there is no metadata in the cache; this is not expected`;
    logCoordinator(turn, 'WARN', text);
  } else if (isEpochFence && found.error === null && found.coordinatorEpoch === coordinatorEpoch) {
    ownTransaction(turn, transactionalId).hasFailedEpochFence = true;
    const text = `The coordinator failed to write an epoch fence transition for producer ${transactionalId} to the transaction log with error ${error}. The epoch was increased to ${newMetadata.producerEpoch} but not returned to the client`;
    logCoordinator(turn, 'WARN', text);
  }
  answer(turn, end, error);
}

function answer(turn: BrokerTurn, end: EndTxn, error: ErrorName): void {
  const { purpose } = end;
  if (purpose.by === 'client') answerEnd(turn, purpose.ref, error);
  // What was open is being aborted: whoever wants its place has to ask once more.
  else if (purpose.by === 'init') {
    refuseInit(turn, purpose.ref, error === 'NONE' ? 'CONCURRENT_TRANSACTIONS' : error);
  } else logTimeout(turn, end, error);
}

function logTimeout(turn: BrokerTurn, { transactionalId }: EndTxn, error: ErrorName): void {
  if (error === 'NONE') {
    const text = `Completed rollback of ongoing transaction for transactionalId ${transactionalId} due to timeout`;
    return logCoordinator(turn, 'INFO', text);
  }
  const isOutrun =
    error === 'INVALID_PRODUCER_ID_MAPPING' ||
    error === 'PRODUCER_FENCED' ||
    error === 'CONCURRENT_TRANSACTIONS';
  const text = `Rollback of ongoing transaction for transactionalId ${transactionalId}`;
  if (isOutrun) {
    logCoordinator(turn, 'DEBUG', `${text} has been cancelled due to error ${error}`);
  } else logCoordinator(turn, 'WARN', `${text} failed due to error ${error}`);
}
