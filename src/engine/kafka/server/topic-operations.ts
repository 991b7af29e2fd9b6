/**
 * Creating topics, adding partitions and marking topics for deletion, as a broker does it in ZooKeeper.
 *
 * Mirrors: kafka.server.ZkAdminManager (createTopics, createPartitions, deleteTopics: their first halves),
 * 2.8.0.
 * Departs: no policies; no quotas of mutations.
 * Read next: admin-topics.ts (the requests), ../zk/admin-zk-client.ts.
 */
import type { Emit } from '../../kernel/routine.ts';
import type { RandomState } from '../../kernel/random.ts';
import { stateAfter } from '../../kernel/random.ts';
import type { CreatableTopic, CreatePartitionsTopic } from '../protocol/admin-topics.ts';
import { ApiFailure } from '../protocol/api-failure.ts';
import { ERRORS } from '../protocol/errors.ts';
import { randomUuid } from '../protocol/uuid.ts';
import type { Assignment, Configs } from '../zk/admin-zk-client.ts';
import {
  assignmentText,
  createTopic,
  deleteTopic,
  newPartitionsAssignment,
  propertiesText,
  readTopic,
  updateTopic,
  validateTopicCreate,
} from '../zk/admin-zk-client.ts';
import type { AssignedPartition, TopicZNodeVersion } from '../zk/topic-znodes.ts';
import { plainAssignment } from '../zk/topic-znodes.ts';
import type { BrokerMetadata } from '../zk/replica-assignment.ts';
import { assignReplicas, drawStart } from '../zk/replica-assignment.ts';
import { KeeperError } from '../zk/zk-script.ts';
import type { ZkScript } from '../zk/zk-script.ts';
import type { AdminLine } from './admin-runner.ts';
import type { TopicResult } from './admin-state.ts';

/** What an operation needs of the broker. */
export interface TopicSurroundings {
  readonly brokerId: number;
  readonly brokers: readonly BrokerMetadata[];
  /** Names that the metadata cache knows. */
  readonly known: readonly string[];
  readonly defaultPartitions: number;
  readonly defaultReplicationFactor: number;
  readonly usesTopicId: boolean;
  readonly topicZNodeVersion: TopicZNodeVersion;
  readonly random: RandomState;
}

const ADMIN_ZK = 'kafka.zk.AdminZkClient';
const ADMIN_MANAGER = 'kafka.server.ZkAdminManager';

/** CreateTopics of several topics. */
export function* createTopics(
  input: {
    readonly topics: readonly CreatableTopic[];
    readonly validateOnly: boolean;
    readonly surroundings: TopicSurroundings;
  },
  log: Emit<AdminLine>,
): ZkScript<readonly TopicResult[]> {
  const results: TopicResult[] = [];
  let { random } = input.surroundings;
  for (const topic of input.topics) {
    const around = { ...input.surroundings, random };
    random = stateAfter(stateAfter(stateAfter(random)));
    const create = createOne(topic, input.validateOnly, around, log);
    results.push(yield* resultOf(topic.name, create, around.brokerId, log));
  }
  return results;
}

/** What becomes of one topic; a failure is its result, and a line in the log. */
function* resultOf(
  topic: string,
  work: ZkScript<Pick<TopicResult, 'partitions' | 'topicId' | 'replicationFactor'>>,
  brokerId: number,
  log: Emit<AdminLine>,
): ZkScript<TopicResult> {
  try {
    const done = yield* work;
    return { topic, error: 'NONE', message: null, ...done };
  } catch (error) {
    const failed = { topic, topicId: '', partitions: [], replicationFactor: -1 };
    if (error instanceof ApiFailure) {
      const { error: name, message } = error;
      if (name !== 'TOPIC_ALREADY_EXISTS' && name !== 'UNKNOWN_TOPIC_OR_PARTITION') {
        const text =
          `[Admin Manager on Broker ${brokerId}]: Error processing create topic request ${topic}\n` +
          `org.apache.kafka.common.errors.${ERRORS[name].exception}: ${message}`;
        log({ level: 'INFO', text, logger: ADMIN_MANAGER });
      }
      return { ...failed, error: name, message: ownMessage(name, message) };
    }
    if (error instanceof KeeperError) {
      return { ...failed, error: 'UNKNOWN_SERVER_ERROR', message: error.message };
    }
    throw error;
  }
}

/** ApiError leaves out a message that is the error's own. */
function ownMessage(error: keyof typeof ERRORS, message: string): string | null {
  return ERRORS[error].message === message ? null : message;
}

function* createOne(
  topic: CreatableTopic,
  validateOnly: boolean,
  around: TopicSurroundings,
  log: Emit<AdminLine>,
): ZkScript<Pick<TopicResult, 'partitions' | 'topicId' | 'replicationFactor'>> {
  const { name } = topic;
  if (around.known.includes(name)) {
    throw new ApiFailure('TOPIC_ALREADY_EXISTS', `Topic '${name}' already exists.`);
  }
  const assignment = assignmentOf(topic, around);
  const configs = configsOf(topic);
  yield* validateTopicCreate(name, assignment, configs);
  const [topicId] = randomUuid(stateAfter(stateAfter(around.random)));
  if (!validateOnly) {
    const text =
      `Creating topic ${name} with configuration ${propertiesText(configs)} and initial partition ` +
      `assignment ${assignmentText(assignment)}`;
    log({ level: 'INFO', text, logger: ADMIN_ZK });
    const id = around.usesTopicId ? topicId : null;
    yield* createTopic(name, configs, assignment, id, around.topicZNodeVersion);
  }
  return {
    partitions: [...assignment.keys()],
    topicId: validateOnly || !around.usesTopicId ? '' : topicId,
    replicationFactor: assignment.get(0)?.length ?? -1,
  };
}

function configsOf(topic: CreatableTopic): Configs {
  const missing = topic.configs.filter(({ value }) => value === null).map(({ name }) => name);
  if (missing.length > 0) {
    const text = `Null value not supported for topic configs : ${missing.join(',')}`;
    throw new ApiFailure('INVALID_REQUEST', text);
  }
  return Object.fromEntries(topic.configs.map(({ name, value }) => [name, value!]));
}

function assignmentOf(topic: CreatableTopic, around: TopicSurroundings): Assignment {
  const { numPartitions, replicationFactor, assignments } = topic;
  if (assignments.length > 0) {
    if (numPartitions !== -1 || replicationFactor !== -1) {
      const text =
        'Both numPartitions or replicationFactor and replicasAssignments were set. Both cannot be used ' +
        'at the same time.';
      throw new ApiFailure('INVALID_REQUEST', text);
    }
    return new Map(assignments.map(({ partitionIndex, brokerIds }) => [partitionIndex, brokerIds]));
  }
  return assignReplicas(
    around.brokers,
    numPartitions === -1 ? around.defaultPartitions : numPartitions,
    replicationFactor === -1 ? around.defaultReplicationFactor : replicationFactor,
    drawStart(around.random, around.brokers.length),
  );
}

/** CreatePartitions of several topics. */
export function* createPartitions(
  input: {
    readonly topics: readonly CreatePartitionsTopic[];
    readonly validateOnly: boolean;
    readonly surroundings: TopicSurroundings;
  },
  log: Emit<AdminLine>,
): ZkScript<readonly TopicResult[]> {
  const results: TopicResult[] = [];
  for (const topic of input.topics) {
    try {
      const partitions = yield* addPartitions(topic, input.validateOnly, input.surroundings, log);
      results.push({
        topic: topic.name,
        topicId: '',
        error: 'NONE',
        message: null,
        partitions,
        replicationFactor: -1,
      });
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      results.push({
        topic: topic.name,
        topicId: '',
        error: error.error,
        message: ownMessage(error.error, error.message),
        partitions: [],
        replicationFactor: -1,
      });
    }
  }
  return results;
}

function* addPartitions(
  { name, count, assignments }: CreatePartitionsTopic,
  validateOnly: boolean,
  { brokers, topicZNodeVersion }: TopicSurroundings,
  log: Emit<AdminLine>,
): ZkScript<readonly number[]> {
  const known = yield* readTopic(name);
  if (known === null) {
    throw new ApiFailure('UNKNOWN_TOPIC_OR_PARTITION', `The topic '${name}' does not exist.`);
  }
  const isMoving = known.assignment.some(
    ([, { addingReplicas, removingReplicas }]) =>
      addingReplicas.length + removingReplicas.length > 0,
  );
  if (isMoving) {
    const text = `A partition reassignment is in progress for the topic '${name}'.`;
    throw new ApiFailure('REASSIGNMENT_IN_PROGRESS', text);
  }
  const before = known.assignment.length;
  if (count < before) {
    const text = `Topic currently has ${before} partitions, which is higher than the requested ${count}.`;
    throw new ApiFailure('INVALID_PARTITIONS', text);
  }
  if (count === before) {
    throw new ApiFailure('INVALID_PARTITIONS', `Topic already has ${before} partitions.`);
  }
  const wanted =
    assignments === null ? null : wantedPartitions(assignments, before, count, brokers);
  const existing = new Map(known.assignment.map(([p, { replicas }]) => [p, replicas] as const));
  const added = newPartitionsAssignment(name, existing, brokers, count, wanted);
  if (!validateOnly) {
    const text =
      `Creating ${added.size} partitions for '${name}' with the following replica assignment: ` +
      `${assignmentText(added)}.`;
    log({ level: 'INFO', text, logger: ADMIN_ZK });
    const assignment = [
      ...known.assignment,
      ...[...added].map(([partition, replicas]): AssignedPartition => [
        partition,
        plainAssignment(replicas),
      ]),
    ];
    yield* updateTopic({ ...known, assignment }, topicZNodeVersion);
  }
  return [...existing.keys(), ...added.keys()];
}

function wantedPartitions(
  assignments: NonNullable<CreatePartitionsTopic['assignments']>,
  before: number,
  count: number,
  brokers: readonly BrokerMetadata[],
): Assignment {
  const live = new Set(brokers.map(({ id }) => id));
  const unknown = new Set(
    assignments.flatMap(({ brokerIds }) => brokerIds.filter((id) => !live.has(id))),
  );
  if (unknown.size > 0) {
    const text = `Unknown broker(s) in replica assignment: ${[...unknown].join(', ')}.`;
    throw new ApiFailure('INVALID_REPLICA_ASSIGNMENT', text);
  }
  if (assignments.length !== count - before) {
    const text =
      `Increasing the number of partitions by ${count - before} but ${assignments.length} assignments ` +
      'provided.';
    throw new ApiFailure('INVALID_REPLICA_ASSIGNMENT', text);
  }
  return new Map(assignments.map(({ brokerIds }, index) => [before + index, brokerIds]));
}

/** DeleteTopics: marks them; the controller does the rest. */
export function* deleteTopics(input: {
  readonly topics: readonly string[];
}): ZkScript<readonly TopicResult[]> {
  const results: TopicResult[] = [];
  for (const topic of input.topics) {
    const result = { topic, topicId: '', message: null, partitions: [], replicationFactor: -1 };
    try {
      yield* deleteTopic(topic);
      results.push({ ...result, error: 'NONE' });
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      results.push({ ...result, error: error.error });
    }
  }
  return results;
}
