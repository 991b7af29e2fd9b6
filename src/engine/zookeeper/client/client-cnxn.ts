/**
 * The ZooKeeper client library, as pure functions for any program: open a client, send requests,
 * hand it the events of the process, read the outcomes.
 *
 *     const turn = openClient({ name: 'zk', connect, sessionTimeoutMs: 30000, seed }, env);
 *     clientRequest(turn, { type: 'GetDataRequest', path: '/a', watch: true }, 'my tag');
 *     // keep turn.state, carry out turn.effects, read turn.outcomes; later, for every event:
 *     const next = clientTurn(state, env);
 *     if (clientEvent(next, event)) { … next.outcomes … }
 *
 * Mirrors: org.apache.zookeeper.ZooKeeper and ClientCnxn, 3.8.0.
 * Departs: see the files it is made of; every call is asynchronous.
 * Read next: client-state.ts, send-thread.ts, packets.ts, event-thread.ts.
 */
import type { Env } from '../../kernel/behavior.ts';
import type { Effect } from '../../kernel/effects.ts';
import type { NodeEvent } from '../../kernel/events.ts';
import { splitStream } from '../../kernel/random.ts';
import { startChart } from '../../kernel/statechart.ts';
import { emptyQueue } from '../../kernel/persistent-queue.ts';
import type {
  ClientPortMessage,
  ClientReply,
  FourLetterWord,
  RequestBody,
} from '../protocol/client-messages.ts';
import { Xid } from '../protocol/client-messages.ts';
import { ErrorCode } from '../protocol/error-codes.ts';
import type { SessionId } from '../protocol/records.ts';
import { toHexString } from '../protocol/zxid.ts';
import { clientPath } from './chroot.ts';
import { copyClient } from './client-copies.ts';
import { clientConnectionMachine } from './client-connection.machine.ts';
import type { ClientState, ClientTurn } from './client-state.ts';
import { ownLink, ownSession, ownTraffic } from './client-changes.ts';
import { isAlive } from './client-state.ts';
import type { ConnectString } from './connect-string.ts';
import { queueEvent } from './event-thread.ts';
import { hostProvider } from './host-provider.ts';
import { queueAuth, queuePacket, readReply, requestPacket, sendPing } from './packets.ts';
import {
  attemptToken,
  connectToNext,
  failAuth,
  isPingDue,
  loseConnection,
  namesOf,
  onConnected,
  onPauseOver,
  onRwProbeDue,
  onSessionClosed,
  onWake,
  primeConnection,
  timerOf,
} from './send-thread.ts';
import { emptyWatchManager } from './watch-manager.ts';

/** What a new client needs. */
export interface ClientOptions {
  /** Unique among the clients of one program. */
  readonly name: string;
  readonly connect: ConnectString;
  readonly sessionTimeoutMs: number;
  readonly seed: number;
  readonly canBeReadOnly?: boolean;
  readonly isLogging?: boolean;
  /** A session to take over instead of a new one. */
  readonly session?: { readonly sessionId: SessionId; readonly passwd: string };
}

const NO_PASSWORD = '';

/** A new client; its first connection attempt is among the effects. */
export function openClient(options: ClientOptions, env: Env, effects: Effect[] = []): ClientTurn {
  const { connect, sessionTimeoutMs } = options;
  const seed = splitStream(options.seed, `client ${options.name}`);
  const [hosts, random] = hostProvider(connect.servers, seed);
  const { chart } = startChart(clientConnectionMachine);
  const [states, phase] = namesOf(chart.value);
  const state: ClientState = {
    config: {
      name: options.name,
      connect,
      sessionTimeoutMs,
      canBeReadOnly: options.canBeReadOnly ?? false,
      isLogging: options.isLogging ?? false,
    },
    chart,
    states,
    phase,
    session: {
      sessionId: options.session?.sessionId ?? 0n,
      passwd: options.session?.passwd ?? NO_PASSWORD,
      negotiatedTimeoutMs: 0,
      readTimeoutMs: Math.trunc((sessionTimeoutMs * 2) / 3),
      connectTimeoutMs: Math.trunc(sessionTimeoutMs / hosts.servers.length),
      lastEventState: 'Disconnected',
      hasSeenRwServer: options.session !== undefined,
      isFirstConnect: true,
      isClosing: false,
      isEventThreadDead: false,
      auth: [],
    },
    link: {
      connection: null,
      attempt: 0,
      server: null,
      hosts,
      random,
      rwServer: null,
      rwProbe: null,
      pingRwTimeoutMs: 100,
    },
    traffic: {
      xid: 1,
      lastZxid: 0n,
      lastSendMs: env.nowMs,
      lastHeardMs: env.nowMs,
      outgoing: emptyQueue(),
      pending: emptyQueue(),
    },
    watches: emptyWatchManager(),
  };
  const turn: ClientTurn = { state, effects, env, owned: [], copy: copyClient, outcomes: [] };
  connectToNext(turn);
  return turn;
}

/** A scratch pad for one step; `effects` may be the owner's own list. */
export function clientTurn(state: ClientState, env: Env, effects: Effect[] = []): ClientTurn {
  return { state, effects, env, owned: [], copy: copyClient, outcomes: [] };
}

/** Sends a request (or queues it until a session is served). Its outcome carries `tag`. */
export function clientRequest(
  turn: ClientTurn,
  body: RequestBody,
  tag: unknown = null,
  options: { watcher?: string; isLocal?: boolean; isServerPath?: boolean } = {},
): void {
  queuePacket(turn, requestPacket(body, tag, options));
}

/** Adds credentials to the session; they are sent again to every new server. */
export function clientAddAuth(turn: ClientTurn, scheme: string, auth: string | null): void {
  if (!isAlive(turn.state)) return;
  const { auth: known } = turn.state.session;
  ownSession(turn).auth = [...known, { scheme, auth }];
  queueAuth(turn, scheme, auth);
}

/** Ends the session. The outcome `closed` follows, at once when the client is dead already. */
export function clientClose(turn: ClientTurn): void {
  if (!isAlive(turn.state) || turn.state.session.isClosing) {
    turn.outcomes.push({ type: 'closed' });
    return;
  }
  queuePacket(turn, requestPacket({ type: 'CloseSessionRequest' }, null, {}));
  ownSession(turn).isClosing = true;
}

/** Handles an event of the process; false when it is not this client's. */
export function clientEvent(turn: ClientTurn, event: NodeEvent): boolean {
  const { config, link } = turn.state;
  switch (event.type) {
    case 'message':
      if (event.connection === link.connection) {
        onMessage(turn, event.message as ClientPortMessage);
        return true;
      }
      if (event.connection !== link.rwProbe?.connection) return false;
      onRwAnswer(turn, event.message as ClientPortMessage);
      return true;
    case 'timer':
      return onTimer(turn, event.name);
    case 'connection.opened':
      return onOpened(turn, event.token, event.connection, event.localPort);
    case 'connection.refused':
      if (event.token === attemptToken(config.name, link.attempt)) {
        const exception =
          event.reason === 'refused'
            ? 'java.net.ConnectException: Connection refused'
            : 'java.nio.channels.UnresolvedAddressException';
        loseConnection(turn, exception);
        return true;
      }
      return event.token.startsWith(`${config.name}:`);
    case 'connection.closed':
      if (event.connection === link.connection) {
        ownLink(turn).connection = null;
        loseConnection(turn, endOfStream(turn));
        return true;
      }
      if (event.connection !== link.rwProbe?.connection) return false;
      ownLink(turn).rwProbe = null;
      return true;
    default:
      return false;
  }
}

function endOfStream(turn: ClientTurn): string {
  const id = toHexString(turn.state.session.sessionId);
  return (
    'org.apache.zookeeper.ClientCnxn$EndOfStreamException: Unable to read additional data from ' +
    `server sessionid ${id}, likely server has closed socket`
  );
}

function onTimer(turn: ClientTurn, timer: string): boolean {
  const { name } = turn.state.config;
  if (timer === timerOf.wake(name)) onWake(turn);
  else if (timer === timerOf.pause(name)) onPauseOver(turn);
  else if (timer === timerOf.rwProbe(name)) onRwProbeDue(turn);
  else return false;
  return true;
}

function onOpened(
  turn: ClientTurn,
  token: string | null,
  connection: number,
  localPort: number,
): boolean {
  const { config, link, phase } = turn.state;
  if (token === null || !token.startsWith(`${config.name}:`)) return false;
  const isAwaited = token === attemptToken(config.name, link.attempt) && phase === 'opening';
  if (isAwaited) primeConnection(turn, connection, localPort);
  else if (token.startsWith(`${config.name}:isro:`) && phase === 'serving') {
    const [host, port] = token.slice(`${config.name}:isro:`.length).split(':');
    ownLink(turn).rwProbe = { connection, server: { host: host!, port: Number(port) } };
    const message: FourLetterWord = { type: 'FourLetterWord', word: 'isro' };
    turn.effects.push({ type: 'send', connection, message });
  } else turn.effects.push({ type: 'close', connection });
  return true;
}

function onRwAnswer(turn: ClientTurn, message: ClientPortMessage): void {
  const { connection, server } = turn.state.link.rwProbe!;
  turn.effects.push({ type: 'close', connection });
  ownLink(turn).rwProbe = null;
  if (!('text' in message) || message.text.trim() !== 'rw') return;
  ownLink(turn).rwServer = server;
  loseConnection(
    turn,
    'org.apache.zookeeper.ClientCnxn$RWServerFoundException: ' +
      `Majority server found at ${server.host}:${server.port}`,
  );
}

function onMessage(turn: ClientTurn, message: ClientPortMessage): void {
  if ('kind' in message) {
    // A read-only server says so with an error where a ConnectResponse is expected.
    if (turn.state.phase === 'establishing') return loseConnection(turn, 'java.io.EOFException');
    if (message.kind === 'event') {
      const path = clientPath(turn.state.config.connect.chroot, message.path);
      queueEvent(turn, message.eventType, message.state, path);
    } else if (onReply(turn, message)) return;
    if (message.xid <= 0) ownTraffic(turn).lastHeardMs = turn.env.nowMs;
    pingIfDue(turn);
  } else if (message.type === 'ConnectResponse') onConnected(turn, message);
}

/** True when the connection is no more after it. */
function onReply(turn: ClientTurn, reply: ClientReply): boolean {
  if (reply.xid > 0) {
    const packet = readReply(turn, reply);
    if (packet === null) loseConnection(turn, outOfOrder(reply.xid));
    else if (packet.body.type === 'CloseSessionRequest') onSessionClosed(turn);
    else return false;
    return true;
  }
  if (reply.xid === Xid.AUTH && reply.err === ErrorCode.AUTHFAILED) {
    failAuth(turn);
    return true;
  }
  // Upstream counts SetWatches among the ordinary requests, so its zxid counts.
  if (reply.xid === Xid.SET_WATCHES && reply.zxid > 0n) {
    ownTraffic(turn).lastZxid = reply.zxid;
  }
  return false;
}

function outOfOrder(xid: number): string {
  return `java.io.IOException: Xid out of order. Got Xid ${xid}`;
}

/** The loop of the thread looks at the clock whenever something arrives. */
function pingIfDue(turn: ClientTurn): void {
  const { traffic, phase } = turn.state;
  if (turn.env.nowMs - traffic.lastSendMs <= 1000 || phase !== 'serving') return;
  if (isPingDue(turn)) sendPing(turn);
}
