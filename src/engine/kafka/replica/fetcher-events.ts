/**
 * Events of the fetchers: connections, answers, and the ends of back-offs.
 *
 * Mirrors: what a ReplicaFetcherThread is woken by, 2.8.0.
 * Read next: fetcher-thread.ts, fetcher-response.ts.
 */
import type { NodeEvent } from '../../kernel/events.ts';
import { networkEvent, networkTurn } from '../client/network-client.ts';
import type { NetworkOutcome } from '../client/network-client.ts';
import type {
  FetchResponse,
  ListOffsetsResponse,
  OffsetForLeaderEpochRequest,
  OffsetForLeaderEpochResponse,
} from '../protocol/produce-fetch.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { threadAt } from './fetcher-changes.ts';
import { onEpochsResponse } from './fetcher-epochs.ts';
import { onOffsetResponse } from './fetcher-lookup.ts';
import { onFetchResponse } from './fetcher-response.ts';
import {
  failRequest,
  keepNetwork,
  runThread,
  threadOfTimer,
  transmit,
  wakeThread,
} from './fetcher-thread.ts';

/** False: none of the fetchers'. */
export function fetcherEvent(turn: BrokerTurn, event: NodeEvent): boolean {
  if (event.type === 'timer') {
    const key = threadOfTimer(event.name);
    if (key !== null) {
      // One that was set for a back-off that has ended otherwise.
      if (threadAt(turn, key)?.waitsFor.type === 'backoff') wakeThread(turn, key);
      return true;
    }
  }
  const { clients } = turn.state.replicas.fetchers;
  for (let fetcherId = 0; fetcherId < clients.length; fetcherId++) {
    const network = networkTurn(clients[fetcherId]!, turn.env, turn.effects);
    if (!networkEvent(network, event)) continue;
    keepNetwork(turn, { fetcherId }, network);
    for (const outcome of network.outcomes) takeOutcome(turn, fetcherId, outcome);
    return true;
  }
  return false;
}

function takeOutcome(turn: BrokerTurn, fetcherId: number, outcome: NetworkOutcome): void {
  if (outcome.type === 'log') return;
  const key = `${outcome.nodeId}-${fetcherId}`;
  const thread = threadAt(turn, key);
  if (thread === undefined) return;
  const { waitsFor } = thread;
  switch (outcome.type) {
    case 'ready':
      if (waitsFor.type === 'connection') transmit(turn, key, waitsFor.send);
      return;
    case 'disconnected':
      if (waitsFor.type === 'connection') failRequest(turn, key, waitsFor.send, 'unreachable');
      return;
    case 'failed':
      if (waitsFor.type === 'response') failRequest(turn, key, waitsFor.send, 'disconnected');
      return;
    case 'response':
      takeResponse(turn, key, outcome);
      runThread(turn, key);
  }
}

function takeResponse(
  turn: BrokerTurn,
  key: string,
  { response, request }: NetworkOutcome & { readonly type: 'response' },
): void {
  switch (response.type) {
    case 'FetchResponse':
      return onFetchResponse(turn, key, response satisfies FetchResponse);
    case 'OffsetForLeaderEpochResponse':
      return onEpochsResponse(
        turn,
        key,
        request as OffsetForLeaderEpochRequest,
        response satisfies OffsetForLeaderEpochResponse,
      );
    case 'ListOffsetsResponse':
      return onOffsetResponse(turn, key, response satisfies ListOffsetsResponse);
  }
}
