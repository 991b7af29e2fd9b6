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
  /** Names of those in the state Truncating. */
  readonly truncating: readonly string[];
  /** Names of those that are delayed. */
  readonly delayed: readonly string[];
  readonly session: FetchMetadata;
  /** What the leader knows of the session, by name. */
  readonly sessionPartitions: PersistentMap<SessionPartition>;
  /** Names of those of which the session has to be told. */
  readonly altered: readonly string[];
  /** Reset positions that the leader is asked for before fetching goes on. */
  readonly lookups: readonly OffsetLookup[];
  /** What the thread waits for. */
  readonly waitsFor: FetcherWait;
}

export type FetcherWait =
  /** Has nothing to fetch. */
  | { readonly type: 'partitions' }
  /** A timer; these are delayed for another while when it has run out. */
  | { readonly type: 'backoff'; readonly failed: readonly string[] }
  /** For the connection, to send this. */
  | { readonly type: 'connection'; readonly send: FetcherRequest }
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
