/**
 * Operations that wait for something to happen to partitions, or for their time to be over.
 *
 * Mirrors: kafka.server.DelayedOperationPurgatory, DelayedProduce, DelayedFetch, DelayedDeleteRecords, 2.8.0.
 * Read next: purgatory.ts.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import type { PersistentQueue } from '../../kernel/persistent-queue.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type { FetchPartition } from '../protocol/produce-fetch.ts';
import type { RequestRef } from '../server/request-ref.ts';
import type { PartitionAppendResult, AppendContinuation } from './append-result.ts';

export interface PurgatoryState {
  readonly nextId: number;
  /** By number. */
  readonly operations: PersistentMap<DelayedOperation>;
  /** Numbers of the operations that watch a partition, oldest first, by the partition's name. */
  readonly produceWatchers: PersistentMap<readonly number[]>;
  readonly fetchWatchers: PersistentMap<readonly number[]>;
  readonly deleteWatchers: PersistentMap<readonly number[]>;
  /** By delay in milliseconds: what is given the same time ends in the order in which it came. */
  readonly expirations: PersistentMap<PersistentQueue<Expiration>>;
  /** Virtual time for which the timer is set; null: it is not. */
  readonly timerAtMs: number | null;
}

export interface Expiration {
  readonly id: number;
  readonly atMs: number;
}

export type DelayedOperation = DelayedProduce | DelayedFetch | DelayedDeleteRecords;

/** acks=-1: until the high watermark has passed what was appended. */
export interface DelayedProduce {
  readonly type: 'produce';
  readonly id: number;
  readonly delayMs: number;
  readonly partitions: readonly ProducePartitionStatus[];
  readonly then: AppendContinuation;
}

export interface ProducePartitionStatus {
  readonly name: string;
  /** The high watermark that is waited for. */
  readonly requiredOffset: number;
  readonly acksPending: boolean;
  /** With REQUEST_TIMED_OUT for as long as acks are pending. */
  readonly result: PartitionAppendResult;
}

/** Until there is as much to read as was asked for. */
export interface DelayedFetch {
  readonly type: 'fetch';
  readonly id: number;
  readonly delayMs: number;
  readonly ref: RequestRef;
  /** -1: a consumer. */
  readonly replicaId: number;
  /** 0: none; then `partitions` has what is asked for. */
  readonly sessionId: number;
  /** Set with a session's first fetch: all partitions are in its answer. */
  readonly isFull: boolean;
  readonly partitions: readonly PartitionFetch[];
  /** Those that the metadata do not know: in the answer whenever it comes. */
  readonly unknown: readonly PartitionFetch[];
  readonly isolation: FetchIsolation;
  readonly minBytes: number;
  readonly maxBytes: number;
}

/** What a fetch asks of one partition. */
export interface PartitionFetch {
  readonly topic: string;
  readonly name: string;
  readonly fetch: FetchPartition;
}

/** Mirrors FetchLogEnd, FetchHighWatermark, FetchTxnCommitted. */
export type FetchIsolation = 'logEnd' | 'highWatermark' | 'txnCommitted';

/** Until the low watermark has reached what was asked for. */
export interface DelayedDeleteRecords {
  readonly type: 'deleteRecords';
  readonly id: number;
  readonly delayMs: number;
  readonly ref: RequestRef;
  readonly partitions: readonly DeleteRecordsStatus[];
}

export interface DeleteRecordsStatus {
  readonly topic: string;
  readonly partition: number;
  readonly name: string;
  readonly requiredOffset: number;
  readonly acksPending: boolean;
  readonly errorCode: ErrorName;
  readonly lowWatermark: number;
}

export const EMPTY_PURGATORY: PurgatoryState = {
  nextId: 1,
  operations: { size: 0, root: null },
  produceWatchers: { size: 0, root: null },
  fetchWatchers: { size: 0, root: null },
  deleteWatchers: { size: 0, root: null },
  expirations: { size: 0, root: null },
  timerAtMs: null,
};
