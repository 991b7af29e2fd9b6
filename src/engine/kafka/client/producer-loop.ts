/**
 * Running the sender as often as there is something to do, ending it, and the one timer of a producer.
 *
 * Mirrors: Sender.run, initiateClose, forceClose, KafkaProducer.close, 2.8.0.
 */
import { emptyMap } from '../../kernel/persistent-map.ts';
import { kafkaException, Thrown } from './client-exception.ts';
import { closeNetworkClient, inFlightCountOfAll } from './network-client.ts';
import type { ProducerTurn } from './producer-state.ts';
import { clockMs, logProducer, ownAccumulator, ownSender } from './producer-state.ts';
import { abortBatches } from './record-accumulator.ts';
import type { SenderPass } from './sender.ts';
import { runOnce } from './sender.ts';
import { beginAbort, closeTransactions } from './transaction-manager.ts';
import { hasOngoingTransaction, isCompleting } from './transaction-state.ts';

/** So many passes at one instant, and time has to pass: two parts wake each other without end. */
const PASSES_MAX = 1000;

/** `name:sender`, beside the network client's own `name:wake`. */
export function senderTimer({ state }: ProducerTurn): string {
  return `${state.options.name}:sender`;
}

/** Sender.run, until nothing is left to do now. Gives the milliseconds until it has to go on. */
export function runSender(turn: ProducerTurn): number {
  if (turn.state.sender.isOver) return Infinity;
  let delayMs = Infinity;
  for (let passes = 0; passes < PASSES_MAX; passes++) {
    const end = turn.state.sender.isRunning ? 'waits' : endIfDone(turn);
    if (end === 'over') return Infinity;
    const pass: SenderPass = runOnce(turn);
    delayMs = pass.delayMs;
    if (pass.isBusy) continue;
    if (turn.state.sender.isRunning || endIfDone(turn) === 'waits') break;
    if (turn.state.sender.isOver) return Infinity;
  }
  const deadlineMs = turn.state.sender.closing?.deadlineMs ?? null;
  return deadlineMs === null ? delayMs : Math.min(delayMs, Math.max(deadlineMs - clockMs(turn), 0));
}

/** Sees that the timer runs out no later than in so many milliseconds. */
export function wakeIn(turn: ProducerTurn, delayMs: number): void {
  if (delayMs === Infinity) return;
  if (delayMs === 0 && turn.isSettling) {
    turn.isWoken = true;
    return;
  }
  const atMs = clockMs(turn) + delayMs;
  const { wakeAtMs } = turn.state.sender;
  if (wakeAtMs !== null && wakeAtMs <= atMs) return;
  ownSender(turn).wakeAtMs = atMs;
  const exactMs = delayMs === 0 ? 0 : Math.max(0, Math.ceil(atMs - turn.env.nowMs));
  turn.effects.push({ type: 'setTimer', name: senderTimer(turn), delayMs: exactMs });
}

/** Sender.initiateClose: nothing more is accepted, and everything that waits is sent. */
function initiateClose(turn: ProducerTurn): void {
  ownAccumulator(turn).isClosed = true;
  ownSender(turn).isRunning = false;
}

/** Ends the sender if nothing is left to do; `goesOn`: there is now, since its transaction is aborted. */
function endIfDone(turn: ProducerTurn): 'over' | 'waits' | 'goesOn' {
  const { sender, accumulator, transactions } = turn.state;
  const isLate = sender.closing?.deadlineMs != null && clockMs(turn) >= sender.closing.deadlineMs;
  if (isLate && !sender.isForced) forceClose(turn);
  if (!turn.state.sender.isForced) {
    if (accumulator.queues.size > 0) return 'waits';
    if (inFlightCountOfAll(turn.network.client) > 0) return 'waits';
    if (transactions !== null && hasOngoingTransaction(transactions)) {
      const isUnderWay = transactions.requests.length > 0 || turn.state.sender.pending !== null;
      if (isUnderWay || isCompleting(transactions)) return 'waits';
      abortByShutdown(turn);
      return 'goesOn';
    }
  } else {
    if (transactions !== null) closeTransactions(turn);
    abortBatches(turn, kafkaException('Producer is closed forcefully.'));
    const forced = ownAccumulator(turn);
    forced.batches = emptyMap();
    forced.queues = emptyMap();
  }
  closeNetworkClient(turn.network);
  const over = ownSender(turn);
  over.isOver = true;
  if (over.wakeAtMs !== null) {
    turn.effects.push({ type: 'cancelTimer', name: senderTimer(turn) });
    over.wakeAtMs = null;
  }
  return 'over';
}

function abortByShutdown(turn: ProducerTurn): void {
  const text = 'Aborting incomplete transaction due to shutdown';
  logProducer(turn, 'INFO', text, 'producer.internals.Sender');
  try {
    beginAbort(turn);
  } catch (error) {
    if (!(error instanceof Thrown)) throw error;
  }
}

/** KafkaProducer.close could wait no longer. */
function forceClose(turn: ProducerTurn, timeoutMs = closeTimeoutMs(turn)): void {
  const what =
    'Proceeding to force close the producer since pending requests could not be completed';
  const text = `${what} within timeout ${timeoutMs} ms.`;
  logProducer(turn, 'INFO', text, 'producer.KafkaProducer');
  ownSender(turn).isForced = true;
  initiateClose(turn);
}

function closeTimeoutMs({ state }: ProducerTurn): number {
  return state.sender.closing?.timeoutMs ?? 0;
}

/** KafkaProducer.close, its first half. */
export function startClosing(turn: ProducerTurn, tag: unknown, timeoutMs: number | null): void {
  const text = `Closing the Kafka producer with timeoutMillis = ${timeoutMs ?? '9223372036854775807'} ms.`;
  logProducer(turn, 'INFO', text, 'producer.KafkaProducer');
  const deadlineMs = timeoutMs === null ? null : clockMs(turn) + timeoutMs;
  ownSender(turn).closing = { tag, deadlineMs, timeoutMs: timeoutMs ?? 0 };
  if (timeoutMs === 0) forceClose(turn, 0);
  else initiateClose(turn);
}
