/**
 * OffsetFetch: where a group goes on reading.
 *
 * Mirrors: kafka.coordinator.group.GroupCoordinator.handleFetchOffsets, GroupMetadataManager.getOffsets,
 * kafka.server.KafkaApis.handleOffsetFetchRequest, OffsetFetchRequest.getErrorResponse, 2.8.0.
 * Departs: version 0, which read offsets from ZooKeeper, is not served.
 */
import { mapGet } from '../../kernel/persistent-map.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type {
  OffsetFetchRequest,
  OffsetFetchRequestTopic,
  OffsetFetchResponse,
  OffsetFetchResponsePartition,
  OffsetFetchResponseTopic,
} from '../protocol/groups.ts';
import { partitionName } from '../protocol/topic-partition.ts';
import type { BrokerTurn, RequestRef } from '../server/broker-state.ts';
import { respond } from '../server/respond.ts';
import { groupOf } from './group-changes.ts';
import { isIn } from './group-metadata.ts';
import { allOffsets, hasPendingCommit } from './group-offsets.ts';
import { validateGroupStatus } from './group-partitions.ts';
import type { GroupMetadata } from './group-state.ts';
import { inImmutableOrder, partitionHash } from '../zk/scala-order.ts';

export function handleFetchOffsets(
  turn: BrokerTurn,
  request: OffsetFetchRequest,
  ref: RequestRef,
): void {
  const error = validateGroupStatus(turn.state, request.groupId, true);
  if (error !== null) return refuse(turn, request, ref, error);
  const known = groupOf(turn, request.groupId);
  const group = known === undefined || isIn(known, 'Dead') ? null : known;
  const { requireStable } = request;
  const wanted = request.topics ?? (group === null ? [] : topicsOf(group));
  const topics: readonly OffsetFetchResponseTopic[] = wanted.map(({ name, partitionIndexes }) => ({
    name,
    partitions: partitionIndexes.map((partition) =>
      committed(group, name, partition, requireStable),
    ),
  }));
  respond<OffsetFetchResponse>(turn, ref, {
    type: 'OffsetFetchResponse',
    topics,
    errorCode: 'NONE',
  });
}

/** All partitions with an offset, topic by topic. */
function topicsOf(group: GroupMetadata): readonly OffsetFetchRequestTopic[] {
  const byTopic = new Map<string, number[]>();
  for (const { topic, partition } of inImmutableOrder(allOffsets(group), partitionHash)) {
    const partitions = byTopic.get(topic);
    if (partitions === undefined) byTopic.set(topic, [partition]);
    else partitions.push(partition);
  }
  return [...byTopic].map(([name, partitionIndexes]) => ({ name, partitionIndexes }));
}

function committed(
  group: GroupMetadata | null,
  topic: string,
  partition: number,
  requireStable: boolean,
): OffsetFetchResponsePartition {
  const name = partitionName(topic, partition);
  if (group !== null && requireStable && hasPendingCommit(group, name)) {
    return nothing(partition, 'UNSTABLE_OFFSET_COMMIT');
  }
  const found = group === null ? undefined : mapGet(group.offsets, name);
  if (found === undefined) return nothing(partition, 'NONE');
  const { offset, leaderEpoch, metadata } = found.offsetAndMetadata;
  return {
    partitionIndex: partition,
    committedOffset: offset,
    committedLeaderEpoch: leaderEpoch,
    metadata,
    errorCode: 'NONE',
  };
}

function nothing(partitionIndex: number, errorCode: ErrorName): OffsetFetchResponsePartition {
  return { partitionIndex, committedOffset: -1, committedLeaderEpoch: -1, metadata: '', errorCode };
}

/** Clients before version 2 find the error at each partition. */
function refuse(
  turn: BrokerTurn,
  request: OffsetFetchRequest,
  ref: RequestRef,
  errorCode: ErrorName,
): void {
  const wanted = ref.apiVersion < 2 ? (request.topics ?? []) : [];
  const topics = wanted.map(({ name, partitionIndexes }) => ({
    name,
    partitions: partitionIndexes.map((partition) => nothing(partition, errorCode)),
  }));
  respond<OffsetFetchResponse>(turn, ref, { type: 'OffsetFetchResponse', topics, errorCode });
}
