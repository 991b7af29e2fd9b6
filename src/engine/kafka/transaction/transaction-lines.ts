/**
 * What the coordinator of transactions writes into server.log, and how its classes print themselves.
 *
 * Mirrors: kafka.utils.Logging in the classes of kafka.coordinator.transaction, their toString, 2.8.0.
 */
import type { TopicPartition } from '../protocol/topic-partition.ts';
import { partitionName } from '../protocol/topic-partition.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import type { LogLevel } from '../server/kafka-log.ts';
import { kafkaLog } from '../server/kafka-log.ts';
import { inImmutableOrder, inMutableSetOrder, partitionHash } from '../zk/scala-order.ts';
import type {
  PendingCompleteTxn,
  TransactionMetadata,
  TransactionPartition,
  TransactionStateName,
  TxnMarkerEntry,
  TxnTransitMetadata,
} from './transaction-state.ts';

const PACKAGE = 'kafka.coordinator.transaction';

export function logCoordinator(turn: BrokerTurn, level: LogLevel, text: string): void {
  const prefix = `[TransactionCoordinator id=${turn.state.config.brokerId}] `;
  kafkaLog(turn, 'server', level, prefix + text, `${PACKAGE}.TransactionCoordinator`);
}

export function logStateManager(turn: BrokerTurn, level: LogLevel, text: string): void {
  const prefix = `[Transaction State Manager ${turn.state.config.brokerId}]: `;
  kafkaLog(turn, 'server', level, prefix + text, `${PACKAGE}.TransactionStateManager`);
}

export function logChannelManager(turn: BrokerTurn, level: LogLevel, text: string): void {
  const prefix = `[Transaction Marker Channel Manager ${turn.state.config.brokerId}]: `;
  kafkaLog(turn, 'server', level, prefix + text, `${PACKAGE}.TransactionMarkerChannelManager`);
}

/** `brokerId`: the one that was asked. */
export function logCompletionHandler(turn: BrokerTurn, brokerId: number, text: string): void {
  const prefix = `[Transaction Marker Request Completion Handler ${brokerId}]: `;
  const logger = `${PACKAGE}.TransactionMarkerRequestCompletionHandler`;
  kafkaLog(turn, 'server', 'INFO', prefix + text, logger);
}

export function logProducerIds(turn: BrokerTurn, text: string): void {
  const prefix = `[ProducerId Manager ${turn.state.config.brokerId}]: `;
  kafkaLog(turn, 'server', 'INFO', prefix + text, `${PACKAGE}.ProducerIdManager`);
}

/** A transaction's own lines have no prefix. */
export function logTransaction(turn: BrokerTurn, text: string): void {
  kafkaLog(turn, 'server', 'INFO', text, `${PACKAGE}.TransactionMetadata`);
}

/** `Set(t-1, t-0)`: they come out of a mutable set, a few of them in the order in which that lists them. */
export function partitionsText(partitions: readonly TopicPartition[]): string {
  const listed = inImmutableOrder(inMutableSetOrder(partitions, partitionHash), partitionHash);
  const names = listed.map(({ topic, partition }) => partitionName(topic, partition));
  return `Set(${names.join(', ')})`;
}

/** TxnTransitMetadata.toString. */
export function transitText(transit: TxnTransitMetadata): string {
  return [
    `TxnTransitMetadata(producerId=${transit.producerId}`,
    `lastProducerId=${transit.lastProducerId}`,
    `producerEpoch=${transit.producerEpoch}`,
    `lastProducerEpoch=${transit.lastProducerEpoch}`,
    `txnTimeoutMs=${transit.txnTimeoutMs}`,
    `txnState=${transit.txnState}`,
    `topicPartitions=${partitionsText(transit.topicPartitions)}`,
    `txnStartTimestamp=${transit.txnStartTimestamp}`,
    `txnLastUpdateTimestamp=${transit.txnLastUpdateTimestamp})`,
  ].join(', ');
}

/** TransactionMetadata.toString. */
export function metadataText(metadata: TransactionMetadata): string {
  return [
    `TransactionMetadata(transactionalId=${metadata.transactionalId}`,
    `producerId=${metadata.producerId}`,
    `producerEpoch=${metadata.producerEpoch}`,
    `txnTimeoutMs=${metadata.txnTimeoutMs}`,
    `state=${metadata.chart.value as TransactionStateName}`,
    `pendingState=${pendingText(metadata.pendingState)}`,
    `topicPartitions=${partitionsText(metadata.topicPartitions)}`,
    `txnStartTimestamp=${metadata.txnStartTimestamp}`,
    `txnLastUpdateTimestamp=${metadata.txnLastUpdateTimestamp})`,
  ].join(', ');
}

export function pendingText(state: TransactionStateName | null): string {
  return state === null ? 'None' : `Some(${state})`;
}

/** TxnMetadataCacheEntry.toString. */
export function cacheEntryText({ coordinatorEpoch, transactions }: TransactionPartition): string {
  return `TxnMetadataCacheEntry(coordinatorEpoch=${coordinatorEpoch}, numTransactionalEntries=${transactions.size})`;
}

/** CoordinatorEpochAndTxnMetadata.toString. */
export function epochAndMetadataText(epoch: number, metadata: TransactionMetadata): string {
  return `CoordinatorEpochAndTxnMetadata(${epoch},${metadataText(metadata)})`;
}

/** PendingCompleteTxn.toString; its transaction is the one that is in the table now. */
export function pendingCompleteText(
  pending: PendingCompleteTxn,
  metadata: TransactionMetadata | null,
): string {
  return [
    `PendingCompleteTxn(transactionalId=${pending.transactionalId}`,
    `coordinatorEpoch=${pending.coordinatorEpoch}`,
    `txnMetadata=${metadata === null ? 'null' : metadataText(metadata)}`,
    `newMetadata=${transitText(pending.newMetadata)})`,
  ].join(', ');
}

/** TxnMarkerEntry.toString. */
export function markerText(marker: TxnMarkerEntry): string {
  const names = marker.partitions.map(({ topic, partition }) => partitionName(topic, partition));
  return [
    `TxnMarkerEntry{producerId=${marker.producerId}`,
    `producerEpoch=${marker.producerEpoch}`,
    `coordinatorEpoch=${marker.coordinatorEpoch}`,
    `result=${resultText(marker.isCommit)}`,
    `partitions=[${names.join(', ')}]}`,
  ].join(', ');
}

export function resultText(isCommit: boolean): 'COMMIT' | 'ABORT' {
  return isCommit ? 'COMMIT' : 'ABORT';
}
