/**
 * What comes from the network: attempts that end, responses, connections that are lost.
 *
 * Mirrors: NetworkClient.poll (handleConnections, handleCompletedReceives, handleDisconnections,
 * handleApiVersionsResponse) and initiateConnect, 2.8.0.
 */
import type { NodeEvent } from '../../kernel/events.ts';
import { mapGet } from '../../kernel/persistent-map.ts';
import type { KafkaResponse } from '../protocol/messages.ts';
import type { ApiVersion, ApiVersionsResponse } from '../protocol/metadata.ts';
import {
  connected,
  connecting,
  connectionOf,
  copyConnection,
  putConnection,
  ready,
} from './connection-states.ts';
import { logNetwork, processDisconnection, socketAddressText } from './network-disconnect.ts';
import { requestMessage, transmit } from './network-send.ts';
import type { NetworkTurn, Node, NodeApiVersions, NodeConnection } from './network-state.ts';
import { nodeText } from './network-state.ts';
import { idleAtMs, wakeBy } from './network-wake.ts';

/** AppInfoParser of the client library: a greeting names it. */
const SOFTWARE = {
  clientSoftwareName: 'apache-kafka-java',
  clientSoftwareVersion: '2.8.0',
} as const;

/** Dials a node. A name that nobody knows is found out before anything is sent. */
export function initiateConnect(turn: NetworkTurn, node: Node): void {
  const { name } = turn.client.options;
  logChangedHost(turn, node);
  const attempt = connecting(turn, node);
  const connection = connectionOf(turn.client, node.id)!;
  if (turn.env.host.resolve(node.host) === undefined) {
    const cause = `java.net.UnknownHostException: ${node.host}`;
    logNetwork(turn, 'WARN', node.id, `Error connecting to node ${nodeText(node)}\n${cause}`);
    return processDisconnection(turn, connection);
  }
  const { host, port } = node;
  turn.effects.push({ type: 'connect', token: `${name}:${node.id}:${attempt}`, host, port });
  wakeBy(turn, turn.env.nowMs + connection.connectionSetupTimeoutMs);
}

function logChangedHost(turn: NetworkTurn, { id, host }: Node): void {
  const known = connectionOf(turn.client, id);
  if (known === undefined || known.host === host) return;
  logNetwork(turn, 'INFO', id, `Hostname for node ${id} changed from ${known.host} to ${host}.`);
}

/** Handles an event of a socket; false when it is not this client's. */
export function takeSocketEvent(turn: NetworkTurn, event: NodeEvent): boolean {
  switch (event.type) {
    case 'message': {
      const node = nodeOfSocket(turn, event.connection);
      if (node === undefined) return false;
      takeResponse(turn, node, event.message as KafkaResponse);
      return true;
    }
    case 'connection.closed': {
      const node = nodeOfSocket(turn, event.connection);
      if (node === undefined) return false;
      processDisconnection(turn, node);
      return true;
    }
    case 'connection.opened':
      return event.token !== null && takeOpened(turn, event.token, event.connection);
    case 'connection.refused':
      return takeRefused(turn, event.token);
    default:
      return false;
  }
}

function nodeOfSocket(turn: NetworkTurn, connection: number): NodeConnection | undefined {
  const nodeId = mapGet(turn.client.nodeOfConnection, String(connection));
  return nodeId === undefined ? undefined : connectionOf(turn.client, nodeId);
}

/** The node that an attempt of this client was for; undefined: it is over; null: another client's. */
function nodeOfAttempt(turn: NetworkTurn, token: string): NodeConnection | undefined | null {
  const prefix = `${turn.client.options.name}:`;
  if (!token.startsWith(prefix)) return null;
  const [nodeId, attempt] = token.slice(prefix.length).split(':');
  const node = connectionOf(turn.client, Number(nodeId));
  return node?.status === 'CONNECTING' && node.attempt === Number(attempt) ? node : undefined;
}

function takeOpened(turn: NetworkTurn, token: string, connection: number): boolean {
  const node = nodeOfAttempt(turn, token);
  if (node === null) return false;
  if (node === undefined) {
    // It was given up a moment too late to be stopped.
    turn.effects.push({ type: 'close', connection });
    return true;
  }
  connected(turn, node, connection);
  const open = connectionOf(turn.client, node.nodeId)!;
  const idleMs = idleAtMs(turn, open);
  if (idleMs < Infinity) wakeBy(turn, idleMs);
  if (open.status === 'READY') turn.outcomes.push({ type: 'ready', nodeId: node.nodeId });
  else askVersions(turn, open, 3);
  return true;
}

function takeRefused(turn: NetworkTurn, token: string): boolean {
  const node = nodeOfAttempt(turn, token);
  if (node === null) return false;
  if (node === undefined) return true;
  const where = `node ${node.nodeId} (${socketAddressText(turn, node.host, node.port)})`;
  const text = `Connection to ${where} could not be established. Broker may not be available.`;
  logNetwork(turn, 'WARN', node.nodeId, text);
  processDisconnection(turn, node);
  return true;
}

function askVersions(turn: NetworkTurn, node: NodeConnection, version: number): void {
  const request = requestMessage(turn, { type: 'ApiVersionsRequest', ...SOFTWARE }, version);
  const deadlineMs = turn.env.nowMs + turn.client.options.requestTimeoutMs;
  transmit(turn, node, { request, tag: null, isInternal: true, deadlineMs }, true);
}

/** Answers come in the order of the requests. */
function takeResponse(turn: NetworkTurn, node: NodeConnection, response: KafkaResponse): void {
  const oldest = node.inFlight[0];
  if (oldest?.request.correlationId !== response.correlationId) return;
  const answered = copyConnection(node);
  answered.inFlight = node.inFlight.slice(1);
  answered.lastActiveMs = turn.env.nowMs;
  putConnection(turn, answered);
  if (oldest.isInternal) {
    return takeVersions(turn, answered, response as ApiVersionsResponse, oldest.request.apiVersion);
  }
  const { request, tag } = oldest;
  turn.outcomes.push({ type: 'response', nodeId: node.nodeId, tag, request, response });
}

function takeVersions(
  turn: NetworkTurn,
  node: NodeConnection,
  { errorCode, apiKeys, correlationId }: ApiVersionsResponse,
  askedVersion: number,
): void {
  const { nodeId } = node;
  if (errorCode === 'UNSUPPORTED_VERSION' && askedVersion > 0) {
    return askVersions(turn, node, apiKeys.find(({ apiKey }) => apiKey === 18)?.maxVersion ?? 0);
  }
  if (errorCode !== 'NONE') {
    const what = `Received error ${errorCode} from node ${nodeId} when making an ApiVersionsRequest`;
    const text = `${what} with correlation id ${correlationId}. Disconnecting.`;
    logNetwork(turn, 'WARN', nodeId, text);
    turn.effects.push({ type: 'close', connection: node.connection! });
    return processDisconnection(turn, node);
  }
  const greeted = copyConnection(node);
  greeted.versions = versionsOf(apiKeys);
  ready(turn, greeted);
  turn.outcomes.push({ type: 'ready', nodeId });
}

function versionsOf(apiKeys: readonly ApiVersion[]): NodeApiVersions {
  const versions: Record<number, readonly [number, number]> = {};
  for (const { apiKey, minVersion, maxVersion } of apiKeys) {
    versions[apiKey] = [minVersion, maxVersion];
  }
  return versions;
}
