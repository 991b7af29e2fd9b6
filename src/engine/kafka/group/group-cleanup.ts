/**
 * Groups and offsets go: because they are deleted, because their topic is, or because nobody has used
 * them for so long. A tombstone in `__consumer_offsets` follows each.
 *
 * Mirrors: kafka.coordinator.group.GroupMetadataManager.cleanupGroupMetadata, GroupCoordinator
 * (handleDeleteGroups, handleDeleteOffsets, handleDeletedPartitions), kafka.server.KafkaApis
 * (handleDeleteGroupsRequest, handleOffsetDeleteRequest), 2.8.0.
 */
import { hashCode } from '../../java/hash-order.ts';
import { mapDelete, mapGet } from '../../kernel/persistent-map.ts';
import type { ErrorName } from '../protocol/errors.ts';
import { ERRORS } from '../protocol/errors.ts';
import type {
  DeleteGroupsRequest,
  DeleteGroupsResponse,
  OffsetDeleteRequest,
  OffsetDeleteResponse,
} from '../protocol/groups.ts';
import { groupMetadataKey, offsetCommitKey } from '../protocol/internal-records.ts';
import { makeBatch } from '../protocol/record-size.ts';
import type { NewRecord } from '../protocol/record-size.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import { partitionName } from '../protocol/topic-partition.ts';
import { logOf } from '../log/log.ts';
import { appendRecords } from '../replica/replica-manager.ts';
import type { BrokerTurn, RequestRef } from '../server/broker-state.ts';
import { cachedPartition } from '../server/metadata-cache.ts';
import { respond } from '../server/respond.ts';
import { currentGroups } from './describe-groups.ts';
import { groupOf, ownGroups } from './group-changes.ts';
import { later, logCoordinator, logManager } from './group-lines.ts';
import { isConsumerGroup, isIn, isSubscribedToTopic, transition } from './group-metadata.ts';
import { allOffsets, hasOffsets, removeExpiredOffsets, removeOffsets } from './group-offsets.ts';
import { groupNotExists, partitionFor, validateGroupStatus } from './group-partitions.ts';
import type { OffsetAndMetadata } from './group-state.ts';
import type { GroupAppend } from './group-store.ts';
import { OFFSETS_TOPIC, offsetsCompression } from './group-store.ts';
import { inImmutableOrder, partitionHash } from '../zk/scala-order.ts';

export function handleDeleteGroups(
  turn: BrokerTurn,
  request: DeleteGroupsRequest,
  ref: RequestRef,
): void {
  const groupIds = [...new Set(request.groupsNames)];
  const faults = new Map(groupIds.map((groupId) => [groupId, deleteFault(turn, groupId)]));
  const ordered = inImmutableOrder(groupIds, hashCode);
  const eligible = ordered.filter((groupId) => faults.get(groupId) === null);
  for (const groupId of eligible) transition(turn, groupId, 'group.removed');
  if (eligible.length > 0) {
    const removed = cleanupGroups(turn, eligible, (groupId) =>
      removeOffsets(turn, groupId, allOffsets(groupOf(turn, groupId)!)),
    );
    const names = eligible.join(', ');
    const text = `The following groups were deleted: ${names}. A total of ${removed} offsets were removed.`;
    logCoordinator(turn, 'INFO', text);
  }
  respond<DeleteGroupsResponse>(turn, ref, {
    type: 'DeleteGroupsResponse',
    results: groupIds.map((groupId) => ({
      groupId,
      errorCode: faults.get(groupId) ?? 'NONE',
    })),
  });
}

function deleteFault(turn: BrokerTurn, groupId: string): ErrorName | null {
  const error = validateGroupStatus(turn.state, groupId, true);
  if (error !== null) return error;
  const group = groupOf(turn, groupId);
  if (group === undefined || isIn(group, 'Dead')) return absenceFault(turn, groupId);
  return isIn(group, 'Empty') ? null : 'NON_EMPTY_GROUP';
}

function absenceFault(turn: BrokerTurn, groupId: string): ErrorName {
  return groupNotExists(turn.state, groupId) ? 'GROUP_ID_NOT_FOUND' : 'NOT_COORDINATOR';
}

export function handleDeleteOffsets(
  turn: BrokerTurn,
  request: OffsetDeleteRequest,
  ref: RequestRef,
): void {
  const wanted = request.topics.flatMap(({ name, partitions }) =>
    partitions.map(({ partitionIndex }) => ({ topic: name, partition: partitionIndex })),
  );
  const known = wanted.filter(
    ({ topic, partition }) => cachedPartition(turn.state.metadata, topic, partition) !== undefined,
  );
  const groupError = deleteOffsetsFault(turn, request.groupId);
  const errors = new Map<string, ErrorName>();
  if (groupError === null) deleteOffsets(turn, request.groupId, known, errors);
  respond<OffsetDeleteResponse>(turn, ref, {
    type: 'OffsetDeleteResponse',
    errorCode: groupError ?? 'NONE',
    topics:
      groupError !== null
        ? []
        : request.topics.map(({ name, partitions }) => ({
            name,
            partitions: partitions.map(({ partitionIndex }) => ({
              partitionIndex,
              errorCode:
                errors.get(partitionName(name, partitionIndex)) ?? 'UNKNOWN_TOPIC_OR_PARTITION',
            })),
          })),
  });
}

function deleteOffsetsFault(turn: BrokerTurn, groupId: string): ErrorName | null {
  const error = validateGroupStatus(turn.state, groupId);
  if (error !== null) return error;
  const group = groupOf(turn, groupId);
  if (group === undefined || isIn(group, 'Dead')) return absenceFault(turn, groupId);
  return isIn(group, 'Empty') || isConsumerGroup(group) ? null : 'NON_EMPTY_GROUP';
}

/** Offsets of topics that members read stay. */
function deleteOffsets(
  turn: BrokerTurn,
  groupId: string,
  partitions: readonly TopicPartition[],
  errors: Map<string, ErrorName>,
): void {
  const group = groupOf(turn, groupId)!;
  const isEmpty = isIn(group, 'Empty');
  const eligible = partitions.filter(({ topic }) => isEmpty || !isSubscribedToTopic(group, topic));
  for (const { topic, partition } of partitions) {
    errors.set(partitionName(topic, partition), 'GROUP_SUBSCRIBED_TO_TOPIC');
  }
  if (eligible.length === 0) return;
  const removed = cleanupGroups(turn, [groupId], () => removeOffsets(turn, groupId, eligible));
  const names = eligible.map(({ topic, partition }) => partitionName(topic, partition));
  for (const name of names) errors.set(name, 'NONE');
  const text = `The following offsets of the group ${groupId} were deleted: ${names.join(', ')}. A total of ${removed} offsets were removed.`;
  logCoordinator(turn, 'INFO', text);
}

/** handleDeletedPartitions: topics were deleted, as every broker hears by its metadata. */
export function deletePartitionOffsets(
  turn: BrokerTurn,
  partitions: readonly TopicPartition[],
): void {
  const groupIds = currentGroups(turn.state).map(({ groupId }) => groupId);
  const removed = cleanupGroups(turn, groupIds, (groupId) =>
    removeOffsets(turn, groupId, partitions),
  );
  const names = partitions.map(({ topic, partition }) => partitionName(topic, partition));
  const text = `Removed ${removed} offsets associated with deleted partitions: ${names.join(', ')}.`;
  logCoordinator(turn, 'INFO', text);
}

/** Every offsets.retention.check.interval.ms. */
export function deleteExpiredOffsets(turn: BrokerTurn): void {
  const retentionMs = turn.state.config.values['offsets.retention.minutes'] * 60_000;
  const groupIds = currentGroups(turn.state).map(({ groupId }) => groupId);
  const removed = cleanupGroups(turn, groupIds, (groupId) =>
    removeExpiredOffsets(turn, groupId, retentionMs),
  );
  // 2.2 says so every time, also when there were none.
  const isSilent = removed === 0 && later(turn, 'silent') !== '';
  if (!isSilent) logManager(turn, 'INFO', `Removed ${removed} expired offsets in 0 milliseconds.`);
}

/** How many offsets are gone. A group that has neither members nor offsets any more goes with them. */
function cleanupGroups(
  turn: BrokerTurn,
  groupIds: readonly string[],
  select: (groupId: string) => readonly OffsetAndMetadata[],
): number {
  let removed = 0;
  for (const groupId of groupIds) {
    const offsets = select(groupId);
    const group = groupOf(turn, groupId)!;
    if (isIn(group, 'Empty') && !hasOffsets(group)) {
      const text = `Group ${groupId} transitioned to Dead in generation ${group.generationId}`;
      logManager(turn, 'INFO', text);
      transition(turn, groupId, 'group.removed');
    }
    if (offsets.length > 0 || isIn(groupOf(turn, groupId)!, 'Dead')) {
      removed += buryGroup(turn, groupId, offsets);
    }
  }
  return removed;
}

/** Writes the tombstones; a dead group leaves the table. Gives how many offsets are gone. */
function buryGroup(
  turn: BrokerTurn,
  groupId: string,
  offsets: readonly OffsetAndMetadata[],
): number {
  const partition = partitionFor(turn.state, groupId);
  const { brokerId } = turn.state.config;
  if (logOf(turn.state, OFFSETS_TOPIC, partition) === undefined) {
    const text = `BrokerId ${brokerId} is no longer a coordinator for the group ${groupId}. Proceeding cleanup for other alive groups`;
    logManager(turn, 'INFO', text);
    return 0;
  }
  const timestamp = turn.env.wallClockMs;
  const tombstones: NewRecord[] = inImmutableOrder(offsets, partitionHash).map(
    ({ topic, partition: of }) => ({
      timestamp,
      key: offsetCommitKey(groupId, topic, of),
      value: null,
    }),
  );
  const { generationId, serial } = groupOf(turn, groupId)!;
  if (isIn(groupOf(turn, groupId)!, 'Dead')) {
    forgetGroup(turn, groupId);
    // A group that only kept offsets was never written itself.
    if (generationId > 0) {
      tombstones.push({ timestamp, key: groupMetadataKey(groupId), value: null });
    }
  }
  if (tombstones.length === 0) return 0;
  const count = tombstones.length;
  const then: GroupAppend = { kind: 'tombstones', groupId, serial, generationId, partition, count };
  const leads = mapGet(turn.state.replicas.partitions, partitionName(OFFSETS_TOPIC, partition));
  if (leads?.isLeader !== true) {
    logFailedTombstones(turn, then, 'NOT_LEADER_OR_FOLLOWER');
    return 0;
  }
  const batch = makeBatch(tombstones, { compression: offsetsCompression(turn) });
  // Nobody waits for them: if they are lost, the next look writes them again.
  appendRecords(
    turn,
    {
      timeoutMs: 0,
      acks: 0,
      origin: 'coordinator',
      entries: [{ topic: OFFSETS_TOPIC, partition, batches: [batch] }],
    },
    { to: 'groups', data: then },
  );
  return offsets.length;
}

/** Out of the table; what is still waited for in its name is remembered until its time. */
export function forgetGroup(turn: BrokerTurn, groupId: string): void {
  const group = groupOf(turn, groupId)!;
  const groups = ownGroups(turn);
  groups.groups = mapDelete(groups.groups, groupId);
  const isWaitedFor =
    group.pendingExpirations.length > 0 ||
    group.delayedJoin !== null ||
    group.memberIds.some((id) => mapGet(group.members, id)!.heartbeatDeadlineMs !== null);
  if (isWaitedFor) groups.unloaded = [...groups.unloaded, group];
}

export function logFailedTombstones(
  turn: BrokerTurn,
  { groupId, partition, count }: GroupAppend & { readonly kind: 'tombstones' },
  error: ErrorName,
): void {
  const where = `${OFFSETS_TOPIC}-${partition}`;
  const broker = turn.state.config.brokerId;
  const reason =
    error === 'NOT_LEADER_OR_FOLLOWER'
      ? `Leader not local for partition ${where} on broker ${broker}`
      : ERRORS[error].message;
  const text = `Failed to append ${count} tombstones to ${where} for expired/deleted offsets and/or metadata for group ${groupId}.`;
  const exception = `org.apache.kafka.common.errors.${ERRORS[error].exception}: ${reason}`;
  logManager(turn, 'ERROR', `${text}\n${exception}`);
}
