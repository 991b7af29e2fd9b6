/**
 * What a producer keeps: the settings, the batches, what blocks its caller, and the transaction manager.
 *
 * Mirrors: the fields of KafkaProducer, RecordAccumulator, Sender, ProducerMetadata and TransactionManager,
 * 2.8.0.
 * Read next: record-accumulator.ts, sender.ts, transaction-manager.ts.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import type { PersistentQueue } from '../../kernel/persistent-queue.ts';
import type { Chart } from '../../kernel/statechart.ts';
import type { Mutable, OwningTurn } from '../../kernel/turn.ts';
import { own, ownState, owns } from '../../kernel/turn.ts';
import type { RequestBody } from '../protocol/messages.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import type { ClientException } from './client-exception.ts';
import type { ConsumerGroupMetadata, OffsetAndMetadata } from './consumer-types.ts';
import type { MetadataState } from './metadata.ts';
import type { NetworkClientState, NetworkTurn, Node } from './network-state.ts';
import type { PartitionerState } from './partitioner.ts';
import type { ProducerBatch } from './producer-batch.ts';
import type { ProducerSettings } from './producer-config.ts';
import type { ProducerOptions, ProducerOutcome, ProducerRecord } from './producer-types.ts';

/** Plain data; the producer's own. Times are whole virtual milliseconds. */
export interface ProducerState {
  readonly options: ProducerOptions;
  readonly clientId: string;
  readonly settings: ProducerSettings;
  readonly network: NetworkClientState;
  readonly metadata: MetadataState;
  readonly topics: ProducerTopics;
  readonly partitioner: PartitionerState;
  readonly accumulator: Accumulator;
  readonly sender: SenderState;
  /** Null: neither idempotent nor transactional. */
  readonly transactions: TransactionManager | null;
  /** What the caller's thread waits in; null: it is free. */
  readonly blocked: BlockedCall | null;
  /** What it will do after that. */
  readonly calls: PersistentQueue<ProducerCall>;
}

/** Mirrors the topics of ProducerMetadata. */
export interface ProducerTopics {
  /** When a topic is forgotten if nothing is sent to it, by name. */
  readonly expiry: PersistentMap<number>;
  /** Of which no metadata have come yet. */
  readonly fresh: readonly string[];
}

/** Mirrors RecordAccumulator and BufferPool. */
export interface Accumulator {
  /** By id: all that are not done, and those whose answer is still to come. */
  readonly batches: PersistentMap<ProducerBatch>;
  /** Batches that wait to be sent, by name of the partition; none is empty. */
  readonly queues: PersistentMap<PartitionQueue>;
  /** Batches that are not done. */
  readonly incomplete: number;
  readonly nextBatchId: number;
  readonly muted: PersistentMap<true>;
  readonly drainIndex: number;
  readonly flushesInProgress: number;
  readonly isClosed: boolean;
  readonly availableBytes: number;
  /** Somebody waits for memory: everything is sent at once. */
  readonly isExhausted: boolean;
  /** No batch reaches its delivery timeout before; null: there is none. */
  readonly expiryCheckAtMs: number | null;
  /** What compressing is expected to come to, by topic. */
  readonly ratios: PersistentMap<number>;
}

export interface PartitionQueue {
  readonly topic: string;
  readonly partition: number;
  /** Ids of batches, the next to be sent first. */
  readonly ids: readonly number[];
}

export interface SenderState {
  readonly isRunning: boolean;
  readonly isForced: boolean;
  /** The network client is closed: nothing more happens. */
  readonly isOver: boolean;
  /** The transactional request that the thread stands still for. */
  readonly pending: PendingTxnRequest | null;
  /** Virtual time for which the timer is set; null: it is not. */
  readonly wakeAtMs: number | null;
  /** close(): who asked, and until when it waits; null: nobody did, or no limit. */
  readonly closing: Closing | null;
}

export interface Closing {
  readonly tag: unknown;
  readonly deadlineMs: number | null;
  readonly timeoutMs: number;
}

/** A request whose node is not ready, or that is sent again after a pause. */
export interface PendingTxnRequest {
  /** Null: it is in the queue again, and all wait. */
  readonly request: TxnRequest | null;
  readonly node: Node | null;
  readonly phase: 'connecting' | 'pausing' | 'sleeping';
  readonly untilMs: number;
}

/** What a public function asks for. */
export type ProducerCall =
  | { readonly type: 'send'; readonly record: ProducerRecord; readonly tag: unknown }
  | { readonly type: 'flush'; readonly tag: unknown }
  | { readonly type: 'close'; readonly tag: unknown; readonly timeoutMs: number | null }
  | {
      readonly type: 'initTransactions' | 'beginTransaction' | 'commit' | 'abort';
      readonly tag: unknown;
    }
  | {
      readonly type: 'sendOffsets';
      readonly offsets: readonly (TopicPartition & OffsetAndMetadata)[];
      readonly group: ConsumerGroupMetadata;
      readonly tag: unknown;
    };

/** A call that upstream's caller is inside of. */
export type BlockedCall =
  | {
      readonly type: 'metadata';
      readonly record: ProducerRecord;
      readonly tag: unknown;
      readonly startedMs: number;
      /** An update with a higher version is waited for. */
      readonly version: number;
    }
  | {
      readonly type: 'memory';
      readonly record: ProducerRecord;
      readonly tag: unknown;
      readonly partition: number;
      readonly timestamp: number;
      readonly sizeBytes: number;
      readonly waitMs: number;
      readonly untilMs: number;
    }
  | {
      readonly type: 'flush';
      readonly tag: unknown;
      /** Batches with lower ids are waited for: so many. */
      readonly belowId: number;
      readonly left: number;
    }
  | {
      readonly type: 'result';
      readonly tag: unknown;
      readonly resultId: number;
      readonly untilMs: number;
    }
  | { readonly type: 'closing' };

export type TxnStateName =
  | 'UNINITIALIZED'
  | 'INITIALIZING'
  | 'READY'
  | 'IN_TRANSACTION'
  | 'COMMITTING_TRANSACTION'
  | 'ABORTING_TRANSACTION'
  | 'ABORTABLE_ERROR'
  | 'FATAL_ERROR';

/** Mirrors TransactionManager. */
export interface TransactionManager {
  /** Where transaction-manager.machine.ts stands, and its name for reading. */
  readonly chart: Chart;
  readonly state: TxnStateName;
  readonly lastError: ClientException | null;
  /** -1: none. */
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly hasStarted: boolean;
  readonly needsEpochBump: boolean;
  readonly canCoordinatorBumpEpochs: boolean;
  /** By name of the partition. */
  readonly sequences: PersistentMap<PartitionSequences>;
  /** By name of the partition: the sequence behind a batch whose fate is not known. */
  readonly unresolved: PersistentMap<number>;
  /** Names of partitions whose batches get new sequences with the next epoch. */
  readonly toRewrite: readonly string[];
  /** A heap by priority, as java.util.PriorityQueue keeps it. */
  readonly requests: readonly TxnRequest[];
  /** Partitions by name: to be added, on their way, added. */
  readonly newPartitions: PersistentMap<TopicPartition>;
  readonly pendingPartitions: PersistentMap<TopicPartition>;
  readonly partitions: PersistentMap<TopicPartition>;
  readonly pendingOffsets: readonly (TopicPartition & OffsetAndMetadata)[];
  /** What the transaction method that was called last waits for. */
  readonly pendingResultId: number | null;
  readonly results: PersistentMap<TxnResult>;
  readonly nextResultId: number;
  readonly inFlightCorrelationId: number | null;
  readonly transactionCoordinator: Node | null;
  readonly groupCoordinator: Node | null;
}

/** Mirrors TopicPartitionEntry. */
export interface PartitionSequences {
  readonly topic: string;
  readonly partition: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly nextSequence: number;
  /** -1: none. */
  readonly lastAckedSequence: number;
  readonly lastAckedOffset: number;
  /** Ids of batches that were sent and are not done, by their sequence. */
  readonly inFlight: readonly number[];
}

/** Mirrors TransactionalRequestResult. */
export interface TxnResult {
  readonly operation: string;
  readonly isCompleted: boolean;
  readonly error: ClientException | null;
}

export type TxnRequestKind =
  | 'FindCoordinator'
  | 'InitProducerId'
  | 'AddPartitionsToTxn'
  | 'AddOffsetsToTxn'
  | 'TxnOffsetCommit'
  | 'EndTxn';

/** Mirrors TxnRequestHandler and its subclasses. */
export interface TxnRequest {
  readonly kind: TxnRequestKind;
  readonly priority: number;
  readonly body: RequestBody;
  /** Who answers it; null: any node. */
  readonly coordinator: 'transaction' | 'group' | null;
  /** The key by which that coordinator is found. */
  readonly coordinatorKey: string;
  readonly resultId: number;
  readonly isRetry: boolean;
  readonly isEpochBump: boolean;
  readonly retryBackoffMs: number;
  readonly offsets: readonly (TopicPartition & OffsetAndMetadata)[];
  readonly group: ConsumerGroupMetadata | null;
}

export interface ProducerTurn extends OwningTurn<ProducerState> {
  readonly outcomes: ProducerOutcome[];
  /** Its client is written back into the state when a public function ends. */
  readonly network: NetworkTurn;
  /** The sender runs before the step ends: to wake it needs no timer, `isWoken` is enough. */
  isSettling: boolean;
  isWoken: boolean;
}

export function copyProducer(state: ProducerState): Mutable<ProducerState> {
  return {
    options: state.options,
    clientId: state.clientId,
    settings: state.settings,
    network: state.network,
    metadata: state.metadata,
    topics: state.topics,
    partitioner: state.partitioner,
    accumulator: state.accumulator,
    sender: state.sender,
    transactions: state.transactions,
    blocked: state.blocked,
    calls: state.calls,
  };
}

export function ownAccumulator(turn: ProducerTurn): Mutable<Accumulator> {
  const { accumulator } = turn.state;
  if (owns(turn, accumulator)) return accumulator;
  const copy: Mutable<Accumulator> = own(turn, {
    batches: accumulator.batches,
    queues: accumulator.queues,
    incomplete: accumulator.incomplete,
    nextBatchId: accumulator.nextBatchId,
    muted: accumulator.muted,
    drainIndex: accumulator.drainIndex,
    flushesInProgress: accumulator.flushesInProgress,
    isClosed: accumulator.isClosed,
    availableBytes: accumulator.availableBytes,
    isExhausted: accumulator.isExhausted,
    expiryCheckAtMs: accumulator.expiryCheckAtMs,
    ratios: accumulator.ratios,
  });
  ownState(turn).accumulator = copy;
  return copy;
}

export function ownSender(turn: ProducerTurn): Mutable<SenderState> {
  const { sender } = turn.state;
  if (owns(turn, sender)) return sender;
  const copy: Mutable<SenderState> = own(turn, {
    isRunning: sender.isRunning,
    isForced: sender.isForced,
    isOver: sender.isOver,
    pending: sender.pending,
    wakeAtMs: sender.wakeAtMs,
    closing: sender.closing,
  });
  ownState(turn).sender = copy;
  return copy;
}

/** Of a producer that has one. */
export function ownTransactions(turn: ProducerTurn): Mutable<TransactionManager> {
  const transactions = turn.state.transactions!;
  if (owns(turn, transactions)) return transactions;
  const copy: Mutable<TransactionManager> = own(turn, {
    chart: transactions.chart,
    state: transactions.state,
    lastError: transactions.lastError,
    producerId: transactions.producerId,
    producerEpoch: transactions.producerEpoch,
    hasStarted: transactions.hasStarted,
    needsEpochBump: transactions.needsEpochBump,
    canCoordinatorBumpEpochs: transactions.canCoordinatorBumpEpochs,
    sequences: transactions.sequences,
    unresolved: transactions.unresolved,
    toRewrite: transactions.toRewrite,
    requests: transactions.requests,
    newPartitions: transactions.newPartitions,
    pendingPartitions: transactions.pendingPartitions,
    partitions: transactions.partitions,
    pendingOffsets: transactions.pendingOffsets,
    pendingResultId: transactions.pendingResultId,
    results: transactions.results,
    nextResultId: transactions.nextResultId,
    inFlightCorrelationId: transactions.inFlightCorrelationId,
    transactionCoordinator: transactions.transactionCoordinator,
    groupCoordinator: transactions.groupCoordinator,
  });
  ownState(turn).transactions = copy;
  return copy;
}

/** The clock of the client library: whole milliseconds. */
export function clockMs({ env }: Pick<ProducerTurn, 'env'>): number {
  return Math.floor(env.nowMs);
}

/** A line of one of the client's loggers; `logger` is the class behind org.apache.kafka.clients. */
export function logProducer(
  turn: ProducerTurn,
  level: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR',
  text: string,
  logger: 'producer.KafkaProducer' | `producer.internals.${string}` | 'NetworkClient',
): void {
  const line = `${turn.state.settings.logPrefix} ${text}`;
  turn.outcomes.push({
    type: 'log',
    level,
    text: line,
    logger: `org.apache.kafka.clients.${logger}`,
  });
}
