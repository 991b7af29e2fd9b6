/**
 * Topics: making, deleting, listing and describing them, and adding partitions.
 *
 * Mirrors: KafkaAdminClient.createTopics, deleteTopics, listTopics, describeTopics, createPartitions, 2.8.0.
 * Read next: record-methods.ts.
 */
import type {
  CreatableTopicConfigs,
  CreatePartitionsRequest,
  CreateTopicsRequest,
  DeleteTopicsRequest,
} from '../../protocol/admin-topics.ts';
import type { ErrorName } from '../../protocol/errors.ts';
import type { MetadataRequest, MetadataResponse } from '../../protocol/metadata.ts';
import type { Node } from '../network-client.ts';
import type { ClientException } from '../producer.ts';
import type { AdminMethod, Keyed, MethodOptions, Settled } from './admin-method.ts';
import { apiException, failed, one, settle, succeeded } from './admin-method.ts';
import { inMapOrder } from './map-order.ts';

/** Uuid.ZERO_UUID. */
export const NO_TOPIC_ID = 'AAAAAAAAAAAAAAAAAAAAAA';

export interface NewTopic {
  readonly name: string;
  /** Null: the broker's default, or as `assignments` say. */
  readonly numPartitions: number | null;
  readonly replicationFactor: number | null;
  /** Partition to brokers; null: the controller chooses. */
  readonly assignments:
    | readonly {
        readonly partition: number;
        readonly brokerIds: readonly number[];
      }[]
    | null;
  readonly configs: readonly { readonly name: string; readonly value: string | null }[];
}

export interface CreatedTopic {
  readonly topicId: string;
  readonly numPartitions: number;
  readonly replicationFactor: number;
  readonly configs: readonly CreatableTopicConfigs[];
}

export function* createTopics(
  topics: readonly NewTopic[],
  options: MethodOptions & { readonly validateOnly?: boolean } = {},
): AdminMethod<readonly Keyed<string, CreatedTopic>[]> {
  const known = topics.filter(({ name }) => name !== '');
  const results = unrepresentable<CreatedTopic>(topics.map(({ name }) => name));
  if (known.length === 0) return results;
  const answer = yield* one<CreateTopicsRequest>({
    name: 'createTopics',
    target: { to: 'controller' },
    timeoutMs: options.timeoutMs,
    request: {
      type: 'CreateTopicsRequest',
      topics: known.map((topic) => ({
        name: topic.name,
        numPartitions: topic.assignments === null ? (topic.numPartitions ?? -1) : -1,
        replicationFactor: topic.assignments === null ? (topic.replicationFactor ?? -1) : -1,
        assignments: (topic.assignments ?? []).map(({ partition, brokerIds }) => ({
          partitionIndex: partition,
          brokerIds,
        })),
        configs: topic.configs,
      })),
      timeoutMs: 0,
      validateOnly: options.validateOnly ?? false,
    },
  });
  if (answer.response === null) {
    return [...results, ...known.map(({ name }) => keyed<CreatedTopic>(name, answer.exception))];
  }
  const byName = new Map(answer.response.topics.map((topic) => [topic.name, topic]));
  for (const { name } of known) {
    const topic = byName.get(name);
    if (topic === undefined) results.push(keyed(name, noResult('topic', name)));
    else {
      const { topicId, numPartitions, replicationFactor, configs } = topic;
      const created = { topicId, numPartitions, replicationFactor, configs: configs ?? [] };
      results.push({ key: name, result: settle(topic.errorCode, topic.errorMessage, created) });
    }
  }
  return results;
}

export function* deleteTopics(
  names: readonly string[],
  options: MethodOptions = {},
): AdminMethod<readonly Keyed<string, null>[]> {
  const known = names.filter((name) => name !== '');
  const results = unrepresentable<null>(names);
  if (known.length === 0) return results;
  const answer = yield* one<DeleteTopicsRequest>({
    name: 'deleteTopics',
    target: { to: 'controller' },
    timeoutMs: options.timeoutMs,
    request: {
      type: 'DeleteTopicsRequest',
      topics: known.map((name) => ({ name, topicId: NO_TOPIC_ID })),
      timeoutMs: 0,
    },
  });
  if (answer.response === null) {
    return [...results, ...known.map((name) => keyed<null>(name, answer.exception))];
  }
  return [...results, ...perTopic(known, answer.response.responses)];
}

export interface NewPartitions {
  readonly topic: string;
  readonly totalCount: number;
  /** Brokers of each new partition; null: the controller chooses. */
  readonly assignments: readonly (readonly number[])[] | null;
}

export function* createPartitions(
  topics: readonly NewPartitions[],
  options: MethodOptions & { readonly validateOnly?: boolean } = {},
): AdminMethod<readonly Keyed<string, null>[]> {
  const names = topics.map(({ topic }) => topic);
  if (names.length === 0) return [];
  const answer = yield* one<CreatePartitionsRequest>({
    name: 'createPartitions',
    target: { to: 'controller' },
    timeoutMs: options.timeoutMs,
    request: {
      type: 'CreatePartitionsRequest',
      topics: topics.map(({ topic, totalCount, assignments }) => ({
        name: topic,
        count: totalCount,
        assignments: assignments?.map((brokerIds) => ({ brokerIds })) ?? null,
      })),
      timeoutMs: 0,
      validateOnly: options.validateOnly ?? false,
    },
  });
  if (answer.response === null) return names.map((name) => keyed(name, answer.exception));
  return perTopic(names, answer.response.results);
}

export interface TopicListing {
  readonly name: string;
  readonly isInternal: boolean;
}

/** In the order of upstream's map. */
export function* listTopics(
  options: MethodOptions & { readonly listInternal?: boolean } = {},
): AdminMethod<Settled<readonly TopicListing[]>> {
  const answer = yield* one<MetadataRequest>({
    name: 'listTopics',
    target: { to: 'any' },
    timeoutMs: options.timeoutMs,
    request: metadataRequest(null, true),
  });
  if (answer.response === null) return failed(answer.exception);
  const listed = answer.response.topics
    .filter(({ isInternal }) => !isInternal || (options.listInternal ?? false))
    .map(({ name, isInternal }) => ({ name, isInternal }));
  return succeeded(inMapOrder(listed, ({ name }) => name));
}

export interface TopicDescription {
  readonly name: string;
  readonly isInternal: boolean;
  readonly topicId: string;
  /** By number. */
  readonly partitions: readonly TopicPartitionInfo[];
}

export interface TopicPartitionInfo {
  readonly partition: number;
  /** Null: none. */
  readonly leader: Node | null;
  /** A node that is not there any more has an empty host and port -1. */
  readonly replicas: readonly Node[];
  readonly isr: readonly Node[];
}

/** In the order of upstream's map. */
export function* describeTopics(
  names: readonly string[],
  options: MethodOptions = {},
): AdminMethod<readonly Keyed<string, TopicDescription>[]> {
  const known = [...new Set(names.filter((name) => name !== ''))];
  const results = unrepresentable<TopicDescription>(names);
  if (known.length > 0) {
    const answer = yield* one<MetadataRequest>({
      name: 'describeTopics',
      target: { to: 'any' },
      timeoutMs: options.timeoutMs,
      request: metadataRequest(known, false),
    });
    for (const name of known) {
      if (answer.response === null) results.push(keyed(name, answer.exception));
      else results.push({ key: name, result: describedTopic(answer.response, name) });
    }
  }
  return inMapOrder(results, ({ key }) => key, results.length);
}

function describedTopic(response: MetadataResponse, name: string): Settled<TopicDescription> {
  const topic = response.topics.find((other) => other.name === name);
  if (topic !== undefined && topic.errorCode !== 'NONE') {
    return failed(apiException(topic.errorCode));
  }
  if (topic === undefined || topic.partitions.length === 0) {
    return failed(apiException('UNKNOWN_TOPIC_OR_PARTITION', `Topic ${name} not found.`));
  }
  const nodes = nodesOf(response);
  const nodeOf = (id: number): Node => nodes.get(id) ?? { id, host: '', port: -1, rack: null };
  return succeeded({
    name,
    isInternal: topic.isInternal,
    topicId: topic.topicId,
    partitions: topic.partitions
      .map(({ partitionIndex, leaderId, replicaNodes, isrNodes }) => ({
        partition: partitionIndex,
        leader: nodes.get(leaderId) ?? null,
        replicas: replicaNodes.map(nodeOf),
        isr: isrNodes.map(nodeOf),
      }))
      .sort((a, b) => a.partition - b.partition),
  });
}

/** Nodes of a response to Metadata, by id. */
export function nodesOf({ brokers }: MetadataResponse): ReadonlyMap<number, Node> {
  return new Map(
    brokers.map(({ nodeId, host, port, rack }) => [nodeId, { id: nodeId, host, port, rack }]),
  );
}

/** A request for these topics; null: for all. */
export function metadataRequest(
  topics: readonly string[] | null,
  allowAutoTopicCreation: boolean,
): Omit<MetadataRequest, 'apiVersion' | 'correlationId' | 'clientId'> {
  return {
    type: 'MetadataRequest',
    topics: topics?.map((name) => ({ topicId: NO_TOPIC_ID, name })) ?? null,
    allowAutoTopicCreation,
    includeTopicAuthorizedOperations: false,
  };
}

function keyed<T>(key: string, exception: ClientException): Keyed<string, T> {
  return { key, result: failed(exception) };
}

/** Names that no request can carry fail without being sent. */
function unrepresentable<T>(names: readonly string[]): Keyed<string, T>[] {
  return names
    .filter((name) => name === '')
    .map((name) => keyed(name, apiException('INVALID_TOPIC_EXCEPTION', unrepresentableText(name))));
}

export function unrepresentableText(name: string): string {
  return `The given topic name '${name}' cannot be represented in a request.`;
}

function noResult(kind: string, name: string): ClientException {
  return {
    exception: 'org.apache.kafka.common.errors.ApiException',
    message: `The controller response did not contain a result for ${kind} ${name}`,
    error: null,
  };
}

function perTopic(
  names: readonly string[],
  results: readonly {
    readonly name: string | null;
    readonly errorCode: ErrorName;
    readonly errorMessage: string | null;
  }[],
): readonly Keyed<string, null>[] {
  const byName = new Map(results.map((result) => [result.name, result]));
  return names.map((name) => {
    const result = byName.get(name);
    if (result === undefined) return keyed(name, noResult('topic', name));
    return { key: name, result: settle(result.errorCode, result.errorMessage, null) };
  });
}
