/**
 * Deleting topics as 2.2 does it: one topic after the other, with more words.
 *
 * Mirrors: kafka.controller.TopicDeletionManager: resumeDeletions, markTopicForDeletionRetry,
 * onTopicDeletion, onPartitionDeletion, startReplicaDeletion, 2.2.0.
 * Read next: topic-deletion.ts (how 2.8.0 does it).
 */
import { mapHas, mapSet } from '../../kernel/persistent-map.ts';
import {
  inImmutableOrder,
  inOldGroupOrder,
  inTrieOrder,
  intHash,
  partitionHash,
  stringHash,
} from '../zk/scala-order.ts';
import {
  asReplicaSet,
  distinct,
  partitionsForTopic,
  replicaHash,
  replicasForPartitions,
  topicsOf,
} from './context-queries.ts';
import type { PartitionAndReplica } from './controller-context.ts';
import { isReplicaOnline, keyOf, replicaStateOf } from './controller-context.ts';
import type { ControllerRun, Work } from './controller-run.ts';
import type { ReplicaState } from './controller-state.ts';
import { sendUpdateMetadataToAll } from './metadata-updates.ts';
import { changePartitions } from './partition-state-machine.ts';
import { changeReplicas } from './replica-state-machine.ts';
import {
  areAllInState,
  completeDeleteTopic,
  isAnyInState,
  isEligible,
  listed,
  markTopicIneligibleForDeletion,
  replicasInState,
  say,
} from './topic-deletion-steps.ts';

/** Looks at each topic that is to be deleted: what is done, what is tried again, what begins. */
export function* resumeOldDeletions(run: ControllerRun): Work<void> {
  const { context } = run;
  const queued = inImmutableOrder(topicsOf(context.topicsToBeDeleted), stringHash);
  if (queued.length > 0) say(run, 'INFO', `Handling deletion for topics ${queued.join(',')}`);
  for (const topic of queued) {
    if (areAllInState(run, topic, 'ReplicaDeletionSuccessful')) {
      yield* completeDeleteTopic(run, topic);
      say(run, 'INFO', `Deletion of topic ${topic} successfully completed`);
    } else if (isAnyInState(run, topic, 'ReplicaDeletionStarted')) sayInProgress(run, topic);
    else if (isAnyInState(run, topic, 'ReplicaDeletionIneligible')) yield* retry(run, topic);
    if (isEligible(run, topic)) {
      say(run, 'INFO', `Deletion of topic ${topic} (re)started`);
      yield* startDeletion(run, topic);
    } else if (mapHas(context.topicsIneligibleForDeletion, topic)) {
      const text = `Not retrying deletion of topic ${topic} at this time since it is marked ineligible for deletion`;
      say(run, 'INFO', text);
    }
  }
}

/** As a part of the table of all states gives them. */
function inState(
  run: ControllerRun,
  topic: string,
  state: ReplicaState,
): readonly PartitionAndReplica[] {
  return inOldGroupOrder(replicasInState(run, topic, state), replicaHash);
}

function sayInProgress(run: ControllerRun, topic: string): void {
  const started = inState(run, topic, 'ReplicaDeletionStarted');
  // What a set that is a trie is mapped to is one, too, however few elements it has.
  const inOrder = started.length > 4 ? inTrieOrder : inImmutableOrder;
  const ids = inOrder(distinct(started.map(({ replica }) => replica)), intHash);
  const byKey = new Map(started.map(({ partition }) => [keyOf(partition), partition]));
  const partitions = inOrder([...byKey.values()], partitionHash)
    .map(keyOf)
    .join(',');
  const text = `Deletion for replicas ${ids.join(',')} for partition ${partitions} of topic ${topic} in progress`;
  say(run, 'INFO', text);
}

/** Its replicas go from ineligible back to offline: deletion can be tried anew. */
function* retry(run: ControllerRun, topic: string): Work<void> {
  const failed = inState(run, topic, 'ReplicaDeletionIneligible');
  const text = `Retrying delete topic for topic ${topic} since replicas ${listed(failed)} were not successfully deleted`;
  say(run, 'INFO', text);
  yield* changeReplicas(run, failed, 'OfflineReplica');
}

function* startDeletion(run: ControllerRun, topic: string): Work<void> {
  const { context } = run;
  say(run, 'INFO', `Topic deletion callback for ${topic}`);
  const partitions = partitionsForTopic(context, topic);
  if (!mapHas(context.topicsWithDeletionStarted, topic)) {
    yield* changePartitions(run, partitions, 'OfflinePartition');
    yield* changePartitions(run, partitions, 'NonExistentPartition');
    context.topicsWithDeletionStarted = mapSet(context.topicsWithDeletionStarted, topic, true);
  }
  // Leader -2: brokers stop to serve the topic and drop it from their metadata.
  yield* sendUpdateMetadataToAll(run, partitions);
  say(run, 'INFO', `Partition deletion callback for ${partitions.map(keyOf).join(',')}`);
  const replicas = replicasForPartitions(context, partitions);
  if (replicas.length > 0) yield* startReplicaDeletion(run, topic, replicas);
}

/** Dead replicas cannot be deleted now; the others are stopped, then deleted. */
function* startReplicaDeletion(
  run: ControllerRun,
  topic: string,
  replicas: readonly PartitionAndReplica[],
): Work<void> {
  const { context } = run;
  const isAlive = ({ replica, partition }: PartitionAndReplica): boolean =>
    isReplicaOnline(context, replica, partition);
  const dead = replicas.filter((replica) => !isAlive(replica));
  const toDelete = byBroker(run, replicas).filter(
    (replica) =>
      isAlive(replica) && replicaStateOf(context, replica) !== 'ReplicaDeletionSuccessful',
  );
  yield* changeReplicas(run, dead, 'ReplicaDeletionIneligible');
  yield* changeReplicas(run, toDelete, 'OfflineReplica');
  say(run, 'DEBUG', `Deletion started for replicas ${listed(toDelete)}`);
  yield* changeReplicas(run, toDelete, 'ReplicaDeletionStarted');
  if (dead.length === 0) return;
  say(run, 'DEBUG', `Dead Replicas (${listed(dead)}) found for topic ${topic}`);
  markTopicIneligibleForDeletion(run, [topic], '');
}

/** As the set of all live replicas lists them, which is made broker by broker. */
function byBroker(
  { context }: ControllerRun,
  replicas: readonly PartitionAndReplica[],
): readonly PartitionAndReplica[] {
  const ids = [...context.brokerOrder];
  return asReplicaSet(
    [...replicas].sort((a, b) => ids.indexOf(a.replica) - ids.indexOf(b.replica)),
  );
}
