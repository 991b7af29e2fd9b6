/**
 * WriteTxnMarkers: a leader writes the end of a transaction into its partitions.
 *
 * Mirrors: kafka.server.KafkaApis.handleWriteTxnMarkersRequest, 2.8.0.
 */
import { mapDelete, mapGet, mapSet } from '../../kernel/persistent-map.ts';
import { onGroupTransactionEnd } from '../group/group-coordinator.ts';
import { OFFSETS_TOPIC } from '../group/group-store.ts';
import { logOf } from '../log/log.ts';
import { controlBatch } from '../protocol/record-size.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import type {
  WritableTxnMarker,
  WritableTxnMarkerResult,
  WritableTxnMarkerTopicResult,
  WriteTxnMarkersRequest,
  WriteTxnMarkersResponse,
} from '../protocol/transactions.ts';
import { appendRecords } from '../replica/replica-manager.ts';
import type { BrokerTurn, PartitionAppendResult, RequestRef } from '../server/broker-state.ts';
import { respond } from '../server/respond.ts';
import { ownTransactions } from './transaction-changes.ts';
import type { MarkerRequest, MarkerResult } from './transaction-state.ts';

/** What follows when a marker is written. */
export interface MarkerAppend {
  /** Of the request, in the table of those that wait. */
  readonly key: string;
  readonly producerId: number;
  readonly isCommit: boolean;
}

export function handleWriteTxnMarkers(
  turn: BrokerTurn,
  request: WriteTxnMarkersRequest,
  ref: RequestRef,
): void {
  const results: MarkerResult[] = [];
  const appends = request.markers.flatMap((marker) => {
    const parts = partitionsOf(marker);
    const isHere = ({ topic, partition }: TopicPartition): boolean =>
      logOf(turn.state, topic, partition) !== undefined;
    const error = 'UNKNOWN_TOPIC_OR_PARTITION' as const;
    const { producerId } = marker;
    for (const part of parts) if (!isHere(part)) results.push({ ...part, producerId, error });
    const here = parts.filter(isHere);
    return here.length === 0 ? [] : [{ marker, here }];
  });
  if (appends.length === 0) return answer(turn, ref, results);
  const key = `${ref.connection}:${ref.correlationId}`;
  setRequest(turn, key, { ref, missing: appends.length, results });
  // One append a marker: all its partitions are answered for together.
  for (const { marker, here } of appends) append(turn, key, marker, here);
}

function partitionsOf({ topics }: WritableTxnMarker): readonly TopicPartition[] {
  return topics.flatMap(({ name, partitionIndexes }) =>
    partitionIndexes.map((partition) => ({ topic: name, partition })),
  );
}

function append(
  turn: BrokerTurn,
  key: string,
  marker: WritableTxnMarker,
  partitions: readonly TopicPartition[],
): void {
  const { producerId, producerEpoch, coordinatorEpoch, transactionResult } = marker;
  const timestamp = turn.env.wallClockMs;
  const controlType = transactionResult ? 'COMMIT' : 'ABORT';
  const control = { timestamp, producerId, producerEpoch, controlType, coordinatorEpoch } as const;
  const data: MarkerAppend = { key, producerId, isCommit: transactionResult };
  appendRecords(
    turn,
    {
      timeoutMs: turn.state.config.values['request.timeout.ms'],
      acks: -1,
      origin: 'coordinator',
      entries: partitions.map((part) => ({ ...part, batches: [controlBatch(control)] })),
    },
    { to: 'markers', data },
  );
}

/** Offsets that were committed with the transaction count from now on; the last marker brings the answer. */
export function onMarkerWritten(
  turn: BrokerTurn,
  { key, producerId, isCommit }: MarkerAppend,
  appended: readonly PartitionAppendResult[],
): void {
  const offsets = appended.filter(
    ({ topic, error }) => topic === OFFSETS_TOPIC && error === 'NONE',
  );
  if (offsets.length > 0) {
    const partitions = offsets.map(({ partition }) => partition);
    onGroupTransactionEnd(turn, producerId, partitions, isCommit);
  }
  const request = mapGet(turn.state.transactions.markerRequests, key);
  if (request === undefined) return;
  const added = appended.map(({ topic, partition, error }) => ({
    topic,
    partition,
    producerId,
    error,
  }));
  const results = [...request.results, ...added];
  const missing = request.missing - 1;
  if (missing > 0) return setRequest(turn, key, { ref: request.ref, missing, results });
  const transactions = ownTransactions(turn);
  transactions.markerRequests = mapDelete(transactions.markerRequests, key);
  answer(turn, request.ref, results);
}

function setRequest(turn: BrokerTurn, key: string, request: MarkerRequest): void {
  const transactions = ownTransactions(turn);
  transactions.markerRequests = mapSet(transactions.markerRequests, key, request);
}

function answer(turn: BrokerTurn, ref: RequestRef, results: readonly MarkerResult[]): void {
  const producers = [...new Set(results.map(({ producerId }) => producerId))];
  const markers: WritableTxnMarkerResult[] = producers.map((producerId) => ({
    producerId,
    topics: byTopic(results.filter((result) => result.producerId === producerId)),
  }));
  respond<WriteTxnMarkersResponse>(turn, ref, { type: 'WriteTxnMarkersResponse', markers });
}

function byTopic(results: readonly MarkerResult[]): readonly WritableTxnMarkerTopicResult[] {
  const names = [...new Set(results.map(({ topic }) => topic))];
  return names.map((name) => ({
    name,
    partitions: results
      .filter(({ topic }) => topic === name)
      .map(({ partition, error }) => ({ partitionIndex: partition, errorCode: error })),
  }));
}
