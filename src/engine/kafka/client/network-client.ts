/**
 * Connections to the brokers of a cluster, for clients and for brokers among themselves.
 *
 *     const turn = networkTurn(state, env, effects);
 *     readyNode(turn, node);
 *     // for every event of the process:
 *     if (networkEvent(turn, event)) { … turn.outcomes … }
 *     // keep turn.client
 *
 * Mirrors: org.apache.kafka.clients.NetworkClient, 2.8.0.
 * Departs: metadata are not its business (metadata.ts); a request is sent at once, so that one without
 * an answer (`expectsResponse: false`) is over with its sending and has no outcome.
 * Read next: network-events.ts (what comes from the network), connection-states.ts.
 */
import type { Env } from '../../kernel/behavior.ts';
import type { Effect } from '../../kernel/effects.ts';
import type { NodeEvent } from '../../kernel/events.ts';
import { emptyMap, mapValues } from '../../kernel/persistent-map.ts';
import { nextInteger, splitStream } from '../../kernel/random.ts';
import type { RequestBody } from '../protocol/messages.ts';
import {
  canConnect,
  connectionOf,
  copyClient,
  disconnected,
  forgetSocket,
  removeConnection,
  retryAtMs,
  statusOf,
} from './connection-states.ts';
import { initiateConnect, takeSocketEvent } from './network-events.ts';
import { requestMessage, transmit, versionFor } from './network-send.ts';
import type {
  NetworkClientOptions,
  NetworkClientState,
  NetworkOutcome,
  NetworkTurn,
  Node,
  NodeConnection,
} from './network-state.ts';
import { cancelWake, takeWake } from './network-wake.ts';

export { nodeText } from './network-state.ts';
export type {
  ClientLogLine,
  NetworkClientOptions,
  NetworkClientState,
  NetworkOutcome,
  NetworkTurn,
  Node,
} from './network-state.ts';

export function networkClient(options: NetworkClientOptions): NetworkClientState {
  return {
    options,
    nextCorrelationId: 0,
    nodes: emptyMap(),
    nodeOfConnection: emptyMap(),
    nextAttempt: 1,
    random: splitStream(options.seed, `${options.name} backoff`),
    nodeOffsetRandom: splitStream(options.seed, `${options.name} node offset`),
    wakeAtMs: null,
    isClosed: false,
  };
}

export function networkTurn(
  client: NetworkClientState,
  env: Env,
  effects: Effect[],
  outcomes: NetworkOutcome[] = [],
): NetworkTurn {
  return { client, env, effects, outcomes };
}

/**
 * NetworkClient.ready: true when a request can be sent now; else begins to connect, unless it is
 * connecting already or has to wait (reconnect.backoff.ms), after which it must be asked again. A host
 * that nobody knows is lost at once: `disconnected` is among the outcomes then.
 */
export function readyNode(turn: NetworkTurn, node: Node): boolean {
  const { nowMs } = turn.env;
  if (isNodeReady(turn.client, node.id, nowMs)) return true;
  if (!turn.client.isClosed && canConnect(turn.client, node.id, nowMs)) initiateConnect(turn, node);
  return false;
}

/** Connected, greeted, and with room for one more request in flight. */
export function isNodeReady(client: NetworkClientState, nodeId: number, _nowMs: number): boolean {
  const node = connectionOf(client, nodeId);
  return (
    node?.status === 'READY' &&
    node.inFlight.length < client.options.maxInFlightRequestsPerConnection
  );
}

/** Milliseconds until a node may be dialled again; 0: now; Infinity: while it is connecting or open. */
export function connectionDelayMs(
  client: NetworkClientState,
  nodeId: number,
  nowMs: number,
): number {
  const node = connectionOf(client, nodeId);
  if (node === undefined) return 0;
  if (node.status !== 'DISCONNECTED') return Infinity;
  return Math.max(0, Math.ceil(retryAtMs(node) - nowMs));
}

/** NetworkClient.connectionFailed: it was dialled or open, and is not any more. */
export function hasConnectionFailed(client: NetworkClientState, nodeId: number): boolean {
  return statusOf(client, nodeId) === 'DISCONNECTED';
}

/** Requests on their way to a node. */
export function inFlightCount(client: NetworkClientState, nodeId: number): number {
  return connectionOf(client, nodeId)?.inFlight.length ?? 0;
}

/** Requests on their way to any node. */
export function inFlightCountOfAll(client: NetworkClientState): number {
  let count = 0;
  for (const { inFlight } of mapValues(client.nodes)) count += inFlight.length;
  return count;
}

/** NetworkClient.hasReadyNodes. */
export function hasReadyNodes(client: NetworkClientState): boolean {
  for (const { status } of mapValues(client.nodes)) if (status === 'READY') return true;
  return false;
}

/**
 * Sends to a ready node. Its outcome carries `tag`. Gives the correlation id. To a node that is not
 * ready, or that does not know the API, nothing is sent: `failed` is among the outcomes at once.
 */
export function sendRequest(
  turn: NetworkTurn,
  nodeId: number,
  request: RequestBody,
  tag: unknown,
  options: { readonly expectsResponse?: boolean; readonly timeoutMs?: number } = {},
): number {
  const node = connectionOf(turn.client, nodeId);
  const isReady = node !== undefined && isNodeReady(turn.client, nodeId, turn.env.nowMs);
  const version = isReady ? versionFor(node, request.type) : null;
  const message = requestMessage(turn, request, version);
  if (!isReady || version === null) {
    const reason = isReady ? 'unsupported' : 'disconnected';
    turn.outcomes.push({ type: 'failed', nodeId, tag, request: message, reason });
    return message.correlationId;
  }
  const { requestTimeoutMs } = turn.client.options;
  const deadlineMs = turn.env.nowMs + (options.timeoutMs ?? requestTimeoutMs);
  const inFlight = { request: message, tag, isInternal: false, deadlineMs };
  transmit(turn, node, inFlight, options.expectsResponse ?? true);
  return message.correlationId;
}

/**
 * NetworkClient.leastLoadedNode: the node with the fewest requests in flight among those that are ready;
 * else one that is being connected; else the one whose last attempt is longest ago. Null: each has to
 * wait.
 */
export function leastLoadedNode(turn: NetworkTurn, nodes: readonly Node[]): Node | null {
  const { nowMs } = turn.env;
  const [offset, random] = nextInteger(turn.client.nodeOffsetRandom, nodes.length);
  const client = copyClient(turn.client);
  client.nodeOffsetRandom = random;
  turn.client = client;
  let fewest = Infinity;
  let found: Node | null = null;
  let connecting: Node | null = null;
  let connectable: Node | null = null;
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[(offset + i) % nodes.length]!;
    const connection = connectionOf(client, node.id);
    if (isNodeReady(client, node.id, nowMs)) {
      const count = connection!.inFlight.length;
      if (count === 0) return node;
      if (count < fewest) [fewest, found] = [count, node];
    } else if (isPreparing(connection)) connecting = node;
    else if (canConnect(client, node.id, nowMs)) {
      if (connectable === null || lastAttemptMs(client, connectable) > lastAttemptMs(client, node))
        connectable = node;
    }
  }
  return found ?? connecting ?? connectable;
}

function isPreparing(node: NodeConnection | undefined): boolean {
  return node?.status === 'CONNECTING' || node?.status === 'CHECKING_API_VERSIONS';
}

function lastAttemptMs(client: NetworkClientState, { id }: Node): number {
  return connectionOf(client, id)?.lastConnectAttemptMs ?? 0;
}

/** Whether an attempt to reach the node is under way (not yet open). */
export function isConnecting(client: NetworkClientState, nodeId: number): boolean {
  return statusOf(client, nodeId) === 'CONNECTING';
}

/**
 * NetworkClient.disconnect: what is in flight fails, and the node has to wait before it is dialled
 * again. No `disconnected` follows: whoever asks knows it.
 */
export function disconnectNode(turn: NetworkTurn, nodeId: number): void {
  const node = connectionOf(turn.client, nodeId);
  if (node === undefined || node.status === 'DISCONNECTED') return;
  closeSocket(turn, node);
  disconnected(turn, node);
  for (const { isInternal, request, tag } of node.inFlight) {
    if (isInternal) continue;
    turn.outcomes.push({ type: 'failed', nodeId, tag, request, reason: 'disconnected' });
  }
}

/** NetworkClient.close(node): nothing follows, not even a back-off. */
export function forgetNode(turn: NetworkTurn, nodeId: number): void {
  const node = connectionOf(turn.client, nodeId);
  if (node === undefined) return;
  closeSocket(turn, node);
  forgetSocket(turn, node);
  removeConnection(turn, nodeId);
}

function closeSocket(
  turn: NetworkTurn,
  { nodeId, status, attempt, connection }: NodeConnection,
): void {
  const { name } = turn.client.options;
  if (status === 'CONNECTING') {
    turn.effects.push({ type: 'abandon', token: `${name}:${nodeId}:${attempt}` });
  } else if (connection !== null) turn.effects.push({ type: 'close', connection });
}

/** Closes all connections; nothing follows. */
export function closeNetworkClient(turn: NetworkTurn): void {
  for (const node of [...mapValues(turn.client.nodes)]) closeSocket(turn, node);
  cancelWake(turn);
  const client = copyClient(turn.client);
  client.nodes = emptyMap();
  client.nodeOfConnection = emptyMap();
  client.isClosed = true;
  turn.client = client;
}

/** Handles an event of the process; false when it is not this client's. */
export function networkEvent(turn: NetworkTurn, event: NodeEvent): boolean {
  return event.type === 'timer' ? takeWake(turn, event.name) : takeSocketEvent(turn, event);
}
