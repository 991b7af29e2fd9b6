/**
 * The controller's one thread: takes events from its queue, one by one, runs the routine of each, and does
 * what it gives out.
 *
 * Mirrors: kafka.controller.ControllerEventManager, ControllerEventThread, 2.8.0.
 * Departs: an event whose answers will never come, because the session of ZooKeeper is over, goes on with
 * that for an answer; stopping the thread cuts off what it is at.
 * Read next: process-event.ts (the routines), controller.ts (who puts events).
 */
import {
  emptyQueue,
  queueDrop,
  queueFirst,
  queueItems,
  queuePush,
} from '../../kernel/persistent-queue.ts';
import type { Emit, RoutineStep } from '../../kernel/routine.ts';
import { resumeRoutine, startRoutine } from '../../kernel/routine.ts';
import { stepChart } from '../../kernel/statechart.ts';
import type { RequestBody } from '../../zookeeper/client/index.ts';
import { ErrorCode } from '../../zookeeper/client/index.ts';
import type { StopReplicaResponse } from '../protocol/controller.ts';
import { partitionName } from '../protocol/topic-partition.ts';
import { ownPart } from '../server/broker-changes.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { kafkaLog } from '../server/kafka-log.ts';
import { respond } from '../server/respond.ts';
import { zkCall } from '../zk/broker-zk.ts';
import type { ZkReply } from '../zk/zk-state.ts';
import {
  addBroker,
  enqueueRequest,
  removeBroker,
  startChannels,
  stopChannels,
} from './channel-manager.ts';
import { isTopicDeletionInProgress } from './controller-context.ts';
import type { ControllerEvent } from './controller-event.ts';
import { eventText } from './controller-event.ts';
import { controllerLine } from './controller-log.ts';
import type { RoleEvent } from './controller.machine.ts';
import { controllerMachine } from './controller.machine.ts';
import type { ControllerOutput } from './controller-output.ts';
import type { ControllerRun } from './controller-run.ts';
import { controllerRun, publish } from './controller-run.ts';
import { controllerSettings } from './controller-settings.ts';
import type { ControlRequest, EventInput, ZkAnswer } from './controller-state.ts';
import { completeElections, delayElection } from './delayed-elections.ts';
import { preempt, processEvent } from './process-event.ts';
import { leaderAndIsrAnswers } from './old-requests.ts';
import type { SenderAnswer } from './request-sender.ts';
import { resign } from './resignation.ts';

export const REBALANCE_TIMER = 'controller:auto-leader-rebalance';

type Step = RoutineStep<EventInput, readonly RequestBody[], ZkAnswer, void>;

const SESSION_EXPIRED: ZkReply = { err: ErrorCode.SESSIONEXPIRED, reply: null };

/** Adds an event behind those that wait, and goes on as far as that is possible. */
export function putEvent(turn: BrokerTurn, event: ControllerEvent): void {
  noteEvent(turn, event);
  processEvents(turn);
}

function noteEvent(turn: BrokerTurn, event: ControllerEvent): void {
  const controller = ownPart(turn, 'controller');
  controller.queue = queuePush(controller.queue, event);
}

/** Drops what waits; whoever waits for its answer is told. */
function clearEvents(turn: BrokerTurn): void {
  const controller = ownPart(turn, 'controller');
  const { queue } = controller;
  controller.queue = emptyQueue();
  const run = idleRun(turn, { type: 'Expire' });
  for (const event of queueItems(queue)) preempt(run, event);
}

/** A scratch pad outside of any event. */
function idleRun(turn: BrokerTurn, event: ControllerEvent): ControllerRun {
  return controllerRun(inputOf(turn, event), (output) => takeOutput(turn, output));
}

function inputOf(turn: BrokerTurn, event: ControllerEvent): EventInput {
  const { context, activeControllerId, random } = turn.state.controller;
  const settings = controllerSettings(turn.state.config);
  const { wallClockMs } = turn.env;
  return { event, settings, context, activeControllerId, random, wallClockMs };
}

/** Runs events until one has to wait for ZooKeeper, or none is left. */
export function processEvents(turn: BrokerTurn): void {
  for (;;) {
    const { controller } = turn.state;
    if (!controller.isStarted || controller.current !== null) return;
    const event = queueFirst(controller.queue);
    if (event === undefined) return;
    ownPart(turn, 'controller').queue = queueDrop(controller.queue);
    takeStep(turn, event, startRoutine(processEvent, inputOf(turn, event), emitTo(turn)));
  }
}

function emitTo(turn: BrokerTurn): Emit<ControllerOutput> {
  return (output) => takeOutput(turn, output);
}

function takeStep(turn: BrokerTurn, event: ControllerEvent, step: Step): void {
  const controller = ownPart(turn, 'controller');
  if (step.type === 'call') {
    controller.current = { event, run: step.run, asked: step.call.length };
    controller.calls++;
    zkCall(turn, step.call, { to: 'controller', data: controller.calls });
    return;
  }
  controller.current = null;
  if (step.type !== 'thrown') return;
  const text = `Uncaught error processing event ${eventText(event)}`;
  const { brokerId } = turn.state.config;
  const line = controllerLine(brokerId, 'eventThread', 'ERROR', text, step.error);
  kafkaLog(turn, line.file, line.level, line.text, line.logger);
}

/** ZooKeeper has answered what the event under way asked. */
export function takeZkReplies(turn: BrokerTurn, call: number, replies: readonly ZkReply[]): void {
  const { current, calls } = turn.state.controller;
  if (current === null || call !== calls) return;
  resume(turn, replies);
  processEvents(turn);
}

function resume(turn: BrokerTurn, replies: readonly ZkReply[]): void {
  const { event, run } = turn.state.controller.current!;
  const answer = { replies, wallClockMs: turn.env.wallClockMs };
  takeStep(turn, event, resumeRoutine(processEvent, run, answer, emitTo(turn)));
}

/** The session is over: the event under way ends with that, then the role is given up. */
export function expire(turn: BrokerTurn): void {
  if (!turn.state.controller.isStarted) return;
  clearEvents(turn);
  let { current } = turn.state.controller;
  while (current !== null) {
    resume(turn, new Array<ZkReply>(current.asked).fill(SESSION_EXPIRED));
    ({ current } = turn.state.controller);
  }
  putEvent(turn, { type: 'Expire' });
}

/** ControllerEventManager.start. */
export function startThread(turn: BrokerTurn): void {
  ownPart(turn, 'controller').isStarted = true;
  sayAsThread(turn, 'Starting');
  tellRole(turn, { type: 'controller.started' });
}

/** ControllerEventManager.close, and resignation after it. */
export function stopThread(turn: BrokerTurn): void {
  if (!turn.state.controller.isStarted) return;
  sayAsThread(turn, 'Shutting down');
  clearEvents(turn);
  const controller = ownPart(turn, 'controller');
  controller.isStarted = false;
  controller.current = null;
  controller.calls++;
  sayAsThread(turn, 'Stopped');
  sayAsThread(turn, 'Shutdown completed');
  const run = idleRun(turn, { type: 'Expire' });
  resign(run);
  publish(run);
  tellRole(turn, { type: 'controller.stopped' });
}

function sayAsThread(turn: BrokerTurn, text: string): void {
  const line = controllerLine(turn.state.config.brokerId, 'eventThread', 'INFO', text);
  kafkaLog(turn, line.file, line.level, line.text, line.logger);
}

function tellRole(turn: BrokerTurn, event: RoleEvent): void {
  const controller = ownPart(turn, 'controller');
  controller.chart = stepChart(controllerMachine, controller.chart, event).chart;
}

function takeOutput(turn: BrokerTurn, output: ControllerOutput): void {
  switch (output.type) {
    case 'log':
      return kafkaLog(turn, output.file, output.level, output.text, output.logger);
    case 'published': {
      const controller = ownPart(turn, 'controller');
      controller.context = output.context;
      controller.activeControllerId = output.activeControllerId;
      controller.random = output.random;
      controller.epoch = output.context.epoch;
      controller.epochZkVersion = output.context.epochZkVersion;
      return;
    }
    case 'role':
      return tellRole(turn, output.event);
    case 'event':
      return noteEvent(turn, output.event);
    case 'answer':
      return respond(turn, output.ref, output.body);
    case 'elected':
      return delayElection(turn, output.caller, output.leaders, output.failures);
    case 'rebalance.scheduled':
      turn.effects.push({ type: 'setTimer', name: REBALANCE_TIMER, delayMs: output.delayMs });
      return;
    case 'rebalance.stopped':
      turn.effects.push({ type: 'cancelTimer', name: REBALANCE_TIMER });
      return;
    default:
      return takeChannelOutput(turn, output);
  }
}

type ChannelOutput = Extract<
  ControllerOutput,
  {
    readonly type:
      'channels.started' | 'channels.stopped' | 'broker.added' | 'broker.removed' | 'request';
  }
>;

function takeChannelOutput(turn: BrokerTurn, output: ChannelOutput): void {
  switch (output.type) {
    case 'channels.started':
      return startChannels(turn, output.brokers);
    case 'channels.stopped':
      return stopChannels(turn);
    case 'broker.added':
      return addBroker(turn, output.broker);
    case 'broker.removed':
      return removeBroker(turn, output.brokerId);
    case 'request':
      return takeAnswers(turn, enqueueRequest(turn, output.brokerId, output.item));
  }
}

/** What brokers have answered becomes events. */
export function takeAnswers(turn: BrokerTurn, answers: readonly SenderAnswer[]): void {
  for (const answer of answers) {
    const event = eventOfAnswer(turn, answer);
    if (event !== null) noteEvent(turn, event);
    // This broker knows now what was sent to it.
    if (answer.brokerId === turn.state.config.brokerId) completeElections(turn);
  }
}

function eventOfAnswer(
  turn: BrokerTurn,
  { brokerId, item, response }: SenderAnswer,
): ControllerEvent | null {
  const settings = controllerSettings(turn.state.config);
  switch (response.type) {
    case 'LeaderAndIsrResponse':
      return {
        type: 'LeaderAndIsrResponseReceived',
        response,
        brokerId,
        answers: settings.usesTopicId ? null : leaderAndIsrAnswers(item.request, response),
      };
    case 'UpdateMetadataResponse':
      if (settings.isOld) return null;
      return { type: 'UpdateMetadataResponseReceived', response, brokerId };
    case 'StopReplicaResponse':
      return eventOfDeletion(turn, brokerId, item.request, response);
    default:
      return null;
  }
}

/** Only replicas of topics that are being deleted are looked at; others are stopped without a word. */
function eventOfDeletion(
  turn: BrokerTurn,
  replicaId: number,
  request: ControlRequest,
  response: StopReplicaResponse,
): ControllerEvent | null {
  if (request.type !== 'StopReplicaRequest') return null;
  const deleted = new Set(
    request.topicStates.flatMap(({ topicName, partitionStates }) =>
      partitionStates
        .filter(({ deletePartition }) => deletePartition)
        .map(({ partitionIndex }) => partitionName(topicName, partitionIndex)),
    ),
  );
  const { context } = turn.state.controller;
  const partitionErrors = response.partitionErrors
    .map(({ topicName, partitionIndex, errorCode }) => ({
      topic: topicName,
      partition: partitionIndex,
      error: errorCode,
    }))
    .filter(
      ({ topic, partition }) =>
        isTopicDeletionInProgress(context, topic) && deleted.has(partitionName(topic, partition)),
    );
  if (partitionErrors.length === 0) return null;
  const requestError = response.errorCode;
  return {
    type: 'TopicDeletionStopReplicaResponseReceived',
    replicaId,
    requestError,
    partitionErrors,
  };
}
