/**
 * The coordinator of consumer groups: the door of this folder.
 *
 * Mirrors: kafka.coordinator.group.GroupCoordinator, 2.8.0.
 * Departs: no authorizer, no quotas, no metrics.
 * Read next: group-state.ts, join-group.ts, rebalance.ts, commit-offsets.ts, group-load.ts.
 */
import type { NodeEvent } from '../../kernel/events.ts';
import { mapGet } from '../../kernel/persistent-map.ts';
import { splitStream } from '../../kernel/random.ts';
import type { KafkaRequest } from '../protocol/messages.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import type {
  AppendContinuation,
  BrokerTask,
  BrokerTurn,
  PartitionAppendResult,
  RequestRef,
} from '../server/broker-state.ts';
import { handleCommitOffsets } from './commit-offsets.ts';
import { handleDescribeGroups, handleListGroups } from './describe-groups.ts';
import { onDeadline, lookForExpiredOffsets } from './expiration.ts';
import { handleFetchOffsets } from './fetch-offsets.ts';
import { onStored } from './group-appended.ts';
import { ownGroups } from './group-changes.ts';
import {
  deletePartitionOffsets,
  handleDeleteGroups,
  handleDeleteOffsets,
} from './group-cleanup.ts';
import { logCoordinator, logManager, logReaper } from './group-lines.ts';
import { onElection } from './group-load.ts';
import {
  completePendingTxnOffsetCommit,
  openGroups,
  removeProducerGroup,
} from './group-offsets.ts';
import type { GroupCoordinatorState } from './group-state.ts';
import { NO_GROUPS } from './group-state.ts';
import type { GroupAppend } from './group-store.ts';
import { onResignation } from './group-unload.ts';
import { DEADLINE_TIMER } from './heartbeats.ts';
import { handleJoinGroup } from './join-group.ts';
import { handleLeaveGroup } from './leave-group.ts';
import { handleHeartbeat, handleSyncGroup } from './sync-group.ts';

export { groupCharts } from './group-charts.ts';
export { groupMachine } from './group.machine.ts';
export { deadlineAfter, setDeadlineTimer } from './deadline-timer.ts';
export {
  offsetsPartitionCount,
  offsetsTopicConfigs,
  partitionFor,
  partitionForGroup,
} from './group-partitions.ts';

export function initialGroups(): GroupCoordinatorState {
  return NO_GROUPS;
}

export function startGroupCoordinator(turn: BrokerTurn): void {
  logReaper(turn, 'Heartbeat', 'Starting');
  logReaper(turn, 'Rebalance', 'Starting');
  logCoordinator(turn, 'INFO', 'Starting up.');
  const groups = ownGroups(turn);
  groups.random = splitStream(turn.state.process.seed, 'member ids');
  groups.isActive = true;
  logCoordinator(turn, 'INFO', 'Startup complete.');
  lookForExpiredOffsets(turn);
}

/** How many partitions `__consumer_offsets` has, once ZooKeeper has said it. */
export function setOffsetsPartitionCount(turn: BrokerTurn, partitions: number): void {
  ownGroups(turn).partitionCount = partitions;
}

/** Nothing is answered any more; whoever waits hears nothing but the end of its connection. */
export function shutdownGroupCoordinator(turn: BrokerTurn): void {
  logCoordinator(turn, 'INFO', 'Shutting down.');
  const groups = ownGroups(turn);
  groups.isActive = false;
  groups.timerAtMs = null;
  turn.effects.push({ type: 'cancelTimer', name: DEADLINE_TIMER });
  const texts = ['Shutting down', 'Stopped', 'Shutdown completed'];
  logReaper(turn, 'Heartbeat', ...texts);
  logReaper(turn, 'Rebalance', ...texts);
  logCoordinator(turn, 'INFO', 'Shutdown complete.');
}

/**
 * JoinGroup, SyncGroup, Heartbeat, LeaveGroup, OffsetCommit, OffsetFetch, OffsetDelete, DescribeGroups,
 * ListGroups, DeleteGroups, TxnOffsetCommit.
 */
export function handleGroupRequest(turn: BrokerTurn, request: KafkaRequest, ref: RequestRef): void {
  switch (request.type) {
    case 'JoinGroupRequest':
      return handleJoinGroup(turn, request, ref);
    case 'SyncGroupRequest':
      return handleSyncGroup(turn, request, ref);
    case 'HeartbeatRequest':
      return handleHeartbeat(turn, request, ref);
    case 'LeaveGroupRequest':
      return handleLeaveGroup(turn, request, ref);
    case 'OffsetCommitRequest':
    case 'TxnOffsetCommitRequest':
      return handleCommitOffsets(turn, request, ref);
    case 'OffsetFetchRequest':
      return handleFetchOffsets(turn, request, ref);
    case 'OffsetDeleteRequest':
      return handleDeleteOffsets(turn, request, ref);
    case 'DescribeGroupsRequest':
      return handleDescribeGroups(turn, request, ref);
    case 'ListGroupsRequest':
      return handleListGroups(turn, request, ref);
    case 'DeleteGroupsRequest':
      return handleDeleteGroups(turn, request, ref);
    default:
      throw new Error(`no request of a group: ${request.type}`);
  }
}

/** Timers named `group:…`. */
export function groupEvent(turn: BrokerTurn, event: NodeEvent): boolean {
  if (event.type !== 'timer' || event.name !== DEADLINE_TIMER) return false;
  if (turn.state.groups.isActive) onDeadline(turn);
  return true;
}

/** Appends to __consumer_offsets that were asked for with `to: 'groups'`. */
export function onGroupAppended(
  turn: BrokerTurn,
  then: AppendContinuation,
  results: readonly PartitionAppendResult[],
): void {
  for (const result of results) onStored(turn, then.data as GroupAppend, result);
}

/** Leadership of a partition of __consumer_offsets: onElection, onResignation. */
export function onGroupLeadership(
  turn: BrokerTurn,
  { partition, isLeader }: BrokerTask & { type: 'leadership' },
): void {
  if (isLeader) onElection(turn, partition);
  else onResignation(turn, partition);
}

/** Partitions were deleted: what groups have committed for them goes. Mirrors handleDeletedPartitions. */
export function onGroupPartitionsDeleted(
  turn: BrokerTurn,
  partitions: readonly TopicPartition[],
): void {
  deletePartitionOffsets(turn, partitions);
}

/** A marker was written into partitions of __consumer_offsets. Mirrors scheduleHandleTxnCompletion. */
export function onGroupTransactionEnd(
  turn: BrokerTurn,
  producerId: number,
  partitions: readonly number[],
  isCommit: boolean,
): void {
  for (const groupId of openGroups(turn, producerId, partitions)) {
    const group = mapGet(turn.state.groups.groups, groupId);
    if (group === undefined) {
      const { brokerId } = turn.state.config;
      const text = `Group ${groupId} has moved away from ${brokerId} after transaction marker was written but before the cache was updated. The cache on the new group owner will be updated instead.`;
      logManager(turn, 'INFO', text);
      continue;
    }
    completePendingTxnOffsetCommit(turn, groupId, producerId, isCommit);
    removeProducerGroup(turn, producerId, groupId);
  }
}
