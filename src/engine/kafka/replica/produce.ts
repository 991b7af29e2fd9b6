/**
 * Appending records to partitions that this broker leads.
 *
 * Mirrors: KafkaApis.handleProduceRequest, ReplicaManager.appendRecords, appendToLocalLog,
 * Partition.appendRecordsToLeader, 2.8.0.
 * Departs: client quotas throttle nothing.
 * Read next: delayed-produce.ts, produce-answer.ts.
 */
import type { AppendOrigin, LogAppendInfo } from '../log/log.ts';
import { appendAsLeader } from '../log/log.ts';
import type { ErrorName } from '../protocol/errors.ts';
import { exceptionText } from '../protocol/errors.ts';
import type { ProduceRequest, ProduceResponse } from '../protocol/produce-fetch.ts';
import type { RecordBatch } from '../protocol/record-batch.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { cachedPartition } from '../server/metadata-cache.ts';
import { respond } from '../server/respond.ts';
import { completeAfterAppend } from './delayed-operations.ts';
import { delayProduce } from './delayed-produce.ts';
import { maybeIncrementLeaderHW } from './high-watermark.ts';
import { isInternalTopic, leaderLog, partitionOrError } from './partition.ts';
import type { ProduceContext } from './produce-answer.ts';
import { acknowledge } from './produce-answer.ts';
import { hostedPartition } from './replica-changes.ts';
import { replicaManagerLine } from './replica-lines.ts';
import type { PartitionState } from './replica-state.ts';
import type { RequestRef } from '../server/request-ref.ts';
import type { PartitionAppendResult, AppendContinuation } from './append-result.ts';
import { markChanged } from './session-marks.ts';

export interface AppendEntry {
  readonly topic: string;
  readonly partition: number;
  readonly batches: readonly RecordBatch[];
}

export interface Append {
  readonly timeoutMs: number;
  readonly acks: number;
  readonly origin: AppendOrigin;
  readonly internalTopicsAllowed: boolean;
  readonly entries: readonly AppendEntry[];
}

/** The client id of admin clients that may write to internal topics. */
const ADMIN_CLIENT_ID = '__admin_client';

export function handleProduce(turn: BrokerTurn, request: ProduceRequest, ref: RequestRef): void {
  const { acks, timeoutMs, topicData, transactionalId } = request;
  const rejected: PartitionAppendResult[] = [];
  const entries: AppendEntry[] = [];
  for (const { name: topic, partitionData } of topicData) {
    for (const { index: partition, records: batches } of partitionData) {
      if (transactionalId === null && batches.some(({ isTransactional }) => isTransactional)) {
        return refuseTransactional(turn, request, ref);
      }
      if (cachedPartition(turn.state.metadata, topic, partition) === undefined) {
        rejected.push(failedAppend({ topic, partition }, 'UNKNOWN_TOPIC_OR_PARTITION'));
      } else entries.push({ topic, partition, batches });
    }
  }
  const context: ProduceContext = { ref, acks, rejected };
  const then: AppendContinuation = { to: 'produce', data: context };
  if (entries.length === 0) return acknowledge(turn, then, []);
  const internalTopicsAllowed = ref.clientId === ADMIN_CLIENT_ID;
  const origin = 'client';
  appendRecordsTo(turn, { timeoutMs, acks, origin, internalTopicsAllowed, entries }, then);
}

function refuseTransactional(turn: BrokerTurn, request: ProduceRequest, ref: RequestRef): void {
  respond<ProduceResponse>(turn, ref, {
    type: 'ProduceResponse',
    responses: request.topicData.map(({ name, partitionData }) => ({
      name,
      partitionResponses: partitionData.map(({ index }) => ({
        index,
        errorCode: 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED' as const,
        baseOffset: -1,
        logAppendTimeMs: -1,
        logStartOffset: -1,
        recordErrors: [],
        errorMessage: null,
      })),
    })),
  });
}

/** Appends, and acknowledges at once or when the records are replicated, as `acks` says. */
export function appendRecordsTo(turn: BrokerTurn, append: Append, then: AppendContinuation): void {
  const { acks, entries, timeoutMs } = append;
  if (acks !== -1 && acks !== 0 && acks !== 1) {
    const results = entries.map((entry) => failedAppend(entry, 'INVALID_REQUIRED_ACKS'));
    return acknowledge(turn, then, results);
  }
  const appended = entries.map((entry) => appendToLocalLog(turn, append, entry));
  const results = appended.map(({ result }) => result);
  const isDelayed = acks === -1 && results.some(({ error }) => error === 'NONE');
  if (isDelayed) delayProduce(turn, results, timeoutMs, then);
  else acknowledge(turn, then, results);
  for (const { result, isHighWatermarkHigher } of appended) {
    if (result.error !== 'NONE') continue;
    completeAfterAppend(turn, `${result.topic}-${result.partition}`, isHighWatermarkHigher);
  }
}

interface Appended {
  readonly result: PartitionAppendResult;
  readonly isHighWatermarkHigher: boolean;
}

function appendToLocalLog(
  turn: BrokerTurn,
  { acks, origin, internalTopicsAllowed }: Append,
  entry: AppendEntry,
): Appended {
  const { topic, partition, batches } = entry;
  if (isInternalTopic(topic) && !internalTopicsAllowed) {
    return failed(failedAppend(entry, 'INVALID_TOPIC_EXCEPTION'));
  }
  const hosted = partitionOrError(turn.state, topic, partition);
  if (typeof hosted === 'string') return failed(failedAppend(entry, hosted));
  const log = leaderLog(turn.state, hosted);
  if (log === undefined) return failed(failedAppend(entry, 'NOT_LEADER_OR_FOLLOWER'));
  const minIsr = log.config['min.insync.replicas'];
  if (acks === -1 && hosted.isr.length < minIsr) {
    const message =
      `The size of the current ISR Set(${hosted.isr.join(', ')}) ` +
      `is insufficient to satisfy the min.isr requirement of ${minIsr} for partition ${hosted.name}`;
    return failed(unexpectedFailure(turn, hosted, { error: 'NOT_ENOUGH_REPLICAS', message }));
  }
  const { leaderEpoch } = hosted;
  const info = appendAsLeader(turn, log, batches, { leaderEpoch, origin });
  if (info.error !== 'NONE') return failed(failureOf(turn, hosted, info));
  markChanged(turn, hosted.name);
  const isHighWatermarkHigher = maybeIncrementLeaderHW(turn, hosted);
  return { result: succeededAppend(entry, info), isHighWatermarkHigher };
}

function failed(result: PartitionAppendResult): Appended {
  return { result, isHighWatermarkHigher: false };
}

/** These are the client's affair: the broker writes no line about them. */
const EXPECTED_ERRORS: readonly ErrorName[] = [
  'UNKNOWN_TOPIC_OR_PARTITION',
  'NOT_LEADER_OR_FOLLOWER',
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'CORRUPT_MESSAGE',
  'KAFKA_STORAGE_ERROR',
];

function failureOf(
  turn: BrokerTurn,
  partition: PartitionState,
  info: LogAppendInfo,
): PartitionAppendResult {
  const { error, errorMessage: message, recordErrors } = info;
  if (EXPECTED_ERRORS.includes(error) && recordErrors.length === 0) {
    return failedAppend(partition, error);
  }
  const result = unexpectedFailure(turn, partition, { error, message });
  // Only what is wrong with single records is told to the producer in words.
  return recordErrors.length === 0 ? result : { ...result, recordErrors, errorMessage: message };
}

/** Mirrors processFailedRecord. */
function unexpectedFailure(
  turn: BrokerTurn,
  { topic, partition, name }: PartitionState,
  { error, message }: { readonly error: ErrorName; readonly message: string | null },
): PartitionAppendResult {
  const text = `Error processing append operation on partition ${name}`;
  replicaManagerLine(turn, 'ERROR', `${text}\n${exceptionText(error, message)}`);
  const hosted = hostedPartition(turn.state, topic, partition)!;
  const logStartOffset = leaderLog(turn.state, hosted)?.logStartOffset ?? -1;
  return { ...failedAppend({ topic, partition }, error), logStartOffset };
}

function failedAppend(
  { topic, partition }: { readonly topic: string; readonly partition: number },
  error: ErrorName,
): PartitionAppendResult {
  return {
    topic,
    partition,
    error,
    errorMessage: null,
    recordErrors: [],
    baseOffset: -1,
    lastOffset: -1,
    logAppendTimeMs: -1,
    logStartOffset: -1,
  };
}

function succeededAppend(
  { topic, partition }: AppendEntry,
  info: LogAppendInfo,
): PartitionAppendResult {
  return {
    topic,
    partition,
    error: 'NONE',
    errorMessage: null,
    recordErrors: [],
    baseOffset: info.firstOffset,
    lastOffset: info.lastOffset,
    logAppendTimeMs: info.logAppendTimeMs,
    logStartOffset: info.logStartOffset,
  };
}
