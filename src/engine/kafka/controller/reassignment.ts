/**
 * Moving a partition to other replicas: the new ones are added first, and when all of the target are in the
 * ISR, the old ones are taken away.
 *
 * Mirrors: KafkaController: onPartitionReassignment with its phases U, A and B, updateCurrentReassignment,
 * moveReassignedPartitionLeaderIfRequired, updateLeaderEpoch and others (KIP-455), 2.8.0.
 * Read next: reassignment.machine.ts (the way of one partition), reassignment-requests.ts (who asks).
 */
import { mapDelete, mapSet } from '../../kernel/persistent-map.ts';
import { ErrorCode } from '../../zookeeper/client/index.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import type { LeaderIsrAndControllerEpoch, ReplicaAssignment } from '../zk/topic-znodes.ts';
import { partitionStatePath, plainAssignment, topicPath } from '../zk/topic-znodes.ts';
import {
  assignmentText,
  difference,
  isReassigned,
  isSameAssignment,
  originReplicas,
  targetReplicas,
} from './assignment.ts';
import {
  fullAssignment,
  isBeingReassigned,
  isReplicaOnline,
  keyOf,
  leadershipOf,
  putLeadership,
  updateAssignment,
} from './controller-context.ts';
import { debug, info, logStateChange } from './controller-log.ts';
import type { ControllerRun, Work } from './controller-run.ts';
import {
  IllegalStateException,
  KeeperException,
  StateChangeFailedException,
} from './exceptions.ts';
import { leadershipText } from './isr-removal.ts';
import { sendOrResign, sendUpdateMetadataToAll } from './metadata-updates.ts';
import { changePartitions } from './partition-state-machine.ts';
import { changeReplicas } from './replica-state-machine.ts';
import { addLeaderAndIsr } from './request-batch.ts';
import { resumeDeletionForTopics } from './topic-deletion.ts';
import { markTopicIneligibleForDeletion } from './topic-deletion-steps.ts';
import { removeFromZkReassignment } from './zk-reassignment.ts';
import {
  getPartitionStates,
  hasValue,
  nextEpoch,
  updateLeaderAndIsr,
} from './zk-partition-states.ts';
import { registerChangeHandler, unregisterChangeHandler } from './zk-requests.ts';
import { setPartitionAssignment } from './zk-topics.ts';

/** Begins a reassignment, goes on with it, or ends it, as the ISR says. */
export function* onPartitionReassignment(
  run: ControllerRun,
  partition: TopicPartition,
  reassignment: ReplicaAssignment,
): Work<void> {
  markTopicIneligibleForDeletion(run, [partition.topic], 'topic reassignment in progress');
  yield* updateCurrentReassignment(run, partition, reassignment);
  if (!(yield* isReassignmentComplete(run, partition, reassignment))) {
    // A1: all replicas, old and new, learn of the new assignment in the next leader epoch.
    yield* updateLeaderEpochAndSend(run, partition, reassignment);
    // A2: the new ones are made.
    for (const replica of reassignment.addingReplicas) {
      yield* changeReplicas(run, [{ partition, replica }], 'NewReplica');
    }
    return;
  }
  yield* completeReassignment(run, partition, reassignment);
}

/** Phase B: all target replicas are in sync. */
function* completeReassignment(
  run: ControllerRun,
  partition: TopicPartition,
  reassignment: ReplicaAssignment,
): Work<void> {
  // B1: the new replicas are online.
  const added = reassignment.addingReplicas.map((replica) => ({ partition, replica }));
  yield* changeReplicas(run, added, 'OnlineReplica');
  // B2: in memory the target is all there is.
  const completed = plainAssignment(targetReplicas(reassignment));
  updateAssignment(run.context, partition, completed);
  // B3: a leader of the target, if it is not one already.
  yield* moveLeaderIfRequired(run, partition, completed);
  // B4 and B5: the old replicas out of the ISR, stopped, deleted.
  yield* stopRemovedReplicas(run, partition, reassignment.removingReplicas);
  // B6: in ZooKeeper the target is all there is.
  yield* writeAssignment(run, partition, completed);
  // B7: it is no longer being reassigned.
  yield* removeFromReassigning(run, partition, completed);
  // B8: everybody learns of it.
  yield* sendUpdateMetadataToAll(run, [partition]);
  yield* resumeDeletionForTopics(run, [partition.topic]);
}

/** Phase U: first in ZooKeeper, so that another controller can go on with it, then in memory. */
function* updateCurrentReassignment(
  run: ControllerRun,
  partition: TopicPartition,
  reassignment: ReplicaAssignment,
): Work<void> {
  const { context, settings } = run;
  const current = fullAssignment(context, partition);
  if (!isSameAssignment(current, reassignment)) {
    const [from, to] = [assignmentText(current), assignmentText(reassignment)];
    debug(run, `Updating assignment of partition ${keyOf(partition)} from ${from} to ${to}`);
    // U1, U2
    yield* writeAssignment(run, partition, reassignment);
    updateAssignment(context, partition, reassignment);
    // U3: what a former reassignment was adding and this one does not want.
    const unneeded = difference(current.replicas, reassignment.replicas);
    if (unneeded.length > 0) yield* stopRemovedReplicas(run, partition, unneeded);
  }
  if (!settings.isAlterIsrEnabled) registerChangeHandler(run, partitionStatePath(partition));
  context.partitionsBeingReassigned = mapSet(
    context.partitionsBeingReassigned,
    keyOf(partition),
    partition,
  );
}

/** Whether all target replicas are in the ISR, as ZooKeeper says it. */
function* isReassignmentComplete(
  run: ControllerRun,
  partition: TopicPartition,
  assignment: ReplicaAssignment,
): Work<boolean> {
  if (!isReassigned(assignment)) return true;
  const [found] = yield* getPartitionStates(run, [partition]);
  if (found === undefined) return false;
  const { isr } = found.value.leaderAndIsr;
  return targetReplicas(assignment).every((id) => isr.includes(id));
}

function* moveLeaderIfRequired(
  run: ControllerRun,
  partition: TopicPartition,
  assignment: ReplicaAssignment,
): Work<void> {
  const { context } = run;
  const { leader } = leadershipOf(context, partition)!.leaderAndIsr;
  const who = `Leader ${leader} for partition ${keyOf(partition)} being reassigned`;
  const list = `the new list of replicas ${assignment.replicas.join(',')}`;
  const strategy = { type: 'ReassignPartition' } as const;
  if (!assignment.replicas.includes(leader)) {
    info(run, `${who}, is not in ${list}. Re-electing leader`);
    yield* changePartitions(run, [partition], 'OnlinePartition', strategy);
  } else if (isReplicaOnline(context, leader, partition)) {
    info(run, `${who}, is already in ${list} and is alive`);
    yield* updateLeaderEpochAndSend(run, partition, assignment);
  } else {
    info(run, `${who}, is already in ${list} but is dead`);
    yield* changePartitions(run, [partition], 'OnlinePartition', strategy);
  }
}

function* stopRemovedReplicas(
  run: ControllerRun,
  partition: TopicPartition,
  removed: readonly number[],
): Work<void> {
  const replicas = removed.map((replica) => ({ partition, replica }));
  yield* changeReplicas(run, replicas, 'OfflineReplica');
  yield* changeReplicas(run, replicas, 'ReplicaDeletionStarted');
  // Nobody waits for the answers: a replica that could not be deleted stays on its disk.
  yield* changeReplicas(run, replicas, 'ReplicaDeletionSuccessful');
  yield* changeReplicas(run, replicas, 'NonExistentReplica');
}

function* writeAssignment(
  run: ControllerRun,
  partition: TopicPartition,
  assignment: ReplicaAssignment,
): Work<void> {
  const code = yield* setPartitionAssignment(run, partition, assignment);
  switch (code) {
    case ErrorCode.OK:
      info(
        run,
        `Successfully updated assignment of partition ${keyOf(partition)} to ${assignmentText(assignment)}`,
      );
      return;
    case ErrorCode.NONODE:
      throw new IllegalStateException(
        `Failed to update assignment for ${keyOf(partition)} since the topic has no current assignment`,
      );
    default:
      throw new KeeperException(code, topicPath(partition.topic));
  }
}

function* updateLeaderEpochAndSend(
  run: ControllerRun,
  partition: TopicPartition,
  assignment: ReplicaAssignment,
): Work<void> {
  const leadership = yield* updateLeaderEpoch(run, partition);
  yield* sendOrResign(run, (batch) => {
    const origin = originReplicas(assignment);
    addLeaderAndIsr(run, batch, origin, partition, leadership, assignment, false);
    // A new replica may go to any log folder that works; an old one must not just be made anew.
    const added = assignment.addingReplicas;
    addLeaderAndIsr(run, batch, added, partition, leadership, assignment, true);
  });
  const text =
    `Sent LeaderAndIsr request ${leadershipText(leadership)} with new replica assignment ` +
    `${assignmentText(assignment)} to leader ${leadership.leaderAndIsr.leader} for partition being ` +
    `reassigned ${keyOf(partition)}`;
  logStateChange(run, 'INFO', text);
}

/** The same leader and ISR in the next leader epoch. */
function* updateLeaderEpoch(
  run: ControllerRun,
  partition: TopicPartition,
): Work<LeaderIsrAndControllerEpoch> {
  const { context } = run;
  debug(run, `Updating leader epoch for partition ${keyOf(partition)}`);
  for (;;) {
    const [found] = yield* getPartitionStates(run, [partition]);
    if (found === undefined) {
      throw new IllegalStateException(
        `Cannot update leader epoch for partition ${keyOf(partition)} as leaderAndIsr path is empty. ` +
          "This could mean we somehow tried to reassign a partition that doesn't exist",
      );
    }
    const { leaderAndIsr, controllerEpoch } = found.value;
    if (controllerEpoch > context.epoch) {
      throw new StateChangeFailedException(
        'Leader and isr path written by another controller. This probably means the current controller ' +
          `with epoch ${context.epoch} went through a soft failure and another controller was elected ` +
          `with epoch ${controllerEpoch}. Aborting state change by this controller`,
      );
    }
    const update = { partition, leaderAndIsr: nextEpoch(leaderAndIsr) };
    const [result] = (yield* updateLeaderAndIsr(run, [update])).finished;
    if (result === undefined) continue;
    if (!hasValue(result)) throw result.error;
    const leadership = { leaderAndIsr: result.value, controllerEpoch: context.epoch };
    putLeadership(context, partition, leadership);
    const { leaderEpoch } = result.value;
    info(run, `Updated leader epoch for partition ${keyOf(partition)} to ${leaderEpoch}`);
    return leadership;
  }
}

function* removeFromReassigning(
  run: ControllerRun,
  partition: TopicPartition,
  assignment: ReplicaAssignment,
): Work<void> {
  const { context, settings } = run;
  const key = keyOf(partition);
  if (!isBeingReassigned(context, partition)) {
    throw new IllegalStateException(
      'Cannot remove a reassigning partition because it is not present in memory',
    );
  }
  if (!settings.isAlterIsrEnabled) unregisterChangeHandler(run, partitionStatePath(partition));
  const wanted = assignment.replicas.join();
  yield* removeFromZkReassignment(
    run,
    (each) => keyOf(each) === key && each.replicas.join() === wanted,
  );
  context.partitionsBeingReassigned = mapDelete(context.partitionsBeingReassigned, key);
}

/** Called when an ISR has changed. */
export function* maybeCompleteReassignment(
  run: ControllerRun,
  partition: TopicPartition,
): Work<void> {
  const reassignment = fullAssignment(run.context, partition);
  if (!(yield* isReassignmentComplete(run, partition, reassignment))) return;
  const target = targetReplicas(reassignment).join(', ');
  info(
    run,
    `Target replicas ArrayBuffer(${target}) have all caught up with the leader for ` +
      `reassigning partition ${keyOf(partition)}`,
  );
  yield* onPartitionReassignment(run, partition, reassignment);
}
