/**
 * Answering a request, and reading the next one of that connection.
 *
 * Mirrors: kafka.network.RequestChannel.sendResponse, SocketServer's muting of a channel, 2.8.0.
 */
import type { KafkaResponse, ResponseBody } from '../protocol/messages.ts';
import { mapGet, mapSet } from '../../kernel/persistent-map.ts';
import { queueDrop, queueFirst } from '../../kernel/persistent-queue.ts';
import { ownState } from '../../kernel/turn.ts';
import type { KafkaRequest } from '../protocol/messages.ts';
import type { BrokerSocket, BrokerTurn, RequestRef } from './broker-state.ts';

/** Sends the response; nothing happens when the connection is gone. */
export function respond<R extends KafkaResponse>(
  turn: BrokerTurn,
  ref: RequestRef,
  body: ResponseBody<R>,
): void {
  if (mapGet(turn.state.sockets, String(ref.connection)) === undefined) return;
  const message = { ...body, correlationId: ref.correlationId } as unknown as KafkaResponse;
  turn.effects.push({ type: 'send', connection: ref.connection, message });
  endRequest(turn, ref);
}

/** The request gets no answer (acks=0): the connection is read on. */
export function endRequest(turn: BrokerTurn, ref: RequestRef): void {
  const socket = mapGet(turn.state.sockets, String(ref.connection));
  if (socket === undefined || socket.busyWith !== ref.correlationId) return;
  const request = queueFirst(socket.waiting);
  if (request === undefined) return setSocket(turn, { ...socket, busyWith: null });
  setSocket(turn, {
    ...socket,
    busyWith: request.correlationId,
    waiting: queueDrop(socket.waiting),
  });
  turn.tasks.push({ type: 'request', request, ref: refOf(socket, request) });
}

export function refOf(socket: BrokerSocket, request: KafkaRequest): RequestRef {
  return {
    connection: socket.connection,
    correlationId: request.correlationId,
    apiVersion: request.apiVersion,
    clientId: request.clientId,
    clientHost: socket.clientHost,
  };
}

export function setSocket(turn: BrokerTurn, socket: BrokerSocket): void {
  ownState(turn).sockets = mapSet(turn.state.sockets, String(socket.connection), socket);
}
