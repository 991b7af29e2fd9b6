/**
 * CreateTopics, CreatePartitions and DeleteTopics: done in ZooKeeper first, answered when the metadata
 * show that the controller has carried it out, or when the time is over.
 *
 * Mirrors: kafka.server.KafkaApis (handleCreateTopicsRequest …), ZkAdminManager's topic purgatory,
 * DelayedCreatePartitions, DelayedDeleteTopics, 2.8.0.
 * Departs: an id of a topic is looked up in the metadata, not in the controller's context.
 */
import { mapDelete, mapGet, mapSet, mapValues } from '../../kernel/persistent-map.ts';
import { splitStream, stateAfter } from '../../kernel/random.ts';
import { ownState } from '../../kernel/turn.ts';
import { isActiveController, isTopicQueuedForDeletion } from '../controller/controller.ts';
import { NO_LEADER } from '../protocol/controller-ids.ts';
import type {
  CreatePartitionsRequest,
  CreatePartitionsResponse,
  CreatePartitionsTopic,
  CreateTopicsRequest,
  CreateTopicsResponse,
  CreatableTopic,
  DeleteTopicsRequest,
  DeleteTopicsResponse,
} from '../protocol/admin-topics.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type { AdminOperation } from './admin-runner.ts';
import { startAdmin } from './admin-runner.ts';
import type { DelayedTopicOperation, TopicResult } from './admin-state.ts';
import { ownPart } from './broker-changes.ts';
import type { BrokerTurn, RequestRef } from './broker-state.ts';
import { aliveBrokers, cachedPartition, cachedTopic } from './metadata-cache.ts';
import { respond } from './respond.ts';
import type { TopicSurroundings } from './topic-operations.ts';
import { createPartitions, createTopics, deleteTopics } from './topic-operations.ts';

/** One timer for all that wait: at the earliest deadline. */
export const ADMIN_TIMER = 'admin:deadline';

interface Asked {
  readonly ref: RequestRef;
  readonly timeoutMs: number;
  readonly validateOnly: boolean;
  /** What is known of the others that were asked for. */
  readonly refused: readonly TopicResult[];
  readonly order: readonly string[];
}

/** What topics of this moment's cluster are made from. */
export function topicSurroundings(turn: BrokerTurn): TopicSurroundings {
  const { config, metadata, random } = turn.state;
  ownState(turn).random = stateAfter(random);
  return {
    brokerId: config.brokerId,
    brokers: aliveBrokers(metadata).map(({ id, rack }) => ({ id, rack })),
    known: [...mapValues(metadata.topics)].map(({ name }) => name),
    defaultPartitions: config.values['num.partitions'],
    defaultReplicationFactor: config.values['default.replication.factor'],
    usesTopicId: config.release === '2.8.0',
    topicZNodeVersion: config.release === '2.8.0' ? 3 : 1,
    random: splitStream(random, 'topics'),
  };
}

function refusal(topic: string, error: ErrorName, message: string | null = null): TopicResult {
  return { topic, topicId: '', error, message, partitions: [], replicationFactor: -1 };
}

function duplicates(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.filter((name, index) => names.indexOf(name) !== index));
}

export function handleCreateTopics(
  turn: BrokerTurn,
  request: CreateTopicsRequest,
  ref: RequestRef,
): void {
  const names = request.topics.map(({ name }) => name);
  if (!isActiveController(turn.state)) {
    const results = names.map((name) => refusal(name, 'NOT_CONTROLLER'));
    return answer(turn, 'CreateTopicsResponse', ref, results);
  }
  const twice = duplicates(names);
  const { timeoutMs, validateOnly } = request;
  startAdmin(turn, CREATE_TOPICS, {
    topics: request.topics.filter(({ name }) => !twice.has(name)),
    validateOnly,
    surroundings: topicSurroundings(turn),
    asked: {
      ref,
      timeoutMs,
      validateOnly,
      refused: [...twice].map((name) =>
        refusal(name, 'INVALID_REQUEST', 'Found multiple entries for this topic.'),
      ),
      order: [...new Set(names)],
    },
  });
}

/** What an operation on topics is given. */
interface AskedTopics<T> {
  readonly topics: readonly T[];
  readonly validateOnly: boolean;
  readonly surroundings: TopicSurroundings;
  readonly asked: Asked;
}

export const CREATE_TOPICS: AdminOperation<AskedTopics<CreatableTopic>, readonly TopicResult[]> = {
  name: 'createTopics',
  script: createTopics,
  done: (turn, { asked }, results) => delay(turn, 'create', 'CreateTopicsResponse', asked, results),
};

export function handleCreatePartitions(
  turn: BrokerTurn,
  request: CreatePartitionsRequest,
  ref: RequestRef,
): void {
  const names = request.topics.map(({ name }) => name);
  if (!isActiveController(turn.state)) {
    const results = names.map((name) => refusal(name, 'NOT_CONTROLLER'));
    return answer(turn, 'CreatePartitionsResponse', ref, results);
  }
  const twice = duplicates(names);
  const once = request.topics.filter(({ name }) => !twice.has(name));
  const deleting = once.filter(({ name }) => isTopicQueuedForDeletion(turn.state, name));
  const { timeoutMs, validateOnly } = request;
  startAdmin(turn, CREATE_PARTITIONS, {
    topics: once.filter((topic) => !deleting.includes(topic)),
    validateOnly,
    surroundings: topicSurroundings(turn),
    asked: {
      ref,
      timeoutMs,
      validateOnly,
      refused: [
        ...[...twice].map((name) =>
          refusal(name, 'INVALID_REQUEST', 'Duplicate topic in request.'),
        ),
        ...deleting.map(({ name }) =>
          refusal(name, 'INVALID_TOPIC_EXCEPTION', 'The topic is queued for deletion.'),
        ),
      ],
      order: [...new Set(names)],
    },
  });
}

export const CREATE_PARTITIONS: AdminOperation<
  AskedTopics<CreatePartitionsTopic>,
  readonly TopicResult[]
> = {
  name: 'createPartitions',
  script: createPartitions,
  done: (turn, { asked }, results) =>
    delay(turn, 'create', 'CreatePartitionsResponse', asked, results),
};

export function handleDeleteTopics(
  turn: BrokerTurn,
  request: DeleteTopicsRequest,
  ref: RequestRef,
): void {
  const { config, metadata } = turn.state;
  const names = request.topics.map(({ name, topicId }) => name ?? nameOfId(turn, topicId) ?? '');
  const all = (error: ErrorName): void =>
    answer(
      turn,
      'DeleteTopicsResponse',
      ref,
      names.map((name) => refusal(name, error)),
    );
  if (!isActiveController(turn.state)) return all('NOT_CONTROLLER');
  if (!config.values['delete.topic.enable']) return all('TOPIC_DELETION_DISABLED');
  const known = names.filter((name) => cachedTopic(metadata, name) !== undefined);
  const refused = names
    .filter((name) => !known.includes(name))
    .map((name) => refusal(name, name === '' ? 'UNKNOWN_TOPIC_ID' : 'UNKNOWN_TOPIC_OR_PARTITION'));
  if (known.length === 0) return answer(turn, 'DeleteTopicsResponse', ref, refused);
  startAdmin(turn, DELETE_TOPICS, {
    topics: known,
    asked: { ref, timeoutMs: request.timeoutMs, validateOnly: false, refused, order: names },
  });
}

function nameOfId(turn: BrokerTurn, topicId: string): string | undefined {
  const topics = [...mapValues(turn.state.metadata.topics)];
  return topics.find((topic) => topic.topicId !== '' && topic.topicId === topicId)?.name;
}

export const DELETE_TOPICS: AdminOperation<
  { readonly topics: readonly string[]; readonly asked: Asked },
  readonly TopicResult[]
> = {
  name: 'deleteTopics',
  script: deleteTopics,
  done: (turn, { asked }, results) => delay(turn, 'delete', 'DeleteTopicsResponse', asked, results),
};

/** Answers at once, or keeps the request until the metadata show what was asked for. */
function delay(
  turn: BrokerTurn,
  kind: DelayedTopicOperation['kind'],
  response: DelayedTopicOperation['response'],
  { ref, timeoutMs, validateOnly, refused, order }: Asked,
  done: readonly TopicResult[],
): void {
  const all = [...done, ...refused];
  const results = order.flatMap((name) => all.find(({ topic }) => topic === name) ?? []);
  const isAnySuccess = done.some(({ error }) => error === 'NONE');
  if (validateOnly || !isAnySuccess) return answer(turn, response, ref, results);
  if (timeoutMs <= 0) return answer(turn, response, ref, results.map(timedOut));
  const admin = ownPart(turn, 'admin');
  const number = admin.nextNumber++;
  const deadlineMs = turn.env.nowMs + timeoutMs;
  const operation = { number, kind, deadlineMs, ref, results, response };
  admin.delayed = mapSet(admin.delayed, String(number), operation);
  if (isComplete(turn, operation)) return complete(turn, operation);
  setTimer(turn);
}

function timedOut(result: TopicResult): TopicResult {
  return result.error === 'NONE'
    ? { ...result, error: 'REQUEST_TIMED_OUT', message: null }
    : result;
}

/** New metadata: requests that waited for these topics may be answered now. */
export function completeDelayedTopics(turn: BrokerTurn, topics: readonly string[]): void {
  if (turn.state.admin.delayed.size === 0) return;
  for (const operation of [...mapValues(turn.state.admin.delayed)]) {
    const concerns = operation.results.some(({ topic }) => topics.includes(topic));
    if (concerns && isComplete(turn, operation)) complete(turn, operation);
  }
}

/** The timer of what waits: those whose time is over are answered as they are. */
export function onAdminTimer(turn: BrokerTurn): void {
  for (const operation of [...mapValues(turn.state.admin.delayed)]) {
    if (operation.deadlineMs <= turn.env.nowMs) complete(turn, operation);
  }
  setTimer(turn);
}

function setTimer(turn: BrokerTurn): void {
  let earliestMs = Infinity;
  for (const { deadlineMs } of mapValues(turn.state.admin.delayed)) {
    earliestMs = Math.min(earliestMs, deadlineMs);
  }
  if (earliestMs === Infinity) return;
  const delayMs = Math.max(0, earliestMs - turn.env.nowMs);
  turn.effects.push({ type: 'setTimer', name: ADMIN_TIMER, delayMs });
}

function isComplete(turn: BrokerTurn, { kind, results }: DelayedTopicOperation): boolean {
  return results.every((result) => result.error !== 'NONE' || isDone(turn, kind, result));
}

function isDone(
  turn: BrokerTurn,
  kind: DelayedTopicOperation['kind'],
  { topic, partitions }: TopicResult,
): boolean {
  const { metadata } = turn.state;
  if (kind === 'delete') return cachedTopic(metadata, topic) === undefined;
  return partitions.every((partition) => {
    const state = cachedPartition(metadata, topic, partition);
    return state !== undefined && state.leader !== NO_LEADER;
  });
}

function complete(turn: BrokerTurn, operation: DelayedTopicOperation): void {
  const { number, kind, ref, results, response } = operation;
  const key = String(number);
  if (mapGet(turn.state.admin.delayed, key) === undefined) return;
  const admin = ownPart(turn, 'admin');
  admin.delayed = mapDelete(admin.delayed, key);
  if (admin.delayed.size === 0) turn.effects.push({ type: 'cancelTimer', name: ADMIN_TIMER });
  answer(
    turn,
    response,
    ref,
    results.map((result) =>
      result.error !== 'NONE' || isDone(turn, kind, result) ? result : timedOut(result),
    ),
  );
}

function answer(
  turn: BrokerTurn,
  response: DelayedTopicOperation['response'],
  ref: RequestRef,
  results: readonly TopicResult[],
): void {
  switch (response) {
    case 'CreateTopicsResponse':
      return respond<CreateTopicsResponse>(turn, ref, {
        type: response,
        topics: results.map(
          ({ topic, topicId, error, message, partitions, replicationFactor }) => ({
            name: topic,
            topicId,
            errorCode: error,
            errorMessage: message,
            topicConfigErrorCode: 0,
            numPartitions: error === 'NONE' ? partitions.length : -1,
            replicationFactor: error === 'NONE' ? replicationFactor : -1,
            configs: [],
          }),
        ),
      });
    case 'CreatePartitionsResponse':
      return respond<CreatePartitionsResponse>(turn, ref, {
        type: response,
        results: results.map(({ topic, error, message }) => ({
          name: topic,
          errorCode: error,
          errorMessage: message,
        })),
      });
    case 'DeleteTopicsResponse':
      return respond<DeleteTopicsResponse>(turn, ref, {
        type: response,
        responses: results.map(({ topic, topicId, error, message }) => ({
          name: topic,
          topicId,
          errorCode: error,
          errorMessage: message,
        })),
      });
  }
}
