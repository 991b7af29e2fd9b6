/**
 * The outgoing and the pending queue of a client.
 *
 * Mirrors: ClientCnxn.queuePacket, SendThread.readResponse and primeConnection, 3.8.0.
 * Departs: batches of SetWatches are not cut at 128 KiB.
 * Read next: event-thread.ts.
 */
import {
  emptyQueue,
  queueDrop,
  queueFirst,
  queueItems,
  queuePush,
  queueSize,
} from '../../kernel/persistent-queue.ts';
import type { ClientReply, ClientRequest, RequestBody } from '../protocol/client-messages.ts';
import { Xid } from '../protocol/client-messages.ts';
import { requestForServer, serverPath } from './chroot.ts';
import type { ClientTurn, Packet } from './client-state.ts';
import { ownTraffic } from './client-changes.ts';
import { isAlive, isConnected } from './client-state.ts';
import { finishPacket, loseConnectionOf } from './event-thread.ts';
import type { WatchKind } from './watch-manager.ts';
import { DEFAULT_WATCHER, hasNoWatches, watchedPaths } from './watch-manager.ts';

const MAX_XID = 0x7fff_ffff;

/** A packet that is nobody's request. */
function internal(body: Packet['body']): Packet {
  return {
    xid: null,
    body,
    tag: null,
    watcher: DEFAULT_WATCHER,
    isLocal: false,
    isServerPath: true,
  };
}

/** Sends a packet now, or keeps it until a session is served; a dead client fails it at once. */
export function queuePacket(turn: ClientTurn, packet: Packet): void {
  const { session, phase } = turn.state;
  if (!isAlive(turn.state) || session.isClosing) return loseConnectionOf(turn, packet);
  if (isConnected(turn.state) && phase === 'serving') return sendPacket(turn, packet);
  ownTraffic(turn).outgoing = queuePush(turn.state.traffic.outgoing, packet);
}

/** Queues an AuthRequest. */
export function queueAuth(turn: ClientTurn, scheme: string, auth: string | null): void {
  queuePacket(turn, internal({ type: 'AuthRequest', xid: Xid.AUTH, scheme, auth }));
}

/** Sends a ping. */
export function sendPing(turn: ClientTurn): void {
  sendPacket(turn, internal({ type: 'PingRequest', xid: Xid.PING }));
}

function sendPacket(turn: ClientTurn, packet: Packet): void {
  const { traffic, link, config } = turn.state;
  const { body } = packet;
  const lastSendMs = turn.env.nowMs;
  const connection = link.connection!;
  if (body.type === 'PingRequest' || body.type === 'AuthRequest') {
    turn.effects.push({ type: 'send', connection, message: body });
    ownTraffic(turn).lastSendMs = lastSendMs;
    return;
  }
  const next = traffic.xid === MAX_XID ? 1 : traffic.xid;
  if (body.type === 'SetWatches2') {
    turn.effects.push({ type: 'send', connection, message: body });
    Object.assign(ownTraffic(turn), { lastSendMs, xid: next + 1 });
    return;
  }
  const { chroot } = config.connect;
  const sent = packet.isServerPath ? body : requestForServer(chroot, body);
  const message: ClientRequest = { ...sent, xid: next };
  turn.effects.push({ type: 'send', connection, message });
  const { tag, watcher, isLocal, isServerPath } = packet;
  const pending = { xid: next, body, tag, watcher, isLocal, isServerPath };
  const sending = ownTraffic(turn);
  sending.xid = next + 1;
  sending.lastSendMs = lastSendMs;
  sending.pending = queuePush(sending.pending, pending);
}

/** Sends what waited for the session. */
export function flushOutgoing(turn: ClientTurn): void {
  const waiting = [...queueItems(turn.state.traffic.outgoing)];
  ownTraffic(turn).outgoing = emptyQueue();
  for (const packet of waiting) sendPacket(turn, packet);
}

/** Puts credentials and watches before what waits, so that a new server knows them first. */
export function primingPackets(turn: ClientTurn): void {
  const { session, traffic } = turn.state;
  let queue = emptyQueue<Packet>();
  for (let i = session.auth.length - 1; i >= 0; i--) {
    const { scheme, auth } = session.auth[i]!;
    queue = queuePush(queue, internal({ type: 'AuthRequest', xid: Xid.AUTH, scheme, auth }));
  }
  const watches = setWatches(turn);
  if (watches !== null) queue = queuePush(queue, watches);
  for (const packet of queueItems(traffic.outgoing)) queue = queuePush(queue, packet);
  ownTraffic(turn).outgoing = queue;
}

function setWatches(turn: ClientTurn): Packet | null {
  const { watches, config, traffic } = turn.state;
  if (hasNoWatches(watches)) return null;
  const { chroot } = config.connect;
  const paths = (kind: WatchKind): string[] =>
    watchedPaths(watches, kind).map((path) => serverPath(chroot, path));
  return internal({
    type: 'SetWatches2',
    xid: Xid.SET_WATCHES,
    relativeZxid: traffic.lastZxid,
    dataWatches: paths('data'),
    existWatches: paths('exist'),
    childWatches: paths('child'),
    persistentWatches: paths('persistent'),
    persistentRecursiveWatches: paths('persistentRecursive'),
  });
}

/** Takes a reply to the oldest pending request; null when it is none: the connection is no good. */
export function readReply(turn: ClientTurn, reply: ClientReply): Packet | null {
  const packet = queueFirst(turn.state.traffic.pending);
  if (packet === undefined || packet.xid !== reply.xid) return null;
  const traffic = ownTraffic(turn);
  if (reply.zxid > 0n) traffic.lastZxid = reply.zxid;
  traffic.lastHeardMs = turn.env.nowMs;
  traffic.pending = queueDrop(traffic.pending);
  finishPacket(turn, packet, reply.err, reply);
  return packet;
}

/** Everything under way ends with ConnectionLoss (or what the dead client's state says). */
export function failAllPackets(turn: ClientTurn): void {
  const { pending, outgoing } = turn.state.traffic;
  if (queueSize(pending) === 0 && queueSize(outgoing) === 0) return;
  Object.assign(ownTraffic(turn), { pending: emptyQueue(), outgoing: emptyQueue() });
  for (const packet of queueItems(pending)) loseConnectionOf(turn, packet);
  for (const packet of queueItems(outgoing)) loseConnectionOf(turn, packet);
}

/** A request of the owner as a packet. */
export function requestPacket(
  body: RequestBody,
  tag: unknown,
  options: { watcher?: string; isLocal?: boolean; isServerPath?: boolean },
): Packet {
  return {
    xid: null,
    body,
    tag,
    watcher: options.watcher ?? DEFAULT_WATCHER,
    isLocal: options.isLocal ?? false,
    isServerPath: options.isServerPath ?? false,
  };
}
