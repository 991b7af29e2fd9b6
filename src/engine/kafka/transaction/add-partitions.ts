/**
 * AddPartitionsToTxn and AddOffsetsToTxn: what a transaction is going to write to is noted before it does.
 *
 * Mirrors: kafka.coordinator.transaction.TransactionCoordinator.handleAddPartitionsToTransaction,
 * kafka.server.KafkaApis (handleAddPartitionToTxnRequest, handleAddOffsetsToTxnRequest), 2.8.0.
 * Read next: transaction-store.ts.
 */
import { partitionFor } from '../group/group-coordinator.ts';
import { OFFSETS_TOPIC } from '../group/group-store.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import type {
  AddOffsetsToTxnRequest,
  AddOffsetsToTxnResponse,
  AddPartitionsToTxnRequest,
  AddPartitionsToTxnResponse,
} from '../protocol/transactions.ts';
import type { BrokerTurn, RequestRef } from '../server/broker-state.ts';
import { cachedPartition } from '../server/metadata-cache.ts';
import { respond } from '../server/respond.ts';
import { ownTransaction } from './transaction-changes.ts';
import { isInTransaction, prepareAddPartitions, stateOf } from './transaction-metadata.ts';
import { TRANSACTION_TOPIC } from './transaction-partitions.ts';
import { knownError } from './transaction-responses.ts';
import type { TransactionMetadata } from './transaction-state.ts';
import { appendTransaction, transactionState } from './transaction-store.ts';

type AddRequest = AddPartitionsToTxnRequest | AddOffsetsToTxnRequest;

/** One partition that cannot be added makes all of them fail. */
export function handleAddPartitions(
  turn: BrokerTurn,
  request: AddPartitionsToTxnRequest,
  ref: RequestRef,
): void {
  const errorOf = (topic: string, partition: number): ErrorName | null => {
    // Nobody may write into internal topics by himself.
    if (topic === OFFSETS_TOPIC || topic === TRANSACTION_TOPIC) return 'TOPIC_AUTHORIZATION_FAILED';
    const known = cachedPartition(turn.state.metadata, topic, partition);
    return known === undefined ? 'UNKNOWN_TOPIC_OR_PARTITION' : null;
  };
  const partitions = request.topics.flatMap(({ name, partitions: numbers }) =>
    numbers.map((partition) => ({ topic: name, partition })),
  );
  if (partitions.some(({ topic, partition }) => errorOf(topic, partition) !== null)) {
    return answerPartitions(
      turn,
      request,
      ref,
      (topic, partition) => errorOf(topic, partition) ?? 'OPERATION_NOT_ATTEMPTED',
    );
  }
  addPartitions(turn, request, partitions, ref);
}

/** The offsets of a group are a part of the transaction: their partition gets a marker, too. */
export function handleAddOffsets(
  turn: BrokerTurn,
  request: AddOffsetsToTxnRequest,
  ref: RequestRef,
): void {
  const partition = partitionFor(turn.state, request.groupId);
  addPartitions(turn, request, [{ topic: OFFSETS_TOPIC, partition }], ref);
}

function addPartitions(
  turn: BrokerTurn,
  request: AddRequest,
  partitions: readonly TopicPartition[],
  ref: RequestRef,
): void {
  const { transactionalId } = request;
  if (transactionalId === '') return answerAdded(turn, request, ref, 'INVALID_REQUEST');
  const found = transactionState(turn.state, transactionalId);
  if (found.error !== null) return answerAdded(turn, request, ref, found.error);
  const fault = addFault(found.metadata, request, partitions);
  if (fault !== null) return answerAdded(turn, request, ref, fault);
  const metadata = ownTransaction(turn, transactionalId);
  const { coordinatorEpoch } = found;
  const newMetadata = prepareAddPartitions(metadata, partitions, turn.env.wallClockMs);
  const base = { transactionalId, coordinatorEpoch, newMetadata };
  const error = appendTransaction(turn, { ...base, kind: 'add partitions', ref, request });
  if (error !== null) answerAdded(turn, request, ref, error);
}

/** Why nothing is added; NONE: all of them are there already. */
function addFault(
  metadata: TransactionMetadata | null,
  { producerId, producerEpoch }: AddRequest,
  partitions: readonly TopicPartition[],
): ErrorName | null {
  if (metadata === null || metadata.producerId !== producerId) return 'INVALID_PRODUCER_ID_MAPPING';
  if (metadata.producerEpoch !== producerEpoch) return 'PRODUCER_FENCED';
  if (metadata.pendingState !== null) return 'CONCURRENT_TRANSACTIONS';
  const state = stateOf(metadata);
  if (state === 'PrepareCommit' || state === 'PrepareAbort') return 'CONCURRENT_TRANSACTIONS';
  const areAllThere = partitions.every((part) => isInTransaction(metadata, part));
  return state === 'Ongoing' && areAllThere ? 'NONE' : null;
}

/** Clients before version 2 do not know PRODUCER_FENCED. */
export function answerAdded(
  turn: BrokerTurn,
  request: AddRequest,
  ref: RequestRef,
  error: ErrorName,
): void {
  const errorCode = knownError(error, ref.apiVersion < 2);
  if (request.type === 'AddOffsetsToTxnRequest') {
    respond<AddOffsetsToTxnResponse>(turn, ref, { type: 'AddOffsetsToTxnResponse', errorCode });
  } else answerPartitions(turn, request, ref, () => errorCode);
}

function answerPartitions(
  turn: BrokerTurn,
  request: AddPartitionsToTxnRequest,
  ref: RequestRef,
  errorOf: (topic: string, partition: number) => ErrorName,
): void {
  respond<AddPartitionsToTxnResponse>(turn, ref, {
    type: 'AddPartitionsToTxnResponse',
    results: request.topics.map(({ name, partitions }) => ({
      name,
      results: partitions.map((partitionIndex) => ({
        partitionIndex,
        errorCode: errorOf(name, partitionIndex),
      })),
    })),
  });
}
