/**
 * Sending what the transaction manager wants sent: one request at a time, while which no batch goes out.
 *
 * Mirrors: Sender.maybeSendAndPollTransactionalRequest, awaitNodeReady, maybeFindCoordinatorAndRetry,
 * NetworkClientUtils.awaitReady, 2.8.0.
 * Departs: where upstream's thread stands still (for a connection, or to back off), a `pending` request
 * waits for the timer or the network.
 */
import { ownState } from '../../kernel/turn.ts';
import { isUpdateDue, requestUpdate } from './metadata.ts';
import {
  hasConnectionFailed,
  isNodeReady,
  leastLoadedNode,
  readyNode,
  sendRequest,
} from './network-client.ts';
import { versionFor } from './network-send.ts';
import { connectionOf } from './connection-states.ts';
import type { Node } from './network-state.ts';
import type { PendingTxnRequest, ProducerTurn, TxnRequest } from './producer-state.ts';
import { clockMs, ownAccumulator, ownSender, ownTransactions } from './producer-state.ts';
import { abortBatches } from './record-accumulator.ts';
import type { TxnTag } from './sender-outcomes.ts';
import { abortReason, nextRequest } from './transaction-manager.ts';
import { isCompleting, lookupCoordinator, retryRequest } from './transaction-state.ts';

/** InitProducerId of this version tells the coordinator which epoch it has. */
const EPOCH_BUMP_VERSION = 3;

interface Pass {
  isBusy: boolean;
  delayMs: number;
}

/** True: a request is on its way or has to wait, and batches wait behind it. */
export function maybeSendTransactional(turn: ProducerTurn, pass: Pass): boolean {
  const { pending } = turn.state.sender;
  if (pending !== null) return goOn(turn, pending, pass);
  const transactions = turn.state.transactions!;
  if (transactions.inFlightCorrelationId !== null) return true;
  const isGivenUp =
    transactions.state === 'ABORTABLE_ERROR' || transactions.state === 'ABORTING_TRANSACTION';
  if (isGivenUp && turn.state.accumulator.incomplete > 0) {
    abortBatches(turn, abortReason(turn), true);
  }
  if (isCompleting(transactions) && turn.state.accumulator.flushesInProgress === 0) {
    // Nobody ends this flush: from the first transaction's end on nothing lingers, as upstream.
    ownAccumulator(turn).flushesInProgress++;
  }
  const request = nextRequest(turn, turn.state.accumulator.incomplete > 0);
  if (request === null) return false;
  begin(turn, request, pass);
  return true;
}

function begin(turn: ProducerTurn, request: TxnRequest, pass: Pass): void {
  const { transactions, settings } = turn.state;
  const { coordinator } = request;
  const node =
    coordinator === null
      ? leastLoadedNode(turn.network, turn.state.metadata.cluster.nodes)
      : coordinator === 'group'
        ? transactions!.groupCoordinator
        : transactions!.transactionCoordinator;
  if (node !== null) return connect(turn, request, node, pass);
  if (coordinator !== null) {
    lookupCoordinator(turn, request);
    retryRequest(turn, request);
    pass.isBusy = true;
    return;
  }
  retryRequest(turn, request);
  wait(
    turn,
    { request: null, node: null, phase: 'sleeping', forMs: settings.retryBackoffMs },
    pass,
  );
}

/** NetworkClientUtils.awaitReady: at most for request.timeout.ms. */
function connect(turn: ProducerTurn, request: TxnRequest, node: Node, pass: Pass): void {
  if (isReady(turn, node)) return send(turn, request, node, pass);
  if (!isNodeReady(turn.network.client, node.id, turn.env.nowMs)) readyNode(turn.network, node);
  if (hasConnectionFailed(turn.network.client, node.id)) return findAgain(turn, request, pass);
  const forMs = turn.state.settings.requestTimeoutMs;
  wait(turn, { request, node, phase: 'connecting', forMs }, pass);
}

function isReady({ state, network, env }: ProducerTurn, node: Node): boolean {
  return isNodeReady(network.client, node.id, env.nowMs) && !isUpdateDue(state.metadata, env.nowMs);
}

/** A request that is tried again is sent after a pause. */
function send(turn: ProducerTurn, request: TxnRequest, node: Node, pass: Pass): void {
  noteCoordinatorReady(turn, request, node);
  if (!request.isRetry) return sendNow(turn, request, node, pass);
  wait(turn, { request, node, phase: 'pausing', forMs: request.retryBackoffMs }, pass);
}

function sendNow(turn: ProducerTurn, request: TxnRequest, node: Node, pass: Pass): void {
  const tag: TxnTag = { type: 'transaction', request };
  ownTransactions(turn).inFlightCorrelationId = turn.network.client.nextCorrelationId;
  sendRequest(turn.network, node.id, request.body, tag);
  pass.isBusy = true;
}

/** TransactionManager.handleCoordinatorReady. */
function noteCoordinatorReady(turn: ProducerTurn, request: TxnRequest, node: Node): void {
  if (request.coordinator !== 'transaction') return;
  const connection = connectionOf(turn.network.client, node.id);
  const version = connection === undefined ? null : versionFor(connection, 'InitProducerIdRequest');
  const canBump = version !== null && version >= EPOCH_BUMP_VERSION;
  if (canBump === turn.state.transactions!.canCoordinatorBumpEpochs) return;
  ownTransactions(turn).canCoordinatorBumpEpochs = canBump;
}

/** maybeFindCoordinatorAndRetry. */
function findAgain(turn: ProducerTurn, request: TxnRequest, pass: Pass): void {
  retryAfterLookup(turn, request);
  if (request.coordinator !== null) {
    pass.isBusy = true;
    return;
  }
  ownState(turn).metadata = requestUpdate(turn.state.metadata);
  const forMs = turn.state.settings.retryBackoffMs;
  wait(turn, { request: null, node: null, phase: 'sleeping', forMs }, pass);
}

function retryAfterLookup(turn: ProducerTurn, request: TxnRequest): void {
  lookupCoordinator(turn, request);
  retryRequest(turn, request);
}

function wait(
  turn: ProducerTurn,
  { request, node, phase, forMs }: Omit<PendingTxnRequest, 'untilMs'> & { readonly forMs: number },
  pass: Pass,
): void {
  ownSender(turn).pending = { request, node, phase, untilMs: clockMs(turn) + forMs };
  pass.delayMs = Math.min(pass.delayMs, forMs);
}

/** What the thread stood still for may be there now. */
function goOn(turn: ProducerTurn, pending: PendingTxnRequest, pass: Pass): boolean {
  const { request, node, phase, untilMs } = pending;
  const leftMs = untilMs - clockMs(turn);
  if (phase === 'connecting') return goOnConnecting(turn, pending, leftMs, pass);
  if (leftMs > 0) {
    pass.delayMs = Math.min(pass.delayMs, leftMs);
    return true;
  }
  ownSender(turn).pending = null;
  pass.isBusy = true;
  if (phase === 'pausing') {
    if (isNodeReady(turn.network.client, node!.id, turn.env.nowMs)) {
      sendNow(turn, request!, node!, pass);
    } else retryAfterLookup(turn, request!);
  }
  return true;
}

function goOnConnecting(
  turn: ProducerTurn,
  { request, node }: PendingTxnRequest,
  leftMs: number,
  pass: Pass,
): boolean {
  if (isReady(turn, node!)) {
    ownSender(turn).pending = null;
    send(turn, request!, node!, pass);
  } else if (hasConnectionFailed(turn.network.client, node!.id)) {
    ownSender(turn).pending = null;
    findAgain(turn, request!, pass);
  } else if (leftMs <= 0) {
    ownSender(turn).pending = null;
    retryAfterLookup(turn, request!);
    pass.isBusy = true;
  } else pass.delayMs = Math.min(pass.delayMs, leftMs);
  return true;
}
