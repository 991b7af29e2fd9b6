/**
 * StopReplica: this broker fetches partitions no more, or has to delete them.
 *
 * Mirrors: KafkaApis.handleStopReplicaRequest, ReplicaManager.stopReplicas, stopPartitions, 2.8.0.
 */
import { mapDelete } from '../../kernel/persistent-map.ts';
import { deleteLogs, logOf } from '../log/log.ts';
import type { StopReplicaRequest, StopReplicaResponse } from '../protocol/controller.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import { partitionName } from '../protocol/topic-partition.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { respond } from '../server/respond.ts';
import { clearPendingIsr } from './alter-isr-manager.ts';
import { isBrokerEpochStale } from './become-leader-or-follower.ts';
import { completeFetchesAndProduces } from './delayed-operations.ts';
import { removeFetchers, shutdownIdleFetchers } from './fetcher-manager.ts';
import { hostedPartition, ownReplicas } from './replica-changes.ts';
import { stateChangeLine } from './replica-lines.ts';
import type { RequestRef } from '../server/request-ref.ts';
import { markChanged } from './session-marks.ts';
import { forgetConfig } from './topic-configs.ts';

interface StoppedPartition extends TopicPartition {
  readonly name: string;
  readonly leaderEpoch: number;
  readonly isDeleted: boolean;
}

/** LeaderAndIsr.EpochDuringDelete: counts whatever the epoch; the topic is being deleted. */
const EPOCH_DURING_DELETE = -2;
const NO_EPOCH = -1;

export function handleStopReplica(
  turn: BrokerTurn,
  request: StopReplicaRequest,
  ref: RequestRef,
): void {
  if (isBrokerEpochStale(turn, 'StopReplica', request.brokerEpoch)) {
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
  stateChangeLine(
    turn,
    'INFO',
    `Handling StopReplica request correlationId ${correlationId} from controller ` +
      `${controllerId} for ${asked.length} partitions`,
  );
  const known = turn.state.replicas.controllerEpoch;
  if (controllerEpoch < known) {
    stateChangeLine(
      turn,
      'WARN',
      `Ignoring StopReplica request from controller ${controllerId} with correlation id ${correlationId} ` +
        `since its controller epoch ${controllerEpoch} is old. Latest known controller epoch is ${known}`,
    );
    return answer(turn, ref, 'STALE_CONTROLLER_EPOCH', []);
  }
  ownReplicas(turn).controllerEpoch = controllerEpoch;
  const errors = asked.map((one) => [one, checkStopped(turn, request, ref, one)] as const);
  const stopped = errors.flatMap(([one, error]) => (error === 'NONE' ? [one] : []));
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
function checkStopped(
  turn: BrokerTurn,
  { controllerId, controllerEpoch }: StopReplicaRequest,
  { correlationId }: RequestRef,
  { topic, partition, name, leaderEpoch, isDeleted }: StoppedPartition,
): ErrorName {
  const ignoring =
    `Ignoring StopReplica request (delete=${isDeleted}) from ` +
    `controller ${controllerId} with correlation id ${correlationId} ` +
    `epoch ${controllerEpoch} for partition ${name}`;
  const hosted = hostedPartition(turn.state, topic, partition);
  if (hosted === undefined) return 'NONE';
  if (hosted.isOffline) {
    const reason = 'as the local replica for the partition is in an offline log directory';
    stateChangeLine(turn, 'WARN', `${ignoring} ${reason}`);
    return 'KAFKA_STORAGE_ERROR';
  }
  const current = hosted.leaderEpoch;
  if (leaderEpoch === EPOCH_DURING_DELETE || leaderEpoch === NO_EPOCH || leaderEpoch > current) {
    return 'NONE';
  }
  const since = `${ignoring} since its associated leader epoch ${leaderEpoch}`;
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
