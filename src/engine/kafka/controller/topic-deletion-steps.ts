/**
 * What the deletion of a topic is made of, whatever the release: who waits, how its replicas stand, and what
 * is left to do when they are gone.
 *
 * Mirrors: kafka.controller.{TopicDeletionManager, ControllerDeletionClient}, 2.8.0 and 2.2.0.
 */
import { mapHas, mapSet } from '../../kernel/persistent-map.ts';
import { inMutableSetOrder, stringHash } from '../zk/scala-order.ts';
import { deleteTopicPath, topicConfigPath, topicPath } from '../zk/topic-znodes.ts';
import { replicasForTopic } from './context-queries.ts';
import type { PartitionAndReplica } from './controller-context.ts';
import { isTopicQueuedUpForDeletion, removeTopic, replicaStateOf } from './controller-context.ts';
import { log } from './controller-log.ts';
import type { ControllerRun, Work } from './controller-run.ts';
import type { ReplicaState } from './controller-state.ts';
import { changeReplicas } from './replica-state-machine.ts';
import { replicaText } from './state-change-log.ts';
import { deleteOp, deleteRecursive, unregisterChangeHandler, write } from './zk-requests.ts';

export function say(run: ControllerRun, level: 'INFO' | 'DEBUG', text: string): void {
  log(run, 'deletion', level, text);
}

export function listed(replicas: readonly PartitionAndReplica[]): string {
  return replicas.map(replicaText).join(',');
}

export function makeIneligible({ context }: ControllerRun, topic: string): void {
  context.topicsIneligibleForDeletion = mapSet(context.topicsIneligibleForDeletion, topic, true);
}

/** The requests for these topics are taken away. */
export function* deleteTopicDeletions(run: ControllerRun, topics: readonly string[]): Work<void> {
  yield* write(
    run,
    topics.map((topic) => deleteOp(deleteTopicPath(topic))),
  );
}

/** Nothing happens to topics that are not to be deleted. 2.2 does not say the reason. */
export function markTopicIneligibleForDeletion(
  run: ControllerRun,
  topics: readonly string[],
  reason: string,
): void {
  if (!run.settings.deleteTopicEnable) return;
  const halted = inMutableSetOrder(
    topics.filter((topic) => isTopicQueuedUpForDeletion(run.context, topic)),
    stringHash,
  );
  for (const topic of halted) makeIneligible(run, topic);
  if (halted.length === 0) return;
  const why = run.settings.isOld ? '' : ` due to ${reason}`;
  say(run, 'INFO', `Halted deletion of topics ${halted.join(',')}${why}`);
}

export function replicasInState(
  { context }: ControllerRun,
  topic: string,
  state: ReplicaState,
): readonly PartitionAndReplica[] {
  return replicasForTopic(context, topic).filter(
    (replica) => replicaStateOf(context, replica) === state,
  );
}

export function isAnyInState(
  { context }: ControllerRun,
  topic: string,
  state: ReplicaState,
): boolean {
  return replicasForTopic(context, topic).some(
    (replica) => replicaStateOf(context, replica) === state,
  );
}

export function areAllInState(
  { context }: ControllerRun,
  topic: string,
  state: ReplicaState,
): boolean {
  return replicasForTopic(context, topic).every(
    (replica) => replicaStateOf(context, replica) === state,
  );
}

export function isEligible(run: ControllerRun, topic: string): boolean {
  const { context } = run;
  return (
    isTopicQueuedUpForDeletion(context, topic) &&
    !isAnyInState(run, topic, 'ReplicaDeletionStarted') &&
    !mapHas(context.topicsIneligibleForDeletion, topic)
  );
}

/** All replicas are gone: now the topic's znodes, its configuration, and the request itself. */
export function* completeDeleteTopic(run: ControllerRun, topic: string): Work<void> {
  unregisterChangeHandler(run, topicPath(topic));
  const deleted = replicasInState(run, topic, 'ReplicaDeletionSuccessful');
  yield* changeReplicas(run, deleted, 'NonExistentReplica');
  yield* deleteRecursive(run, topicPath(topic));
  yield* write(run, [deleteOp(topicConfigPath(topic))]);
  yield* deleteTopicDeletions(run, [topic]);
  removeTopic(run.context, topic);
}
