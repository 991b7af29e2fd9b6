/**
 * Transactions that are open for too long are aborted, and transactional ids that nobody uses are
 * forgotten. One timer serves both; it stands still while there is nothing that it could find.
 *
 * Mirrors: kafka.coordinator.transaction.TransactionCoordinator.abortTimedOutTransactions,
 * TransactionStateManager (timedOutTransactions, enableTransactionalIdExpiration), 2.8.0.
 * Departs: an id with a transition under way is passed over; upstream's task trips over it.
 */
import { mapDelete, mapEntries, mapGet, mapValues } from '../../kernel/persistent-map.ts';
import { deadlineAfter, setDeadlineTimer } from '../group/group-coordinator.ts';
import { transactionLogKey } from '../protocol/internal-records.ts';
import { makeBatch } from '../protocol/record-size.ts';
import { appendRecords } from '../replica/replica-manager.ts';
import type { BrokerTurn, PartitionAppendResult } from '../server/broker-state.ts';
import { endTransaction } from './end-transaction.ts';
import { ownTransaction, ownTransactions, setTransactions } from './transaction-changes.ts';
import { logStateManager, pendingText } from './transaction-lines.ts';
import { prepareDead, prepareFenceProducerEpoch, stateOf } from './transaction-metadata.ts';
import { TRANSACTION_TOPIC } from './transaction-partitions.ts';
import type { TransactionMetadata } from './transaction-state.ts';

export const TRANSACTION_TIMER = 'txn:deadline';

/** What follows when the tombstones of expired ids are written, or could not be. */
export interface ExpiryAppend {
  readonly kind: 'expire';
  readonly ids: readonly ExpiredId[];
}

interface ExpiredId {
  readonly transactionalId: string;
  readonly partition: number;
  readonly coordinatorEpoch: number;
  readonly producerEpoch: number;
}

/** A transactional id is known: whether nobody uses it any more is looked at with the next round. */
export function armExpiryTimer(turn: BrokerTurn): void {
  if (turn.state.transactions.expiryCheckAtMs !== null) return;
  const { values } = turn.state.config;
  const intervalMs = values['transaction.remove.expired.transaction.cleanup.interval.ms'];
  const atMs = nextRoundMs(turn, intervalMs);
  ownTransactions(turn).expiryCheckAtMs = atMs;
  setTimer(turn, atMs);
}

/** A transaction is open: whether it takes too long is looked at with the next round. */
export function armAbortTimer(turn: BrokerTurn): void {
  if (turn.state.transactions.abortCheckAtMs !== null) return;
  const { values } = turn.state.config;
  const intervalMs = values['transaction.abort.timed.out.transaction.cleanup.interval.ms'];
  const atMs = nextRoundMs(turn, intervalMs);
  ownTransactions(turn).abortCheckAtMs = atMs;
  setTimer(turn, atMs);
}

/** For what a loaded partition holds. */
export function armTimers(turn: BrokerTurn): void {
  for (const metadata of allTransactions(turn)) {
    armExpiryTimer(turn);
    if (stateOf(metadata) === 'Ongoing') return armAbortTimer(turn);
  }
}

function setTimer(turn: BrokerTurn, atMs: number): void {
  const { timerAtMs } = turn.state.transactions;
  if (timerAtMs !== null && timerAtMs <= atMs) return;
  ownTransactions(turn).timerAtMs = atMs;
  setDeadlineTimer(turn, TRANSACTION_TIMER, atMs);
}

/** Rounds are counted from the start of the coordinator. */
function nextRoundMs(turn: BrokerTurn, intervalMs: number): number {
  const elapsedMs = turn.env.nowMs - turn.state.transactions.startedAtMs;
  // A timer may fire a hair before its round.
  const rounds = Math.floor((elapsedMs + 0.001) / intervalMs) + 1;
  return deadlineAfter(turn, rounds * intervalMs - elapsedMs);
}

export function onTransactionTimer(turn: BrokerTurn): void {
  const { nowMs } = turn.env;
  const transactions = ownTransactions(turn);
  transactions.timerAtMs = null;
  const { abortCheckAtMs, expiryCheckAtMs } = transactions;
  if (abortCheckAtMs !== null && abortCheckAtMs <= nowMs) {
    transactions.abortCheckAtMs = null;
    abortTimedOutTransactions(turn);
  }
  if (expiryCheckAtMs !== null && expiryCheckAtMs <= nowMs) {
    transactions.expiryCheckAtMs = null;
    removeExpiredIds(turn);
  }
  armTimers(turn);
  const { abortCheckAtMs: abortAtMs, expiryCheckAtMs: expiryAtMs } = turn.state.transactions;
  if (abortAtMs !== null) setTimer(turn, abortAtMs);
  if (expiryAtMs !== null) setTimer(turn, expiryAtMs);
}

function* allTransactions(turn: BrokerTurn): Generator<TransactionMetadata> {
  for (const { transactions } of mapValues(turn.state.transactions.partitions)) {
    yield* mapValues(transactions);
  }
}

function abortTimedOutTransactions(turn: BrokerTurn): void {
  const nowMs = turn.env.wallClockMs;
  const timedOut = [...allTransactions(turn)].filter(
    (metadata) =>
      metadata.pendingState === null &&
      stateOf(metadata) === 'Ongoing' &&
      metadata.txnStartTimestamp + metadata.txnTimeoutMs < nowMs,
  );
  for (const { transactionalId } of timedOut) {
    const transit = prepareFenceProducerEpoch(ownTransaction(turn, transactionalId));
    endTransaction(turn, {
      transactionalId,
      producerId: transit.producerId,
      producerEpoch: transit.producerEpoch,
      isCommit: false,
      purpose: { by: 'timeout' },
    });
  }
}

function removeExpiredIds(turn: BrokerTurn): void {
  const { values } = turn.state.config;
  const { wallClockMs } = turn.env;
  const oldestMs = wallClockMs - values['transactional.id.expiration.ms'];
  const ids: ExpiredId[] = [];
  for (const [number, partition] of mapEntries(turn.state.transactions.partitions)) {
    for (const metadata of mapValues(partition.transactions)) {
      if (!isUnused(metadata) || metadata.txnLastUpdateTimestamp > oldestMs) continue;
      const { transactionalId, producerEpoch } = metadata;
      prepareDead(ownTransaction(turn, transactionalId));
      const { coordinatorEpoch } = partition;
      ids.push({ transactionalId, partition: Number(number), coordinatorEpoch, producerEpoch });
    }
  }
  if (ids.length === 0) return;
  const partitions = [...new Set(ids.map(({ partition }) => partition))];
  const then: ExpiryAppend = { kind: 'expire', ids };
  appendRecords(
    turn,
    {
      timeoutMs: values['request.timeout.ms'],
      acks: -1,
      origin: 'coordinator',
      entries: partitions.map((partition) => ({
        topic: TRANSACTION_TOPIC,
        partition,
        batches: [makeBatch(tombstones(ids, partition, wallClockMs))],
      })),
    },
    { to: 'transactions', data: then },
  );
}

function isUnused(metadata: TransactionMetadata): boolean {
  if (metadata.pendingState !== null) return false;
  const state = stateOf(metadata);
  return state === 'Empty' || state === 'CompleteCommit' || state === 'CompleteAbort';
}

function tombstones(ids: readonly ExpiredId[], partition: number, timestamp: number) {
  return ids
    .filter((one) => one.partition === partition)
    .map(({ transactionalId }) => ({
      timestamp,
      key: transactionLogKey(transactionalId),
      value: null,
    }));
}

/** The ids leave the table, unless something has happened to them meanwhile. */
export function onExpiryWritten(
  turn: BrokerTurn,
  { ids }: ExpiryAppend,
  results: readonly PartitionAppendResult[],
): void {
  for (const { partition, error } of results) {
    const number = String(partition);
    for (const expired of ids.filter((one) => one.partition === partition)) {
      const loaded = mapGet(turn.state.transactions.partitions, number);
      const metadata =
        loaded === undefined ? undefined : mapGet(loaded.transactions, expired.transactionalId);
      if (loaded === undefined || metadata === undefined) continue;
      const isStill =
        loaded.coordinatorEpoch === expired.coordinatorEpoch &&
        metadata.pendingState === 'Dead' &&
        metadata.producerEpoch === expired.producerEpoch;
      if (isStill && error === 'NONE') {
        setTransactions(turn, number, mapDelete(loaded.transactions, expired.transactionalId));
        continue;
      }
      const { coordinatorEpoch } = loaded;
      const text = `Failed to remove expired transactionalId: ${expired.transactionalId} from cache. Tombstone append error code: ${error}, pendingState: ${pendingText(metadata.pendingState)}, producerEpoch: ${metadata.producerEpoch}, expected producerEpoch: ${expired.producerEpoch}, coordinatorEpoch: ${coordinatorEpoch}, expected coordinatorEpoch: ${expired.coordinatorEpoch}`;
      logStateManager(turn, 'WARN', text);
      ownTransaction(turn, expired.transactionalId).pendingState = null;
    }
  }
}
