/**
 * What a broker knows of the whole cluster, from the controller's UpdateMetadata.
 *
 * Mirrors: kafka.server.ZkMetadataCache, 2.8.0.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import {
  emptyMap,
  mapDelete,
  mapEntries,
  mapFrom,
  mapGet,
  mapSet,
} from '../../kernel/persistent-map.ts';
import type {
  UpdateMetadataBroker,
  UpdateMetadataPartitionState,
  UpdateMetadataRequest,
} from '../protocol/controller.ts';
import { LEADER_DURING_DELETE } from '../protocol/controller-ids.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';

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

export interface MetadataUpdate {
  readonly cache: MetadataCache;
  /** Partitions whose topic is being deleted. */
  readonly deleted: readonly TopicPartition[];
}

/** ZkMetadataCache.updateMetadata: all brokers anew, and what the request says of partitions. */
export function updatedMetadata(
  cache: MetadataCache,
  request: Pick<
    UpdateMetadataRequest,
    'controllerId' | 'controllerEpoch' | 'liveBrokers' | 'topicStates'
  >,
): MetadataUpdate {
  let { topics } = cache;
  const deleted: TopicPartition[] = [];
  for (const { topicName, topicId, partitionStates } of request.topicStates) {
    const known = mapGet(topics, topicName);
    let partitions = known?.partitions ?? emptyMap<UpdateMetadataPartitionState>();
    for (const state of partitionStates) {
      const key = String(state.partitionIndex);
      if (state.leader === LEADER_DURING_DELETE) {
        partitions = mapDelete(partitions, key);
        deleted.push({ topic: topicName, partition: state.partitionIndex });
      } else partitions = mapSet(partitions, key, state);
    }
    topics =
      partitions.size === 0
        ? mapDelete(topics, topicName)
        : mapSet(topics, topicName, {
            name: topicName,
            topicId: topicId === '' ? (known?.topicId ?? '') : topicId,
            partitions,
          });
  }
  const brokers = mapFrom(
    request.liveBrokers.flatMap((broker) => {
      const cached = cachedBroker(broker);
      return cached === null ? [] : [[String(broker.id), cached] as const];
    }),
  );
  const { controllerId, controllerEpoch } = request;
  return { cache: { controllerId, controllerEpoch, brokers, topics }, deleted };
}

function cachedBroker({ id, endpoints, rack }: UpdateMetadataBroker): CachedBroker | null {
  const endpoint = endpoints.find(({ listener }) => listener === 'PLAINTEXT') ?? endpoints[0];
  return endpoint === undefined ? null : { id, host: endpoint.host, port: endpoint.port, rack };
}
