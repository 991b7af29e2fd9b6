/**
 * Appends with acks=all, which wait until all in-sync replicas have them.
 *
 * Mirrors: kafka.server.DelayedProduce, Partition.checkEnoughReplicasReachOffset, 2.8.0.
 * Read next: produce.ts.
 */
import { mapGet } from '../../kernel/persistent-map.ts';
import type { ErrorName } from '../protocol/errors.ts';
import { parsePartitionName } from '../protocol/topic-partition.ts';
import type { BrokerState, BrokerTurn } from '../server/broker-state.ts';
import { maximalIsr } from './high-watermark.ts';
import { leaderLog, partitionOrError } from './partition.ts';
import { acknowledge } from './produce-answer.ts';
import {
  addOperation,
  nextOperationId,
  operationOf,
  removeOperation,
  replaceOperation,
} from './purgatory.ts';
import type { DelayedProduce, ProducePartitionStatus } from './purgatory-state.ts';
import { partitionNamed } from './replica-changes.ts';
import type { PartitionState } from './replica-state.ts';
import type { PartitionAppendResult, AppendContinuation } from './append-result.ts';

/** Acknowledges what was appended when it is replicated; at once when it is already. */
export function delayProduce(
  turn: BrokerTurn,
  results: readonly PartitionAppendResult[],
  timeoutMs: number,
  then: AppendContinuation,
): void {
  const partitions = results.map((result): ProducePartitionStatus => {
    const name = `${result.topic}-${result.partition}`;
    if (result.error !== 'NONE') {
      return { name, requiredOffset: 0, acksPending: false, result };
    }
    const requiredOffset = result.lastOffset + 1;
    const waiting: PartitionAppendResult = withError(result, 'REQUEST_TIMED_OUT');
    return { name, requiredOffset, acksPending: true, result: waiting };
  });
  const id = nextOperationId(turn);
  const delayMs = timeoutMs;
  const operation: DelayedProduce = { type: 'produce', id, delayMs, partitions, then };
  const checked = checkedProduce(turn.state, operation);
  if (isAcked(checked)) acknowledge(turn, then, resultsOf(checked));
  else addOperation(turn, checked, 'produceWatchers', namesOf(checked));
}

/** Something has happened to a partition: what waits for it may be complete. */
export function checkDelayedProduces(turn: BrokerTurn, name: string): void {
  const ids = mapGet(turn.state.replicas.purgatory.produceWatchers, name);
  if (ids === undefined) return;
  for (const id of ids) {
    const operation = operationOf(turn, id);
    if (operation?.type !== 'produce') continue;
    const checked = checkedProduce(turn.state, operation);
    if (isAcked(checked)) completeProduce(turn, checked);
    else if (checked !== operation) replaceOperation(turn, checked);
  }
}

/** Acknowledged, or its time is over: REQUEST_TIMED_OUT for what is not replicated. */
export function completeProduce(turn: BrokerTurn, operation: DelayedProduce): void {
  removeOperation(turn, operation, 'produceWatchers', namesOf(operation));
  acknowledge(turn, operation.then, resultsOf(operation));
}

function namesOf({ partitions }: DelayedProduce): readonly string[] {
  return partitions.map(({ name }) => name);
}

function resultsOf({ partitions }: DelayedProduce): readonly PartitionAppendResult[] {
  return partitions.map(({ result }) => result);
}

function isAcked({ partitions }: DelayedProduce): boolean {
  return partitions.every(({ acksPending }) => !acksPending);
}

function checkedProduce(state: BrokerState, operation: DelayedProduce): DelayedProduce {
  let hasChanged = false;
  const partitions = operation.partitions.map((status) => {
    const error = status.acksPending ? acknowledgement(state, status) : null;
    if (error === null) return status;
    hasChanged = true;
    const { name, requiredOffset, result } = status;
    return { name, requiredOffset, acksPending: false, result: withError(result, error) };
  });
  if (!hasChanged) return operation;
  const { type, id, delayMs, then } = operation;
  return { type, id, delayMs, partitions, then };
}

/** Null: it has to wait on. */
function acknowledgement(
  state: BrokerState,
  { name, requiredOffset }: ProducePartitionStatus,
): ErrorName | null {
  const hosted = partitionNamed(state, name);
  if (hosted === undefined || hosted.isOffline) {
    const { topic, partition } = parsePartitionName(name)!;
    const error = partitionOrError(state, topic, partition);
    return typeof error === 'string' ? error : null;
  }
  return reachedOffset(state, hosted, requiredOffset);
}

function reachedOffset(
  state: BrokerState,
  partition: PartitionState,
  requiredOffset: number,
): ErrorName | null {
  const log = leaderLog(state, partition);
  if (log === undefined) return 'NOT_LEADER_OR_FOLLOWER';
  if (log.highWatermark < requiredOffset) return null;
  // The in-sync replicas may have become too few since the append.
  return log.config['min.insync.replicas'] <= maximalIsr(partition).length
    ? 'NONE'
    : 'NOT_ENOUGH_REPLICAS_AFTER_APPEND';
}

function withError(result: PartitionAppendResult, error: ErrorName): PartitionAppendResult {
  return {
    topic: result.topic,
    partition: result.partition,
    error,
    errorMessage: result.errorMessage,
    recordErrors: result.recordErrors,
    baseOffset: result.baseOffset,
    lastOffset: result.lastOffset,
    logAppendTimeMs: result.logAppendTimeMs,
    logStartOffset: result.logStartOffset,
  };
}
