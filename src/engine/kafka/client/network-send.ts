/**
 * A request with its header on its way, and what is kept of it until it is answered.
 *
 * Mirrors: NetworkClient.doSend, NodeApiVersions.latestUsableVersion, 2.8.0.
 */
import type { ApiKey, ApiName } from '../protocol/api-keys.ts';
import { API_KEYS } from '../protocol/api-keys.ts';
import type { KafkaRequest, RequestBody } from '../protocol/messages.ts';
import { copyClient, copyConnection, putConnection } from './connection-states.ts';
import type { InFlightRequest, NetworkTurn, NodeConnection } from './network-state.ts';
import { wakeBy } from './network-wake.ts';

/** By the type of the request, so that no name is cut for each one. */
const apiOfRequest = new Map<string, ApiKey>(
  (Object.keys(API_KEYS) as ApiName[]).map((name) => [`${name}Request`, API_KEYS[name]]),
);

/** The newest version that both sides know; null when there is none. */
export function versionFor({ versions }: NodeConnection, requestType: string): number | null {
  const api = apiOfRequest.get(requestType)!;
  if (versions === null) return api.versions[1];
  const range = versions[api.key];
  if (range === undefined) return null;
  const newest = Math.min(api.versions[1], range[1]);
  return newest < Math.max(api.versions[0], range[0]) ? null : newest;
}

/** Adds the header; the correlation id is used up. */
export function requestMessage(
  turn: NetworkTurn,
  request: RequestBody,
  version: number | null,
): KafkaRequest {
  const { nextCorrelationId, options } = turn.client;
  const client = copyClient(turn.client);
  client.nextCorrelationId = nextCorrelationId + 1;
  turn.client = client;
  return {
    ...request,
    apiVersion: version ?? apiOfRequest.get(request.type)!.versions[1],
    correlationId: nextCorrelationId,
    clientId: options.clientId,
  } as KafkaRequest;
}

export function transmit(
  turn: NetworkTurn,
  node: NodeConnection,
  inFlight: InFlightRequest,
  expectsResponse: boolean,
): void {
  const sent = copyConnection(node);
  sent.lastActiveMs = turn.env.nowMs;
  if (expectsResponse) {
    sent.inFlight = [...node.inFlight, inFlight];
    wakeBy(turn, inFlight.deadlineMs);
  }
  putConnection(turn, sent);
  turn.effects.push({ type: 'send', connection: node.connection!, message: inFlight.request });
}
