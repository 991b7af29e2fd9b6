/**
 * Markers on their way to the leaders of all partitions of an ended transaction, and what is written when
 * the last one has acknowledged.
 *
 * Mirrors: kafka.coordinator.transaction.TransactionMarkerChannelManager, 2.8.0.
 * Departs: markers for a broker that is asked already wait in its queue and go out together; those that a
 * leader could not write are sent again after 50 ms: upstream does it at once, again and again.
 * Read next: marker-sender.ts (the connections), marker-completion.ts (the answers).
 */
import { mapDelete, mapEntries, mapGet, mapSet } from '../../kernel/persistent-map.ts';
import type { Node } from '../client/network-client.ts';
import { deadlineAfter, setDeadlineTimer } from '../group/group-coordinator.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import type { BrokerState, BrokerTurn } from '../server/broker-state.ts';
import { aliveBroker, cachedPartition } from '../server/metadata-cache.ts';
import { ownMarkers, ownTransaction } from './transaction-changes.ts';
import {
  epochAndMetadataText,
  logChannelManager,
  metadataText,
  partitionsText,
  pendingCompleteText,
  transitText,
} from './transaction-lines.ts';
import { transactionPartitionFor } from './transaction-partitions.ts';
import type { MarkerQueue, PendingCompleteTxn, TxnMarkerEntry } from './transaction-state.ts';
import { appendTransaction, transactionState } from './transaction-store.ts';

export const MARKER_TIMER = 'txn:markers';
const REFUSED_BACKOFF_MS = 50;

/** A decision is written: its markers are to be sent, and then its end is to be written. */
export function addTxnMarkersToSend(
  turn: BrokerTurn,
  isCommit: boolean,
  pending: PendingCompleteTxn,
): void {
  const { transactionalId, coordinatorEpoch } = pending;
  const found = transactionState(turn.state, transactionalId);
  if (found.error !== null || found.metadata === null) return;
  const markers = ownMarkers(turn);
  markers.pending = mapSet(markers.pending, transactionalId, pending);
  const { producerId, producerEpoch, topicPartitions: partitions } = found.metadata;
  const ids = { transactionalId, producerId, producerEpoch, coordinatorEpoch };
  queueMarkers(turn, { ...ids, isCommit, partitions });
  maybeWriteTxnCompletion(turn, transactionalId);
}

/** The leader could not write it: it is asked again in a moment. */
export function keepRefused(turn: BrokerTurn, entry: TxnMarkerEntry): void {
  const markers = ownMarkers(turn);
  markers.refused = [...markers.refused, entry];
  armMarkerTimer(turn, REFUSED_BACKOFF_MS);
}

export function requeueRefused(turn: BrokerTurn): void {
  const { refused } = turn.state.transactions.markers;
  if (refused.length === 0) return;
  ownMarkers(turn).refused = [];
  for (const entry of refused) queueMarkers(turn, entry);
}

/** addTxnMarkersToBrokerQueue: to the leader that each partition has now. */
export function queueMarkers(turn: BrokerTurn, entry: TxnMarkerEntry): void {
  const byLeader = new Map<number | null, { node: Node | null; partitions: TopicPartition[] }>();
  for (const part of entry.partitions) {
    const node = leaderOf(turn.state, part);
    const key = node?.id ?? (node === undefined ? null : NO_NODE);
    const group = byLeader.get(key);
    if (group === undefined) byLeader.set(key, { node: node ?? null, partitions: [part] });
    else group.partitions.push(part);
  }
  for (const [key, { node, partitions }] of byLeader) {
    if (key === null) skipDeleted(turn, entry, partitions);
    else if (node === null) {
      const markers = ownMarkers(turn);
      markers.unknown = [...markers.unknown, { ...entry, partitions }];
    } else pushMarker(turn, node, { ...entry, partitions });
  }
}

/** Node.noNode: the leader is known, but not alive. */
const NO_NODE = -1;

/** MetadataCache.getPartitionLeaderEndpoint: null: it is not alive; undefined: no such partition. */
function leaderOf(
  state: BrokerState,
  { topic, partition }: TopicPartition,
): Node | null | undefined {
  const known = cachedPartition(state.metadata, topic, partition);
  if (known === undefined) return undefined;
  const broker = aliveBroker(state.metadata, known.leader);
  if (broker === undefined) return null;
  const { id, host, port, rack } = broker;
  return { id, host, port, rack };
}

function pushMarker(turn: BrokerTurn, node: Node, entry: TxnMarkerEntry): void {
  const markers = ownMarkers(turn);
  const queue = mapGet(markers.queues, String(node.id));
  const entries = [...(queue?.entries ?? []), entry];
  markers.queues = mapSet(markers.queues, String(node.id), { node, entries });
}

/** A partition that nobody knows was deleted: it needs no marker. */
function skipDeleted(
  turn: BrokerTurn,
  { transactionalId, coordinatorEpoch }: TxnMarkerEntry,
  partitions: readonly TopicPartition[],
): void {
  const found = transactionState(turn.state, transactionalId);
  const log = (text: string): void => logChannelManager(turn, 'INFO', text);
  const cancel = 'cancel sending markers to its partition leaders';
  if (found.error !== null) {
    log(
      `Encountered ${found.error} trying to fetch transaction metadata for ${transactionalId} with coordinator epoch ${coordinatorEpoch}; ${cancel}`,
    );
    return removeMarkersForTxnId(turn, transactionalId);
  }
  if (found.metadata === null) return;
  if (found.coordinatorEpoch !== coordinatorEpoch) {
    const now = epochAndMetadataText(found.coordinatorEpoch, found.metadata);
    log(
      `The cached metadata has changed to ${now} (old coordinator epoch is ${coordinatorEpoch}) since preparing to send markers; ${cancel}`,
    );
    return removeMarkersForTxnId(turn, transactionalId);
  }
  log(
    `Couldn't find leader endpoint for partitions ${partitionsText(partitions)} while trying to send transaction markers for ` +
      `${transactionalId}, these partitions are likely deleted already and hence can be skipped`,
  );
  removePartitions(turn, transactionalId, partitions);
  maybeWriteTxnCompletion(turn, transactionalId);
}

/** These have their marker, or need none. */
export function removePartitions(
  turn: BrokerTurn,
  transactionalId: string,
  partitions: readonly TopicPartition[],
): void {
  const metadata = ownTransaction(turn, transactionalId);
  metadata.topicPartitions = metadata.topicPartitions.filter(
    (one) =>
      !partitions.some(
        ({ topic, partition }) => topic === one.topic && partition === one.partition,
      ),
  );
}

/** When no partition is left that has no marker, the end of the transaction is written. */
export function maybeWriteTxnCompletion(turn: BrokerTurn, transactionalId: string): void {
  const pending = mapGet(turn.state.transactions.markers.pending, transactionalId);
  if (pending === undefined) return;
  const found = transactionState(turn.state, transactionalId);
  const isWaiting = found.error === null && (found.metadata?.topicPartitions.length ?? 0) > 0;
  if (isWaiting) return;
  removeMarkersForTxnId(turn, transactionalId);
  writeTxnCompletion(turn, pending);
}

function writeTxnCompletion(turn: BrokerTurn, pending: PendingCompleteTxn): void {
  const { transactionalId, coordinatorEpoch, newMetadata } = pending;
  const found = transactionState(turn.state, transactionalId);
  if (found.error !== null) {
    const text = `No longer the coordinator for ${transactionalId} with coordinator epoch ${coordinatorEpoch}; cancel appending ${transitText(newMetadata)} to transaction log`;
    return logChannelManager(turn, 'INFO', text);
  }
  if (found.metadata === null) return;
  if (found.coordinatorEpoch === coordinatorEpoch) return appendCompletion(turn, pending);
  const now = epochAndMetadataText(found.coordinatorEpoch, found.metadata);
  const text = `The cached metadata ${metadataText(found.metadata)} has changed to ${now} after completed sending the markers with coordinator epoch ${coordinatorEpoch}; abort transiting the metadata to ${transitText(newMetadata)} as it may have been updated by another process`;
  logChannelManager(turn, 'INFO', text);
}

/** tryAppendToLog. */
export function appendCompletion(turn: BrokerTurn, pending: PendingCompleteTxn): void {
  const error = appendTransaction(turn, { kind: 'complete', ...pending, pending });
  if (error !== null) onCompletionWritten(turn, pending, error);
}

/** The transaction is over, or its end has to be written once more. */
export function onCompletionWritten(
  turn: BrokerTurn,
  pending: PendingCompleteTxn,
  error: ErrorName,
): void {
  const { transactionalId } = pending;
  if (error === 'NOT_COORDINATOR') {
    const text = `No longer the coordinator for transactionalId: ${transactionalId} while trying to append to transaction log, skip writing to transaction log`;
    logChannelManager(turn, 'INFO', text);
  } else if (error === 'COORDINATOR_NOT_AVAILABLE') {
    const found = transactionState(turn.state, transactionalId);
    const what = pendingCompleteText(pending, found.error === null ? found.metadata : null);
    const causes = `UNKNOWN_TOPIC_OR_PARTITION, NOT_ENOUGH_REPLICAS, NOT_ENOUGH_REPLICAS_AFTER_APPEND and REQUEST_TIMED_OUT`;
    const text = `Not available to append ${what}: possible causes include ${causes}; retry appending`;
    logChannelManager(turn, 'INFO', text);
    const markers = ownMarkers(turn);
    markers.appendRetries = [...markers.appendRetries, pending];
    // Nothing wakes the sender's thread for it: it sleeps for request.timeout.ms at most.
    armMarkerTimer(turn, turn.state.config.values['request.timeout.ms']);
  }
}

/** Sees to it that the sender has a look after so many milliseconds at the latest; Infinity: need not. */
export function armMarkerTimer(turn: BrokerTurn, delayMs: number): void {
  if (delayMs === Infinity) return;
  const { timerAtMs } = turn.state.transactions.markers;
  const atMs = deadlineAfter(turn, delayMs);
  if (timerAtMs !== null && timerAtMs <= atMs) return;
  ownMarkers(turn).timerAtMs = atMs;
  setDeadlineTimer(turn, MARKER_TIMER, atMs);
}

/** The partition of these transactions is led elsewhere, or is going to be loaded anew. */
export function removeMarkersForTxnTopicPartition(turn: BrokerTurn, partition: number): void {
  const { markers } = turn.state.transactions;
  const isOf = ({ transactionalId }: TxnMarkerEntry): boolean =>
    transactionPartitionFor(turn.state, transactionalId) === partition;
  for (const list of ['unknown', 'refused'] as const) {
    const gone = markers[list].filter(isOf);
    if (gone.length === 0) continue;
    for (const { transactionalId } of gone) removeMarkersForTxnId(turn, transactionalId);
    ownMarkers(turn)[list] = markers[list].filter((entry) => !isOf(entry));
  }
  for (const [brokerId, queue] of mapEntries(markers.queues)) {
    const gone = queue.entries.filter(isOf);
    if (gone.length === 0) continue;
    for (const { transactionalId } of gone) removeMarkersForTxnId(turn, transactionalId);
    const left = queue.entries.filter((entry) => !isOf(entry));
    setQueue(turn, brokerId, { node: queue.node, entries: left });
  }
}

export function removeMarkersForTxnId(turn: BrokerTurn, transactionalId: string): void {
  const markers = ownMarkers(turn);
  markers.pending = mapDelete(markers.pending, transactionalId);
}

/** A queue with nothing in it goes. */
export function setQueue(turn: BrokerTurn, brokerId: string, queue: MarkerQueue): void {
  const markers = ownMarkers(turn);
  markers.queues =
    queue.entries.length === 0
      ? mapDelete(markers.queues, brokerId)
      : mapSet(markers.queues, brokerId, queue);
}
