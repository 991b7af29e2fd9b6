/**
 * Asking ZooKeeper, as a broker does: batches that are repeated until the connection is back.
 *
 * Mirrors: KafkaZkClient.retryRequestsUntilConnected, ZooKeeperClient.handleRequests, send,
 * waitUntilConnected, reinitialize and close, 2.8.0.
 * Departs: a call that meets an expired session is answered SESSIONEXPIRED, where upstream throws from
 * waitUntilConnected; what is watched is the asker's to say (upstream looks for a registered handler).
 * Read next: zk-state.ts, zk-log.ts.
 */
import type { NodeEvent } from '../../kernel/events.ts';
import { mapDelete, mapGet, mapSet } from '../../kernel/persistent-map.ts';
import { queueDrop, queueFirst, queuePush } from '../../kernel/persistent-queue.ts';
import { splitStream } from '../../kernel/random.ts';
import type {
  ClientOutcome,
  ClientReply,
  ClientTurn,
  RequestBody,
  SessionId,
  WatchedEvent,
} from '../../zookeeper/client/index.ts';
import {
  ErrorCode,
  clientClose,
  clientEvent,
  clientRequest,
  clientTurn,
  isAlive,
  isConnected,
  isConnectStringFault,
  openClient,
  parseConnectString,
} from '../../zookeeper/client/index.ts';
import { ownPart } from '../server/broker-changes.ts';
import type { BrokerState, BrokerTurn } from '../server/broker-state.ts';
import { logClientLine, logEnvironment, logNewClient, logZooKeeperClient } from './zk-log.ts';
import type { ZkCall, ZkContinuation, ZkOptions, ZkReply, ZkSlot } from './zk-state.ts';

/** Begins the names of the clients' timers and connection attempts. */
const NAME = 'zk';

const EXPIRED: ZkReply = { err: ErrorCode.SESSIONEXPIRED, reply: null };

/**
 * Opens a client; the task `zk.session` says when it is connected. Gives what is wrong with the
 * connection string, as Java would throw it, or null.
 */
export function openBrokerZk(turn: BrokerTurn, options: ZkOptions): string | null {
  const connect = parseConnectString(options.connectString);
  logZooKeeperClient(turn, `Initializing a new session to ${options.connectString}.`);
  const zk = ownPart(turn, 'zk');
  zk.options = options;
  const sessions = ++zk.sessions;
  if (sessions === 1) logEnvironment(turn);
  if (isConnectStringFault(connect)) return `${connect.exception}: ${connect.message}`;
  logNewClient(turn, options.connectString, options.sessionTimeoutMs);
  const name = `${NAME}${sessions}`;
  const client = openClient(
    {
      name,
      connect,
      sessionTimeoutMs: options.sessionTimeoutMs,
      seed: splitStream(turn.state.process.seed, name),
      isLogging: true,
    },
    turn.env,
    turn.effects,
  );
  takeOutcomes(turn, client);
  return null;
}

/** The session has expired: a new client with the same options. Mirrors reinitialize. */
export function reopenBrokerZk(turn: BrokerTurn): void {
  openBrokerZk(turn, turn.state.zk.options);
}

/** What waits for the first connection says so, as waitUntilConnected does. */
export function logWaiting(turn: BrokerTurn): void {
  logZooKeeperClient(turn, 'Waiting until connected.');
}

/** Closes the session; the task `zk.session` with `closed` follows. */
export function closeBrokerZk(turn: BrokerTurn): void {
  const { client } = turn.state.zk;
  logZooKeeperClient(turn, 'Closing.');
  if (client === null) {
    turn.tasks.push({ type: 'zk.session', state: 'closed' });
    return;
  }
  const closing = clientTurn(client, turn.env, turn.effects);
  clientClose(closing);
  takeOutcomes(turn, closing);
}

/** Id of the session; 0n before it is there. */
export function zkSessionId({ zk }: BrokerState): SessionId {
  return zk.client?.session.sessionId ?? 0n;
}

export function isZkConnected({ zk }: BrokerState): boolean {
  return zk.client !== null && isConnected(zk.client);
}

/** ZooKeeper.States of the client, as upstream prints it. */
export function zkClientState({ zk }: BrokerState): string {
  return zk.client?.states ?? 'CLOSED';
}

/** Sends requests in order; when all are answered the task `zk.replied` follows. */
export function zkCall(
  turn: BrokerTurn,
  requests: readonly RequestBody[],
  then: ZkContinuation,
): void {
  if (requests.length === 0) {
    turn.tasks.push({ type: 'zk.replied', then, replies: [] });
    return;
  }
  const zk = ownPart(turn, 'zk');
  const id = zk.nextCall++;
  const replies = requests.map(() => null);
  const call: ZkCall = { id, requests, replies, missing: requests.length, then };
  zk.calls = mapSet(zk.calls, String(id), call);
  let { waiting } = zk;
  for (let index = 0; index < requests.length; index++) {
    waiting = queuePush(waiting, { call: id, index });
  }
  zk.waiting = waiting;
  sendWaiting(turn);
}

/** Sends as many of those that wait as may be under way at once. */
function sendWaiting(turn: BrokerTurn): void {
  const { waiting, inFlight, options, client } = turn.state.zk;
  if (inFlight >= options.maxInFlightRequests || queueFirst(waiting) === undefined) return;
  if (client === null) return refuseWaiting(turn);
  const sending = clientTurn(client, turn.env, turn.effects);
  const zk = ownPart(turn, 'zk');
  let slot: ZkSlot | undefined;
  while (
    zk.inFlight < options.maxInFlightRequests &&
    (slot = queueFirst(zk.waiting)) !== undefined
  ) {
    zk.waiting = queueDrop(zk.waiting);
    zk.inFlight++;
    const call = mapGet(zk.calls, String(slot.call))!;
    clientRequest(sending, call.requests[slot.index]!, slot);
  }
  takeOutcomes(turn, sending);
}

/** There is no client (any more): upstream's closed one answers so. */
function refuseWaiting(turn: BrokerTurn): void {
  const zk = ownPart(turn, 'zk');
  let slot: ZkSlot | undefined;
  while ((slot = queueFirst(zk.waiting)) !== undefined) {
    zk.waiting = queueDrop(zk.waiting);
    takeReply(turn, slot, EXPIRED);
  }
}

/** Handles an event of the process; false when it is not the ZooKeeper client's. */
export function zkEvent(turn: BrokerTurn, event: NodeEvent): boolean {
  const { client } = turn.state.zk;
  if (client === null || !mayBeOurs(turn.state, event)) return false;
  const asked = clientTurn(client, turn.env, turn.effects);
  if (!clientEvent(asked, event)) return isOfOldClient(event);
  takeOutcomes(turn, asked);
  return true;
}

/** Cheap: a broker sees very many events that are not ZooKeeper's. */
function mayBeOurs({ zk }: BrokerState, event: NodeEvent): boolean {
  const { link } = zk.client!;
  switch (event.type) {
    case 'message':
    case 'connection.closed':
      return event.connection === link.connection;
    case 'timer':
      return event.name.startsWith(NAME);
    case 'connection.opened':
    case 'connection.refused':
      return event.token !== null && event.token.startsWith(NAME);
    default:
      return false;
  }
}

/** Timers and attempts of a client whose session has expired may still come. */
function isOfOldClient(event: NodeEvent): boolean {
  return event.type === 'timer' || event.type === 'connection.refused';
}

/** Keeps the client and acts on what it tells. */
function takeOutcomes(turn: BrokerTurn, { state, outcomes }: ClientTurn): void {
  if (turn.state.zk.client !== state) ownPart(turn, 'zk').client = state;
  for (const outcome of outcomes) takeOutcome(turn, outcome);
  if (outcomes.length > 0) {
    repeatDisconnected(turn);
    sendWaiting(turn);
  }
}

function takeOutcome(turn: BrokerTurn, outcome: ClientOutcome): void {
  switch (outcome.type) {
    case 'reply':
      if (outcome.tag === null) return;
      ownPart(turn, 'zk').inFlight--;
      return takeReply(turn, outcome.tag as ZkSlot, outcome);
    case 'event':
      return onWatchedEvent(turn, outcome.event);
    case 'closed':
      ownPart(turn, 'zk').client = null;
      logZooKeeperClient(turn, 'Closed.');
      turn.tasks.push({ type: 'zk.session', state: 'closed' });
      return;
    case 'log':
      return logClientLine(turn, outcome);
  }
}

function onWatchedEvent(turn: BrokerTurn, event: WatchedEvent): void {
  if (event.path !== null) {
    turn.tasks.push({ type: 'zk.watched', event });
    return;
  }
  if (event.state === 'SyncConnected' || event.state === 'ConnectedReadOnly') {
    turn.tasks.push({ type: 'zk.session', state: 'connected' });
  } else if (event.state === 'Disconnected') {
    turn.tasks.push({ type: 'zk.session', state: 'disconnected' });
  } else if (event.state === 'Expired') {
    turn.tasks.push({ type: 'zk.session', state: 'expired' });
  }
}

/** Notes an answer; with the last one of a round the call is over, or what was lost is asked again. */
function takeReply(
  turn: BrokerTurn,
  { call: id, index }: ZkSlot,
  { err, reply }: { readonly err: number; readonly reply: ClientReply | null },
): void {
  const call = mapGet(turn.state.zk.calls, String(id));
  if (call === undefined) return;
  const isLost = err === ErrorCode.CONNECTIONLOSS;
  const replies = isLost ? call.replies : call.replies.with(index, { err, reply });
  const next = { ...call, replies, missing: call.missing - 1 };
  const zk = ownPart(turn, 'zk');
  if (next.missing > 0) {
    zk.calls = mapSet(zk.calls, String(id), next);
    return;
  }
  if (replies.includes(null)) {
    zk.calls = mapSet(zk.calls, String(id), next);
    zk.disconnected = [...zk.disconnected, id];
    logWaiting(turn);
    return;
  }
  zk.calls = mapDelete(zk.calls, String(id));
  turn.tasks.push({ type: 'zk.replied', then: call.then, replies: replies as readonly ZkReply[] });
}

/** Calls that lost requests are repeated when the connection is back, and fail when it never will be. */
function repeatDisconnected(turn: BrokerTurn): void {
  const { disconnected, client } = turn.state.zk;
  if (disconnected.length === 0) return;
  if (client !== null && isAlive(client) && !isConnected(client)) return;
  const zk = ownPart(turn, 'zk');
  zk.disconnected = [];
  for (const id of disconnected) {
    const call = mapGet(zk.calls, String(id))!;
    if (client !== null && isAlive(client)) {
      logZooKeeperClient(turn, 'Connected.');
      repeatCall(turn, call);
    } else {
      zk.calls = mapDelete(zk.calls, String(id));
      const replies = call.replies.map((reply) => reply ?? EXPIRED);
      turn.tasks.push({ type: 'zk.replied', then: call.then, replies });
    }
  }
}

function repeatCall(turn: BrokerTurn, call: ZkCall): void {
  const zk = ownPart(turn, 'zk');
  let missing = 0;
  call.replies.forEach((reply, index) => {
    if (reply !== null) return;
    missing++;
    zk.waiting = queuePush(zk.waiting, { call: call.id, index });
  });
  zk.calls = mapSet(zk.calls, String(call.id), { ...call, missing });
}
