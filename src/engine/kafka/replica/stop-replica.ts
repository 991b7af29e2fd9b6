/**
 * StopReplica: this broker fetches partitions no more, or has to delete them.
 *
 * Mirrors: KafkaApis.handleStopReplicaRequest, ReplicaManager.stopReplicas, stopPartitions, 2.8.0; stopReplica,
 * 2.2.0.
 */
import { mapDelete } from '../../kernel/persistent-map.ts';
import { deleteLogs, logOf } from '../log/log.ts';
import type { StopReplicaRequest, StopReplicaResponse } from '../protocol/controller.ts';
import type { ErrorName } from '../protocol/errors.ts';
import { partitionName } from '../protocol/topic-partition.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { respond } from '../server/respond.ts';
import { clearPendingIsr } from './alter-isr-manager.ts';
import { isBrokerEpochStale } from './become-leader-or-follower.ts';
import { completeFetchesAndProduces } from './delayed-operations.ts';
import { removeFetchers, shutdownIdleFetchers } from './fetcher-manager.ts';
import { isOlderRelease } from './ibp.ts';
import type { ControllerRequest } from './leader-and-isr-turn.ts';
import { hostedPartition, ownReplicas } from './replica-changes.ts';
import { stateChangeLine } from './replica-lines.ts';
import type { RequestRef } from '../server/request-ref.ts';
import { markChanged } from './session-marks.ts';
import type { StoppedPartition } from './state-change-lines.ts';
import { stateChangeLines } from './release-lines.ts';
import { forgetConfig } from './topic-configs.ts';

/** LeaderAndIsr.EpochDuringDelete: counts whatever the epoch; the topic is being deleted. */
const EPOCH_DURING_DELETE = -2;
const NO_EPOCH = -1;

export function handleStopReplica(
  turn: BrokerTurn,
  request: StopReplicaRequest,
  ref: RequestRef,
): void {
  const api = isOlderRelease(turn.state.config) ? 'stop replica' : 'StopReplica';
  if (isBrokerEpochStale(turn, api, request.brokerEpoch)) {
    answer(turn, ref, 'STALE_BROKER_EPOCH', []);
  } else stopReplicas(turn, request, ref);
  shutdownIdleFetchers(turn);
}

function answer(
  turn: BrokerTurn,
  ref: RequestRef,
  errorCode: ErrorName,
  errors: readonly (readonly [StoppedPartition, ErrorName])[],
): void {
  respond<StopReplicaResponse>(turn, ref, {
    type: 'StopReplicaResponse',
    errorCode,
    partitionErrors: errors.map(([{ topic, partition }, error]) => ({
      topicName: topic,
      partitionIndex: partition,
      errorCode: error,
    })),
  });
}

function stopReplicas(turn: BrokerTurn, request: StopReplicaRequest, ref: RequestRef): void {
  const asked = partitionsOf(request);
  const { controllerId, controllerEpoch } = request;
  const { correlationId } = ref;
  const source: ControllerRequest = { turn, controllerId, controllerEpoch, correlationId };
  const lines = stateChangeLines(turn);
  lines.stopReceived(source, asked.length);
  const known = turn.state.replicas.controllerEpoch;
  if (controllerEpoch < known) {
    lines.stopIgnored(source, known);
    return answer(turn, ref, 'STALE_CONTROLLER_EPOCH', []);
  }
  ownReplicas(turn).controllerEpoch = controllerEpoch;
  const errors = asked.map((one) => [one, checkStopped(source, one)] as const);
  const stopped = errors.flatMap(([one, error]) => (error === 'NONE' ? [one] : []));
  for (const one of stopped) {
    lines.stopped(source, one, hostedPartition(turn.state, one.topic, one.partition) !== undefined);
  }
  stopPartitions(turn, stopped);
  for (const one of stopped) if (one.isDeleted) tellCoordinator(turn, one);
  answer(turn, ref, 'NONE', errors);
}

function partitionsOf({ topicStates }: StopReplicaRequest): readonly StoppedPartition[] {
  return topicStates.flatMap(({ topicName: topic, partitionStates }) =>
    partitionStates.map(({ partitionIndex: partition, leaderEpoch, deletePartition }) => ({
      topic,
      partition,
      name: partitionName(topic, partition),
      leaderEpoch,
      isDeleted: deletePartition,
    })),
  );
}

/** NONE: the partition is to be stopped, also one that is not here: its log may be. */
function checkStopped(source: ControllerRequest, stopped: StoppedPartition): ErrorName {
  const { turn, controllerId, controllerEpoch, correlationId } = source;
  const { topic, partition, name, leaderEpoch, isDeleted } = stopped;
  const isOlder = isOlderRelease(turn.state.config);
  const hosted = hostedPartition(turn.state, topic, partition);
  if (hosted === undefined) return 'NONE';
  if (hosted.isOffline && (isDeleted || !isOlder)) {
    stateChangeLines(turn).stopOffline(source, stopped);
    return 'KAFKA_STORAGE_ERROR';
  }
  // Before 2.6 the controller does not say which epoch it means.
  if (isOlder) return 'NONE';
  const current = hosted.leaderEpoch;
  if (leaderEpoch === EPOCH_DURING_DELETE || leaderEpoch === NO_EPOCH || leaderEpoch > current) {
    return 'NONE';
  }
  const since =
    `Ignoring StopReplica request (delete=${isDeleted}) from ` +
    `controller ${controllerId} with correlation id ${correlationId} ` +
    `epoch ${controllerEpoch} for partition ${name} since its associated leader epoch ${leaderEpoch}`;
  if (leaderEpoch < current) {
    stateChangeLine(turn, 'WARN', `${since} is smaller than the current leader epoch ${current}`);
  } else stateChangeLine(turn, 'INFO', `${since} matches the current leader epoch`);
  return 'FENCED_LEADER_EPOCH';
}

/** First the fetchers, then the partitions, then the logs. */
function stopPartitions(turn: BrokerTurn, stopped: readonly StoppedPartition[]): void {
  removeFetchers(turn, stopped);
  for (const { topic, name, isDeleted } of stopped) {
    if (isDeleted) {
      const replicas = ownReplicas(turn);
      replicas.partitions = mapDelete(replicas.partitions, name);
      clearPendingIsr(turn, name);
      forgetConfig(turn, topic);
    }
    markChanged(turn, name);
    completeFetchesAndProduces(turn, name);
  }
  const logs = stopped.flatMap(({ topic, partition, isDeleted }) => {
    const log = isDeleted ? logOf(turn.state, topic, partition) : undefined;
    return log === undefined ? [] : [log];
  });
  if (logs.length > 0) deleteLogs(turn, logs);
}

/** A coordinator’s partition is deleted: what it remembers goes, too. */
function tellCoordinator(
  turn: BrokerTurn,
  { topic, partition, leaderEpoch }: StoppedPartition,
): void {
  if (topic !== '__consumer_offsets' && topic !== '__transaction_state') return;
  turn.tasks.push({ type: 'leadership', topic, partition, isLeader: false, leaderEpoch });
}
