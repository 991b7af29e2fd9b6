/**
 * Asking for metadata and taking what comes. It sends by the owner's network client; its requests have a
 * tag of their own, so that the owner sees none of them.
 *
 * Mirrors: NetworkClient.DefaultMetadataUpdater, Metadata.update and handleMetadataResponse, 2.8.0.
 * Read next: metadata-cluster.ts.
 */
import { inHashOrder } from '../../java/hash-order.ts';
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import { mapDelete, mapGet, mapKeys, mapSet } from '../../kernel/persistent-map.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type {
  MetadataRequest,
  MetadataResponse,
  MetadataResponsePartition,
  MetadataResponseTopic,
} from '../protocol/metadata.ts';
import type { RequestBody } from '../protocol/messages.ts';
import { parsePartitionName, partitionName } from '../protocol/topic-partition.ts';
import type { MetadataState, WantedTopics } from './metadata.ts';
import {
  copyMetadata,
  failedUpdate,
  isUpdateDue,
  requestUpdate,
  timeToNextUpdateMs,
} from './metadata.ts';
import type { PartitionInfo } from './metadata-cluster.ts';
import { mergeCluster, newCluster, nodeById, partitionInfo } from './metadata-cluster.ts';
import type { NetworkOutcome, NetworkTurn, Node } from './network-client.ts';
import {
  isConnecting,
  isNodeReady,
  leastLoadedNode,
  nodeText,
  readyNode,
  sendRequest,
} from './network-client.ts';

/** Marks the requests that are the updater's own. */
const METADATA_TAG = 'metadata update';
/** Uuid.ZERO_UUID: a topic is asked for by its name. */
const NO_TOPIC_ID = 'AAAAAAAAAAAAAAAAAAAAAA';
const NETWORK_LOGGER = 'org.apache.kafka.clients.NetworkClient';
const METADATA_LOGGER = 'org.apache.kafka.clients.Metadata';
/** Metadata from older brokers may have epochs of the past. */
const RELIABLE_EPOCHS_VERSION = 9;
/** So many partitions are named at most. */
const LISTED_PARTITIONS = 10;

/** Errors whose exceptions are InvalidMetadataException. */
export const INVALID_METADATA_ERRORS: ReadonlySet<ErrorName> = new Set([
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_OR_FOLLOWER',
  'REPLICA_NOT_AVAILABLE',
  'NETWORK_EXCEPTION',
  'KAFKA_STORAGE_ERROR',
  'LISTENER_NOT_FOUND',
  'FENCED_LEADER_EPOCH',
  'PREFERRED_LEADER_NOT_AVAILABLE',
  'ELIGIBLE_LEADERS_NOT_AVAILABLE',
  'ELECTION_NOT_NEEDED',
  'UNKNOWN_TOPIC_ID',
] as const);

export interface MetadataTurn {
  metadata: MetadataState;
  readonly network: NetworkTurn;
  readonly wanted: WantedTopics;
}

export function metadataTurn(
  metadata: MetadataState,
  network: NetworkTurn,
  wanted: WantedTopics,
): MetadataTurn {
  return { metadata, network, wanted };
}

/**
 * DefaultMetadataUpdater.maybeUpdate: sends a request, or begins to connect, if an update is due. Gives
 * the milliseconds after which it must be called again; events of the network call it anyway.
 */
export function maybeUpdateMetadata(turn: MetadataTurn): number {
  const { metadata, network } = turn;
  const { nowMs } = network.env;
  const { requestTimeoutMs, reconnectBackoffMs } = metadata.options;
  if (metadata.inProgress !== null) {
    return Math.max(timeToNextUpdateMs(metadata, nowMs), requestTimeoutMs);
  }
  const delayMs = timeToNextUpdateMs(metadata, nowMs);
  if (delayMs > 0) return Math.ceil(delayMs);
  const node = leastLoadedNode(network, metadata.cluster.nodes);
  if (node === null) return reconnectBackoffMs;
  if (isNodeReady(network.client, node.id, nowMs)) {
    sendUpdate(turn, node);
    return requestTimeoutMs;
  }
  if (metadata.cluster.nodes.some(({ id }) => isConnecting(network.client, id))) {
    return reconnectBackoffMs;
  }
  readyNode(network, node);
  return reconnectBackoffMs;
}

/** Metadata.newMetadataRequestAndVersion. */
function sendUpdate(turn: MetadataTurn, node: Node): void {
  const { metadata, network, wanted } = turn;
  const { needsFullUpdate, lastSuccessfulRefreshMs, options } = metadata;
  const isFresh = lastSuccessfulRefreshMs + options.maxAgeMs > network.env.nowMs;
  const fresh = !needsFullUpdate && isFresh ? wanted.fresh() : null;
  const topics = fresh ?? wanted.full();
  const request: RequestBody<MetadataRequest> = {
    type: 'MetadataRequest',
    topics: topics?.map((name) => ({ topicId: NO_TOPIC_ID, name })) ?? null,
    // A request for all topics makes none; upstream sets what older versions assume.
    allowAutoTopicCreation: topics === null || wanted.allowsAutoTopicCreation,
    includeTopicAuthorizedOperations: false,
  };
  const next = copyMetadata(metadata);
  next.inProgress = {
    requestVersion: metadata.requestVersion,
    isPartialUpdate: fresh !== null,
  };
  turn.metadata = next;
  sendRequest(network, node.id, request, METADATA_TAG);
}

/** Takes what the network client tells; true when it is no business of the owner's. */
export function metadataOutcome(turn: MetadataTurn, outcome: NetworkOutcome): boolean {
  switch (outcome.type) {
    case 'disconnected':
      handleServerDisconnect(turn, outcome.nodeId);
      return false;
    case 'failed':
      if (outcome.tag !== METADATA_TAG) return false;
      handleFailedRequest(turn);
      return true;
    case 'response':
      if (outcome.tag !== METADATA_TAG) return false;
      handleResponse(turn, outcome.request.apiVersion, outcome.response as MetadataResponse);
      return true;
    default:
      return false;
  }
}

/** A broker that is gone may not lead any more what it led. */
function handleServerDisconnect(turn: MetadataTurn, nodeId: number): void {
  const { cluster } = turn.metadata;
  const node = cluster.isBootstrap ? nodeById(cluster, nodeId) : null;
  if (node !== null) {
    log(turn, 'WARN', `Bootstrap broker ${nodeText(node)} disconnected`, NETWORK_LOGGER);
  }
  if (isUpdateDue(turn.metadata, turn.network.env.nowMs)) handleFailedRequest(turn);
  turn.metadata = requestUpdate(turn.metadata);
}

function handleFailedRequest(turn: MetadataTurn): void {
  const next = copyMetadata(failedUpdate(turn.metadata, turn.network.env.nowMs));
  next.inProgress = null;
  turn.metadata = next;
}

function handleResponse(turn: MetadataTurn, apiVersion: number, response: MetadataResponse): void {
  logMissingListeners(turn, response);
  logErrors(turn, response);
  const { inProgress } = turn.metadata;
  if (response.brokers.length === 0) return handleFailedRequest(turn);
  const { requestVersion, isPartialUpdate } = inProgress!;
  updateMetadata(turn, { requestVersion, isPartialUpdate, apiVersion, response });
  const next = copyMetadata(turn.metadata);
  next.inProgress = null;
  turn.metadata = next;
}

function logMissingListeners(turn: MetadataTurn, { topics }: MetadataResponse): void {
  const missing: string[] = [];
  for (const { name, partitions } of topics) {
    for (const { errorCode, partitionIndex } of partitions) {
      if (errorCode === 'LISTENER_NOT_FOUND') missing.push(partitionName(name, partitionIndex));
    }
  }
  if (missing.length === 0) return;
  const what = 'partitions have leader brokers without a matching listener, including';
  const some = missing.slice(0, LISTED_PARTITIONS).join(', ');
  log(turn, 'WARN', `${missing.length} ${what} [${some}]`, NETWORK_LOGGER);
}

function logErrors(turn: MetadataTurn, { topics, correlationId }: MetadataResponse): void {
  const errors = new Map<string, ErrorName>();
  for (const { name, errorCode } of topics) if (errorCode !== 'NONE') errors.set(name, errorCode);
  if (errors.size === 0) return;
  const listed = inHashOrder(errors.keys()).map((name) => `${name}=${errors.get(name)}`);
  const what = `Error while fetching metadata with correlation id ${correlationId}`;
  log(turn, 'WARN', `${what} : {${listed.join(', ')}}`, NETWORK_LOGGER);
}

interface Update {
  readonly requestVersion: number;
  readonly isPartialUpdate: boolean;
  readonly apiVersion: number;
  readonly response: MetadataResponse;
}

/** Metadata.update. */
function updateMetadata(turn: MetadataTurn, update: Update): void {
  const { metadata, wanted, network } = turn;
  const { nowMs } = network.env;
  const next = copyMetadata(metadata);
  next.needsPartialUpdate = update.requestVersion < metadata.requestVersion;
  next.lastRefreshMs = nowMs;
  next.updateVersion = metadata.updateVersion + 1;
  if (!update.isPartialUpdate) {
    next.needsFullUpdate = false;
    next.lastSuccessfulRefreshMs = nowMs;
  }
  turn.metadata = next;
  const known = metadata.cluster;
  const taken = takeTopics(turn, update);
  const merged = copyMetadata(turn.metadata);
  merged.cluster = update.isPartialUpdate
    ? mergeCluster(known, taken, (topic) => {
        const isNew = update.response.topics.some(({ name }) => name === topic);
        return !isNew && wanted.retains(topic, known.internalTopics.includes(topic));
      })
    : newCluster(known, taken);
  merged.invalidTopics = merged.cluster.invalidTopics;
  merged.unauthorizedTopics = merged.cluster.unauthorizedTopics;
  merged.lastSeenLeaderEpochs = retainedEpochs(merged.lastSeenLeaderEpochs, wanted);
  turn.metadata = merged;
  logUpdate(turn, known.clusterId);
}

/** What the response says of each topic, as far as it is wanted and not older than what is known. */
function takeTopics(
  turn: MetadataTurn,
  { response, apiVersion }: Update,
): Parameters<typeof newCluster>[1] {
  const partitions: PartitionInfo[] = [];
  const internalTopics: string[] = [];
  const invalidTopics: string[] = [];
  const unauthorizedTopics: string[] = [];
  for (const topic of response.topics) {
    const { name, isInternal, errorCode } = topic;
    if (!turn.wanted.retains(name, isInternal)) continue;
    if (isInternal) internalTopics.push(name);
    if (errorCode === 'NONE') takePartitions(turn, topic, apiVersion, partitions);
    else if (INVALID_METADATA_ERRORS.has(errorCode)) turn.metadata = requestUpdate(turn.metadata);
    if (errorCode === 'INVALID_TOPIC_EXCEPTION') invalidTopics.push(name);
    if (errorCode === 'TOPIC_AUTHORIZATION_FAILED') unauthorizedTopics.push(name);
  }
  const { clusterId, brokers, controllerId } = response;
  return {
    clusterId,
    brokers,
    controllerId,
    partitions,
    internalTopics,
    invalidTopics,
    unauthorizedTopics,
  };
}

function takePartitions(
  turn: MetadataTurn,
  { name, partitions }: MetadataResponseTopic,
  apiVersion: number,
  taken: PartitionInfo[],
): void {
  for (const partition of partitions) {
    const info = latestPartition(turn, name, partition, apiVersion >= RELIABLE_EPOCHS_VERSION);
    if (info !== undefined) taken.push(info);
    if (INVALID_METADATA_ERRORS.has(partition.errorCode)) {
      turn.metadata = requestUpdate(turn.metadata);
    }
  }
}

/** Metadata.updateLatestMetadata: what has an older epoch than is known tells nothing. */
function latestPartition(
  turn: MetadataTurn,
  topic: string,
  partition: MetadataResponsePartition,
  hasReliableEpoch: boolean,
): PartitionInfo | undefined {
  const name = partitionName(topic, partition.partitionIndex);
  const epochs = turn.metadata.lastSeenLeaderEpochs;
  const known = mapGet(epochs, name);
  if (!hasReliableEpoch || partition.leaderEpoch < 0) {
    if (known !== undefined) setEpochs(turn, mapDelete(epochs, name));
    return infoOf(topic, partition, null);
  }
  if (known !== undefined && partition.leaderEpoch < known) {
    return partitionInfo(turn.metadata.cluster, topic, partition.partitionIndex);
  }
  if (known !== partition.leaderEpoch) setEpochs(turn, mapSet(epochs, name, partition.leaderEpoch));
  return infoOf(topic, partition, partition.leaderEpoch);
}

function setEpochs(turn: MetadataTurn, epochs: PersistentMap<number>): void {
  const next = copyMetadata(turn.metadata);
  next.lastSeenLeaderEpochs = epochs;
  turn.metadata = next;
}

function infoOf(
  topic: string,
  partition: MetadataResponsePartition,
  leaderEpoch: number | null,
): PartitionInfo {
  return {
    topic,
    partition: partition.partitionIndex,
    name: partitionName(topic, partition.partitionIndex),
    error: partition.errorCode,
    leaderId: partition.leaderId < 0 ? null : partition.leaderId,
    leader: null,
    leaderEpoch,
    replicaIds: partition.replicaNodes,
    inSyncReplicaIds: partition.isrNodes,
    offlineReplicaIds: partition.offlineReplicas,
  };
}

function retainedEpochs(
  epochs: PersistentMap<number>,
  wanted: WantedTopics,
): PersistentMap<number> {
  let retained = epochs;
  for (const name of mapKeys(epochs)) {
    if (!wanted.retains(parsePartitionName(name)!.topic, false))
      retained = mapDelete(retained, name);
  }
  return retained;
}

function logUpdate(turn: MetadataTurn, previousClusterId: string | null): void {
  const { clusterId, invalidTopics, unauthorizedTopics } = turn.metadata.cluster;
  if (invalidTopics.length > 0) {
    const text = `Metadata response reported invalid topics [${invalidTopics.join(', ')}]`;
    log(turn, 'ERROR', text, METADATA_LOGGER);
  }
  if (unauthorizedTopics.length > 0) {
    const text = `Topic authorization failed for topics [${unauthorizedTopics.join(', ')}]`;
    log(turn, 'ERROR', text, METADATA_LOGGER);
  }
  if (clusterId !== previousClusterId) {
    log(turn, 'INFO', `Cluster ID: ${clusterId ?? 'null'}`, METADATA_LOGGER);
  }
}

function log(
  turn: MetadataTurn,
  level: 'INFO' | 'WARN' | 'ERROR',
  text: string,
  logger: string,
): void {
  const { logPrefix } = turn.metadata.options;
  turn.network.outcomes.push({ type: 'log', level, text: `${logPrefix} ${text}`, logger });
}
