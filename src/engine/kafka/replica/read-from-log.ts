/**
 * Reading partitions for a fetch.
 *
 * Mirrors: ReplicaManager.readFromLocalLog, Partition.readRecords, 2.8.0.
 * Departs: no replica but the leader is ever recommended to a consumer (replica.selector.class), and
 * replication quotas throttle nothing.
 * Read next: fetch.ts, delayed-fetch.ts.
 */
import type { LogState } from '../log/log-state.ts';
import { endOffsetForEpoch, lastStableOffset, readLog } from '../log/log.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type {
  AbortedTransaction,
  EpochEndOffset,
  FetchPartition,
  FetchablePartitionResponse,
} from '../protocol/produce-fetch.ts';
import type { RecordBatch } from '../protocol/record-batch.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { NO_EPOCH, localLogOrError, partitionOrError } from './partition.ts';
import type { FetchIsolation, PartitionFetch } from './purgatory-state.ts';

/** Mirrors LogReadResult. Offsets are -1 with an error. */
export interface LogReadResult {
  readonly asked: PartitionFetch;
  readonly error: ErrorName;
  readonly records: readonly RecordBatch[];
  readonly bytes: number;
  readonly divergingEpoch: EpochEndOffset | null;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  readonly logStartOffset: number;
  readonly logEndOffset: number;
  readonly abortedTransactions: readonly AbortedTransaction[] | null;
}

export interface ReadLimits {
  readonly isolation: FetchIsolation;
  readonly onlyFromLeader: boolean;
  readonly maxBytes: number;
}

const NO_RECORDS: readonly RecordBatch[] = [];

/**
 * Reads one partition after the other until there are as many bytes as may be; the first batch comes
 * whatever its size.
 */
export function readFromLocalLog(
  turn: BrokerTurn,
  partitions: Iterable<PartitionFetch>,
  { isolation, onlyFromLeader, maxBytes }: ReadLimits,
): LogReadResult[] {
  const results: LogReadResult[] = [];
  let limitBytes = maxBytes;
  let minOneMessage = true;
  for (const asked of partitions) {
    const result = readPartition(turn, asked, {
      isolation,
      onlyFromLeader,
      maxBytes: Math.min(asked.fetch.partitionMaxBytes, limitBytes),
      minOneMessage,
    });
    if (result.bytes > 0) minOneMessage = false;
    limitBytes = Math.max(0, limitBytes - result.bytes);
    results.push(result);
  }
  return results;
}

function readPartition(
  turn: BrokerTurn,
  asked: PartitionFetch,
  limits: ReadLimits & { readonly minOneMessage: boolean },
): LogReadResult {
  const { topic, fetch } = asked;
  const { state } = turn;
  const partition = partitionOrError(state, topic, fetch.partition);
  if (typeof partition === 'string') return failedRead(asked, partition);
  const log = localLogOrError(state, partition, fetch.currentLeaderEpoch, limits.onlyFromLeader);
  if (typeof log === 'string') return failedRead(asked, log);
  const divergence = divergenceOf(log, fetch);
  if (typeof divergence === 'string') return failedRead(asked, divergence);
  const maxOffset = fetchableEnd(log, limits.isolation);
  if (divergence !== null || fetch.fetchOffset === maxOffset) {
    return succeededRead(asked, log, { records: NO_RECORDS, bytes: 0, divergence });
  }
  const { maxBytes, minOneMessage, isolation } = limits;
  const read = readLog(turn, log, {
    startOffset: fetch.fetchOffset,
    maxBytes,
    maxOffset,
    minOneMessage,
    isReadCommitted: isolation === 'txnCommitted',
  });
  if (read.error !== 'NONE') return failedRead(asked, read.error);
  const { records, bytes, abortedTransactions } = read;
  return succeededRead(asked, log, { records, bytes, divergence, abortedTransactions });
}

/** Behind it nothing is shown. */
export function fetchableEnd(log: LogState, isolation: FetchIsolation): number {
  switch (isolation) {
    case 'logEnd':
      return log.logEndOffset;
    case 'highWatermark':
      return log.highWatermark;
    case 'txnCommitted':
      return lastStableOffset(log);
  }
}

/**
 * Where the asker's log and this one part, when its last record is not in this one; null: nowhere. An
 * error's name when there is no telling.
 */
export function divergenceOf(
  log: LogState,
  { lastFetchedEpoch, fetchOffset }: FetchPartition,
): EpochEndOffset | 'OFFSET_OUT_OF_RANGE' | null {
  if (lastFetchedEpoch === NO_EPOCH) return null;
  const end = endOffsetForEpoch(log, lastFetchedEpoch);
  if (end.endOffset === -1 || end.epoch === -1) return 'OFFSET_OUT_OF_RANGE';
  return end.epoch < lastFetchedEpoch || end.endOffset < fetchOffset ? end : null;
}

function succeededRead(
  asked: PartitionFetch,
  log: LogState,
  read: {
    readonly records: readonly RecordBatch[];
    readonly bytes: number;
    readonly divergence: EpochEndOffset | null;
    readonly abortedTransactions?: readonly AbortedTransaction[] | null;
  },
): LogReadResult {
  return {
    asked,
    error: 'NONE',
    records: read.records,
    bytes: read.bytes,
    divergingEpoch: read.divergence,
    highWatermark: log.highWatermark,
    lastStableOffset: lastStableOffset(log),
    logStartOffset: log.logStartOffset,
    logEndOffset: log.logEndOffset,
    abortedTransactions: read.abortedTransactions ?? null,
  };
}

export function failedRead(asked: PartitionFetch, error: ErrorName): LogReadResult {
  return {
    asked,
    error,
    records: NO_RECORDS,
    bytes: 0,
    divergingEpoch: null,
    highWatermark: -1,
    lastStableOffset: -1,
    logStartOffset: -1,
    logEndOffset: -1,
    abortedTransactions: null,
  };
}

/** What the answer says of a partition. */
export function partitionResponse(result: LogReadResult): FetchablePartitionResponse {
  return {
    partition: result.asked.fetch.partition,
    errorCode: result.error,
    highWatermark: result.highWatermark,
    lastStableOffset: result.lastStableOffset,
    logStartOffset: result.logStartOffset,
    divergingEpoch: result.divergingEpoch,
    abortedTransactions: result.abortedTransactions,
    preferredReadReplica: -1,
    recordSet: result.records,
  };
}
