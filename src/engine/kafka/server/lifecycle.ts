/**
 * Runs start-up, shutdown and registration, and carries out what they ask for.
 *
 * Mirrors: the threads that run kafka.server.KafkaServer.startup and shutdown, 2.8.0.
 * Read next: startup.ts, shutdown.ts, zk-session.ts, lifecycle-acts.ts.
 */
import type { RoutineStep } from '../../kernel/routine.ts';
import { resumeRoutine, startRoutine } from '../../kernel/routine.ts';
import { closeBrokerZk, logWaiting, openBrokerZk, zkCall } from '../zk/broker-zk.ts';
import { ownPart } from './broker-changes.ts';
import type { BrokerTurn } from './broker-state.ts';
import { onFarewellTimeout, startFarewell } from './farewell.ts';
import { kafkaLog } from './kafka-log.ts';
import { answerQuestion, carryOutAct } from './lifecycle-acts.ts';
import type { Flow, LifecycleCall, LifecycleItem } from './lifecycle-calls.ts';
import type { RunningRoutine } from './lifecycle-state.ts';
import { tellLifeMachine } from './life-chart.ts';
import { onRegistrationOver, reregister } from './reregistration.ts';
import { shutdown } from './shutdown.ts';
import { startup } from './startup.ts';

type Name = RunningRoutine['name'];
type Slot = 'main' | 'registration';
type Step = RoutineStep<unknown, LifecycleCall, unknown, unknown>;

const ROUTINES = { startup, shutdown, registration: reregister } as const;

type AnyRoutine = (input: unknown, emit: (item: LifecycleItem) => void) => Flow<unknown>;

/** The routines as one type: each gets back what it was started with. */
function routineOf(name: Name): AnyRoutine {
  return ROUTINES[name] as unknown as AnyRoutine;
}

export function startLifecycleRoutine(turn: BrokerTurn, name: Name, input: unknown): void {
  const emit = (item: LifecycleItem): void => takeItem(turn, item);
  advance(turn, name, startRoutine(routineOf(name), input, emit));
}

/** Gives a routine what it waits for; an answer that comes too late is dropped. */
export function resumeLifecycle(turn: BrokerTurn, serial: number, result: unknown): void {
  const { main, registration } = turn.state.lifecycle;
  const running = [main, registration].find((each) => each?.serial === serial);
  if (running == null) return;
  const emit = (item: LifecycleItem): void => takeItem(turn, item);
  const { name, run } = running;
  advance(turn, name, resumeRoutine(routineOf(name), run, result, emit));
}

function slotOf(name: Name): Slot {
  return name === 'registration' ? 'registration' : 'main';
}

function advance(turn: BrokerTurn, name: Name, first: Step): void {
  let step = first;
  while (step.type === 'call' && step.call.type === 'ask') {
    const answer = answerQuestion(turn, step.call.question);
    const emit = (item: LifecycleItem): void => takeItem(turn, item);
    step = resumeRoutine(routineOf(name), step.run, answer, emit);
  }
  if (step.type === 'thrown') throw step.error;
  const lifecycle = ownPart(turn, 'lifecycle');
  if (step.type === 'done') {
    lifecycle[slotOf(name)] = null;
    return onDone(turn, name, step.value);
  }
  const { call, run } = step;
  const serial = ++lifecycle.serial;
  const waitsFor = call.type as RunningRoutine['waitsFor'];
  lifecycle[slotOf(name)] = { name, run, waitsFor, serial };
  carryOut(turn, call, serial);
}

function takeItem(turn: BrokerTurn, item: LifecycleItem): void {
  switch (item.type) {
    case 'log':
      return kafkaLog(turn, item.file, item.level, item.text, item.logger, item.stackTrace);
    case 'chart':
      return tellLifeMachine(turn, item.event);
    case 'started': {
      const lifecycle = ownPart(turn, 'lifecycle');
      lifecycle.started = { ...lifecycle.started, ...item.parts };
      return;
    }
    case 'act':
      return carryOutAct(turn, item.act);
  }
}

function carryOut(turn: BrokerTurn, call: LifecycleCall, serial: number): void {
  switch (call.type) {
    case 'zk':
      return zkCall(turn, call.requests, { to: 'lifecycle', data: serial });
    case 'zkOpen':
      return openZk(turn, call, serial);
    case 'zkClose':
      return closeBrokerZk(turn);
    case 'pause':
      turn.effects.push({ type: 'setTimer', name: PAUSE_TIMER, delayMs: call.delayMs });
      return;
    case 'farewell':
      return startFarewell(turn, call);
    case 'ask':
      return;
  }
}

const PAUSE_TIMER = 'lifecycle:pause';
const OPEN_TIMER = 'lifecycle:zkOpen';
const FAREWELL_TIMER = 'lifecycle:farewell';

function openZk(
  turn: BrokerTurn,
  { connectString, timeoutMs }: LifecycleCall & { readonly type: 'zkOpen' },
  serial: number,
): void {
  const { values } = turn.state.config;
  const fault = openBrokerZk(turn, {
    connectString,
    sessionTimeoutMs: values['zookeeper.session.timeout.ms'],
    maxInFlightRequests: values['zookeeper.max.in.flight.requests'],
  });
  if (fault !== null) return resumeLifecycle(turn, serial, fault);
  logWaiting(turn);
  turn.effects.push({ type: 'setTimer', name: OPEN_TIMER, delayMs: timeoutMs });
}

/** ZooKeeper has answered a routine. */
export function onLifecycleReplies(turn: BrokerTurn, serial: number, replies: unknown): void {
  resumeLifecycle(turn, serial, replies);
}

/** A timer named `lifecycle:…`; false: it is none. */
export function lifecycleTimer(turn: BrokerTurn, name: string): boolean {
  const waiting = turn.state.lifecycle.main;
  switch (name) {
    case PAUSE_TIMER:
      if (waiting?.waitsFor === 'pause') resumeLifecycle(turn, waiting.serial, null);
      return true;
    case OPEN_TIMER:
      // Closed first: what upstream throws comes when that is over.
      if (waiting?.waitsFor === 'zkOpen') closeBrokerZk(turn);
      return true;
    case FAREWELL_TIMER:
      onFarewellTimeout(turn);
      return true;
    default:
      return false;
  }
}

/** The main routine's serial while it waits for this; null: it waits for something else. */
export function mainSerial(turn: BrokerTurn, waitsFor: RunningRoutine['waitsFor']): number | null {
  const { main } = turn.state.lifecycle;
  return main !== null && main.waitsFor === waitsFor ? main.serial : null;
}

export function cancelOpenTimer(turn: BrokerTurn): void {
  turn.effects.push({ type: 'cancelTimer', name: OPEN_TIMER });
}

function onDone(turn: BrokerTurn, name: Name, value: unknown): void {
  if (name === 'registration') return onRegistrationOver(turn, value as string | null);
  if (name === 'startup' && value === null) return;
  const { signalNumber } = turn.state.lifecycle;
  const code = name === 'startup' ? (value as number) : signalNumber === 0 ? 1 : 128 + signalNumber;
  turn.effects.push({ type: 'exit', code });
}
