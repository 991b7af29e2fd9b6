/**
 * SyncGroup and Heartbeat: members get what the leader assigns, and say that they live.
 *
 * Mirrors: kafka.coordinator.group.GroupCoordinator (handleSyncGroup, doSyncGroup, handleHeartbeat),
 * kafka.server.KafkaApis (handleSyncGroupRequest, handleHeartbeatRequest), 2.8.0.
 * Read next: assignment.ts, group-store.ts.
 */
import { hashCode } from '../../java/hash-order.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type { HeartbeatRequest, HeartbeatResponse, SyncGroupRequest } from '../protocol/groups.ts';
import type { BrokerTurn, RequestRef } from '../server/broker-state.ts';
import { respond } from '../server/respond.ts';
import { resetAndPropagateAssignmentError, setAndPropagateAssignment } from './assignment.ts';
import { groupOf, memberOf, ownMember } from './group-changes.ts';
import { later, logCoordinator } from './group-lines.ts';
import { isStaticMemberFenced } from './group-members.ts';
import { hasMember, isIn, isLeader, orderedMemberIds, transition } from './group-metadata.ts';
import { validateGroupStatus } from './group-partitions.ts';
import { answerSyncGroup, failedSync } from './group-responses.ts';
import type { GroupMetadata } from './group-state.ts';
import type { GroupAppend, MemberAssignment } from './group-store.ts';
import { storeGroup } from './group-store.ts';
import { scheduleHeartbeatExpiration } from './heartbeats.ts';
import { maybePrepareRebalance } from './rebalance.ts';
import { inImmutableOrder } from '../zk/scala-order.ts';

export function handleSyncGroup(
  turn: BrokerTurn,
  request: SyncGroupRequest,
  ref: RequestRef,
): void {
  const { groupId, memberId } = request;
  const error = syncFault(turn, request, ref);
  if (error !== null) return answerSyncGroup(turn, ref, failedSync(error));
  const group = groupOf(turn, groupId)!;
  if (isIn(group, 'Stable')) {
    const { protocolType, protocolName } = group;
    const { assignment } = memberOf(turn, groupId, memberId);
    answerSyncGroup(turn, ref, { protocolType, protocolName, assignment, error: 'NONE' });
    scheduleHeartbeatExpiration(turn, groupId, memberId);
    return;
  }
  ownMember(turn, groupId, memberId).awaitingSync = ref;
  if (isLeader(group, memberId)) storeAssignment(turn, request);
}

/** Why it is refused; null: the group is Stable, or waits for its leader. */
function syncFault(turn: BrokerTurn, request: SyncGroupRequest, ref: RequestRef): ErrorName | null {
  const { groupId, protocolType, protocolName } = request;
  if (ref.apiVersion >= 5 && (protocolType === null || protocolName === null)) {
    return 'INCONSISTENT_GROUP_PROTOCOL';
  }
  const error = validateGroupStatus(turn.state, groupId);
  if (error !== null) return error;
  const group = groupOf(turn, groupId);
  if (group === undefined) return 'UNKNOWN_MEMBER_ID';
  const fault = memberFault(turn, group, request, 'sync-group');
  if (fault !== null) return fault;
  if (protocolType !== null && group.protocolType !== protocolType) {
    return 'INCONSISTENT_GROUP_PROTOCOL';
  }
  if (protocolName !== null && group.protocolName !== protocolName) {
    return 'INCONSISTENT_GROUP_PROTOCOL';
  }
  if (isIn(group, 'Empty')) return 'UNKNOWN_MEMBER_ID';
  return isIn(group, 'PreparingRebalance') ? 'REBALANCE_IN_PROGRESS' : null;
}

/** Whether it is a member of the current generation. */
function memberFault(
  turn: BrokerTurn,
  group: GroupMetadata,
  request: SyncGroupRequest | HeartbeatRequest,
  operation: string,
): ErrorName | null {
  const { memberId, groupInstanceId, generationId } = request;
  if (isIn(group, 'Dead')) return 'COORDINATOR_NOT_AVAILABLE';
  if (isStaticMemberFenced(turn, group, memberId, groupInstanceId, operation)) {
    return 'FENCED_INSTANCE_ID';
  }
  if (!hasMember(group, memberId)) return 'UNKNOWN_MEMBER_ID';
  return generationId === group.generationId ? null : 'ILLEGAL_GENERATION';
}

/** The leader has assigned: that is written before anybody is told. */
function storeAssignment(turn: BrokerTurn, request: SyncGroupRequest): void {
  const { groupId, memberId } = request;
  const { generationId, members, staticMembers, serial } = groupOf(turn, groupId)!;
  const text = `Assignment received from leader for group ${groupId} for generation ${generationId}`;
  const counts = `. The group has ${members.size} members, ${staticMembers.size} of which are static.`;
  logCoordinator(turn, 'INFO', text + later(turn, counts));
  const assignments: MemberAssignment[] = [...request.assignments];
  const assigned = new Set(assignments.map((one) => one.memberId));
  const known = orderedMemberIds(groupOf(turn, groupId)!);
  const missing = inImmutableOrder(known, hashCode).filter((id) => !assigned.has(id));
  if (missing.length > 0) {
    const text = `Setting empty assignments for members Set(${missing.join(', ')}) of ${groupId} for generation ${generationId}`;
    logCoordinator(turn, 'WARN', text);
    for (const id of missing) assignments.push({ memberId: id, assignment: null });
  }
  const then: GroupAppend = {
    kind: 'assignment',
    groupId,
    serial,
    generationId,
    memberId,
    assignments,
  };
  storeGroup(turn, groupId, assignments, then);
}

/** Another member may have come meanwhile: then this assignment is void. */
export function onAssignmentStored(
  turn: BrokerTurn,
  then: GroupAppend & { readonly kind: 'assignment' },
  error: ErrorName,
): void {
  const { groupId, generationId } = then;
  const group = groupOf(turn, groupId);
  if (group === undefined || group.serial !== then.serial) return;
  if (!isIn(group, 'CompletingRebalance') || generationId !== group.generationId) return;
  if (error === 'NONE') {
    setAndPropagateAssignment(turn, groupId, then.assignments);
    transition(turn, groupId, 'assignment.stored');
    return;
  }
  resetAndPropagateAssignmentError(turn, groupId, error);
  const reason = `error when storing group assignment during SyncGroup (member: ${then.memberId})`;
  maybePrepareRebalance(turn, groupId, reason);
}

export function handleHeartbeat(
  turn: BrokerTurn,
  request: HeartbeatRequest,
  ref: RequestRef,
): void {
  const errorCode = heartbeat(turn, request);
  respond<HeartbeatResponse>(turn, ref, { type: 'HeartbeatResponse', errorCode });
}

function heartbeat(turn: BrokerTurn, request: HeartbeatRequest): ErrorName {
  const { groupId, memberId } = request;
  const error = validateGroupStatus(turn.state, groupId);
  if (error !== null) return error;
  const group = groupOf(turn, groupId);
  if (group === undefined) return 'UNKNOWN_MEMBER_ID';
  const fault = memberFault(turn, group, request, 'heartbeat');
  if (fault !== null) return fault;
  if (isIn(group, 'Empty')) return 'UNKNOWN_MEMBER_ID';
  scheduleHeartbeatExpiration(turn, groupId, memberId);
  return isIn(group, 'PreparingRebalance') ? 'REBALANCE_IN_PROGRESS' : 'NONE';
}
