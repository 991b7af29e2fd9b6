/**
 * Asking leaders for offsets: the beginning, the end, or the first record of a time.
 *
 * Mirrors: Fetcher.groupListOffsetRequests, sendListOffsetRequest, handleListOffsetResponse, 2.8.0.
 * Read next: position-reset.ts, offsets-by-times.ts.
 */
import type { ErrorName } from '../../protocol/errors.ts';
import { ERRORS } from '../../protocol/errors.ts';
import type { RequestBody } from '../../protocol/messages.ts';
import type { ListOffsetsRequest, ListOffsetsResponse } from '../../protocol/produce-fetch.ts';
import type { TopicPartition } from '../../protocol/topic-partition.ts';
import { partitionName } from '../../protocol/topic-partition.ts';
import type { Node } from '../network-client.ts';
import type { Failure } from './consumer-error.ts';
import { topicsUnauthorized } from './consumer-error.ts';
import { log } from './consumer-log.ts';
import { leaderOf, requestMetadataUpdate } from './consumer-metadata.ts';
import { isUnavailable, send } from './consumer-network.ts';
import type { ConsumerTurn } from './consumer-state.ts';
import { groupedByTopic } from './hash-table.ts';
import type { Query } from './request-tag.ts';
import type { FoundOffset, TimeQuery } from './thread-state.ts';

export const EARLIEST_TIMESTAMP = -2;
export const LATEST_TIMESTAMP = -1;

export interface NodeQueries {
  readonly node: Node;
  readonly queries: readonly Query[];
}

export interface GroupedQueries {
  readonly byNode: readonly NodeQueries[];
  /** Their leader is not known, or cannot be reached. */
  readonly again: readonly TimeQuery[];
}

export function groupByLeader(turn: ConsumerTurn, queries: readonly TimeQuery[]): GroupedQueries {
  const groups = new Map<number, { readonly node: Node; readonly queries: Query[] }>();
  const again: TimeQuery[] = [];
  for (const asked of queries) {
    const { topic, partition, timestamp } = asked;
    const { leader, epoch } = leaderOf(turn, asked);
    if (leader === null) {
      requestMetadataUpdate(turn);
      again.push(asked);
    } else if (isUnavailable(turn, leader)) again.push(asked);
    else {
      const query = { partitionIndex: partition, currentLeaderEpoch: epoch ?? -1, timestamp };
      const known = groups.get(leader.id);
      if (known === undefined) {
        groups.set(leader.id, { node: leader, queries: [{ topic, partition, query }] });
      } else known.queries.push({ topic, partition, query });
    }
  }
  return { byNode: [...groups.values()], again };
}

/** `id`: of the method that waits; null: positions are to be reset. */
export function sendListOffsets(
  turn: ConsumerTurn,
  { node, queries }: NodeQueries,
  id: number | null,
): void {
  const request: RequestBody<ListOffsetsRequest> = {
    type: 'ListOffsetsRequest',
    replicaId: -1,
    isolationLevel: turn.state.config.isReadCommitted ? 1 : 0,
    topics: groupedByTopic(queries).map(([name, group]) => ({
      name,
      partitions: group.map(({ query }) => query),
    })),
  };
  send(turn, node, request, { kind: 'listOffsets', id, queries });
}

export interface ListedOffsets {
  readonly found: readonly FoundOffset[];
  readonly again: readonly TopicPartition[];
  readonly failure: Failure | null;
}

export function readListOffsets(
  turn: ConsumerTurn,
  { topics }: ListOffsetsResponse,
): ListedOffsets {
  const found: FoundOffset[] = [];
  const again: TopicPartition[] = [];
  const unauthorized = new Set<string>();
  for (const { name, partitions } of topics) {
    for (const { partitionIndex, errorCode, offset, timestamp, leaderEpoch } of partitions) {
      const at = { topic: name, partition: partitionIndex };
      if (errorCode === 'NONE') {
        if (offset === -1) continue;
        const epoch = leaderEpoch < 0 ? null : leaderEpoch;
        found.push({ ...at, offset, timestamp, leaderEpoch: epoch });
      } else if (errorCode === 'TOPIC_AUTHORIZATION_FAILED') unauthorized.add(name);
      else if (errorCode !== 'UNSUPPORTED_FOR_MESSAGE_FORMAT') {
        warnOf(turn, partitionName(name, partitionIndex), errorCode);
        again.push(at);
      }
    }
  }
  const failure = unauthorized.size > 0 ? topicsUnauthorized([...unauthorized]) : null;
  return { found, again, failure };
}

function warnOf(turn: ConsumerTurn, name: string, errorCode: ErrorName): void {
  if (MOVED_ERRORS.has(errorCode)) return;
  const text =
    errorCode === 'UNKNOWN_TOPIC_OR_PARTITION'
      ? `Received unknown topic or partition error in ListOffset request for partition ${name}`
      : `Attempt to fetch offsets for partition ${name} failed due to unexpected exception: ` +
        `${ERRORS[errorCode].message}, retrying.`;
  log(turn, 'WARN', 'Fetcher', text);
}

/** Errors that only mean that metadata are behind. */
export const MOVED_ERRORS: ReadonlySet<ErrorName> = new Set([
  'NOT_LEADER_OR_FOLLOWER',
  'REPLICA_NOT_AVAILABLE',
  'KAFKA_STORAGE_ERROR',
  'OFFSET_NOT_AVAILABLE',
  'LEADER_NOT_AVAILABLE',
  'FENCED_LEADER_EPOCH',
  'UNKNOWN_LEADER_EPOCH',
] as const);
