/**
 * Until when members have to be heard, and the one timer that all deadlines of all groups share. It is
 * set to the earliest; a heartbeat only moves its member's deadline, and when the timer fires it is
 * looked up who is really late.
 *
 * Mirrors: kafka.coordinator.group.DelayedHeartbeat and its purgatory, 2.8.0.
 * Read next: expiration.ts (when the timer fires).
 */
import type { BrokerTurn } from '../server/broker-state.ts';
import { deadlineAfter, setDeadlineTimer } from './deadline-timer.ts';
import { memberOf, ownGroup, ownGroups, ownMember } from './group-changes.ts';
import type { MemberMetadata } from './group-state.ts';

export const DEADLINE_TIMER = 'group:deadline';

/** GroupCoordinator.NewMemberJoinTimeoutMs: so long a new member may wait for a rebalance to end. */
export const NEW_MEMBER_JOIN_TIMEOUT_MS = 5 * 60 * 1000;

/** completeAndScheduleNextExpiration: the member was heard; it has so long again. */
export function scheduleHeartbeatExpiration(
  turn: BrokerTurn,
  groupId: string,
  memberId: string,
  timeoutMs?: number,
): void {
  const member = memberOf(turn, groupId, memberId);
  const deadlineMs = deadlineAfter(turn, timeoutMs ?? member.sessionTimeoutMs);
  const isWaitedFor = !hasSatisfiedHeartbeat(member);
  ownMember(turn, groupId, memberId).heartbeatDeadlineMs = isWaitedFor ? deadlineMs : null;
  if (isWaitedFor) noteDeadline(turn, deadlineMs);
}

/** While a request of a member waits for its answer no heartbeat of it is; but new members get no rest. */
export function hasSatisfiedHeartbeat(member: MemberMetadata): boolean {
  return !member.isNew && (member.awaitingJoin !== null || member.awaitingSync !== null);
}

/** addPendingMemberExpiration. */
export function addPendingExpiration(
  turn: BrokerTurn,
  groupId: string,
  memberId: string,
  timeoutMs: number,
): void {
  const deadlineMs = deadlineAfter(turn, timeoutMs);
  const group = ownGroup(turn, groupId);
  group.pendingExpirations = [...group.pendingExpirations, { memberId, deadlineMs }];
  noteDeadline(turn, deadlineMs);
}

/** The member has joined: nothing is pending any more. */
export function completePendingExpiration(
  turn: BrokerTurn,
  groupId: string,
  memberId: string,
): void {
  const group = ownGroup(turn, groupId);
  group.pendingExpirations = group.pendingExpirations.filter((one) => one.memberId !== memberId);
}

/** Sees to it that the timer fires at this virtual time at the latest. */
export function noteDeadline(turn: BrokerTurn, atMs: number): void {
  const { timerAtMs } = turn.state.groups;
  if (timerAtMs !== null && timerAtMs <= atMs) return;
  ownGroups(turn).timerAtMs = atMs;
  setDeadlineTimer(turn, DEADLINE_TIMER, atMs);
}
