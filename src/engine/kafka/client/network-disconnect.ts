/**
 * What the loss of a connection, or of an attempt, comes to.
 *
 * Mirrors: NetworkClient.processDisconnection and cancelInFlightRequests, 2.8.0.
 */
import { disconnected } from './connection-states.ts';
import type { NetworkTurn, NodeConnection } from './network-state.ts';

const LOGGER = 'org.apache.kafka.clients.NetworkClient';
const IP_ADDRESS = /^(\d{1,3}\.){3}\d{1,3}$|:/;

/** What was in flight fails, and the owner is told; before it, the connection was closed. */
export function processDisconnection(turn: NetworkTurn, node: NodeConnection): void {
  const { nodeId, inFlight, status } = node;
  disconnected(turn, node);
  turn.outcomes.push({ type: 'disconnected', nodeId, wasReady: status === 'READY' });
  const { nowMs } = turn.env;
  for (const { request, tag, isInternal, deadlineMs } of inFlight) {
    if (isInternal) continue;
    const reason = deadlineMs <= nowMs ? 'timeout' : 'disconnected';
    turn.outcomes.push({ type: 'failed', nodeId, tag, request, reason });
  }
}

export function logNetwork(
  turn: NetworkTurn,
  level: 'INFO' | 'WARN',
  nodeId: number,
  text: string,
): void {
  const prefix = turn.client.options.logPrefix.replace('{node}', String(nodeId));
  turn.outcomes.push({ type: 'log', level, text: `${prefix} ${text}`, logger: LOGGER });
}

/** InetSocketAddress.toString: `localhost/127.0.0.1:9092`, `/192.168.8.12:9093`. */
export function socketAddressText(turn: NetworkTurn, host: string, port: number): string {
  const name = IP_ADDRESS.test(host) ? '' : host;
  return `${name}/${turn.env.host.resolve(host) ?? '<unresolved>'}:${port}`;
}
