/**
 * Which partition of `__consumer_offsets` a group belongs to, and whether it is looked after here.
 *
 * Mirrors: kafka.coordinator.group.GroupMetadataManager (partitionFor, isGroupLocal, groupNotExists),
 * GroupCoordinator.validateGroupStatus, offsetsTopicConfigs, 2.8.0.
 * Departs: loading takes no time, so COORDINATOR_LOAD_IN_PROGRESS is never answered.
 */
import { hashCode } from '../../java/hash-order.ts';
import { mapGet, mapHas } from '../../kernel/persistent-map.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type { BrokerState } from '../server/broker-state.ts';
import { stateOf } from './group-metadata.ts';

/** Utils.abs(groupId.hashCode) % partitions. */
export function partitionForGroup(groupId: string, partitions: number): number {
  const hash = hashCode(groupId);
  // There is no positive counterpart of the smallest integer; upstream takes 0.
  return hash === -(2 ** 31) ? 0 : Math.abs(hash) % partitions;
}

/** How many partitions `__consumer_offsets` had when the coordinator started, or is going to have. */
export function offsetsPartitionCount(state: BrokerState): number {
  const { partitionCount } = state.groups;
  return partitionCount === 0
    ? state.config.values['offsets.topic.num.partitions']
    : partitionCount;
}

export function partitionFor(state: BrokerState, groupId: string): number {
  return partitionForGroup(groupId, offsetsPartitionCount(state));
}

function isGroupLocal(state: BrokerState, groupId: string): boolean {
  return mapHas(state.groups.ownedPartitions, String(partitionFor(state, groupId)));
}

/** Whether the group is looked after here and there is none. */
export function groupNotExists(state: BrokerState, groupId: string): boolean {
  if (!isGroupLocal(state, groupId)) return false;
  const group = mapGet(state.groups.groups, groupId);
  return group === undefined || stateOf(group) === 'Dead';
}

/**
 * Why a request for this group is refused; null: it is not. Offsets can be kept, and groups described
 * and deleted, under an empty id too.
 */
export function validateGroupStatus(
  state: BrokerState,
  groupId: string,
  allowsEmptyId = false,
): ErrorName | null {
  if (groupId === '' && !allowsEmptyId) return 'INVALID_GROUP_ID';
  if (!state.groups.isActive) return 'COORDINATOR_NOT_AVAILABLE';
  return isGroupLocal(state, groupId) ? null : 'NOT_COORDINATOR';
}

/** How `__consumer_offsets` is created, in the order of the properties as upstream writes them. */
export function offsetsTopicConfigs(state: BrokerState): Readonly<Record<string, string>> {
  return {
    'compression.type': 'producer',
    'cleanup.policy': 'compact',
    'segment.bytes': String(state.config.values['offsets.topic.segment.bytes']),
  };
}
