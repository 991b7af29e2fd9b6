/**
 * Requests to brokers and their answers as 2.2 prints them, and its many StopReplica requests.
 *
 * Mirrors: kafka.controller.ControllerBrokerRequestBatch.sendRequestsToBrokers, toString of
 * LeaderAndIsrRequest, UpdateMetadataRequest, StopReplicaRequest, LeaderAndIsrResponse,
 * StopReplicaResponse and Struct, 2.2.0.
 */
import type {
  LeaderAndIsrPartitionState,
  LeaderAndIsrResponse,
  StopReplicaPartitionState,
  StopReplicaResponse,
  UpdateMetadataBroker,
  UpdateMetadataPartitionState,
} from '../protocol/controller.ts';
import type { ErrorName } from '../protocol/errors.ts';
import { ERRORS } from '../protocol/errors.ts';
import type { KafkaResponse } from '../protocol/messages.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import { asReplicaSet } from './context-queries.ts';
import { keyOf } from './controller-context.ts';
import type { PartitionAnswer } from './controller-event.ts';
import { log, traceStateChange } from './controller-log.ts';
import type { ControllerRun } from './controller-run.ts';
import type { ControlRequest } from './controller-state.ts';
import { replicaText } from './state-change-log.ts';

interface Told<S> {
  readonly partition: TopicPartition;
  readonly state: S;
}

export function traceLeaderAndIsr(
  run: ControllerRun,
  brokerId: number,
  told: readonly Told<LeaderAndIsrPartitionState>[],
): void {
  for (const { partition, state } of told) {
    const type = state.leader === brokerId ? 'become-leader' : 'become-follower';
    const what = `Sending ${type} LeaderAndIsr request ${leaderAndIsrText(state)}`;
    traceStateChange(run, () => `${what} to broker ${brokerId} for partition ${keyOf(partition)}`);
  }
}

export function traceUpdateMetadata(
  run: ControllerRun,
  brokerIds: readonly number[],
  told: readonly Told<UpdateMetadataPartitionState>[],
): void {
  const brokers = `Set(${brokerIds.join(', ')})`;
  for (const { partition, state } of told) {
    const what = `Sending UpdateMetadata request ${metadataText(state)}`;
    traceStateChange(run, () => `${what} to brokers ${brokers} for partition ${keyOf(partition)}`);
  }
}

/** First one without partitions (what was meant for those that nobody waits for), then one for each. */
export function stopReplicaRequests(
  run: ControllerRun,
  brokerId: number,
  brokerEpoch: number,
  told: readonly Told<StopReplicaPartitionState>[],
): readonly ControlRequest[] {
  for (const isDeleted of [true, false]) {
    const replicas = told
      .filter(({ state }) => state.deletePartition === isDeleted)
      .map(({ partition }) => ({ partition, replica: brokerId }));
    const listed = asReplicaSet(replicas).map(replicaText).join(',');
    const text = `The stop replica request (delete = ${isDeleted}) sent to broker ${brokerId} is ${listed}`;
    log(run, 'batch', 'DEBUG', text);
  }
  const head = {
    type: 'StopReplicaRequest',
    controllerId: run.settings.brokerId,
    controllerEpoch: run.context.epoch,
    brokerEpoch,
  } as const;
  const single = told.map(({ partition, state }) => ({
    ...head,
    topicStates: [{ topicName: partition.topic, partitionStates: [state] }],
  }));
  return [{ ...head, topicStates: [] }, ...single];
}

function leaderAndIsrText(state: LeaderAndIsrPartitionState): string {
  const { controllerEpoch, leader, leaderEpoch, isr, zkVersion, replicas, isNew } = state;
  return (
    `PartitionState(controllerEpoch=${controllerEpoch}, leader=${leader}, leaderEpoch=${leaderEpoch}, ` +
    `isr=${isr.join(',')}, zkVersion=${zkVersion}, replicas=${replicas.join(',')}, isNew=${isNew})`
  );
}

function metadataText(state: UpdateMetadataPartitionState): string {
  const { controllerEpoch, leader, leaderEpoch, isr, zkVersion, replicas, offlineReplicas } = state;
  return (
    `PartitionState(controllerEpoch=${controllerEpoch}, leader=${leader}, leaderEpoch=${leaderEpoch}, ` +
    `isr=[${isr.join(', ')}], zkVersion=${zkVersion}, replicas=[${replicas.join(', ')}], ` +
    `offlineReplicas=[${offlineReplicas.join(', ')}])`
  );
}

/** AbstractControlRequest.Builder.toString. */
export function oldRequestText(request: ControlRequest): string {
  const { controllerId, controllerEpoch, brokerEpoch } = request;
  const who = `controllerId=${controllerId}, controllerEpoch=${controllerEpoch}`;
  switch (request.type) {
    case 'LeaderAndIsrRequest': {
      const states = mapText(request.topicStates, leaderAndIsrText);
      const leaders = request.liveLeaders
        .map(({ brokerId, hostName, port }) => `${hostName}:${port} (id: ${brokerId} rack: null)`)
        .join(', ');
      return `(type=LeaderAndIsRequest, ${who}, brokerEpoch=${brokerEpoch}, partitionStates=${states}, liveLeaders=(${leaders}))`;
    }
    case 'UpdateMetadataRequest': {
      const states = mapText(request.topicStates, metadataText);
      const brokers = request.liveBrokers.map(brokerText).join(', ');
      return `(type: UpdateMetadataRequest=, ${who}, brokerEpoch=${brokerEpoch}, partitionStates=${states}, liveBrokers=${brokers})`;
    }
    case 'StopReplicaRequest': {
      const all = request.topicStates.flatMap(({ topicName, partitionStates }) =>
        partitionStates.map(({ partitionIndex, deletePartition }) => ({
          name: keyOf({ topic: topicName, partition: partitionIndex }),
          deletePartition,
        })),
      );
      const isDeleted = all.some(({ deletePartition }) => deletePartition);
      const names = all.map(({ name }) => name).join(',');
      return `(type=StopReplicaRequest, ${who}, deletePartitions=${isDeleted}, brokerEpoch=${brokerEpoch}, partitions=${names})`;
    }
  }
}

function mapText<S extends { readonly partitionIndex: number }>(
  topics: readonly { readonly topicName: string; readonly partitionStates: readonly S[] }[],
  text: (state: S) => string,
): string {
  const entries = topics.flatMap(({ topicName, partitionStates }) =>
    partitionStates.map((state) => `${topicName}-${state.partitionIndex}=${text(state)}`),
  );
  return `{${entries.join(', ')}}`;
}

const SECURITY_PROTOCOLS = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'];

function brokerText({ id, endpoints, rack }: UpdateMetadataBroker): string {
  const listed = endpoints.map(
    ({ host, port, listener, securityProtocol }) =>
      `(host=${host}, port=${port}, listenerName=ListenerName(${listener}), ` +
      `securityProtocol=${SECURITY_PROTOCOLS[securityProtocol] ?? 'PLAINTEXT'})`,
  );
  return `(id=${id}, endPoints=${listed.join(',')}, rack=${rack})`;
}

/** An answer to LeaderAndIsr names its topics only by ids: without ids they are those of the request. */
export function leaderAndIsrAnswers(
  request: ControlRequest,
  { topics }: LeaderAndIsrResponse,
): readonly PartitionAnswer[] {
  if (request.type !== 'LeaderAndIsrRequest') return [];
  return topics.flatMap(({ partitionErrors }, index) =>
    partitionErrors.map(({ partitionIndex, errorCode }) => ({
      topic: request.topicStates[index]?.topicName ?? '',
      partition: partitionIndex,
      error: errorCode,
    })),
  );
}

function stopReplicaAnswers({ partitionErrors }: StopReplicaResponse): readonly PartitionAnswer[] {
  return partitionErrors.map(({ topicName, partitionIndex, errorCode }) => ({
    topic: topicName,
    partition: partitionIndex,
    error: errorCode,
  }));
}

const API_KEYS: Readonly<Record<ControlRequest['type'], string>> = {
  LeaderAndIsrRequest: 'LEADER_AND_ISR',
  UpdateMetadataRequest: 'UPDATE_METADATA',
  StopReplicaRequest: 'STOP_REPLICA',
};

/** What state-change.log says of every answer. */
export function answerTrace(
  request: ControlRequest,
  response: KafkaResponse,
  node: string,
): string {
  const id = response.correlationId;
  const text = structText(request, response);
  return `Received response ${text} for request ${API_KEYS[request.type]} with correlation id ${id} sent to broker ${node}`;
}

function structText(request: ControlRequest, response: KafkaResponse): string {
  switch (response.type) {
    case 'LeaderAndIsrResponse':
      return answersText(response.errorCode, leaderAndIsrAnswers(request, response));
    case 'StopReplicaResponse':
      return answersText(response.errorCode, stopReplicaAnswers(response));
    case 'UpdateMetadataResponse':
      return `{error_code=${ERRORS[response.errorCode].code}}`;
    default:
      return '{}';
  }
}

function answersText(error: ErrorName, answers: readonly PartitionAnswer[]): string {
  const partitions = answers.map(
    (each) =>
      `{topic=${each.topic},partition=${each.partition},error_code=${ERRORS[each.error].code}}`,
  );
  return `{error_code=${ERRORS[error].code},partitions=[${partitions.join(',')}]}`;
}

/** StopReplicaResponse.toString and LeaderAndIsrResponse.toString. */
export function oldResponseText(
  name: string,
  error: ErrorName,
  answers: readonly PartitionAnswer[],
): string {
  const responses = answers.map((each) => `${keyOf(each)}=${each.error}`).join(', ');
  return `${name}(responses={${responses}}, error=${error})`;
}
