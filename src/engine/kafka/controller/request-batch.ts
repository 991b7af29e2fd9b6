/**
 * What the controller has to tell brokers after a change: collected by broker, then sent, who leads and
 * follows first, what everybody has to know second, what has to stop last.
 *
 * Mirrors: kafka.controller.AbstractControllerBrokerRequestBatch, 2.8.0.
 * Departs: a batch is made anew for each change; upstream's, once an exception has left something in it,
 * refuses all further changes. Live brokers are listed in ascending order (upstream's order is chance).
 * Read next: channel-manager.ts (who sends).
 */
import { mapGet } from '../../kernel/persistent-map.ts';
import { inHashOrder } from '../../java/hash-order.ts';
import type {
  LeaderAndIsrPartitionState,
  LeaderAndIsrTopicState,
  StopReplicaPartitionState,
  UpdateMetadataBroker,
  UpdateMetadataPartitionState,
  UpdateMetadataTopicState,
} from '../protocol/controller.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import { inMutableMapOrder, inMutableSetOrder, intHash, stringHash } from '../zk/scala-order.ts';
import type { LeaderIsrAndControllerEpoch, ReplicaAssignment } from '../zk/topic-znodes.ts';
import {
  isLiveOrShuttingDown,
  isReplicaOnline,
  isTopicQueuedUpForDeletion,
  keyOf,
  leadershipOf,
  liveOrShuttingDownBroker,
  replicasOf,
} from './controller-context.ts';
import { asPartitionMap, distinct } from './context-queries.ts';
import { log, logStateChange } from './controller-log.ts';
import type { ControllerRun } from './controller-run.ts';
import type { ControlRequest } from './controller-state.ts';
import { IllegalStateException } from './exceptions.ts';
import type { LiveBroker } from './live-broker.ts';
import { brokerNode } from './live-broker.ts';
import { stopReplicaRequests, traceLeaderAndIsr, traceUpdateMetadata } from './old-requests.ts';

/** A partition with what is told about it. */
interface Told<S> {
  readonly partition: TopicPartition;
  readonly state: S;
}

/** Partitions by key, in the order in which they came. */
type ToldPartitions<S> = Map<string, Told<S>>;

/** Lives within one change: never part of a state. */
export interface RequestBatch {
  readonly leaderAndIsr: Map<number, ToldPartitions<LeaderAndIsrPartitionState>>;
  readonly stopReplica: Map<number, ToldPartitions<StopReplicaPartitionState>>;
  readonly metadataBrokers: Set<number>;
  readonly metadata: ToldPartitions<UpdateMetadataPartitionState>;
}

const DURING_DELETE = -2;
const NO_EPOCH = -1;
const INITIAL = 0;

export function newBatch(): RequestBatch {
  return {
    leaderAndIsr: new Map(),
    stopReplica: new Map(),
    metadataBrokers: new Set(),
    metadata: new Map(),
  };
}

/** Brokers are told who leads and follows a partition; everybody alive is told of it, too. */
export function addLeaderAndIsr(
  run: ControllerRun,
  batch: RequestBatch,
  brokerIds: readonly number[],
  partition: TopicPartition,
  { leaderAndIsr, controllerEpoch }: LeaderIsrAndControllerEpoch,
  assignment: ReplicaAssignment,
  isNew: boolean,
): void {
  const key = keyOf(partition);
  for (const brokerId of brokerIds) {
    if (brokerId < 0) continue;
    const told = entryFor(batch.leaderAndIsr, brokerId);
    const state: LeaderAndIsrPartitionState = {
      partitionIndex: partition.partition,
      controllerEpoch,
      leader: leaderAndIsr.leader,
      leaderEpoch: leaderAndIsr.leaderEpoch,
      isr: leaderAndIsr.isr,
      zkVersion: leaderAndIsr.zkVersion,
      replicas: assignment.replicas,
      addingReplicas: assignment.addingReplicas,
      removingReplicas: assignment.removingReplicas,
      isNew: isNew || told.get(key)?.state.isNew === true,
    };
    told.set(key, { partition, state });
  }
  addUpdateMetadata(run, batch, run.context.brokerOrder, [partition]);
}

function entryFor<S>(map: Map<number, ToldPartitions<S>>, brokerId: number): ToldPartitions<S> {
  let told = map.get(brokerId);
  if (told === undefined) map.set(brokerId, (told = new Map()));
  return told;
}

/** Brokers are told to stop their replica of a partition, and perhaps to delete it. */
export function addStopReplica(
  { context }: ControllerRun,
  batch: RequestBatch,
  brokerIds: readonly number[],
  partition: TopicPartition,
  deletePartition: boolean,
): void {
  const leaderEpoch = isTopicQueuedUpForDeletion(context, partition.topic)
    ? DURING_DELETE
    : (leadershipOf(context, partition)?.leaderAndIsr.leaderEpoch ?? NO_EPOCH);
  const key = keyOf(partition);
  for (const brokerId of brokerIds) {
    if (brokerId < 0) continue;
    const told = entryFor(batch.stopReplica, brokerId);
    const isDeleted = deletePartition || told.get(key)?.state.deletePartition === true;
    const state = {
      partitionIndex: partition.partition,
      leaderEpoch,
      deletePartition: isDeleted,
    };
    told.set(key, { partition, state });
  }
}

/** Brokers are told who is alive, and who leads these partitions. */
export function addUpdateMetadata(
  run: ControllerRun,
  batch: RequestBatch,
  brokerIds: readonly number[],
  partitions: readonly TopicPartition[],
): void {
  for (const id of brokerIds) if (id >= 0) batch.metadataBrokers.add(id);
  for (const partition of partitions) {
    const state = metadataState(run, partition);
    if (state !== null) batch.metadata.set(keyOf(partition), { partition, state });
  }
}

function metadataState(
  run: ControllerRun,
  partition: TopicPartition,
): UpdateMetadataPartitionState | null {
  const { context } = run;
  const leadership = leadershipOf(context, partition);
  if (leadership === undefined) {
    const text = `Leader not yet assigned for partition ${keyOf(partition)}. Skip sending UpdateMetadataRequest.`;
    log(run, 'batch', 'INFO', text);
    return null;
  }
  const { leaderAndIsr, controllerEpoch } = leadership;
  const isDeleted = isTopicQueuedUpForDeletion(context, partition.topic);
  const replicas = replicasOf(context, partition);
  return {
    partitionIndex: partition.partition,
    controllerEpoch,
    leader: isDeleted ? DURING_DELETE : leaderAndIsr.leader,
    leaderEpoch: isDeleted ? INITIAL : leaderAndIsr.leaderEpoch,
    isr: leaderAndIsr.isr,
    zkVersion: isDeleted ? INITIAL : leaderAndIsr.zkVersion,
    replicas,
    offlineReplicas: replicas.filter((id) => !isReplicaOnline(context, id, partition)),
  };
}

/** Gives all requests to the brokers' channels. Throws IllegalStateException when one cannot be made. */
export function sendBatch(run: ControllerRun, batch: RequestBatch): void {
  sendLeaderAndIsr(run, batch);
  sendUpdateMetadata(run, batch);
  sendStopReplica(run, batch);
}

function send(run: ControllerRun, brokerId: number, request: ControlRequest): void {
  run.emit({ type: 'request', brokerId, item: { request, hasCallback: true } });
}

function ordered<S>(told: ToldPartitions<S>): readonly Told<S>[] {
  const partitions = [...told.values()].map(({ partition }) => partition);
  return asPartitionMap(partitions).map((partition) => told.get(keyOf(partition))!);
}

function sendLeaderAndIsr(run: ControllerRun, { leaderAndIsr }: RequestBatch): void {
  const { context, settings } = run;
  for (const brokerId of inMutableMapOrder([...leaderAndIsr.keys()], intHash)) {
    const broker = liveOrShuttingDownBroker(context, brokerId);
    if (broker === undefined) continue;
    const told = ordered(leaderAndIsr.get(brokerId)!);
    if (settings.isOld) traceLeaderAndIsr(run, brokerId, told);
    else logLeaderAndIsr(run, brokerId, told);
    send(run, brokerId, {
      type: 'LeaderAndIsrRequest',
      controllerId: settings.brokerId,
      controllerEpoch: context.epoch,
      brokerEpoch: broker.epoch,
      requestType: 0,
      topicStates: byTopic(run, told),
      liveLeaders: liveLeaders(run, distinct(told.map(({ state }) => state.leader))),
    });
  }
}

function logLeaderAndIsr(
  run: ControllerRun,
  brokerId: number,
  told: readonly Told<LeaderAndIsrPartitionState>[],
): void {
  const leading = told.filter(({ state }) => state.leader === brokerId).length;
  const text =
    `Sending LeaderAndIsr request to broker ${brokerId} with ${leading} become-leader ` +
    `and ${told.length - leading} become-follower partitions`;
  logStateChange(run, 'INFO', text);
}

/** Grouped by topic as a HashMap of the client library lists them. */
function byTopic<S>(
  { context }: ControllerRun,
  told: readonly Told<S>[],
): readonly { readonly topicName: string; readonly topicId: string; partitionStates: S[] }[] {
  const states = new Map<string, S[]>();
  for (const { partition, state } of told) {
    const ofTopic = states.get(partition.topic);
    if (ofTopic === undefined) states.set(partition.topic, [state]);
    else ofTopic.push(state);
  }
  return inHashOrder(states.keys()).map((topicName) => ({
    topicName,
    topicId: mapGet(context.topicIds, topicName) ?? '',
    partitionStates: states.get(topicName)!,
  })) satisfies readonly (LeaderAndIsrTopicState | UpdateMetadataTopicState | object)[];
}

function brokersById({ context }: ControllerRun): readonly LiveBroker[] {
  return [...context.brokerOrder]
    .sort((a, b) => a - b)
    .map((id) => liveOrShuttingDownBroker(context, id)!);
}

function liveLeaders(
  run: ControllerRun,
  leaderIds: readonly number[],
): readonly { readonly brokerId: number; readonly hostName: string; readonly port: number }[] {
  const { interBrokerListener } = run.settings;
  return brokersById(run)
    .filter(({ id }) => leaderIds.includes(id))
    .map((broker) => {
      const node = brokerNode(broker, interBrokerListener);
      if (node === undefined) {
        const text = `End point with listener name ${interBrokerListener} not found for broker ${broker.id}`;
        throw new IllegalStateException(
          `org.apache.kafka.common.errors.BrokerEndPointNotAvailableException: ${text}`,
        );
      }
      return { brokerId: broker.id, hostName: node.host, port: node.port };
    });
}

function sendUpdateMetadata(run: ControllerRun, batch: RequestBatch): void {
  const { context, settings } = run;
  const brokerIds = inMutableSetOrder([...batch.metadataBrokers], intHash);
  const told = ordered(batch.metadata);
  if (settings.isOld) traceUpdateMetadata(run, brokerIds, told);
  else {
    const text = `Sending UpdateMetadata request to brokers Set(${brokerIds.join(', ')}) for ${told.length} partitions`;
    logStateChange(run, 'INFO', text);
  }
  if (brokerIds.length === 0) return;
  const topicStates = byTopic(run, told);
  const liveBrokers = brokersById(run).map(metadataBroker);
  const listed = brokerIds.filter((id) => isLiveOrShuttingDown(context, id));
  for (const brokerId of inMutableSetOrder(listed, intHash)) {
    send(run, brokerId, {
      type: 'UpdateMetadataRequest',
      controllerId: settings.brokerId,
      controllerEpoch: context.epoch,
      brokerEpoch: liveOrShuttingDownBroker(context, brokerId)!.epoch,
      topicStates,
      liveBrokers,
    });
  }
}

const SECURITY_PROTOCOLS = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'];

function metadataBroker({ id, endPoints, rack }: LiveBroker): UpdateMetadataBroker {
  const endpoints = endPoints.map(({ host, port, listener, securityProtocol }) => ({
    port,
    host,
    listener,
    securityProtocol: Math.max(0, SECURITY_PROTOCOLS.indexOf(securityProtocol)),
  }));
  return { id, endpoints, rack };
}

function sendStopReplica(run: ControllerRun, { stopReplica }: RequestBatch): void {
  const { context, settings } = run;
  for (const brokerId of inMutableMapOrder([...stopReplica.keys()], intHash)) {
    const broker = liveOrShuttingDownBroker(context, brokerId);
    if (broker === undefined) continue;
    const asked = stopReplica.get(brokerId)!;
    if (settings.isOld) {
      const requests = stopReplicaRequests(run, brokerId, broker.epoch, [...asked.values()]);
      for (const request of requests) send(run, brokerId, request);
      continue;
    }
    const told = ordered(asked);
    logStateChange(
      run,
      'INFO',
      `Sending StopReplica request for ${told.length} replicas to broker ${brokerId}`,
    );
    const topics = distinct(told.map(({ partition }) => partition.topic));
    const topicStates = inMutableMapOrder(topics, stringHash).map((topicName) => ({
      topicName,
      partitionStates: told
        .filter(({ partition }) => partition.topic === topicName)
        .map(({ state }) => state),
    }));
    send(run, brokerId, {
      type: 'StopReplicaRequest',
      controllerId: settings.brokerId,
      controllerEpoch: context.epoch,
      brokerEpoch: broker.epoch,
      topicStates,
    });
  }
}
