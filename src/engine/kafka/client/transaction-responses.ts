/**
 * What answers to transactional requests come to.
 *
 * Mirrors: TransactionManager.TxnRequestHandler and its subclasses, 2.8.0.
 */
import { emptyMap, mapDelete, mapSet } from '../../kernel/persistent-map.ts';
import type { ErrorName } from '../protocol/errors.ts';
import { ERRORS } from '../protocol/errors.ts';
import type { KafkaResponse } from '../protocol/messages.ts';
import type { FindCoordinatorResponse } from '../protocol/metadata.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import { partitionName } from '../protocol/topic-partition.ts';
import type {
  AddPartitionsToTxnResponse,
  InitProducerIdResponse,
} from '../protocol/transactions.ts';
import { apiException, exceptionText, kafkaException } from './client-exception.ts';
import type { NetworkOutcome } from './network-client.ts';
import { nodeText } from './network-client.ts';
import { inPartitionOrder } from './partition-order.ts';
import type { ProducerTurn, TxnRequest } from './producer-state.ts';
import { logProducer, ownTransactions } from './producer-state.ts';
import { canBumpEpoch, completeTransaction, setProducerId } from './transaction-manager.ts';
import {
  enqueueTxnOffsetCommit,
  groupAuthorization,
  takeTxnOffsetCommit,
} from './transaction-offsets.ts';
import {
  abortableError,
  completeResult,
  fatalError,
  lookupCoordinator,
  retryRequest,
  TRANSACTION_LOGGER,
  transitionTo,
} from './transaction-state.ts';

/** After CONCURRENT_TRANSACTIONS for a transaction's first partitions: the last one is being ended. */
const ADD_PARTITIONS_RETRY_BACKOFF_MS = 20;

/** TxnRequestHandler.onComplete. */
export function takeTxnOutcome(
  turn: ProducerTurn,
  request: TxnRequest,
  outcome: NetworkOutcome & { readonly type: 'response' | 'failed' },
): void {
  ownTransactions(turn).inFlightCorrelationId = null;
  if (outcome.type === 'response') return takeResponse(turn, request, outcome.response);
  if (outcome.reason === 'unsupported') {
    const text = `The broker does not support ${outcome.request.type.replace('Request', '')}`;
    return fatalError(turn, request, apiException('UNSUPPORTED_VERSION', text));
  }
  lookupCoordinator(turn, request);
  retryRequest(turn, request);
}

function takeResponse(turn: ProducerTurn, request: TxnRequest, response: KafkaResponse): void {
  switch (response.type) {
    case 'InitProducerIdResponse':
      return takeInitProducerId(turn, request, response);
    case 'FindCoordinatorResponse':
      return takeFindCoordinator(turn, request, response);
    case 'AddPartitionsToTxnResponse':
      return takeAddPartitions(turn, request, response);
    case 'AddOffsetsToTxnResponse':
      return takeAddOffsets(turn, request, response.errorCode);
    case 'TxnOffsetCommitResponse':
      return takeTxnOffsetCommit(turn, request, response);
    case 'EndTxnResponse':
      return takeEndTxn(turn, request, response.errorCode);
    default:
  }
}

/** abortableErrorIfPossible: with a higher epoch the producer can go on after aborting. */
function abortableIfPossible(turn: ProducerTurn, request: TxnRequest, error: ErrorName): void {
  if (!canBumpEpoch(turn)) return fatalError(turn, request, apiException(error));
  ownTransactions(turn).needsEpochBump = true;
  abortableError(turn, request, apiException(error));
}

/** Errors that all requests to a transaction coordinator answer alike; false: it is another. */
function takeCommonError(turn: ProducerTurn, request: TxnRequest, error: ErrorName): boolean {
  switch (error) {
    case 'COORDINATOR_NOT_AVAILABLE':
    case 'NOT_COORDINATOR':
      lookupCoordinator(turn, request);
      retryRequest(turn, request);
      return true;
    case 'COORDINATOR_LOAD_IN_PROGRESS':
    case 'CONCURRENT_TRANSACTIONS':
      retryRequest(turn, request);
      return true;
    case 'INVALID_PRODUCER_EPOCH':
    case 'PRODUCER_FENCED':
      // Older coordinators say the first where newer ones say the second.
      fatalError(turn, request, apiException('PRODUCER_FENCED'));
      return true;
    case 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED':
      fatalError(turn, request, apiException(error));
      return true;
    default:
      return false;
  }
}

function takeInitProducerId(
  turn: ProducerTurn,
  request: TxnRequest,
  { errorCode, producerId, producerEpoch }: InitProducerIdResponse,
): void {
  if (errorCode === 'NONE') {
    setProducerId(turn, producerId, producerEpoch);
    transitionTo(turn, 'READY');
    if (request.isEpochBump) {
      Object.assign(ownTransactions(turn), { sequences: emptyMap(), unresolved: emptyMap() });
    }
    return completeResult(turn, request.resultId);
  }
  if (takeCommonError(turn, request, errorCode)) return;
  if (errorCode === 'CLUSTER_AUTHORIZATION_FAILED') {
    return fatalError(turn, request, apiException(errorCode));
  }
  const text = `Unexpected error in InitProducerIdResponse; ${ERRORS[errorCode].message}`;
  fatalError(turn, request, kafkaException(text));
}

function takeFindCoordinator(
  turn: ProducerTurn,
  request: TxnRequest,
  { errorCode, errorMessage, nodeId, host, port }: FindCoordinatorResponse,
): void {
  const { key, keyType } = request.body as { readonly key: string; readonly keyType: number };
  const isGroup = keyType === 0;
  if (errorCode === 'NONE') {
    const node = { id: nodeId, host, port };
    const transactions = ownTransactions(turn);
    if (isGroup) transactions.groupCoordinator = node;
    else transactions.transactionCoordinator = node;
    const text = `Discovered ${isGroup ? 'group' : 'transaction'} coordinator ${nodeText(node)}`;
    return logProducer(turn, 'INFO', text, TRANSACTION_LOGGER);
  }
  if (errorCode === 'COORDINATOR_NOT_AVAILABLE') return retryRequest(turn, request);
  if (errorCode === 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED') {
    return fatalError(turn, request, apiException(errorCode));
  }
  if (errorCode === 'GROUP_AUTHORIZATION_FAILED') {
    return abortableError(turn, request, groupAuthorization(key));
  }
  const type = isGroup ? 'GROUP' : 'TRANSACTION';
  const text = `Could not find a coordinator with type ${type} with key ${key} due to unexpected error: ${errorMessage ?? 'null'}`;
  fatalError(turn, request, kafkaException(text));
}

function takeAddPartitions(
  turn: ProducerTurn,
  request: TxnRequest,
  { results }: AddPartitionsToTxnResponse,
): void {
  const answered = inPartitionOrder(
    results.flatMap(({ name, results: partitions }) =>
      partitions.map(({ partitionIndex, errorCode }) => ({
        topic: name,
        partition: partitionIndex,
        errorCode,
      })),
    ),
  );
  const { retryBackoffMs } = turn.state.settings;
  const unauthorized: string[] = [];
  let hasErrors = false;
  for (const { topic, partition, errorCode } of answered) {
    if (errorCode === 'NONE') continue;
    if (errorCode === 'TOPIC_AUTHORIZATION_FAILED') unauthorized.push(topic);
    else if (errorCode === 'OPERATION_NOT_ATTEMPTED') hasErrors = true;
    else if (takeAddPartitionsError(turn, { ...request, retryBackoffMs }, errorCode)) return;
    else {
      hasErrors = true;
      const where = partitionName(topic, partition);
      const text = `Could not add partition ${where} due to unexpected error ${errorCode}`;
      logProducer(turn, 'ERROR', text, TRANSACTION_LOGGER);
    }
  }
  removePending(turn, answered);
  if (unauthorized.length > 0) {
    const text = `Not authorized to access topics: [${unauthorized.join(', ')}]`;
    abortableError(turn, request, apiException('TOPIC_AUTHORIZATION_FAILED', text));
  } else if (hasErrors) {
    const errors = answered.map((each) => {
      return `${partitionName(each.topic, each.partition)}=${each.errorCode}`;
    });
    const text = `Could not add partitions to transaction due to errors: {${errors.join(', ')}}`;
    abortableError(turn, request, kafkaException(text));
  } else noteAdded(turn, answered);
}

/** An error that decides about the whole request. */
function takeAddPartitionsError(
  turn: ProducerTurn,
  request: TxnRequest,
  error: ErrorName,
): boolean {
  if (error === 'CONCURRENT_TRANSACTIONS') {
    const isFirst = turn.state.transactions!.partitions.size === 0;
    const { retryBackoffMs } = turn.state.settings;
    const pauseMs = isFirst ? ADD_PARTITIONS_RETRY_BACKOFF_MS : retryBackoffMs;
    retryRequest(turn, { ...request, retryBackoffMs: Math.min(retryBackoffMs, pauseMs) });
    return true;
  }
  if (takeCommonError(turn, request, error)) return true;
  switch (error) {
    case 'UNKNOWN_TOPIC_OR_PARTITION':
      retryRequest(turn, request);
      return true;
    case 'INVALID_TXN_STATE': {
      const cause = apiException(error);
      fatalError(turn, request, kafkaException(exceptionText(cause), cause));
      return true;
    }
    case 'UNKNOWN_PRODUCER_ID':
    case 'INVALID_PRODUCER_ID_MAPPING':
      abortableIfPossible(turn, request, error);
      return true;
    default:
      return false;
  }
}

function removePending(turn: ProducerTurn, partitions: readonly TopicPartition[]): void {
  const transactions = ownTransactions(turn);
  for (const { topic, partition } of partitions) {
    const name = partitionName(topic, partition);
    transactions.pendingPartitions = mapDelete(transactions.pendingPartitions, name);
  }
}

function noteAdded(turn: ProducerTurn, partitions: readonly TopicPartition[]): void {
  const transactions = ownTransactions(turn);
  for (const { topic, partition } of partitions) {
    const name = partitionName(topic, partition);
    transactions.partitions = mapSet(transactions.partitions, name, { topic, partition });
  }
  transactions.hasStarted = true;
}

function takeAddOffsets(turn: ProducerTurn, request: TxnRequest, error: ErrorName): void {
  if (error === 'NONE') {
    enqueueTxnOffsetCommit(turn, request);
    ownTransactions(turn).hasStarted = true;
    return;
  }
  if (takeCommonError(turn, request, error)) return;
  if (error === 'UNKNOWN_PRODUCER_ID' || error === 'INVALID_PRODUCER_ID_MAPPING') {
    return abortableIfPossible(turn, request, error);
  }
  if (error === 'GROUP_AUTHORIZATION_FAILED') {
    return abortableError(turn, request, groupAuthorization(request.group!.groupId));
  }
  const text = `Unexpected error in AddOffsetsToTxnResponse: ${ERRORS[error].message}`;
  fatalError(turn, request, kafkaException(text));
}

function takeEndTxn(turn: ProducerTurn, request: TxnRequest, error: ErrorName): void {
  if (error === 'NONE') {
    completeTransaction(turn);
    return completeResult(turn, request.resultId);
  }
  if (takeCommonError(turn, request, error)) return;
  if (error === 'INVALID_TXN_STATE') return fatalError(turn, request, apiException(error));
  if (error === 'UNKNOWN_PRODUCER_ID' || error === 'INVALID_PRODUCER_ID_MAPPING') {
    return abortableIfPossible(turn, request, error);
  }
  const text = `Unhandled error in EndTxnResponse: ${ERRORS[error].message}`;
  fatalError(turn, request, kafkaException(text));
}
