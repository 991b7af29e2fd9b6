/**
 * The transaction manager's states, what is waited for, and the queue of its requests.
 *
 * Mirrors: TransactionManager (transitionTo, TransactionalRequestResult, PriorityQueue), 2.8.0.
 * Read next: transaction-manager.ts.
 */
import { emptyMap, mapDelete, mapGet, mapSet } from '../../kernel/persistent-map.ts';
import { startChart, stepChart } from '../../kernel/statechart.ts';
import type { RequestBody } from '../protocol/messages.ts';
import type { ClientException } from './client-exception.ts';
import { exceptionText, kafkaException, Thrown } from './client-exception.ts';
import type {
  ProducerTurn,
  TransactionManager,
  TxnRequest,
  TxnRequestKind,
  TxnStateName,
} from './producer-state.ts';
import { logProducer, ownTransactions } from './producer-state.ts';
import type { TransactionManagerEvent } from './transaction-manager.machine.ts';
import { transactionManagerMachine } from './transaction-manager.machine.ts';

/** A result that nobody waits for. */
export const NO_RESULT = 0;
export const TRANSACTION_LOGGER = 'producer.internals.TransactionManager';

/** Priority.priority. */
export const PRIORITY = {
  findCoordinator: 0,
  initProducerId: 1,
  addPartitionsOrOffsets: 2,
  endTxn: 3,
  epochBump: 4,
} as const;

const EVENT_OF: Readonly<Record<TxnStateName, TransactionManagerEvent['type']>> = {
  UNINITIALIZED: 'producerId.reset',
  INITIALIZING: 'producerId.asked',
  READY: 'producer.ready',
  IN_TRANSACTION: 'transaction.begun',
  COMMITTING_TRANSACTION: 'commit.begun',
  ABORTING_TRANSACTION: 'abort.begun',
  ABORTABLE_ERROR: 'error.abortable',
  FATAL_ERROR: 'error.fatal',
};

export function newTransactionManager(): TransactionManager {
  return {
    chart: startChart(transactionManagerMachine).chart,
    state: 'UNINITIALIZED',
    lastError: null,
    producerId: -1,
    producerEpoch: -1,
    hasStarted: false,
    needsEpochBump: false,
    canCoordinatorBumpEpochs: false,
    sequences: emptyMap(),
    unresolved: emptyMap(),
    toRewrite: [],
    requests: [],
    newPartitions: emptyMap(),
    pendingPartitions: emptyMap(),
    partitions: emptyMap(),
    pendingOffsets: [],
    pendingResultId: null,
    results: emptyMap(),
    nextResultId: NO_RESULT + 1,
    inFlightCorrelationId: null,
    transactionCoordinator: null,
    groupCoordinator: null,
  };
}

/** TransactionManager.transitionTo. Throws where upstream does. */
export function transitionTo(
  turn: ProducerTurn,
  target: TxnStateName,
  error: ClientException | null = null,
): void {
  const { state, chart } = turn.state.transactions!;
  const step = stepChart(transactionManagerMachine, chart, { type: EVENT_OF[target] });
  const isError = target === 'FATAL_ERROR' || target === 'ABORTABLE_ERROR';
  // An error may follow another without leaving its state.
  if (!step.hasChanged && !(isError && state === target)) {
    const { transactionalId } = turn.state.settings;
    const who = transactionalId === null ? '' : `TransactionalId ${transactionalId}: `;
    const what = `Invalid transition attempted from state ${state} to state ${target}`;
    throw new Thrown(kafkaException(who + what));
  }
  const transactions = ownTransactions(turn);
  transactions.chart = step.chart;
  transactions.state = target;
  transactions.lastError = error;
}

export function toAbortableError(turn: ProducerTurn, exception: ClientException): void {
  if (turn.state.transactions!.state === 'ABORTING_TRANSACTION') return;
  const text = `Transiting to abortable error state due to ${exceptionText(exception)}`;
  logProducer(turn, 'INFO', text, TRANSACTION_LOGGER);
  transitionTo(turn, 'ABORTABLE_ERROR', exception);
}

export function toFatalError(turn: ProducerTurn, exception: ClientException): void {
  const text = `Transiting to fatal error state due to ${exceptionText(exception)}`;
  logProducer(turn, 'INFO', text, TRANSACTION_LOGGER);
  transitionTo(turn, 'FATAL_ERROR', exception);
  const { pendingResultId } = turn.state.transactions!;
  if (pendingResultId !== null) completeResult(turn, pendingResultId, exception);
}

export function hasError({ state }: TransactionManager): boolean {
  return state === 'ABORTABLE_ERROR' || state === 'FATAL_ERROR';
}

export function isCompleting({ state }: TransactionManager): boolean {
  return state === 'COMMITTING_TRANSACTION' || state === 'ABORTING_TRANSACTION';
}

/** From its begin until it is over, or until an error that nothing comes after. */
export function hasOngoingTransaction(transactions: TransactionManager): boolean {
  const { state } = transactions;
  return state === 'IN_TRANSACTION' || isCompleting(transactions) || state === 'ABORTABLE_ERROR';
}

export function newResult(turn: ProducerTurn, operation: string): number {
  const transactions = ownTransactions(turn);
  const id = transactions.nextResultId;
  transactions.nextResultId = id + 1;
  const result = { operation, isCompleted: false, error: null };
  transactions.results = mapSet(transactions.results, String(id), result);
  return id;
}

/** TransactionalRequestResult.done, or fail. */
export function completeResult(
  turn: ProducerTurn,
  id: number,
  error: ClientException | null = null,
): void {
  const known = mapGet(turn.state.transactions!.results, String(id));
  if (known === undefined) return;
  const transactions = ownTransactions(turn);
  const result = { operation: known.operation, isCompleted: true, error: error ?? known.error };
  transactions.results = mapSet(transactions.results, String(id), result);
}

export function isResultCompleted(turn: ProducerTurn, id: number): boolean {
  return mapGet(turn.state.transactions!.results, String(id))?.isCompleted ?? false;
}

/** It was taken: it is forgotten, unless the same method may be called again for it. */
export function releaseResult(turn: ProducerTurn, id: number): void {
  if (turn.state.transactions!.pendingResultId === id) return;
  const transactions = ownTransactions(turn);
  transactions.results = mapDelete(transactions.results, String(id));
}

/** A request, with what all of them have in common. */
export function txnRequest(
  turn: ProducerTurn,
  kind: TxnRequestKind,
  priority: number,
  body: RequestBody,
  more: Partial<TxnRequest> = {},
): TxnRequest {
  const { transactionalId, retryBackoffMs } = turn.state.settings;
  return {
    kind,
    priority,
    body,
    coordinator: 'transaction',
    coordinatorKey: transactionalId ?? '',
    resultId: NO_RESULT,
    isRetry: false,
    isEpochBump: false,
    retryBackoffMs,
    offsets: [],
    group: null,
    ...more,
  };
}

/** PriorityQueue.add: among equals the order is the heap's, as upstream's is. */
export function enqueueRequest(turn: ProducerTurn, request: TxnRequest): void {
  const transactions = ownTransactions(turn);
  const heap = [...transactions.requests, request];
  let at = heap.length - 1;
  while (at > 0) {
    const parent = (at - 1) >>> 1;
    if (request.priority >= heap[parent]!.priority) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = request;
  transactions.requests = heap;
}

/** PriorityQueue.poll. */
export function pollRequest(turn: ProducerTurn): TxnRequest | null {
  const transactions = ownTransactions(turn);
  const [first] = transactions.requests;
  if (first === undefined) return null;
  const heap = transactions.requests.slice(0, -1);
  const last = transactions.requests[heap.length]!;
  transactions.requests = heap;
  if (heap.length === 0) return first;
  let at = 0;
  for (let child = 1; child < heap.length; child = 2 * at + 1) {
    if (child + 1 < heap.length && heap[child]!.priority > heap[child + 1]!.priority) child++;
    if (last.priority <= heap[child]!.priority) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = last;
  return first;
}

/** TxnRequestHandler.reenqueue and TransactionManager.retry. */
export function retryRequest(turn: ProducerTurn, request: TxnRequest): void {
  enqueueRequest(turn, request.isRetry ? request : { ...request, isRetry: true });
}

/** TransactionManager.lookupCoordinator: the one that is known is so no longer. */
export function lookupCoordinator(turn: ProducerTurn, request: TxnRequest): void {
  const { coordinator, coordinatorKey } = request;
  if (coordinator === null) return;
  const transactions = ownTransactions(turn);
  if (coordinator === 'group') transactions.groupCoordinator = null;
  else transactions.transactionCoordinator = null;
  const body: RequestBody = {
    type: 'FindCoordinatorRequest',
    key: coordinatorKey,
    keyType: coordinator === 'group' ? 0 : 1,
  };
  const find = { coordinator: null, coordinatorKey: '' };
  enqueueRequest(turn, txnRequest(turn, 'FindCoordinator', PRIORITY.findCoordinator, body, find));
}

/** TxnRequestHandler.fatalError: the request fails, and the producer with it. */
export function fatalError(
  turn: ProducerTurn,
  { resultId }: TxnRequest,
  error: ClientException,
): void {
  completeResult(turn, resultId, error);
  toFatalError(turn, error);
}

/** TxnRequestHandler.abortableError. */
export function abortableError(
  turn: ProducerTurn,
  request: TxnRequest,
  error: ClientException,
): void {
  completeResult(turn, request.resultId, error);
  toAbortableError(turn, error);
}
