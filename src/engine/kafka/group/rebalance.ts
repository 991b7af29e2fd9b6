/**
 * A rebalance: it begins, waits for all members, and gives the group its next generation.
 *
 * Mirrors: kafka.coordinator.group.GroupCoordinator (prepareRebalance, onCompleteJoin and what lies
 * between), DelayedJoin, InitialDelayedJoin, 2.8.0.
 * Read next: join-group.ts, expiration.ts.
 */
import { hashCode } from '../../java/hash-order.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { resetAndPropagateAssignmentError } from './assignment.ts';
import { deadlineAfter } from './deadline-timer.ts';
import { groupOf, ownGroup, ownMember } from './group-changes.ts';
import { later, logCoordinator, logCoordinatorLater } from './group-lines.ts';
import {
  answerJoin,
  electJoinedLeader,
  removeMember,
  removePendingMember,
} from './group-members.ts';
import {
  allMembers,
  canRebalance,
  hasAllMembersJoined,
  initNextGeneration,
  isIn,
  isLeader,
  metadataOf,
  rebalanceTimeoutMs,
  transition,
} from './group-metadata.ts';
import { partitionFor } from './group-partitions.ts';
import type { JoinGroupResult } from './group-responses.ts';
import { failedJoin, UNKNOWN_MEMBER_ID } from './group-responses.ts';
import type { DelayedJoin, GroupMetadata, MemberMetadata } from './group-state.ts';
import { OFFSETS_TOPIC, storeGroup } from './group-store.ts';
import { noteDeadline, scheduleHeartbeatExpiration } from './heartbeats.ts';
import { inImmutableOrder } from '../zk/scala-order.ts';

export function maybePrepareRebalance(turn: BrokerTurn, groupId: string, reason: string): void {
  if (canRebalance(groupOf(turn, groupId)!)) prepareRebalance(turn, groupId, reason);
}

export function prepareRebalance(turn: BrokerTurn, groupId: string, reason: string): void {
  const before = groupOf(turn, groupId)!;
  const isFirst = isIn(before, 'Empty');
  // Whoever waits for an assignment is told to join again.
  if (isIn(before, 'CompletingRebalance')) {
    resetAndPropagateAssignmentError(turn, groupId, 'REBALANCE_IN_PROGRESS');
  }
  transition(turn, groupId, 'rebalance.prepared');
  const { generationId } = before;
  const where = `${OFFSETS_TOPIC}-${partitionFor(turn.state, groupId)}`;
  logCoordinator(
    turn,
    'INFO',
    `Preparing to rebalance group ${groupId} in state PreparingRebalance with old generation ${generationId} (${where}) (reason: ${reason})`,
  );
  delayJoin(turn, groupId, isFirst ? initialJoin(turn, groupId) : plainJoin(turn, groupId));
  tryCompleteJoin(turn, groupId);
}

function plainJoin(turn: BrokerTurn, groupId: string): DelayedJoin {
  const timeoutMs = rebalanceTimeoutMs(groupOf(turn, groupId)!);
  return { type: 'join', deadlineMs: deadlineAfter(turn, timeoutMs) };
}

function initialJoin(turn: BrokerTurn, groupId: string): DelayedJoin {
  const delayMs = turn.state.config.values['group.initial.rebalance.delay.ms'];
  const remainingMs = Math.max(rebalanceTimeoutMs(groupOf(turn, groupId)!) - delayMs, 0);
  return { type: 'initial', deadlineMs: deadlineAfter(turn, delayMs), delayMs, remainingMs };
}

function delayJoin(turn: BrokerTurn, groupId: string, delayed: DelayedJoin): void {
  ownGroup(turn, groupId).delayedJoin = delayed;
  noteDeadline(turn, delayed.deadlineMs);
}

/** joinPurgatory.checkAndComplete: an initial join waits for its time whoever has joined. */
export function tryCompleteJoin(turn: BrokerTurn, groupId: string): void {
  const group = groupOf(turn, groupId)!;
  if (group.delayedJoin?.type !== 'join' || !hasAllMembersJoined(group)) return;
  completeJoin(turn, groupId);
}

/** What is waited for has happened, or its time is over. */
export function completeJoin(turn: BrokerTurn, groupId: string): void {
  const group = ownGroup(turn, groupId);
  const delayed = group.delayedJoin!;
  group.delayedJoin = null;
  if (delayed.type === 'join' || !group.newMemberAdded || delayed.remainingMs === 0) {
    onCompleteJoin(turn, groupId);
    return;
  }
  // New members have come meanwhile: more may follow.
  group.newMemberAdded = false;
  const configuredMs = turn.state.config.values['group.initial.rebalance.delay.ms'];
  const delayMs = Math.min(configuredMs, delayed.remainingMs);
  const remainingMs = Math.max(delayed.remainingMs - delayed.delayMs, 0);
  const deadlineMs = deadlineAfter(turn, delayMs);
  delayJoin(turn, groupId, { type: 'initial', deadlineMs, delayMs, remainingMs });
}

function onCompleteJoin(turn: BrokerTurn, groupId: string): void {
  removeAbsentMembers(turn, groupId);
  if (!electJoinedLeader(turn, groupId) && groupOf(turn, groupId)!.members.size > 0) {
    const text = `Group ${groupId} could not complete rebalance because no members rejoined`;
    logCoordinator(turn, 'ERROR', text);
    delayJoin(turn, groupId, plainJoin(turn, groupId));
    tryCompleteJoin(turn, groupId);
    return;
  }
  initNextGeneration(turn, groupId);
  const group = groupOf(turn, groupId)!;
  const { generationId, serial } = group;
  const where = `(${OFFSETS_TOPIC}-${partitionFor(turn.state, groupId)})`;
  if (isIn(group, 'Empty')) {
    const text = `Group ${groupId} with generation ${generationId} is now empty ${where}`;
    logCoordinator(turn, 'INFO', text);
    storeGroup(turn, groupId, [], { kind: 'empty', groupId, serial, generationId });
    return;
  }
  const count = later(turn, ` with ${group.members.size} members`);
  const text = `Stabilized group ${groupId} generation ${generationId} ${where}${count}`;
  logCoordinator(turn, 'INFO', text);
  answerAllJoins(turn, groupId, group);
}

/** Dynamic members that have not joined are given up; static ones have until their session ends. */
function removeAbsentMembers(turn: BrokerTurn, groupId: string): void {
  const absent = absentDynamicMembers(groupOf(turn, groupId)!);
  if (absent.length === 0) return;
  logCoordinatorLater(turn, removedMembersText(groupId, absent));
  for (const { memberId } of absent) removeMember(turn, groupId, memberId);
}

export function absentDynamicMembers(group: GroupMetadata): readonly MemberMetadata[] {
  const absent = allMembers(group).filter(({ awaitingJoin }) => awaitingJoin === null);
  const ordered = inImmutableOrder(absent, ({ memberId }) => hashCode(memberId));
  return ordered.filter(({ groupInstanceId }) => groupInstanceId === null);
}

export function removedMembersText(groupId: string, absent: readonly MemberMetadata[]): string {
  const ids = absent.map(({ memberId }) => memberId).join(', ');
  return `Group ${groupId} removed dynamic members who haven't joined: Set(${ids})`;
}

function answerAllJoins(turn: BrokerTurn, groupId: string, group: GroupMetadata): void {
  for (const { memberId } of allMembers(group)) {
    answerJoin(turn, groupId, memberId, currentGeneration(group, memberId));
    scheduleHeartbeatExpiration(turn, groupId, memberId);
    ownMember(turn, groupId, memberId).isNew = false;
  }
}

/** A JoinGroup's answer: the leader gets what all members have said. */
export function currentGeneration(group: GroupMetadata, memberId: string): JoinGroupResult {
  return {
    members: isLeader(group, memberId) ? currentMemberMetadata(group) : [],
    memberId,
    generationId: group.generationId,
    protocolType: group.protocolType,
    protocolName: group.protocolName,
    leaderId: group.leaderId ?? '',
    error: 'NONE',
  };
}

function currentMemberMetadata(group: GroupMetadata): JoinGroupResult['members'] {
  return allMembers(group).map((member) => ({
    memberId: member.memberId,
    groupInstanceId: member.groupInstanceId,
    metadata: metadataOf(member, group.protocolName!),
  }));
}

export function removeMemberAndUpdateGroup(
  turn: BrokerTurn,
  groupId: string,
  memberId: string,
  reason: string,
): void {
  // It may wait for a rebalance that is still under way: it is to join anew if it is alive.
  answerJoin(turn, groupId, memberId, failedJoin(UNKNOWN_MEMBER_ID, 'UNKNOWN_MEMBER_ID'));
  removeMember(turn, groupId, memberId);
  const group = groupOf(turn, groupId)!;
  if (isIn(group, 'Stable', 'CompletingRebalance')) maybePrepareRebalance(turn, groupId, reason);
  else if (isIn(group, 'PreparingRebalance')) tryCompleteJoin(turn, groupId);
}

export function removePendingMemberAndUpdateGroup(
  turn: BrokerTurn,
  groupId: string,
  memberId: string,
): void {
  removePendingMember(turn, groupId, memberId);
  if (isIn(groupOf(turn, groupId)!, 'PreparingRebalance')) tryCompleteJoin(turn, groupId);
}
