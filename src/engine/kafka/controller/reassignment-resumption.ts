/**
 * Going on with reassignments that were begun, when a controller or a broker comes.
 *
 * Mirrors: KafkaController.maybeResumeReassignments, 2.8.0.
 */
import { mapValues } from '../../kernel/persistent-map.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import { inMutableSetOrder, partitionHash } from '../zk/scala-order.ts';
import type { ReplicaAssignment } from '../zk/topic-znodes.ts';
import { fullAssignment } from './controller-context.ts';
import type { ControllerRun, Work } from './controller-run.ts';
import { onPartitionReassignment } from './reassignment.ts';

export function* resumeReassignments(
  run: ControllerRun,
  isResumed: (partition: TopicPartition, assignment: ReplicaAssignment) => boolean,
): Work<void> {
  const all = [...mapValues(run.context.partitionsBeingReassigned)];
  for (const partition of inMutableSetOrder(all, partitionHash)) {
    const assignment = fullAssignment(run.context, partition);
    if (isResumed(partition, assignment)) {
      yield* onPartitionReassignment(run, partition, assignment);
    }
  }
}
