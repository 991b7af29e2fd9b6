/**
 * Which topics and partitions a consumer reads, and where in them it is.
 *
 * Mirrors: org.apache.kafka.clients.consumer.internals.SubscriptionState, PartitionStates, 2.8.0.
 * Read next: topic-partition-state.ts, position-reset.ts.
 */
import { emptyMap, mapGet, mapSet } from '../../../kernel/persistent-map.ts';
import type { TopicPartition } from '../../protocol/topic-partition.ts';
import { partitionName } from '../../protocol/topic-partition.ts';
import type { OffsetAndMetadata } from '../consumer-types.ts';
import { illegalState } from './consumer-error.ts';
import { ownSubscriptions } from './consumer-copies.ts';
import type { ConsumerTurn, Subscriptions, SubscriptionType } from './consumer-state.ts';
import { HashTable, PARTITION_KEYS, STRING_KEYS, asHashSet } from './hash-table.ts';
import type { TopicPartitionState } from './topic-partition-state.ts';
import { hasValidPosition, newPartitionState } from './topic-partition-state.ts';
import { matchesPattern } from './topic-pattern.ts';

export const NO_SUBSCRIPTIONS: Subscriptions = {
  type: 'NONE',
  pattern: null,
  topics: [],
  groupTopics: [],
  transientTopics: [],
  assignment: emptyMap(),
  order: [],
  invalidCount: 0,
};

export function hasAutoAssignedPartitions({ type }: Subscriptions): boolean {
  return type === 'AUTO_TOPICS' || type === 'AUTO_PATTERN';
}

/** SubscriptionState.subscription: empty for partitions that the owner has assigned. */
export function subscribedTopics(subscriptions: Subscriptions): readonly string[] {
  return hasAutoAssignedPartitions(subscriptions) ? subscriptions.topics : [];
}

/** Topics that metadata are needed of. */
export function metadataTopics({ topics, groupTopics }: Subscriptions): readonly string[] {
  if (groupTopics.length === 0) return topics;
  const group = new Set(groupTopics);
  const missing = topics.filter((topic) => !group.has(topic));
  return missing.length === 0 ? groupTopics : [...groupTopics, ...missing];
}

/** Throws when the consumer is subscribed in another way. */
export function setSubscriptionType(turn: ConsumerTurn, type: SubscriptionType): void {
  const { subscriptions } = turn.state;
  if (subscriptions.type === type) return;
  if (subscriptions.type !== 'NONE') {
    throw illegalState('Subscription to topics, partitions and pattern are mutually exclusive');
  }
  ownSubscriptions(turn).type = type;
}

/** True when the topics are others than before. */
export function changeSubscription(turn: ConsumerTurn, topics: readonly string[]): boolean {
  const known = new Set(turn.state.subscriptions.topics);
  const wanted = asHashSet(STRING_KEYS, topics);
  if (wanted.length === known.size && wanted.every((topic) => known.has(topic))) return false;
  ownSubscriptions(turn).topics = wanted;
  return true;
}

export function matchesSubscribedPattern({ type, pattern }: Subscriptions, topic: string): boolean {
  return type === 'AUTO_PATTERN' && pattern !== null && matchesPattern(pattern, topic);
}

/** Assigned partitions; upstream's set lists them in the order in which they are fetched. */
export function assignedPartitions(subscriptions: Subscriptions): readonly TopicPartitionState[] {
  return subscriptions.order.map((name) => mapGet(subscriptions.assignment, name)!);
}

/** The order of a new HashSet of them. */
export function assignedSet(subscriptions: Subscriptions): readonly TopicPartition[] {
  return asHashSet<TopicPartition>(
    PARTITION_KEYS,
    assignedPartitions(subscriptions).map(({ topic, partition }) => ({ topic, partition })),
  );
}

/** Undefined: it is not assigned. */
export function partitionState(turn: ConsumerTurn, name: string): TopicPartitionState | undefined {
  return mapGet(turn.state.subscriptions.assignment, name);
}

/** Throws when it is not assigned. */
export function assignedState(turn: ConsumerTurn, at: TopicPartition): TopicPartitionState {
  const name = partitionName(at.topic, at.partition);
  const state = partitionState(turn, name);
  if (state === undefined) throw illegalState(`No current assignment for partition ${name}`);
  return state;
}

export function setPartitionState(turn: ConsumerTurn, next: TopicPartitionState): void {
  const { assignment } = turn.state.subscriptions;
  const before = mapGet(assignment, next.name)!;
  if (before === next) return;
  const subscriptions = ownSubscriptions(turn);
  subscriptions.assignment = mapSet(assignment, next.name, next);
  if (hasValidPosition(before) === hasValidPosition(next)) return;
  subscriptions.invalidCount += hasValidPosition(next) ? -1 : 1;
}

/** SubscriptionState.assignFromUser: true when the topics are others than before. */
export function assignFromUser(turn: ConsumerTurn, partitions: readonly TopicPartition[]): boolean {
  setSubscriptionType(turn, 'USER_ASSIGNED');
  const wanted = asHashSet(PARTITION_KEYS, partitions);
  const { subscriptions } = turn.state;
  const isSame =
    wanted.length === subscriptions.order.length &&
    wanted.every((at) => partitionState(turn, nameOf(at)) !== undefined);
  if (isSame) return false;
  const table = new HashTable<TopicPartition, null>(PARTITION_KEYS);
  for (const at of wanted) table.put(at, null);
  setAssignment(turn, table.keys());
  return changeSubscription(
    turn,
    wanted.map(({ topic }) => topic),
  );
}

/** SubscriptionState.assignFromSubscribed. */
export function assignFromSubscribed(
  turn: ConsumerTurn,
  partitions: readonly TopicPartition[],
): void {
  const table = new HashTable<TopicPartition, null>(PARTITION_KEYS, partitions.length);
  for (const at of partitions) table.put(at, null);
  setAssignment(turn, table.keys());
}

/** PartitionStates.set: partitions of one topic stand together. */
function setAssignment(turn: ConsumerTurn, partitions: readonly TopicPartition[]): void {
  const { assignment: known } = turn.state.subscriptions;
  const groups = new Map<string, string[]>();
  let assignment = emptyMap<TopicPartitionState>();
  let invalidCount = 0;
  for (const { topic, partition } of partitions) {
    const name = partitionName(topic, partition);
    const state = mapGet(known, name) ?? newPartitionState(topic, partition, name);
    assignment = mapSet(assignment, name, state);
    if (!hasValidPosition(state)) invalidCount++;
    const group = groups.get(topic);
    if (group === undefined) groups.set(topic, [name]);
    else group.push(name);
  }
  Object.assign(ownSubscriptions(turn), {
    assignment,
    invalidCount,
    order: [...groups.values()].flat(),
  });
}

export function unsubscribe(turn: ConsumerTurn): void {
  const { transientTopics } = turn.state.subscriptions;
  Object.assign(ownSubscriptions(turn), NO_SUBSCRIPTIONS, { transientTopics });
}

/** PartitionStates.moveToEnd, of several, one after the other. */
export function movePartitionsToEnd(turn: ConsumerTurn, names: readonly string[]): void {
  const { order, assignment } = turn.state.subscriptions;
  const moved = names.filter((name) => mapGet(assignment, name) !== undefined);
  if (moved.length === 0) return;
  const isMoved = new Set(moved);
  const last = moved.filter((name, i) => moved.lastIndexOf(name) === i);
  ownSubscriptions(turn).order = [...order.filter((name) => !isMoved.has(name)), ...last];
}

/** SubscriptionState.allConsumed: what a commit without offsets commits, in the order of upstream's map. */
export function allConsumed(
  subscriptions: Subscriptions,
): readonly (TopicPartition & OffsetAndMetadata)[] {
  const table = new HashTable<TopicPartition, TopicPartition & OffsetAndMetadata>(PARTITION_KEYS);
  for (const state of assignedPartitions(subscriptions)) {
    if (!hasValidPosition(state)) continue;
    const { topic, partition, position } = state;
    const { offset, offsetEpoch } = position!;
    const committed = { topic, partition, offset, leaderEpoch: offsetEpoch, metadata: '' };
    table.put(committed, committed);
  }
  return table.values();
}

function nameOf({ topic, partition }: TopicPartition): string {
  return partitionName(topic, partition);
}

/** SubscriptionState.prettyString. */
export function subscriptionsText(subscriptions: Subscriptions): string {
  switch (subscriptions.type) {
    case 'NONE':
      return 'None';
    case 'AUTO_TOPICS':
      return `Subscribe(${subscriptions.topics.join(',')})`;
    case 'AUTO_PATTERN':
      return `Subscribe(${subscriptions.pattern})`;
    case 'USER_ASSIGNED':
      return `Assign([${subscriptions.order.join(', ')}])`;
  }
}
