/**
 * Brokers and topics as ZooKeeper lists them, and giving topics their ids.
 *
 * Mirrors: KafkaZkClient: getAllBrokerAndEpochsInCluster, getBroker, getAllTopicsInCluster,
 * getReplicaAssignmentAndTopicIdForTopics, setTopicIds, getTopicDeletions; KafkaController.processTopicIds,
 * setTopicAssignmentRaw, TopicIdReplicaAssignment.toString, 2.8.0.
 */
import { mapGet } from '../../kernel/persistent-map.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import {
  inImmutableOrder,
  inMutableMapOrder,
  partitionHash,
  stringHash,
} from '../zk/scala-order.ts';
import type {
  AssignedPartition,
  ReplicaAssignment,
  TopicIdReplicaAssignment,
} from '../zk/topic-znodes.ts';
import {
  BROKER_IDS_PATH,
  TOPICS_PATH,
  brokerIdPath,
  decodeTopic,
  encodeTopic,
  topicPath,
} from '../zk/topic-znodes.ts';
import { randomTopicId } from '../zk/topic-id.ts';
import { assignmentText } from './assignment.ts';
import { partitionsForTopic } from './context-queries.ts';
import {
  addTopicId,
  fullAssignment,
  keyOf,
  liveOrShuttingDownBroker,
} from './controller-context.ts';
import type { ControllerRun, Work } from './controller-run.ts';
import { ask } from './controller-run.ts';
import type { LiveBroker } from './live-broker.ts';
import { decodeBroker } from './live-broker.ts';
import {
  dataOf,
  getChildren,
  getData,
  getDataRequest,
  registerChangeHandler,
  setDataOp,
  write,
} from './zk-requests.ts';

/** All that are registered, in ascending order. */
export function* getAllBrokers(run: ControllerRun): Work<readonly LiveBroker[]> {
  const ids = (yield* getChildren(run, BROKER_IDS_PATH)).map(Number).sort((a, b) => a - b);
  const paths = ids.map(brokerIdPath);
  const replies = yield* ask(
    run,
    paths.map((path) => getDataRequest(run, path)),
  );
  return ids.flatMap((id, index) => {
    const node = dataOf(replies[index]!, paths[index]!);
    return node === null ? [] : [decodeBroker(id, node.data, Number(node.stat.czxid))];
  });
}

/** One broker as its registration says it now; its epoch stays that which is known. */
export function* getBroker(run: ControllerRun, id: number): Work<LiveBroker | null> {
  const node = yield* getData(run, brokerIdPath(id));
  if (node === null) return null;
  const epoch = liveOrShuttingDownBroker(run.context, id)?.epoch ?? Number(node.stat.czxid);
  return decodeBroker(id, node.data, epoch);
}

/** In the order of upstream's set. */
export function* getAllTopics(run: ControllerRun): Work<readonly string[]> {
  return inImmutableOrder(yield* getChildren(run, TOPICS_PATH), stringHash);
}

/** From now on a change of these topics' znodes is told. */
export function registerPartitionModificationsHandlers(
  run: ControllerRun,
  topics: readonly string[],
): void {
  for (const topic of topics) registerChangeHandler(run, topicPath(topic));
}

export function* getTopicAssignments(
  run: ControllerRun,
  topics: readonly string[],
): Work<readonly TopicIdReplicaAssignment[]> {
  const replies = yield* ask(
    run,
    topics.map((topic) => getDataRequest(run, topicPath(topic))),
  );
  return topics.map((topic, index) => {
    const node = dataOf(replies[index]!, topicPath(topic));
    return node === null ? { topic, topicId: null, assignment: [] } : decodeTopic(topic, node.data);
  });
}

/** Topics that were made by old tools get an id; all ids are noted. */
export function* processTopicIds(
  run: ControllerRun,
  assignments: readonly TopicIdReplicaAssignment[],
): Work<void> {
  const { settings, context } = run;
  if (!settings.usesTopicId) return;
  const updated = assignments
    .filter(({ topicId }) => topicId === null)
    .map((each) => ({ ...each, topicId: nextTopicId(run) }));
  yield* write(
    run,
    updated.map(({ topic, topicId, assignment }) =>
      setDataOp(topicPath(topic), encodeTopic(settings.topicZNodeVersion, topicId, assignment)),
    ),
  );
  for (const { topic, topicId } of updated) addTopicId(context, topic, topicId);
  for (const { topic, topicId } of assignments) {
    if (topicId !== null) addTopicId(context, topic, topicId);
  }
}

/** Writes a topic's znode with another assignment of one partition; gives ZooKeeper's code. */
export function* setPartitionAssignment(
  run: ControllerRun,
  { topic, partition }: TopicPartition,
  assignment: ReplicaAssignment,
): Work<number> {
  const { context, settings } = run;
  const listed = partitionsForTopic(context, topic).map((each): AssignedPartition => [
    each.partition,
    each.partition === partition ? assignment : fullAssignment(context, each),
  ]);
  const ordered = settings.isOld
    ? listed
    : inMutableMapOrder(listed, ([number]) => partitionHash({ topic, partition: number }));
  const topicId = mapGet(context.topicIds, topic) ?? null;
  const data = encodeTopic(settings.topicZNodeVersion, topicId, ordered);
  const [result] = yield* write(run, [setDataOp(topicPath(topic), data)]);
  return result!.code;
}

function nextTopicId(run: ControllerRun): string {
  const [id, random] = randomTopicId(run.random);
  run.random = random;
  return id;
}

/** TopicIdReplicaAssignment.toString. */
export function topicAssignmentText({
  topic,
  topicId,
  assignment,
}: TopicIdReplicaAssignment): string {
  const id = topicId === null ? 'None' : `Some(${topicId})`;
  const partitions = assignment.map(
    ([partition, entry]) => `${keyOf({ topic, partition })} -> ${assignmentText(entry)}`,
  );
  return `TopicIdReplicaAssignment(${topic},${id},Map(${partitions.join(', ')}))`;
}
