/**
 * Topics, as an admin client sees and changes them.
 *
 * Mirrors: listTopics, describeTopics, createTopics, deleteTopics, createPartitions of KafkaAdminClient, 2.8.0.
 */
import type {
  CreatableTopic,
  CreatePartitionsTopic,
  MetadataResponseTopic,
} from '../../../engine/kafka/index.ts';
import type { JavaException } from '../java/exception.ts';
import type { ToolScript } from '../tool/tool.ts';
import { REQUEST_TIMEOUT_MS, apiException, ask, clientException } from './admin.ts';

/** Base64 of a Uuid of zeros. */
export const ZERO_UUID = 'AAAAAAAAAAAAAAAAAAAAAA';

export interface TopicListing {
  readonly name: string;
  readonly isInternal: boolean;
}

export function* listTopics(includesInternal: boolean): ToolScript<readonly TopicListing[]> {
  const response = yield* ask(
    {
      name: 'listTopics',
      target: { to: 'any' },
      request: {
        type: 'MetadataRequest',
        topics: null,
        allowAutoTopicCreation: true,
        includeTopicAuthorizedOperations: false,
      },
    },
    'MetadataResponse',
  );
  return response.topics
    .map(({ name, isInternal }) => ({ name, isInternal }))
    .filter(({ isInternal }) => includesInternal || !isInternal);
}

/** TopicDescription, or why there is none. */
export type TopicAnswer =
  | { readonly type: 'described'; readonly topic: TopicDescription }
  | { readonly type: 'failed'; readonly exception: JavaException };

export interface TopicDescription {
  readonly name: string;
  readonly topicId: string;
  readonly isInternal: boolean;
  /** Sorted. */
  readonly partitions: readonly PartitionDescription[];
}

/** TopicPartitionInfo. */
export interface PartitionDescription {
  readonly partition: number;
  /** Null: none. */
  readonly leader: number | null;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
}

function unrepresentable(name: string): JavaException {
  const text = `The given topic name '${name}' cannot be represented in a request.`;
  return clientException('InvalidTopicException', text);
}

/** In the order of the names. */
export function* describeTopics(
  names: readonly string[],
): ToolScript<ReadonlyMap<string, TopicAnswer>> {
  const asked = names.filter((name) => name !== '');
  const response =
    asked.length === 0
      ? null
      : yield* ask(
          {
            name: 'describeTopics',
            target: { to: 'any' },
            request: {
              type: 'MetadataRequest',
              topics: asked.map((name) => ({ topicId: ZERO_UUID, name })),
              allowAutoTopicCreation: false,
              includeTopicAuthorizedOperations: false,
            },
          },
          'MetadataResponse',
        );
  const found = new Map(response?.topics.map((topic) => [topic.name, topic]));
  return new Map(names.map((name) => [name, answerFor(name, found.get(name))]));
}

function answerFor(name: string, topic: MetadataResponseTopic | undefined): TopicAnswer {
  if (name === '') return { type: 'failed', exception: unrepresentable(name) };
  if (topic === undefined) {
    const text = `Topic ${name} not found.`;
    return { type: 'failed', exception: clientException('UnknownTopicOrPartitionException', text) };
  }
  if (topic.errorCode !== 'NONE') {
    return { type: 'failed', exception: apiException(topic.errorCode) };
  }
  const partitions = topic.partitions
    .map(({ partitionIndex, leaderId, replicaNodes, isrNodes }) => ({
      partition: partitionIndex,
      leader: leaderId === -1 ? null : leaderId,
      replicas: replicaNodes,
      isr: isrNodes,
    }))
    .sort((a, b) => a.partition - b.partition);
  const { topicId, isInternal } = topic;
  return { type: 'described', topic: { name, topicId, isInternal, partitions } };
}

/** describeTopics(…).all(): throws the first failure. */
export function* describeAllTopics(
  names: readonly string[],
): ToolScript<readonly TopicDescription[]> {
  const answers = yield* describeTopics(names);
  return [...answers.values()].map((answer) => {
    if (answer.type === 'failed') throw answer.exception;
    return answer.topic;
  });
}

/** createTopics(…).all() for one topic. */
export function* createTopic(topic: CreatableTopic): ToolScript<void> {
  if (topic.name === '') throw unrepresentable(topic.name);
  const response = yield* ask(
    {
      name: 'createTopics',
      target: { to: 'controller' },
      request: {
        type: 'CreateTopicsRequest',
        topics: [topic],
        timeoutMs: REQUEST_TIMEOUT_MS,
        validateOnly: false,
      },
    },
    'CreateTopicsResponse',
  );
  throwFirst(response.topics);
}

/** deleteTopics(…).all(). */
export function* deleteTopics(names: readonly string[]): ToolScript<void> {
  if (names.length === 0) return;
  const response = yield* ask(
    {
      name: 'deleteTopics',
      target: { to: 'controller' },
      request: {
        type: 'DeleteTopicsRequest',
        topics: names.map((name) => ({ name, topicId: ZERO_UUID })),
        timeoutMs: REQUEST_TIMEOUT_MS,
      },
    },
    'DeleteTopicsResponse',
  );
  throwFirst(response.responses);
}

/** createPartitions(…).all(). */
export function* createPartitions(topics: readonly CreatePartitionsTopic[]): ToolScript<void> {
  if (topics.length === 0) return;
  const response = yield* ask(
    {
      name: 'createPartitions',
      target: { to: 'controller' },
      request: {
        type: 'CreatePartitionsRequest',
        topics,
        timeoutMs: REQUEST_TIMEOUT_MS,
        validateOnly: false,
      },
    },
    'CreatePartitionsResponse',
  );
  throwFirst(response.results);
}

function throwFirst(
  results: readonly {
    readonly errorCode: MetadataResponseTopic['errorCode'];
    readonly errorMessage: string | null;
  }[],
): void {
  const failed = results.find(({ errorCode }) => errorCode !== 'NONE');
  if (failed !== undefined) throw apiException(failed.errorCode, failed.errorMessage);
}
