/**
 * The one timer of a network client: requests that were not answered, attempts that take too long,
 * connections that nobody uses. It is set for the earliest of them and never moved back: when it runs
 * out early, it is set anew.
 *
 * Mirrors: NetworkClient.handleTimedOutConnections and handleTimedOutRequests,
 * Selector.maybeCloseOldestConnection, 2.8.0.
 */
import { mapValues } from '../../kernel/persistent-map.ts';
import { copyClient } from './connection-states.ts';
import { processDisconnection } from './network-disconnect.ts';
import type { NetworkTurn, NodeConnection } from './network-state.ts';

/** Sees that the client is woken no later than at a virtual time. */
export function wakeBy(turn: NetworkTurn, atMs: number): void {
  const { wakeAtMs, options } = turn.client;
  if (wakeAtMs !== null && wakeAtMs <= atMs) return;
  const client = copyClient(turn.client);
  client.wakeAtMs = atMs;
  turn.client = client;
  const delayMs = Math.max(0, Math.ceil(atMs - turn.env.nowMs));
  turn.effects.push({ type: 'setTimer', name: wakeName(options.name), delayMs });
}

export function cancelWake(turn: NetworkTurn): void {
  if (turn.client.wakeAtMs === null) return;
  turn.effects.push({ type: 'cancelTimer', name: wakeName(turn.client.options.name) });
  const client = copyClient(turn.client);
  client.wakeAtMs = null;
  turn.client = client;
}

/** The timer ran out; false when it is another's. */
export function takeWake(turn: NetworkTurn, timerName: string): boolean {
  if (timerName !== wakeName(turn.client.options.name)) return false;
  const client = copyClient(turn.client);
  client.wakeAtMs = null;
  turn.client = client;
  const { nowMs } = turn.env;
  let earliestMs = Infinity;
  for (const node of [...mapValues(client.nodes)].sort((a, b) => a.nodeId - b.nodeId)) {
    const dueMs = dueAtMs(turn, node);
    if (dueMs <= nowMs) cut(turn, node);
    else earliestMs = Math.min(earliestMs, dueMs);
  }
  if (earliestMs < Infinity) wakeBy(turn, earliestMs);
  return true;
}

function wakeName(clientName: string): string {
  return `${clientName}:wake`;
}

/** When a connection is given up, as things stand. */
function dueAtMs(turn: NetworkTurn, node: NodeConnection): number {
  if (node.status === 'DISCONNECTED') return Infinity;
  if (node.status === 'CONNECTING') {
    return node.lastConnectAttemptMs + node.connectionSetupTimeoutMs;
  }
  let dueMs = idleAtMs(turn, node);
  for (const { deadlineMs } of node.inFlight) dueMs = Math.min(dueMs, deadlineMs);
  return dueMs;
}

/** When a connection will have been idle for too long. */
export function idleAtMs(turn: NetworkTurn, { lastActiveMs }: NodeConnection): number {
  const idleMs = turn.client.options.connectionsMaxIdleMs ?? -1;
  return idleMs < 0 ? Infinity : lastActiveMs + idleMs;
}

function cut(turn: NetworkTurn, node: NodeConnection): void {
  const { name } = turn.client.options;
  if (node.status === 'CONNECTING') {
    turn.effects.push({ type: 'abandon', token: `${name}:${node.nodeId}:${node.attempt}` });
  } else turn.effects.push({ type: 'close', connection: node.connection! });
  processDisconnection(turn, node);
}
