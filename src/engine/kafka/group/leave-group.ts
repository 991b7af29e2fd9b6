/**
 * LeaveGroup: members say good-bye, or an administrator says it for them.
 *
 * Mirrors: kafka.coordinator.group.GroupCoordinator.handleLeaveGroup,
 * kafka.server.KafkaApis.handleLeaveGroupRequest, LeaveGroupResponse, 2.8.0.
 */
import type { ErrorName } from '../protocol/errors.ts';
import type {
  LeaveGroupRequest,
  LeaveGroupResponse,
  MemberIdentity,
  MemberResponse,
} from '../protocol/groups.ts';
import type { BrokerTurn, RequestRef } from '../server/broker-state.ts';
import { respond } from '../server/respond.ts';
import { groupOf, memberOf } from './group-changes.ts';
import { later, logCoordinator, optionText } from './group-lines.ts';
import { isStaticMemberFenced } from './group-members.ts';
import { hasMember, isIn, isPendingMember, staticMemberId } from './group-metadata.ts';
import { validateGroupStatus } from './group-partitions.ts';
import { UNKNOWN_MEMBER_ID } from './group-responses.ts';
import { removeMemberAndUpdateGroup, removePendingMemberAndUpdateGroup } from './rebalance.ts';

export function handleLeaveGroup(
  turn: BrokerTurn,
  { groupId, members }: LeaveGroupRequest,
  ref: RequestRef,
): void {
  const error = validateGroupStatus(turn.state, groupId);
  if (error !== null) return answer(turn, ref, error, []);
  const group = groupOf(turn, groupId);
  if (group !== undefined && isIn(group, 'Dead')) {
    return answer(turn, ref, 'COORDINATOR_NOT_AVAILABLE', []);
  }
  const responses = members.map((identity) => ({
    memberId: identity.memberId,
    groupInstanceId: identity.groupInstanceId,
    errorCode: group === undefined ? 'UNKNOWN_MEMBER_ID' : leave(turn, groupId, identity),
  }));
  answer(turn, ref, 'NONE', responses);
}

function leave(turn: BrokerTurn, groupId: string, leaving: MemberIdentity): ErrorName {
  const { memberId, groupInstanceId } = leaving;
  const group = groupOf(turn, groupId)!;
  if (
    memberId !== UNKNOWN_MEMBER_ID &&
    isStaticMemberFenced(turn, group, memberId, groupInstanceId, 'leave-group')
  ) {
    return 'FENCED_INSTANCE_ID';
  }
  if (isPendingMember(group, memberId)) {
    logCoordinator(turn, 'INFO', `Pending member ${memberId} is leaving group ${groupId}.`);
    removePendingMemberAndUpdateGroup(turn, groupId, memberId);
    return 'NONE';
  }
  const known = staticMemberId(group, groupInstanceId) ?? memberId;
  if (!hasMember(group, known)) return 'UNKNOWN_MEMBER_ID';
  const instance = optionText(memberOf(turn, groupId, known).groupInstanceId);
  const identity = `[group.instance.id ${instance}, member.id ${known}]`;
  const who = `Member${later(turn, identity) || ` ${known}`}`;
  const text = `${who} in group ${groupId} has left, removing it from the group`;
  logCoordinator(turn, 'INFO', text);
  removeMemberAndUpdateGroup(turn, groupId, known, `removing member ${memberId} on LeaveGroup`);
  return 'NONE';
}

/** Before version 3 there was one member and one error. */
function answer(
  turn: BrokerTurn,
  ref: RequestRef,
  error: ErrorName,
  members: readonly MemberResponse[],
): void {
  const isOld = ref.apiVersion <= 2;
  const failed = members.find(({ errorCode }) => errorCode !== 'NONE');
  respond<LeaveGroupResponse>(turn, ref, {
    type: 'LeaveGroupResponse',
    errorCode: isOld && error === 'NONE' ? (failed?.errorCode ?? 'NONE') : error,
    members: isOld ? [] : members,
  });
}
