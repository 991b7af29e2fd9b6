/**
 * Offsets and records of partitions: finding offsets, deleting records.
 *
 * Mirrors: KafkaAdminClient.listOffsets, deleteRecords, 2.8.0.
 */
import type { ErrorName } from '../../protocol/errors.ts';
import type { MetadataRequest, MetadataResponse } from '../../protocol/metadata.ts';
import type {
  DeleteRecordsRequest,
  DeleteRecordsResponse,
  ListOffsetsRequest,
  ListOffsetsResponse,
} from '../../protocol/produce-fetch.ts';
import type { TopicPartition } from '../../protocol/topic-partition.ts';
import { partitionName } from '../../protocol/topic-partition.ts';
import { INVALID_METADATA_ERRORS } from '../metadata-updater.ts';
import type { ClientException } from '../producer.ts';
import type { AdminCall, AdminMethod, Keyed, MethodOptions, Settled } from './admin-method.ts';
import { all, apiException, failed, one, settle } from './admin-method.ts';
import { byTopic } from './map-order.ts';
import { metadataRequest } from './topic-methods.ts';

export const EARLIEST_TIMESTAMP = -2;
export const LATEST_TIMESTAMP = -1;

export interface OffsetQuery extends TopicPartition {
  /** Milliseconds since 1970, EARLIEST_TIMESTAMP or LATEST_TIMESTAMP. */
  readonly timestamp: number;
}

export interface ListedOffset {
  /** -1: there is none. */
  readonly offset: number;
  readonly timestamp: number;
  readonly leaderEpoch: number | null;
}

type Results<T> = Map<string, Settled<T>>;

export function* listOffsets(
  queries: readonly OffsetQuery[],
  options: MethodOptions & { readonly isReadCommitted?: boolean } = {},
): AdminMethod<readonly Keyed<OffsetQuery, ListedOffset>[]> {
  const results: Results<ListedOffset> = new Map();
  let open = queries;
  let deadlineMs: number | undefined;
  while (open.length > 0) {
    const answer = yield* one<MetadataRequest>({
      name: 'metadata',
      target: { to: 'any' },
      ...within(options, deadlineMs),
      request: metadataRequest(topicsOf(open), false),
    });
    if (answer.response === null) {
      failAll(results, open, answer.exception);
      break;
    }
    deadlineMs = answer.deadlineMs;
    const groups = byLeader(answer.response, open, results);
    const calls = groups.map(({ brokerId, items }): AdminCall<ListOffsetsRequest> => ({
      name: `listOffsets on broker ${brokerId}`,
      target: { to: 'broker', id: brokerId },
      deadlineMs,
      request: {
        type: 'ListOffsetsRequest',
        replicaId: -1,
        isolationLevel: options.isReadCommitted === true ? 1 : 0,
        topics: byTopic(items).map(({ topic, items: partitions }) => ({
          name: topic,
          partitions: partitions.map(({ partition, timestamp }) => ({
            partitionIndex: partition,
            currentLeaderEpoch: -1,
            timestamp,
          })),
        })),
      },
    }));
    const answers = yield* all(calls as unknown as readonly AdminCall[]);
    const again: OffsetQuery[] = [];
    answers.forEach((given, i) => {
      const asked = groups[i]!;
      if (given.type === 'failed') return failAll(results, asked.items, given.exception);
      again.push(...takeOffsets(given.response as ListOffsetsResponse, asked, results));
    });
    open = again;
  }
  return queries.map((key) => ({ key, result: results.get(nameOf(key))! }));
}

/** Gives the queries whose leader has moved. */
function takeOffsets(
  response: ListOffsetsResponse,
  { brokerId, items }: LeaderGroup<OffsetQuery>,
  results: Results<ListedOffset>,
): readonly OffsetQuery[] {
  const again: OffsetQuery[] = [];
  const queries = new Map(items.map((item) => [nameOf(item), item]));
  for (const { name, partitions } of response.topics) {
    for (const { partitionIndex, errorCode, offset, timestamp, leaderEpoch } of partitions) {
      const key = partitionName(name, partitionIndex);
      const query = queries.get(key);
      if (query === undefined) continue;
      if (INVALID_METADATA_ERRORS.has(errorCode)) again.push(query);
      else {
        const epoch = leaderEpoch < 0 ? null : leaderEpoch;
        results.set(key, settle(errorCode, null, { offset, timestamp, leaderEpoch: epoch }));
      }
    }
  }
  if (again.length > 0) return again;
  for (const item of items) {
    if (results.has(nameOf(item))) continue;
    const message =
      `The response from broker ${brokerId} ` +
      `did not contain a result for topic partition ${nameOf(item)}`;
    const exception = 'org.apache.kafka.common.errors.ApiException';
    results.set(nameOf(item), failed({ exception, message, error: null }));
  }
  return [];
}

export interface RecordsToDelete extends TopicPartition {
  /** -1: all below the high watermark. */
  readonly beforeOffset: number;
}

/** The value is the partition's new low watermark. */
export function* deleteRecords(
  records: readonly RecordsToDelete[],
  options: MethodOptions = {},
): AdminMethod<readonly Keyed<RecordsToDelete, number>[]> {
  const results: Results<number> = new Map();
  const answer = yield* one<MetadataRequest>({
    name: 'topicsMetadata',
    target: { to: 'any' },
    timeoutMs: options.timeoutMs,
    request: metadataRequest(topicsOf(records), false),
  });
  if (answer.response === null) failAll(results, records, answer.exception);
  else {
    const groups = byLeader(answer.response, records, results);
    const calls = groups.map(({ brokerId, items }): AdminCall<DeleteRecordsRequest> => ({
      name: 'deleteRecords',
      target: { to: 'broker', id: brokerId },
      deadlineMs: answer.deadlineMs,
      request: {
        type: 'DeleteRecordsRequest',
        topics: byTopic(items).map(({ topic, items: partitions }) => ({
          name: topic,
          partitions: partitions.map(({ partition, beforeOffset }) => ({
            partitionIndex: partition,
            offset: beforeOffset,
          })),
        })),
        timeoutMs: 0,
      },
    }));
    const answers = yield* all(calls as unknown as readonly AdminCall[]);
    answers.forEach((given, i) => {
      if (given.type === 'failed') return failAll(results, groups[i]!.items, given.exception);
      for (const { name, partitions } of (given.response as DeleteRecordsResponse).topics) {
        for (const { partitionIndex, errorCode, lowWatermark } of partitions) {
          results.set(partitionName(name, partitionIndex), settle(errorCode, null, lowWatermark));
        }
      }
    });
  }
  return records.map((key) => ({ key, result: results.get(nameOf(key))! }));
}

interface LeaderGroup<T> {
  readonly brokerId: number;
  readonly items: readonly T[];
}

/** Those whose leader is known; the others fail. */
function byLeader<T extends TopicPartition, R>(
  response: MetadataResponse,
  items: readonly T[],
  results: Results<R>,
): readonly LeaderGroup<T>[] {
  const groups = new Map<number, T[]>();
  const topics = new Map(response.topics.map((topic) => [topic.name, topic]));
  const brokers = new Set(response.brokers.map(({ nodeId }) => nodeId));
  for (const item of items) {
    const topic = topics.get(item.topic);
    const error: ErrorName = topic?.errorCode ?? 'NONE';
    const found = topic?.partitions.find((p) => p.partitionIndex === item.partition);
    if (error !== 'NONE') results.set(nameOf(item), failed(apiException(error)));
    else if (found === undefined || !brokers.has(found.leaderId)) {
      results.set(nameOf(item), failed(apiException('LEADER_NOT_AVAILABLE')));
    } else {
      const known = groups.get(found.leaderId);
      if (known === undefined) groups.set(found.leaderId, [item]);
      else known.push(item);
    }
  }
  return [...groups].map(([brokerId, group]) => ({ brokerId, items: group }));
}

function within(
  { timeoutMs }: MethodOptions,
  deadlineMs: number | undefined,
): Pick<AdminCall, 'timeoutMs' | 'deadlineMs'> {
  return deadlineMs === undefined ? { timeoutMs } : { deadlineMs };
}

function failAll<T>(
  results: Results<T>,
  items: readonly TopicPartition[],
  exception: ClientException,
): void {
  for (const item of items) results.set(nameOf(item), failed(exception));
}

function topicsOf(items: readonly TopicPartition[]): readonly string[] {
  return [...new Set(items.map(({ topic }) => topic))];
}

function nameOf({ topic, partition }: TopicPartition): string {
  return partitionName(topic, partition);
}
