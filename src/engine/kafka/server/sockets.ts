/**
 * Accepted connections: one request of each is read at a time.
 *
 * Mirrors: kafka.network.SocketServer, Acceptor, Processor (processCompletedReceives), RequestContext, 2.8.0.
 * Departs: limits on the number and rate of connections are not enforced, and none is closed because it is
 * idle: clients close theirs earlier.
 * Read next: respond.ts, apis.ts.
 */
import type { NodeEvent } from '../../kernel/events.ts';
import { emptyMap, mapDelete, mapGet, mapValues } from '../../kernel/persistent-map.ts';
import { emptyQueue, queueDrop, queueFirst, queuePush } from '../../kernel/persistent-queue.ts';
import { ownState } from '../../kernel/turn.ts';
import { API_KEYS, apiNameOf } from '../protocol/api-keys.ts';
import type { KafkaRequest } from '../protocol/messages.ts';
import { ownPart } from './broker-changes.ts';
import type { BrokerSocket, BrokerTurn } from './broker-state.ts';
import { kafkaLog } from './kafka-log.ts';
import { refOf, setSocket } from './respond.ts';

/** An event of an accepted connection, or of a listener; false: of neither. */
export function socketEvent(turn: BrokerTurn, event: NodeEvent): boolean {
  switch (event.type) {
    case 'message': {
      const socket = mapGet(turn.state.sockets, String(event.connection));
      if (socket === undefined) return false;
      onRequest(turn, socket, event.message as KafkaRequest);
      return true;
    }
    case 'connection.opened':
      if (event.token !== null) return false;
      accept(turn, event);
      return true;
    case 'connection.closed': {
      const name = String(event.connection);
      if (mapGet(turn.state.sockets, name) === undefined) return false;
      ownState(turn).sockets = mapDelete(turn.state.sockets, name);
      return true;
    }
    case 'listen.failed':
      onListenFailed(turn, event.port);
      return true;
    default:
      return false;
  }
}

function accept(turn: BrokerTurn, event: NodeEvent & { readonly type: 'connection.opened' }): void {
  const { connection, localPort, remote, remoteIp } = event;
  const own = turn.env.host.ip;
  setSocket(turn, {
    connection,
    id: `${own}:${localPort}-${remoteIp}:${remote.port}-${connection}`,
    clientHost: `/${remoteIp}`,
    busyWith: null,
    waiting: emptyQueue(),
  });
}

function onRequest(turn: BrokerTurn, socket: BrokerSocket, request: KafkaRequest): void {
  if (socket.busyWith !== null || !turn.state.lifecycle.isProcessing) {
    setSocket(turn, { ...socket, waiting: queuePush(socket.waiting, request) });
    return;
  }
  take(turn, socket, request);
}

/** Nothing more is read from the connection until this is answered. */
function take(turn: BrokerTurn, socket: BrokerSocket, request: KafkaRequest): void {
  if (!isSupported(request)) return refuse(turn, socket, request);
  setSocket(turn, { ...socket, busyWith: request.correlationId });
  turn.tasks.push({ type: 'request', request, ref: refOf(socket, request) });
}

/** ApiVersions of any version is answered: that is how a client learns which are known. */
function isSupported({ type, apiVersion }: KafkaRequest): boolean {
  if (type === 'ApiVersionsRequest') return true;
  const known = API_KEYS[apiNameOf(type)];
  return known !== undefined && apiVersion >= known.versions[0] && apiVersion <= known.versions[1];
}

/** A request that cannot be read ends the connection. Mirrors processChannelException. */
function refuse(turn: BrokerTurn, { connection, id }: BrokerSocket, request: KafkaRequest): void {
  const trace = refusal(id, request);
  const log = (text: string): void =>
    kafkaLog(turn, 'server', 'ERROR', text, 'kafka.network.Processor', trace);
  log(`Closing socket for ${id} because of error`);
  log(`Exception while processing request from ${id}`);
  turn.effects.push({ type: 'close', connection });
  ownState(turn).sockets = mapDelete(turn.state.sockets, String(connection));
}

function refusal(connectionId: string, { type, apiVersion }: KafkaRequest): string {
  const errors = 'org.apache.kafka.common.errors';
  const api = apiNameOf(type);
  const name = enumName(api);
  if (API_KEYS[api] === undefined) {
    return `${errors}.InvalidRequestException: Received request api key ${name} which is not enabled`;
  }
  return (
    `${errors}.InvalidRequestException: Error getting request for apiKey: ${name}, ` +
    `apiVersion: ${apiVersion}, connectionId: ${connectionId}, listenerName: ListenerName(PLAINTEXT), ` +
    `principal: User:ANONYMOUS\nCaused by: ${errors}.UnsupportedVersionException: ` +
    `The ${name} protocol does not support version ${apiVersion}`
  );
}

/** `LIST_OFFSETS` of `ListOffsets`. */
function enumName(api: string): string {
  return api.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
}

/** Another process was quicker. */
function onListenFailed(turn: BrokerTurn, port: number): void {
  const text = `Socket server failed to bind to port ${port}: Address already in use.`;
  kafkaLog(turn, 'server', 'ERROR', text, 'kafka.network.SocketServer');
  turn.tasks.push({ type: 'halt', code: 1 });
}

/** What was sent meanwhile is read now. Mirrors startProcessingRequests. */
export function startProcessingRequests(turn: BrokerTurn): void {
  ownPart(turn, 'lifecycle').isProcessing = true;
  for (const socket of [...mapValues(turn.state.sockets)]) {
    const request = queueFirst(socket.waiting);
    if (request === undefined) continue;
    take(turn, { ...socket, waiting: queueDrop(socket.waiting) }, request);
  }
}

/** Listeners and connections are closed. Mirrors stopProcessingRequests. */
export function stopProcessingRequests(turn: BrokerTurn): void {
  ownPart(turn, 'lifecycle').isProcessing = false;
  for (const { port } of turn.state.config.listeners) {
    turn.effects.push({ type: 'unlisten', port });
  }
  for (const { connection } of mapValues(turn.state.sockets)) {
    turn.effects.push({ type: 'close', connection });
  }
  ownState(turn).sockets = emptyMap();
}

/** Whether a listener could be opened; else what upstream's exception says. */
export function bindListener(turn: BrokerTurn, host: string, port: number): string | null {
  const { host: own } = turn.env;
  if (port < 0 || port > 0xffff) return `port out of range:${port}`;
  if (host !== '') {
    const address = own.resolve(host);
    if (address === undefined) return 'Unresolved address';
    const isOwn = address === own.ip || address === own.resolve('localhost');
    if (!isOwn) return 'Cannot assign requested address';
  }
  if (!own.isPortFree(port)) return 'Address already in use';
  turn.effects.push({ type: 'listen', port, purpose: 'broker' });
  return null;
}
