/**
 * Telling members what they are assigned, or that they have to join again.
 *
 * Mirrors: kafka.coordinator.group.GroupCoordinator (setAndPropagateAssignment,
 * resetAndPropagateAssignmentError, propagateAssignment), 2.8.0.
 */
import type { ErrorName } from '../protocol/errors.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { groupOf, ownMember } from './group-changes.ts';
import { logCoordinator } from './group-lines.ts';
import { answerSync } from './group-members.ts';
import { allMembers } from './group-metadata.ts';
import type { MemberAssignment } from './group-store.ts';
import { scheduleHeartbeatExpiration } from './heartbeats.ts';

export function setAndPropagateAssignment(
  turn: BrokerTurn,
  groupId: string,
  assignments: readonly MemberAssignment[],
): void {
  const assigned = new Map(assignments.map((one) => [one.memberId, one.assignment]));
  for (const memberId of groupOf(turn, groupId)!.memberIds) {
    ownMember(turn, groupId, memberId).assignment = assigned.get(memberId) ?? null;
  }
  propagateAssignment(turn, groupId, 'NONE');
}

export function resetAndPropagateAssignmentError(
  turn: BrokerTurn,
  groupId: string,
  error: ErrorName,
): void {
  for (const memberId of groupOf(turn, groupId)!.memberIds) {
    ownMember(turn, groupId, memberId).assignment = null;
  }
  propagateAssignment(turn, groupId, error);
}

function propagateAssignment(turn: BrokerTurn, groupId: string, error: ErrorName): void {
  const group = groupOf(turn, groupId)!;
  const protocolType = error === 'NONE' ? group.protocolType : null;
  const protocolName = error === 'NONE' ? group.protocolName : null;
  for (const { memberId, assignment } of allMembers(group)) {
    if (assignment === null && error === 'NONE') {
      const text = `Sending empty assignment to member ${memberId} of ${groupId} for generation ${group.generationId} with no errors`;
      logCoordinator(turn, 'WARN', text);
    }
    const result = { protocolType, protocolName, assignment, error };
    if (!answerSync(turn, groupId, memberId, result)) continue;
    // While it waited nothing was expected of it, and nothing would be from now on.
    scheduleHeartbeatExpiration(turn, groupId, memberId);
  }
}
