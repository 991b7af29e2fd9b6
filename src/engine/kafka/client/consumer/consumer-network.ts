/**
 * Requests that wait until their node can take them.
 *
 * Mirrors: org.apache.kafka.clients.consumer.internals.ConsumerNetworkClient, 2.8.0.
 * Departs: sends as soon as a node is ready, not only while somebody polls.
 * Read next: responses.ts.
 */
import { ownState } from '../../../kernel/turn.ts';
import type { RequestBody } from '../../protocol/messages.ts';
import { copyClient } from '../connection-states.ts';
import { isUpdateDue } from '../metadata.ts';
import { maybeUpdateMetadata } from '../metadata-updater.ts';
import type { Node } from '../network-client.ts';
import {
  connectionDelayMs,
  disconnectNode,
  hasConnectionFailed,
  inFlightCount,
  readyNode,
  sendRequest,
} from '../network-client.ts';
import { DISCONNECTED, timeoutError } from './consumer-error.ts';
import { withMetadata } from './consumer-metadata.ts';
import type { ConsumerTurn, UnsentRequest } from './consumer-state.ts';
import type { RequestTag } from './request-tag.ts';

export function send(
  turn: ConsumerTurn,
  node: Node,
  request: RequestBody,
  tag: RequestTag,
  timeoutMs = turn.state.config.requestTimeoutMs,
): void {
  const { network, env } = turn;
  const correlationId = network.client.nextCorrelationId;
  const client = copyClient(network.client);
  client.nextCorrelationId = correlationId + 1;
  network.client = client;
  const unsent: UnsentRequest = {
    node,
    request,
    tag,
    correlationId,
    createdMs: env.nowMs,
    timeoutMs,
  };
  ownState(turn).unsent = [...turn.state.unsent, unsent];
}

/** Its last connection was lost, and it cannot be dialled again yet. */
export function isUnavailable({ network, env }: ConsumerTurn, { id }: Node): boolean {
  return (
    hasConnectionFailed(network.client, id) && connectionDelayMs(network.client, id, env.nowMs) > 0
  );
}

export function tryConnect(turn: ConsumerTurn, node: Node): void {
  readyNode(turn.network, node);
}

/** ConsumerNetworkClient.disconnectAsync. */
export function disconnect(turn: ConsumerTurn, { id }: Node): void {
  for (const { tag } of takeUnsent(turn, ({ node }) => node.id === id)) {
    turn.failures.push({ tag, failure: DISCONNECTED });
  }
  disconnectNode(turn.network, id);
}

function takeUnsent(
  turn: ConsumerTurn,
  isTaken: (request: UnsentRequest) => boolean,
): readonly UnsentRequest[] {
  const taken = turn.state.unsent.filter(isTaken);
  if (taken.length > 0) {
    const state = ownState(turn);
    state.unsent = state.unsent.filter((request) => !isTaken(request));
  }
  return taken;
}

/**
 * Asks for metadata if they are due, sends what can be sent, and gives up what cannot. Gives the
 * milliseconds until that has to be done again.
 */
export function flush(turn: ConsumerTurn): number {
  const { nowMs } = turn.env;
  let waitMs = withMetadata(turn, maybeUpdateMetadata);
  if (turn.state.unsent.length === 0) return waitMs;
  trySend(turn);
  const { client } = turn.network;
  for (const { tag } of takeUnsent(turn, ({ node }) => hasConnectionFailed(client, node.id))) {
    turn.failures.push({ tag, failure: DISCONNECTED });
  }
  const isExpired = ({ createdMs, timeoutMs }: UnsentRequest): boolean =>
    nowMs - createdMs > timeoutMs;
  for (const { tag, timeoutMs } of takeUnsent(turn, isExpired)) {
    const { failure } = timeoutError(`Failed to send request after ${timeoutMs} ms.`);
    turn.failures.push({ tag, failure });
  }
  for (const { node, createdMs, timeoutMs } of turn.state.unsent) {
    const delayMs = connectionDelayMs(client, node.id, nowMs);
    waitMs = Math.min(waitMs, createdMs + timeoutMs + 1 - nowMs, Math.max(1, delayMs));
  }
  return waitMs;
}

function trySend(turn: ConsumerTurn): void {
  if (isUpdateDue(turn.state.metadata, turn.env.nowMs)) return;
  const isBlocked = new Set<number>();
  const sent = new Set<UnsentRequest>();
  for (const request of turn.state.unsent) {
    const { node } = request;
    if (isBlocked.has(node.id)) continue;
    if (!readyNode(turn.network, node)) isBlocked.add(node.id);
    else {
      sent.add(request);
      transmit(turn, request);
    }
  }
  takeUnsent(turn, (request) => sent.has(request));
}

/** Sends with the correlation id that the request was given when it was made. */
function transmit({ network }: ConsumerTurn, unsent: UnsentRequest): void {
  const { nextCorrelationId } = network.client;
  const before = copyClient(network.client);
  before.nextCorrelationId = unsent.correlationId;
  network.client = before;
  sendRequest(network, unsent.node.id, unsent.request, unsent.tag, {
    timeoutMs: unsent.timeoutMs,
  });
  const after = copyClient(network.client);
  after.nextCorrelationId = nextCorrelationId;
  network.client = after;
}

export function pendingRequestCount({ state, network }: ConsumerTurn, { id }: Node): number {
  const unsent = state.unsent.filter(({ node }) => node.id === id).length;
  return unsent + inFlightCount(network.client, id);
}
