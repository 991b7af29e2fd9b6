/**
 * A static member comes back under a new id and keeps what it had.
 *
 * Mirrors: kafka.coordinator.group.GroupCoordinator.updateStaticMemberAndRebalance, 2.8.0.
 * Read next: rebalance.ts.
 */
import { mapGet } from '../../kernel/persistent-map.ts';
import type { ErrorName } from '../protocol/errors.ts';
import { ERRORS } from '../protocol/errors.ts';
import type { JoinGroupRequest } from '../protocol/groups.ts';
import type { BrokerTurn, RequestRef } from '../server/broker-state.ts';
import { groupOf } from './group-changes.ts';
import { logCoordinator, optionText } from './group-lines.ts';
import { answerJoin, replaceGroupInstance, updateMember } from './group-members.ts';
import { allMembers, isIn, selectProtocol } from './group-metadata.ts';
import { answerJoinGroup, UNKNOWN_MEMBER_ID } from './group-responses.ts';
import type { JoinGroupResult } from './group-responses.ts';
import type { GroupMetadata } from './group-state.ts';
import type { GroupAppend } from './group-store.ts';
import { storeGroup } from './group-store.ts';
import { scheduleHeartbeatExpiration } from './heartbeats.ts';
import { maybePrepareRebalance, prepareRebalance } from './rebalance.ts';

export function updateStaticMemberAndRebalance(
  turn: BrokerTurn,
  request: JoinGroupRequest,
  instanceId: string,
  newMemberId: string,
  ref: RequestRef,
): void {
  const { groupId, protocols } = request;
  const before = groupOf(turn, groupId)!;
  const oldMemberId = mapGet(before.staticMembers, instanceId)!;
  const { leaderId } = before;
  const instance = optionText(instanceId);
  logCoordinator(
    turn,
    'INFO',
    `Static member ${instance} of group ${groupId} with unknown member id rejoins, ` +
      `assigning new member id ${newMemberId}, while old member id ${oldMemberId} will be removed.`,
  );
  replaceGroupInstance(turn, groupId, oldMemberId, newMemberId, instanceId);
  scheduleHeartbeatExpiration(turn, groupId, newMemberId);
  updateMember(turn, groupId, newMemberId, protocols, ref);
  const group = groupOf(turn, groupId)!;
  if (isIn(group, 'CompletingRebalance')) {
    // The leader may have assigned to the old id already: with the new one nothing would be found.
    const reason = `Updating metadata for static member ${newMemberId} with instance id ${instance}`;
    prepareRebalance(turn, groupId, reason);
  } else if (isIn(group, 'Stable') && selectProtocol(group) !== group.protocolName) {
    const reason = `Group's selectedProtocol will change because static member ${newMemberId} with instance id ${instance} joined with change of protocol`;
    maybePrepareRebalance(turn, groupId, reason);
  } else if (isIn(group, 'Stable')) {
    const text = `Static member which joins during Stable stage and doesn't affect selectProtocol will not trigger rebalance.`;
    logCoordinator(turn, 'INFO', text);
    const assignments = allMembers(group).map(({ memberId, assignment }) => ({
      memberId,
      assignment,
    }));
    storeGroup(turn, groupId, assignments, {
      kind: 'static member',
      groupId,
      serial: group.serial,
      generationId: group.generationId,
      ref,
      oldMemberId,
      newMemberId,
      instanceId,
      leaderId,
      oldProtocols: protocols,
    });
  }
}

/** The group is stored with the new id; or the member gets its old one back and has to try again. */
export function onStaticMemberStored(
  turn: BrokerTurn,
  then: GroupAppend & { readonly kind: 'static member' },
  error: ErrorName,
): void {
  const { groupId, newMemberId, oldMemberId, leaderId } = then;
  const group = groupOf(turn, groupId);
  if (group === undefined || group.serial !== then.serial) return;
  if (mapGet(group.members, newMemberId) === undefined) return;
  if (error === 'NONE') {
    // The leader of before is named, so that nobody takes itself for one and assigns in a stable group.
    answerJoin(turn, groupId, newMemberId, outcome(group, newMemberId, leaderId, error));
    return;
  }
  const text = `Failed to persist metadata for group ${groupId}: ${ERRORS[error].message}`;
  logCoordinator(turn, 'WARN', text);
  updateMember(turn, groupId, newMemberId, then.oldProtocols, null);
  replaceGroupInstance(turn, groupId, newMemberId, oldMemberId, then.instanceId);
  scheduleHeartbeatExpiration(turn, groupId, oldMemberId);
  answerJoinGroup(turn, then.ref, outcome(group, UNKNOWN_MEMBER_ID, leaderId, error));
}

function outcome(
  { generationId, protocolType, protocolName }: GroupMetadata,
  memberId: string,
  leaderId: string | null,
  error: ErrorName,
): JoinGroupResult {
  return {
    members: [],
    memberId,
    generationId,
    protocolType,
    protocolName,
    leaderId: leaderId ?? '',
    error,
  };
}
