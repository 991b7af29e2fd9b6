/**
 * The controller: the door of this folder.
 *
 * Mirrors: kafka.controller.KafkaController, 2.8.0.
 * Read next: controller-thread.ts (the event thread), process-event.ts (what each event does),
 * controller-context.ts (what a controller knows).
 */
import { mapHas } from '../../kernel/persistent-map.ts';
import type { NodeEvent } from '../../kernel/events.ts';
import { mapEntries, mapKeys } from '../../kernel/persistent-map.ts';
import { emptyQueue } from '../../kernel/persistent-queue.ts';
import { splitStream } from '../../kernel/random.ts';
import { startChart } from '../../kernel/statechart.ts';
import type { ElectLeadersRequest } from '../protocol/admin-topics.ts';
import type { AlterIsrRequest, AlterIsrResponse } from '../protocol/controller.ts';
import type { KafkaRequest } from '../protocol/messages.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import { ownPart } from '../server/broker-changes.ts';
import type { BrokerState, BrokerTask, BrokerTurn, RequestRef } from '../server/broker-state.ts';
import { respond } from '../server/respond.ts';
import type { ZkContinuation, ZkReply } from '../zk/zk-state.ts';
import { NO_CHANNELS, channelEvent } from './channel-manager.ts';
import { asPartitionSet } from './context-queries.ts';
import { EMPTY_CONTEXT, keyOf } from './controller-context.ts';
import type { IsrToAlter } from './controller-event.ts';
import type { ControllerState } from './controller-state.ts';
import {
  REBALANCE_TIMER,
  expire,
  processEvents,
  putEvent,
  startThread,
  stopThread,
  takeAnswers,
  takeZkReplies,
} from './controller-thread.ts';
import { controllerMachine } from './controller.machine.ts';
import { ELECTIONS_TIMER, completeElections, takeElectionsTimer } from './delayed-elections.ts';
import { isWatched, watchedEvent } from './watches.ts';

export function initialController(): ControllerState {
  return {
    activeControllerId: -1,
    epoch: 0,
    epochZkVersion: 0,
    chart: startChart(controllerMachine).chart,
    context: EMPTY_CONTEXT,
    queue: emptyQueue(),
    current: null,
    calls: 0,
    isStarted: false,
    channels: NO_CHANNELS,
    elections: [],
    random: 0,
  };
}

/** KafkaController.startup: watches /controller and elects. */
export function startController(turn: BrokerTurn): void {
  const controller = ownPart(turn, 'controller');
  controller.random = splitStream(turn.state.process.seed, 'controller');
  startThread(turn);
  putEvent(turn, { type: 'Startup' });
}

/** The event thread ends, the role is given up; /controller goes with the session. */
export function shutdownController(turn: BrokerTurn): void {
  stopThread(turn);
}

export function isActiveController({ controller, config }: BrokerState): boolean {
  return controller.activeControllerId === config.brokerId;
}

/**
 * ControlledShutdown, AlterIsr, ElectLeaders, AlterPartitionReassignments, ListPartitionReassignments:
 * only the active controller's; another answers NOT_CONTROLLER.
 */
export function handleControllerRequest(
  turn: BrokerTurn,
  request: KafkaRequest,
  ref: RequestRef,
): void {
  switch (request.type) {
    case 'ControlledShutdownRequest': {
      const { brokerId, brokerEpoch } = request;
      return putEvent(turn, { type: 'ControlledShutdown', brokerId, brokerEpoch, ref });
    }
    case 'AlterIsrRequest':
      return handleAlterIsr(turn, request, ref);
    case 'ElectLeadersRequest':
      return handleElectLeaders(turn, request, ref);
    case 'AlterPartitionReassignmentsRequest': {
      const asked = request.topics.flatMap(({ name, partitions }) =>
        partitions.map(({ partitionIndex, replicas }) => ({
          topic: name,
          partition: partitionIndex,
          replicas,
        })),
      );
      const reassignments = lastOfEach(asked);
      return putEvent(turn, { type: 'ApiPartitionReassignment', reassignments, ref });
    }
    case 'ListPartitionReassignmentsRequest': {
      const asked = request.topics?.flatMap(({ name, partitionIndexes }) =>
        partitionIndexes.map((partition) => ({ topic: name, partition })),
      );
      const partitions = asked === undefined ? null : lastOfEach(asked);
      return putEvent(turn, { type: 'ListPartitionReassignments', partitions, ref });
    }
    default:
      throw new Error(`not a request to the controller: ${request.type}`);
  }
}

/** A partition that is named twice counts as it was named last. */
function lastOfEach<P extends TopicPartition>(partitions: readonly P[]): readonly P[] {
  return [...new Map(partitions.map((each) => [keyOf(each), each])).values()];
}

function handleAlterIsr(turn: BrokerTurn, request: AlterIsrRequest, ref: RequestRef): void {
  if (!isActiveController(turn.state)) {
    return respond<AlterIsrResponse>(turn, ref, {
      type: 'AlterIsrResponse',
      errorCode: 'NOT_CONTROLLER',
      topics: [],
    });
  }
  const { brokerId, brokerEpoch } = request;
  const isrs = new Map<string, IsrToAlter>();
  for (const { name, partitions } of request.topics) {
    for (const { partitionIndex, leaderEpoch, newIsr, currentIsrVersion } of partitions) {
      const partition = { topic: name, partition: partitionIndex };
      const zkVersion = currentIsrVersion;
      const leaderAndIsr = { leader: brokerId, leaderEpoch, isr: newIsr, zkVersion };
      isrs.set(keyOf(partition), { partition, leaderAndIsr });
    }
  }
  const isrsToAlter = [...isrs.values()];
  putEvent(turn, { type: 'AlterIsrReceived', brokerId, brokerEpoch, isrsToAlter, ref });
}

const UNCLEAN = 1;

function handleElectLeaders(turn: BrokerTurn, request: ElectLeadersRequest, ref: RequestRef): void {
  const { electionType, topicPartitions, timeoutMs } = request;
  const asked = topicPartitions?.flatMap(({ topic, partitionId }) =>
    partitionId.map((partition) => ({ topic, partition })),
  );
  const isOfAllPartitions = asked === undefined;
  putEvent(turn, {
    type: 'ReplicaLeaderElection',
    partitions: asPartitionSet(lastOfEach(asked ?? knownPartitions(turn.state))),
    electionType: request.apiVersion > 0 && electionType === UNCLEAN ? 'UNCLEAN' : 'PREFERRED',
    trigger: 'AdminClientTriggered',
    caller: { ref, deadlineMs: turn.env.nowMs + timeoutMs, isOfAllPartitions },
  });
}

/** MetadataCache.getAllPartitions. */
function knownPartitions({ metadata }: BrokerState): readonly TopicPartition[] {
  return [...mapEntries(metadata.topics)].flatMap(([topic, { partitions }]) =>
    [...mapKeys(partitions)].map((partition) => ({ topic, partition: Number(partition) })),
  );
}

/** Timers named `controller:…`, and connections to brokers; false: not the controller's. */
export function controllerEvent(turn: BrokerTurn, event: NodeEvent): boolean {
  if (event.type === 'timer') {
    if (event.name === REBALANCE_TIMER) {
      putEvent(turn, { type: 'AutoPreferredReplicaLeaderElection' });
      return true;
    }
    if (event.name === ELECTIONS_TIMER) {
      takeElectionsTimer(turn);
      return true;
    }
  }
  const answers = channelEvent(turn, event);
  if (answers === null) return false;
  takeAnswers(turn, answers);
  processEvents(turn);
  return true;
}

/** Replies for `to: 'controller'`. */
export function onControllerZkReplies(
  turn: BrokerTurn,
  then: ZkContinuation,
  replies: readonly ZkReply[],
): void {
  takeZkReplies(turn, then.data as number, replies);
}

/** A watch fired; false when the path is none that the controller looks at. */
export function onControllerWatch(
  turn: BrokerTurn,
  event: (BrokerTask & { type: 'zk.watched' })['event'],
): boolean {
  const { context, isStarted } = turn.state.controller;
  if (!isStarted || !isWatched(context, event)) return false;
  const found = watchedEvent(event);
  if (found !== null) putEvent(turn, found);
  return true;
}

/**
 * The session has expired (resign at once), or a new one is there and this broker is registered in it
 * again (reelect).
 */
export function onControllerSession(turn: BrokerTurn, state: 'expired' | 'reregistered'): void {
  if (state === 'expired') expire(turn);
  else putEvent(turn, { type: 'RegisterBrokerAndReelect' });
}

/** unclean.leader.election.enable became true for all brokers, or for a topic. */
export function onUncleanElectionEnabled(turn: BrokerTurn, topic: string | null): void {
  if (topic === null) return putEvent(turn, { type: 'UncleanLeaderElectionEnable' });
  if (isActiveController(turn.state)) {
    putEvent(turn, { type: 'TopicUncleanLeaderElectionEnable', topic });
  }
}

/** This broker's metadata have changed: elections that a client waits for may be over. */
export function onMetadataUpdated(turn: BrokerTurn): void {
  completeElections(turn);
}

/** TopicDeletionManager.isTopicQueuedUpForDeletion. */
export function isTopicQueuedForDeletion({ controller }: BrokerState, topic: string): boolean {
  return mapHas(controller.context.topicsToBeDeleted, topic);
}
