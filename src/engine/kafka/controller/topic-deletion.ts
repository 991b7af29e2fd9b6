/**
 * Deleting topics: all replicas first, each by its broker, and only then what ZooKeeper knows of the topic.
 * A topic has to wait while one of its brokers is down or one of its partitions is reassigned.
 *
 * Mirrors: kafka.controller.TopicDeletionManager, 2.8.0.
 * Read next: topic-deletion.machine.ts (the way of one topic), topic-deletion-steps.ts.
 */
import { mapDelete, mapHas, mapSet } from '../../kernel/persistent-map.ts';
import {
  inImmutableOrder,
  inMutableSetOrder,
  partitionHash,
  stringHash,
} from '../zk/scala-order.ts';
import {
  asReplicaSet,
  distinct,
  partitionsForTopic,
  replicaHash,
  replicasForTopic,
  topicsOf,
} from './context-queries.ts';
import type { PartitionAndReplica } from './controller-context.ts';
import {
  isReplicaOnline,
  isTopicQueuedUpForDeletion,
  replicaStateOf,
} from './controller-context.ts';
import type { ControllerRun, Work } from './controller-run.ts';
import { sendUpdateMetadataToAll } from './metadata-updates.ts';
import { resumeOldDeletions } from './old-topic-deletion.ts';
import { changePartitions } from './partition-state-machine.ts';
import { changeReplicas } from './replica-state-machine.ts';
import {
  areAllInState,
  completeDeleteTopic,
  deleteTopicDeletions,
  isAnyInState,
  isEligible,
  listed,
  makeIneligible,
  markTopicIneligibleForDeletion,
  replicasInState,
  say,
} from './topic-deletion-steps.ts';

/** Takes on what a former controller left. */
export function* initTopicDeletion(
  run: ControllerRun,
  toBeDeleted: readonly string[],
  ineligible: readonly string[],
): Work<void> {
  const topics = `Set(${toBeDeleted.join(', ')})`;
  if (!run.settings.isOld) {
    const waiting = `Set(${ineligible.join(', ')})`;
    const text = `Initializing manager with initial deletions: ${topics}, initial ineligible deletions: ${waiting}`;
    say(run, 'INFO', text);
  }
  if (run.settings.deleteTopicEnable) {
    queueDeletion(run, toBeDeleted);
    const { context } = run;
    for (const topic of ineligible) {
      if (isTopicQueuedUpForDeletion(context, topic)) makeIneligible(run, topic);
    }
  } else {
    say(run, 'INFO', `Removing ${topics} since delete topic is disabled`);
    yield* deleteTopicDeletions(run, toBeDeleted);
  }
}

function queueDeletion({ context }: ControllerRun, topics: readonly string[]): void {
  for (const topic of topics) {
    context.topicsToBeDeleted = mapSet(context.topicsToBeDeleted, topic, true);
  }
}

export function* tryTopicDeletion(run: ControllerRun): Work<void> {
  if (run.settings.deleteTopicEnable) yield* resumeDeletions(run);
}

export function* enqueueTopicsForDeletion(
  run: ControllerRun,
  topics: readonly string[],
): Work<void> {
  if (!run.settings.deleteTopicEnable) return;
  queueDeletion(run, topics);
  yield* resumeDeletions(run);
}

/** What these topics waited for is over. */
export function* resumeDeletionForTopics(
  run: ControllerRun,
  topics: readonly string[],
): Work<void> {
  if (!run.settings.deleteTopicEnable) return;
  const { context } = run;
  const queued = topics.filter((topic) => isTopicQueuedUpForDeletion(context, topic));
  if (queued.length === 0) return;
  for (const topic of queued) {
    context.topicsIneligibleForDeletion = mapDelete(context.topicsIneligibleForDeletion, topic);
  }
  yield* resumeDeletions(run);
}

/** Replicas could not be deleted, or their brokers are gone: their topics wait. */
export function* failReplicaDeletion(
  run: ControllerRun,
  replicas: readonly PartitionAndReplica[],
): Work<void> {
  if (!run.settings.deleteTopicEnable) return;
  const failed = ofQueuedTopics(run, replicas);
  if (failed.length === 0) return;
  const topics = distinct(failed.map(({ partition }) => partition.topic));
  const halting = `Halting deletion for topics Set(${topics.join(', ')})`;
  say(run, 'DEBUG', `Deletion failed for replicas ${listed(failed)}. ${halting}`);
  yield* changeReplicas(run, failed, 'ReplicaDeletionIneligible');
  markTopicIneligibleForDeletion(run, topics, 'replica deletion failure');
  yield* resumeDeletions(run);
}

function ofQueuedTopics(
  { context }: ControllerRun,
  replicas: readonly PartitionAndReplica[],
): readonly PartitionAndReplica[] {
  return replicas.filter(({ partition }) => isTopicQueuedUpForDeletion(context, partition.topic));
}

/** A broker has deleted replicas. */
export function* completeReplicaDeletion(
  run: ControllerRun,
  replicas: readonly PartitionAndReplica[],
): Work<void> {
  const deleted = ofQueuedTopics(run, replicas);
  say(run, 'DEBUG', `Deletion successfully completed for replicas ${listed(deleted)}`);
  yield* changeReplicas(run, deleted, 'ReplicaDeletionSuccessful');
  yield* resumeDeletions(run);
}

/** Looks at each topic that is to be deleted: what is done, what is tried again, what begins. */
function* resumeDeletions(run: ControllerRun): Work<void> {
  const { context } = run;
  if (run.settings.isOld) return yield* resumeOldDeletions(run);
  const queued = inImmutableOrder(topicsOf(context.topicsToBeDeleted), stringHash);
  const toRetry: string[] = [];
  const toDelete: string[] = [];
  if (queued.length > 0) say(run, 'INFO', `Handling deletion for topics ${queued.join(',')}`);
  for (const topic of queued) {
    if (areAllInState(run, topic, 'ReplicaDeletionSuccessful')) {
      yield* completeDeleteTopic(run, topic);
      say(run, 'INFO', `Deletion of topic ${topic} successfully completed`);
    } else if (!isAnyInState(run, topic, 'ReplicaDeletionStarted')) {
      if (isAnyInState(run, topic, 'ReplicaDeletionIneligible')) toRetry.push(topic);
    }
    if (isEligible(run, topic)) {
      say(run, 'INFO', `Deletion of topic ${topic} (re)started`);
      toDelete.push(topic);
    }
  }
  if (toRetry.length > 0) yield* retryIneligibleReplicas(run, toRetry);
  if (toDelete.length > 0) {
    yield* onTopicDeletion(run, inMutableSetOrder(toDelete, stringHash));
  }
}

/** Their replicas go from ineligible back to offline: deletion can be tried anew. */
function* retryIneligibleReplicas(run: ControllerRun, topics: readonly string[]): Work<void> {
  const ordered = inMutableSetOrder(topics, stringHash);
  const failed = inMutableSetOrder(
    ordered.flatMap((topic) => replicasInState(run, topic, 'ReplicaDeletionIneligible')),
    replicaHash,
  );
  const text = `Retrying deletion of topics ${ordered.join(',')} since replicas ${listed(failed)} were not successfully deleted`;
  say(run, 'DEBUG', text);
  yield* changeReplicas(run, failed, 'OfflineReplica');
}

function* onTopicDeletion(run: ControllerRun, topics: readonly string[]): Work<void> {
  const { context } = run;
  const unseen = topics.filter((topic) => !mapHas(context.topicsWithDeletionStarted, topic));
  if (unseen.length > 0) {
    const partitions = inMutableSetOrder(
      unseen.flatMap((topic) => partitionsForTopic(context, topic)),
      partitionHash,
    );
    yield* changePartitions(run, partitions, 'OfflinePartition');
    yield* changePartitions(run, partitions, 'NonExistentPartition');
    for (const topic of unseen) {
      context.topicsWithDeletionStarted = mapSet(context.topicsWithDeletionStarted, topic, true);
    }
  }
  // Leader -2: brokers stop to serve these topics and drop them from their metadata.
  yield* sendUpdateMetadataToAll(
    run,
    inMutableSetOrder(
      topics.flatMap((topic) => partitionsForTopic(context, topic)),
      partitionHash,
    ),
  );
  yield* onPartitionDeletion(run, topics);
}

/** Dead replicas cannot be deleted now; the others are stopped, then deleted. */
function* onPartitionDeletion(run: ControllerRun, topics: readonly string[]): Work<void> {
  const { context } = run;
  const allDead: PartitionAndReplica[] = [];
  const toDelete: PartitionAndReplica[] = [];
  const ineligible: string[] = [];
  for (const topic of topics) {
    const replicas = replicasForTopic(context, topic);
    const isAlive = ({ replica, partition }: PartitionAndReplica): boolean =>
      isReplicaOnline(context, replica, partition);
    const dead = replicas.filter((replica) => !isAlive(replica));
    const left = replicas.filter(
      (replica) =>
        isAlive(replica) && replicaStateOf(context, replica) !== 'ReplicaDeletionSuccessful',
    );
    allDead.push(...dead);
    toDelete.push(...left);
    if (dead.length > 0) {
      say(run, 'DEBUG', `Dead Replicas (${listed(asReplicaSet(dead))}) found for topic ${topic}`);
      ineligible.push(topic);
    }
  }
  yield* changeReplicas(run, allDead, 'ReplicaDeletionIneligible');
  yield* changeReplicas(run, toDelete, 'OfflineReplica');
  yield* changeReplicas(run, toDelete, 'ReplicaDeletionStarted');
  if (ineligible.length > 0) markTopicIneligibleForDeletion(run, ineligible, 'offline replicas');
}
