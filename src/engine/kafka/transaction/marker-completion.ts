/**
 * What leaders say to markers, and what is done when they say nothing.
 *
 * Mirrors: kafka.coordinator.transaction.TransactionMarkerRequestCompletionHandler, 2.8.0.
 * Departs: an error that upstream takes for impossible stops nothing; the marker is sent again.
 */
import type { ErrorName } from '../protocol/errors.ts';
import { ERRORS } from '../protocol/errors.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import { partitionName } from '../protocol/topic-partition.ts';
import type { WriteTxnMarkersResponse } from '../protocol/transactions.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import {
  keepRefused,
  maybeWriteTxnCompletion,
  queueMarkers,
  removeMarkersForTxnId,
  removePartitions,
} from './marker-channels.ts';
import { logCompletionHandler, markerText } from './transaction-lines.ts';
import type { TxnMarkerEntry } from './transaction-state.ts';
import { transactionState } from './transaction-store.ts';

/** No answer has come: the leader may be elsewhere by now. */
export function onMarkersFailed(
  turn: BrokerTurn,
  brokerId: number,
  entries: readonly TxnMarkerEntry[],
): void {
  for (const entry of entries) if (isStillWanted(turn, brokerId, entry)) queueMarkers(turn, entry);
}

export function onMarkersWritten(
  turn: BrokerTurn,
  brokerId: number,
  entries: readonly TxnMarkerEntry[],
  response: WriteTxnMarkersResponse,
): void {
  for (const entry of entries) {
    if (!isStillWanted(turn, brokerId, entry)) continue;
    takeResults(turn, brokerId, entry, resultsOf(response, entry.producerId));
  }
}

/** Whether this broker still coordinates the transaction that the marker is of. */
function isStillWanted(turn: BrokerTurn, brokerId: number, entry: TxnMarkerEntry): boolean {
  const log = (text: string): void => logCompletionHandler(turn, brokerId, text);
  const { transactionalId, coordinatorEpoch } = entry;
  const found = transactionState(turn.state, transactionalId);
  const cancel = `cancel sending transaction markers ${markerText(entry)} to the brokers`;
  if (found.error !== null) {
    log(`I am no longer the coordinator for ${transactionalId}; ${cancel}`);
  } else if (found.metadata !== null && found.coordinatorEpoch !== coordinatorEpoch) {
    const change = `has changed from ${coordinatorEpoch} to ${found.coordinatorEpoch}`;
    log(`Transaction coordinator epoch for ${transactionalId} ${change}; ${cancel}`);
  } else if (found.metadata !== null) return true;
  // As upstream: also when this broker has come back meanwhile, and waits for markers under a new epoch.
  removeMarkersForTxnId(turn, transactionalId);
  return false;
}

type Results = readonly (TopicPartition & { readonly error: ErrorName })[];

function resultsOf({ markers }: WriteTxnMarkersResponse, producerId: number): Results {
  const ours = markers.filter((marker) => marker.producerId === producerId);
  return ours.flatMap(({ topics }) =>
    topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionIndex, errorCode }) => ({
        topic: name,
        partition: partitionIndex,
        error: errorCode,
      })),
    ),
  );
}

function takeResults(
  turn: BrokerTurn,
  brokerId: number,
  entry: TxnMarkerEntry,
  results: Results,
): void {
  const { transactionalId } = entry;
  const retry: TopicPartition[] = [];
  let isCancelled = false;
  for (const { topic, partition, error } of results) {
    const outcome = judge(turn, brokerId, entry, partitionName(topic, partition), error);
    if (outcome === 'done') removePartitions(turn, transactionalId, [{ topic, partition }]);
    else if (outcome === 'retry') retry.push({ topic, partition });
    else isCancelled = true;
  }
  if (isCancelled) removeMarkersForTxnId(turn, transactionalId);
  else if (retry.length > 0) keepRefused(turn, { ...entry, partitions: retry });
  else maybeWriteTxnCompletion(turn, transactionalId);
}

/** The handler's lines name the broker that was asked. */
function judge(
  turn: BrokerTurn,
  brokerId: number,
  entry: TxnMarkerEntry,
  name: string,
  error: ErrorName,
): 'done' | 'retry' | 'cancelled' {
  const { transactionalId, coordinatorEpoch } = entry;
  const log = (text: string): void => logCompletionHandler(turn, brokerId, text);
  const exception = `org.apache.kafka.common.errors.${ERRORS[error].exception}`;
  switch (error) {
    case 'NONE':
      return 'done';
    case 'INVALID_PRODUCER_EPOCH':
    case 'TRANSACTION_COORDINATOR_FENCED':
      log(
        `Sending ${transactionalId}'s transaction marker for partition ${name} has permanently failed with error ${exception} ` +
          `with the current coordinator epoch ${coordinatorEpoch}; cancel sending any more transaction markers ${markerText(entry)} to the brokers`,
      );
      return 'cancelled';
    case 'UNSUPPORTED_FOR_MESSAGE_FORMAT':
    case 'UNSUPPORTED_VERSION':
      log(
        `Sending ${transactionalId}'s transaction marker from partition ${name} has failed with  ${error}. ` +
          `This partition will be removed from the set of partitions waiting for completion`,
      );
      return 'done';
    default:
      log(
        `Sending ${transactionalId}'s transaction marker for partition ${name} has failed with error ${exception}, retrying ` +
          `with current coordinator epoch ${coordinatorEpoch}`,
      );
      return 'retry';
  }
}
