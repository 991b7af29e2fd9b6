/**
 * A partition's log: the door of this folder for replicas and coordinators.
 *
 * Mirrors: kafka.log.Log, 2.8.0.
 * Read next: log-state.ts.
 */
import { mapGet } from '../../kernel/persistent-map.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type { AbortedTransaction } from '../protocol/produce-fetch.ts';
import type { RecordBatch } from '../protocol/record-batch.ts';
import { partitionName } from '../protocol/topic-partition.ts';
import type { BrokerState, BrokerTurn } from '../server/broker-state.ts';
import type { LogState, TopicConfig } from './log-state.ts';

export type AppendOrigin = 'client' | 'coordinator' | 'replication';

export interface LogAppendInfo {
  readonly error: ErrorName;
  /** Upstream's exception text, when it is not the error's default one. */
  readonly errorMessage: string | null;
  readonly recordErrors: readonly { readonly index: number; readonly message: string | null }[];
  /** -1 when it failed. */
  readonly firstOffset: number;
  readonly lastOffset: number;
  /** -1 with CreateTime. */
  readonly logAppendTimeMs: number;
  readonly logStartOffset: number;
}

export interface LogRead {
  readonly error: ErrorName;
  readonly records: readonly RecordBatch[];
  readonly bytes: number;
  /** Only for read_committed. */
  readonly abortedTransactions: readonly AbortedTransaction[] | null;
}

/** Undefined: there is none here. */
export function logOf(state: BrokerState, topic: string, partition: number): LogState | undefined {
  return mapGet(state.logs.logs, partitionName(topic, partition));
}

/** LogManager.getOrCreateLog: makes folder and first segment when there is none. */
export function getOrCreateLog(
  _turn: BrokerTurn,
  _topic: string,
  _partition: number,
  _config: TopicConfig,
): LogState {
  throw new Error('unwritten');
}

/** Log.appendAsLeader: validates, gives offsets and the leader epoch, rolls, remembers producers. */
export function appendAsLeader(
  _turn: BrokerTurn,
  _log: LogState,
  _batches: readonly RecordBatch[],
  _options: { readonly leaderEpoch: number; readonly origin: AppendOrigin },
): LogAppendInfo {
  throw new Error('unwritten');
}

/** Log.appendAsFollower: takes batches as the leader wrote them. */
export function appendAsFollower(
  _turn: BrokerTurn,
  _log: LogState,
  _batches: readonly RecordBatch[],
): LogAppendInfo {
  throw new Error('unwritten');
}

/** Log.read: whole batches from the one that holds `startOffset`, below `maxOffset`. */
export function readLog(
  _turn: BrokerTurn,
  _log: LogState,
  _range: {
    readonly startOffset: number;
    readonly maxBytes: number;
    /** Exclusive: high watermark, last stable offset, or log end. */
    readonly maxOffset: number;
    /** The first batch comes whatever its size. */
    readonly minOneMessage: boolean;
    readonly isReadCommitted: boolean;
  },
): LogRead {
  throw new Error('unwritten');
}

/** Log.updateHighWatermark; the new one is bounded by start and end. Gives it back. */
export function updateHighWatermark(_turn: BrokerTurn, _log: LogState, _offset: number): number {
  throw new Error('unwritten');
}

/** min(high watermark, first unstable offset). */
export function lastStableOffset(log: LogState): number {
  const { highWatermark, firstUnstableOffset } = log;
  return firstUnstableOffset === null
    ? highWatermark
    : Math.min(highWatermark, firstUnstableOffset);
}

/** Log.truncateTo. True when something was cut. */
export function truncateTo(_turn: BrokerTurn, _log: LogState, _offset: number): boolean {
  throw new Error('unwritten');
}

/** Log.truncateFullyAndStartAt. */
export function truncateFullyAndStartAt(_turn: BrokerTurn, _log: LogState, _offset: number): void {
  throw new Error('unwritten');
}

/** Log.maybeIncrementLogStartOffset; the error is OFFSET_OUT_OF_RANGE above the high watermark. */
export function incrementLogStartOffset(
  _turn: BrokerTurn,
  _log: LogState,
  _offset: number,
  _reason: string,
): ErrorName {
  throw new Error('unwritten');
}

/** Log.maybeAssignEpochStartOffset: a leader notes where its epoch begins. */
export function assignEpochStartOffset(
  _turn: BrokerTurn,
  _log: LogState,
  _epoch: number,
  _startOffset: number,
): void {
  throw new Error('unwritten');
}

/** Log.latestEpoch; null: none. */
export function latestEpoch(log: LogState): number | null {
  return log.epochs.at(-1)?.epoch ?? null;
}

/** LeaderEpochFileCache.endOffsetFor: (-1, -1) when undefined. */
export function endOffsetForEpoch(
  _log: LogState,
  _epoch: number,
): { readonly epoch: number; readonly endOffset: number } {
  throw new Error('unwritten');
}

/** Log.fetchOffsetByTimestamp for a time in milliseconds (not -1 or -2); null: no such record. */
export function offsetForTimestamp(
  _turn: BrokerTurn,
  _log: LogState,
  _timestampMs: number,
): {
  readonly timestamp: number;
  readonly offset: number;
  readonly leaderEpoch: number | null;
} | null {
  throw new Error('unwritten');
}

/** Whether the offset lies in an older segment than the log's end (a fetch then answers at once). */
export function isOnOlderSegment(_log: LogState, _offset: number): boolean {
  throw new Error('unwritten');
}

/** Log.updateConfig. */
export function setLogConfig(_turn: BrokerTurn, _log: LogState, _config: TopicConfig): void {
  throw new Error('unwritten');
}

/** LogManager.asyncDelete: renames the folder; it goes after file.delete.delay.ms. */
export function deleteLog(_turn: BrokerTurn, _log: LogState): void {
  throw new Error('unwritten');
}

/** Log size in bytes: the sum of its segments. */
export function logSizeBytes(_log: LogState): number {
  throw new Error('unwritten');
}
