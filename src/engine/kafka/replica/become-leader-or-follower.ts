/**
 * LeaderAndIsr: the controller says who leads the partitions that this broker has a replica of.
 *
 * Mirrors: KafkaApis.handleLeaderAndIsrRequest, ReplicaManager.becomeLeaderOrFollower,
 * RequestHandlerHelper.onLeadershipChange, 2.8.0.
 * Departs: configurations of topics that are new here are read from ZooKeeper before anything is done;
 * upstream reads each when it makes the log.
 * Read next: make-leaders.ts, topic-configs.ts.
 */
import type {
  LeaderAndIsrPartitionState,
  LeaderAndIsrRequest,
  LeaderAndIsrResponse,
} from '../protocol/controller.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { kafkaLog } from '../server/kafka-log.ts';
import { respond } from '../server/respond.ts';
import { shutdownIdleFetchers } from './fetcher-manager.ts';
import { readHighWatermarks, startCheckpointing } from './high-watermark-checkpoint.ts';
import type { AskedPartition, ControllerRequest, LeaderAndIsrTurn } from './leader-and-isr-turn.ts';
import { makeFollowers, makeLeaders } from './make-leaders.ts';
import { localLog } from './partition.ts';
import { checkOrSetTopicId } from './partition-log.ts';
import { inRequestOrder } from './partition-order.ts';
import {
  hostedPartition,
  newPartition,
  ownPartition,
  ownReplicas,
  setPartition,
  stepPartition,
} from './replica-changes.ts';
import { ignoreAsked, stateChangeLine } from './replica-lines.ts';
import type { PartitionState } from './replica-state.ts';
import type { RequestRef } from '../server/request-ref.ts';
import { stateChangeLines } from './release-lines.ts';
import { askForConfigs } from './topic-configs.ts';

export function handleLeaderAndIsr(
  turn: BrokerTurn,
  request: LeaderAndIsrRequest,
  ref: RequestRef,
): void {
  const { brokerEpoch } = request;
  if (isBrokerEpochStale(turn, 'LeaderAndIsr', brokerEpoch)) {
    return respondToAll(turn, request, ref, 'STALE_BROKER_EPOCH');
  }
  const source = controllerRequest(turn, request, ref);
  stateChangeLines(turn).received(source, requestPartitions(request));
  if (!askForConfigs(turn, request, ref))
    becomeLeaderOrFollower(turn, request, ref, turn.env.nowMs);
}

function controllerRequest(
  turn: BrokerTurn,
  { controllerId, controllerEpoch }: LeaderAndIsrRequest,
  { correlationId }: RequestRef,
): ControllerRequest {
  return { turn, controllerId, controllerEpoch, correlationId };
}

/** A request for this broker's former life. -1: the controller does not say. */
export function isBrokerEpochStale(turn: BrokerTurn, api: string, brokerEpoch: number): boolean {
  if (brokerEpoch === -1 || brokerEpoch >= turn.state.brokerEpoch) return false;
  const text =
    `[KafkaApi-${turn.state.config.brokerId}] Received ${api} request with broker epoch ` +
    `${brokerEpoch} smaller than the current broker epoch ${turn.state.brokerEpoch}`;
  kafkaLog(turn, 'server', 'INFO', text, 'kafka.server.KafkaApis');
  return true;
}

function respondToAll(
  turn: BrokerTurn,
  { topicStates }: LeaderAndIsrRequest,
  ref: RequestRef,
  errorCode: ErrorName,
): void {
  respond<LeaderAndIsrResponse>(turn, ref, {
    type: 'LeaderAndIsrResponse',
    errorCode,
    topics: topicStates.map(({ topicId, partitionStates }) => ({
      topicId,
      partitionErrors: partitionStates.map(({ partitionIndex }) => ({ partitionIndex, errorCode })),
    })),
  });
}

/** Configurations of all topics are known. */
export function becomeLeaderOrFollower(
  turn: BrokerTurn,
  request: LeaderAndIsrRequest,
  ref: RequestRef,
  startedAtMs: number,
): void {
  const { controllerId, controllerEpoch } = request;
  const known = turn.state.replicas.controllerEpoch;
  if (controllerEpoch < known) {
    stateChangeLine(
      turn,
      'WARN',
      `Ignoring LeaderAndIsr request from controller ${controllerId} with ` +
        `correlation id ${ref.correlationId} since its controller epoch ${controllerEpoch} is old. ` +
        `Latest known controller epoch is ${known}`,
    );
    respondToAll(turn, request, ref, 'STALE_CONTROLLER_EPOCH');
  } else {
    ownReplicas(turn).controllerEpoch = controllerEpoch;
    const errors = changeLeaders(turn, request, ref);
    respondWith(turn, request, ref, errors);
  }
  const elapsedMs = Math.trunc(turn.env.nowMs) - Math.trunc(startedAtMs);
  const count = requestPartitions(request).length;
  stateChangeLines(turn).finished(controllerRequest(turn, request, ref), count, elapsedMs);
}

/** Errors by partition's name. */
function changeLeaders(
  turn: BrokerTurn,
  request: LeaderAndIsrRequest,
  ref: RequestRef,
): ReadonlyMap<string, ErrorName> {
  const errors = new Map<string, ErrorName>();
  const change: LeaderAndIsrTurn = {
    ...controllerRequest(turn, request, ref),
    errors,
    highWatermarks: readHighWatermarks(turn),
  };
  const asked = inRequestOrder(acceptedPartitions(change, request));
  const { brokerId } = turn.state.config;
  const toLead = inRequestOrder(asked.filter(({ state }) => state.leader === brokerId));
  const toFollow = inRequestOrder(asked.filter(({ state }) => state.leader !== brokerId));
  const leaders = toLead.length === 0 ? [] : makeLeaders(change, toLead);
  const followers = toFollow.length === 0 ? [] : makeFollowers(change, toFollow);
  for (const { topic, partition } of requestPartitions(request)) {
    markOfflineWithoutLog(turn, topic, partition);
  }
  startCheckpointing(turn);
  shutdownIdleFetchers(turn);
  tellCoordinators(turn, leaders, true);
  tellCoordinators(turn, followers, false);
  return errors;
}

function requestPartitions({ topicStates }: LeaderAndIsrRequest): readonly AskedPartition[] {
  return topicStates.flatMap(({ topicName: topic, partitionStates }) =>
    partitionStates.map((state) => ({
      topic,
      partition: state.partitionIndex,
      name: `${topic}-${state.partitionIndex}`,
      state,
    })),
  );
}

/** Makes partitions that are not there; those whose topic or epoch is not right get an error. */
function acceptedPartitions(
  change: LeaderAndIsrTurn,
  request: LeaderAndIsrRequest,
): readonly AskedPartition[] {
  const { turn, errors } = change;
  const ids = new Map(request.topicStates.map(({ topicName, topicId }) => [topicName, topicId]));
  return requestPartitions(request).filter((asked) => {
    const { topic, partition: index, name } = asked;
    const known = hostedPartition(turn.state, topic, index);
    const hosted = known ?? newPartition(topic, index);
    if (hosted.isOffline) {
      ignoreAsked(change, asked, 'WARN', OFFLINE_REASON);
      errors.set(name, 'KAFKA_STORAGE_ERROR');
      return false;
    }
    if (known === undefined) setPartition(turn, hosted);
    const error = checkAsked(change, asked, hosted, ids.get(topic) ?? '');
    if (error !== 'NONE') errors.set(name, error);
    return error === 'NONE';
  });
}

const OFFLINE_REASON = 'as the local replica for the partition is in an offline log directory';

function checkAsked(
  change: LeaderAndIsrTurn,
  asked: AskedPartition,
  partition: PartitionState,
  topicId: string,
): ErrorName {
  const { turn } = change;
  const { leaderEpoch, replicas } = asked.state;
  if (!checkOrSetTopicId(turn, partition, topicId)) return 'INCONSISTENT_TOPIC_ID';
  if (leaderEpoch > partition.leaderEpoch) {
    if (replicas.includes(turn.state.config.brokerId)) return 'NONE';
    const reason = `as itself is not in assigned replica list ${replicas.join(',')}`;
    ignoreAsked(change, asked, 'WARN', reason);
    return 'UNKNOWN_TOPIC_OR_PARTITION';
  }
  stateChangeLines(turn).outdated(change, asked, partition.leaderEpoch);
  return 'STALE_CONTROLLER_EPOCH';
}

/** Mirrors markPartitionOffline: nothing can be served without a log. */
function markOfflineWithoutLog(turn: BrokerTurn, topic: string, index: number): void {
  const partition = hostedPartition(turn.state, topic, index);
  if (partition === undefined || partition.isOffline) return;
  if (localLog(turn.state, partition) !== undefined) return;
  const offline = ownPartition(turn, partition.name);
  offline.isOffline = true;
  offline.isLeader = false;
  stepPartition(offline, { type: 'log.missing' });
}

/** Mirrors onLeadershipChange. */
function tellCoordinators(
  turn: BrokerTurn,
  partitions: readonly AskedPartition[],
  isLeader: boolean,
): void {
  for (const { topic, partition, state } of partitions) {
    if (topic !== '__consumer_offsets' && topic !== '__transaction_state') continue;
    const { leaderEpoch } = state satisfies LeaderAndIsrPartitionState;
    turn.tasks.push({ type: 'leadership', topic, partition, isLeader, leaderEpoch });
  }
}

function respondWith(
  turn: BrokerTurn,
  { topicStates }: LeaderAndIsrRequest,
  ref: RequestRef,
  errors: ReadonlyMap<string, ErrorName>,
): void {
  respond<LeaderAndIsrResponse>(turn, ref, {
    type: 'LeaderAndIsrResponse',
    errorCode: 'NONE',
    topics: topicStates.map(({ topicName, topicId, partitionStates }) => ({
      topicId,
      partitionErrors: partitionStates.map(({ partitionIndex }) => ({
        partitionIndex,
        errorCode: errors.get(`${topicName}-${partitionIndex}`) ?? 'NONE',
      })),
    })),
  });
}
