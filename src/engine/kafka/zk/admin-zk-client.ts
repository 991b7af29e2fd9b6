/**
 * Creating and changing topics in ZooKeeper: brokers do it for admin clients, tools with `--zookeeper`
 * themselves.
 *
 * Mirrors: kafka.zk.AdminZkClient, 2.8.0.
 * Read next: zk-script.ts, replica-assignment.ts, topic-znodes.ts.
 */
import { ErrorCode } from '../../zookeeper/client/index.ts';
import { topicConfigProblem } from '../log/topic-config.ts';
import { ApiFailure } from '../protocol/api-failure.ts';
import { hasCollisionChars, topicNameFault, topicsCollide } from '../protocol/topic-name.ts';
import type { ConfigEntityType } from './broker-znodes.ts';
import {
  CONFIG_CHANGES_PATH,
  CONFIG_CHANGE_PREFIX,
  configEntityPath,
  decodeEntityConfig,
  encodeConfigChange,
  encodeEntityConfig,
} from './broker-znodes.ts';
import type { BrokerMetadata } from './replica-assignment.ts';
import { assignReplicas } from './replica-assignment.ts';
import type {
  AssignedPartition,
  TopicIdReplicaAssignment,
  TopicZNodeVersion,
} from './topic-znodes.ts';
import {
  TOPICS_PATH,
  decodeTopic,
  deleteTopicPath,
  encodeTopic,
  newTopicOrder,
  plainAssignment,
  topicPath,
} from './topic-znodes.ts';
import type { ZkScript } from './zk-script.ts';
import {
  KeeperError,
  createNode,
  createRecursive,
  getChildren,
  getData,
  pathExists,
  setData,
  setOrCreate,
} from './zk-script.ts';

export type Configs = Readonly<Record<string, string>>;

/** Partition's number to its replicas. */
export type Assignment = ReadonlyMap<number, readonly number[]>;

/** AdminZkClient.validateTopicCreate. Throws ApiFailure. */
export function* validateTopicCreate(
  topic: string,
  assignment: Assignment,
  configs: Configs,
): ZkScript<void> {
  const nameFault = topicNameFault(topic);
  if (nameFault !== null) throw new ApiFailure('INVALID_TOPIC_EXCEPTION', nameFault);
  if (yield* pathExists(topicPath(topic))) throw topicExists(topic);
  if (hasCollisionChars(topic)) {
    const topics = yield* getChildren(TOPICS_PATH);
    if (topics.includes(topic)) throw topicExists(topic);
    const colliding = topics.filter((other) => topicsCollide(topic, other));
    if (colliding.length > 0) {
      const text = `Topic '${topic}' collides with existing topics: ${colliding.join(', ')}`;
      throw new ApiFailure('INVALID_TOPIC_EXCEPTION', text);
    }
  }
  validateAssignment(assignment);
  const fault = topicConfigProblem(configs);
  if (fault !== null) throw new ApiFailure('INVALID_CONFIG', fault.message);
}

function validateAssignment(assignment: Assignment): void {
  const wrong = (text: string): ApiFailure => new ApiFailure('INVALID_REPLICA_ASSIGNMENT', text);
  const all = [...assignment.values()];
  if (new Set(all.map(({ length }) => length)).size !== 1) {
    throw wrong('All partitions should have the same number of replicas');
  }
  if (all.some((replicas) => new Set(replicas).size !== replicas.length)) {
    throw wrong(`Duplicate replica assignment found: ${assignmentText(assignment)}`);
  }
  const numbers = [...assignment.keys()].sort((a, b) => a - b);
  if (numbers.some((number, index) => number !== index)) {
    throw wrong('partitions should be a consecutive 0-based integer sequence');
  }
}

/** A mutable map of Scala 2.12 as it prints: small numbers come from the last to the first. */
export function assignmentText(assignment: Assignment): string {
  const parts = [...assignment].sort(([a], [b]) => b - a);
  const text = parts.map(
    ([partition, replicas]) => `${partition} -> ArrayBuffer(${replicas.join(', ')})`,
  );
  return `Map(${text.join(', ')})`;
}

/** Properties as they print: `{a=1, b=2}`. */
export function propertiesText(configs: Configs): string {
  return `{${Object.entries(configs)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ')}}`;
}

/** AdminZkClient.createTopicWithAssignment, validated before. Throws ApiFailure. */
export function* createTopic(
  topic: string,
  configs: Configs,
  assignment: Assignment,
  topicId: string | null,
  version: TopicZNodeVersion,
): ZkScript<void> {
  yield* setOrCreate(configEntityPath('topics', topic), encodeEntityConfig(configs));
  const partitions = [...assignment].map(([partition, replicas]): AssignedPartition => [
    partition,
    plainAssignment(replicas),
  ]);
  try {
    const data = encodeTopic(version, topicId, newTopicOrder(topic, partitions));
    yield* createRecursive(topicPath(topic), data);
  } catch (error) {
    if (error instanceof KeeperError && error.err === ErrorCode.NODEEXISTS)
      throw topicExists(topic);
    throw error;
  }
}

function topicExists(topic: string): ApiFailure {
  return new ApiFailure('TOPIC_ALREADY_EXISTS', `Topic '${topic}' already exists.`);
}

/**
 * AdminZkClient.deleteTopic. False: it is marked already. Throws ApiFailure when there is no such topic.
 */
export function* deleteTopic(topic: string): ZkScript<boolean> {
  if (!(yield* pathExists(topicPath(topic)))) {
    const text = `Topic \`${topic}\` to delete does not exist`;
    throw new ApiFailure('UNKNOWN_TOPIC_OR_PARTITION', text);
  }
  try {
    yield* createRecursive(deleteTopicPath(topic), null);
    return true;
  } catch (error) {
    if (error instanceof KeeperError && error.err === ErrorCode.NODEEXISTS) return false;
    throw error;
  }
}

/** What /brokers/topics/T holds; null: there is no such topic. */
export function* readTopic(topic: string): ZkScript<TopicIdReplicaAssignment | null> {
  const found = yield* getData(topicPath(topic));
  return found === null ? null : decodeTopic(topic, found.data);
}

/** AdminZkClient.createNewPartitionsAssignment. Throws ApiFailure. */
export function newPartitionsAssignment(
  topic: string,
  existing: Assignment,
  brokers: readonly BrokerMetadata[],
  partitions: number,
  wanted: Assignment | null,
): Assignment {
  const first = existing.get(0);
  if (first === undefined) {
    const text =
      `Unexpected existing replica assignment for topic '${topic}', partition id 0 is missing. ` +
      `Assignment: ${assignmentText(existing)}`;
    throw new ApiFailure('UNKNOWN_SERVER_ERROR', text);
  }
  const added = partitions - existing.size;
  if (added <= 0) {
    const text =
      `The number of partitions for a topic can only be increased. Topic ${topic} currently has ` +
      `${existing.size} partitions, ${partitions} would not be an increase.`;
    throw new ApiFailure('INVALID_PARTITIONS', text);
  }
  if (wanted !== null) {
    validateNewReplicas(wanted, first.length, new Set(brokers.map(({ id }) => id)));
    return wanted;
  }
  const sorted = [...brokers].sort((a, b) => a.id - b.id);
  const startIndex = Math.max(
    0,
    sorted.findIndex(({ id }) => id >= first[0]!),
  );
  return assignReplicas(sorted, added, first.length, {
    startIndex,
    shift: startIndex,
    startPartition: existing.size,
  });
}

function validateNewReplicas(
  wanted: Assignment,
  replicationFactor: number,
  available: ReadonlySet<number>,
): void {
  const wrong = (text: string): ApiFailure => new ApiFailure('INVALID_REPLICA_ASSIGNMENT', text);
  for (const [partition, replicas] of wanted) {
    if (replicas.length === 0) {
      throw wrong(`Cannot have replication factor of 0 for partition id ${partition}.`);
    }
    if (new Set(replicas).size !== replicas.length) {
      throw wrong(
        `Duplicate brokers not allowed in replica assignment: ${replicas.join(', ')} for partition id ` +
          `${partition}.`,
      );
    }
    if (replicas.some((id) => !available.has(id))) {
      const text =
        `Some brokers specified for partition id ${partition} are not available. Specified brokers: ` +
        `${replicas.join(', ')}, available brokers: ${[...available].join(', ')}.`;
      throw new ApiFailure('BROKER_NOT_AVAILABLE', text);
    }
  }
  const bad = [...wanted]
    .filter(([, replicas]) => replicas.length !== replicationFactor)
    .sort(([a], [b]) => a - b);
  if (bad.length === 0) return;
  throw wrong(
    `Inconsistent replication factor between partitions, partition 0 has ${replicationFactor} while ` +
      `partitions [${bad.map(([partition]) => partition).join(', ')}] have replication factors ` +
      `[${bad.map(([, { length }]) => length).join(', ')}], respectively.`,
  );
}

/** Writes the topic's partitions anew, its id kept. */
export function* updateTopic(
  { topic, topicId, assignment }: TopicIdReplicaAssignment,
  version: TopicZNodeVersion,
): ZkScript<void> {
  const err = yield* setData(topicPath(topic), encodeTopic(version, topicId, assignment));
  if (err !== ErrorCode.OK) throw new KeeperError(err, topicPath(topic));
}

/** What is configured for `topics`, `brokers`, `users` …; nothing when there is no znode. */
export function* fetchEntityConfig(entityType: ConfigEntityType, name: string): ZkScript<Configs> {
  const found = yield* getData(configEntityPath(entityType, name));
  return found === null ? {} : decodeEntityConfig(found.data);
}

/** AdminZkClient.changeEntityConfig: writes it and tells all brokers. */
export function* changeEntityConfig(
  entityType: ConfigEntityType,
  name: string,
  configs: Configs,
): ZkScript<void> {
  yield* setOrCreate(configEntityPath(entityType, name), encodeEntityConfig(configs));
  const path = `${CONFIG_CHANGES_PATH}/${CONFIG_CHANGE_PREFIX}`;
  const { err } = yield* createNode(
    path,
    encodeConfigChange(`${entityType}/${name}`),
    'PERSISTENT_SEQUENTIAL',
  );
  if (err !== ErrorCode.OK) throw new KeeperError(err, path);
}
