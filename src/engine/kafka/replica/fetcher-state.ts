/**
 * A follower's side: what it fetches from each leader.
 *
 * Mirrors: the fields of kafka.server.AbstractFetcherManager, AbstractFetcherThread, PartitionFetchState
 * and org.apache.kafka.clients.FetchSessionHandler, 2.8.0.
 * Read next: fetcher-manager.ts, fetcher-thread.ts.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import type { Chart } from '../../kernel/statechart.ts';
import type { NetworkClientState, Node } from '../client/network-client.ts';
import type { FetchPartition } from '../protocol/produce-fetch.ts';
import type { KafkaRequest } from '../protocol/messages.ts';

export interface FetcherManagerState {
  /** One for each fetcher id, with a node for each leader; see num.replica.fetchers. */
  readonly clients: readonly NetworkClientState[];
  /** By key, `<leader>-<fetcher id>`. */
  readonly threads: PersistentMap<FetcherThread>;
  /** The key of the thread that fetches a partition, by the partition's name. */
  readonly threadOf: PersistentMap<string>;
  /** Names of those that are fetched no more because something went wrong. */
  readonly failed: readonly string[];
}

/** Mirrors ReplicaFetcherThread. Copied by copyThread only. */
export interface FetcherThread {
  readonly key: string;
  readonly fetcherId: number;
  readonly leader: Node;
  /** By name. */
  readonly partitions: PersistentMap<PartitionFetchState>;
  /** Names, in the order in which they came. */
  readonly order: readonly string[];
  /** Whether some partition may be in the state Truncating. */
  readonly isTruncating: boolean;
  readonly session: FetchMetadata;
  /** What the leader knows of the session, by name. */
  readonly sessionPartitions: PersistentMap<SessionPartition>;
  /** Names of those of which the session has to be told. */
  readonly altered: readonly string[];
  /** Reset positions that the leader is asked for before fetching goes on. */
  readonly lookups: readonly OffsetLookup[];
  /** What the thread waits for. */
  readonly waitsFor: FetcherWait;
  /** Sent as it is for as long as there is nothing to tell. */
  readonly emptyRequest: EmptyFetch | null;
}

export type FetcherWait =
  /** Has nothing to fetch. */
  | { readonly type: 'partitions' }
  /** A timer. */
  | { readonly type: 'backoff' }
  /** For the connection, to send this. */
  | { readonly type: 'connection'; readonly send: FetcherRequest; readonly giveUpAtMs: number }
  | { readonly type: 'response'; readonly send: FetcherRequest };

export type FetcherRequest = 'fetch' | 'epochs' | 'offset';

/** Mirrors FetchMetadata: epoch 0: a new session is asked for. */
export interface FetchMetadata {
  readonly sessionId: number;
  readonly epoch: number;
}

export interface SessionPartition {
  readonly topic: string;
  readonly fetch: FetchPartition;
}

/** A fetch that names no partition, apart from the epoch that changes each time. */
export type EmptyFetch = Omit<
  Extract<KafkaRequest, { readonly type: 'FetchRequest' }>,
  'apiVersion' | 'correlationId' | 'clientId' | 'sessionEpoch'
>;

/** ListOffsets for a partition that is out of range: the leader's end, then its start. */
export interface OffsetLookup {
  readonly name: string;
  /** The leader epoch of the fetch that was out of range. */
  readonly requestEpoch: number;
  /** The leader's end, once it is known and not behind this replica's. */
  readonly leaderEndOffset: number | null;
}

export interface PartitionFetchState {
  readonly topic: string;
  readonly partition: number;
  readonly name: string;
  /** Where replica-fetcher.machine.ts stands. */
  readonly chart: Chart;
  readonly fetchOffset: number;
  /** null: not known. */
  readonly lag: number | null;
  readonly currentLeaderEpoch: number;
  /** null: none. */
  readonly lastFetchedEpoch: number | null;
  /** Virtual time until which it is left alone; null: it is not delayed. */
  readonly delayedUntilMs: number | null;
}
