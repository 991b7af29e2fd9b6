/**
 * What a transaction coordinator remembers.
 *
 * Mirrors: the fields of kafka.coordinator.transaction.TransactionCoordinator, TransactionStateManager,
 * TransactionMetadata, ProducerIdManager and TransactionMarkerChannelManager, 2.8.0.
 * Read next: transaction.machine.ts, transaction-metadata.ts.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import { emptyMap } from '../../kernel/persistent-map.ts';
import type { Chart } from '../../kernel/statechart.ts';
import type { NetworkClientState, Node } from '../client/network-client.ts';
import type { WaitingRequest } from '../group/group-state.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import type { InitProducerIdRequest } from '../protocol/transactions.ts';

export interface TransactionCoordinatorState {
  /** Start-up is over: the first block of producer ids is here. */
  readonly isActive: boolean;
  /** Of `__transaction_state`, as it was at the start; 0 before it. */
  readonly partitionCount: number;
  /** Partitions of `__transaction_state` that this broker leads and has loaded, by number. */
  readonly partitions: PersistentMap<TransactionPartition>;
  readonly producerIds: ProducerIds;
  readonly markers: MarkerChannels;
  /** WriteTxnMarkers that wait for their appends, by connection and correlation id. */
  readonly markerRequests: PersistentMap<MarkerRequest>;
  /** Virtual time of the start: what is done periodically is counted from it. */
  readonly startedAtMs: number;
  /** Virtual time at which the timer `txn:deadline` fires; null: it is not set. */
  readonly timerAtMs: number | null;
  /** Virtual time of the next look for transactions that are open too long; null: none is open. */
  readonly abortCheckAtMs: number | null;
  /** Virtual time of the next look for expired transactional ids; null: there are none. */
  readonly expiryCheckAtMs: number | null;
}

/** Mirrors TxnMetadataCacheEntry. */
export interface TransactionPartition {
  /** The leader epoch under which it was loaded. */
  readonly coordinatorEpoch: number;
  /** By transactional id. */
  readonly transactions: PersistentMap<TransactionMetadata>;
}

/** In upstream's words; where a transaction stands is a state of transaction.machine.ts. */
export type TransactionStateName =
  | 'Empty'
  | 'Ongoing'
  | 'PrepareCommit'
  | 'PrepareAbort'
  | 'CompleteCommit'
  | 'CompleteAbort'
  | 'Dead'
  | 'PrepareEpochFence';

export interface TransactionMetadata {
  readonly transactionalId: string;
  readonly producerId: number;
  /** -1: none. */
  readonly lastProducerId: number;
  /** -1: no producer has been initialized. */
  readonly producerEpoch: number;
  /** -1: none. */
  readonly lastProducerEpoch: number;
  readonly txnTimeoutMs: number;
  readonly chart: Chart;
  /** Where it goes as soon as that is written; nothing else may begin meanwhile. */
  readonly pendingState: TransactionStateName | null;
  /** In the order in which they were added; those that have got their marker leave. */
  readonly topicPartitions: readonly TopicPartition[];
  /** Wall clock; -1: none is open. */
  readonly txnStartTimestamp: number;
  /** Wall clock. */
  readonly txnLastUpdateTimestamp: number;
  /** A fencing epoch may not have been written: it is not raised once more. */
  readonly hasFailedEpochFence: boolean;
}

/** Mirrors TxnTransitMetadata: what a transaction is to become. */
export interface TxnTransitMetadata {
  readonly producerId: number;
  readonly lastProducerId: number;
  readonly producerEpoch: number;
  readonly lastProducerEpoch: number;
  readonly txnTimeoutMs: number;
  readonly txnState: TransactionStateName;
  readonly topicPartitions: readonly TopicPartition[];
  readonly txnStartTimestamp: number;
  readonly txnLastUpdateTimestamp: number;
}

/** Mirrors ProducerIdManager. */
export interface ProducerIds {
  /** Null: none was taken yet. */
  readonly block: ProducerIdBlock | null;
  readonly nextProducerId: number;
  /** A block is being taken. */
  readonly isTaking: boolean;
  /** Whoever needs a producer id and has to wait for the next block. */
  readonly waiting: readonly WaitingProducer[];
}

/** Both ends belong to it. */
export interface ProducerIdBlock {
  readonly brokerId: number;
  readonly blockStartId: number;
  readonly blockEndId: number;
}

export interface WaitingProducer {
  readonly request: InitProducerIdRequest;
  readonly ref: WaitingRequest;
}

/** Mirrors TransactionMarkerChannelManager. */
export interface MarkerChannels {
  /** Null: before the start and after the shutdown. */
  readonly client: NetworkClientState | null;
  /** Markers that are not sent yet, by the id of the broker they go to. */
  readonly queues: PersistentMap<MarkerQueue>;
  /** Markers of partitions whose leader is not alive. */
  readonly unknown: readonly TxnMarkerEntry[];
  /** Markers that their leader could not write; they are sent again after a moment. */
  readonly refused: readonly TxnMarkerEntry[];
  /** What all partitions have to acknowledge before it can be completed, by transactional id. */
  readonly pending: PersistentMap<PendingCompleteTxn>;
  /** Completed transactions that could not be written yet. */
  readonly appendRetries: readonly PendingCompleteTxn[];
  /** Virtual time at which the timer `txn:markers` fires; null: it is not set. */
  readonly timerAtMs: number | null;
}

export interface MarkerQueue {
  readonly node: Node;
  readonly entries: readonly TxnMarkerEntry[];
}

/** Mirrors TxnIdAndMarkerEntry. */
export interface TxnMarkerEntry {
  readonly transactionalId: string;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly coordinatorEpoch: number;
  readonly isCommit: boolean;
  readonly partitions: readonly TopicPartition[];
}

export interface PendingCompleteTxn {
  readonly transactionalId: string;
  readonly coordinatorEpoch: number;
  readonly newMetadata: TxnTransitMetadata;
}

export interface MarkerRequest {
  readonly ref: WaitingRequest;
  /** Markers whose append is not acknowledged. */
  readonly missing: number;
  readonly results: readonly MarkerResult[];
}

export interface MarkerResult extends TopicPartition {
  readonly producerId: number;
  readonly error: ErrorName;
}

export const NO_TRANSACTIONS: TransactionCoordinatorState = {
  isActive: false,
  partitionCount: 0,
  partitions: emptyMap(),
  producerIds: { block: null, nextProducerId: -1, isTaking: false, waiting: [] },
  markers: {
    client: null,
    queues: emptyMap(),
    unknown: [],
    refused: [],
    pending: emptyMap(),
    appendRetries: [],
    timerAtMs: null,
  },
  markerRequests: emptyMap(),
  startedAtMs: 0,
  timerAtMs: null,
  abortCheckAtMs: null,
  expiryCheckAtMs: null,
};
