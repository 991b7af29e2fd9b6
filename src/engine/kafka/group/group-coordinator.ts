/**
 * The coordinator of consumer groups: the door of this folder.
 *
 * Mirrors: kafka.coordinator.group.GroupCoordinator, 2.8.0.
 */
import type { NodeEvent } from '../../kernel/events.ts';
import type { KafkaRequest } from '../protocol/messages.ts';
import type {
  AppendContinuation,
  BrokerTask,
  BrokerTurn,
  PartitionAppendResult,
  RequestRef,
} from '../server/broker-state.ts';
import type { GroupCoordinatorState } from './group-state.ts';

export function initialGroups(): GroupCoordinatorState {
  throw new Error('unwritten');
}

export function startGroupCoordinator(_turn: BrokerTurn): void {
  throw new Error('unwritten');
}

export function shutdownGroupCoordinator(_turn: BrokerTurn): void {
  throw new Error('unwritten');
}

/**
 * JoinGroup, SyncGroup, Heartbeat, LeaveGroup, OffsetCommit, OffsetFetch, OffsetDelete, DescribeGroups,
 * ListGroups, DeleteGroups, TxnOffsetCommit.
 */
export function handleGroupRequest(
  _turn: BrokerTurn,
  _request: KafkaRequest,
  _ref: RequestRef,
): void {
  throw new Error('unwritten');
}

/** Timers named `group:…`. */
export function groupEvent(_turn: BrokerTurn, _event: NodeEvent): boolean {
  throw new Error('unwritten');
}

/** Appends to __consumer_offsets that were asked for with `to: 'groups'`. */
export function onGroupAppended(
  _turn: BrokerTurn,
  _then: AppendContinuation,
  _results: readonly PartitionAppendResult[],
): void {
  throw new Error('unwritten');
}

/** Leadership of a partition of __consumer_offsets: onElection, onResignation. */
export function onGroupLeadership(
  _turn: BrokerTurn,
  _task: BrokerTask & { type: 'leadership' },
): void {
  throw new Error('unwritten');
}

/** A topic was deleted: its offsets go. Mirrors handleDeletedPartitions. */
export function onGroupTopicsDeleted(_turn: BrokerTurn, _topics: readonly string[]): void {
  throw new Error('unwritten');
}

/** GroupCoordinator.partitionFor: of `__consumer_offsets` with so many partitions. */
export function partitionForGroup(_groupId: string, _partitions: number): number {
  throw new Error('unwritten');
}
