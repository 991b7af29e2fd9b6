/**
 * Offsets of a consumer group as part of a transaction: AddOffsetsToTxn was answered, TxnOffsetCommit goes
 * to the group's coordinator.
 *
 * Mirrors: TransactionManager.TxnOffsetCommitHandler, txnOffsetCommitHandler, 2.8.0.
 */
import type { ErrorName } from '../protocol/errors.ts';
import { ERRORS } from '../protocol/errors.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import type { TxnOffsetCommitResponse } from '../protocol/transactions.ts';
import type { ClientException } from './client-exception.ts';
import { apiException, kafkaException } from './client-exception.ts';
import { inPartitionOrder } from './partition-order.ts';
import type { ProducerTurn, TxnRequest } from './producer-state.ts';
import { ownTransactions } from './producer-state.ts';
import { byTopic } from './transaction-manager.ts';
import {
  abortableError,
  completeResult,
  enqueueRequest,
  fatalError,
  isResultCompleted,
  lookupCoordinator,
  PRIORITY,
  retryRequest,
  txnRequest,
} from './transaction-state.ts';

/** GroupAuthorizationException.forGroupId. */
export function groupAuthorization(groupId: string): ClientException {
  return apiException('GROUP_AUTHORIZATION_FAILED', `Not authorized to access group: ${groupId}`);
}

/** txnOffsetCommitHandler: the result is complete only when the group's coordinator has the offsets. */
export function enqueueTxnOffsetCommit(
  turn: ProducerTurn,
  { resultId, offsets, group }: TxnRequest,
): void {
  const transactions = ownTransactions(turn);
  const isNew = (known: TopicPartition): boolean =>
    offsets.some(({ topic, partition }) => topic === known.topic && partition === known.partition);
  transactions.pendingOffsets = [
    ...transactions.pendingOffsets.filter((known) => !isNew(known)),
    ...offsets,
  ];
  const { groupId, memberId, generationId, groupInstanceId } = group!;
  const topics = byTopic(transactions.pendingOffsets).map(({ name, places }) => ({
    name,
    partitions: places.map(({ partition, offset, leaderEpoch, metadata }) => ({
      partitionIndex: partition,
      committedOffset: offset,
      committedLeaderEpoch: leaderEpoch ?? -1,
      committedMetadata: metadata,
    })),
  }));
  const request = txnRequest(
    turn,
    'TxnOffsetCommit',
    PRIORITY.addPartitionsOrOffsets,
    {
      type: 'TxnOffsetCommitRequest',
      transactionalId: turn.state.settings.transactionalId!,
      groupId,
      producerId: transactions.producerId,
      producerEpoch: transactions.producerEpoch,
      generationId,
      memberId,
      groupInstanceId,
      topics,
    },
    { resultId, coordinator: 'group', coordinatorKey: groupId, group },
  );
  enqueueRequest(turn, request);
}

/** TxnOffsetCommitHandler.handleResponse. */
export function takeTxnOffsetCommit(
  turn: ProducerTurn,
  request: TxnRequest,
  { topics }: TxnOffsetCommitResponse,
): void {
  const answered = inPartitionOrder(
    topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionIndex, errorCode }) => ({
        topic: name,
        partition: partitionIndex,
        errorCode,
      })),
    ),
  );
  let isReloaded = false;
  for (const { topic, partition, errorCode } of answered) {
    if (errorCode === 'NONE') removePendingOffset(turn, topic, partition);
    else if (isCoordinatorGone(errorCode)) {
      if (!isReloaded) lookupCoordinator(turn, request);
      isReloaded = true;
    } else if (!isWaitingHelpful(errorCode)) {
      takeOffsetsError(turn, request, errorCode);
      break;
    }
  }
  const transactions = ownTransactions(turn);
  if (isResultCompleted(turn, request.resultId)) transactions.pendingOffsets = [];
  else if (transactions.pendingOffsets.length === 0) completeResult(turn, request.resultId);
  else retryRequest(turn, request);
}

function removePendingOffset(turn: ProducerTurn, topic: string, partition: number): void {
  const transactions = ownTransactions(turn);
  transactions.pendingOffsets = transactions.pendingOffsets.filter(
    (offset) => offset.topic !== topic || offset.partition !== partition,
  );
}

function isCoordinatorGone(error: ErrorName): boolean {
  return (
    error === 'COORDINATOR_NOT_AVAILABLE' ||
    error === 'NOT_COORDINATOR' ||
    error === 'REQUEST_TIMED_OUT'
  );
}

function isWaitingHelpful(error: ErrorName): boolean {
  return error === 'UNKNOWN_TOPIC_OR_PARTITION' || error === 'COORDINATOR_LOAD_IN_PROGRESS';
}

function takeOffsetsError(turn: ProducerTurn, request: TxnRequest, error: ErrorName): void {
  switch (error) {
    case 'GROUP_AUTHORIZATION_FAILED':
      return abortableError(turn, request, groupAuthorization(request.group!.groupId));
    case 'FENCED_INSTANCE_ID':
      return abortableError(turn, request, apiException(error));
    case 'UNKNOWN_MEMBER_ID':
    case 'ILLEGAL_GENERATION': {
      const text = `Transaction offset Commit failed due to consumer group metadata mismatch: ${ERRORS[error].message}`;
      const exception = 'org.apache.kafka.clients.consumer.CommitFailedException';
      return abortableError(turn, request, { exception, message: text, error: null });
    }
    case 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED':
    case 'INVALID_PRODUCER_EPOCH':
    case 'PRODUCER_FENCED':
    case 'UNSUPPORTED_FOR_MESSAGE_FORMAT':
      return fatalError(turn, request, apiException(error));
    default: {
      const text = `Unexpected error in TxnOffsetCommitResponse: ${ERRORS[error].message}`;
      return fatalError(turn, request, kafkaException(text));
    }
  }
}
