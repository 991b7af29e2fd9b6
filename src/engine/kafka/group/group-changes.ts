/**
 * Parts of the coordinator's state that a step changes, each its own copy (see kernel/turn.ts).
 *
 * Read next: group-metadata.ts.
 */
import { mapGet, mapSet } from '../../kernel/persistent-map.ts';
import type { Mutable } from '../../kernel/turn.ts';
import { own, ownState, owns } from '../../kernel/turn.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import type { GroupCoordinatorState, GroupMetadata, MemberMetadata } from './group-state.ts';

/** The coordinator's state, to be changed in place. */
export function ownGroups(turn: BrokerTurn): Mutable<GroupCoordinatorState> {
  const { groups } = turn.state;
  if (owns(turn, groups)) return groups;
  const copy = own(turn, copyGroups(groups));
  ownState(turn).groups = copy;
  return copy;
}

export function groupOf(turn: BrokerTurn, groupId: string): GroupMetadata | undefined {
  return mapGet(turn.state.groups.groups, groupId);
}

/** A group that is there, to be changed in place. */
export function ownGroup(turn: BrokerTurn, groupId: string): Mutable<GroupMetadata> {
  const group = mapGet(turn.state.groups.groups, groupId)!;
  if (owns(turn, group)) return group;
  const copy = own(turn, copyGroup(group));
  const groups = ownGroups(turn);
  groups.groups = mapSet(groups.groups, groupId, copy);
  return copy;
}

/** A member that is there, to be changed in place. */
export function ownMember(
  turn: BrokerTurn,
  groupId: string,
  memberId: string,
): Mutable<MemberMetadata> {
  const member = memberOf(turn, groupId, memberId);
  if (owns(turn, member)) return member;
  const copy = own(turn, copyMember(member));
  const group = ownGroup(turn, groupId);
  group.members = mapSet(group.members, memberId, copy);
  return copy;
}

export function memberOf(turn: BrokerTurn, groupId: string, memberId: string): MemberMetadata {
  return mapGet(groupOf(turn, groupId)!.members, memberId)!;
}

function copyGroups(groups: GroupCoordinatorState): GroupCoordinatorState {
  return {
    isActive: groups.isActive,
    partitionCount: groups.partitionCount,
    ownedPartitions: groups.ownedPartitions,
    groups: groups.groups,
    unloaded: groups.unloaded,
    openGroupsForProducer: groups.openGroupsForProducer,
    timerAtMs: groups.timerAtMs,
    nextExpiryAtMs: groups.nextExpiryAtMs,
    nextSerial: groups.nextSerial,
    random: groups.random,
  };
}

function copyGroup(group: GroupMetadata): GroupMetadata {
  return {
    groupId: group.groupId,
    serial: group.serial,
    chart: group.chart,
    currentStateTimestamp: group.currentStateTimestamp,
    protocolType: group.protocolType,
    protocolName: group.protocolName,
    generationId: group.generationId,
    leaderId: group.leaderId,
    members: group.members,
    memberIds: group.memberIds,
    staticMembers: group.staticMembers,
    pendingMembers: group.pendingMembers,
    pendingExpirations: group.pendingExpirations,
    numMembersAwaitingJoin: group.numMembersAwaitingJoin,
    offsets: group.offsets,
    pendingOffsetCommits: group.pendingOffsetCommits,
    pendingTransactionalOffsetCommits: group.pendingTransactionalOffsetCommits,
    receivedTransactionalOffsetCommits: group.receivedTransactionalOffsetCommits,
    receivedConsumerOffsetCommits: group.receivedConsumerOffsetCommits,
    subscribedTopics: group.subscribedTopics,
    newMemberAdded: group.newMemberAdded,
    delayedJoin: group.delayedJoin,
  };
}

function copyMember(member: MemberMetadata): MemberMetadata {
  return {
    memberId: member.memberId,
    groupInstanceId: member.groupInstanceId,
    clientId: member.clientId,
    clientHost: member.clientHost,
    rebalanceTimeoutMs: member.rebalanceTimeoutMs,
    sessionTimeoutMs: member.sessionTimeoutMs,
    protocolType: member.protocolType,
    supportedProtocols: member.supportedProtocols,
    assignment: member.assignment,
    awaitingJoin: member.awaitingJoin,
    awaitingSync: member.awaitingSync,
    isNew: member.isNew,
    heartbeatDeadlineMs: member.heartbeatDeadlineMs,
  };
}
