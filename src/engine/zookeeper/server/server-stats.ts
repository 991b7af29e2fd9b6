/**
 * The counters behind srvr, stat, cons and mntr.
 *
 * Mirrors: ServerStats, AvgMinMaxCounter, ServerCnxn's statistics, 3.8.0.
 */
import { emptyMap, mapEntries, mapGet, mapKeys, mapSet } from '../../kernel/persistent-map.ts';
import { NO_VALUES, resetMetrics, withValue } from './metrics.ts';
import type { Mutable } from '../../kernel/turn.ts';
import { ownState } from '../../kernel/turn.ts';
import { ownLog } from '../persistence/txn-log-state.ts';
import { ownStats, setConnections } from './state-changes.ts';
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
 */
export function countReceived(
  stats: Mutable<ServerStats>,
  bytes: number,
  isRequest: boolean,
  isPrepped: boolean,
): void {
  stats.packetsReceived++;
  stats.bytesReceived += bytes;
  if (isRequest) stats.outstandingRequests++;
  if (isPrepped) stats.preppedRequests++;
}

/**
 * A packet of this size went out. Mirrors BufferStats.setLastBufferSize; upstream leaves out answers to
 * ConnectRequests (`bytes` -1).
 */
export function countSent(stats: Mutable<ServerStats>, bytes: number): void {
  stats.packetsSent++;
  const { clientResponseMin: min, clientResponseMax: max } = stats;
  if (bytes !== -1) stats.clientResponseLast = bytes;
  if (min === -1 || (bytes < min && bytes !== -1)) stats.clientResponseMin = bytes;
  if (bytes > max) stats.clientResponseMax = bytes;
}

/** A request was answered: it is not under way any more, and took `latency` milliseconds. */
export function countAnswered(
  stats: Mutable<ServerStats>,
  bytes: number,
  latency: number,
  isUpdate: boolean,
): void {
  countSent(stats, bytes);
  if (stats.latencyCount === 0 || latency < stats.minLatency) stats.minLatency = latency;
  if (latency > stats.maxLatency) stats.maxLatency = latency;
  stats.totalLatency += latency;
  stats.latencyCount++;
  stats.outstandingRequests--;
  if (bytes !== -1) stats.responseBytes += bytes;
  if (isUpdate) stats.updateLatency = withValue(stats.updateLatency, latency);
  else stats.readExtremes = stretched(stats.readExtremes, latency);
}

/** The same object, most of the time. */
function stretched(extremes: LatencyExtremes, latency: number): LatencyExtremes {
  const { min, max } = extremes;
  if (latency >= min && latency <= max) return extremes;
  return { min: Math.min(min, latency), max: Math.max(max, latency) };
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
export function countOperation(cnxn: Mutable<ServerCnxn>, operation: Operation): void {
  const { latency, cxid } = operation;
  if (cxid > 0) cnxn.outstandingRequests--;
  cnxn.packetsSent++;
  if (latency < cnxn.minLatency) cnxn.minLatency = latency;
  if (latency > cnxn.maxLatency) cnxn.maxLatency = latency;
  cnxn.totalLatency += latency;
  cnxn.latencyCount++;
  cnxn.lastOperation = operation.name;
  // Pings and the like do not hide the client's last real operation.
  if (cxid >= 0) cnxn.lastCxid = cxid;
  cnxn.lastZxid = operation.zxid;
  cnxn.lastResponseTimeMs = operation.nowMs;
  cnxn.lastLatency = latency;
}

/** Overhead that upstream adds for the stat of a node that is read. */
const STAT_OVERHEAD_BYTES = 68;

/** A node was read. Mirrors DataTree.updateReadStat. */
export function countRead(turn: ServerTurn, path: string, bytes: number): void {
  if (path.length < 2) return;
  const stats = ownStats(turn);
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
  stats.readPerNamespace = mapSet(stats.readPerNamespace, top, summary);
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
  ownLog(turn).fsyncTime = nothing;
  Object.assign(ownStats(turn), emptyStats(startTimeMs, counted), {
    outstandingRequests,
    authFailed,
  });
  const { quorum } = turn.state;
  if (quorum === null || quorum.leader === null) return;
  const leader = { ...quorum.leader, proposalSizes: { last: -1, min: -1, max: -1 } };
  ownState(turn).quorum = { ...quorum, leader };
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
