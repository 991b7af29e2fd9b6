/**
 * Fetch sessions: what a leader remembers of followers' fetches, so that these name changes only.
 *
 * Mirrors: kafka.server.FetchSession, CachedPartition, FetchSessionCache, 2.8.0.
 * Read next: fetch-session.ts.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import type { FetchPartition } from '../protocol/produce-fetch.ts';

export interface FetchSessionsState {
  /** By id. */
  readonly sessions: PersistentMap<FetchSession>;
  /** Ids of the sessions that fetch a partition, by its name. */
  readonly watchers: PersistentMap<readonly number[]>;
  /** Id of a follower's session, by the follower's client id. */
  readonly ofClient: PersistentMap<number>;
}

export interface FetchSession {
  readonly id: number;
  readonly clientId: string;
  readonly replicaId: number;
  /** What the next request has to say. */
  readonly epoch: number;
  /** By name. */
  readonly partitions: PersistentMap<CachedPartition>;
  /** Names of those that have to be looked at with the next fetch, in that order. */
  readonly changed: readonly string[];
  /** All of them have to be. */
  readonly isAllChanged: boolean;
  /** Virtual time of the last fetch. */
  readonly lastFetchTimeMs: number;
  /** Virtual time at which all partitions were looked at last. */
  readonly scannedAtMs: number;
  /** The delayed fetch that waits; 0: none. */
  readonly waiting: number;
}

export interface CachedPartition {
  readonly topic: string;
  readonly name: string;
  /** As the follower asked last. */
  readonly fetch: FetchPartition;
  /** What it was told last; -1: nothing, or an error. */
  readonly highWatermark: number;
  readonly logStartOffset: number;
}

export const NO_SESSIONS: FetchSessionsState = {
  sessions: { size: 0, root: null },
  watchers: { size: 0, root: null },
  ofClient: { size: 0, root: null },
};
