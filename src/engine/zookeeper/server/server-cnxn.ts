/**
 * Connections on the client port: taking them, sending on them, closing them.
 *
 * Mirrors: NIOServerCnxnFactory, NIOServerCnxn, ServerCnxn, 3.8.0.
 * Departs: no socket buffers: what is sent counts as sent at once.
 * Read next: client-packets.ts (what arrives), session-setup.ts.
 */
import { mapDelete, mapGet, mapSet, mapValues } from '../../kernel/persistent-map.ts';
import { numberProperty } from '../admin/config.ts';
import { sessionKey } from '../data/database.ts';
import type { ClientReply, ConnectResponse, WatcherEvent } from '../protocol/client-messages.ts';
import type { SessionId } from '../protocol/records.ts';
import { Perms } from '../protocol/records.ts';
import { toHexString } from '../protocol/zxid.ts';
import { isAllowed } from './acl.ts';
import { pollExpired, removeExpiry, updateExpiry } from './expiry-queue.ts';
import { logLine } from '../admin/log-line.ts';
import { count, observe } from './metrics.ts';
import { eventBytes, replyBytes } from './packet-length.ts';
import type { ServerCnxn, ServerTurn } from './server-state.ts';
import { connectionKey } from './server-state.ts';
import { countSent } from './server-stats.ts';
import { ownCnxn, ownServing, ownStats, setConnections } from './state-changes.ts';
import { ownState } from '../../kernel/turn.ts';
import type { FiredWatch } from './watch-manager.ts';
import { removeWatcher } from './watch-manager.ts';

/** Name of the timer that closes idle connections. */
export const CNXN_TIMER = 'connectionExpirer';
/** A connection without a session is closed after this long; also the size of a bucket. */
export const SESSIONLESS_TIMEOUT_MS = 10_000;

/** A client has connected. */
export function acceptCnxn(
  turn: ServerTurn,
  id: number,
  remoteIp: string,
  remotePort: number,
): void {
  const { config, connections } = turn.state;
  const most = config.maxClientCnxns;
  const mostOfAll = numberProperty(config, 'zookeeper.maxCnxns', 0);
  if (mostOfAll > 0 && connections.size >= mostOfAll) {
    const text = `Too many connections ${connections.size} - max is ${mostOfAll}`;
    logLine(turn, 'ERROR', `${acceptThread(turn)}:o.a.z.s.ServerCnxnFactory@326`, text);
    return refuseCnxn(turn, id, `Too many connections max allowed is ${mostOfAll}`);
  }
  if (most > 0 && countFrom(turn, remoteIp) >= most) {
    return refuseCnxn(turn, id, `Too many connections from /${remoteIp} - max is ${most}`);
  }
  const cnxn = newCnxn(id, remoteIp, remotePort, turn.env.wallClockMs);
  setConnections(turn, mapSet(connections, connectionKey(id), cnxn));
  touchCnxn(turn, connectionKey(id), SESSIONLESS_TIMEOUT_MS);
  armCnxnTimer(turn);
}

function acceptThread({ state }: ServerTurn): string {
  const port = state.config.clientPortAddress?.port ?? 0;
  return `NIOServerCxnFactory.AcceptThread:0.0.0.0/0.0.0.0:${port}`;
}

function refuseCnxn(turn: ServerTurn, id: number, why: string): void {
  count(turn, 'connection_rejected');
  const text = `Message:Error accepting new connection: ${why} Value:null`;
  logLine(turn, 'WARN', `${acceptThread(turn)}:o.a.z.s.NIOServerCnxnFactory@86`, text);
  turn.effects.push({ type: 'close', connection: id });
}

function newCnxn(
  id: number,
  remoteIp: string,
  remotePort: number,
  wallClockMs: number,
): ServerCnxn {
  return {
    id,
    remoteIp,
    remotePort,
    isInitialized: false,
    sessionId: 0n,
    sessionKey: sessionKey(0n),
    sessionTimeoutMs: SESSIONLESS_TIMEOUT_MS,
    isReadOnly: false,
    isAwaitingSession: false,
    pending: [],
    authInfo: [{ scheme: 'ip', id: remoteIp }],
    establishedMs: Math.floor(wallClockMs),
    outstandingRequests: 0,
    packetsReceived: 0,
    packetsSent: 0,
    minLatency: 0,
    maxLatency: 0,
    totalLatency: 0,
    latencyCount: 0,
    lastOperation: 'null',
    lastCxid: 0,
    lastZxid: 0n,
    lastResponseTimeMs: 0,
    lastLatency: 0,
  };
}

function countFrom(turn: ServerTurn, remoteIp: string): number {
  let count = 0;
  for (const cnxn of mapValues(turn.state.connections)) if (cnxn.remoteIp === remoteIp) count++;
  return count;
}

/** The connection, while it is open. */
export function cnxnOf(turn: ServerTurn, connection: number): ServerCnxn | undefined {
  return mapGet(turn.state.connections, connectionKey(connection));
}

/** Something was read: the connection is not idle. */
export function touchCnxn(turn: ServerTurn, key: string, timeoutMs: number): void {
  const queue = turn.state.cnxnExpiryQueue;
  const cnxnExpiryQueue = updateExpiry(queue, key, timeoutMs, Math.floor(turn.env.nowMs));
  if (cnxnExpiryQueue !== queue) ownState(turn).cnxnExpiryQueue = cnxnExpiryQueue;
}

/** Binds a session to a connection. */
export function setSessionId(turn: ServerTurn, cnxn: ServerCnxn, sessionId: SessionId): ServerCnxn {
  const key = sessionKey(sessionId);
  const bound = ownCnxn(turn, cnxn);
  bound.sessionId = sessionId;
  bound.sessionKey = key;
  const server = ownServing(turn);
  server.sessionConnections = mapSet(server.sessionConnections, key, cnxn.id);
  return bound;
}

/** Closes a connection from this side, behind everything that was sent on it. */
export function closeCnxn(turn: ServerTurn, connection: number): void {
  if (cnxnOf(turn, connection) === undefined) return;
  forgetCnxn(turn, connection);
  turn.effects.push({ type: 'close', connection });
}

/** Closes a connection for what came on it. */
export function closeFor(turn: ServerTurn, cnxn: ServerCnxn, cause: string): void {
  logLine(
    turn,
    'WARN',
    `${workerThread(cnxn)}:o.a.z.s.NIOServerCnxn@380`,
    `Close of session 0x${sessionKey(cnxn.sessionId)}\njava.io.IOException: ${cause}`,
  );
  closeCnxn(turn, cnxn.id);
}

/** Closes the connection that serves a session here; false when none does. */
export function closeSessionCnxn(turn: ServerTurn, sessionId: SessionId): boolean {
  const { server } = turn.state;
  const connection =
    server === null ? undefined : mapGet(server.sessionConnections, sessionKey(sessionId));
  if (connection === undefined) return false;
  closeCnxn(turn, connection);
  return true;
}

/**
 * Nothing is read from a connection until its session is made, not even its end; and a read-only server
 * never makes one.
 */
function isDeaf({ state }: ServerTurn, cnxn: ServerCnxn): boolean {
  return cnxn.isAwaitingSession && state.server?.pipeline === 'readOnly';
}

/** The client's end is gone. */
export function onCnxnClosed(turn: ServerTurn, connection: number): void {
  const cnxn = cnxnOf(turn, connection);
  if (cnxn === undefined || isDeaf(turn, cnxn)) return;
  count(turn, 'connection_drop_count');
  forgetCnxn(turn, connection);
  turn.effects.push({ type: 'close', connection });
  // A closed port probe is as good as a four-letter word: upstream warns all the same.
  logLine(
    turn,
    'WARN',
    `${workerThread(cnxn)}:o.a.z.s.NIOServerCnxn@371`,
    'Unexpected exception\nEndOfStreamException: Unable to read additional data from client, ' +
      `it probably closed the socket: address = ${remoteAddress(cnxn)}, ` +
      `session = ${toHexString(cnxn.sessionId)}`,
  );
}

function forgetCnxn(turn: ServerTurn, connection: number): void {
  const key = connectionKey(connection);
  const cnxn = mapGet(turn.state.connections, key)!;
  if (turn.state.server !== null) {
    const server = ownServing(turn);
    const { sessionConnections } = server;
    if (mapGet(sessionConnections, cnxn.sessionKey) === connection) {
      server.sessionConnections = mapDelete(sessionConnections, cnxn.sessionKey);
    }
    server.dataWatches = removeWatcher(server.dataWatches, key);
    server.childWatches = removeWatcher(server.childWatches, key);
  }
  const state = ownState(turn);
  state.connections = mapDelete(state.connections, key);
  state.cnxnExpiryQueue = removeExpiry(state.cnxnExpiryQueue, key);
}

/** Closes what was idle for too long. */
export function onCnxnTimer(turn: ServerTurn): void {
  const [cnxnExpiryQueue, expired] = pollExpired(turn.state.cnxnExpiryQueue, turn.env.nowMs);
  ownState(turn).cnxnExpiryQueue = cnxnExpiryQueue;
  if (expired.length > 0) count(turn, 'sessionless_connections_expired', expired.length);
  for (const key of expired) closeCnxn(turn, Number(key));
  armCnxnTimer(turn);
}

function armCnxnTimer(turn: ServerTurn): void {
  const { connections, cnxnExpiryQueue } = turn.state;
  if (connections.size === 0) return;
  const delayMs = cnxnExpiryQueue.nextExpirationMs - turn.env.nowMs;
  turn.effects.push({ type: 'setTimer', name: CNXN_TIMER, delayMs });
}

/** Sends a reply that ends no request (authentication), and counts it. */
export function sendReply(turn: ServerTurn, cnxn: ServerCnxn, reply: ClientReply): void {
  turn.effects.push({ type: 'send', connection: cnxn.id, message: reply });
  noteSent(turn, cnxn, replyBytes(reply));
}

function noteSent(turn: ServerTurn, cnxn: ServerCnxn, bytes: number): void {
  ownCnxn(turn, cnxn).packetsSent++;
  if (turn.state.server !== null) countSent(ownStats(turn), bytes);
}

/** Answers a ConnectRequest. A new session's answer is counted with its transaction. */
export function sendConnectResponse(
  turn: ServerTurn,
  cnxn: ServerCnxn,
  response: ConnectResponse,
  isNew: boolean,
): void {
  turn.effects.push({ type: 'send', connection: cnxn.id, message: response });
  if (!isNew) noteSent(turn, cnxn, -1);
}

/** How many each change told, by what happened. */
function countWatchers(turn: ServerTurn, fired: readonly FiredWatch[]): void {
  let told = 0;
  for (const [index, { eventType, path }] of fired.entries()) {
    told++;
    const next = fired[index + 1];
    if (next?.eventType === eventType && next.path === path) continue;
    const name = watchSummaries[eventType];
    if (name !== undefined) observe(turn, name, told);
    told = 0;
  }
}

const watchSummaries: Readonly<Partial<Record<FiredWatch['eventType'], string>>> = {
  NodeCreated: 'node_created_watch_count',
  NodeDeleted: 'node_deleted_watch_count',
  NodeDataChanged: 'node_changed_watch_count',
  NodeChildrenChanged: 'node_children_watch_count',
};

/** Tells watchers that may read the node, in order. `zxid` is that of the change. */
export function sendEvents(turn: ServerTurn, fired: readonly FiredWatch[], zxid: bigint): void {
  countWatchers(turn, fired);
  for (const { watcher, eventType, path, acl } of fired) {
    const cnxn = mapGet(turn.state.connections, watcher);
    if (cnxn === undefined) continue;
    if (!isAllowed(turn.state.config, acl, Perms.READ, cnxn.authInfo)) continue;
    const message: WatcherEvent = {
      type: 'WatcherEvent',
      kind: 'event',
      xid: -1,
      zxid,
      eventType,
      state: 'SyncConnected',
      path,
    };
    turn.effects.push({ type: 'send', connection: cnxn.id, message });
    noteSent(turn, cnxn, eventBytes(path));
    count(turn, 'watch_bytes', eventBytes(path));
  }
}

/** `/127.0.0.1:41234`. */
export function remoteAddress({ remoteIp, remotePort }: ServerCnxn): string {
  return `/${remoteIp}:${remotePort}`;
}

/** One of the pool's threads, by connection. */
export function workerThread({ id }: ServerCnxn): string {
  return `NIOWorkerThread-${(id % 4) + 1}`;
}
