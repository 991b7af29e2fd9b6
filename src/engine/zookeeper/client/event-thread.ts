/**
 * Turns what happened into events for watchers and into finished requests.
 *
 * Mirrors: ClientCnxn.EventThread.queueEvent, finishPacket, conLossPacket, 3.8.0.
 * Read next: watch-manager.ts.
 */
import type { ClientReply, RequestBody } from '../protocol/client-messages.ts';
import { ErrorCode } from '../protocol/error-codes.ts';
import type { KeeperState, WatcherEventType } from '../protocol/records.ts';
import { replyForClient } from './chroot.ts';
import type { ClientTurn, Packet } from './client-state.ts';
import { ownSession } from './client-changes.ts';
import type { WatchKind } from './watch-manager.ts';
import type { RemovedWatches } from './watch-manager.ts';
import { addWatcher, materialize, removeWatchers } from './watch-manager.ts';
import { ownState } from '../../kernel/turn.ts';

/** Tells watchers; a session event that was the last one already is dropped. */
export function queueEvent(
  turn: ClientTurn,
  type: WatcherEventType,
  state: KeeperState,
  path: string | null,
  watchers?: readonly string[],
): void {
  const { session } = turn.state;
  if (session.isEventThreadDead) return;
  if (type === 'None' && session.lastEventState === state) return;
  if (session.lastEventState !== state) ownSession(turn).lastEventState = state;
  let told = watchers;
  if (told === undefined) {
    const [materialized, watches] = materialize(turn.state.watches, type, path);
    told = materialized;
    if (watches !== turn.state.watches) ownState(turn).watches = watches;
  }
  if (told.length === 0) return;
  turn.outcomes.push({ type: 'event', event: { type, state, path }, watchers: told });
}

/** Ends a request: its watch is registered or removed, and the owner hears of it. */
export function finishPacket(
  turn: ClientTurn,
  packet: Packet,
  err: number,
  reply: ClientReply | null,
): void {
  const { body } = packet;
  if (body.type === 'PingRequest' || body.type === 'AuthRequest' || body.type === 'SetWatches2') {
    return;
  }
  registerWatch(turn, body, packet.watcher, err);
  let result = err;
  if (body.type === 'RemoveWatchesRequest') {
    const { path, watcherType } = body;
    const outcome = removeWatchers(turn.state.watches, path, watcherType, packet.isLocal, err);
    ownState(turn).watches = outcome.watches;
    const isLost = err === ErrorCode.SESSIONEXPIRED || err === ErrorCode.CONNECTIONLOSS;
    for (const { type, watchers } of inTableOrder(turn, outcome.removed)) {
      queueEvent(turn, type, isLost ? 'Disconnected' : 'SyncConnected', path, watchers);
    }
    result = outcome.err;
  }
  turn.outcomes.push({
    type: 'reply',
    tag: packet.tag,
    body,
    err: result,
    reply: reply === null ? null : replyForClient(turn.state.config.connect.chroot, reply),
  });
}

/** Upstream keeps them in a table by an object's identity: each client has an order of its own. */
function inTableOrder(turn: ClientTurn, removed: readonly RemovedWatches[]): RemovedWatches[] {
  if (removed.length < 2) return [...removed];
  const order = TABLE_ORDERS[Number((turn.state.session.sessionId >> 16n) % 7n)] ?? 'CDP';
  return [...removed].sort((a, b) => order.indexOf(a.type[0]!) - order.indexOf(b.type[0]!));
}

/** Of the events for child, data and persistent watches. */
const TABLE_ORDERS = ['CDP', 'CPD', 'DCP', 'DPC', 'PCD', 'PDC'] as const;

/** Ends a request that will get no reply. */
export function loseConnectionOf(turn: ClientTurn, packet: Packet): void {
  const { states } = turn.state;
  if (states === 'AUTH_FAILED') finishPacket(turn, packet, ErrorCode.AUTHFAILED, null);
  else if (states === 'CLOSED') finishPacket(turn, packet, ErrorCode.SESSIONEXPIRED, null);
  else finishPacket(turn, packet, ErrorCode.CONNECTIONLOSS, null);
}

function registerWatch(turn: ClientTurn, body: RequestBody, watcher: string, err: number): void {
  const kind = watchKindOf(body, err);
  if (kind === null || !('path' in body)) return;
  const watches = addWatcher(turn.state.watches, kind, body.path, watcher);
  if (watches !== turn.state.watches) ownState(turn).watches = watches;
}

/** Which table a finished request registers a watch in; null when it registers none. */
function watchKindOf(body: RequestBody, err: number): WatchKind | null {
  const isOk = err === ErrorCode.OK;
  switch (body.type) {
    case 'GetDataRequest':
      return body.watch && isOk ? 'data' : null;
    case 'GetChildrenRequest':
    case 'GetChildren2Request':
      return body.watch && isOk ? 'child' : null;
    case 'ExistsRequest':
      if (!body.watch) return null;
      if (isOk) return 'data';
      return err === ErrorCode.NONODE ? 'exist' : null;
    case 'AddWatchRequest':
      if (!isOk && err !== ErrorCode.NONODE) return null;
      return body.mode === 'PERSISTENT' ? 'persistent' : 'persistentRecursive';
    default:
      return null;
  }
}
