/**
 * Keeps a client connected: chooses servers, opens connections and sessions, sends pings, notices
 * silence, backs off.
 *
 * Mirrors: ClientCnxn.SendThread (run, startConnect, primeConnection, onConnected, cleanup) and
 * ClientCnxnSocketNIO, 3.8.0.
 * Departs: SASL is left out; SetWatches packets keep xid -8 on the wire.
 * Read next: client-connection.machine.ts, packets.ts.
 */
import { nextInteger } from '../../kernel/random.ts';
import { stepChart } from '../../kernel/statechart.ts';
import type { ConnectRequest, ConnectResponse } from '../protocol/client-messages.ts';
import { toHexString } from '../protocol/zxid.ts';
import type { ClientConnectionEvent } from './client-connection.machine.ts';
import { clientConnectionMachine } from './client-connection.machine.ts';
import { javaAddress, logClient, logResolver, logSendThread } from './client-log.ts';
import type { ClientStates, ClientTurn } from './client-state.ts';
import { ownLink, ownSession, ownTraffic } from './client-changes.ts';
import { isAlive, isConnected } from './client-state.ts';
import type { ServerAddress } from './connect-string.ts';
import { queueEvent } from './event-thread.ts';
import { nextServer, onProviderConnected } from './host-provider.ts';
import { failAllPackets, flushOutgoing, primingPackets, sendPing } from './packets.ts';
import { ownState } from '../../kernel/turn.ts';

/** Pause after a connection was lost, before anything else is done. */
const CLEANUP_MS = 100;
/** Pause after every server was tried in vain. */
const SPIN_DELAY_MS = 1000;
/** Longest silence of an idle client. */
const MAX_SEND_PING_INTERVAL_MS = 10_000;
const MIN_PING_RW_TIMEOUT_MS = 100;
const MAX_PING_RW_TIMEOUT_MS = 60_000;

/** Names of a client's timers and connection attempts. */
export const timerOf = {
  wake: (name: string) => `${name}:wake`,
  pause: (name: string) => `${name}:pause`,
  rwProbe: (name: string) => `${name}:rwProbe`,
};

/** Tells the machine; the state's outer and inner name follow it. */
function tellMachine(turn: ClientTurn, event: ClientConnectionEvent): void {
  const step = stepChart(clientConnectionMachine, turn.state.chart, event);
  if (!step.hasChanged) return;
  const [states, phase] = namesOf(step.chart.value);
  const state = ownState(turn);
  state.chart = step.chart;
  state.states = states;
  state.phase = phase;
}

/** Outer and inner state of a chart's value. */
export function namesOf(value: unknown): readonly [ClientStates, string] {
  if (typeof value === 'string') return [value as ClientStates, 'ended'];
  const [[states, phase]] = Object.entries(value as Record<string, string>) as [[string, string]];
  return [states as ClientStates, phase];
}

/** Starts the next attempt, or sleeps first as the rules for retries say. */
export function connectToNext(turn: ClientTurn): void {
  const { link, session, config } = turn.state;
  let { random } = link;
  let delayMs = 0;
  if (link.rwServer !== null)
    Object.assign(ownLink(turn), { server: link.rwServer, rwServer: null });
  else {
    const next = nextServer(link.hosts);
    if (next.isRoundOver) delayMs += SPIN_DELAY_MS;
    Object.assign(ownLink(turn), { hosts: next.provider, server: next.server });
  }
  if (!session.isFirstConnect) {
    let pauseMs: number;
    [pauseMs, random] = nextInteger(random, 1000);
    delayMs += pauseMs;
    ownLink(turn).random = random;
  }
  if (delayMs === 0) return startConnect(turn);
  turn.effects.push({ type: 'setTimer', name: timerOf.pause(config.name), delayMs });
}

/** Opens the connection to the server that was chosen. */
function startConnect(turn: ClientTurn): void {
  tellMachine(turn, { type: 'attempt.started' });
  const { config, link } = turn.state;
  const server = link.server!;
  const attempt = link.attempt + 1;
  ownLink(turn).attempt = attempt;
  if (turn.env.host.resolve(server.host) === undefined) return failUnresolved(turn, server);
  logSendThread(
    turn,
    'INFO',
    1171,
    `Opening socket connection to server ${javaAddress(turn, server)}.`,
  );
  logSendThread(
    turn,
    'INFO',
    1173,
    'SASL config status: Will not attempt to authenticate using SASL (unknown error)',
  );
  turn.effects.push({
    type: 'connect',
    token: attemptToken(config.name, attempt),
    host: server.host,
    port: server.port,
  });
  const nowMs = turn.env.nowMs;
  Object.assign(ownTraffic(turn), { lastSendMs: nowMs, lastHeardMs: nowMs });
  setWake(turn);
}

/** A name that nobody knows: upstream stumbles over it before it dials. */
function failUnresolved(turn: ClientTurn, server: ServerAddress): void {
  const where = javaAddress(turn, server);
  logResolver(
    turn,
    `Unable to resolve address: ${where}`,
    `java.net.UnknownHostException: ${server.host}`,
  );
  loseConnection(
    turn,
    'java.lang.IllegalArgumentException: ' +
      `Unable to canonicalize address ${where} because it's not resolvable`,
  );
}

/** Token of a connection attempt. */
export function attemptToken(name: string, attempt: number): string {
  return `${name}:dial:${attempt}`;
}

/** The address from which a connection to the server leaves. */
function ownAddress({ state, env }: ClientTurn): string {
  const loopback = env.host.resolve('localhost') ?? '';
  const host = state.link.server?.host ?? '';
  return env.host.resolve(host) === loopback ? loopback : env.host.ip;
}

/** The TCP connection is open: asks for the session. */
export function primeConnection(turn: ClientTurn, connection: number, localPort: number): void {
  const { session, config } = turn.state;
  tellMachine(turn, { type: 'socket.opened' });
  ownLink(turn).connection = connection;
  logSendThread(
    turn,
    'INFO',
    1005,
    'Socket connection established, initiating session, client: ' +
      `/${ownAddress(turn)}:${localPort}, ` +
      `server: ${javaAddress(turn, turn.state.link.server)}`,
  );
  ownSession(turn).isFirstConnect = false;
  primingPackets(turn);
  const message: ConnectRequest = {
    type: 'ConnectRequest',
    protocolVersion: 0,
    lastZxidSeen: turn.state.traffic.lastZxid,
    timeOut: config.sessionTimeoutMs,
    // A session of a read-only server means nothing to the others.
    sessionId: session.hasSeenRwServer ? session.sessionId : 0n,
    passwd: session.passwd,
    readOnly: config.canBeReadOnly,
  };
  turn.effects.push({ type: 'send', connection, message });
  ownTraffic(turn).lastSendMs = turn.env.nowMs;
}

/** The server has answered the ConnectRequest. */
export function onConnected(turn: ClientTurn, response: ConnectResponse): void {
  const { config, link, session } = turn.state;
  ownTraffic(turn).lastHeardMs = turn.env.nowMs;
  if (response.timeOut <= 0) return expire(turn);
  if (!config.canBeReadOnly && response.readOnly) {
    logSendThread(turn, 'ERROR', 1434, 'Read/write client got connected to read-only server');
  }
  Object.assign(ownSession(turn), {
    negotiatedTimeoutMs: response.timeOut,
    readTimeoutMs: Math.trunc((response.timeOut * 2) / 3),
    connectTimeoutMs: Math.trunc(response.timeOut / link.hosts.servers.length),
    sessionId: response.sessionId,
    passwd: response.passwd,
    hasSeenRwServer: session.hasSeenRwServer || !response.readOnly,
  });
  Object.assign(ownLink(turn), {
    hosts: onProviderConnected(link.hosts),
    pingRwTimeoutMs: MIN_PING_RW_TIMEOUT_MS,
  });
  tellMachine(turn, {
    type: response.readOnly ? 'session.establishedReadOnly' : 'session.established',
  });
  logSendThread(
    turn,
    'INFO',
    1444,
    `Session establishment complete on server ${javaAddress(turn, link.server)}, session id = ` +
      `${toHexString(response.sessionId)}, negotiated timeout = ${response.timeOut}` +
      (response.readOnly ? ' (READ-ONLY mode)' : ''),
  );
  queueEvent(turn, 'None', response.readOnly ? 'ConnectedReadOnly' : 'SyncConnected', null);
  flushOutgoing(turn);
  setWake(turn);
  if (response.readOnly) setRwProbe(turn);
}

function expire(turn: ClientTurn): void {
  const id = toHexString(turn.state.session.sessionId);
  const text = `Unable to reconnect to ZooKeeper service, session ${id} has expired`;
  logSendThread(turn, 'WARN', 1429, text);
  loseConnection(turn, `org.apache.zookeeper.ClientCnxn$SessionExpiredException: ${text}`);
  tellMachine(turn, { type: 'session.expired' });
  queueEvent(turn, 'None', 'Expired', null);
  ownSession(turn).isEventThreadDead = true;
}

/** The connection failed or is given up; `exception` is what Java would say. */
export function loseConnection(turn: ClientTurn, exception: string): void {
  const { config, link, session, phase, states } = turn.state;
  if (phase === 'cleaning' || phase === 'sleeping') return;
  const id = toHexString(session.sessionId);
  if (session.isClosing) {
    const text = `An exception was thrown while closing send thread for session ${id}.`;
    logSendThread(turn, 'WARN', 1286, text, exception);
  } else {
    const where = javaAddress(turn, link.server);
    const text =
      `Session ${id} for server ${where}, Closing socket connection. ` +
      'Attempting reconnect except it is a SessionExpiredException.';
    logSendThread(turn, 'WARN', 1292, text, exception);
  }
  if (states === 'CONNECTING' && phase === 'opening') {
    turn.effects.push({ type: 'abandon', token: attemptToken(config.name, link.attempt) });
  }
  tellMachine(turn, { type: 'socket.lost' });
  leaveConnection(turn);
}

/** The pause after a loss, or the sleep before an attempt, is over. */
export function onPauseOver(turn: ClientTurn): void {
  if (turn.state.phase === 'sleeping') return startConnect(turn);
  failAllPackets(turn);
  const { session, phase } = turn.state;
  if (isAlive(turn.state) && phase === 'cleaning') {
    if (!session.isClosing) queueEvent(turn, 'None', 'Disconnected', null);
    tellMachine(turn, { type: 'cleanup.done' });
  }
  if (session.isClosing || !isAlive(turn.state)) return endSendThread(turn);
  connectToNext(turn);
}

/** The thread ends: nothing more will happen with this client. */
function endSendThread(turn: ClientTurn): void {
  const { isClosing, sessionId } = turn.state.session;
  tellMachine(turn, { type: 'client.closed' });
  queueEvent(turn, 'None', 'Closed', null);
  if (isClosing) {
    const id = toHexString(sessionId);
    logClient(turn, 'INFO', 'main:o.a.z.ZooKeeper@1232', `Session: ${id} closed`);
    logEventThreadEnd(turn);
    turn.outcomes.push({ type: 'closed' });
  } else logEventThreadEnd(turn);
}

function logEventThreadEnd(turn: ClientTurn): void {
  const id = toHexString(turn.state.session.sessionId);
  const source = 'main-EventThread:o.a.z.ClientCnxn$EventThread@568';
  logClient(turn, 'INFO', source, `EventThread shut down for session: ${id}`);
}

/** The server has confirmed closeSession. */
export function onSessionClosed(turn: ClientTurn): void {
  const id = toHexString(turn.state.session.sessionId);
  tellMachine(turn, { type: 'client.closed' });
  if (seesEndOfStream(turn)) {
    logSendThread(
      turn,
      'WARN',
      1286,
      `An exception was thrown while closing send thread for session ${id}.`,
      'org.apache.zookeeper.ClientCnxn$EndOfStreamException: Unable to read additional data from ' +
        `server sessionid ${id}, likely server has closed socket`,
    );
  }
  leaveConnection(turn);
}

/** Upstream's two threads race: most often the end of the stream is read before the loop is left. */
function seesEndOfStream({ env }: ClientTurn): boolean {
  return Math.floor(env.nowMs) % 4 !== 0;
}

/** The server refused credentials: upstream's client is dead from here on. */
export function failAuth(turn: ClientTurn): void {
  tellMachine(turn, { type: 'auth.failed' });
  queueEvent(turn, 'None', 'AuthFailed', null);
  ownSession(turn).isEventThreadDead = true;
  leaveConnection(turn);
}

/** Closes the connection and pauses, as upstream's thread does before it looks again. */
function leaveConnection(turn: ClientTurn): void {
  const { config, link } = turn.state;
  if (link.connection !== null) turn.effects.push({ type: 'close', connection: link.connection });
  ownLink(turn).connection = null;
  stopRwProbe(turn);
  turn.effects.push({ type: 'cancelTimer', name: timerOf.wake(config.name) });
  const name = timerOf.pause(config.name);
  turn.effects.push({ type: 'setTimer', name, delayMs: CLEANUP_MS });
}

/** Wakes up when something is due at the latest: the end of patience, or a ping. */
export function onWake(turn: ClientTurn): void {
  const { session, traffic, phase } = turn.state;
  if (phase !== 'opening' && phase !== 'establishing' && phase !== 'serving') return;
  const idleRecvMs = turn.env.nowMs - traffic.lastHeardMs;
  const patienceMs = isConnected(turn.state) ? session.readTimeoutMs : session.connectTimeoutMs;
  if (idleRecvMs >= patienceMs) {
    const id = toHexString(session.sessionId);
    const text =
      'Client session timed out, have not heard from server in ' +
      `${Math.trunc(idleRecvMs)}ms for session id ${id}`;
    logSendThread(turn, 'WARN', 1249, text);
    const exception = `org.apache.zookeeper.ClientCnxn$SessionTimeoutException: ${text}`;
    return loseConnection(turn, exception);
  }
  if (isConnected(turn.state) && isPingDue(turn)) sendPing(turn);
  setWake(turn);
}

/** True when it is time for a ping; a second early once the client was silent for a second. */
export function isPingDue(turn: ClientTurn): boolean {
  return timeToNextPing(turn) <= 0 || idleSendMs(turn) > MAX_SEND_PING_INTERVAL_MS;
}

function timeToNextPing(turn: ClientTurn): number {
  const idleMs = idleSendMs(turn);
  return turn.state.session.readTimeoutMs / 2 - idleMs - (idleMs > 1000 ? 1000 : 0);
}

function idleSendMs(turn: ClientTurn): number {
  return turn.env.nowMs - turn.state.traffic.lastSendMs;
}

function setWake(turn: ClientTurn): void {
  const { config, session, traffic } = turn.state;
  const idleRecvMs = turn.env.nowMs - traffic.lastHeardMs;
  let delayMs: number;
  if (isConnected(turn.state)) {
    delayMs = Math.min(session.readTimeoutMs - idleRecvMs, timeToNextPing(turn));
  } else delayMs = session.connectTimeoutMs - idleRecvMs;
  const name = timerOf.wake(config.name);
  turn.effects.push({ type: 'setTimer', name, delayMs: Math.max(1, Math.ceil(delayMs)) });
}

/** Read-only: time to ask another server whether it has a quorum. */
export function onRwProbeDue(turn: ClientTurn): void {
  const { config, link, states, phase } = turn.state;
  if (states !== 'CONNECTEDREADONLY' || phase !== 'serving') return;
  if (link.rwProbe !== null) {
    turn.effects.push({ type: 'close', connection: link.rwProbe.connection });
  }
  const { provider, server } = nextServer(link.hosts);
  const pingRwTimeoutMs = Math.min(2 * link.pingRwTimeoutMs, MAX_PING_RW_TIMEOUT_MS);
  Object.assign(ownLink(turn), { hosts: provider, rwProbe: null, pingRwTimeoutMs });
  const where = javaAddress(turn, server);
  const text = `Checking server ${where} for being r/w. Timeout ${pingRwTimeoutMs}`;
  logSendThread(turn, 'INFO', 1330, text);
  turn.effects.push({
    type: 'connect',
    token: `${config.name}:isro:${server.host}:${server.port}`,
    host: server.host,
    port: server.port,
  });
  setRwProbe(turn);
}

function setRwProbe(turn: ClientTurn): void {
  const { config, link } = turn.state;
  const name = timerOf.rwProbe(config.name);
  turn.effects.push({ type: 'setTimer', name, delayMs: link.pingRwTimeoutMs });
}

function stopRwProbe(turn: ClientTurn): void {
  const { config, link } = turn.state;
  if (link.rwProbe !== null) {
    turn.effects.push({ type: 'close', connection: link.rwProbe.connection });
  }
  ownLink(turn).rwProbe = null;
  turn.effects.push({ type: 'cancelTimer', name: timerOf.rwProbe(config.name) });
}
