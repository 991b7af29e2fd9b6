/**
 * Registering once more, in a new session, as another thread of a running broker.
 *
 * Mirrors: KafkaController.RegisterBrokerAndReelect, ControllerEventThread's complaint, 2.8.0.
 * Read next: registration.ts, zk-session.ts.
 */
import { onControllerSession } from '../controller/controller.ts';
import type { BrokerTurn } from './broker-state.ts';
import { JavaException } from '../../java/exception.ts';
import { kafkaLog } from './kafka-log.ts';
import { tellLifeMachine } from './life-chart.ts';
import type { EmitItem, Flow } from './lifecycle-calls.ts';
import type { RegistrationInput } from './registration.ts';
import { registerBroker } from './registration.ts';

const FRAMES = [
  'kafka.controller.KafkaController.processRegisterBrokerAndReelect(KafkaController.scala:2169)',
  'kafka.controller.KafkaController.process(KafkaController.scala:2355)',
  'kafka.controller.QueuedEvent.process(ControllerEventManager.scala:52)',
];

/** Gives null, or the stack trace of what went wrong. */
export function* reregister(input: RegistrationInput, emit: EmitItem): Flow<string | null> {
  try {
    yield* registerBroker(input, emit, FRAMES);
    return null;
  } catch (error) {
    if (error instanceof JavaException) return error.trace;
    throw error;
  }
}

/** The controller's thread goes on: it elects, or says what went wrong. */
export function onRegistrationOver(turn: BrokerTurn, fault: string | null): void {
  if (fault === null) {
    tellLifeMachine(turn, { type: 'broker.registered' });
    return onControllerSession(turn, 'reregistered');
  }
  const text =
    `[ControllerEventThread controllerId=${turn.state.config.brokerId}] ` +
    'Error processing event RegisterBrokerAndReelect';
  const logger = 'kafka.controller.ControllerEventManager$ControllerEventThread';
  kafkaLog(turn, 'controller', 'ERROR', text, logger, fault);
}
