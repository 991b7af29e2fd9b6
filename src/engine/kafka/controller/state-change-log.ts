/**
 * What state-change.log says when a change of a partition or a replica fails.
 *
 * Mirrors: logFailedStateChange of kafka.controller.{ZkPartitionStateMachine, ZkReplicaStateMachine}, 2.8.0.
 */
import type { TopicPartition } from '../protocol/topic-partition.ts';
import type { PartitionAndReplica } from './controller-context.ts';
import { keyOf } from './controller-context.ts';
import { logStateChange } from './controller-log.ts';
import type { ControllerRun } from './controller-run.ts';
import type { PartitionState, ReplicaState } from './controller-state.ts';

export function logFailedPartitionChange(
  run: ControllerRun,
  partition: TopicPartition,
  from: PartitionState,
  to: PartitionState,
  error: unknown,
): void {
  const who = `Controller ${run.settings.brokerId} epoch ${run.context.epoch}`;
  const text = `${who} failed to change state for partition ${keyOf(partition)} from ${from} to ${to}`;
  logStateChange(run, 'ERROR', text, error);
}

export function logFailedReplicaChange(
  run: ControllerRun,
  { partition, replica }: PartitionAndReplica,
  from: ReplicaState,
  to: ReplicaState,
  error: unknown,
): void {
  const who = `Controller ${run.settings.brokerId} epoch ${run.context.epoch}`;
  const text =
    `${who} initiated state change of replica ${replica} for partition ${keyOf(partition)} ` +
    `from ${from} to ${to} failed`;
  logStateChange(run, 'ERROR', text, error);
}

/** PartitionAndReplica.toString. */
export function replicaText({ partition, replica }: PartitionAndReplica): string {
  return `[Topic=${partition.topic},Partition=${partition.partition},Replica=${replica}]`;
}
