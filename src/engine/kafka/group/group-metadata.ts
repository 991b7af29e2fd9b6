/**
 * A consumer group: what it is asked, and how its state and its members change.
 *
 * Mirrors: kafka.coordinator.group.GroupMetadata, 2.8.0.
 * Departs: how many members know a protocol is counted when it is asked for.
 * Read next: group-members.ts, group-offsets.ts.
 */
import { hashCode } from '../../java/hash-order.ts';
import { emptyMap, mapGet, mapHas, mapSet } from '../../kernel/persistent-map.ts';
import type { Chart } from '../../kernel/statechart.ts';
import { startChart, stepChart } from '../../kernel/statechart.ts';
import type { ConsumerProtocolSubscription } from '../protocol/consumer-protocol.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { ownGroup, ownGroups } from './group-changes.ts';
import type {
  GroupMetadata,
  GroupStateName,
  MemberMetadata,
  MemberProtocol,
} from './group-state.ts';
import type { GroupEvent } from './group.machine.ts';
import { groupMachine } from './group.machine.ts';
import { inImmutableOrder, inMutableMapOrder } from '../zk/scala-order.ts';

/** ConsumerProtocol.PROTOCOL_TYPE. */
const CONSUMER_PROTOCOL_TYPE = 'consumer';

/** A group without members, as it begins; not yet in the coordinator's table. */
export function newGroup(turn: BrokerTurn, groupId: string): GroupMetadata {
  const serial = ownGroups(turn).nextSerial++;
  return {
    groupId,
    serial,
    chart: startChart(groupMachine).chart,
    currentStateTimestamp: turn.env.wallClockMs,
    protocolType: null,
    protocolName: null,
    generationId: 0,
    leaderId: null,
    members: emptyMap(),
    memberIds: [],
    staticMembers: emptyMap(),
    pendingMembers: [],
    pendingExpirations: [],
    numMembersAwaitingJoin: 0,
    offsets: emptyMap(),
    pendingOffsetCommits: emptyMap(),
    pendingTransactionalOffsetCommits: emptyMap(),
    receivedTransactionalOffsetCommits: false,
    receivedConsumerOffsetCommits: false,
    subscribedTopics: null,
    newMemberAdded: false,
    delayedJoin: null,
  };
}

/** GroupMetadataManager.addGroup: the group that is there already, or this one. */
export function addGroup(turn: BrokerTurn, group: GroupMetadata): GroupMetadata {
  const groups = ownGroups(turn);
  const current = mapGet(groups.groups, group.groupId);
  if (current !== undefined) return current;
  groups.groups = mapSet(groups.groups, group.groupId, group);
  return group;
}

/** Where a group stands that was read from the log. */
export function chartOfLoaded(hasMembers: boolean): Chart {
  return hasMembers ? { value: 'Stable', context: {} } : startChart(groupMachine).chart;
}

export function stateOf(group: GroupMetadata): GroupStateName {
  return group.chart.value as GroupStateName;
}

export function isIn(group: GroupMetadata, ...states: readonly GroupStateName[]): boolean {
  return states.includes(stateOf(group));
}

/** transitionTo. Upstream throws where a state cannot be reached; the callers see to it that it can. */
export function transition(turn: BrokerTurn, groupId: string, event: GroupEvent['type']): void {
  const group = ownGroup(turn, groupId);
  group.chart = stepChart(groupMachine, group.chart, { type: event }).chart;
  group.currentStateTimestamp = turn.env.wallClockMs;
}

/** Whether a rebalance may begin: the states that lead to PreparingRebalance. */
export function canRebalance(group: GroupMetadata): boolean {
  return isIn(group, 'Stable', 'CompletingRebalance', 'Empty');
}

export function hasMember(group: GroupMetadata, memberId: string): boolean {
  return mapHas(group.members, memberId);
}

/** Ids in the order in which upstream's table lists its members. */
export function orderedMemberIds(group: GroupMetadata): readonly string[] {
  return inMutableMapOrder(group.memberIds, hashCode);
}

export function allMembers(group: GroupMetadata): readonly MemberMetadata[] {
  return orderedMemberIds(group).map((memberId) => mapGet(group.members, memberId)!);
}

export function isLeader(group: GroupMetadata, memberId: string): boolean {
  return group.leaderId === memberId;
}

export function isConsumerGroup(group: GroupMetadata): boolean {
  return group.protocolType === CONSUMER_PROTOCOL_TYPE;
}

/** The longest of its members. */
export function rebalanceTimeoutMs(group: GroupMetadata): number {
  return allMembers(group).reduce((most, member) => Math.max(most, member.rebalanceTimeoutMs), 0);
}

export function hasAllMembersJoined(group: GroupMetadata): boolean {
  const { members, numMembersAwaitingJoin, pendingMembers } = group;
  return members.size === numMembersAwaitingJoin && pendingMembers.length === 0;
}

export function isPendingMember(group: GroupMetadata, memberId: string): boolean {
  return group.pendingMembers.includes(memberId) && !hasMember(group, memberId);
}

/** Null: no such instance is known, or none is meant. */
export function staticMemberId(group: GroupMetadata, instanceId: string | null): string | null {
  return instanceId === null ? null : (mapGet(group.staticMembers, instanceId) ?? null);
}

export function supportsProtocols(
  group: GroupMetadata,
  protocolType: string,
  protocols: readonly MemberProtocol[],
): boolean {
  if (isIn(group, 'Empty')) return protocolType !== '' && protocols.length > 0;
  if (group.protocolType !== protocolType) return false;
  return protocols.some(({ name }) => isSupportedByAll(group, name));
}

function isSupportedByAll(group: GroupMetadata, protocol: string): boolean {
  return group.memberIds.every((memberId) =>
    mapGet(group.members, memberId)!.supportedProtocols.some(({ name }) => name === protocol),
  );
}

/** Each member votes for the protocol it wants most of those that all know; the most votes win. */
export function selectProtocol(group: GroupMetadata): string {
  const votes = new Map<string, number>();
  for (const { supportedProtocols } of allMembers(group)) {
    const vote = supportedProtocols.find(({ name }) => isSupportedByAll(group, name))!.name;
    votes.set(vote, (votes.get(vote) ?? 0) + 1);
  }
  const ordered = inImmutableOrder(inMutableMapOrder([...votes.keys()], hashCode), hashCode);
  return ordered.reduce((best, name) => (votes.get(name)! > votes.get(best)! ? name : best));
}

/** Null: it is not known. */
export function computeSubscribedTopics(group: GroupMetadata): readonly string[] | null {
  if (!isConsumerGroup(group)) return null;
  if (group.members.size === 0) return [];
  const { protocolName } = group;
  if (protocolName === null) return null;
  const topics = allMembers(group).flatMap((member) => metadataOf(member, protocolName).topics);
  return [...new Set(topics)];
}

/** When it is not known the answer is yes, to be safe. */
export function isSubscribedToTopic(group: GroupMetadata, topic: string): boolean {
  return group.subscribedTopics === null || group.subscribedTopics.includes(topic);
}

/** What a member said for this protocol, which it knows. */
export function metadataOf(member: MemberMetadata, protocol: string): ConsumerProtocolSubscription {
  return member.supportedProtocols.find(({ name }) => name === protocol)!.metadata;
}

export function initNextGeneration(turn: BrokerTurn, groupId: string): void {
  const group = ownGroup(turn, groupId);
  const hasMembers = group.members.size > 0;
  group.generationId += 1;
  group.protocolName = hasMembers ? selectProtocol(group) : null;
  group.subscribedTopics = computeSubscribedTopics(group);
  transition(turn, groupId, hasMembers ? 'members.joined' : 'members.gone');
  group.receivedConsumerOffsetCommits = false;
  group.receivedTransactionalOffsetCommits = false;
}
