/**
 * What a broker knows of the whole cluster, from the controller's UpdateMetadata.
 *
 * Mirrors: kafka.server.ZkMetadataCache, 2.8.0.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import { emptyMap, mapEntries, mapGet } from '../../kernel/persistent-map.ts';
import type { UpdateMetadataPartitionState } from '../protocol/controller.ts';

export interface MetadataCache {
  /** -1: not known. */
  readonly controllerId: number;
  readonly controllerEpoch: number;
  /** Live brokers by id. */
  readonly brokers: PersistentMap<CachedBroker>;
  readonly topics: PersistentMap<CachedTopic>;
}

export interface CachedBroker {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
}

export interface CachedTopic {
  readonly name: string;
  /** Empty: none. */
  readonly topicId: string;
  /** By partition's number. */
  readonly partitions: PersistentMap<UpdateMetadataPartitionState>;
}

export const EMPTY_METADATA: MetadataCache = {
  controllerId: -1,
  controllerEpoch: 0,
  brokers: emptyMap(),
  topics: emptyMap(),
};

export function aliveBroker(cache: MetadataCache, id: number): CachedBroker | undefined {
  return mapGet(cache.brokers, String(id));
}

/** In order of id. */
export function aliveBrokers(cache: MetadataCache): readonly CachedBroker[] {
  return [...mapEntries(cache.brokers)].map(([, broker]) => broker).sort((a, b) => a.id - b.id);
}

export function cachedTopic(cache: MetadataCache, topic: string): CachedTopic | undefined {
  return mapGet(cache.topics, topic);
}

export function cachedPartition(
  cache: MetadataCache,
  topic: string,
  partition: number,
): UpdateMetadataPartitionState | undefined {
  const found = mapGet(cache.topics, topic);
  return found === undefined ? undefined : mapGet(found.partitions, String(partition));
}

export function partitionCount(cache: MetadataCache, topic: string): number {
  return mapGet(cache.topics, topic)?.partitions.size ?? 0;
}
