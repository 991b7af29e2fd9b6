/**
 * Members come, change, answer and go.
 *
 * Mirrors: kafka.coordinator.group.GroupMetadata (add, remove, replaceGroupInstance, updateMember,
 * maybeInvokeJoinCallback, maybeInvokeSyncCallback) and MemberMetadata, 2.8.0.
 * Read next: rebalance.ts.
 */
import { nextRandom } from '../../kernel/random.ts';
import { mapDelete, mapGet, mapSet } from '../../kernel/persistent-map.ts';
import type { AssignorUserData } from '../protocol/consumer-protocol.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { groupOf, memberOf, ownGroup, ownGroups, ownMember } from './group-changes.ts';
import { logGroup, memberText, optionText } from './group-lines.ts';
import { allMembers, isLeader, orderedMemberIds, staticMemberId } from './group-metadata.ts';
import type {
  GroupMetadata,
  MemberMetadata,
  MemberProtocol,
  WaitingRequest,
} from './group-state.ts';
import type { JoinGroupResult, SyncGroupResult } from './group-responses.ts';
import { answerJoinGroup, answerSyncGroup, failedJoin, failedSync } from './group-responses.ts';

/** `<clientId>-<uuid>`, or `<instance>-<uuid>` of a static member. */
export function generateMemberId(
  turn: BrokerTurn,
  clientId: string,
  groupInstanceId: string | null,
): string {
  return `${groupInstanceId ?? clientId}-${randomUuid(turn)}`;
}

/** UUID.randomUUID: version 4. */
function randomUuid(turn: BrokerTurn): string {
  const groups = ownGroups(turn);
  let hex = '';
  for (let i = 0; i < 4; i++) {
    const [value, next] = nextRandom(groups.random);
    groups.random = next;
    hex += Math.floor(value * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  }
  const variant = '89ab'.charAt(parseInt(hex.charAt(16), 16) & 3);
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20),
  ];
  return parts.join('-');
}

export function addMember(turn: BrokerTurn, groupId: string, member: MemberMetadata): void {
  const group = ownGroup(turn, groupId);
  if (group.members.size === 0) group.protocolType = member.protocolType;
  group.leaderId ??= member.memberId;
  if (mapGet(group.members, member.memberId) === undefined) {
    group.memberIds = [...group.memberIds, member.memberId];
  }
  group.members = mapSet(group.members, member.memberId, member);
  if (member.awaitingJoin !== null) group.numMembersAwaitingJoin += 1;
}

export function removeMember(turn: BrokerTurn, groupId: string, memberId: string): void {
  const group = ownGroup(turn, groupId);
  const member = mapGet(group.members, memberId);
  if (member !== undefined) {
    group.members = mapDelete(group.members, memberId);
    group.memberIds = group.memberIds.filter((id) => id !== memberId);
    if (member.awaitingJoin !== null) group.numMembersAwaitingJoin -= 1;
    if (member.groupInstanceId !== null) {
      group.staticMembers = mapDelete(group.staticMembers, member.groupInstanceId);
    }
  }
  if (isLeader(group, memberId)) group.leaderId = orderedMemberIds(group)[0] ?? null;
}

export function addStaticMember(
  turn: BrokerTurn,
  groupId: string,
  instanceId: string,
  memberId: string,
): void {
  const group = ownGroup(turn, groupId);
  group.staticMembers = mapSet(group.staticMembers, instanceId, memberId);
}

export function removePendingMember(turn: BrokerTurn, groupId: string, memberId: string): void {
  const group = ownGroup(turn, groupId);
  group.pendingMembers = group.pendingMembers.filter((id) => id !== memberId);
}

/** The member takes a new id; whoever still waits under the old one is fenced. */
export function replaceGroupInstance(
  turn: BrokerTurn,
  groupId: string,
  oldMemberId: string,
  newMemberId: string,
  instanceId: string,
): void {
  answerJoin(turn, groupId, oldMemberId, failedJoin(oldMemberId, 'FENCED_INSTANCE_ID'));
  answerSync(turn, groupId, oldMemberId, failedSync('FENCED_INSTANCE_ID'));
  const group = ownGroup(turn, groupId);
  const member = { ...memberOf(turn, groupId, oldMemberId), memberId: newMemberId };
  group.members = mapSet(mapDelete(group.members, oldMemberId), newMemberId, member);
  group.memberIds = [...group.memberIds.filter((id) => id !== oldMemberId), newMemberId];
  if (isLeader(group, oldMemberId)) group.leaderId = newMemberId;
  addStaticMember(turn, groupId, instanceId, newMemberId);
}

export function updateMember(
  turn: BrokerTurn,
  groupId: string,
  memberId: string,
  protocols: readonly MemberProtocol[],
  awaiting: WaitingRequest | null,
): void {
  const member = ownMember(turn, groupId, memberId);
  member.supportedProtocols = protocols;
  const group = ownGroup(turn, groupId);
  if (awaiting !== null && member.awaitingJoin === null) group.numMembersAwaitingJoin += 1;
  else if (awaiting === null && member.awaitingJoin !== null) group.numMembersAwaitingJoin -= 1;
  member.awaitingJoin = awaiting;
}

/** maybeInvokeJoinCallback. */
export function answerJoin(
  turn: BrokerTurn,
  groupId: string,
  memberId: string,
  result: JoinGroupResult,
): void {
  const { awaitingJoin } = memberOf(turn, groupId, memberId);
  if (awaitingJoin === null) return;
  answerJoinGroup(turn, awaitingJoin, result);
  ownMember(turn, groupId, memberId).awaitingJoin = null;
  ownGroup(turn, groupId).numMembersAwaitingJoin -= 1;
}

/** maybeInvokeSyncCallback; true when it was waited for. */
export function answerSync(
  turn: BrokerTurn,
  groupId: string,
  memberId: string,
  result: SyncGroupResult,
): boolean {
  const { awaitingSync } = memberOf(turn, groupId, memberId);
  if (awaitingSync === null) return false;
  answerSyncGroup(turn, awaitingSync, result);
  ownMember(turn, groupId, memberId).awaitingSync = null;
  return true;
}

/**
 * A leader that has not joined again is replaced by a member that has. False: the group has no leader,
 * or nobody has joined.
 */
export function electJoinedLeader(turn: BrokerTurn, groupId: string): boolean {
  const group = groupOf(turn, groupId)!;
  if (group.leaderId === null) return false;
  const leader = memberOf(turn, groupId, group.leaderId);
  if (leader.awaitingJoin !== null) return true;
  const who = `Group leader [member.id: ${leader.memberId}, group.instance.id: ${optionText(leader.groupInstanceId)}]`;
  const joined = allMembers(group).find(({ awaitingJoin }) => awaitingJoin !== null);
  if (joined === undefined) {
    const rest = `and the group couldn't proceed to next generationbecause no member joined.`;
    logGroup(turn, 'INFO', `${who} failed to join before rebalance timeout, ${rest}`);
    return false;
  }
  ownGroup(turn, groupId).leaderId = joined.memberId;
  const rest = `while new leader ${memberText(joined)} was elected.`;
  logGroup(turn, 'INFO', `${who} failed to join before rebalance timeout, ${rest}`);
  return true;
}

/** Whether a static member is known under another id, which fences the one that asks. */
export function isStaticMemberFenced(
  turn: BrokerTurn,
  group: GroupMetadata,
  memberId: string,
  instanceId: string | null,
  operation: string,
): boolean {
  const expected = staticMemberId(group, instanceId);
  if (expected === null || expected === memberId) return false;
  const given = `given member.id ${memberId} is identified as a known static member ${instanceId}`;
  const rest = `during ${operation}, will respond with instance fenced error`;
  logGroup(turn, 'ERROR', `${given}, but not matching the expected member.id ${expected} ${rest}`);
  return true;
}

/** Whether protocols are what the member has said before. */
export function matchesProtocols(
  member: MemberMetadata,
  protocols: readonly MemberProtocol[],
): boolean {
  const known = member.supportedProtocols;
  if (known.length !== protocols.length) return false;
  return known.every((one, i) => isSameProtocol(one, protocols[i]!));
}

function isSameProtocol(a: MemberProtocol, b: MemberProtocol): boolean {
  if (a.name !== b.name) return false;
  const [one, other] = [a.metadata, b.metadata];
  if (one === other) return true;
  const { topics } = other;
  return (
    one.topics.length === topics.length &&
    one.topics.every((topic, i) => topic === topics[i]) &&
    areSamePartitions(one.ownedPartitions, other.ownedPartitions) &&
    isSameUserData(one.userData, other.userData)
  );
}

function isSameUserData(a: AssignorUserData | null, b: AssignorUserData | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.generation === b.generation && areSamePartitions(a.previousAssignment, b.previousAssignment)
  );
}

function areSamePartitions(a: readonly TopicPartition[], b: readonly TopicPartition[]): boolean {
  if (a.length !== b.length) return false;
  return a.every((one, i) => one.topic === b[i]!.topic && one.partition === b[i]!.partition);
}
