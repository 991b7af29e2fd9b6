/**
 * DeleteRecords: the log begins later, here at once and on followers with their next fetch.
 *
 * Mirrors: KafkaApis.handleDeleteRecordsRequest, ReplicaManager.deleteRecords,
 * Partition.deleteRecordsOnLeader, 2.8.0.
 * Read next: delayed-delete-records.ts.
 */
import { incrementLogStartOffset } from '../log/log.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type { DeleteRecordsRequest } from '../protocol/produce-fetch.ts';
import { partitionName } from '../protocol/topic-partition.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { cachedPartition } from '../server/metadata-cache.ts';
import { INVALID_LOW_WATERMARK, answerDeletion, delayDeletion } from './delayed-delete-records.ts';
import { lowWatermark } from './high-watermark.ts';
import { isInternalTopic, leaderLog, partitionOrError } from './partition.ts';
import { nextOperationId } from './purgatory.ts';
import type { DeleteRecordsStatus } from './purgatory-state.ts';
import type { RequestRef } from '../server/request-ref.ts';
import { markChanged } from './session-marks.ts';

/** DeleteRecordsRequest.HIGH_WATERMARK. */
const HIGH_WATERMARK = -1;

export function handleDeleteRecords(
  turn: BrokerTurn,
  request: DeleteRecordsRequest,
  ref: RequestRef,
): void {
  const statuses = request.topics.flatMap(({ name, partitions }) =>
    partitions.map(({ partitionIndex, offset }) =>
      deleteRecords(turn, name, partitionIndex, offset),
    ),
  );
  const isPending = statuses.some(
    ({ errorCode, requiredOffset, lowWatermark: low }) =>
      errorCode === 'NONE' && low < requiredOffset,
  );
  if (!isPending) return answerDeletion(turn, ref, statuses);
  delayDeletion(turn, {
    type: 'deleteRecords',
    id: nextOperationId(turn),
    delayMs: request.timeoutMs,
    ref,
    // What is done is checked once more with the others, which confirms it.
    partitions: statuses.map((status) =>
      status.errorCode === 'NONE'
        ? { ...status, acksPending: true, errorCode: 'REQUEST_TIMED_OUT' as const }
        : status,
    ),
  });
}

function deleteRecords(
  turn: BrokerTurn,
  topic: string,
  partition: number,
  offset: number,
): DeleteRecordsStatus {
  const name = partitionName(topic, partition);
  const done = (errorCode: ErrorName, requiredOffset = -1, low = INVALID_LOW_WATERMARK) => ({
    topic,
    partition,
    name,
    requiredOffset,
    acksPending: false,
    errorCode,
    lowWatermark: low,
  });
  if (cachedPartition(turn.state.metadata, topic, partition) === undefined) {
    return done('UNKNOWN_TOPIC_OR_PARTITION');
  }
  if (isInternalTopic(topic)) return done('INVALID_TOPIC_EXCEPTION');
  const hosted = partitionOrError(turn.state, topic, partition);
  if (typeof hosted === 'string') return done(hosted);
  const log = leaderLog(turn.state, hosted);
  if (log === undefined) return done('NOT_LEADER_OR_FOLLOWER');
  if (!log.config['cleanup.policy'].includes('delete')) return done('POLICY_VIOLATION');
  const requiredOffset = offset === HIGH_WATERMARK ? log.highWatermark : offset;
  if (requiredOffset < 0) return done('OFFSET_OUT_OF_RANGE');
  const error = incrementLogStartOffset(turn, log, requiredOffset, 'client delete records request');
  if (error !== 'NONE') return done(error);
  markChanged(turn, name);
  const current = leaderLog(turn.state, hosted)!;
  return done('NONE', requiredOffset, lowWatermark(turn.state, hosted, current));
}
