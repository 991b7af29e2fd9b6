/**
 * Forgetting the groups of a partition of `__consumer_offsets` when another broker leads it.
 *
 * Mirrors: kafka.coordinator.group.GroupMetadataManager.removeGroupsForPartition, GroupCoordinator
 * (onResignation, onGroupUnloaded), 2.8.0.
 */
import { mapDelete } from '../../kernel/persistent-map.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { currentGroups } from './describe-groups.ts';
import { groupOf, ownGroups, ownMember } from './group-changes.ts';
import { forgetGroup } from './group-cleanup.ts';
import { logCoordinator, logCoordinatorLater, logManager } from './group-lines.ts';
import { answerJoin, answerSync } from './group-members.ts';
import { allMembers, stateOf, transition } from './group-metadata.ts';
import { removeGroupFromAllProducers } from './group-offsets.ts';
import { partitionFor } from './group-partitions.ts';
import { failedJoin, failedSync } from './group-responses.ts';
import type { GroupMetadata } from './group-state.ts';
import { OFFSETS_TOPIC } from './group-store.ts';

export function onResignation(turn: BrokerTurn, partition: number): void {
  logCoordinatorLater(turn, `Resigned as the group coordinator for partition ${partition}`);
  const where = `${OFFSETS_TOPIC}-${partition}`;
  logManager(turn, 'INFO', `Scheduling unloading of offsets and group metadata from ${where}`);
  const groups = ownGroups(turn);
  groups.ownedPartitions = mapDelete(groups.ownedPartitions, String(partition));
  let offsets = 0;
  let count = 0;
  for (const { groupId } of groups.groups.size === 0 ? [] : currentGroups(turn.state)) {
    if (partitionFor(turn.state, groupId) !== partition) continue;
    offsets += groupOf(turn, groupId)!.offsets.size;
    count += 1;
    unloadGroup(turn, groupOf(turn, groupId)!);
  }
  const text = `Finished unloading ${where}. Removed ${offsets} cached offsets and ${count} cached groups.`;
  logManager(turn, 'INFO', text);
}

/** Whoever waits is sent to look for the new coordinator. */
function unloadGroup(turn: BrokerTurn, { groupId }: GroupMetadata): void {
  const { generationId } = groupOf(turn, groupId)!;
  const text = `Unloading group metadata for ${groupId} with generation ${generationId}`;
  logCoordinator(turn, 'INFO', text);
  const state = stateOf(groupOf(turn, groupId)!);
  transition(turn, groupId, 'group.removed');
  for (const { memberId } of allMembers(groupOf(turn, groupId)!)) {
    if (state === 'PreparingRebalance') {
      answerJoin(turn, groupId, memberId, failedJoin(memberId, 'NOT_COORDINATOR'));
    } else {
      answerSync(turn, groupId, memberId, failedSync('NOT_COORDINATOR'));
      ownMember(turn, groupId, memberId).heartbeatDeadlineMs = null;
    }
  }
  forgetGroup(turn, groupId);
  removeGroupFromAllProducers(turn, groupId);
}
