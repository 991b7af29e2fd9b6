/**
 * What happens when topics and their partitions come, change and go in ZooKeeper.
 *
 * Mirrors: KafkaController: processTopicChange, processPartitionModifications, processTopicDeletion,
 * onNewPartitionCreation, processTopicUncleanLeaderElectionEnable, 2.8.0.
 * Read next: topic-deletion.ts.
 */
import { mapGet, mapHas, mapValues } from '../../kernel/persistent-map.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import { inImmutableOrder, stringHash } from '../zk/scala-order.ts';
import type { AssignedPartition } from '../zk/topic-znodes.ts';
import {
  DELETE_TOPICS_PATH,
  encodeTopic,
  newTopicOrder,
  topicPartitionsPath,
  topicPath,
} from '../zk/topic-znodes.ts';
import { assignmentText } from './assignment.ts';
import { asPartitionSet, replicasForPartitions, topicsOf } from './context-queries.ts';
import {
  fullAssignment,
  isTopicQueuedUpForDeletion,
  keyOf,
  removeTopic,
  replicasOf,
  setAllTopics,
  updateAssignment,
} from './controller-context.ts';
import { debug, info, log } from './controller-log.ts';
import type { ControllerRun, Work } from './controller-run.ts';
import { isActive } from './controller-run.ts';
import { OFFLINE } from './election.ts';
import { changePartitions } from './partition-state-machine.ts';
import { changeReplicas } from './replica-state-machine.ts';
import { enqueueTopicsForDeletion } from './topic-deletion.ts';
import { deleteTopicDeletions, markTopicIneligibleForDeletion } from './topic-deletion-steps.ts';
import { getChildren, setDataOp, throwRefusal, write } from './zk-requests.ts';
import {
  getAllTopics,
  getTopicAssignments,
  processTopicIds,
  registerPartitionModificationsHandlers,
  topicAssignmentText,
} from './zk-topics.ts';

/** /brokers/topics has other children. */
export function* processTopicChange(run: ControllerRun): Work<void> {
  if (!isActive(run)) return;
  const { context } = run;
  const topics = yield* getAllTopics(run);
  const known = context.allTopics;
  const added = topics.filter((topic) => !mapHas(known, topic));
  const present = new Set(topics);
  const deleted = topicsOf(known).filter((topic) => !present.has(topic));
  setAllTopics(context, topics);
  registerPartitionModificationsHandlers(run, added);
  const assignments = yield* getTopicAssignments(run, added);
  for (const topic of deleted) removeTopic(context, topic);
  yield* processTopicIds(run, assignments);
  const partitions: TopicPartition[] = [];
  for (const { topic, assignment } of assignments) {
    for (const [partition, entry] of assignment) {
      updateAssignment(context, { topic, partition }, entry);
      partitions.push({ topic, partition });
    }
  }
  const { isOld } = run.settings;
  const listed = isOld
    ? `Map(${partitions.map((each) => replicasText(run, each)).join(', ')})`
    : `Set(${assignments.map(topicAssignmentText).join(', ')})`;
  info(
    run,
    `New topics: [Set(${added.join(', ')})], deleted topics: [Set(${deleted.join(', ')})], new partition ` +
      `replica assignment [${listed}]`,
  );
  if (assignments.length === 0 || (isOld && partitions.length === 0)) return;
  run.asker = 'newTopic';
  const isOne = assignments.length === 1;
  yield* onNewPartitionCreation(run, isOne ? partitions : asPartitionSet(partitions));
}

/** An entry of a map from partitions to replicas, as 2.2 prints it. */
function replicasText({ context }: ControllerRun, partition: TopicPartition): string {
  return `${keyOf(partition)} -> Vector(${replicasOf(context, partition).join(', ')})`;
}

/** New partitions get their leaders at once. */
function* onNewPartitionCreation(
  run: ControllerRun,
  partitions: readonly TopicPartition[],
): Work<void> {
  info(run, `New partition creation callback for ${partitions.map(keyOf).join(',')}`);
  yield* changePartitions(run, partitions, 'NewPartition');
  const replicas = replicasForPartitions(run.context, partitions);
  yield* changeReplicas(run, replicas, 'NewReplica');
  yield* changePartitions(run, partitions, 'OnlinePartition', OFFLINE);
  yield* changeReplicas(run, replicasForPartitions(run.context, partitions), 'OnlineReplica');
}

/** The znode of a topic was written: perhaps it has more partitions now. */
export function* processPartitionModifications(run: ControllerRun, topic: string): Work<void> {
  if (!isActive(run)) return;
  const { context } = run;
  const [found] = yield* getTopicAssignments(run, [topic]);
  const assignment = found!.assignment;
  const added = assignment.filter(
    ([partition]) => replicasOf(context, { topic, partition }).length === 0,
  );
  if (isTopicQueuedUpForDeletion(context, topic)) {
    if (added.length === 0) {
      info(run, 'Ignoring partition change during topic deletion as no new partitions are added');
      return;
    }
    const numbers = added.map(([partition]) => partition).join(',');
    const text = `Skipping adding partitions ${numbers} for topic ${topic} since it is currently being deleted`;
    log(run, 'controller', 'WARN', text);
    yield* restoreAssignment(run, topic, assignment);
  } else if (added.length > 0) {
    for (const [partition, entry] of added) updateAssignment(context, { topic, partition }, entry);
    const partitions = added.map(([partition]) => ({ topic, partition }));
    const listed = partitions.map((each) =>
      run.settings.isOld
        ? replicasText(run, each)
        : `${keyOf(each)} -> ${assignmentText(fullAssignment(context, each))}`,
    );
    info(run, `New partitions to be added Map(${listed.join(', ')})`);
    run.asker = 'newPartitions';
    yield* onNewPartitionCreation(run, partitions);
  }
}

/** A topic that is being deleted keeps the partitions that it has. */
function* restoreAssignment(
  run: ControllerRun,
  topic: string,
  assignment: readonly AssignedPartition[],
): Work<void> {
  info(run, `Restoring the partition replica assignment for topic ${topic}`);
  const { context, settings } = run;
  const existing = new Set(yield* getChildren(run, topicPartitionsPath(topic)));
  const kept = assignment
    .filter(([partition]) => existing.has(String(partition)))
    .map(([partition]): AssignedPartition => [
      partition,
      fullAssignment(context, { topic, partition }),
    ]);
  const topicId = mapGet(context.topicIds, topic) ?? null;
  const data = encodeTopic(settings.topicZNodeVersion, topicId, newTopicOrder(topic, kept));
  const [result] = yield* write(run, [setDataOp(topicPath(topic), data)]);
  throwRefusal(result!);
}

/** /admin/delete_topics has other children. */
export function* processTopicDeletion(run: ControllerRun): Work<void> {
  if (!isActive(run)) return;
  const { context } = run;
  const asked = inImmutableOrder(yield* getChildren(run, DELETE_TOPICS_PATH), stringHash);
  debug(run, `Delete topics listener fired for topics ${asked.join(',')} to be deleted`);
  const unknown = asked.filter((topic) => !mapHas(context.allTopics, topic));
  if (unknown.length > 0) {
    const text = `Ignoring request to delete non-existing topics ${unknown.join(',')}`;
    log(run, 'controller', 'WARN', text);
    yield* deleteTopicDeletions(run, unknown);
  }
  const topics = asked.filter((topic) => mapHas(context.allTopics, topic));
  if (!run.settings.deleteTopicEnable) {
    info(run, `Removing Set(${topics.join(', ')}) since delete topic is disabled`);
    yield* deleteTopicDeletions(run, topics);
    return;
  }
  if (topics.length === 0) return;
  info(run, `Starting topic deletion for topics ${topics.join(',')}`);
  const reassigned = new Set(
    [...mapValues(context.partitionsBeingReassigned)].map(({ topic }) => topic),
  );
  for (const topic of topics) {
    if (reassigned.has(topic)) {
      markTopicIneligibleForDeletion(run, [topic], 'topic reassignment in progress');
    }
  }
  yield* enqueueTopicsForDeletion(run, topics);
}
