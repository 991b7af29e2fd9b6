/**
 * A transaction: what it may become, and becoming it once that is written.
 *
 * Mirrors: kafka.coordinator.transaction.TransactionMetadata, 2.8.0.
 * Departs: transitions that upstream calls impossible are not looked for; its callers rule them out.
 * Read next: transaction-store.ts.
 */
import { startChart, stepChart } from '../../kernel/statechart.ts';
import type { Mutable } from '../../kernel/turn.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { logTransaction } from './transaction-lines.ts';
import type {
  TransactionMetadata,
  TransactionStateName,
  TxnTransitMetadata,
} from './transaction-state.ts';
import type { TransactionEvent } from './transaction.machine.ts';
import { transactionMachine } from './transaction.machine.ts';

const SHORT_MAX = 32767;

/** What leads into a state. */
const EVENTS: Readonly<Record<TransactionStateName, TransactionEvent['type']>> = {
  Empty: 'producer.initialized',
  Ongoing: 'partitions.added',
  PrepareCommit: 'commit.prepared',
  PrepareAbort: 'abort.prepared',
  CompleteCommit: 'markers.written',
  CompleteAbort: 'markers.written',
  Dead: 'id.expired',
  PrepareEpochFence: 'producer.fenced',
};

/** Of a transactional id that nobody has used yet. */
export function newTransaction(
  transactionalId: string,
  producerId: number,
  txnTimeoutMs: number,
  wallClockMs: number,
): TransactionMetadata {
  return {
    transactionalId,
    producerId,
    lastProducerId: -1,
    producerEpoch: -1,
    lastProducerEpoch: -1,
    txnTimeoutMs,
    chart: startChart(transactionMachine).chart,
    pendingState: null,
    topicPartitions: [],
    txnStartTimestamp: -1,
    txnLastUpdateTimestamp: wallClockMs,
    hasFailedEpochFence: false,
  };
}

export function stateOf(metadata: TransactionMetadata): TransactionStateName {
  return metadata.chart.value as TransactionStateName;
}

export function isInTransaction(metadata: TransactionMetadata, part: TopicPartition): boolean {
  return metadata.topicPartitions.some(
    ({ topic, partition }) => topic === part.topic && partition === part.partition,
  );
}

/** So that there is always one epoch left to fence a producer with. */
export function isEpochExhausted(producerEpoch: number): boolean {
  return producerEpoch >= SHORT_MAX - 1;
}

/** The transition is prepared: no other may begin before it is written, or has failed. */
function prepare(
  metadata: Mutable<TransactionMetadata>,
  txnState: TransactionStateName,
  changes: Partial<TxnTransitMetadata>,
): TxnTransitMetadata {
  metadata.pendingState = txnState;
  return {
    producerId: metadata.producerId,
    producerEpoch: metadata.producerEpoch,
    lastProducerEpoch: metadata.lastProducerEpoch,
    txnTimeoutMs: metadata.txnTimeoutMs,
    topicPartitions: metadata.topicPartitions,
    txnStartTimestamp: metadata.txnStartTimestamp,
    txnLastUpdateTimestamp: metadata.txnLastUpdateTimestamp,
    ...changes,
    lastProducerId: metadata.producerId,
    txnState,
  };
}

/** This epoch is given to nobody: it only fences whoever has the one before. */
export function prepareFenceProducerEpoch(
  metadata: Mutable<TransactionMetadata>,
): TxnTransitMetadata {
  const { producerEpoch, hasFailedEpochFence } = metadata;
  return prepare(metadata, 'PrepareEpochFence', {
    producerEpoch: hasFailedEpochFence ? producerEpoch : producerEpoch + 1,
    lastProducerEpoch: -1,
  });
}

/**
 * The next epoch; null: the producer is fenced. `expectedEpoch`: what the producer goes on from, when it
 * says so (KIP-360); null: it begins anew.
 */
export function prepareIncrementProducerEpoch(
  turn: BrokerTurn,
  metadata: Mutable<TransactionMetadata>,
  txnTimeoutMs: number,
  expectedEpoch: number | null,
): TxnTransitMetadata | null {
  const { producerEpoch, lastProducerEpoch } = metadata;
  const begin = {
    txnTimeoutMs,
    topicPartitions: [],
    txnStartTimestamp: -1,
    txnLastUpdateTimestamp: turn.env.wallClockMs,
  };
  const bumped = { ...begin, producerEpoch: producerEpoch + 1 };
  if (expectedEpoch === null)
    return prepare(metadata, 'Empty', { ...bumped, lastProducerEpoch: -1 });
  if (producerEpoch === -1 || expectedEpoch === producerEpoch) {
    return prepare(metadata, 'Empty', { ...bumped, lastProducerEpoch: producerEpoch });
  }
  // It asks once more for what it has been given already.
  if (expectedEpoch === lastProducerEpoch) return prepare(metadata, 'Empty', begin);
  const expected = `Expected producer epoch ${expectedEpoch} does not match current`;
  const known = `producer epoch ${producerEpoch} or previous producer epoch ${lastProducerEpoch}`;
  logTransaction(turn, `${expected} ${known}`);
  return null;
}

/** All epochs are used up: a new producer id. */
export function prepareProducerIdRotation(
  metadata: Mutable<TransactionMetadata>,
  producerId: number,
  txnTimeoutMs: number,
  wallClockMs: number,
  recordsLastEpoch: boolean,
): TxnTransitMetadata {
  return prepare(metadata, 'Empty', {
    producerId,
    producerEpoch: 0,
    lastProducerEpoch: recordsLastEpoch ? metadata.producerEpoch : -1,
    txnTimeoutMs,
    topicPartitions: [],
    txnStartTimestamp: -1,
    txnLastUpdateTimestamp: wallClockMs,
  });
}

export function prepareAddPartitions(
  metadata: Mutable<TransactionMetadata>,
  added: readonly TopicPartition[],
  wallClockMs: number,
): TxnTransitMetadata {
  const { topicPartitions, txnStartTimestamp } = metadata;
  const isOngoing = stateOf(metadata) === 'Ongoing';
  const isNew = (part: TopicPartition): boolean => !isInTransaction(metadata, part);
  return prepare(metadata, 'Ongoing', {
    topicPartitions: [...topicPartitions, ...added.filter(isNew)],
    txnStartTimestamp: isOngoing ? txnStartTimestamp : wallClockMs,
    txnLastUpdateTimestamp: wallClockMs,
  });
}

export function prepareAbortOrCommit(
  metadata: Mutable<TransactionMetadata>,
  txnState: 'PrepareCommit' | 'PrepareAbort',
  wallClockMs: number,
): TxnTransitMetadata {
  return prepare(metadata, txnState, { txnLastUpdateTimestamp: wallClockMs });
}

/** Its decision is written: so is the epoch that fences. */
export function prepareComplete(
  metadata: Mutable<TransactionMetadata>,
  wallClockMs: number,
): TxnTransitMetadata {
  metadata.hasFailedEpochFence = false;
  const isCommit = stateOf(metadata) === 'PrepareCommit';
  return prepare(metadata, isCommit ? 'CompleteCommit' : 'CompleteAbort', {
    topicPartitions: [],
    txnLastUpdateTimestamp: wallClockMs,
  });
}

export function prepareDead(metadata: Mutable<TransactionMetadata>): TxnTransitMetadata {
  return prepare(metadata, 'Dead', { topicPartitions: [] });
}

/** The transition is written and replicated. */
export function completeTransition(
  metadata: Mutable<TransactionMetadata>,
  transit: TxnTransitMetadata,
): void {
  const { txnState } = transit;
  if (txnState === 'Empty') {
    metadata.txnTimeoutMs = transit.txnTimeoutMs;
    metadata.producerEpoch = transit.producerEpoch;
    metadata.lastProducerEpoch = transit.lastProducerEpoch;
    metadata.producerId = transit.producerId;
    metadata.lastProducerId = transit.lastProducerId;
  } else if (txnState === 'Ongoing') {
    metadata.txnStartTimestamp = transit.txnStartTimestamp;
    metadata.topicPartitions = transit.topicPartitions;
  } else if (txnState === 'CompleteCommit' || txnState === 'CompleteAbort') {
    metadata.txnStartTimestamp = transit.txnStartTimestamp;
    metadata.topicPartitions = [];
  }
  metadata.txnLastUpdateTimestamp = transit.txnLastUpdateTimestamp;
  metadata.pendingState = null;
  const event = { type: EVENTS[txnState] };
  metadata.chart = stepChart(transactionMachine, metadata.chart, event).chart;
}
