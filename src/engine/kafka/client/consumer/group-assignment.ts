/**
 * What the leader does for its group, and what every member does with what it gets.
 *
 * Mirrors: ConsumerCoordinator.metadata, performAssignment, onJoinComplete, the revoking part of
 * onJoinPrepare, onLeavePrepare, 2.8.0.
 * Departs: what upstream's listener is called for is an outcome; it cannot fail.
 */
import type {
  ConsumerProtocolAssignment,
  ConsumerProtocolSubscription,
} from '../../protocol/consumer-protocol.ts';
import type {
  JoinGroupRequestProtocol,
  JoinGroupResponse,
  SyncGroupRequestAssignment,
} from '../../protocol/groups.ts';
import type { TopicPartition } from '../../protocol/topic-partition.ts';
import { partitionName } from '../../protocol/topic-partition.ts';
import { partitionCount } from '../metadata-cluster.ts';
import type { Assignments, GroupMember, PartitionsPerTopic } from './assignors/assignor.ts';
import { assignorNamed } from './assignors/assignors.ts';
import { illegalState } from './consumer-error.ts';
import { ownCoordinator, ownSubscriptions } from './consumer-copies.ts';
import { listText, log } from './consumer-log.ts';
import { requestMetadataForNewTopics } from './consumer-metadata.ts';
import type { ConsumerTurn, Generation } from './consumer-state.ts';
import { isRebalanceInProgress, requestRejoin } from './coordinator.ts';
import { HashTable, PARTITION_KEYS, STRING_KEYS, asHashSet, groupedByTopic } from './hash-table.ts';
import {
  assignFromSubscribed,
  assignedPartitions,
  assignedSet,
  changeSubscription,
  hasAutoAssignedPartitions,
  subscribedTopics,
  subscriptionsText,
} from './subscription-state.ts';
import { maybeUpdateSubscriptionMetadata } from './subscription-metadata.ts';
import { matchesPattern } from './topic-pattern.ts';

/** What each of the assignors sends along with JoinGroup. */
export function joinProtocols(turn: ConsumerTurn): readonly JoinGroupRequestProtocol[] {
  const { config, subscriptions, coordinator } = turn.state;
  const topics = subscribedTopics(subscriptions);
  ownCoordinator(turn).joinedTopics = topics;
  const ownedPartitions = written(assignedPartitions(subscriptions));
  return config.assignors.map((name) => {
    const { memory } = coordinator;
    const remembers = assignorNamed(name)!.remembers && memory !== null;
    const userData = remembers
      ? {
          previousAssignment: written(memory.previousAssignment),
          generation: memory.generation,
        }
      : null;
    const metadata: ConsumerProtocolSubscription = { topics, userData, ownedPartitions };
    return { name, metadata };
  });
}

/** As the protocol writes them down: by topic. */
function written(partitions: readonly TopicPartition[]): readonly TopicPartition[] {
  return groupedByTopic(partitions).flatMap(([, group]) =>
    group.map(({ topic, partition }) => ({ topic, partition })),
  );
}

/** The leader watches the topics of all members. */
export function subscribeGroup(turn: ConsumerTurn, { members }: JoinGroupResponse): void {
  const topics = topicsOf(members.map(({ metadata }) => metadata));
  const { subscriptions } = turn.state;
  ownSubscriptions(turn).groupTopics = topics;
  if (topics.some((topic) => !subscriptions.topics.includes(topic))) {
    requestMetadataForNewTopics(turn);
  }
}

function topicsOf(subscriptions: readonly ConsumerProtocolSubscription[]): readonly string[] {
  return asHashSet(
    STRING_KEYS,
    subscriptions.flatMap(({ topics }) => topics),
  );
}

/** Once metadata are fresh. Throws when the assignor breaks its rules. */
export function performAssignment(
  turn: ConsumerTurn,
  { protocolName, members }: JoinGroupResponse,
): readonly SyncGroupRequestAssignment[] {
  maybeUpdateSubscriptionMetadata(turn);
  ownCoordinator(turn).isLeader = true;
  const assignor = assignorNamed(protocolName ?? '');
  if (assignor === undefined) {
    throw illegalState(`Coordinator selected invalid assignment protocol: ${protocolName}`);
  }
  const topics = topicsOf(members.map(({ metadata }) => metadata));
  const groupMembers = members.map(({ memberId, groupInstanceId, metadata }): GroupMember => ({
    memberId,
    groupInstanceId,
    subscription: metadata,
  }));
  const assignments = assignor.assign(partitionCounts(turn, topics), groupMembers);
  if (turn.state.config.protocol === 'COOPERATIVE') {
    validateCooperative(turn, groupMembers, assignments);
  }
  warnUnassigned(turn, topics, assignments);
  ownCoordinator(turn).assignmentSnapshot = turn.state.coordinator.metadataSnapshot;
  const { generationId } = turn.state.coordinator.generation;
  const text = `Finished assignment for group at generation ${generationId}: `;
  log(turn, 'INFO', 'ConsumerCoordinator', text + assignmentsText(assignments));
  return assignments.pairs().map(([memberId, partitions]) => ({
    memberId,
    assignment: { assignedPartitions: written(partitions), userData: null },
  }));
}

function partitionCounts({ state }: ConsumerTurn, topics: readonly string[]): PartitionsPerTopic {
  const counts: PartitionsPerTopic = new HashTable(STRING_KEYS);
  for (const topic of topics) {
    const count = partitionCount(state.metadata.cluster, topic);
    if (count !== null && count > 0) counts.put(topic, count);
  }
  return counts;
}

/** What a member still owns must not go to another in the same rebalance. */
function validateCooperative(
  turn: ConsumerTurn,
  members: readonly GroupMember[],
  assignments: Assignments,
): void {
  const added = new Set<string>();
  const revoked = new Set<string>();
  for (const { memberId, subscription } of members) {
    const owned = subscription.ownedPartitions.map(nameOf);
    const assigned = assignments.get(memberId)!.map(nameOf);
    for (const name of assigned) if (!owned.includes(name)) added.add(name);
    for (const name of owned) if (!assigned.includes(name)) revoked.add(name);
  }
  const both = [...added].filter((name) => revoked.has(name));
  if (both.length === 0) return;
  const text =
    'With the COOPERATIVE protocol, owned partitions cannot be reassigned to other members; ' +
    `however the assignor has reassigned partitions ${listText(both)} ` +
    'which are still owned by some members';
  log(turn, 'ERROR', 'ConsumerCoordinator', text);
  throw illegalState('Assignor supporting the COOPERATIVE protocol violates its requirements');
}

function warnUnassigned(
  turn: ConsumerTurn,
  topics: readonly string[],
  assignments: Assignments,
): void {
  const assigned = new Set(assignments.values().flatMap((list) => list.map(({ topic }) => topic)));
  const missing = topics.filter((topic) => !assigned.has(topic));
  if (missing.length === 0) return;
  const text = 'The following subscribed topics are not assigned to any members:';
  log(turn, 'WARN', 'ConsumerCoordinator', `${text} ${listText(missing)} `);
}

function assignmentsText(assignments: Assignments): string {
  const members = assignments
    .pairs()
    .map(([memberId, list]) => `${memberId}=${assignmentText(list)}`);
  return `{${members.join(', ')}}`;
}

function assignmentText(partitions: readonly TopicPartition[]): string {
  return `Assignment(partitions=${listText(partitions.map(nameOf))})`;
}

/** ConsumerCoordinator.onJoinComplete: the member takes what it was given. */
export function completeJoin(
  turn: ConsumerTurn,
  { generationId, memberId, protocolName }: Generation,
  assignment: ConsumerProtocolAssignment,
): void {
  const { groupId, groupInstanceId, protocol, assignors, isAutoCommitting, autoCommitIntervalMs } =
    turn.state.config;
  const coordinator = ownCoordinator(turn);
  if (!coordinator.isLeader) coordinator.assignmentSnapshot = null;
  if (protocolName === null || !assignors.includes(protocolName)) {
    throw illegalState(`Coordinator selected invalid assignment protocol: ${protocolName}`);
  }
  coordinator.groupMetadata = { groupId: groupId!, generationId, memberId, groupInstanceId };
  const owned = assignedSet(turn.state.subscriptions);
  const assigned = asHashSet(PARTITION_KEYS, assignment.assignedPartitions);
  if (!matchesSubscription(turn, assigned)) return refuseAssignment(turn, assignment);
  const added = without(assigned, owned);
  if (protocol === 'COOPERATIVE') revokeForOthers(turn, owned, assigned, added);
  joinAssignedTopics(turn, assigned);
  const text = `Notifying assignor about the new ${assignmentText(assignment.assignedPartitions)}`;
  log(turn, 'INFO', 'ConsumerCoordinator', text);
  if (assignorNamed(protocolName)!.remembers) {
    coordinator.memory = {
      previousAssignment: assignment.assignedPartitions,
      generation: generationId,
    };
  }
  if (isAutoCommitting) coordinator.nextAutoCommitMs = turn.env.nowMs + autoCommitIntervalMs;
  assignFromSubscribed(turn, assigned);
  const news = `Adding newly assigned partitions: ${added.map(nameOf).join(', ')}`;
  log(turn, 'INFO', 'ConsumerCoordinator', news);
  turn.outcomes.push({ type: 'assigned', partitions: added });
}

/** SubscriptionState.checkAssignmentMatchedSubscription. */
function matchesSubscription(turn: ConsumerTurn, assigned: readonly TopicPartition[]): boolean {
  const { pattern, topics } = turn.state.subscriptions;
  for (const at of assigned) {
    if (pattern !== null) {
      if (matchesPattern(pattern, at.topic)) continue;
      const text =
        `Assigned partition ${nameOf(at)} for non-subscribed topic regex pattern; ` +
        `subscription pattern is ${pattern}`;
      log(turn, 'INFO', 'SubscriptionState', text);
      return false;
    }
    if (topics.includes(at.topic)) continue;
    const text = `Assigned partition ${nameOf(at)} for non-subscribed topic; subscription is`;
    log(turn, 'INFO', 'SubscriptionState', `${text} ${listText(topics)}`);
    return false;
  }
  return true;
}

function refuseAssignment(
  turn: ConsumerTurn,
  { assignedPartitions: given }: ConsumerProtocolAssignment,
): void {
  const text =
    `We received an assignment ${listText(given.map(nameOf))} that doesn't match our current ` +
    `subscription ${subscriptionsText(turn.state.subscriptions)}; it is likely that the ` +
    'subscription has changed since we joined the group. Will try re-join the group with current ' +
    'subscription';
  log(turn, 'WARN', 'ConsumerCoordinator', text);
  requestRejoin(turn);
}

/** What goes to others is let go now; the group joins once more to hand it on. */
function revokeForOthers(
  turn: ConsumerTurn,
  owned: readonly TopicPartition[],
  assigned: readonly TopicPartition[],
  added: readonly TopicPartition[],
): void {
  const revoked = without(owned, assigned);
  const text =
    'Updating assignment with\n' +
    `\tAssigned partitions:                       ${listText(assigned.map(nameOf))}\n` +
    `\tCurrent owned partitions:                  ${listText(owned.map(nameOf))}\n` +
    `\tAdded partitions (assigned - owned):       ${listText(added.map(nameOf))}\n` +
    `\tRevoked partitions (owned - assigned):     ${listText(revoked.map(nameOf))}\n`;
  log(turn, 'INFO', 'ConsumerCoordinator', text);
  if (revoked.length === 0) return;
  tellRevoked(turn, revoked);
  const next = `Need to revoke partitions ${listText(revoked.map(nameOf))} and re-join the group`;
  log(turn, 'INFO', 'ConsumerCoordinator', next);
  requestRejoin(turn);
}

/** The leader may have seen topics of the pattern that this member has not. */
function joinAssignedTopics(turn: ConsumerTurn, assigned: readonly TopicPartition[]): void {
  const { subscriptions, coordinator } = turn.state;
  if (subscriptions.type !== 'AUTO_PATTERN') return;
  const joined = coordinator.joinedTopics ?? [];
  const added = assigned.map(({ topic }) => topic).filter((topic) => !joined.includes(topic));
  if (added.length === 0) return;
  if (changeSubscription(turn, [...subscriptions.topics, ...added])) {
    requestMetadataForNewTopics(turn);
  }
  ownCoordinator(turn).joinedTopics = asHashSet(STRING_KEYS, [...joined, ...added]);
}

/** The second half of ConsumerCoordinator.onJoinPrepare: what is given up before joining anew. */
export function revokeBeforeJoin(turn: ConsumerTurn, generationId: number, memberId: string): void {
  const { subscriptions, config } = turn.state;
  const owned = assignedSet(subscriptions);
  if (generationId === -1 && memberId === '') {
    if (owned.length > 0) {
      const text =
        'Giving away all assigned partitions as lost since generation has been reset,' +
        'indicating that consumer is no longer part of the group';
      log(turn, 'INFO', 'ConsumerCoordinator', text);
      tellLost(turn, owned);
      assignFromSubscribed(turn, []);
    }
  } else if (config.protocol === 'EAGER') {
    tellRevoked(turn, owned);
    assignFromSubscribed(turn, []);
  } else {
    const topics = subscribedTopics(subscriptions);
    const revoked = owned.filter(({ topic }) => !topics.includes(topic));
    if (revoked.length > 0) {
      tellRevoked(turn, revoked);
      assignFromSubscribed(turn, without(owned, revoked));
    }
  }
  ownCoordinator(turn).isLeader = false;
  ownSubscriptions(turn).groupTopics = [];
}

/** ConsumerCoordinator.onLeavePrepare. */
export function prepareLeave(turn: ConsumerTurn): void {
  const { subscriptions, coordinator } = turn.state;
  const dropped = assignedSet(subscriptions);
  if (!hasAutoAssignedPartitions(subscriptions) || dropped.length === 0) return;
  const { generationId, memberId } = coordinator.generation;
  const isLost = (generationId === -1 && memberId === '') || isRebalanceInProgress(turn);
  if (isLost) tellLost(turn, dropped);
  else tellRevoked(turn, dropped);
  assignFromSubscribed(turn, []);
}

function tellRevoked(turn: ConsumerTurn, partitions: readonly TopicPartition[]): void {
  const text = `Revoke previously assigned partitions ${partitions.map(nameOf).join(', ')}`;
  log(turn, 'INFO', 'ConsumerCoordinator', text);
  turn.outcomes.push({ type: 'revoked', partitions });
}

function tellLost(turn: ConsumerTurn, partitions: readonly TopicPartition[]): void {
  const text = `Lost previously assigned partitions ${partitions.map(nameOf).join(', ')}`;
  log(turn, 'INFO', 'ConsumerCoordinator', text);
  turn.outcomes.push({ type: 'lost', partitions });
}

function without(
  partitions: readonly TopicPartition[],
  removed: readonly TopicPartition[],
): readonly TopicPartition[] {
  const names = new Set(removed.map(nameOf));
  return partitions.filter((at) => !names.has(nameOf(at)));
}

function nameOf({ topic, partition }: TopicPartition): string {
  return partitionName(topic, partition);
}
