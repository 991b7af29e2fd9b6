/**
 * Replaces parts of a server's state. Objects that change with every message are written out field by
 * field: V8 builds a literal ten to thirty times faster than `{...state, part}`.
 *
 * Mirrors: nothing upstream.
 * Departs: nothing.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import type { Chart } from '../../kernel/statechart.ts';
import type { Database } from '../data/database.ts';
import type { TxnLogState } from '../persistence/txn-log.ts';
import type { QuorumState } from '../quorum/quorum-state.ts';
import type { ExpiryQueue } from './expiry-queue.ts';
import type { Metrics } from './metrics.ts';
import type {
  PrepState,
  ServerCnxn,
  ServerProcessState,
  ServerStats,
  ServerTurn,
  ServingState,
  SessionTrackerState,
  SyncState,
  WatchManagerState,
} from './server-state.ts';

function replace(
  state: ServerProcessState,
  db: Database,
  server: ServingState | null,
  connections: PersistentMap<ServerCnxn>,
  cnxnExpiryQueue: ExpiryQueue,
  disk: TxnLogState,
): ServerProcessState {
  return {
    process: state.process,
    config: state.config,
    chart: state.chart,
    db,
    server,
    counted: state.counted,
    metrics: state.metrics,
    connections,
    cnxnExpiryQueue,
    disk,
    quorum: state.quorum,
    random: state.random,
  };
}

/** Replaces the ensemble part. */
export function setQuorumState(turn: ServerTurn, quorum: QuorumState): void {
  const { state } = turn;
  turn.state = {
    process: state.process,
    config: state.config,
    chart: state.chart,
    db: state.db,
    server: state.server,
    counted: state.counted,
    metrics: state.metrics,
    connections: state.connections,
    cnxnExpiryQueue: state.cnxnExpiryQueue,
    disk: state.disk,
    quorum,
    random: state.random,
  };
}

/** Replaces what is counted by name. */
export function setMetrics(turn: ServerTurn, metrics: Metrics): void {
  const { state } = turn;
  turn.state = {
    process: state.process,
    config: state.config,
    chart: state.chart,
    db: state.db,
    server: state.server,
    counted: state.counted,
    metrics,
    connections: state.connections,
    cnxnExpiryQueue: state.cnxnExpiryQueue,
    disk: state.disk,
    quorum: state.quorum,
    random: state.random,
  };
}

/** Replaces the role. */
export function setChart(turn: ServerTurn, chart: Chart): void {
  const { state } = turn;
  turn.state = {
    process: state.process,
    config: state.config,
    chart,
    db: state.db,
    server: state.server,
    counted: state.counted,
    metrics: state.metrics,
    connections: state.connections,
    cnxnExpiryQueue: state.cnxnExpiryQueue,
    disk: state.disk,
    quorum: state.quorum,
    random: state.random,
  };
}

/** Replaces the database. */
export function setDb(turn: ServerTurn, db: Database): void {
  const { state } = turn;
  const { server, connections, cnxnExpiryQueue, disk } = state;
  turn.state = replace(state, db, server, connections, cnxnExpiryQueue, disk);
}

/** Replaces what exists only while clients are served. */
export function setServing(turn: ServerTurn, server: ServingState | null): void {
  const { state } = turn;
  const { db, connections, cnxnExpiryQueue, disk } = state;
  turn.state = replace(state, db, server, connections, cnxnExpiryQueue, disk);
}

/** Replaces the client connections. */
export function setConnections(turn: ServerTurn, connections: PersistentMap<ServerCnxn>): void {
  const { state } = turn;
  const { db, server, cnxnExpiryQueue, disk } = state;
  turn.state = replace(state, db, server, connections, cnxnExpiryQueue, disk);
}

/** Replaces what a packet changes: connections, their expiry, and what is served. */
export function setTraffic(
  turn: ServerTurn,
  connections: PersistentMap<ServerCnxn>,
  cnxnExpiryQueue: ExpiryQueue,
  server: ServingState | null,
): void {
  const { state } = turn;
  turn.state = replace(state, state.db, server, connections, cnxnExpiryQueue, state.disk);
}

/** Replaces parts of the transaction log's state. */
export function changeTxnLog(turn: ServerTurn, change: Partial<TxnLogState>): void {
  const { disk } = turn.state;
  const { logFile = disk.logFile, fileBefore = disk.fileBefore } = change;
  const { lastSnapshot = disk.lastSnapshot } = change;
  setTxnLog(turn, {
    logFile,
    logBytes: change.logBytes ?? disk.logBytes,
    logChunks: change.logChunks ?? disk.logChunks,
    fileBefore,
    filesToSync: change.filesToSync ?? disk.filesToSync,
    lastZxidSeen: change.lastZxidSeen ?? disk.lastZxidSeen,
    txnCount: change.txnCount ?? disk.txnCount,
    previousLogBytes: change.previousLogBytes ?? disk.previousLogBytes,
    snapshotAboveTxns: change.snapshotAboveTxns ?? disk.snapshotAboveTxns,
    snapshotAboveBytes: change.snapshotAboveBytes ?? disk.snapshotAboveBytes,
    random: change.random ?? disk.random,
    unsyncedSnapshots: change.unsyncedSnapshots ?? disk.unsyncedSnapshots,
    lastSnapshot,
    flushStartedAtMs: change.flushStartedAtMs ?? disk.flushStartedAtMs,
    preallocatesBytes: change.preallocatesBytes ?? disk.preallocatesBytes,
    fsyncTime: change.fsyncTime ?? disk.fsyncTime,
    fsyncThresholdExceedCount: change.fsyncThresholdExceedCount ?? disk.fsyncThresholdExceedCount,
  });
}

/** Replaces the state of the transaction log. */
export function setTxnLog(turn: ServerTurn, disk: TxnLogState): void {
  const { state } = turn;
  const { db, server, connections, cnxnExpiryQueue } = state;
  turn.state = replace(state, db, server, connections, cnxnExpiryQueue, disk);
}

function replaceServing(
  { pipeline, sessionConnections }: ServingState,
  sessions: SessionTrackerState,
  prep: PrepState,
  sync: SyncState,
  dataWatches: WatchManagerState,
  childWatches: WatchManagerState,
  stats: ServerStats,
): ServingState {
  return {
    pipeline,
    sessionConnections,
    sessions,
    prep,
    sync,
    dataWatches,
    childWatches,
    stats,
  };
}

/** With other counters. */
export function withStats(server: ServingState, stats: ServerStats): ServingState {
  const { sessions, prep, sync, dataWatches, childWatches } = server;
  return replaceServing(server, sessions, prep, sync, dataWatches, childWatches, stats);
}

/** With other connections behind the sessions, and what those connections watch. */
export function withSessionConnections(
  server: ServingState,
  sessionConnections: PersistentMap<number>,
  dataWatches: WatchManagerState,
  childWatches: WatchManagerState,
): ServingState {
  const { pipeline, sessions, prep, sync, stats } = server;
  return {
    pipeline,
    sessionConnections,
    sessions,
    prep,
    sync,
    dataWatches,
    childWatches,
    stats,
  };
}

/** Replaces the session tracker. */
export function setTracker(turn: ServerTurn, sessions: SessionTrackerState): void {
  const server = turn.state.server!;
  const { prep, sync, dataWatches, childWatches, stats } = server;
  setServing(turn, replaceServing(server, sessions, prep, sync, dataWatches, childWatches, stats));
}

/** Replaces the state of PrepRequestProcessor. */
export function setPrep(turn: ServerTurn, prep: PrepState): void {
  const server = turn.state.server!;
  const { sessions, sync, dataWatches, childWatches, stats } = server;
  setServing(turn, replaceServing(server, sessions, prep, sync, dataWatches, childWatches, stats));
}

/** Replaces the state of SyncRequestProcessor. */
export function setSync(turn: ServerTurn, sync: SyncState): void {
  const server = turn.state.server!;
  const { sessions, prep, dataWatches, childWatches, stats } = server;
  setServing(turn, replaceServing(server, sessions, prep, sync, dataWatches, childWatches, stats));
}

/** Replaces both watch managers. */
export function setWatches(
  turn: ServerTurn,
  dataWatches: WatchManagerState,
  childWatches: WatchManagerState,
): void {
  const server = turn.state.server!;
  const { sessions, prep, sync, stats } = server;
  setServing(turn, replaceServing(server, sessions, prep, sync, dataWatches, childWatches, stats));
}

/** Replaces the counters; without a running server there are none. */
export function setStats(turn: ServerTurn, stats: ServerStats): void {
  const { server } = turn.state;
  if (server !== null) setServing(turn, withStats(server, stats));
}
