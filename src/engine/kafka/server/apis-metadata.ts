/**
 * What a client asks before it can do anything: versions, topics and their leaders, coordinators; and how
 * the controller tells a broker of them.
 *
 * Mirrors: kafka.server.KafkaApis (handleApiVersionsRequest, handleTopicMetadataRequest,
 * handleFindCoordinatorRequest, handleDescribeCluster, handleUpdateMetadataRequest), 2.8.0.
 * Departs: nobody is authorized to anything in particular, so nobody is refused.
 */
import { mapValues } from '../../kernel/persistent-map.ts';
import { ownState } from '../../kernel/turn.ts';
import { onGroupPartitionsDeleted, partitionFor } from '../group/group-coordinator.ts';
import { API_KEYS } from '../protocol/api-keys.ts';
import { NO_LEADER } from '../protocol/controller-ids.ts';
import type {
  UpdateMetadataPartitionState,
  UpdateMetadataRequest,
} from '../protocol/controller.ts';
import type {
  DescribeClusterResponse,
  FindCoordinatorRequest,
  FindCoordinatorResponse,
  MetadataRequest,
  MetadataResponsePartition,
  MetadataResponseTopic,
} from '../protocol/metadata.ts';
import { onReplicaMetadata } from '../replica/replica-manager.ts';
import {
  onTransactionMetadata,
  transactionPartitionFor,
} from '../transaction/transaction-coordinator.ts';
import { completeDelayedTopics } from './admin-topics.ts';
import { autoCreateTopics } from './auto-topic-creation.ts';
import { ownPart } from './broker-changes.ts';
import type { BrokerTurn, RequestRef } from './broker-state.ts';
import { kafkaLog } from './kafka-log.ts';
import type { MetadataCache } from './metadata-cache.ts';
import { aliveBroker, aliveBrokers, cachedTopic, updatedMetadata } from './metadata-cache.ts';
import { respondMetadata, respondNoCoordinator } from './metadata-responses.ts';
import { respond } from './respond.ts';
import {
  GROUP_METADATA_TOPIC,
  TRANSACTION_STATE_TOPIC,
  isInternalTopic,
  topicNameFault,
} from '../protocol/topic-name.ts';

/** Integer.MIN_VALUE: operations that are authorized were not asked for. */
const NOT_ASKED = -2147483648;

/** What brokers offer without anybody here who asks for it: key and newest version. */
const UNASKED = [
  [17, 1],
  [36, 2],
  [38, 2],
  [39, 2],
  [40, 2],
  [41, 2],
  [57, 0],
] as const;

/** UnregisterBroker is for clusters without ZooKeeper. */
const OFFERED = [
  ...Object.entries(API_KEYS)
    .filter(([name]) => name !== 'UnregisterBroker')
    .map(([, { key, versions }]) => [key, ...versions] as const),
  ...UNASKED.map(([key, newest]) => [key, 0, newest] as const),
]
  .sort(([a], [b]) => a - b)
  .map(([apiKey, minVersion, maxVersion]) => ({ apiKey, minVersion, maxVersion }));

export function handleApiVersions(turn: BrokerTurn, ref: RequestRef): void {
  respond(turn, ref, {
    type: 'ApiVersionsResponse',
    errorCode: 'NONE',
    apiKeys: OFFERED,
    supportedFeatures: [],
    finalizedFeaturesEpoch: 0,
    finalizedFeatures: [],
  });
}

export function handleMetadata(turn: BrokerTurn, request: MetadataRequest, ref: RequestRef): void {
  const { metadata, config } = turn.state;
  const isAllTopics = request.topics === null;
  const names =
    request.topics === null
      ? [...mapValues(metadata.topics)].map(({ name }) => name)
      : [...new Set(request.topics.map(({ name }) => name ?? ''))];
  const known = names.filter((name) => cachedTopic(metadata, name) !== undefined);
  const topics: MetadataResponseTopic[] = known.map((name) => topicMetadata(metadata, name));
  if (known.length < names.length) {
    const missing = names.filter((name) => cachedTopic(metadata, name) === undefined);
    const creates =
      config.values['auto.create.topics.enable'] && request.allowAutoTopicCreation && !isAllTopics;
    if (creates) {
      autoCreateTopics(turn, missing, { to: 'metadata', ref, known: topics });
      return;
    }
    topics.push(...missing.map(unknownTopic));
  }
  respondMetadata(turn, ref, topics);
}

function unknownTopic(name: string): MetadataResponseTopic {
  const isGood = topicNameFault(name) === null;
  return {
    errorCode: isGood ? 'UNKNOWN_TOPIC_OR_PARTITION' : 'INVALID_TOPIC_EXCEPTION',
    name,
    topicId: '',
    isInternal: isInternalTopic(name),
    partitions: [],
    topicAuthorizedOperations: NOT_ASKED,
  };
}

function topicMetadata(metadata: MetadataCache, name: string): MetadataResponseTopic {
  const { topicId, partitions } = cachedTopic(metadata, name)!;
  const states = [...mapValues(partitions)].sort((a, b) => a.partitionIndex - b.partitionIndex);
  return {
    errorCode: 'NONE',
    name,
    topicId,
    isInternal: isInternalTopic(name),
    partitions: states.map((state) => partitionMetadata(metadata, state)),
    topicAuthorizedOperations: NOT_ASKED,
  };
}

function partitionMetadata(
  metadata: MetadataCache,
  state: UpdateMetadataPartitionState,
): MetadataResponsePartition {
  const { partitionIndex, leader, leaderEpoch, replicas, isr, offlineReplicas } = state;
  const isLed = aliveBroker(metadata, leader) !== undefined;
  return {
    errorCode: isLed ? 'NONE' : 'LEADER_NOT_AVAILABLE',
    partitionIndex,
    leaderId: isLed ? leader : NO_LEADER,
    leaderEpoch,
    replicaNodes: replicas,
    isrNodes: isr,
    offlineReplicas,
  };
}

export function handleFindCoordinator(
  turn: BrokerTurn,
  request: FindCoordinatorRequest,
  ref: RequestRef,
): void {
  const { metadata } = turn.state;
  const isGroup = request.keyType === 0;
  const topic = isGroup ? GROUP_METADATA_TOPIC : TRANSACTION_STATE_TOPIC;
  const found = cachedTopic(metadata, topic);
  if (found === undefined) {
    autoCreateTopics(turn, [topic], { to: 'coordinator', ref });
    return;
  }
  const partition = isGroup
    ? partitionFor(turn.state, request.key)
    : transactionPartitionFor(turn.state, request.key);
  const state = [...mapValues(found.partitions)].find((one) => one.partitionIndex === partition);
  const broker = state === undefined ? undefined : aliveBroker(metadata, state.leader);
  if (broker === undefined) return respondNoCoordinator(turn, ref);
  respond<FindCoordinatorResponse>(turn, ref, {
    type: 'FindCoordinatorResponse',
    errorCode: 'NONE',
    errorMessage: null,
    nodeId: broker.id,
    host: broker.host,
    port: broker.port,
  });
}

export function handleDescribeCluster(turn: BrokerTurn, ref: RequestRef): void {
  const { metadata, clusterId } = turn.state;
  respond<DescribeClusterResponse>(turn, ref, {
    type: 'DescribeClusterResponse',
    errorCode: 'NONE',
    errorMessage: null,
    clusterId,
    controllerId: metadata.controllerId,
    brokers: aliveBrokers(metadata).map(({ id, host, port, rack }) => ({
      brokerId: id,
      host,
      port,
      rack,
    })),
    clusterAuthorizedOperations: NOT_ASKED,
  });
}

export function handleUpdateMetadata(
  turn: BrokerTurn,
  request: UpdateMetadataRequest,
  ref: RequestRef,
): void {
  const { brokerEpoch, replicas, config } = turn.state;
  const answer = (errorCode: 'NONE' | 'STALE_BROKER_EPOCH' | 'STALE_CONTROLLER_EPOCH'): void =>
    respond(turn, ref, { type: 'UpdateMetadataResponse', errorCode });
  if (request.brokerEpoch !== -1 && request.brokerEpoch < brokerEpoch) {
    const text =
      `[KafkaApi-${config.brokerId}] Received update metadata request with broker epoch ` +
      `${request.brokerEpoch} smaller than the current broker epoch ${brokerEpoch}`;
    kafkaLog(turn, 'server', 'INFO', text, 'kafka.server.KafkaApis');
    return answer('STALE_BROKER_EPOCH');
  }
  if (request.controllerEpoch < replicas.controllerEpoch) {
    const text =
      `[Broker id=${config.brokerId}] Received update metadata request with correlation id ` +
      `${ref.correlationId} from an old controller ${request.controllerId} with epoch ` +
      `${request.controllerEpoch}. Latest known controller epoch is ${replicas.controllerEpoch}`;
    kafkaLog(turn, 'state-change', 'WARN', text, 'state.change.logger');
    return answer('STALE_CONTROLLER_EPOCH');
  }
  const { cache, deleted } = updatedMetadata(turn.state.metadata, request);
  ownState(turn).metadata = cache;
  if (replicas.controllerEpoch !== request.controllerEpoch) {
    ownPart(turn, 'replicas').controllerEpoch = request.controllerEpoch;
  }
  logUpdate(turn, request, deleted.length, ref);
  if (deleted.length > 0) onGroupPartitionsDeleted(turn, deleted);
  completeDelayedTopics(
    turn,
    request.topicStates.map(({ topicName }) => topicName),
  );
  onReplicaMetadata(turn);
  onTransactionMetadata(turn);
  answer('NONE');
}

function logUpdate(
  turn: BrokerTurn,
  request: UpdateMetadataRequest,
  deleted: number,
  ref: RequestRef,
): void {
  let partitions = -deleted;
  for (const { partitionStates } of request.topicStates) partitions += partitionStates.length;
  if (partitions + deleted === 0) return;
  const text =
    `[Broker id=${turn.state.config.brokerId}] Add ${partitions} partitions and deleted ${deleted} ` +
    `partitions from metadata cache in response to UpdateMetadata request sent by controller ` +
    `${request.controllerId} epoch ${request.controllerEpoch} with correlation id ${ref.correlationId}`;
  kafkaLog(turn, 'state-change', 'INFO', text, 'state.change.logger');
}
