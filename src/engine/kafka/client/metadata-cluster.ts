/**
 * The cluster as a client knows it: nodes, topics, partitions and their leaders.
 *
 * Mirrors: org.apache.kafka.common.Cluster, org.apache.kafka.clients.MetadataCache, PartitionInfo, 2.8.0.
 * Departs: nodes are not shuffled, because whoever chooses among them draws where to begin.
 * Read next: metadata.ts.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import { emptyMap, mapGet, mapSet } from '../../kernel/persistent-map.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type { MetadataResponseBroker } from '../protocol/metadata.ts';
import type { BootstrapAddress } from './bootstrap-addresses.ts';
import type { Node } from './network-state.ts';
import { inTableOrder, partitionHash } from './partition-order.ts';

/** Plain data; replaced as a whole by every update. */
export interface Cluster {
  /** Null: not known yet. */
  readonly clusterId: string | null;
  /** True while only the addresses of bootstrap.servers are known. */
  readonly isBootstrap: boolean;
  readonly nodes: readonly Node[];
  readonly controllerId: number | null;
  /** All partitions, in the order of upstream's hash table. */
  readonly partitions: readonly PartitionInfo[];
  /** Topics of which partitions are known. */
  readonly topics: PersistentMap<TopicInfo>;
  /** Cluster.partitionsForNode, by the leader's id. */
  readonly byLeader: Readonly<Record<number, readonly PartitionInfo[]>>;
  readonly internalTopics: readonly string[];
  readonly invalidTopics: readonly string[];
  readonly unauthorizedTopics: readonly string[];
}

export interface TopicInfo {
  readonly name: string;
  /** Cluster.partitionsForTopic: in the order of upstream's hash table. */
  readonly partitions: readonly PartitionInfo[];
  /** Cluster.availablePartitionsForTopic: those that have a leader. */
  readonly available: readonly PartitionInfo[];
  /** By number. */
  readonly byNumber: readonly (PartitionInfo | undefined)[];
}

export interface PartitionInfo {
  readonly topic: string;
  readonly partition: number;
  /** `t-0`. */
  readonly name: string;
  readonly error: ErrorName;
  readonly leaderId: number | null;
  /** Null: there is none, or it is not among the nodes. */
  readonly leader: Node | null;
  /** Null: not known. */
  readonly leaderEpoch: number | null;
  readonly replicaIds: readonly number[];
  readonly inSyncReplicaIds: readonly number[];
  readonly offlineReplicaIds: readonly number[];
}

/** What an update brings. */
export interface ClusterUpdate {
  readonly clusterId: string | null;
  readonly brokers: readonly MetadataResponseBroker[];
  readonly controllerId: number;
  readonly partitions: readonly PartitionInfo[];
  readonly internalTopics: readonly string[];
  readonly invalidTopics: readonly string[];
  readonly unauthorizedTopics: readonly string[];
}

export const EMPTY_CLUSTER: Cluster = {
  clusterId: null,
  isBootstrap: false,
  nodes: [],
  controllerId: null,
  partitions: [],
  topics: emptyMap(),
  byLeader: {},
  internalTopics: [],
  invalidTopics: [],
  unauthorizedTopics: [],
};

/** Cluster.bootstrap: the addresses are nodes -1, -2 … */
export function bootstrapCluster(addresses: readonly BootstrapAddress[]): Cluster {
  const nodes = addresses.map(({ host, port }, index) => ({ id: -1 - index, host, port }));
  return { ...EMPTY_CLUSTER, isBootstrap: true, nodes };
}

/** A cluster that knows nothing but what the update brings. */
export function newCluster(known: Cluster, update: ClusterUpdate): Cluster {
  return clusterOf(known, update, update.partitions);
}

/** MetadataCache.mergeWith: other topics stay as they were where `retains` says so. */
export function mergeCluster(
  known: Cluster,
  update: ClusterUpdate,
  retains: (topic: string) => boolean,
): Cluster {
  const news = new Set(update.partitions.map(({ name }) => name));
  const kept = known.partitions.filter(({ topic, name }) => retains(topic) && !news.has(name));
  const merged = inTableOrder(
    [...update.partitions, ...kept],
    partitionHash,
    update.partitions.length,
  );
  const filled = (fresh: readonly string[], old: readonly string[]): readonly string[] => [
    ...fresh,
    ...old.filter((topic) => retains(topic) && !fresh.includes(topic)),
  ];
  const all = {
    ...update,
    internalTopics: filled(update.internalTopics, known.internalTopics),
    invalidTopics: filled(update.invalidTopics, known.invalidTopics),
    unauthorizedTopics: filled(update.unauthorizedTopics, known.unauthorizedTopics),
  };
  return clusterOf(known, all, merged);
}

function clusterOf(
  known: Cluster,
  update: ClusterUpdate,
  partitions: readonly PartitionInfo[],
): Cluster {
  const nodes = update.brokers.map((broker) => nodeOf(known, broker));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const ordered = inTableOrder(partitions, partitionHash, partitions.length).map((partition) =>
    withLeader(partition, byId),
  );
  return {
    clusterId: update.clusterId,
    isBootstrap: false,
    nodes,
    controllerId: byId.has(update.controllerId) ? update.controllerId : null,
    partitions: ordered,
    topics: byTopic(ordered),
    byLeader: byLeader(ordered),
    internalTopics: update.internalTopics,
    invalidTopics: update.invalidTopics,
    unauthorizedTopics: update.unauthorizedTopics,
  };
}

/** The node as it is known, when nothing about it has changed. */
function nodeOf(known: Cluster, { nodeId, host, port, rack }: MetadataResponseBroker): Node {
  const same = known.nodes.find(
    (node) =>
      node.id === nodeId &&
      node.host === host &&
      node.port === port &&
      (node.rack ?? null) === rack,
  );
  return same ?? { id: nodeId, host, port, rack };
}

function withLeader(partition: PartitionInfo, byId: ReadonlyMap<number, Node>): PartitionInfo {
  const { leaderId } = partition;
  const leader = leaderId === null ? null : (byId.get(leaderId) ?? null);
  if (partition.leader === leader) return partition;
  return {
    topic: partition.topic,
    partition: partition.partition,
    name: partition.name,
    error: partition.error,
    leaderId,
    leader,
    leaderEpoch: partition.leaderEpoch,
    replicaIds: partition.replicaIds,
    inSyncReplicaIds: partition.inSyncReplicaIds,
    offlineReplicaIds: partition.offlineReplicaIds,
  };
}

function byTopic(partitions: readonly PartitionInfo[]): PersistentMap<TopicInfo> {
  const grouped = new Map<string, PartitionInfo[]>();
  for (const partition of partitions) {
    const group = grouped.get(partition.topic);
    if (group === undefined) grouped.set(partition.topic, [partition]);
    else group.push(partition);
  }
  let topics = emptyMap<TopicInfo>();
  for (const [name, group] of grouped) {
    const isAvailable = group.every(({ leader }) => leader !== null);
    const available = isAvailable ? group : group.filter(({ leader }) => leader !== null);
    topics = mapSet(topics, name, {
      name,
      partitions: group,
      available,
      byNumber: byNumber(group),
    });
  }
  return topics;
}

function byLeader(
  partitions: readonly PartitionInfo[],
): Readonly<Record<number, readonly PartitionInfo[]>> {
  const grouped: Record<number, PartitionInfo[]> = {};
  for (const partition of partitions) {
    if (partition.leader !== null) (grouped[partition.leader.id] ??= []).push(partition);
  }
  return grouped;
}

function byNumber(group: readonly PartitionInfo[]): readonly (PartitionInfo | undefined)[] {
  const highest = Math.max(...group.map(({ partition }) => partition));
  const numbered = new Array<PartitionInfo | undefined>(highest + 1).fill(undefined);
  for (const partition of group) numbered[partition.partition] = partition;
  return numbered;
}

export function topicInfo(cluster: Cluster, topic: string): TopicInfo | undefined {
  return mapGet(cluster.topics, topic);
}

export function partitionInfo(
  cluster: Cluster,
  topic: string,
  partition: number,
): PartitionInfo | undefined {
  return mapGet(cluster.topics, topic)?.byNumber[partition];
}

/** Cluster.leaderFor. */
export function leaderFor(cluster: Cluster, topic: string, partition: number): Node | null {
  return partitionInfo(cluster, topic, partition)?.leader ?? null;
}

/** Cluster.partitionCountForTopic; null: the topic is not known. */
export function partitionCount(cluster: Cluster, topic: string): number | null {
  return mapGet(cluster.topics, topic)?.partitions.length ?? null;
}

export function nodeById(cluster: Cluster, id: number): Node | null {
  return cluster.nodes.find((node) => node.id === id) ?? null;
}
