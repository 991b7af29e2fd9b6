/**
 * What follows when something is written into `__transaction_state`, or could not be.
 *
 * Mirrors: the callbacks that kafka.coordinator.transaction hands to appendTransactionToLog, 2.8.0.
 * Read next: init-producer-id.ts, add-partitions.ts, end-transaction.ts, marker-channels.ts.
 */
import type { BrokerTurn, PartitionAppendResult } from '../server/broker-state.ts';
import { answerAdded } from './add-partitions.ts';
import { onEndWritten } from './end-transaction.ts';
import { onProducerWritten } from './init-producer-id.ts';
import { onCompletionWritten } from './marker-channels.ts';
import { stateOf } from './transaction-metadata.ts';
import type { TransactionAppend } from './transaction-store.ts';
import { onTransactionWritten, transactionState } from './transaction-store.ts';
import { armAbortTimer } from './transaction-timers.ts';

export function onWritten(
  turn: BrokerTurn,
  then: TransactionAppend,
  result: PartitionAppendResult,
): void {
  const error = onTransactionWritten(turn, then, result);
  switch (then.kind) {
    case 'init':
      return onProducerWritten(turn, then, error);
    case 'add partitions':
      if (isOpen(turn, then.transactionalId)) armAbortTimer(turn);
      return answerAdded(turn, then.request, then.ref, error);
    case 'end':
      return onEndWritten(turn, then, error);
    case 'complete':
      return onCompletionWritten(turn, then.pending, error);
  }
}

function isOpen(turn: BrokerTurn, transactionalId: string): boolean {
  const found = transactionState(turn.state, transactionalId);
  return found.error === null && found.metadata !== null && stateOf(found.metadata) === 'Ongoing';
}
