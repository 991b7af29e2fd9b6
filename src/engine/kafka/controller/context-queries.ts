/**
 * What is asked of the controller's context, in the order in which upstream's collections give it.
 *
 * Mirrors: the getters of kafka.controller.ControllerContext, 2.8.0, with the kinds of collection that
 * Scala 2.12 makes there.
 * Departs: what came into a table of upstream's in another order than a topic's creation gives may be
 * listed otherwise where two elements share a bucket.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import { mapEntries, mapGet, mapKeys } from '../../kernel/persistent-map.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import {
  inImmutableOrder,
  inMutableMapOrder,
  inMutableSetOrder,
  intHash,
  partitionAndNumberHash,
  partitionHash,
  stringHash,
} from '../zk/scala-order.ts';
import type { ReplicaAssignment } from '../zk/topic-znodes.ts';
import type { PartitionAndReplica } from './controller-context.ts';
import {
  isReplicaOnline,
  isTopicQueuedUpForDeletion,
  keyOf,
  partitionOfKey,
  replicasOf,
} from './controller-context.ts';
import type { ControllerContext, PartitionState } from './controller-state.ts';

// Kinds of collection

/** As an immutable set gives partitions that came in this order. */
export function asPartitionSet(partitions: readonly TopicPartition[]): readonly TopicPartition[] {
  return inImmutableOrder(partitions, partitionHash);
}

/** As a mutable map gives its keys. */
export function asPartitionMap(partitions: readonly TopicPartition[]): readonly TopicPartition[] {
  return inMutableMapOrder(partitions, partitionHash);
}

export function replicaHash({ partition, replica }: PartitionAndReplica): number {
  return partitionAndNumberHash(partition, replica);
}

export function asReplicaSet(
  replicas: readonly PartitionAndReplica[],
): readonly PartitionAndReplica[] {
  return inImmutableOrder(replicas, replicaHash);
}

/** Topics of a mutable set. */
export function topicsOf(topics: PersistentMap<true>): readonly string[] {
  return inMutableSetOrder([...mapKeys(topics)].sort(), stringHash);
}

/** Without repetition, as they came. */
export function distinct<T>(items: Iterable<T>): readonly T[] {
  return [...new Set(items)];
}

// Partitions

/** Topics that have partitions, as the table of assignments lists them. */
function assignedTopics({ partitionAssignments }: ControllerContext): readonly string[] {
  return inMutableMapOrder([...mapKeys(partitionAssignments)].sort(), stringHash);
}

/** In the order in which a topic's partitions are made when its znode is read. */
function creationOrder(topic: string, assigned: PersistentMap<ReplicaAssignment>): number[] {
  const numbers = [...mapKeys(assigned)].map(Number).sort((a, b) => a - b);
  const asWritten = inMutableMapOrder(numbers, (number) => stringHash(String(number)));
  return inImmutableOrder(asWritten, (partition) => partitionHash({ topic, partition }));
}

/** Of one topic, as its table lists them. */
function listedPartitions(context: ControllerContext, topic: string): readonly TopicPartition[] {
  const assigned = mapGet(context.partitionAssignments, topic);
  if (assigned === undefined) return [];
  const numbers = inMutableMapOrder(creationOrder(topic, assigned), intHash);
  return numbers.map((partition) => ({ topic, partition }));
}

function listedPartitionsOfAll(context: ControllerContext): readonly TopicPartition[] {
  return assignedTopics(context).flatMap((topic) => listedPartitions(context, topic));
}

/** Keys of a long-lived table of partitions, in the order in which they came into it. */
function arrivedPartitions(
  context: ControllerContext,
  keys: Iterable<string>,
): readonly TopicPartition[] {
  const byTopic = new Map<string, Map<number, TopicPartition>>();
  for (const key of keys) {
    const partition = partitionOfKey(key);
    let ofTopic = byTopic.get(partition.topic);
    if (ofTopic === undefined) byTopic.set(partition.topic, (ofTopic = new Map()));
    ofTopic.set(partition.partition, partition);
  }
  return [...byTopic.keys()].sort().flatMap((topic) => {
    const ofTopic = byTopic.get(topic)!;
    const assigned = mapGet(context.partitionAssignments, topic);
    const order = assigned === undefined ? [] : creationOrder(topic, assigned);
    const first = order.flatMap((number) => ofTopic.get(number) ?? []);
    for (const number of order) ofTopic.delete(number);
    return [...first, ...ofTopic.values()];
  });
}

export function allPartitions(context: ControllerContext): readonly TopicPartition[] {
  return asPartitionSet(listedPartitionsOfAll(context));
}

export function partitionsForTopic(
  context: ControllerContext,
  topic: string,
): readonly TopicPartition[] {
  return asPartitionSet(listedPartitions(context, topic));
}

export function partitionsOnBroker(
  context: ControllerContext,
  brokerId: number,
): readonly TopicPartition[] {
  const found = listedPartitionsOfAll(context).filter((partition) =>
    replicasOf(context, partition).includes(brokerId),
  );
  return asPartitionSet(found);
}

export function partitionsInStates(
  context: ControllerContext,
  states: readonly PartitionState[],
): readonly TopicPartition[] {
  const keys: string[] = [];
  for (const [key, state] of mapEntries(context.partitionStates)) {
    if (states.includes(state)) keys.push(key);
  }
  return asPartitionSet(asPartitionMap(arrivedPartitions(context, keys)));
}

export function partitionsOfTopicInStates(
  context: ControllerContext,
  topic: string,
  states: readonly PartitionState[],
): readonly TopicPartition[] {
  return partitionsForTopic(context, topic).filter((partition) => {
    const state = mapGet(context.partitionStates, keyOf(partition));
    return state !== undefined && states.includes(state);
  });
}

/** All that have a leader, as the table of leaders lists them. */
export function partitionsWithLeadership(context: ControllerContext): readonly TopicPartition[] {
  return asPartitionMap(arrivedPartitions(context, mapKeys(context.partitionLeadershipInfo)));
}

/** Those whose topics stay. */
export function partitionsWithLeaders(context: ControllerContext): readonly TopicPartition[] {
  const listed = partitionsWithLeadership(context).filter(
    ({ topic }) => !isTopicQueuedUpForDeletion(context, topic),
  );
  return asPartitionSet(listed);
}

export function partitionsWithOfflineLeader(context: ControllerContext): readonly TopicPartition[] {
  const keys: string[] = [];
  for (const [key, { leaderAndIsr }] of mapEntries(context.partitionLeadershipInfo)) {
    const partition = partitionOfKey(key);
    if (isReplicaOnline(context, leaderAndIsr.leader, partition)) continue;
    if (!isTopicQueuedUpForDeletion(context, partition.topic)) keys.push(key);
  }
  return asPartitionMap(arrivedPartitions(context, keys));
}

/** Partitions with more than one replica that a broker leads. */
export function partitionLeadersOnBroker(
  context: ControllerContext,
  brokerId: number,
): readonly TopicPartition[] {
  const keys: string[] = [];
  for (const [key, { leaderAndIsr }] of mapEntries(context.partitionLeadershipInfo)) {
    if (leaderAndIsr.leader !== brokerId) continue;
    const partition = partitionOfKey(key);
    if (isTopicQueuedUpForDeletion(context, partition.topic)) continue;
    if (replicasOf(context, partition).length > 1) keys.push(key);
  }
  return asPartitionMap(arrivedPartitions(context, keys));
}

// Replicas

export function replicasOnBrokers(
  context: ControllerContext,
  brokerIds: readonly number[],
): readonly PartitionAndReplica[] {
  const listed = listedPartitionsOfAll(context);
  const found = brokerIds.flatMap((replica) =>
    listed
      .filter((partition) => replicasOf(context, partition).includes(replica))
      .map((partition) => ({ partition, replica })),
  );
  return asReplicaSet(found);
}

export function replicasForTopic(
  context: ControllerContext,
  topic: string,
): readonly PartitionAndReplica[] {
  return replicasForPartitions(context, listedPartitions(context, topic));
}

export function replicasForPartitions(
  context: ControllerContext,
  partitions: readonly TopicPartition[],
): readonly PartitionAndReplica[] {
  const listed = partitions.flatMap((partition) =>
    replicasOf(context, partition).map((replica) => ({ partition, replica })),
  );
  return asReplicaSet(listed);
}

/** All replicas, parted. */
export function onlineAndOfflineReplicas(context: ControllerContext): {
  readonly online: readonly PartitionAndReplica[];
  readonly offline: readonly PartitionAndReplica[];
} {
  const online: PartitionAndReplica[] = [];
  const offline: PartitionAndReplica[] = [];
  for (const partition of listedPartitionsOfAll(context)) {
    for (const replica of replicasOf(context, partition)) {
      const isOnline = isReplicaOnline(context, replica, partition);
      (isOnline ? online : offline).push({ partition, replica });
    }
  }
  return {
    online: inMutableSetOrder(online, replicaHash),
    offline: inMutableSetOrder(offline, replicaHash),
  };
}
