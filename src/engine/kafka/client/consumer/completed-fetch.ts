/**
 * Reading records out of a partition's part of a response: what nobody is to see is left out.
 *
 * Mirrors: Fetcher.CompletedFetch.fetchRecords, nextFetchedRecord, parseRecord, 2.8.0.
 * Read next: fetched-records.ts.
 */
import type {
  AbortedTransaction,
  FetchablePartitionResponse,
} from '../../protocol/produce-fetch.ts';
import type { KafkaRecord, RecordBatch } from '../../protocol/record-batch.ts';
import { lastOffset, nextOffset } from '../../protocol/record-batch.ts';
import type { ConsumerRecord } from '../consumer-types.ts';
import type { CompletedFetch, Mutable } from './consumer-state.ts';

export function completedFetch(
  topic: string,
  name: string,
  data: FetchablePartitionResponse,
  fetchOffset: number,
): CompletedFetch {
  return {
    topic,
    partition: data.partition,
    name,
    data,
    nextFetchOffset: fetchOffset,
    lastEpoch: null,
    batchIndex: 0,
    recordIndex: 0,
    abortedProducerIds: [],
    abortedCount: 0,
    hasReadBytes: false,
    isInitialized: false,
    isConsumed: false,
  };
}

export function copyFetch(fetch: CompletedFetch): Mutable<CompletedFetch> {
  return {
    topic: fetch.topic,
    partition: fetch.partition,
    name: fetch.name,
    data: fetch.data,
    nextFetchOffset: fetch.nextFetchOffset,
    lastEpoch: fetch.lastEpoch,
    batchIndex: fetch.batchIndex,
    recordIndex: fetch.recordIndex,
    abortedProducerIds: fetch.abortedProducerIds,
    abortedCount: fetch.abortedCount,
    hasReadBytes: fetch.hasReadBytes,
    isInitialized: fetch.isInitialized,
    isConsumed: fetch.isConsumed,
  };
}

/** Adds up to `max` records to `records`; gives where the fetch stands then. */
export function readRecords(
  fetch: CompletedFetch,
  max: number,
  isReadCommitted: boolean,
  records: ConsumerRecord[],
): CompletedFetch {
  const cursor = copyFetch(fetch);
  const { recordSet } = fetch.data;
  let count = 0;
  while (count < max) {
    const batch = recordSet[cursor.batchIndex];
    if (batch === undefined) {
      // The last offset of a batch is kept when a cleaner has taken its record.
      const last = recordSet[recordSet.length - 1];
      if (last !== undefined) cursor.nextFetchOffset = nextOffset(last);
      cursor.isConsumed = true;
      break;
    }
    if (cursor.recordIndex === 0 && !enterBatch(cursor, batch, isReadCommitted)) continue;
    const record = batch.records[cursor.recordIndex];
    if (record === undefined) {
      cursor.batchIndex++;
      cursor.recordIndex = 0;
      continue;
    }
    cursor.recordIndex++;
    const offset = batch.baseOffset + record.offsetDelta;
    if (offset < cursor.nextFetchOffset) continue;
    cursor.nextFetchOffset = offset + 1;
    if (batch.isControl) continue;
    records.push(consumerRecord(fetch, batch, record, offset));
    count++;
  }
  if (count > 0) cursor.hasReadBytes = true;
  return cursor;
}

function consumerRecord(
  { topic, partition }: CompletedFetch,
  batch: RecordBatch,
  { key, value, headers, timestampDelta }: KafkaRecord,
  offset: number,
): ConsumerRecord {
  const { timestampType, partitionLeaderEpoch } = batch;
  return {
    topic,
    partition,
    offset,
    timestamp:
      timestampType === 'LogAppendTime'
        ? batch.maxTimestamp
        : batch.firstTimestamp + timestampDelta,
    timestampType,
    leaderEpoch: partitionLeaderEpoch < 0 ? null : partitionLeaderEpoch,
    key,
    value,
    headers,
  };
}

/** False: the batch belongs to a transaction that was aborted, and is passed over. */
function enterBatch(
  cursor: Mutable<CompletedFetch>,
  batch: RecordBatch,
  isReadCommitted: boolean,
): boolean {
  cursor.lastEpoch = batch.partitionLeaderEpoch < 0 ? null : batch.partitionLeaderEpoch;
  if (!isReadCommitted || batch.producerId < 0) return true;
  beginAborted(cursor, lastOffset(batch));
  const { producerId } = batch;
  if (isAbortMarker(batch)) {
    cursor.abortedProducerIds = cursor.abortedProducerIds.filter((id) => id !== producerId);
  } else if (batch.isTransactional && cursor.abortedProducerIds.includes(producerId)) {
    cursor.nextFetchOffset = nextOffset(batch);
    cursor.batchIndex++;
    return false;
  }
  return true;
}

/** Aborted transactions that begin up to an offset are noted by their producer. */
function beginAborted(cursor: Mutable<CompletedFetch>, offset: number): void {
  const { abortedTransactions } = cursor.data;
  if (abortedTransactions === null || cursor.abortedCount >= abortedTransactions.length) return;
  const sorted = byFirstOffset(abortedTransactions);
  while (cursor.abortedCount < sorted.length) {
    const { firstOffset, producerId } = sorted[cursor.abortedCount]!;
    if (firstOffset > offset) break;
    cursor.abortedCount++;
    if (!cursor.abortedProducerIds.includes(producerId)) {
      cursor.abortedProducerIds = [...cursor.abortedProducerIds, producerId];
    }
  }
}

function byFirstOffset(transactions: readonly AbortedTransaction[]): readonly AbortedTransaction[] {
  return [...transactions].sort((a, b) => a.firstOffset - b.firstOffset);
}

function isAbortMarker({ isControl, records }: RecordBatch): boolean {
  if (!isControl) return false;
  const key = records[0]?.key ?? null;
  return (
    key !== null &&
    typeof key !== 'string' &&
    key.kind === 'ControlRecordKey' &&
    key.controlType === 'ABORT'
  );
}
