/**
 * The counters behind srvr, stat, cons and mntr.
 *
 * Mirrors: ServerStats, AvgMinMaxCounter, ServerCnxn's statistics, 3.8.0.
 * Departs: nothing.
 */
import { mapEntries, mapSet } from '../../kernel/persistent-map.ts';
import type { ServerCnxn, ServerStats, ServerTurn } from './server-state.ts';

/** Nothing counted yet. */
export function emptyStats(startTimeMs: number): ServerStats {
  return {
    startTimeMs,
    packetsReceived: 0,
    packetsSent: 0,
    minLatency: Infinity,
    maxLatency: 0,
    totalLatency: 0,
    latencyCount: 0,
    outstandingRequests: 0,
    authFailed: 0,
    clientResponseLast: -1,
    clientResponseMin: -1,
    clientResponseMax: -1,
    quotaExceeded: 0,
  };
}

/** Replaces the counters; without a running server there are none. */
export function setStats(turn: ServerTurn, stats: ServerStats): void {
  const { server } = turn.state;
  if (server !== null) turn.state = { ...turn.state, server: { ...server, stats } };
}

/** The size of a reply or an event in bytes. Mirrors BufferStats.setLastBufferSize. */
export function withResponseSize(stats: ServerStats, bytes: number): ServerStats {
  const { clientResponseMin, clientResponseMax } = stats;
  return {
    ...stats,
    packetsSent: stats.packetsSent + 1,
    clientResponseLast: bytes,
    clientResponseMin:
      clientResponseMin === -1 || bytes < clientResponseMin ? bytes : clientResponseMin,
    clientResponseMax: bytes > clientResponseMax ? bytes : clientResponseMax,
  };
}

/** What `srst` does. */
export function resetServerStats(turn: ServerTurn): void {
  const { server } = turn.state;
  if (server === null) return;
  const { startTimeMs, outstandingRequests, authFailed } = server.stats;
  setStats(turn, { ...emptyStats(startTimeMs), outstandingRequests, authFailed });
}

/** What `crst` does. */
export function resetConnectionStats(turn: ServerTurn): void {
  let { connections } = turn.state;
  for (const [key, cnxn] of [...mapEntries(connections)]) {
    connections = mapSet(connections, key, withResetStats(cnxn));
  }
  turn.state = { ...turn.state, connections };
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
