/**
 * Which routine an event has, and what becomes of it when something is thrown.
 *
 * Mirrors: KafkaController.process and preempt, 2.8.0.
 * Read next: failover.ts, broker-events.ts, topic-events.ts, isr-changes.ts, replica-elections.ts,
 * reassignment-requests.ts, notifications.ts.
 */
import type { Emit } from '../../kernel/routine.ts';
import { CONTROLLER_PATH } from '../zk/topic-znodes.ts';
import {
  answerShutdown,
  processBrokerChange,
  processBrokerModification,
  processControlledShutdown,
} from './broker-events.ts';
import { processLeaderAndIsrResponse, processStopReplicaResponse } from './broker-responses.ts';
import type { ControllerEvent } from './controller-event.ts';
import { eventText } from './controller-event.ts';
import { info, log, logStateChange } from './controller-log.ts';
import type { ControllerOutput } from './controller-output.ts';
import type { ControllerRun, Work } from './controller-run.ts';
import { controllerRun, isActive, publish } from './controller-run.ts';
import type { EventInput } from './controller-state.ts';
import { ControllerMovedException } from './exceptions.ts';
import { elect } from './failover.ts';
import { processAlterIsr, processPartitionReassignmentIsrChange } from './isr-changes.ts';
import { processIsrChangeNotification, processLogDirEventNotification } from './notifications.ts';
import { processOldIsrChange, processOldReassignment } from './old-reassignment.ts';
import { triggerOnlinePartitionStateChange } from './partition-state-machine.ts';
import {
  answerAlter,
  answerList,
  processApiPartitionReassignment,
  processListPartitionReassignments,
  processZkPartitionReassignment,
} from './reassignment-requests.ts';
import {
  answerNotController,
  processAutoPreferredElection,
  processReplicaLeaderElection,
} from './replica-elections.ts';
import { maybeResign, resign } from './resignation.ts';
import {
  processPartitionModifications,
  processTopicChange,
  processTopicDeletion,
} from './topic-events.ts';
import { registerAndCheckExistence } from './zk-requests.ts';

/** The routine of every event. */
export function* processEvent(input: EventInput, emit: Emit<ControllerOutput>): Work<void> {
  const run = controllerRun(input, emit);
  try {
    yield* processByType(run, input.event);
  } catch (error) {
    yield* takeThrown(run, input.event, error);
  }
  publish(run);
}

function* takeThrown(run: ControllerRun, event: ControllerEvent, error: unknown): Work<void> {
  const source = run.settings.isOld ? 'eventThread' : 'controller';
  if (error instanceof ControllerMovedException) {
    const text = `Controller moved to another broker when processing ${eventText(event)}.`;
    log(run, source, 'INFO', text, error);
    try {
      yield* maybeResign(run);
    } catch (again) {
      const text = `Uncaught error processing event ${eventText(event)}`;
      log(run, 'eventThread', 'ERROR', text, again);
    }
    return;
  }
  log(run, source, 'ERROR', `Error processing event ${eventText(event)}`, error);
}

function* processByType(run: ControllerRun, event: ControllerEvent): Work<void> {
  switch (event.type) {
    case 'Startup':
      yield* registerAndCheckExistence(run, CONTROLLER_PATH);
      return yield* elect(run);
    case 'ControllerChange':
      return yield* maybeResign(run);
    case 'Reelect':
    case 'RegisterBrokerAndReelect':
      yield* maybeResign(run);
      return yield* elect(run);
    case 'Expire':
      run.activeControllerId = -1;
      return resign(run);
    case 'BrokerChange':
      return yield* processBrokerChange(run);
    case 'BrokerModifications':
      return yield* processBrokerModification(run, event.brokerId);
    case 'TopicChange':
      return yield* processTopicChange(run);
    case 'LogDirEventNotification':
      return yield* processLogDirEventNotification(run);
    case 'PartitionModifications':
      return yield* processPartitionModifications(run, event.topic);
    case 'TopicDeletion':
      return yield* processTopicDeletion(run);
    case 'IsrChangeNotification':
      return yield* processIsrChangeNotification(run);
    case 'AutoPreferredReplicaLeaderElection':
      return yield* processAutoPreferredElection(run);
    case 'UncleanLeaderElectionEnable':
    case 'TopicUncleanLeaderElectionEnable':
      return yield* processUncleanEnable(run, event);
    case 'UpdateMetadataResponseReceived':
      return logMetadataError(run, event);
    default:
      return yield* processRequest(run, event);
  }
}

type UncleanEnable = Extract<
  ControllerEvent,
  { readonly type: 'UncleanLeaderElectionEnable' | 'TopicUncleanLeaderElectionEnable' }
>;

function* processUncleanEnable(run: ControllerRun, event: UncleanEnable): Work<void> {
  if (!isActive(run)) return;
  const topic = event.type === 'UncleanLeaderElectionEnable' ? undefined : event.topic;
  const where = topic === undefined ? 'by default' : `for topic ${topic}`;
  if (!run.settings.isOld) info(run, `Unclean leader election has been enabled ${where}`);
  run.asker = topic === undefined ? 'uncleanEnabled' : 'topicUncleanEnabled';
  yield* triggerOnlinePartitionStateChange(run, topic);
}

type MetadataResponse = Extract<
  ControllerEvent,
  { readonly type: 'UpdateMetadataResponseReceived' }
>;

function logMetadataError(run: ControllerRun, { response, brokerId }: MetadataResponse): void {
  const { errorCode } = response;
  if (!isActive(run) || errorCode === 'NONE') return;
  const text = `Received error ${errorCode} in UpdateMetadata response UpdateMetadataResponseData(errorCode=${errorCode}) from broker ${brokerId}`;
  logStateChange(run, 'ERROR', text, undefined, false);
}

/** Events that are told by requests and answers of brokers. */
type RequestEvent = Extract<
  ControllerEvent,
  {
    readonly type:
      | 'PartitionReassignmentIsrChange'
      | 'ZkPartitionReassignment'
      | 'ApiPartitionReassignment'
      | 'ListPartitionReassignments'
      | 'AlterIsrReceived'
      | 'ReplicaLeaderElection'
      | 'ControlledShutdown'
      | 'LeaderAndIsrResponseReceived'
      | 'TopicDeletionStopReplicaResponseReceived';
  }
>;

function* processRequest(run: ControllerRun, event: RequestEvent): Work<void> {
  switch (event.type) {
    case 'PartitionReassignmentIsrChange':
      if (run.settings.isOld) return yield* processOldIsrChange(run, event.partition);
      return yield* processPartitionReassignmentIsrChange(run, event.partition);
    case 'ZkPartitionReassignment':
      if (run.settings.isOld) return yield* processOldReassignment(run);
      yield* processZkPartitionReassignment(run);
      return;
    case 'ApiPartitionReassignment':
      return yield* processApiPartitionReassignment(run, event);
    case 'ListPartitionReassignments':
      return processListPartitionReassignments(run, event);
    case 'AlterIsrReceived':
      return yield* processAlterIsr(run, event);
    case 'ReplicaLeaderElection':
      return yield* processReplicaLeaderElection(run, event);
    case 'ControlledShutdown':
      return yield* processControlledShutdown(run, event);
    case 'LeaderAndIsrResponseReceived':
      return yield* processLeaderAndIsrResponse(run, event);
    case 'TopicDeletionStopReplicaResponseReceived':
      return yield* processStopReplicaResponse(run, event);
  }
}

/** An event that will never be begun: whoever waits for its answer is told so. */
export function preempt(run: ControllerRun, event: ControllerEvent): void {
  switch (event.type) {
    case 'ControlledShutdown':
      return answerShutdown(run, event.ref, 'STALE_CONTROLLER_EPOCH', []);
    case 'ApiPartitionReassignment':
      return answerAlter(run, event.ref, null);
    case 'ListPartitionReassignments':
      return answerList(run, event.ref, null);
    case 'ReplicaLeaderElection':
      return answerNotController(run, event);
    default:
  }
}
