/**
 * Where a partition, a replica, a topic or a reassignment stands on its machine, for whoever shows it.
 * These charts are made from the controller's data when they are asked for: nothing keeps them.
 *
 * Mirrors: nothing upstream; the states are those of ControllerContext.
 */
import { mapGet, mapHas } from '../../kernel/persistent-map.ts';
import type { Chart } from '../../kernel/statechart.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import { targetReplicas } from './assignment.ts';
import { replicasForTopic } from './context-queries.ts';
import {
  fullAssignment,
  isBeingReassigned,
  isTopicQueuedUpForDeletion,
  keyOf,
  leadershipOf,
  replicaStateOf,
} from './controller-context.ts';
import type { ControllerContext, PartitionState, ReplicaState } from './controller-state.ts';

/** Of partition-state.machine.ts. */
export function partitionChart(state: PartitionState): Chart {
  return { value: state, context: {} };
}

/** Of replica-state.machine.ts. */
export function replicaChart(state: ReplicaState): Chart {
  return { value: state, context: {} };
}

/** Of topic-deletion.machine.ts. */
export function topicDeletionChart(context: ControllerContext, topic: string): Chart {
  return { value: deletionStateOf(context, topic), context: {} };
}

function deletionStateOf(context: ControllerContext, topic: string): string {
  if (!isTopicQueuedUpForDeletion(context, topic)) return 'notAsked';
  if (mapHas(context.topicsIneligibleForDeletion, topic)) return 'ineligible';
  const isBegun = replicasForTopic(context, topic).some(
    (replica) => replicaStateOf(context, replica) === 'ReplicaDeletionStarted',
  );
  return isBegun ? 'deleting' : 'queued';
}

/** Of reassignment.machine.ts. */
export function reassignmentChart(context: ControllerContext, partition: TopicPartition): Chart {
  return { value: reassignmentStateOf(context, partition), context: {} };
}

function reassignmentStateOf(context: ControllerContext, partition: TopicPartition): string {
  if (!isBeingReassigned(context, partition)) return 'settled';
  const isr = leadershipOf(context, partition)?.leaderAndIsr.isr ?? [];
  const target =
    mapGet(context.reassignmentTargets, keyOf(partition)) ??
    targetReplicas(fullAssignment(context, partition));
  return target.every((id) => isr.includes(id)) ? 'completing' : 'catchingUp';
}
