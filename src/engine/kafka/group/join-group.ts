/**
 * JoinGroup: a member comes, comes back, or changes what it says of itself.
 *
 * Mirrors: kafka.coordinator.group.GroupCoordinator (handleJoinGroup, doUnknownJoinGroup, doJoinGroup,
 * addMemberAndRebalance), kafka.server.KafkaApis.handleJoinGroupRequest, 2.8.0.
 * Read next: static-member.ts, rebalance.ts.
 */
import { mapGet } from '../../kernel/persistent-map.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type { JoinGroupRequest } from '../protocol/groups.ts';
import type { BrokerTurn, RequestRef } from '../server/broker-state.ts';
import { groupOf, memberOf, ownGroup } from './group-changes.ts';
import { later, logCoordinator, optionText } from './group-lines.ts';
import {
  addMember,
  addStaticMember,
  generateMemberId,
  isStaticMemberFenced,
  matchesProtocols,
  removeMember,
  removePendingMember,
  updateMember,
} from './group-members.ts';
import {
  addGroup,
  hasMember,
  isIn,
  isLeader,
  isPendingMember,
  newGroup,
  stateOf,
  staticMemberId,
  supportsProtocols,
} from './group-metadata.ts';
import { validateGroupStatus } from './group-partitions.ts';
import { answerJoinGroup, failedJoin, UNKNOWN_MEMBER_ID } from './group-responses.ts';
import type { GroupMetadata } from './group-state.ts';
import {
  NEW_MEMBER_JOIN_TIMEOUT_MS,
  addPendingExpiration,
  completePendingExpiration,
  scheduleHeartbeatExpiration,
} from './heartbeats.ts';
import { currentGeneration, maybePrepareRebalance, tryCompleteJoin } from './rebalance.ts';
import { updateStaticMemberAndRebalance } from './static-member.ts';

export function handleJoinGroup(
  turn: BrokerTurn,
  request: JoinGroupRequest,
  ref: RequestRef,
): void {
  const { groupId, memberId, sessionTimeoutMs } = request;
  const fail = (error: ErrorName, as = memberId): void =>
    answerJoinGroup(turn, ref, failedJoin(as, error));
  const error = validateGroupStatus(turn.state, groupId);
  if (error !== null) return fail(error);
  const { values } = turn.state.config;
  if (
    sessionTimeoutMs < values['group.min.session.timeout.ms'] ||
    sessionTimeoutMs > values['group.max.session.timeout.ms']
  ) {
    return fail('INVALID_SESSION_TIMEOUT');
  }
  const isUnknownMember = memberId === UNKNOWN_MEMBER_ID;
  if (groupOf(turn, groupId) === undefined) {
    if (!isUnknownMember) return fail('UNKNOWN_MEMBER_ID');
    addGroup(turn, newGroup(turn, groupId));
  }
  if (!acceptsJoiningMember(turn, groupOf(turn, groupId)!, memberId)) {
    removeMember(turn, groupId, memberId);
    fail('GROUP_MAX_SIZE_REACHED', UNKNOWN_MEMBER_ID);
  } else if (isUnknownMember) joinAsUnknown(turn, request, ref);
  else joinAsKnown(turn, request, ref);
  if (isIn(groupOf(turn, groupId)!, 'PreparingRebalance')) tryCompleteJoin(turn, groupId);
}

/** Whether there is room: group.max.size counts who waits, or who is a member. */
function acceptsJoiningMember(turn: BrokerTurn, group: GroupMetadata, memberId: string): boolean {
  const most = turn.state.config.values['group.max.size'];
  if (isIn(group, 'Empty', 'Dead')) return true;
  const member = mapGet(group.members, memberId);
  if (isIn(group, 'PreparingRebalance')) {
    return (member?.awaitingJoin ?? null) !== null || group.numMembersAwaitingJoin < most;
  }
  return member !== undefined || group.members.size < most;
}

/** The member has no id yet. */
function joinAsUnknown(turn: BrokerTurn, request: JoinGroupRequest, ref: RequestRef): void {
  const { groupId, groupInstanceId, protocolType, protocols } = request;
  const fail = (error: ErrorName, as = UNKNOWN_MEMBER_ID): void =>
    answerJoinGroup(turn, ref, failedJoin(as, error));
  const group = groupOf(turn, groupId)!;
  if (isIn(group, 'Dead')) return fail('COORDINATOR_NOT_AVAILABLE');
  if (!supportsProtocols(group, protocolType, protocols))
    return fail('INCONSISTENT_GROUP_PROTOCOL');
  const newMemberId = generateMemberId(turn, ref.clientId, groupInstanceId);
  if (groupInstanceId !== null && staticMemberId(group, groupInstanceId) !== null) {
    updateStaticMemberAndRebalance(turn, request, groupInstanceId, newMemberId, ref);
  } else if (ref.apiVersion >= 4 && groupInstanceId === null) {
    // It has to come again with this id: who asks and goes away leaves no member behind.
    const own = ownGroup(turn, groupId);
    own.pendingMembers = [...own.pendingMembers, newMemberId];
    addPendingExpiration(turn, groupId, newMemberId, request.sessionTimeoutMs);
    fail('MEMBER_ID_REQUIRED', newMemberId);
  } else {
    const kind = groupInstanceId === null ? 'Dynamic' : 'Static';
    logCoordinator(
      turn,
      'INFO',
      `${kind} Member with unknown member id joins group ${groupId} in ${stateOf(group)} state. ` +
        `Created a new member id ${newMemberId} for this member and add to the group.`,
    );
    addMemberAndRebalance(turn, request, newMemberId, ref);
  }
}

function joinAsKnown(turn: BrokerTurn, request: JoinGroupRequest, ref: RequestRef): void {
  const { groupId, memberId, groupInstanceId, protocolType, protocols } = request;
  const fail = (error: ErrorName): void => answerJoinGroup(turn, ref, failedJoin(memberId, error));
  const group = groupOf(turn, groupId)!;
  if (isIn(group, 'Dead')) return fail('COORDINATOR_NOT_AVAILABLE');
  if (!supportsProtocols(group, protocolType, protocols))
    return fail('INCONSISTENT_GROUP_PROTOCOL');
  if (isPendingMember(group, memberId)) {
    return addMemberAndRebalance(turn, request, memberId, ref);
  }
  if (isStaticMemberFenced(turn, group, memberId, groupInstanceId, 'join-group')) {
    return fail('FENCED_INSTANCE_ID');
  }
  const isUnknownInstance =
    groupInstanceId !== null && staticMemberId(group, groupInstanceId) === null;
  if (!hasMember(group, memberId) || isUnknownInstance) return fail('UNKNOWN_MEMBER_ID');
  if (isIn(group, 'Empty')) {
    const text = `Attempt to add rejoining member ${memberId} of group ${groupId} in unexpected group state Empty`;
    logCoordinator(turn, 'WARN', text);
    return fail('UNKNOWN_MEMBER_ID');
  }
  const reason = rejoinReason(turn, group, request);
  if (reason === null) return answerJoinGroup(turn, ref, currentGeneration(group, memberId));
  updateMember(turn, groupId, memberId, protocols, ref);
  maybePrepareRebalance(turn, groupId, later(turn, reason) || olderReason(memberId));
}

/** 2.2 has one reason for all of them. */
function olderReason(memberId: string): string {
  return `Updating metadata for member ${memberId}`;
}

/** Why a member that joins again makes a rebalance; null: it gets the current generation. */
function rejoinReason(
  turn: BrokerTurn,
  group: GroupMetadata,
  { groupId, memberId, protocols }: JoinGroupRequest,
): string | null {
  const state = stateOf(group);
  if (state === 'PreparingRebalance') return `Member ${memberId} joining group during ${state}`;
  if (state === 'Stable' && isLeader(group, memberId)) {
    // A leader asks for a rebalance when what it sees of the topics has changed.
    return `leader ${memberId} re-joining group during ${state}`;
  }
  if (matchesProtocols(memberOf(turn, groupId, memberId), protocols)) return null;
  return `Updating metadata for member ${memberId} during ${state}`;
}

function addMemberAndRebalance(
  turn: BrokerTurn,
  request: JoinGroupRequest,
  memberId: string,
  ref: RequestRef,
): void {
  const { groupId, groupInstanceId } = request;
  const group = groupOf(turn, groupId)!;
  if (isIn(group, 'PreparingRebalance') && group.generationId === 0) {
    ownGroup(turn, groupId).newMemberAdded = true;
  }
  addMember(turn, groupId, {
    memberId,
    groupInstanceId,
    clientId: ref.clientId,
    clientHost: ref.clientHost,
    rebalanceTimeoutMs: request.rebalanceTimeoutMs,
    sessionTimeoutMs: request.sessionTimeoutMs,
    protocolType: request.protocolType,
    supportedProtocols: request.protocols,
    assignment: null,
    awaitingJoin: ref,
    awaitingSync: null,
    isNew: true,
    heartbeatDeadlineMs: null,
  });
  // While its JoinGroup waits nobody would see that the client is gone: a new member may not wait for ever.
  completePendingExpiration(turn, groupId, memberId);
  scheduleHeartbeatExpiration(turn, groupId, memberId, NEW_MEMBER_JOIN_TIMEOUT_MS);
  const instance = optionText(groupInstanceId);
  if (groupInstanceId === null) removePendingMember(turn, groupId, memberId);
  else {
    const text = `Adding new static member ${instance} to group ${groupId} with member id ${memberId}.`;
    logCoordinator(turn, 'INFO', text);
    addStaticMember(turn, groupId, groupInstanceId, memberId);
  }
  const withInstance = later(turn, ` with group instance id ${instance}`);
  const reason = `Adding new member ${memberId}${withInstance}`;
  maybePrepareRebalance(turn, groupId, reason);
}
