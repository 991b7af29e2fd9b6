/**
 * The controller's picture of the cluster: how it is changed and what is asked of it.
 *
 * Mirrors: kafka.controller.ControllerContext, 2.8.0.
 * Departs: the counts that only feed metrics (offline partitions, imbalance) are not kept: partition states
 * and leaders say them. Broker ids and topics count as having come in ascending order.
 * Read next: context-queries.ts (what is asked, in the order of upstream's collections).
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import {
  emptyMap,
  mapDelete,
  mapGet,
  mapHas,
  mapKeys,
  mapSet,
} from '../../kernel/persistent-map.ts';
import type { Mutable } from '../../kernel/turn.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import { partitionName } from '../protocol/topic-partition.ts';
import { inImmutableOrder, inMutableMapOrder, intHash } from '../zk/scala-order.ts';
import type { LeaderIsrAndControllerEpoch, ReplicaAssignment } from '../zk/topic-znodes.ts';
import { plainAssignment } from '../zk/topic-znodes.ts';
import type { ControllerContext, PartitionState, ReplicaState } from './controller-state.ts';
import { IllegalStateException } from './exceptions.ts';
import type { LiveBroker } from './live-broker.ts';

/** A context that a routine changes in place. */
export type ContextChanges = Mutable<ControllerContext>;

/** A replica: a partition on a broker. */
export interface PartitionAndReplica {
  readonly partition: TopicPartition;
  readonly replica: number;
}

export const EMPTY_CONTEXT: ControllerContext = {
  epoch: 0,
  epochZkVersion: 0,
  shuttingDownBrokerIds: [],
  liveBrokers: emptyMap(),
  brokerOrder: [],
  allTopics: emptyMap(),
  topicIds: emptyMap(),
  topicNames: emptyMap(),
  partitionAssignments: emptyMap(),
  partitionLeadershipInfo: emptyMap(),
  partitionsBeingReassigned: emptyMap(),
  reassignmentTargets: emptyMap(),
  partitionStates: emptyMap(),
  replicaStates: emptyMap(),
  replicasOnOfflineDirs: emptyMap(),
  topicsToBeDeleted: emptyMap(),
  topicsWithDeletionStarted: emptyMap(),
  topicsIneligibleForDeletion: emptyMap(),
  changeHandlers: emptyMap(),
  childChangeHandlers: emptyMap(),
};

/** Field by field: see kernel/turn.ts. */
export function copyContext(context: ControllerContext): ContextChanges {
  return {
    epoch: context.epoch,
    epochZkVersion: context.epochZkVersion,
    shuttingDownBrokerIds: context.shuttingDownBrokerIds,
    liveBrokers: context.liveBrokers,
    brokerOrder: context.brokerOrder,
    allTopics: context.allTopics,
    topicIds: context.topicIds,
    topicNames: context.topicNames,
    partitionAssignments: context.partitionAssignments,
    partitionLeadershipInfo: context.partitionLeadershipInfo,
    partitionsBeingReassigned: context.partitionsBeingReassigned,
    reassignmentTargets: context.reassignmentTargets,
    partitionStates: context.partitionStates,
    replicaStates: context.replicaStates,
    replicasOnOfflineDirs: context.replicasOnOfflineDirs,
    topicsToBeDeleted: context.topicsToBeDeleted,
    topicsWithDeletionStarted: context.topicsWithDeletionStarted,
    topicsIneligibleForDeletion: context.topicsIneligibleForDeletion,
    changeHandlers: context.changeHandlers,
    childChangeHandlers: context.childChangeHandlers,
  };
}

/** What resignation leaves: handlers are taken away one by one. */
export function resetContext(context: ContextChanges): void {
  Object.assign(context, {
    ...EMPTY_CONTEXT,
    changeHandlers: context.changeHandlers,
    childChangeHandlers: context.childChangeHandlers,
  });
}

export function keyOf({ topic, partition }: TopicPartition): string {
  return partitionName(topic, partition);
}

/** The partition of a key `t-0`. */
export function partitionOfKey(key: string): TopicPartition {
  const dash = key.lastIndexOf('-');
  return { topic: key.slice(0, dash), partition: Number(key.slice(dash + 1)) };
}

function replicaKey({ partition, replica }: PartitionAndReplica): string {
  return `${keyOf(partition)}/${replica}`;
}

/** The replica of a key `t-0/1`. */
export function replicaOfKey(key: string): PartitionAndReplica {
  const slash = key.lastIndexOf('/');
  const replica = Number(key.slice(slash + 1));
  return { partition: partitionOfKey(key.slice(0, slash)), replica };
}

// Brokers

export function setLiveBrokers(
  context: ContextChanges,
  brokers: readonly LiveBroker[],
  isOld: boolean,
): void {
  context.liveBrokers = emptyMap();
  context.brokerOrder = [];
  addLiveBrokers(context, brokers, isOld);
}

export function addLiveBrokers(
  context: ContextChanges,
  brokers: readonly LiveBroker[],
  isOld: boolean,
): void {
  for (const broker of brokers) {
    context.liveBrokers = mapSet(context.liveBrokers, String(broker.id), broker);
  }
  const known = context.brokerOrder;
  const added = brokers.map(({ id }) => id).filter((id) => !known.includes(id));
  context.brokerOrder = ordered([...known, ...added], isOld);
}

export function removeLiveBrokers(
  context: ContextChanges,
  ids: readonly number[],
  isOld: boolean,
): void {
  for (const id of ids) context.liveBrokers = mapDelete(context.liveBrokers, String(id));
  const left = context.brokerOrder.filter((id) => !ids.includes(id));
  context.brokerOrder = ordered(left, isOld);
}

/** 2.8.0 has a mutable map, 2.2 an immutable one, which keeps four or less as they came. */
function ordered(ids: readonly number[], isOld: boolean): readonly number[] {
  if (isOld) return inImmutableOrder(ids, intHash);
  return inMutableMapOrder(
    [...ids].sort((a, b) => a - b),
    intHash,
  );
}

export function liveOrShuttingDownBroker(
  context: ControllerContext,
  id: number,
): LiveBroker | undefined {
  return mapGet(context.liveBrokers, String(id));
}

export function isLiveOrShuttingDown(context: ControllerContext, id: number): boolean {
  return mapHas(context.liveBrokers, String(id));
}

export function isShuttingDown(context: ControllerContext, id: number): boolean {
  return context.shuttingDownBrokerIds.includes(id);
}

/** Registered and not shutting down, in the order of upstream's table. */
export function liveBrokerIds(context: ControllerContext): readonly number[] {
  if (context.shuttingDownBrokerIds.length === 0) return context.brokerOrder;
  return context.brokerOrder.filter((id) => !isShuttingDown(context, id));
}

export function isLive(context: ControllerContext, id: number): boolean {
  return isLiveOrShuttingDown(context, id) && !isShuttingDown(context, id);
}

/** The broker is live and the log folder of the partition has not failed there. */
export function isReplicaOnline(
  context: ControllerContext,
  brokerId: number,
  partition: TopicPartition,
  includeShuttingDown = false,
): boolean {
  const isOnline = includeShuttingDown
    ? isLiveOrShuttingDown(context, brokerId)
    : isLive(context, brokerId);
  if (!isOnline) return false;
  if (context.replicasOnOfflineDirs.size === 0) return true;
  const offline = mapGet(context.replicasOnOfflineDirs, String(brokerId));
  return offline === undefined || !mapHas(offline, keyOf(partition));
}

// Topics and their replicas

const NO_ASSIGNMENT = plainAssignment([]);

/** With what is added and removed; an empty one when there is none. */
export function fullAssignment(
  context: ControllerContext,
  { topic, partition }: TopicPartition,
): ReplicaAssignment {
  const partitions = mapGet(context.partitionAssignments, topic);
  if (partitions === undefined) return NO_ASSIGNMENT;
  return mapGet(partitions, String(partition)) ?? NO_ASSIGNMENT;
}

export function replicasOf(
  context: ControllerContext,
  partition: TopicPartition,
): readonly number[] {
  return fullAssignment(context, partition).replicas;
}

export function hasPartition(
  context: ControllerContext,
  { topic, partition }: TopicPartition,
): boolean {
  const partitions = mapGet(context.partitionAssignments, topic);
  return partitions !== undefined && mapHas(partitions, String(partition));
}

export function updateAssignment(
  context: ContextChanges,
  { topic, partition }: TopicPartition,
  assignment: ReplicaAssignment,
): void {
  const partitions = mapGet(context.partitionAssignments, topic) ?? emptyMap<ReplicaAssignment>();
  const changed = mapSet(partitions, String(partition), assignment);
  context.partitionAssignments = mapSet(context.partitionAssignments, topic, changed);
}

export function setAllTopics(context: ContextChanges, topics: readonly string[]): void {
  let all: PersistentMap<true> = emptyMap();
  for (const topic of topics) all = mapSet(all, topic, true);
  context.allTopics = all;
}

export function addTopicId(context: ContextChanges, topic: string, id: string): void {
  if (!mapHas(context.allTopics, topic)) {
    throw new IllegalStateException(`topic ${topic} is not contained in all topics.`);
  }
  const known = mapGet(context.topicIds, topic);
  if (known !== undefined && known !== id) {
    throw new IllegalStateException(
      `topic ID map already contained ID for topic ${topic} and new ID ${id} did not match existing ID ${known}`,
    );
  }
  const name = mapGet(context.topicNames, id);
  if (name !== undefined && name !== topic) {
    throw new IllegalStateException(
      `topic name map already contained ID ${id} and new name ${topic} did not match existing name ${name}`,
    );
  }
  context.topicIds = mapSet(context.topicIds, topic, id);
  context.topicNames = mapSet(context.topicNames, id, topic);
}

export function removeTopic(context: ContextChanges, topic: string): void {
  context.topicsToBeDeleted = mapDelete(context.topicsToBeDeleted, topic);
  context.topicsWithDeletionStarted = mapDelete(context.topicsWithDeletionStarted, topic);
  context.allTopics = mapDelete(context.allTopics, topic);
  const id = mapGet(context.topicIds, topic);
  context.topicIds = mapDelete(context.topicIds, topic);
  if (id !== undefined) context.topicNames = mapDelete(context.topicNames, id);
  const partitions = mapGet(context.partitionAssignments, topic);
  if (partitions === undefined) return;
  context.partitionAssignments = mapDelete(context.partitionAssignments, topic);
  for (const partition of mapKeys(partitions)) {
    const key = partitionName(topic, Number(partition));
    context.partitionLeadershipInfo = mapDelete(context.partitionLeadershipInfo, key);
  }
}

export function leadershipOf(
  context: ControllerContext,
  partition: TopicPartition,
): LeaderIsrAndControllerEpoch | undefined {
  return mapGet(context.partitionLeadershipInfo, keyOf(partition));
}

export function putLeadership(
  context: ContextChanges,
  partition: TopicPartition,
  leadership: LeaderIsrAndControllerEpoch,
): void {
  const key = keyOf(partition);
  context.partitionLeadershipInfo = mapSet(context.partitionLeadershipInfo, key, leadership);
}

export function isTopicQueuedUpForDeletion(context: ControllerContext, topic: string): boolean {
  return context.topicsToBeDeleted.size > 0 && mapHas(context.topicsToBeDeleted, topic);
}

export function isTopicDeletionInProgress(context: ControllerContext, topic: string): boolean {
  return mapHas(context.topicsWithDeletionStarted, topic);
}

export function isBeingReassigned(context: ControllerContext, partition: TopicPartition): boolean {
  const { partitionsBeingReassigned } = context;
  return partitionsBeingReassigned.size > 0 && mapHas(partitionsBeingReassigned, keyOf(partition));
}

// States

export function partitionStateOf(
  context: ControllerContext,
  partition: TopicPartition,
): PartitionState {
  return mapGet(context.partitionStates, keyOf(partition)) ?? 'NonExistentPartition';
}

export function putPartitionState(
  context: ContextChanges,
  partition: TopicPartition,
  state: PartitionState,
): void {
  context.partitionStates = mapSet(context.partitionStates, keyOf(partition), state);
}

export function replicaStateOf(
  context: ControllerContext,
  replica: PartitionAndReplica,
): ReplicaState {
  return mapGet(context.replicaStates, replicaKey(replica)) ?? 'NonExistentReplica';
}

export function putReplicaState(
  context: ContextChanges,
  replica: PartitionAndReplica,
  state: ReplicaState,
): void {
  context.replicaStates = mapSet(context.replicaStates, replicaKey(replica), state);
}

export function removeReplicaState(context: ContextChanges, replica: PartitionAndReplica): void {
  context.replicaStates = mapDelete(context.replicaStates, replicaKey(replica));
}
