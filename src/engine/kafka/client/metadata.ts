/**
 * What a client knows of the cluster, and when it has to ask again. Producer, consumer and admin client
 * each keep one `MetadataState` beside their network client:
 *
 *     let metadata = newMetadata(options);
 *     metadata = bootstrapMetadata(metadata, parseBootstrapAddresses(…));
 *     // in every step, once the network client has seen the event (metadata-updater.ts):
 *     const turn = metadataTurn(metadata, network, wanted);
 *     for (const outcome of network.outcomes) if (!metadataOutcome(turn, outcome)) { … the owner's … }
 *     const delayMs = maybeUpdateMetadata(turn);   // and a timer of the owner for that
 *     // keep turn.metadata
 *
 * Errors of responses that say a leader has moved ask for an update by `requestUpdate`; what is new in
 * the topics that are wanted by `requestUpdateForNewTopics`.
 *
 * Mirrors: org.apache.kafka.clients.Metadata, 2.8.0.
 * Read next: metadata-updater.ts (requests and responses), metadata-cluster.ts.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import { emptyMap, mapGet, mapSet } from '../../kernel/persistent-map.ts';
import type { Mutable } from '../../kernel/turn.ts';
import type { ErrorName } from '../protocol/errors.ts';
import { partitionName } from '../protocol/topic-partition.ts';
import type { BootstrapAddress } from './bootstrap-addresses.ts';
import type { Cluster, PartitionInfo } from './metadata-cluster.ts';
import { bootstrapCluster, EMPTY_CLUSTER, partitionInfo } from './metadata-cluster.ts';
import type { Node } from './network-state.ts';

export interface MetadataOptions {
  /** retry.backoff.ms: least time between two updates. */
  readonly refreshBackoffMs: number;
  /** metadata.max.age.ms. */
  readonly maxAgeMs: number;
  readonly requestTimeoutMs: number;
  readonly reconnectBackoffMs: number;
  /** How its log lines begin. */
  readonly logPrefix: string;
}

/** Plain data. Times are virtual milliseconds. */
export interface MetadataState {
  readonly options: MetadataOptions;
  readonly cluster: Cluster;
  /** One more for each update that came. */
  readonly updateVersion: number;
  /** One more for each topic that is newly wanted. */
  readonly requestVersion: number;
  readonly lastRefreshMs: number;
  readonly lastSuccessfulRefreshMs: number;
  readonly needsFullUpdate: boolean;
  readonly needsPartialUpdate: boolean;
  /** The request that is under way. */
  readonly inProgress: MetadataInProgress | null;
  /** By name of the partition (`t-0`). */
  readonly lastSeenLeaderEpochs: PersistentMap<number>;
  /** Errors of the last update that nobody was told yet. */
  readonly invalidTopics: readonly string[];
  readonly unauthorizedTopics: readonly string[];
}

export interface MetadataInProgress {
  readonly requestVersion: number;
  readonly isPartialUpdate: boolean;
}

/** Which topics a client wants to know of: its own rules over its own state. */
export interface WantedTopics {
  /** Topics of a full request; null: all of the cluster. */
  full(): readonly string[] | null;
  /** Topics that are newly wanted; null: this client always asks for everything. */
  fresh(): readonly string[] | null;
  /** Metadata.retainTopic: whether what comes of a topic is kept. */
  retains(topic: string, isInternal: boolean): boolean;
  readonly allowsAutoTopicCreation: boolean;
}

/** Mirrors Metadata.LeaderAndEpoch. */
export interface LeaderAndEpoch {
  readonly leader: Node | null;
  readonly epoch: number | null;
}

/** Before the beginning of the world: nothing was ever asked. */
const NEVER_MS = -Number.MAX_SAFE_INTEGER;

export function newMetadata(options: MetadataOptions): MetadataState {
  return {
    options,
    cluster: EMPTY_CLUSTER,
    updateVersion: 0,
    requestVersion: 0,
    lastRefreshMs: NEVER_MS,
    lastSuccessfulRefreshMs: NEVER_MS,
    needsFullUpdate: false,
    needsPartialUpdate: false,
    inProgress: null,
    lastSeenLeaderEpochs: emptyMap(),
    invalidTopics: [],
    unauthorizedTopics: [],
  };
}

export function copyMetadata(metadata: MetadataState): Mutable<MetadataState> {
  return {
    options: metadata.options,
    cluster: metadata.cluster,
    updateVersion: metadata.updateVersion,
    requestVersion: metadata.requestVersion,
    lastRefreshMs: metadata.lastRefreshMs,
    lastSuccessfulRefreshMs: metadata.lastSuccessfulRefreshMs,
    needsFullUpdate: metadata.needsFullUpdate,
    needsPartialUpdate: metadata.needsPartialUpdate,
    inProgress: metadata.inProgress,
    lastSeenLeaderEpochs: metadata.lastSeenLeaderEpochs,
    invalidTopics: metadata.invalidTopics,
    unauthorizedTopics: metadata.unauthorizedTopics,
  };
}

/** Metadata.bootstrap: only addresses are known, and everything has to be asked. */
export function bootstrapMetadata(
  metadata: MetadataState,
  addresses: readonly BootstrapAddress[],
): MetadataState {
  const next = copyMetadata(metadata);
  next.needsFullUpdate = true;
  next.updateVersion = metadata.updateVersion + 1;
  next.cluster = bootstrapCluster(addresses);
  return next;
}

/** Metadata.requestUpdate: everything is asked again, as soon as the back-off allows. */
export function requestUpdate(metadata: MetadataState): MetadataState {
  if (metadata.needsFullUpdate) return metadata;
  const next = copyMetadata(metadata);
  next.needsFullUpdate = true;
  return next;
}

/** Metadata.requestUpdateForNewTopics: no back-off holds it up. */
export function requestUpdateForNewTopics(metadata: MetadataState): MetadataState {
  const next = copyMetadata(metadata);
  next.lastRefreshMs = NEVER_MS;
  next.needsPartialUpdate = true;
  next.requestVersion = metadata.requestVersion + 1;
  return next;
}

export function isUpdateRequested(metadata: MetadataState): boolean {
  return metadata.needsFullUpdate || metadata.needsPartialUpdate;
}

/** Metadata.timeToAllowUpdate: what is left of the back-off. */
export function timeToAllowUpdateMs(metadata: MetadataState, nowMs: number): number {
  return Math.max(metadata.lastRefreshMs + metadata.options.refreshBackoffMs - nowMs, 0);
}

/** Metadata.timeToNextUpdate. */
export function timeToNextUpdateMs(metadata: MetadataState, nowMs: number): number {
  const expiresAtMs = metadata.lastSuccessfulRefreshMs + metadata.options.maxAgeMs;
  const toExpireMs = isUpdateRequested(metadata) ? 0 : Math.max(expiresAtMs - nowMs, 0);
  return Math.max(toExpireMs, timeToAllowUpdateMs(metadata, nowMs));
}

/** MetadataUpdater.isUpdateDue: nothing else is sent before the update. */
export function isUpdateDue(metadata: MetadataState, nowMs: number): boolean {
  return metadata.inProgress === null && timeToNextUpdateMs(metadata, nowMs) === 0;
}

/** Metadata.failedUpdate: the back-off begins. */
export function failedUpdate(metadata: MetadataState, nowMs: number): MetadataState {
  const next = copyMetadata(metadata);
  next.lastRefreshMs = nowMs;
  return next;
}

/** Metadata.updateLastSeenEpochIfNewer: a newer epoch than the one known asks for an update. */
export function updateLastSeenEpochIfNewer(
  metadata: MetadataState,
  topic: string,
  partition: number,
  leaderEpoch: number,
): MetadataState {
  const name = partitionName(topic, partition);
  const known = mapGet(metadata.lastSeenLeaderEpochs, name);
  if (known === undefined || leaderEpoch <= known) return metadata;
  const next = copyMetadata(metadata);
  next.lastSeenLeaderEpochs = mapSet(metadata.lastSeenLeaderEpochs, name, leaderEpoch);
  next.needsFullUpdate = true;
  return next;
}

function lastSeenLeaderEpoch(
  metadata: MetadataState,
  topic: string,
  partition: number,
): number | null {
  return mapGet(metadata.lastSeenLeaderEpochs, partitionName(topic, partition)) ?? null;
}

/** Metadata.partitionMetadataIfCurrent: null when a newer epoch was heard of. */
export function partitionIfCurrent(
  metadata: MetadataState,
  topic: string,
  partition: number,
): PartitionInfo | null {
  const known = partitionInfo(metadata.cluster, topic, partition);
  if (known === undefined) return null;
  const epoch = lastSeenLeaderEpoch(metadata, topic, partition);
  return epoch === null || (known.leaderEpoch ?? -1) === epoch ? known : null;
}

/** Metadata.currentLeader. */
export function currentLeader(
  metadata: MetadataState,
  topic: string,
  partition: number,
): LeaderAndEpoch {
  const known = partitionIfCurrent(metadata, topic, partition);
  if (known !== null) return { leader: known.leader, epoch: known.leaderEpoch };
  return { leader: null, epoch: lastSeenLeaderEpoch(metadata, topic, partition) };
}

/** What a topic that cannot be had is complained about with. */
export interface TopicTrouble {
  readonly error: ErrorName;
  readonly exception: string;
  readonly message: string;
}

/** Metadata.maybeThrowAnyException. The errors are told once: keep the state it gives. */
export function takeTrouble(
  metadata: MetadataState,
  topic: string | null = null,
): readonly [TopicTrouble | null, MetadataState] {
  const { invalidTopics, unauthorizedTopics } = metadata;
  if (invalidTopics.length === 0 && unauthorizedTopics.length === 0) return [null, metadata];
  const next = copyMetadata(metadata);
  next.invalidTopics = [];
  next.unauthorizedTopics = [];
  const concerned = (topics: readonly string[]): readonly string[] =>
    topic === null ? topics : topics.filter((other) => other === topic);
  return [troubleOf(concerned(unauthorizedTopics), concerned(invalidTopics)), next];
}

function troubleOf(
  unauthorized: readonly string[],
  invalid: readonly string[],
): TopicTrouble | null {
  if (unauthorized.length > 0) {
    return {
      error: 'TOPIC_AUTHORIZATION_FAILED',
      exception: 'org.apache.kafka.common.errors.TopicAuthorizationException',
      message: `Not authorized to access topics: [${unauthorized.join(', ')}]`,
    };
  }
  if (invalid.length === 0) return null;
  return {
    error: 'INVALID_TOPIC_EXCEPTION',
    exception: 'org.apache.kafka.common.errors.InvalidTopicException',
    message: `Invalid topics: [${invalid.join(', ')}]`,
  };
}
