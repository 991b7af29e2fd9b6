/**
 * Everything a server process keeps in memory, as plain data, in parts small enough that a message
 * replaces three to five of them.
 *
 * Mirrors: QuorumPeerMain, ZooKeeperServer, NIOServerCnxnFactory, ServerStats, 3.8.0.
 * Read next: zookeeper-server.ts (the behavior), session-tracker.ts, watch-manager.ts.
 */
import type { ProcessInfo } from '../../kernel/behavior.ts';
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import type { RandomState } from '../../kernel/random.ts';
import type { Chart } from '../../kernel/statechart.ts';
import type { OwningTurn } from '../../kernel/turn.ts';
import type { QuorumPeerConfig } from '../admin/config-types.ts';
import type { Database, StatPersisted } from '../data/database.ts';
import type { PersistentQueue } from '../../kernel/persistent-queue.ts';
import type { TxnLogState } from '../persistence/txn-log-state.ts';
import type { Acl, Id, SessionId } from '../protocol/records.ts';
import type { Zxid } from '../protocol/zxid.ts';
import type { QuorumState } from '../quorum/quorum-state.ts';
import type { ExpiryQueue } from './expiry-queue.ts';
import type { Request } from './request.ts';

/** The whole memory of a `QuorumPeerMain` process. */
export interface ServerProcessState {
  readonly process: ProcessInfo;
  readonly config: QuorumPeerConfig;
  /** The role: standalone, looking, following, leading, observing … */
  readonly chart: Chart;
  readonly db: Database;
  /** What exists only while clients are served; null: every four-letter word says so. */
  readonly server: ServingState | null;
  /** What the server's former roles counted by name; null during the first. */
  readonly counted: CountedByName | null;
  readonly metrics: Metrics;
  /** Connections on the client port, open whether or not clients are served. By connectionKey. */
  readonly connections: PersistentMap<ServerCnxn>;
  /** connectionKeys of idle connections, closed when nothing comes in time (`dump` lists them). */
  readonly cnxnExpiryQueue: ExpiryQueue;
  readonly disk: TxnLogState;
  /** Null when standalone. */
  readonly quorum: QuorumState | null;
  readonly random: RandomState;
}

/** The scratch pad that every handler of the server takes. */
export type ServerTurn = OwningTurn<ServerProcessState>;

/** Which chain of request processors serves clients. */
export type PipelineName = 'standalone' | 'leader' | 'follower' | 'observer' | 'readOnly';

/** What a running ZooKeeperServer holds besides the database. */
export interface ServingState {
  readonly pipeline: PipelineName;
  /** Session (see sessionKey) to the connection that serves it here. */
  readonly sessionConnections: PersistentMap<number>;
  readonly sessions: SessionTrackerState;
  readonly prep: PrepState;
  readonly sync: SyncState;
  readonly dataWatches: WatchManagerState;
  readonly childWatches: WatchManagerState;
  readonly stats: ServerStats;
}

/** One connection on the client port. Mirrors ServerCnxn and NIOServerCnxn. */
export interface ServerCnxn {
  readonly id: number;
  readonly remoteIp: string;
  readonly remotePort: number;
  /** False until the ConnectRequest was taken. */
  readonly isInitialized: boolean;
  /** 0n until a session is attached. */
  readonly sessionId: SessionId;
  /** `sessionKey(sessionId)`, kept because every packet needs it. */
  readonly sessionKey: string;
  readonly sessionTimeoutMs: number;
  readonly isReadOnly: boolean;
  /** The session is not confirmed yet: what the client sends meanwhile waits here. */
  readonly isAwaitingSession: boolean;
  readonly pending: readonly unknown[];
  readonly authInfo: readonly Id[];
  /** Wall clock, milliseconds since 1970. */
  readonly establishedMs: number;
  /** Requests submitted and not answered (`queued` of `cons`). */
  readonly outstandingRequests: number;
  readonly packetsReceived: number;
  readonly packetsSent: number;
  /** 0 on a fresh connection, as upstream; Infinity after `crst`. */
  readonly minLatency: number;
  readonly maxLatency: number;
  readonly totalLatency: number;
  readonly latencyCount: number;
  readonly lastOperation: string;
  readonly lastCxid: number;
  readonly lastZxid: Zxid;
  /** Elapsed time of the last response, milliseconds. */
  readonly lastResponseTimeMs: number;
  readonly lastLatency: number;
}

/** Key of a connection in maps. */
export function connectionKey(connection: number): string {
  return String(connection);
}

/** Sessions as their owner tracks them. Mirrors SessionTrackerImpl; learners use `touchTable` only. */
export interface SessionTrackerState {
  readonly nextSessionId: SessionId;
  /** By sessionKey. Global sessions (standalone and leader only). */
  readonly sessions: PersistentMap<TrackedSession>;
  /** sessionKeys in buckets of one tick. */
  readonly expiryQueue: ExpiryQueue;
  /** Learner: sessions heard since the last ping to the leader, with their timeouts. */
  readonly touchTable: PersistentMap<number>;
  /** Sessions that only this server knows; null: localSessionsEnabled is off. */
  readonly local: LocalSessions | null;
}

/** One global session. Mirrors SessionTrackerImpl.SessionImpl. */
export interface TrackedSession {
  readonly sessionId: SessionId;
  readonly timeoutMs: number;
  readonly isClosing: boolean;
  /** See Request.owner. Null until the first request. */
  readonly owner: number | null;
}

/** Mirrors PrepRequestProcessor and ZooKeeperServer's hzxid and outstandingChanges. */
export interface PrepState {
  /** The last zxid given out. */
  readonly hzxid: Zxid;
  /** Changes that are decided and not applied, oldest first. */
  readonly outstandingChanges: PersistentQueue<ChangeRecord>;
  /** The newest outstanding change of each path. */
  readonly outstandingChangesForPath: PersistentMap<ChangeRecord>;
  /** How many records came in this role, and how many went. */
  readonly changesQueued: number;
  readonly changesRemoved: number;
}

/** What a node will be once the change of `zxid` is applied. Mirrors ZooKeeperServer.ChangeRecord. */
export interface ChangeRecord {
  readonly zxid: Zxid;
  readonly path: string;
  /** Null: the node will be gone. */
  readonly stat: StatPersisted | null;
  readonly childCount: number;
  readonly acl: readonly Acl[] | null;
  readonly data: string | null;
}

/** Mirrors SyncRequestProcessor: group commit. */
export interface SyncState {
  /** Appended, waiting for the next flush. */
  readonly toFlush: PersistentQueue<Request>;
  /** In the flush that is running, oldest first; empty when none runs. */
  readonly flushing: readonly Request[];
  /** Number of the last flush, part of its token. */
  readonly flushCount: number;
  readonly batchSizes: ByteSummary;
}

/** Mirrors WatcherMode. */
export type WatcherMode = 'STANDARD' | 'PERSISTENT' | 'PERSISTENT_RECURSIVE';

/** Mirrors WatchManager; a watcher is a connection (connectionKey). */
export interface WatchManagerState {
  /** Path to watchers with their modes. */
  readonly watchTable: PersistentMap<PersistentMap<WatcherMode>>;
  /** Watcher to its paths, each with the number of its arrival. */
  readonly watch2Paths: PersistentMap<PersistentMap<number>>;
  /** How many watches have come since the start. */
  readonly arrivals: number;
  /** How many recursive watches there are; 0 spares the walk to the root. */
  readonly recursiveQty: number;
  /** How many (path, watcher) pairs there are. */
  readonly size: number;
}

/** Mirrors ServerStats: what srvr, stat and mntr print. */
export interface ServerStats {
  /** Virtual time of the start, whole milliseconds. */
  readonly startTimeMs: number;
  readonly packetsReceived: number;
  readonly packetsSent: number;
  readonly minLatency: number;
  readonly maxLatency: number;
  readonly totalLatency: number;
  readonly latencyCount: number;
  /** requestsInProcess: what `Outstanding` prints. */
  readonly outstandingRequests: number;
  readonly authFailed: number;
  readonly clientResponseLast: number;
  readonly clientResponseMin: number;
  readonly clientResponseMax: number;
  /** What clients sent, and what answers to requests took. */
  readonly bytesReceived: number;
  readonly responseBytes: number;
  /** Requests of own clients that went to the first processor of a server that decides. */
  readonly preppedRequests: number;
  /** Of the answers above those to requests with a transaction; and the extremes of the others. */
  readonly updateLatency: ByteSummary;
  readonly readExtremes: LatencyExtremes;
  readonly quotaExceeded: PersistentMap<number>;
  /** Bytes read below each top-level node. Mirrors READ_PER_NAMESPACE. */
  readonly readPerNamespace: PersistentMap<NamespaceSummary>;
}

/** Least and greatest; none yet: Infinity and -Infinity. */
export interface LatencyExtremes {
  readonly min: number;
  readonly max: number;
}

/** What outlives a role: upstream keeps these in tables of the process. */
export type CountedByName = Pick<ServerStats, 'quotaExceeded' | 'readPerNamespace'>;

/** Mirrors AvgMinMaxCounter. */
export interface ByteSummary {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

/** One of AvgMinMaxCounterSet's. */
export interface NamespaceSummary extends ByteSummary {
  /** How many names had come before. */
  readonly arrival: number;
}

/** The local sessions of one server; plain data. */
export interface LocalSessions {
  /** By sessionKey. */
  readonly sessions: PersistentMap<TrackedSession>;
  readonly expiryQueue: ExpiryQueue;
  /** Sessions whose upgrade is on its way, with their timeouts. */
  readonly upgrading: PersistentMap<number>;
}

/** Counters and summaries by the names that `mntr` prints, without `zk_`. */
export interface Metrics {
  readonly counters: PersistentMap<number>;
  readonly summaries: PersistentMap<ByteSummary>;
  /** When this server began to look for a leader; null while it serves. */
  readonly unavailableSinceMs: number | null;
  /** When this learner began to synchronize. */
  readonly syncingSinceMs: number;
}
