/**
 * DescribeGroups and ListGroups: what administrators see.
 *
 * Mirrors: kafka.coordinator.group.GroupCoordinator (handleDescribeGroup, handleListGroups),
 * GroupMetadata.summary, kafka.server.KafkaApis (handleDescribeGroupRequest, handleListGroupsRequest), 2.8.0.
 */
import { inConcurrentHashOrder } from '../../java/hash-order.ts';
import { mapGet, mapKeys } from '../../kernel/persistent-map.ts';
import type {
  DescribedGroup,
  DescribedGroupMember,
  DescribeGroupsRequest,
  DescribeGroupsResponse,
  ListGroupsRequest,
  ListGroupsResponse,
} from '../protocol/groups.ts';
import type { BrokerState, BrokerTurn, RequestRef } from '../server/broker-state.ts';
import { respond } from '../server/respond.ts';
import { groupOf } from './group-changes.ts';
import { allMembers, isIn, metadataOf, stateOf } from './group-metadata.ts';
import { validateGroupStatus } from './group-partitions.ts';
import type { GroupMetadata } from './group-state.ts';

/** READ, DELETE and DESCRIBE as bits: without an authorizer all that can be done to a group. */
const ALL_GROUP_OPERATIONS = 0b1_0100_1000;
/** The field's default: nobody asked. */
const OPERATIONS_NOT_ASKED = -(2 ** 31);

export function handleDescribeGroups(
  turn: BrokerTurn,
  request: DescribeGroupsRequest,
  ref: RequestRef,
): void {
  const groups = request.groups.map((groupId) => describe(turn, groupId, request));
  respond<DescribeGroupsResponse>(turn, ref, { type: 'DescribeGroupsResponse', groups });
}

function describe(
  turn: BrokerTurn,
  groupId: string,
  request: DescribeGroupsRequest,
): DescribedGroup {
  const error = validateGroupStatus(turn.state, groupId, true);
  const group = error === null ? groupOf(turn, groupId) : undefined;
  const isStable = group !== undefined && isIn(group, 'Stable');
  const state = group === undefined ? 'Dead' : stateOf(group);
  return {
    errorCode: error ?? 'NONE',
    groupId,
    groupState: error === null ? state : '',
    protocolType: group?.protocolType ?? '',
    protocolData: isStable ? group.protocolName! : '',
    members: group === undefined ? [] : describedMembers(group),
    authorizedOperations:
      error === null && request.includeAuthorizedOperations
        ? ALL_GROUP_OPERATIONS
        : OPERATIONS_NOT_ASKED,
  };
}

/** Only a stable group says what its members want and have. */
function describedMembers(group: GroupMetadata): readonly DescribedGroupMember[] {
  const isStable = isIn(group, 'Stable');
  return allMembers(group).map((member) => ({
    memberId: member.memberId,
    groupInstanceId: member.groupInstanceId,
    clientId: member.clientId,
    clientHost: member.clientHost,
    memberMetadata: isStable ? metadataOf(member, group.protocolName!) : null,
    memberAssignment: isStable ? member.assignment : null,
  }));
}

/** Without a filter all groups; states are compared letter by letter. */
export function handleListGroups(
  turn: BrokerTurn,
  { statesFilter }: ListGroupsRequest,
  ref: RequestRef,
): void {
  const { isActive } = turn.state.groups;
  const groups = isActive ? currentGroups(turn.state) : [];
  const wanted = groups.filter(
    (group) => statesFilter.length === 0 || statesFilter.includes(stateOf(group)),
  );
  respond<ListGroupsResponse>(turn, ref, {
    type: 'ListGroupsResponse',
    errorCode: isActive ? 'NONE' : 'COORDINATOR_NOT_AVAILABLE',
    groups: wanted.map((group) => ({
      groupId: group.groupId,
      protocolType: group.protocolType ?? '',
      groupState: stateOf(group),
    })),
  });
}

/** In the order of upstream's concurrent table. */
export function currentGroups(state: BrokerState): readonly GroupMetadata[] {
  const { groups } = state.groups;
  return inConcurrentHashOrder(mapKeys(groups)).map((groupId) => mapGet(groups, groupId)!);
}
