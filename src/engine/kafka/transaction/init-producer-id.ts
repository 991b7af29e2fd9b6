/**
 * InitProducerId: a producer gets its id and epoch, and whoever had the same transactional id is fenced.
 *
 * Mirrors: kafka.coordinator.transaction.TransactionCoordinator (handleInitProducerId,
 * prepareInitProducerIdTransit), kafka.server.KafkaApis.handleInitProducerIdRequest, 2.8.0.
 * Read next: end-transaction.ts, producer-ids.ts.
 */
import type { ErrorName } from '../protocol/errors.ts';
import type { InitProducerIdRequest } from '../protocol/transactions.ts';
import type { BrokerTurn, RequestRef } from '../server/broker-state.ts';
import { kafkaLog } from '../server/kafka-log.ts';
import { endTransaction } from './end-transaction.ts';
import { generateProducerId } from './producer-ids.ts';
import { ownTransaction } from './transaction-changes.ts';
import { logCoordinator } from './transaction-lines.ts';
import {
  isEpochExhausted,
  newTransaction,
  prepareFenceProducerEpoch,
  prepareIncrementProducerEpoch,
  prepareProducerIdRotation,
  stateOf,
} from './transaction-metadata.ts';
import { TRANSACTION_TOPIC, transactionPartitionFor } from './transaction-partitions.ts';
import { answerInit, refuseInit } from './transaction-responses.ts';
import type { TransactionMetadata, TxnTransitMetadata } from './transaction-state.ts';
import type { TransactionAppend } from './transaction-store.ts';
import { appendTransaction, putTransaction, transactionState } from './transaction-store.ts';

export function handleInitProducerId(
  turn: BrokerTurn,
  request: InitProducerIdRequest,
  ref: RequestRef,
): void {
  const { transactionalId, producerId, producerEpoch, transactionTimeoutMs } = request;
  if ((producerId === -1) !== (producerEpoch === -1))
    return refuseInit(turn, ref, 'INVALID_REQUEST');
  if (transactionalId === null) {
    const id = generateProducerId(turn, { request, ref });
    if (id !== null) answerInit(turn, ref, id, 0);
    return;
  }
  if (transactionalId === '') return refuseInit(turn, ref, 'INVALID_REQUEST');
  const most = turn.state.config.values['transaction.max.timeout.ms'];
  if (transactionTimeoutMs > most || transactionTimeoutMs <= 0) {
    return refuseInit(turn, ref, 'INVALID_TRANSACTION_TIMEOUT');
  }
  const found = transactionState(turn.state, transactionalId);
  if (found.error !== null) return refuseInit(turn, ref, found.error);
  if (found.metadata === null) {
    const id = generateProducerId(turn, { request, ref });
    if (id === null) return;
    const { wallClockMs } = turn.env;
    putTransaction(turn, newTransaction(transactionalId, id, transactionTimeoutMs, wallClockMs));
  }
  const outcome = prepareInit(turn, request, transactionalId, ref);
  if (outcome === 'waits for a producer id') return;
  if (typeof outcome === 'string') return refuseInit(turn, ref, outcome);
  goOn(turn, transactionalId, found.coordinatorEpoch, outcome, ref);
}

/** What the transaction is to become, or why not. */
function prepareInit(
  turn: BrokerTurn,
  request: InitProducerIdRequest,
  transactionalId: string,
  ref: RequestRef,
): TxnTransitMetadata | ErrorName | 'waits for a producer id' {
  const metadata = ownTransaction(turn, transactionalId);
  if (metadata.pendingState !== null) return 'CONCURRENT_TRANSACTIONS';
  const expectsEpoch = request.producerId !== -1;
  if (expectsEpoch && !isValidProducerId(metadata, request)) return 'PRODUCER_FENCED';
  const state = stateOf(metadata);
  if (state === 'PrepareAbort' || state === 'PrepareCommit') return 'CONCURRENT_TRANSACTIONS';
  // The epoch that fences is never given to anybody: the client asks once more and gets the next one.
  if (state === 'Ongoing') return prepareFenceProducerEpoch(metadata);
  const { producerEpoch } = metadata;
  const { transactionTimeoutMs } = request;
  const expectedEpoch = expectsEpoch ? request.producerEpoch : null;
  if (!isEpochExhausted(producerEpoch)) {
    const next = prepareIncrementProducerEpoch(turn, metadata, transactionTimeoutMs, expectedEpoch);
    return next ?? 'PRODUCER_FENCED';
  }
  if (expectedEpoch !== null && expectedEpoch !== producerEpoch) {
    return failExhausted(turn, request, metadata, ref);
  }
  const id = generateProducerId(turn, { request, ref });
  if (id === null) return 'waits for a producer id';
  const { wallClockMs } = turn.env;
  return prepareProducerIdRotation(metadata, id, transactionTimeoutMs, wallClockMs, expectsEpoch);
}

/** It goes on from what it has, or asks once more for the epoch that replaced an exhausted one. */
function isValidProducerId(
  metadata: TransactionMetadata,
  { producerId, producerEpoch }: InitProducerIdRequest,
): boolean {
  return (
    metadata.producerEpoch === -1 ||
    producerId === metadata.producerId ||
    (producerId === metadata.lastProducerId && isEpochExhausted(producerEpoch))
  );
}

/** Upstream trips over it: the handler's exception is what the client gets. */
function failExhausted(
  turn: BrokerTurn,
  request: InitProducerIdRequest,
  { producerId }: TransactionMetadata,
  ref: RequestRef,
): ErrorName {
  const body = [
    `InitProducerIdRequestData(transactionalId='${request.transactionalId}'`,
    `transactionTimeoutMs=${request.transactionTimeoutMs}`,
    `producerId=${request.producerId}`,
    `producerEpoch=${request.producerEpoch})`,
  ].join(', ');
  const { clientId, correlationId, apiVersion } = ref;
  const text = `Error when handling request: clientId=${clientId}, correlationId=${correlationId}, api=INIT_PRODUCER_ID, version=${apiVersion}, body=${body}`;
  const exception = `java.lang.IllegalStateException: Cannot allocate any more producer epochs for producerId ${producerId}`;
  const line = `[KafkaApi-${turn.state.config.brokerId}] ${text}\n${exception}`;
  kafkaLog(turn, 'server', 'ERROR', line, 'kafka.server.KafkaApis');
  return 'UNKNOWN_SERVER_ERROR';
}

function goOn(
  turn: BrokerTurn,
  transactionalId: string,
  coordinatorEpoch: number,
  newMetadata: TxnTransitMetadata,
  ref: RequestRef,
): void {
  if (newMetadata.txnState === 'PrepareEpochFence') {
    endTransaction(turn, {
      transactionalId,
      producerId: newMetadata.producerId,
      producerEpoch: newMetadata.producerEpoch,
      isCommit: false,
      purpose: { by: 'init', ref },
    });
    return;
  }
  const then = { kind: 'init', transactionalId, coordinatorEpoch, newMetadata, ref } as const;
  const error = appendTransaction(turn, then);
  if (error !== null) onProducerWritten(turn, then, error);
}

/** The new epoch is written, or is not. */
export function onProducerWritten(
  turn: BrokerTurn,
  then: TransactionAppend & { readonly kind: 'init' },
  error: ErrorName,
): void {
  const { transactionalId, newMetadata, ref } = then;
  const { producerId, producerEpoch } = newMetadata;
  if (error !== 'NONE') {
    const text = `Returning ${error} error code to client for ${transactionalId}'s InitProducerId request`;
    logCoordinator(turn, 'INFO', text);
    return refuseInit(turn, ref, error);
  }
  const where = `${TRANSACTION_TOPIC}-${transactionPartitionFor(turn.state, transactionalId)}`;
  const text = `Initialized transactionalId ${transactionalId} with producerId ${producerId} and producer epoch ${producerEpoch} on partition ${where}`;
  logCoordinator(turn, 'INFO', text);
  answerInit(turn, ref, producerId, producerEpoch);
}
