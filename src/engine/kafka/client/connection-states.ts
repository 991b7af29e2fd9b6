/**
 * How the connection to a node changes: attempts, back-offs, time limits. Pure functions over
 * `NetworkTurn.client`; they dial and close nothing.
 *
 * Mirrors: org.apache.kafka.clients.ClusterConnectionStates, ExponentialBackoff, 2.8.0.
 * Departs: a host has one address, so there is no next one to go to; nothing is throttled.
 */
import { mapDelete, mapGet, mapSet } from '../../kernel/persistent-map.ts';
import { nextRandom } from '../../kernel/random.ts';
import type { Mutable } from '../../kernel/turn.ts';
import type {
  ConnectionStatus,
  NetworkClientState,
  NetworkTurn,
  Node,
  NodeConnection,
} from './network-state.ts';

const EXPONENT_BASE = 2;
const JITTER = 0.2;

export function copyClient(client: NetworkClientState): Mutable<NetworkClientState> {
  return {
    options: client.options,
    nextCorrelationId: client.nextCorrelationId,
    nodes: client.nodes,
    nodeOfConnection: client.nodeOfConnection,
    nextAttempt: client.nextAttempt,
    random: client.random,
    nodeOffsetRandom: client.nodeOffsetRandom,
    wakeAtMs: client.wakeAtMs,
    isClosed: client.isClosed,
  };
}

export function copyConnection(node: NodeConnection): Mutable<NodeConnection> {
  return {
    nodeId: node.nodeId,
    host: node.host,
    port: node.port,
    status: node.status,
    attempt: node.attempt,
    connection: node.connection,
    lastConnectAttemptMs: node.lastConnectAttemptMs,
    failedAttempts: node.failedAttempts,
    failedConnectAttempts: node.failedConnectAttempts,
    reconnectBackoffMs: node.reconnectBackoffMs,
    connectionSetupTimeoutMs: node.connectionSetupTimeoutMs,
    lastActiveMs: node.lastActiveMs,
    versions: node.versions,
    inFlight: node.inFlight,
  };
}

export function connectionOf(
  client: NetworkClientState,
  nodeId: number,
): NodeConnection | undefined {
  return mapGet(client.nodes, String(nodeId));
}

export function putConnection(turn: NetworkTurn, node: NodeConnection): void {
  const client = copyClient(turn.client);
  client.nodes = mapSet(client.nodes, String(node.nodeId), node);
  turn.client = client;
}

/** ClusterConnectionStates.remove: no back-off is left of it. */
export function removeConnection(turn: NetworkTurn, nodeId: number): void {
  const client = copyClient(turn.client);
  client.nodes = mapDelete(client.nodes, String(nodeId));
  turn.client = client;
}

export function statusOf(client: NetworkClientState, nodeId: number): ConnectionStatus | null {
  return connectionOf(client, nodeId)?.status ?? null;
}

/** ClusterConnectionStates.canConnect. */
export function canConnect(client: NetworkClientState, nodeId: number, nowMs: number): boolean {
  const node = connectionOf(client, nodeId);
  if (node === undefined) return true;
  return node.status === 'DISCONNECTED' && nowMs >= retryAtMs(node);
}

/** Virtual time from which a lost node may be dialled again. */
export function retryAtMs(node: NodeConnection): number {
  return node.lastConnectAttemptMs + node.reconnectBackoffMs;
}

/** An attempt begins. Gives its number. */
export function connecting(turn: NetworkTurn, { id, host, port }: Node): number {
  const attempt = turn.client.nextAttempt;
  const client = copyClient(turn.client);
  client.nextAttempt = attempt + 1;
  turn.client = client;
  const known = connectionOf(client, id);
  if (known?.host === host) {
    const node = copyConnection(known);
    node.port = port;
    node.status = 'CONNECTING';
    node.attempt = attempt;
    node.lastConnectAttemptMs = turn.env.nowMs;
    putConnection(turn, node);
    return attempt;
  }
  putConnection(turn, {
    nodeId: id,
    host,
    port,
    status: 'CONNECTING',
    attempt,
    connection: null,
    lastConnectAttemptMs: turn.env.nowMs,
    failedAttempts: 0,
    failedConnectAttempts: 0,
    reconnectBackoffMs: reconnectBackoffMs(turn, 0),
    connectionSetupTimeoutMs: setupTimeoutMs(turn, 0),
    lastActiveMs: turn.env.nowMs,
    versions: null,
    inFlight: [],
  });
  return attempt;
}

/** The connection is there; nothing may be sent before the node has told its versions. */
export function connected(turn: NetworkTurn, node: NodeConnection, connection: number): void {
  const open = copyConnection(node);
  open.connection = connection;
  open.status = turn.client.options.discoversVersions ? 'CHECKING_API_VERSIONS' : 'READY';
  open.lastActiveMs = turn.env.nowMs;
  resetBackoffs(turn, open);
  putConnection(turn, open);
  const client = copyClient(turn.client);
  client.nodeOfConnection = mapSet(client.nodeOfConnection, String(connection), node.nodeId);
  turn.client = client;
}

/** ClusterConnectionStates.ready, behind the answer to ApiVersions. */
export function ready(turn: NetworkTurn, node: NodeConnection): void {
  const open = copyConnection(node);
  open.status = 'READY';
  resetBackoffs(turn, open);
  putConnection(turn, open);
}

/** ClusterConnectionStates.disconnected. What was in flight is dropped: read it before. */
export function disconnected(turn: NetworkTurn, node: NodeConnection): void {
  const lost = copyConnection(node);
  lost.lastConnectAttemptMs = turn.env.nowMs;
  lost.reconnectBackoffMs = reconnectBackoffMs(turn, node.failedAttempts);
  lost.failedAttempts = node.failedAttempts + 1;
  lost.failedConnectAttempts = node.status === 'CONNECTING' ? node.failedConnectAttempts + 1 : 0;
  lost.connectionSetupTimeoutMs = setupTimeoutMs(turn, lost.failedConnectAttempts);
  lost.status = 'DISCONNECTED';
  lost.connection = null;
  lost.versions = null;
  lost.inFlight = [];
  forgetSocket(turn, node);
  putConnection(turn, lost);
}

/** What comes on this connection is no more this client's. */
export function forgetSocket(turn: NetworkTurn, { connection }: NodeConnection): void {
  if (connection === null) return;
  const client = copyClient(turn.client);
  client.nodeOfConnection = mapDelete(client.nodeOfConnection, String(connection));
  turn.client = client;
}

function resetBackoffs(turn: NetworkTurn, node: Mutable<NodeConnection>): void {
  node.failedAttempts = 0;
  node.reconnectBackoffMs = reconnectBackoffMs(turn, 0);
  node.failedConnectAttempts = 0;
  node.connectionSetupTimeoutMs = setupTimeoutMs(turn, 0);
}

function reconnectBackoffMs(turn: NetworkTurn, attempts: number): number {
  const { options } = turn.client;
  return backoffMs(turn, options.reconnectBackoffMs, options.reconnectBackoffMaxMs, attempts);
}

function setupTimeoutMs(turn: NetworkTurn, attempts: number): number {
  const { connectionSetupTimeoutMs, connectionSetupTimeoutMaxMs } = turn.client.options;
  return backoffMs(turn, connectionSetupTimeoutMs, connectionSetupTimeoutMaxMs, attempts);
}

/** ExponentialBackoff.backoff: the limit counts before the jitter of ±20 %. */
function backoffMs(turn: NetworkTurn, initial: number, max: number, attempts: number): number {
  if (max <= initial) return initial;
  const exponentMax = Math.log(max / Math.max(initial, 1)) / Math.log(EXPONENT_BASE);
  const term = initial * EXPONENT_BASE ** Math.min(attempts, exponentMax);
  const [drawn, random] = nextRandom(turn.client.random);
  const client = copyClient(turn.client);
  client.random = random;
  turn.client = client;
  return Math.floor((1 - JITTER + 2 * JITTER * drawn) * term);
}
