/**
 * Moving a partition to other replicas as 2.2 does it: only /admin/reassign_partitions remembers the
 * target; in the topic's znode stand all replicas, old and new, until the end; a watch on the partition's
 * state tells when the new ones are in the ISR.
 *
 * Mirrors: KafkaController: onPartitionReassignment, maybeTriggerPartitionReassignment,
 * removePartitionsFromReassignedPartitions, updateLeaderEpochAndSendRequest,
 * moveReassignedPartitionLeaderIfRequired, PartitionReassignment, PartitionReassignmentIsrChange, 2.2.0.
 * Read next: reassignment.ts (KIP-455, which came after it).
 */
import { mapDelete, mapEntries, mapGet, mapSet } from '../../kernel/persistent-map.ts';
import { ErrorCode } from '../../zookeeper/client/index.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import {
  inImmutableOrder,
  inMutableMapOrder,
  inMutableSetOrder,
  intHash,
  partitionHash,
} from '../zk/scala-order.ts';
import type { LeaderIsrAndControllerEpoch } from '../zk/topic-znodes.ts';
import {
  REASSIGN_PARTITIONS_PATH,
  partitionStatePath,
  plainAssignment,
  topicPath,
} from '../zk/topic-znodes.ts';
import { difference } from './assignment.ts';
import { distinct } from './context-queries.ts';
import {
  isReplicaOnline,
  isTopicQueuedUpForDeletion,
  keyOf,
  leadershipOf,
  partitionOfKey,
  replicasOf,
  updateAssignment,
} from './controller-context.ts';
import { debug, info, log, traceStateChange } from './controller-log.ts';
import type { ControllerRun, Work } from './controller-run.ts';
import { isActive } from './controller-run.ts';
import {
  ControllerMovedException,
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
import {
  getPartitionStates,
  hasValue,
  nextEpoch,
  updateLeaderAndIsr,
} from './zk-partition-states.ts';
import {
  deleteReassignment,
  getPartitionReassignment,
  replaceReassignment,
} from './zk-reassignment.ts';
import {
  registerAndCheckExistence,
  registerChangeHandler,
  unregisterChangeHandler,
} from './zk-requests.ts';
import { setPartitionAssignment } from './zk-topics.ts';

/** A partition with the replicas that it is to have. */
interface Target {
  readonly partition: TopicPartition;
  readonly replicas: readonly number[];
}

function putTarget({ context }: ControllerRun, { partition, replicas }: Target): void {
  const key = keyOf(partition);
  context.partitionsBeingReassigned = mapSet(context.partitionsBeingReassigned, key, partition);
  context.reassignmentTargets = mapSet(context.reassignmentTargets, key, replicas);
}

function targetsOf({ context }: ControllerRun): readonly Target[] {
  const targets = [...mapEntries(context.reassignmentTargets)].map(([key, replicas]) => ({
    partition: partitionOfKey(key),
    replicas,
  }));
  return inMutableMapOrder(targets, ({ partition }) => partitionHash(partition));
}

function* readTargets(run: ControllerRun): Work<readonly Target[]> {
  const asked = yield* getPartitionReassignment(run);
  return asked.map(({ topic, partition, replicas }) => ({
    partition: { topic, partition },
    replicas,
  }));
}

/** Of a new controller: what its predecessor has not finished. */
export function* initializeOldReassignments(run: ControllerRun): Work<void> {
  const targets = yield* readTargets(run);
  const listed = targets.map(
    ({ partition, replicas }) => `${keyOf(partition)} -> Buffer(${replicas.join(', ')})`,
  );
  info(run, `Partitions being reassigned: Map(${listed.join(', ')})`);
  for (const target of targets) putTarget(run, target);
}

export function* triggerOldReassignments(run: ControllerRun): Work<void> {
  yield* trigger(
    run,
    targetsOf(run).map(({ partition }) => partition),
  );
}

/** /admin/reassign_partitions was written, or may be looked at again. */
export function* processOldReassignment(run: ControllerRun): Work<void> {
  if (!isActive(run)) return;
  if (!(yield* registerAndCheckExistence(run, REASSIGN_PARTITIONS_PATH))) return;
  const targets = yield* readTargets(run);
  for (const target of targets) putTarget(run, target);
  yield* trigger(
    run,
    targets.map(({ partition }) => partition),
  );
}

/** Begins what can begin; the others are no longer asked for. */
function* trigger(run: ControllerRun, partitions: readonly TopicPartition[]): Work<void> {
  const over: TopicPartition[] = [];
  for (const partition of partitions) {
    if (!(yield* begin(run, partition))) over.push(partition);
  }
  yield* removeFromReassigned(run, inMutableSetOrder(over, partitionHash));
}

/** False: there is nothing to wait for. */
function* begin(run: ControllerRun, partition: TopicPartition): Work<boolean> {
  const { context } = run;
  const key = keyOf(partition);
  if (isTopicQueuedUpForDeletion(context, partition.topic)) {
    info(run, `Skipping reassignment of ${key} since the topic is currently being deleted`);
    return false;
  }
  const target = mapGet(context.reassignmentTargets, key)!;
  const assigned = replicasOf(context, partition);
  if (assigned.length === 0) {
    const text = `Ignoring request to reassign partition ${key} that doesn't exist.`;
    log(run, 'controller', 'ERROR', text);
    return false;
  }
  const list = target.join(',');
  if (assigned.join() === target.join()) {
    const text = `Partition ${key} to be reassigned is already assigned to replicas ${list}. Ignoring request for partition reassignment.`;
    info(run, text);
    return false;
  }
  try {
    info(run, `Handling reassignment of partition ${key} to new replicas ${list}`);
    registerChangeHandler(run, partitionStatePath(partition));
    markTopicIneligibleForDeletion(run, [partition.topic], '');
    yield* onOldReassignment(run, { partition, replicas: target });
    return true;
  } catch (error) {
    const isMoved = error instanceof ControllerMovedException;
    const why = isMoved ? ' because controller has moved to another broker' : '';
    const text = `Error completing reassignment of partition ${key}${why}`;
    log(run, 'controller', 'ERROR', text, error);
    if (isMoved) throw error;
    return false;
  }
}

/** Adds the new replicas, or, when all of the target are in the ISR, takes away the others. */
function* onOldReassignment(run: ControllerRun, target: Target): Work<void> {
  const { partition, replicas } = target;
  if (yield* areInIsr(run, target)) return yield* complete(run, target);
  const list = replicas.join(',');
  const who = `replicas ${list} for partition ${keyOf(partition)} being reassigned`;
  info(run, `New ${who} not yet caught up with the leader`);
  const assigned = replicasOf(run.context, partition);
  const added = inImmutableOrder(difference(replicas, assigned), intHash);
  const all = inImmutableOrder(distinct([...replicas, ...assigned]), intHash);
  // 1: all of them in ZooKeeper; 2: all of them are told, in the next leader epoch; 3: the new ones are made.
  yield* updateAssigned(run, partition, all);
  yield* updateLeaderEpochAndSend(run, partition, all, all);
  for (const replica of added) yield* changeReplicas(run, [{ partition, replica }], 'NewReplica');
  info(run, `Waiting for new ${who} to catch up with the leader`);
}

function* areInIsr(run: ControllerRun, { partition, replicas }: Target): Work<boolean> {
  const [found] = yield* getPartitionStates(run, [partition]);
  return found !== undefined && replicas.every((id) => found.value.leaderAndIsr.isr.includes(id));
}

/** 4: all of the target are in the ISR. */
function* complete(run: ControllerRun, target: Target): Work<void> {
  const { partition, replicas } = target;
  const assigned = inImmutableOrder(replicasOf(run.context, partition), intHash);
  const old = difference(assigned, replicas).map((replica) => ({ partition, replica }));
  // 5: the replicas of the target are online.
  for (const replica of replicas) {
    yield* changeReplicas(run, [{ partition, replica }], 'OnlineReplica');
  }
  // 6 and 7: in memory the target is all there is; one of it leads.
  yield* moveLeader(run, target);
  // 8 and 9: the old ones leave the ISR and are deleted; nobody waits for that.
  yield* changeReplicas(run, old, 'OfflineReplica');
  yield* changeReplicas(run, old, 'ReplicaDeletionStarted');
  yield* changeReplicas(run, old, 'ReplicaDeletionSuccessful');
  yield* changeReplicas(run, old, 'NonExistentReplica');
  // 10 and 11: in ZooKeeper, too; and it is no longer asked for.
  yield* updateAssigned(run, partition, replicas);
  yield* removeFromReassigned(run, [partition]);
  // 12: everybody learns of it.
  yield* sendUpdateMetadataToAll(run, [partition]);
  yield* resumeDeletionForTopics(run, [partition.topic]);
}

function* moveLeader(run: ControllerRun, { partition, replicas }: Target): Work<void> {
  const { context } = run;
  const { leader } = leadershipOf(context, partition)!.leaderAndIsr;
  const all = replicasOf(context, partition);
  updateAssignment(context, partition, plainAssignment(replicas));
  const who = `Leader ${leader} for partition ${keyOf(partition)} being reassigned`;
  const list = `the new list of replicas ${replicas.join(',')}`;
  const strategy = { type: 'ReassignPartition' } as const;
  if (!replicas.includes(leader)) {
    info(run, `${who}, is not in ${list}. Re-electing leader`);
    yield* changePartitions(run, [partition], 'OnlinePartition', strategy);
  } else if (isReplicaOnline(context, leader, partition)) {
    info(run, `${who}, is already in ${list} and is alive`);
    yield* updateLeaderEpochAndSend(run, partition, all, replicas);
  } else {
    info(run, `${who}, is already in ${list} but is dead`);
    yield* changePartitions(run, [partition], 'OnlinePartition', strategy);
  }
}

function* updateAssigned(
  run: ControllerRun,
  partition: TopicPartition,
  replicas: readonly number[],
): Work<void> {
  const assignment = plainAssignment(replicas);
  updateAssignment(run.context, partition, assignment);
  const { topic } = partition;
  const code = yield* setPartitionAssignment(run, partition, assignment);
  if (code === ErrorCode.NONODE) throw new IllegalStateException(`Topic ${topic} doesn't exist`);
  if (code !== ErrorCode.OK) throw new KeeperException(code, topicPath(topic));
  const list = replicas.join(',');
  const text = `Updated assigned replicas for partition ${keyOf(partition)} being reassigned to ${list}`;
  info(run, text);
}

function* updateLeaderEpochAndSend(
  run: ControllerRun,
  partition: TopicPartition,
  recipients: readonly number[],
  replicas: readonly number[],
): Work<void> {
  const leadership = yield* updateLeaderEpoch(run, partition);
  const assignment = plainAssignment(replicas);
  yield* sendOrResign(run, (batch) => {
    addLeaderAndIsr(run, batch, recipients, partition, leadership, assignment, false);
  });
  traceStateChange(
    run,
    () =>
      `Sent LeaderAndIsr request ${leadershipText(leadership)} with new assigned replica list ` +
      `${replicas.join(',')} to leader ${leadership.leaderAndIsr.leader} for partition being ` +
      `reassigned ${keyOf(partition)}`,
  );
}

/** The same leader and ISR in the next leader epoch; the controller's own picture stays as it was. */
function* updateLeaderEpoch(
  run: ControllerRun,
  partition: TopicPartition,
): Work<LeaderIsrAndControllerEpoch> {
  const { epoch } = run.context;
  const key = keyOf(partition);
  debug(run, `Updating leader epoch for partition ${key}`);
  for (;;) {
    const [found] = yield* getPartitionStates(run, [partition]);
    if (found === undefined) {
      throw new IllegalStateException(
        `Cannot update leader epoch for partition ${key} as leaderAndIsr path is empty. ` +
          "This could mean we somehow tried to reassign a partition that doesn't exist",
      );
    }
    const { leaderAndIsr, controllerEpoch } = found.value;
    if (controllerEpoch > epoch) {
      throw new StateChangeFailedException(
        'Leader and isr path written by another controller. This probably means the current controller ' +
          `with epoch ${epoch} went through a soft failure and another controller was elected ` +
          `with epoch ${controllerEpoch}. Aborting state change by this controller`,
      );
    }
    const update = { partition, leaderAndIsr: nextEpoch(leaderAndIsr) };
    const [result] = (yield* updateLeaderAndIsr(run, [update])).finished;
    if (result === undefined) continue;
    if (!hasValue(result)) throw result.error;
    info(run, `Updated leader epoch for partition ${key} to ${result.value.leaderEpoch}`);
    return { leaderAndIsr: result.value, controllerEpoch: epoch };
  }
}

/** What is left is written to ZooKeeper; when nothing is, the znode goes. */
function* removeFromReassigned(run: ControllerRun, removed: readonly TopicPartition[]): Work<void> {
  const { context } = run;
  for (const partition of removed) unregisterChangeHandler(run, partitionStatePath(partition));
  const keys = new Set(removed.map(keyOf));
  const left = targetsOf(run).filter(({ partition }) => !keys.has(keyOf(partition)));
  const listed = `Set(${removed.map(keyOf).join(', ')})`;
  info(run, `Removing partitions ${listed} from the list of reassigned partitions in zookeeper`);
  if (left.length === 0) yield* deleteReassignment(run);
  else {
    yield* replaceReassignment(
      run,
      left.map(({ partition, replicas }) => ({ ...partition, replicas })),
    );
  }
  for (const key of keys) {
    context.partitionsBeingReassigned = mapDelete(context.partitionsBeingReassigned, key);
    context.reassignmentTargets = mapDelete(context.reassignmentTargets, key);
  }
}

/** The leader of a partition that is reassigned has written another ISR. */
export function* processOldIsrChange(run: ControllerRun, partition: TopicPartition): Work<void> {
  if (!isActive(run)) return;
  const key = keyOf(partition);
  const replicas = mapGet(run.context.reassignmentTargets, key);
  if (replicas === undefined) return;
  const [found] = yield* getPartitionStates(run, [partition]);
  if (found === undefined) {
    const text = `Error handling reassignment of partition ${key} to replicas ${replicas.join(',')} as it was never created`;
    return log(run, 'controller', 'ERROR', text);
  }
  const missing = difference(replicas, found.value.leaderAndIsr.isr);
  const count = `${replicas.length - missing.length}/${replicas.length}`;
  const what = `${count} replicas have caught up with the leader for partition ${key} being reassigned.`;
  if (missing.length > 0) {
    return info(run, `${what} Replica(s) ${missing.join(',')} still need to catch up`);
  }
  info(run, `${what} Resuming partition reassignment`);
  yield* onOldReassignment(run, { partition, replicas });
}

/** Going on with what waited for brokers that have come. */
export function* resumeOldReassignments(
  run: ControllerRun,
  isResumed: (replicas: readonly number[]) => boolean,
): Work<void> {
  for (const target of targetsOf(run)) {
    if (isResumed(target.replicas)) yield* onOldReassignment(run, target);
  }
}
