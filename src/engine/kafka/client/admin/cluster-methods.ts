/**
 * The cluster: its nodes, elections, reassignments, log folders, producers, versions.
 *
 * Mirrors: KafkaAdminClient.describeCluster, electLeaders, alterPartitionReassignments,
 * listPartitionReassignments, describeLogDirs, alterReplicaLogDirs, unregisterBroker; BrokerApiVersionsCommand's
 * own client, 2.8.0.
 */
import type {
  AlterPartitionReassignmentsRequest,
  AlterReplicaLogDirsRequest,
  AlterReplicaLogDirsResponse,
  DescribeLogDirsRequest,
  DescribeLogDirsResult,
  ElectLeadersRequest,
  ListPartitionReassignmentsRequest,
} from '../../protocol/admin-topics.ts';
import type {
  DescribeProducersRequest,
  DescribeProducersResponse,
  PartitionResponse,
  UnregisterBrokerRequest,
} from '../../protocol/admin-cluster.ts';
import { ERRORS } from '../../protocol/errors.ts';
import type {
  ApiVersion,
  ApiVersionsRequest,
  ApiVersionsResponse,
  DescribeClusterRequest,
} from '../../protocol/metadata.ts';
import type { TopicPartition } from '../../protocol/topic-partition.ts';
import { comparePartitions } from '../../protocol/topic-partition.ts';
import type { Node } from '../network-client.ts';
import type { ClientException } from '../producer.ts';
import type { AdminCall, AdminMethod, Keyed, MethodOptions, Settled } from './admin-method.ts';
import { all, apiException, failed, one, settle, succeeded } from './admin-method.ts';
import { byTopic, inPartitionMapOrder } from './map-order.ts';
import { unrepresentableText } from './topic-methods.ts';

export interface ClusterDescription {
  readonly nodes: readonly Node[];
  /** Null: none is known. */
  readonly controller: Node | null;
  readonly clusterId: string;
}

export function* describeCluster(
  options: MethodOptions = {},
): AdminMethod<Settled<ClusterDescription>> {
  const answer = yield* one<DescribeClusterRequest>({
    name: 'listNodes',
    target: { to: 'any' },
    timeoutMs: options.timeoutMs,
    request: { type: 'DescribeClusterRequest', includeClusterAuthorizedOperations: false },
  });
  if (answer.response === null) return failed(answer.exception);
  const { errorCode, errorMessage, brokers, controllerId, clusterId } = answer.response;
  const nodes = brokers.map(({ brokerId, host, port, rack }) => ({
    id: brokerId,
    host,
    port,
    rack,
  }));
  const controller = nodes.find(({ id }) => id === controllerId) ?? null;
  return settle(errorCode, errorMessage, { nodes, controller, clusterId });
}

export type ElectionType = 'PREFERRED' | 'UNCLEAN';

export interface ElectedPartition extends TopicPartition {
  /** Null: elected. */
  readonly exception: ClientException | null;
}

/** Of all partitions when none are named. In the order of upstream's map. */
export function* electLeaders(
  type: ElectionType,
  partitions: readonly TopicPartition[] | null,
  options: MethodOptions = {},
): AdminMethod<Settled<readonly ElectedPartition[]>> {
  const topicPartitions =
    partitions === null
      ? null
      : byTopic(partitions).map(({ topic, items }) => ({
          topic,
          partitionId: items.map(({ partition }) => partition),
        }));
  const answer = yield* one<ElectLeadersRequest>({
    name: 'electLeaders',
    target: { to: 'controller' },
    timeoutMs: options.timeoutMs,
    request: {
      type: 'ElectLeadersRequest',
      electionType: type === 'PREFERRED' ? 0 : 1,
      topicPartitions,
      timeoutMs: 0,
    },
  });
  if (answer.response === null) return failed(answer.exception);
  const { errorCode, replicaElectionResults } = answer.response;
  if (errorCode !== 'NONE') return failed(apiException(errorCode));
  const elected = replicaElectionResults.flatMap(({ topic, partitionResult }) =>
    partitionResult.map(({ partitionId, errorCode: error, errorMessage }) => ({
      topic,
      partition: partitionId,
      exception: error === 'NONE' ? null : apiException(error, errorMessage),
    })),
  );
  return succeeded(inPartitionMapOrder(elected));
}

export interface NewReassignment extends TopicPartition {
  /** Null: a reassignment under way is cancelled. */
  readonly replicas: readonly number[] | null;
}

export function* alterPartitionReassignments(
  reassignments: readonly NewReassignment[],
  options: MethodOptions = {},
): AdminMethod<readonly Keyed<NewReassignment, null>[]> {
  const refused = new Map<NewReassignment, ClientException>();
  for (const item of reassignments) {
    const exception = invalidPartition(item);
    if (exception !== null) refused.set(item, exception);
  }
  const asked = reassignments.filter((item) => !refused.has(item)).sort(comparePartitions);
  const results: Keyed<NewReassignment, null>[] = [...refused].map(([key, exception]) => ({
    key,
    result: failed(exception),
  }));
  if (asked.length === 0) return results;
  const answer = yield* one<AlterPartitionReassignmentsRequest>({
    name: 'alterPartitionReassignments',
    target: { to: 'controller' },
    timeoutMs: options.timeoutMs,
    request: {
      type: 'AlterPartitionReassignmentsRequest',
      timeoutMs: 0,
      topics: byTopic(asked)
        .map(({ topic, items }) => ({
          name: topic,
          partitions: items.map(({ partition, replicas }) => ({
            partitionIndex: partition,
            replicas,
          })),
        }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    },
  });
  if (answer.response === null) {
    return [...results, ...asked.map((key) => ({ key, result: failed<null>(answer.exception) }))];
  }
  const { errorCode, errorMessage, responses } = answer.response;
  for (const key of asked) {
    const partition = responses
      .find(({ name }) => name === key.topic)
      ?.partitions.find(({ partitionIndex }) => partitionIndex === key.partition);
    const result =
      errorCode === 'NONE'
        ? settle(partition?.errorCode ?? 'NONE', partition?.errorMessage ?? null, null)
        : failed<null>(apiException(errorCode, errorMessage));
    results.push({ key, result });
  }
  return results;
}

function invalidPartition({ topic, partition }: TopicPartition): ClientException | null {
  if (topic === '') return apiException('INVALID_TOPIC_EXCEPTION', unrepresentableText(topic));
  if (partition >= 0) return null;
  const message = `The given partition index ${partition} is not valid.`;
  return apiException('INVALID_TOPIC_EXCEPTION', message);
}

export interface PartitionReassignment extends TopicPartition {
  readonly replicas: readonly number[];
  readonly addingReplicas: readonly number[];
  readonly removingReplicas: readonly number[];
}

/** Of all partitions when none are named. In the order of upstream's map. */
export function* listPartitionReassignments(
  partitions: readonly TopicPartition[] | null = null,
  options: MethodOptions = {},
): AdminMethod<Settled<readonly PartitionReassignment[]>> {
  for (const item of partitions ?? []) {
    const exception = invalidPartition(item);
    if (exception !== null) return failed(exception);
  }
  const topics =
    partitions === null
      ? null
      : byTopic(partitions).map(({ topic, items }) => ({
          name: topic,
          partitionIndexes: items.map(({ partition }) => partition),
        }));
  const answer = yield* one<ListPartitionReassignmentsRequest>({
    name: 'listPartitionReassignments',
    target: { to: 'controller' },
    timeoutMs: options.timeoutMs,
    request: { type: 'ListPartitionReassignmentsRequest', timeoutMs: 0, topics },
  });
  if (answer.response === null) return failed(answer.exception);
  const { errorCode, errorMessage, topics: ongoing } = answer.response;
  const listed = ongoing.flatMap(({ name, partitions: found }) =>
    found.map(({ partitionIndex, replicas, addingReplicas, removingReplicas }) => ({
      topic: name,
      partition: partitionIndex,
      replicas,
      addingReplicas,
      removingReplicas,
    })),
  );
  return settle(errorCode, errorMessage, inPartitionMapOrder(listed));
}

/** Log folders of brokers; in their order. `partitions`: only of these. */
export function* describeLogDirs(
  brokerIds: readonly number[],
  partitions: readonly TopicPartition[] | null = null,
  options: MethodOptions = {},
): AdminMethod<readonly Keyed<number, readonly DescribeLogDirsResult[]>[]> {
  const topics =
    partitions === null
      ? null
      : byTopic(partitions).map(({ topic, items }) => ({
          topic,
          partitionIndex: items.map(({ partition }) => partition),
        }));
  const calls = brokerIds.map((id): AdminCall<DescribeLogDirsRequest> => ({
    name: partitions === null ? 'describeLogDirs' : 'describeReplicaLogDirs',
    target: { to: 'broker', id },
    timeoutMs: options.timeoutMs,
    request: { type: 'DescribeLogDirsRequest', topics },
  }));
  const answers = yield* all(calls as unknown as readonly AdminCall[]);
  return answers.map((given, i) => {
    const key = brokerIds[i]!;
    if (given.type === 'failed') return { key, result: failed(given.exception) };
    const { results } = given.response as { readonly results: readonly DescribeLogDirsResult[] };
    // Upstream takes an empty answer for a missing right.
    if (results.length > 0) return { key, result: succeeded(results) };
    return { key, result: failed(apiException('CLUSTER_AUTHORIZATION_FAILED')) };
  });
}

export interface ReplicaLogDir extends TopicPartition {
  readonly brokerId: number;
  readonly logDir: string;
}

export function* alterReplicaLogDirs(
  replicas: readonly ReplicaLogDir[],
  options: MethodOptions = {},
): AdminMethod<readonly Keyed<ReplicaLogDir, null>[]> {
  const brokerIds = [...new Set(replicas.map(({ brokerId }) => brokerId))];
  const calls = brokerIds.map((id): AdminCall<AlterReplicaLogDirsRequest> => {
    const here = replicas.filter(({ brokerId }) => brokerId === id);
    const paths = [...new Set(here.map(({ logDir }) => logDir))];
    return {
      name: 'alterReplicaLogDirs',
      target: { to: 'broker', id },
      timeoutMs: options.timeoutMs,
      request: {
        type: 'AlterReplicaLogDirsRequest',
        dirs: paths.map((path) => ({
          path,
          topics: byTopic(here.filter(({ logDir }) => logDir === path)).map(({ topic, items }) => ({
            name: topic,
            partitions: items.map(({ partition }) => partition),
          })),
        })),
      },
    };
  });
  const answers = yield* all(calls as unknown as readonly AdminCall[]);
  return replicas.map((key) => {
    const given = answers[brokerIds.indexOf(key.brokerId)]!;
    if (given.type === 'failed') return { key, result: failed<null>(given.exception) };
    const { results } = given.response as AlterReplicaLogDirsResponse;
    const found = results
      .find(({ topicName }) => topicName === key.topic)
      ?.partitions.find(({ partitionIndex }) => partitionIndex === key.partition);
    return { key, result: settle(found?.errorCode ?? 'NONE', null, null) };
  });
}

export function* unregisterBroker(
  brokerId: number,
  options: MethodOptions = {},
): AdminMethod<Settled<null>> {
  const answer = yield* one<UnregisterBrokerRequest>({
    name: 'unregisterBroker',
    target: { to: 'any' },
    timeoutMs: options.timeoutMs,
    request: { type: 'UnregisterBrokerRequest', brokerId },
  });
  if (answer.response === null) return failed(answer.exception);
  return settle(answer.response.errorCode, ERRORS[answer.response.errorCode].message, null);
}

/** Asked of each partition's leader. Upstream's client has no such method in 2.8.0; its protocol has. */
export function* describeProducers(
  partitions: readonly TopicPartition[],
  options: MethodOptions = {},
): AdminMethod<readonly Keyed<TopicPartition, PartitionResponse['activeProducers']>[]> {
  const calls = partitions.map(({ topic, partition }): AdminCall<DescribeProducersRequest> => ({
    name: 'describeProducers',
    target: { to: 'leader', topic, partition },
    timeoutMs: options.timeoutMs,
    request: {
      type: 'DescribeProducersRequest',
      topics: [{ name: topic, partitionIndexes: [partition] }],
    },
  }));
  const answers = yield* all(calls as unknown as readonly AdminCall[]);
  return answers.map((given, i) => {
    const key = partitions[i]!;
    if (given.type === 'failed') return { key, result: failed(given.exception) };
    const { topics } = given.response as DescribeProducersResponse;
    const { errorCode, errorMessage, activeProducers } = topics[0]!.partitions[0]!;
    return { key, result: settle(errorCode, errorMessage, activeProducers) };
  });
}

/** What versions each broker takes. */
export function* brokerApiVersions(
  brokerIds: readonly number[],
  options: MethodOptions = {},
): AdminMethod<readonly Keyed<number, readonly ApiVersion[]>[]> {
  const calls = brokerIds.map((id): AdminCall<ApiVersionsRequest> => ({
    name: 'apiVersions',
    target: { to: 'broker', id },
    timeoutMs: options.timeoutMs,
    request: {
      type: 'ApiVersionsRequest',
      clientSoftwareName: 'apache-kafka-java',
      clientSoftwareVersion: '2.8.0',
    },
  }));
  const answers = yield* all(calls as unknown as readonly AdminCall[]);
  return answers.map((given, i) => {
    const key = brokerIds[i]!;
    if (given.type === 'failed') return { key, result: failed(given.exception) };
    const response = given.response as ApiVersionsResponse;
    return { key, result: settle(response.errorCode, null, response.apiKeys) };
  });
}
