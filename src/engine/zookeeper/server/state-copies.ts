/**
 * Copies of the parts of a server's state, field by field: a copy made by spreading would be ten times dearer,
 * because a spread of what was itself spread has a shape of its own each time.
 *
 * Read next: state-changes.ts.
 */
import type { Mutable } from '../../kernel/turn.ts';
import type {
  Metrics,
  PrepState,
  ServerCnxn,
  ServerProcessState,
  ServerStats,
  ServingState,
  SessionTrackerState,
  SyncState,
} from './server-state.ts';

export function copyState(state: ServerProcessState): Mutable<ServerProcessState> {
  return {
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
    quorum: state.quorum,
    random: state.random,
  };
}

export function copyServing(server: ServingState): Mutable<ServingState> {
  return {
    pipeline: server.pipeline,
    sessionConnections: server.sessionConnections,
    sessions: server.sessions,
    prep: server.prep,
    sync: server.sync,
    dataWatches: server.dataWatches,
    childWatches: server.childWatches,
    stats: server.stats,
  };
}

export function copyStats(stats: ServerStats): Mutable<ServerStats> {
  return {
    startTimeMs: stats.startTimeMs,
    packetsReceived: stats.packetsReceived,
    packetsSent: stats.packetsSent,
    minLatency: stats.minLatency,
    maxLatency: stats.maxLatency,
    totalLatency: stats.totalLatency,
    latencyCount: stats.latencyCount,
    outstandingRequests: stats.outstandingRequests,
    authFailed: stats.authFailed,
    clientResponseLast: stats.clientResponseLast,
    clientResponseMin: stats.clientResponseMin,
    clientResponseMax: stats.clientResponseMax,
    bytesReceived: stats.bytesReceived,
    responseBytes: stats.responseBytes,
    preppedRequests: stats.preppedRequests,
    updateLatency: stats.updateLatency,
    readExtremes: stats.readExtremes,
    quotaExceeded: stats.quotaExceeded,
    readPerNamespace: stats.readPerNamespace,
  };
}

export function copyTracker(sessions: SessionTrackerState): Mutable<SessionTrackerState> {
  return {
    nextSessionId: sessions.nextSessionId,
    sessions: sessions.sessions,
    expiryQueue: sessions.expiryQueue,
    touchTable: sessions.touchTable,
    local: sessions.local,
  };
}

export function copyPrep(prep: PrepState): Mutable<PrepState> {
  return {
    hzxid: prep.hzxid,
    outstandingChanges: prep.outstandingChanges,
    outstandingChangesForPath: prep.outstandingChangesForPath,
    changesQueued: prep.changesQueued,
    changesRemoved: prep.changesRemoved,
  };
}

export function copySync(sync: SyncState): Mutable<SyncState> {
  return {
    toFlush: sync.toFlush,
    flushing: sync.flushing,
    flushCount: sync.flushCount,
    batchSizes: sync.batchSizes,
  };
}

export function copyMetrics(metrics: Metrics): Mutable<Metrics> {
  return {
    counters: metrics.counters,
    summaries: metrics.summaries,
    unavailableSinceMs: metrics.unavailableSinceMs,
    syncingSinceMs: metrics.syncingSinceMs,
  };
}

export function copyCnxn(cnxn: ServerCnxn): Mutable<ServerCnxn> {
  return {
    id: cnxn.id,
    remoteIp: cnxn.remoteIp,
    remotePort: cnxn.remotePort,
    isInitialized: cnxn.isInitialized,
    sessionId: cnxn.sessionId,
    sessionKey: cnxn.sessionKey,
    sessionTimeoutMs: cnxn.sessionTimeoutMs,
    isReadOnly: cnxn.isReadOnly,
    isAwaitingSession: cnxn.isAwaitingSession,
    pending: cnxn.pending,
    authInfo: cnxn.authInfo,
    establishedMs: cnxn.establishedMs,
    outstandingRequests: cnxn.outstandingRequests,
    packetsReceived: cnxn.packetsReceived,
    packetsSent: cnxn.packetsSent,
    minLatency: cnxn.minLatency,
    maxLatency: cnxn.maxLatency,
    totalLatency: cnxn.totalLatency,
    latencyCount: cnxn.latencyCount,
    lastOperation: cnxn.lastOperation,
    lastCxid: cnxn.lastCxid,
    lastZxid: cnxn.lastZxid,
    lastResponseTimeMs: cnxn.lastResponseTimeMs,
    lastLatency: cnxn.lastLatency,
  };
}
