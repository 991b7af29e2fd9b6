/**
 * The connections that markers go out on: one to each broker that leads a partition, also to this one
 * itself, with one request under way on each.
 *
 * Mirrors: kafka.coordinator.transaction.TransactionMarkerChannelManager.generateRequests,
 * kafka.common.InterBrokerSendThread, 2.8.0.
 * Read next: marker-channels.ts (what is sent), marker-completion.ts (what is answered).
 */
import type { NodeEvent } from '../../kernel/events.ts';
import { mapEntries, mapGet, mapKeys } from '../../kernel/persistent-map.ts';
import type { NetworkClientState, NetworkOutcome, NetworkTurn } from '../client/network-client.ts';
import { brokerClient } from '../server/broker-client.ts';
import {
  closeNetworkClient,
  connectionDelayMs,
  hasConnectionFailed,
  networkEvent,
  networkTurn,
  readyNode,
  sendRequest,
} from '../client/network-client.ts';
import type { RequestBody } from '../protocol/messages.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import type {
  WritableTxnMarkerTopic,
  WriteTxnMarkersRequest,
  WriteTxnMarkersResponse,
} from '../protocol/transactions.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { kafkaLog } from '../server/kafka-log.ts';
import {
  MARKER_TIMER,
  appendCompletion,
  armMarkerTimer,
  queueMarkers,
  requeueRefused,
  setQueue,
} from './marker-channels.ts';
import { onMarkersFailed, onMarkersWritten } from './marker-completion.ts';
import { ownMarkers } from './transaction-changes.ts';
import type { TxnMarkerEntry } from './transaction-state.ts';

const RECONNECT_BACKOFF_MS = 50;

export function openMarkerChannels(turn: BrokerTurn): void {
  const { brokerId } = turn.state.config;
  ownMarkers(turn).client = brokerClient(
    turn.state,
    {
      name: 'txn-markers',
      clientId: `broker-${brokerId}-txn-marker-sender`,
      logPrefix: `[TransactionCoordinator id=${brokerId}]`,
      seed: turn.state.process.seed,
    },
    { reconnectBackoffMs: RECONNECT_BACKOFF_MS, reconnectBackoffMaxMs: RECONNECT_BACKOFF_MS },
  );
}

export function closeMarkerChannels(turn: BrokerTurn): void {
  const { client } = turn.state.transactions.markers;
  if (client === null) return;
  closeNetworkClient(networkTurn(client, turn.env, turn.effects));
  const markers = ownMarkers(turn);
  markers.client = null;
  markers.timerAtMs = null;
  turn.effects.push({ type: 'cancelTimer', name: MARKER_TIMER });
}

/** An event of the connections, or the timer; false: neither. */
export function markerEvent(turn: BrokerTurn, event: NodeEvent): boolean {
  if (event.type === 'timer' && event.name === MARKER_TIMER) {
    if (turn.state.transactions.markers.client === null) return true;
    ownMarkers(turn).timerAtMs = null;
    requeueRefused(turn);
    sendMarkers(turn);
    return true;
  }
  const { client } = turn.state.transactions.markers;
  if (client === null) return false;
  const network = networkTurn(client, turn.env, turn.effects);
  if (!networkEvent(network, event)) return false;
  finish(turn, network);
  sendMarkers(turn);
  return true;
}

/** One round of the sender's thread: what can go out goes out. */
export function sendMarkers(turn: BrokerTurn): void {
  const { client } = turn.state.transactions.markers;
  if (client === null) return;
  retryWhatWaits(turn, client);
  const network = networkTurn(client, turn.env, turn.effects);
  const tried = new Set<string>();
  let delayMs = Infinity;
  for (const [brokerId, { node, entries }] of mapEntries(turn.state.transactions.markers.queues)) {
    tried.add(brokerId);
    if (readyNode(network, node)) {
      setQueue(turn, brokerId, { node, entries: [] });
      sendRequest(network, node.id, requestOf(entries), entries);
    } else delayMs = Math.min(delayMs, connectionDelayMs(network.client, node.id, turn.env.nowMs));
  }
  finish(turn, network);
  armMarkerTimer(turn, delayMs);
  // A broker that nobody knows is lost at once: its markers may have gone to another queue.
  for (const brokerId of mapKeys(turn.state.transactions.markers.queues)) {
    if (!tried.has(brokerId)) return sendMarkers(turn);
  }
}

/** Ends of transactions that could not be written, and markers whose leader could not be reached. */
function retryWhatWaits(turn: BrokerTurn, client: NetworkClientState): void {
  const { appendRetries, unknown, queues } = turn.state.transactions.markers;
  if (appendRetries.length > 0 || unknown.length > 0) {
    const markers = ownMarkers(turn);
    markers.appendRetries = [];
    markers.unknown = [];
  }
  for (const pending of appendRetries) appendCompletion(turn, pending);
  for (const entry of unknown) queueMarkers(turn, entry);
  for (const [brokerId, { node }] of mapEntries(queues)) {
    if (hasConnectionFailed(client, node.id)) requeue(turn, brokerId);
  }
}

function finish(turn: BrokerTurn, network: NetworkTurn): void {
  ownMarkers(turn).client = network.client;
  for (const outcome of network.outcomes) onOutcome(turn, outcome);
}

function onOutcome(turn: BrokerTurn, outcome: NetworkOutcome): void {
  switch (outcome.type) {
    case 'log':
      return kafkaLog(turn, 'server', outcome.level, outcome.text, outcome.logger);
    case 'disconnected':
      return requeue(turn, String(outcome.nodeId));
    case 'response': {
      const response = outcome.response as WriteTxnMarkersResponse;
      const entries = outcome.tag as readonly TxnMarkerEntry[];
      return onMarkersWritten(turn, outcome.nodeId, entries, response);
    }
    case 'failed':
      return onMarkersFailed(turn, outcome.nodeId, outcome.tag as readonly TxnMarkerEntry[]);
    case 'ready':
  }
}

/** The broker cannot be reached: another one may lead the partitions by now. */
function requeue(turn: BrokerTurn, brokerId: string): void {
  const queue = mapGet(turn.state.transactions.markers.queues, brokerId);
  if (queue === undefined) return;
  setQueue(turn, brokerId, { node: queue.node, entries: [] });
  onMarkersFailed(turn, queue.node.id, queue.entries);
}

function requestOf(entries: readonly TxnMarkerEntry[]): RequestBody<WriteTxnMarkersRequest> {
  return {
    type: 'WriteTxnMarkersRequest',
    markers: entries.map((entry) => ({
      producerId: entry.producerId,
      producerEpoch: entry.producerEpoch,
      transactionResult: entry.isCommit,
      topics: byTopic(entry.partitions),
      coordinatorEpoch: entry.coordinatorEpoch,
    })),
  };
}

function byTopic(partitions: readonly TopicPartition[]): readonly WritableTxnMarkerTopic[] {
  const topics = new Map<string, number[]>();
  for (const { topic, partition } of partitions) {
    const known = topics.get(topic);
    if (known === undefined) topics.set(topic, [partition]);
    else known.push(partition);
  }
  return [...topics].map(([name, partitionIndexes]) => ({ name, partitionIndexes }));
}
