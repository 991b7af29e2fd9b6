/**
 * Signals, and how a broker begins to stop.
 *
 * Mirrors: org.apache.kafka.common.utils.LoggingSignalHandler, the shutdown hook of kafka.Kafka.main, 2.8.0.
 * Read next: shutdown.ts.
 */
import type { Signal } from '../../kernel/events.ts';
import { isInState } from '../../kernel/statechart.ts';
import { ownPart } from './broker-changes.ts';
import type { BrokerTurn } from './broker-state.ts';
import { kafkaLog } from './kafka-log.ts';
import { startLifecycleRoutine } from './lifecycle.ts';
import { mainLogger } from './startup.ts';

const NUMBERS = { HUP: 1, INT: 2, TERM: 15 } as const;

/** How the server's lines begin. */
function identOf({ state }: BrokerTurn): string {
  const isKnown = state.lifecycle.started.quotasAtMs !== null;
  return isKnown ? `[KafkaServer id=${state.config.brokerId}] ` : '';
}

export function onSignal(turn: BrokerTurn, signal: Signal): void {
  const number = NUMBERS[signal as keyof typeof NUMBERS];
  if (number === undefined) return;
  const text = `Terminating process due to signal SIG${signal}`;
  const logger = 'org.apache.kafka.common.utils.LoggingSignalHandler';
  kafkaLog(turn, 'server', 'INFO', text, logger);
  if (turn.state.lifecycle.main?.name === 'startup') return stopStarting(turn, number);
  // A second signal changes nothing: the hook runs already.
  if (turn.state.lifecycle.main === null) beginShutdown(turn, number);
}

/** Shutting down a broker that is starting is refused, and the hook halts the process for it. */
function stopStarting(turn: BrokerTurn, number: number): void {
  kafkaLog(turn, 'server', 'INFO', `${identOf(turn)}shutting down`, 'kafka.server.KafkaServer');
  if (isInState(turn.state.chart.value, 'SHUTTING_DOWN')) {
    // Its start has failed and it is on its way out: the hook finds that begun, and Java ends.
    turn.effects.push({ type: 'exit', code: 128 + number });
    return;
  }
  const fault = 'Fatal error during KafkaServer shutdown.';
  const text = `${identOf(turn)}${fault}`;
  const trace = [
    'java.lang.IllegalStateException: Kafka server is still starting up, cannot shut down!',
    '\tat kafka.server.KafkaServer.shutdown(KafkaServer.scala:660)',
    '\tat kafka.Kafka$.$anonfun$main$3(Kafka.scala:100)',
    '\tat kafka.utils.Exit$.$anonfun$addShutdownHook$1(Exit.scala:38)',
    '\tat java.base/java.lang.Thread.run(Thread.java:840)',
  ].join('\n');
  kafkaLog(turn, 'server', 'ERROR', text, 'kafka.server.KafkaServer', trace);
  kafkaLog(turn, 'server', 'ERROR', 'Halting Kafka.', mainLogger(turn.state.config));
  turn.effects.push({ type: 'exit', code: 1 });
}

/** `signalNumber` 0: it stops by itself. */
export function beginShutdown(turn: BrokerTurn, signalNumber: number): void {
  if (turn.state.lifecycle.main !== null) return;
  const lifecycle = ownPart(turn, 'lifecycle');
  lifecycle.signalNumber = signalNumber;
  const { config } = turn.state;
  const { brokerId } = config;
  const { started } = lifecycle;
  startLifecycleRoutine(turn, 'shutdown', { config, ident: identOf(turn), brokerId, started });
}
