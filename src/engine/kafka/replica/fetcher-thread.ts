/**
 * A fetcher thread's round: cut what the leader does not have, ask for what comes next, take the answer.
 *
 * Mirrors: kafka.server.AbstractFetcherThread.doWork, maybeTruncate, maybeFetch, ReplicaFetcherThread,
 * ReplicaFetcherBlockingSend, 2.8.0.
 * Read next: fetcher-request.ts (what is asked), fetcher-response.ts (what comes), fetcher-errors.ts.
 */
import { mapGet } from '../../kernel/persistent-map.ts';
import type { NetworkTurn } from '../client/network-client.ts';
import { forgetNode, networkTurn, readyNode, sendRequest } from '../client/network-client.ts';
import { latestEpoch, logOf } from '../log/log.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { kafkaLog } from '../server/kafka-log.ts';
import {
  delayPartitions,
  endDelays,
  firstDelayEndMs,
  ownThread,
  threadAt,
} from './fetcher-changes.ts';
import type { SendFailure } from './fetcher-errors.ts';
import {
  logEpochsError,
  logFetchError,
  logOffsetError,
  logShutdownError,
} from './fetcher-errors.ts';
import { epochsRequest, fetchRequest, offsetRequest } from './fetcher-request.ts';
import type { FetcherRequest, FetcherThread } from './fetcher-state.ts';
import { truncateToHighWatermark } from './fetcher-truncation.ts';
import { ownReplicaPart } from './replica-changes.ts';
import { fetcherLine } from './replica-lines.ts';

const TIMER_PREFIX = 'replica:fetcher:';

export function threadTimer(key: string): string {
  return TIMER_PREFIX + key;
}

/** The key of the thread whose timer it is; null: no thread's. */
export function threadOfTimer(name: string): string | null {
  return name.startsWith(TIMER_PREFIX) ? name.slice(TIMER_PREFIX.length) : null;
}

/** Goes on until it has to wait. */
export function runThread(turn: BrokerTurn, key: string): void {
  const thread = threadAt(turn, key);
  if (thread === undefined) return;
  if (thread.lookups.length > 0) return ask(turn, key, 'offset');
  if (thread.delayed.length > 0) endDelays(turn, key);
  const isAsking = threadAt(turn, key)!.truncating.length > 0 && truncate(turn, key);
  if (isAsking) return ask(turn, key, 'epochs');
  if (threadAt(turn, key)!.partitions.size === 0) return waitForPartitions(turn, key);
  ask(turn, key, 'fetch');
}

/** Cuts at the high watermark where there is no epoch to ask with; true: the leader has to be asked. */
function truncate(turn: BrokerTurn, key: string): boolean {
  const { truncating, partitions } = threadAt(turn, key)!;
  const withoutEpoch = truncating.filter((name) => {
    const { topic, partition } = mapGet(partitions, name)!;
    const log = logOf(turn.state, topic, partition);
    return log === undefined || latestEpoch(log) === null;
  });
  truncateToHighWatermark(turn, key, withoutEpoch);
  return threadAt(turn, key)!.truncating.length > 0;
}

/** Sends what is to be asked, when the connection is there. */
function ask(turn: BrokerTurn, key: string, send: FetcherRequest): void {
  const thread = threadAt(turn, key)!;
  if (send === 'fetch' && !hasActivePartition(thread)) return waitForDelays(turn, key);
  const network = networkOf(turn, thread);
  const isReady = readyNode(network, thread.leader);
  keepNetwork(turn, thread, network);
  ownThread(turn, key).waitsFor = { type: isReady ? 'response' : 'connection', send };
  if (isReady) return transmit(turn, key, send);
  // A host that nobody knows.
  const isLost = network.outcomes.some(({ type }) => type === 'disconnected');
  if (isLost) failRequest(turn, key, send, 'unreachable');
}

/** Whether there is anything to fetch, or to tell the session to forget. */
function hasActivePartition(thread: FetcherThread): boolean {
  const { partitions, delayed, session, sessionPartitions } = thread;
  return partitions.size > delayed.length || (session.epoch > 0 && sessionPartitions.size > 0);
}

function waitForPartitions(turn: BrokerTurn, key: string): void {
  ownThread(turn, key).waitsFor = { type: 'partitions' };
}

function waitForDelays(turn: BrokerTurn, key: string): void {
  const endMs = firstDelayEndMs(threadAt(turn, key)!);
  if (endMs === Infinity) return waitForPartitions(turn, key);
  backOff(turn, key, [], endMs - turn.env.nowMs);
}

/** `failed`: what is delayed when this is over. */
export function backOff(
  turn: BrokerTurn,
  key: string,
  failed: readonly string[],
  delayMs: number,
): void {
  ownThread(turn, key).waitsFor = { type: 'backoff', failed };
  turn.effects.push({ type: 'setTimer', name: threadTimer(key), delayMs });
}

/** The connection is there. */
export function transmit(turn: BrokerTurn, key: string, send: FetcherRequest): void {
  const request = requestOf(turn, key, send);
  const thread = threadAt(turn, key)!;
  const network = networkOf(turn, thread);
  sendRequest(network, thread.leader.id, request, send);
  ownThread(turn, key).waitsFor = { type: 'response', send };
  keepNetwork(turn, thread, network);
}

function requestOf(turn: BrokerTurn, key: string, send: FetcherRequest) {
  switch (send) {
    case 'fetch':
      return fetchRequest(turn, key);
    case 'epochs':
      return epochsRequest(turn, key);
    case 'offset':
      return offsetRequest(turn, key);
  }
}

export function networkOf(turn: BrokerTurn, { fetcherId }: FetcherThread): NetworkTurn {
  const client = turn.state.replicas.fetchers.clients[fetcherId]!;
  return networkTurn(client, turn.env, turn.effects);
}

/** Keeps a network client's state, and writes what it says. */
export function keepNetwork(
  turn: BrokerTurn,
  { fetcherId }: Pick<FetcherThread, 'fetcherId'>,
  { client, outcomes }: NetworkTurn,
): void {
  const fetchers = ownReplicaPart(turn, 'fetchers');
  const clients = fetchers.clients.slice();
  clients[fetcherId] = client;
  fetchers.clients = clients;
  for (const outcome of outcomes) {
    if (outcome.type !== 'log') continue;
    kafkaLog(turn, 'server', outcome.level, outcome.text, outcome.logger);
  }
}

/** No answer will come. `fetch`: after a while all partitions are delayed for another. */
export function failRequest(
  turn: BrokerTurn,
  key: string,
  send: FetcherRequest,
  failure: SendFailure,
): void {
  const thread = threadAt(turn, key)!;
  const network = networkOf(turn, thread);
  forgetNode(network, thread.leader.id);
  keepNetwork(turn, thread, network);
  const backoffMs = turn.state.config.values['replica.fetch.backoff.ms'];
  switch (send) {
    case 'fetch':
      logFetchError(turn, thread, failure);
      ownThread(turn, key).session = { sessionId: thread.session.sessionId, epoch: 0 };
      return backOff(turn, key, thread.order, backoffMs);
    case 'epochs':
      logEpochsError(turn, thread, failure);
      delayPartitions(turn, key, thread.truncating);
      return runThread(turn, key);
    case 'offset': {
      const [lookup, ...lookups] = thread.lookups;
      if (lookup !== undefined) {
        logOffsetError(turn, thread, lookup.name, failure);
        ownThread(turn, key).lookups = lookups;
        delayPartitions(turn, key, [lookup.name]);
      }
      return runThread(turn, key);
    }
  }
}

/** There is something new to fetch: a thread that rests goes on. */
export function wakeThread(turn: BrokerTurn, key: string): void {
  const thread = threadAt(turn, key);
  if (thread === undefined) return;
  const { waitsFor } = thread;
  if (waitsFor.type === 'connection' || waitsFor.type === 'response') return;
  if (waitsFor.type === 'backoff') delayPartitions(turn, key, waitsFor.failed);
  runThread(turn, key);
}

/** Ends a thread: its connection is closed, and what it waits for does not come. */
export function closeThread(turn: BrokerTurn, key: string): void {
  const thread = threadAt(turn, key)!;
  fetcherLine(turn, thread, 'INFO', 'Shutting down');
  const { waitsFor } = thread;
  if (waitsFor.type === 'response' && waitsFor.send === 'fetch') logShutdownError(turn, thread);
  const network = networkOf(turn, thread);
  forgetNode(network, thread.leader.id);
  keepNetwork(turn, thread, network);
  fetcherLine(turn, thread, 'INFO', 'Stopped');
  fetcherLine(turn, thread, 'INFO', 'Shutdown completed');
}
