/**
 * The counters behind srvr, stat, cons and mntr.
 *
 * Mirrors: ServerStats, AvgMinMaxCounter, ServerCnxn's statistics, 3.8.0.
 * Departs: nothing.
 */
import { emptyMap, mapEntries, mapGet, mapKeys, mapSet } from '../../kernel/persistent-map.ts';
import { NO_VALUES, resetMetrics, withValue } from './metrics.ts';
import { changeTxnLog, setConnections, setQuorumState, setStats } from './state-changes.ts';
import type { Zxid } from '../protocol/zxid.ts';
import type {
  CountedByName,
  LatencyExtremes,
  ServerCnxn,
  ServerStats,
  ServerTurn,
} from './server-state.ts';

const NO_EXTREMES: LatencyExtremes = { min: Infinity, max: -Infinity };

/** Nothing counted yet. */
export function emptyStats(startTimeMs: number, counted: CountedByName | null = null): ServerStats {
  return {
    startTimeMs,
    packetsReceived: 0,
    packetsSent: 0,
    minLatency: 0,
    maxLatency: 0,
    totalLatency: 0,
    latencyCount: 0,
    outstandingRequests: 0,
    authFailed: 0,
    clientResponseLast: -1,
    clientResponseMin: -1,
    clientResponseMax: -1,
    bytesReceived: 0,
    responseBytes: 0,
    preppedRequests: 0,
    updateLatency: NO_VALUES,
    readExtremes: NO_EXTREMES,
    quotaExceeded: counted?.quotaExceeded ?? emptyMap(),
    readPerNamespace: counted?.readPerNamespace ?? emptyMap(),
  };
}

/**
 * A packet came in. `isRequest`: it is on its way through the processors now; `isPrepped`: through the
 * one that decides, too.
 *
 * This and the two below are written out field by field: they run for every packet, and V8 copies a
 * literal several times faster than a spread with changes.
 */
export function withReceived(
  stats: ServerStats,
  bytes: number,
  isRequest: boolean,
  isPrepped: boolean,
): ServerStats {
  return {
    startTimeMs: stats.startTimeMs,
    packetsReceived: stats.packetsReceived + 1,
    packetsSent: stats.packetsSent,
    minLatency: stats.minLatency,
    maxLatency: stats.maxLatency,
    totalLatency: stats.totalLatency,
    latencyCount: stats.latencyCount,
    outstandingRequests: isRequest ? stats.outstandingRequests + 1 : stats.outstandingRequests,
    authFailed: stats.authFailed,
    clientResponseLast: stats.clientResponseLast,
    clientResponseMin: stats.clientResponseMin,
    clientResponseMax: stats.clientResponseMax,
    bytesReceived: stats.bytesReceived + bytes,
    responseBytes: stats.responseBytes,
    preppedRequests: isPrepped ? stats.preppedRequests + 1 : stats.preppedRequests,
    updateLatency: stats.updateLatency,
    readExtremes: stats.readExtremes,
    quotaExceeded: stats.quotaExceeded,
    readPerNamespace: stats.readPerNamespace,
  };
}

/**
 * A packet of this size went out. Mirrors BufferStats.setLastBufferSize; upstream leaves out answers to
 * ConnectRequests (`bytes` -1).
 */
export function withSent(stats: ServerStats, bytes: number): ServerStats {
  const { clientResponseMin: min, clientResponseMax: max } = stats;
  return {
    startTimeMs: stats.startTimeMs,
    packetsReceived: stats.packetsReceived,
    packetsSent: stats.packetsSent + 1,
    minLatency: stats.minLatency,
    maxLatency: stats.maxLatency,
    totalLatency: stats.totalLatency,
    latencyCount: stats.latencyCount,
    outstandingRequests: stats.outstandingRequests,
    authFailed: stats.authFailed,
    clientResponseLast: bytes === -1 ? stats.clientResponseLast : bytes,
    clientResponseMin: min === -1 || (bytes < min && bytes !== -1) ? bytes : min,
    clientResponseMax: bytes > max ? bytes : max,
    bytesReceived: stats.bytesReceived,
    responseBytes: stats.responseBytes,
    preppedRequests: stats.preppedRequests,
    updateLatency: stats.updateLatency,
    readExtremes: stats.readExtremes,
    quotaExceeded: stats.quotaExceeded,
    readPerNamespace: stats.readPerNamespace,
  };
}

/** A request was answered: it is not under way any more, and took `latency` milliseconds. */
export function withAnswered(
  stats: ServerStats,
  bytes: number,
  latency: number,
  isUpdate: boolean,
): ServerStats {
  const { clientResponseMin: min, clientResponseMax: max } = stats;
  return {
    startTimeMs: stats.startTimeMs,
    packetsReceived: stats.packetsReceived,
    packetsSent: stats.packetsSent + 1,
    minLatency: stats.latencyCount === 0 || latency < stats.minLatency ? latency : stats.minLatency,
    maxLatency: latency > stats.maxLatency ? latency : stats.maxLatency,
    totalLatency: stats.totalLatency + latency,
    latencyCount: stats.latencyCount + 1,
    outstandingRequests: stats.outstandingRequests - 1,
    authFailed: stats.authFailed,
    clientResponseLast: bytes === -1 ? stats.clientResponseLast : bytes,
    clientResponseMin: min === -1 || (bytes < min && bytes !== -1) ? bytes : min,
    clientResponseMax: bytes > max ? bytes : max,
    bytesReceived: stats.bytesReceived,
    responseBytes: stats.responseBytes + (bytes === -1 ? 0 : bytes),
    preppedRequests: stats.preppedRequests,
    updateLatency: isUpdate ? withValue(stats.updateLatency, latency) : stats.updateLatency,
    readExtremes: isUpdate ? stats.readExtremes : stretched(stats.readExtremes, latency),
    quotaExceeded: stats.quotaExceeded,
    readPerNamespace: stats.readPerNamespace,
  };
}

/** The same object, most of the time. */
function stretched(extremes: LatencyExtremes, latency: number): LatencyExtremes {
  const { min, max } = extremes;
  if (latency >= min && latency <= max) return extremes;
  return { min: Math.min(min, latency), max: Math.max(max, latency) };
}

/** Of a connection: a packet came in; `isOutstanding`: it has an xid of its own. */
export function cnxnReceived(cnxn: ServerCnxn, isOutstanding: boolean): ServerCnxn {
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
    outstandingRequests: isOutstanding ? cnxn.outstandingRequests + 1 : cnxn.outstandingRequests,
    packetsReceived: cnxn.packetsReceived + 1,
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

/** What an answer leaves in a connection's statistics. */
export interface Operation {
  readonly name: string;
  readonly cxid: number;
  readonly zxid: Zxid;
  readonly nowMs: number;
  readonly latency: number;
}

/** Of a connection: a request was answered. */
export function cnxnAnswered(cnxn: ServerCnxn, operation: Operation): ServerCnxn {
  const { latency, cxid } = operation;
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
    outstandingRequests: cxid > 0 ? cnxn.outstandingRequests - 1 : cnxn.outstandingRequests,
    packetsReceived: cnxn.packetsReceived,
    packetsSent: cnxn.packetsSent + 1,
    minLatency: latency < cnxn.minLatency ? latency : cnxn.minLatency,
    maxLatency: latency > cnxn.maxLatency ? latency : cnxn.maxLatency,
    totalLatency: cnxn.totalLatency + latency,
    latencyCount: cnxn.latencyCount + 1,
    lastOperation: operation.name,
    // Pings and the like do not hide the client's last real operation.
    lastCxid: cxid >= 0 ? cxid : cnxn.lastCxid,
    lastZxid: operation.zxid,
    lastResponseTimeMs: operation.nowMs,
    lastLatency: latency,
  };
}

/** Overhead that upstream adds for the stat of a node that is read. */
const STAT_OVERHEAD_BYTES = 68;

/** A node was read. Mirrors DataTree.updateReadStat. */
export function withRead(stats: ServerStats, path: string, bytes: number): ServerStats {
  if (path.length < 2) return stats;
  const end = path.indexOf('/', 1);
  const top = end === -1 ? path.slice(1) : path.slice(1, end);
  const read = path.length + bytes + STAT_OVERHEAD_BYTES;
  const known = mapGet(stats.readPerNamespace, top);
  const arrival = known === undefined ? stats.readPerNamespace.size : known.arrival;
  const summary =
    known === undefined || known.count === 0
      ? { count: 1, sum: read, min: read, max: read, arrival }
      : {
          count: known.count + 1,
          sum: known.sum + read,
          min: read < known.min ? read : known.min,
          max: read > known.max ? read : known.max,
          arrival,
        };
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
    readPerNamespace: mapSet(stats.readPerNamespace, top, summary),
  };
}

/** What `srst` does: what was counted by name keeps its names. */
export function resetServerStats(turn: ServerTurn): void {
  const { server } = turn.state;
  if (server === null) return;
  const { startTimeMs, outstandingRequests, authFailed } = server.stats;
  let { readPerNamespace, quotaExceeded } = server.stats;
  const nothing = { count: 0, sum: 0, min: 0, max: 0 };
  for (const [top, { arrival }] of [...mapEntries(readPerNamespace)]) {
    readPerNamespace = mapSet(readPerNamespace, top, { ...nothing, arrival });
  }
  for (const top of [...mapKeys(quotaExceeded)]) quotaExceeded = mapSet(quotaExceeded, top, 0);
  const counted = { quotaExceeded, readPerNamespace };
  resetMetrics(turn);
  changeTxnLog(turn, { fsyncTime: nothing });
  setStats(turn, { ...emptyStats(startTimeMs, counted), outstandingRequests, authFailed });
  const { quorum } = turn.state;
  if (quorum === null || quorum.leader === null) return;
  const leader = { ...quorum.leader, proposalSizes: { last: -1, min: -1, max: -1 } };
  setQuorumState(turn, { ...quorum, leader });
}

/** What `crst` does. */
export function resetConnectionStats(turn: ServerTurn): void {
  let { connections } = turn.state;
  for (const [key, cnxn] of [...mapEntries(connections)]) {
    connections = mapSet(connections, key, withResetStats(cnxn));
  }
  setConnections(turn, connections);
}

function withResetStats(cnxn: ServerCnxn): ServerCnxn {
  return {
    ...cnxn,
    packetsReceived: 0,
    packetsSent: 0,
    minLatency: Infinity,
    maxLatency: 0,
    totalLatency: 0,
    latencyCount: 0,
    lastOperation: 'NA',
    lastCxid: -1,
    lastZxid: -1n,
    lastResponseTimeMs: 0,
    lastLatency: 0,
  };
}
