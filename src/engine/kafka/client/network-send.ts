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
  const apiVersion = version ?? apiOfRequest.get(request.type)!.versions[1];
  return withHeader(request, apiVersion, nextCorrelationId, options.clientId);
}

/** The two kinds that there are most of are copied field by field, which takes a fraction of the time. */
function withHeader(
  request: RequestBody,
  apiVersion: number,
  correlationId: number,
  clientId: string,
): KafkaRequest {
  switch (request.type) {
    case 'ProduceRequest':
      return {
        type: request.type,
        apiVersion,
        correlationId,
        clientId,
        transactionalId: request.transactionalId,
        acks: request.acks,
        timeoutMs: request.timeoutMs,
        topicData: request.topicData,
      };
    case 'FetchRequest':
      return {
        type: request.type,
        apiVersion,
        correlationId,
        clientId,
        clusterId: request.clusterId,
        replicaId: request.replicaId,
        maxWaitMs: request.maxWaitMs,
        minBytes: request.minBytes,
        maxBytes: request.maxBytes,
        isolationLevel: request.isolationLevel,
        sessionId: request.sessionId,
        sessionEpoch: request.sessionEpoch,
        topics: request.topics,
        forgottenTopicsData: request.forgottenTopicsData,
        rackId: request.rackId,
      };
    default:
      return { ...request, apiVersion, correlationId, clientId } as KafkaRequest;
  }
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
