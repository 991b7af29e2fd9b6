/**
 * The timer of all deadlines has fired: members that were not heard are removed, rebalances end, and
 * what is too old goes.
 *
 * Mirrors: kafka.coordinator.group.GroupCoordinator.onExpireHeartbeat, DelayedJoin.onExpiration, the
 * task delete-expired-group-metadata of GroupMetadataManager, 2.8.0.
 * Read next: heartbeats.ts (who sets the timer).
 */
import { mapGet, mapValues } from '../../kernel/persistent-map.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { deadlineAfter } from './deadline-timer.ts';
import { groupOf, ownGroup, ownGroups, ownMember } from './group-changes.ts';
import { deleteExpiredOffsets } from './group-cleanup.ts';
import { logCoordinator } from './group-lines.ts';
import type { GroupMetadata } from './group-state.ts';
import { hasSatisfiedHeartbeat, noteDeadline } from './heartbeats.ts';
import {
  absentDynamicMembers,
  completeJoin,
  removedMembersText,
  removeMemberAndUpdateGroup,
  removePendingMemberAndUpdateGroup,
} from './rebalance.ts';

/** Something of a group that is due. */
interface Due {
  readonly groupId: string;
  readonly deadlineMs: number;
  /** Null: the rebalance. */
  readonly memberId: string | null;
  readonly isPending: boolean;
}

export function onDeadline(turn: BrokerTurn): void {
  ownGroups(turn).timerAtMs = null;
  const { nowMs } = turn.env;
  const due: Due[] = [];
  for (const group of mapValues(turn.state.groups.groups)) {
    for (const one of deadlinesOf(group)) if (one.deadlineMs <= nowMs) due.push(one);
  }
  due.sort((a, b) => a.deadlineMs - b.deadlineMs);
  for (const one of due) expire(turn, one);
  expireUnloaded(turn);
  if (turn.state.groups.nextExpiryAtMs <= nowMs) lookForExpiredOffsets(turn);
  setTimerAgain(turn);
}

/** Now, and again after offsets.retention.check.interval.ms. */
export function lookForExpiredOffsets(turn: BrokerTurn): void {
  deleteExpiredOffsets(turn);
  const intervalMs = turn.state.config.values['offsets.retention.check.interval.ms'];
  const atMs = deadlineAfter(turn, intervalMs);
  ownGroups(turn).nextExpiryAtMs = atMs;
  noteDeadline(turn, atMs);
}

function* deadlinesOf(group: GroupMetadata): Generator<Due> {
  const { groupId, delayedJoin } = group;
  for (const { memberId, deadlineMs } of group.pendingExpirations) {
    yield { groupId, deadlineMs, memberId, isPending: true };
  }
  for (const memberId of group.memberIds) {
    const deadlineMs = mapGet(group.members, memberId)!.heartbeatDeadlineMs;
    if (deadlineMs !== null) yield { groupId, deadlineMs, memberId, isPending: false };
  }
  if (delayedJoin !== null) {
    yield { groupId, deadlineMs: delayedJoin.deadlineMs, memberId: null, isPending: false };
  }
}

function setTimerAgain(turn: BrokerTurn): void {
  const { groups, unloaded, nextExpiryAtMs } = turn.state.groups;
  let earliestMs = nextExpiryAtMs;
  for (const group of mapValues(groups)) {
    for (const { deadlineMs } of deadlinesOf(group)) earliestMs = Math.min(earliestMs, deadlineMs);
  }
  for (const group of unloaded) {
    for (const { deadlineMs } of deadlinesOf(group)) earliestMs = Math.min(earliestMs, deadlineMs);
  }
  noteDeadline(turn, earliestMs);
}

/** What came before it may have changed what was due. */
function expire(turn: BrokerTurn, { groupId, memberId, isPending }: Due): void {
  const { nowMs } = turn.env;
  const group = groupOf(turn, groupId);
  if (group === undefined) return;
  if (memberId === null) {
    if (group.delayedJoin !== null && group.delayedJoin.deadlineMs <= nowMs) {
      completeJoin(turn, groupId);
    }
    return;
  }
  if (isPending) return expirePending(turn, groupId, memberId);
  const member = mapGet(group.members, memberId);
  const deadlineMs = member?.heartbeatDeadlineMs ?? null;
  if (member === undefined || deadlineMs === null || deadlineMs > nowMs) return;
  ownMember(turn, groupId, memberId).heartbeatDeadlineMs = null;
  if (hasSatisfiedHeartbeat(member)) return;
  const text = `Member ${memberId} in group ${groupId} has failed, removing it from the group`;
  logCoordinator(turn, 'INFO', text);
  const reason = `removing member ${memberId} on heartbeat expiration`;
  removeMemberAndUpdateGroup(turn, groupId, memberId, reason);
}

function expirePending(turn: BrokerTurn, groupId: string, memberId: string): void {
  const group = ownGroup(turn, groupId);
  const left = group.pendingExpirations.filter((one) => one.memberId !== memberId);
  if (left.length === group.pendingExpirations.length) return;
  group.pendingExpirations = left;
  const text = `Pending member ${memberId} in group ${groupId} has been removed after session timeout expiration.`;
  logCoordinator(turn, 'INFO', text);
  removePendingMemberAndUpdateGroup(turn, groupId, memberId);
}

/** Groups that are gone: what was waited for in their name only leaves a line behind. */
function expireUnloaded(turn: BrokerTurn): void {
  const { unloaded } = turn.state.groups;
  if (unloaded.length === 0) return;
  const left = unloaded.map((group) => expireGone(turn, group));
  ownGroups(turn).unloaded = left.filter((group) => [...deadlinesOf(group)].length > 0);
}

function expireGone(turn: BrokerTurn, group: GroupMetadata): GroupMetadata {
  const { nowMs } = turn.env;
  const due = [...deadlinesOf(group)].filter(({ deadlineMs }) => deadlineMs <= nowMs);
  let { memberIds, pendingExpirations, delayedJoin } = group;
  for (const { memberId } of due.sort((a, b) => a.deadlineMs - b.deadlineMs)) {
    if (memberId !== null) {
      const text = `Received notification of heartbeat expiration for member ${memberId} after group ${group.groupId} had already been unloaded or deleted.`;
      logCoordinator(turn, 'INFO', text);
      memberIds = memberIds.filter((id) => id !== memberId);
      pendingExpirations = pendingExpirations.filter((one) => one.memberId !== memberId);
      continue;
    }
    const absent = absentDynamicMembers(group);
    if (absent.length > 0) {
      logCoordinator(turn, 'INFO', removedMembersText(group.groupId, absent));
      const gone = absent.map((member) => member.memberId);
      memberIds = memberIds.filter((id) => !gone.includes(id));
    }
    const text = `Group ${group.groupId} is dead, skipping rebalance stage`;
    logCoordinator(turn, 'INFO', text);
    delayedJoin = null;
  }
  return { ...group, memberIds, pendingExpirations, delayedJoin };
}
