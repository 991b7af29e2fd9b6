/**
 * Deletions of records, which wait until the records are gone on all live replicas.
 *
 * Mirrors: kafka.server.DelayedDeleteRecords, 2.8.0.
 * Read next: delete-records.ts.
 */
import { mapGet } from '../../kernel/persistent-map.ts';
import type {
  DeleteRecordsPartitionResult,
  DeleteRecordsResponse,
} from '../protocol/produce-fetch.ts';
import type { BrokerState, BrokerTurn } from '../server/broker-state.ts';
import { respond } from '../server/respond.ts';
import { lowWatermark } from './high-watermark.ts';
import { leaderLog } from './partition.ts';
import { addOperation, operationOf, removeOperation, replaceOperation } from './purgatory.ts';
import type { DelayedDeleteRecords, DeleteRecordsStatus } from './purgatory-state.ts';
import { partitionNamed } from './replica-changes.ts';
import type { RequestRef } from '../server/request-ref.ts';

export const INVALID_LOW_WATERMARK = -1;

/** Answers at once when nothing is pending. */
export function delayDeletion(turn: BrokerTurn, operation: DelayedDeleteRecords): void {
  const checked = checkedDeletion(turn.state, operation);
  if (isDone(checked)) answerDeletion(turn, checked.ref, checked.partitions);
  else addOperation(turn, checked, 'deleteWatchers', namesOf(checked));
}

export function checkDelayedDeletions(turn: BrokerTurn, name: string): void {
  for (const id of mapGet(turn.state.replicas.purgatory.deleteWatchers, name) ?? []) {
    const operation = operationOf(turn, id);
    if (operation?.type !== 'deleteRecords') continue;
    const checked = checkedDeletion(turn.state, operation);
    if (isDone(checked)) completeDeletion(turn, checked);
    else if (checked !== operation) replaceOperation(turn, checked);
  }
}

/** Done, or its time is over: REQUEST_TIMED_OUT for what is pending. */
export function completeDeletion(turn: BrokerTurn, operation: DelayedDeleteRecords): void {
  removeOperation(turn, operation, 'deleteWatchers', namesOf(operation));
  answerDeletion(turn, operation.ref, operation.partitions);
}

function namesOf({ partitions }: DelayedDeleteRecords): readonly string[] {
  return partitions.map(({ name }) => name);
}

function isDone({ partitions }: DelayedDeleteRecords): boolean {
  return partitions.every(({ acksPending }) => !acksPending);
}

function checkedDeletion(
  state: BrokerState,
  operation: DelayedDeleteRecords,
): DelayedDeleteRecords {
  const partitions = operation.partitions.map((status) =>
    status.acksPending ? checkedStatus(state, status) : status,
  );
  if (partitions.every((status, index) => status === operation.partitions[index])) return operation;
  return { ...operation, partitions };
}

function checkedStatus(state: BrokerState, status: DeleteRecordsStatus): DeleteRecordsStatus {
  const failed = { ...status, acksPending: false, lowWatermark: INVALID_LOW_WATERMARK };
  const partition = partitionNamed(state, status.name);
  if (partition === undefined) return { ...failed, errorCode: 'UNKNOWN_TOPIC_OR_PARTITION' };
  if (partition.isOffline) return { ...failed, errorCode: 'KAFKA_STORAGE_ERROR' };
  const log = leaderLog(state, partition);
  if (log === undefined) return { ...failed, errorCode: 'NOT_LEADER_OR_FOLLOWER' };
  const low = lowWatermark(state, partition, log);
  if (low < status.requiredOffset) return status;
  return { ...status, acksPending: false, errorCode: 'NONE', lowWatermark: low };
}

export function answerDeletion(
  turn: BrokerTurn,
  ref: RequestRef,
  statuses: readonly Omit<DeleteRecordsStatus, 'requiredOffset' | 'acksPending' | 'name'>[],
): void {
  const topics = new Map<string, DeleteRecordsPartitionResult[]>();
  for (const status of statuses) {
    const { topic, partition: partitionIndex, errorCode } = status;
    const result = { partitionIndex, lowWatermark: status.lowWatermark, errorCode };
    const results = topics.get(topic);
    if (results === undefined) topics.set(topic, [result]);
    else results.push(result);
  }
  respond<DeleteRecordsResponse>(turn, ref, {
    type: 'DeleteRecordsResponse',
    topics: [...topics].map(([name, partitions]) => ({ name, partitions })),
  });
}
