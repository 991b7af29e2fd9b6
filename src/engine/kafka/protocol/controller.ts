/**
 * Between controller and brokers.
 *
 * Mirrors: the schemas of org.apache.kafka.common.message at their newest versions, 2.8.0.
 * Departs: an error is its name, not its number; no throttle times.
 */
import type { ErrorName } from './errors.ts';
import type { RequestHeader, ResponseHeader } from './header.ts';

/** What each request of a controller has: AbstractControlRequest. */
export interface ControlRequest extends RequestHeader {
  readonly controllerId: number;
  readonly controllerEpoch: number;
  readonly brokerEpoch: number;
}

export interface LeaderAndIsrRequest extends ControlRequest {
  readonly type: 'LeaderAndIsrRequest';
  readonly requestType: number;
  readonly topicStates: readonly LeaderAndIsrTopicState[];
  readonly liveLeaders: readonly LeaderAndIsrLiveLeader[];
}

export interface LeaderAndIsrPartitionState {
  readonly partitionIndex: number;
  readonly controllerEpoch: number;
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly isr: readonly number[];
  readonly zkVersion: number;
  readonly replicas: readonly number[];
  readonly addingReplicas: readonly number[];
  readonly removingReplicas: readonly number[];
  readonly isNew: boolean;
}

export interface LeaderAndIsrTopicState {
  readonly topicName: string;
  readonly topicId: string;
  readonly partitionStates: readonly LeaderAndIsrPartitionState[];
}

export interface LeaderAndIsrLiveLeader {
  readonly brokerId: number;
  readonly hostName: string;
  readonly port: number;
}

export interface LeaderAndIsrResponse extends ResponseHeader {
  readonly type: 'LeaderAndIsrResponse';
  readonly errorCode: ErrorName;
  readonly topics: readonly LeaderAndIsrTopicError[];
}

export interface LeaderAndIsrPartitionError {
  readonly partitionIndex: number;
  readonly errorCode: ErrorName;
}

export interface LeaderAndIsrTopicError {
  readonly topicId: string;
  readonly partitionErrors: readonly LeaderAndIsrPartitionError[];
}

export interface StopReplicaRequest extends ControlRequest {
  readonly type: 'StopReplicaRequest';
  readonly topicStates: readonly StopReplicaTopicState[];
}

export interface StopReplicaTopicState {
  readonly topicName: string;
  readonly partitionStates: readonly StopReplicaPartitionState[];
}

export interface StopReplicaPartitionState {
  readonly partitionIndex: number;
  readonly leaderEpoch: number;
  readonly deletePartition: boolean;
}

export interface StopReplicaResponse extends ResponseHeader {
  readonly type: 'StopReplicaResponse';
  readonly errorCode: ErrorName;
  readonly partitionErrors: readonly StopReplicaPartitionError[];
}

export interface StopReplicaPartitionError {
  readonly topicName: string;
  readonly partitionIndex: number;
  readonly errorCode: ErrorName;
}

export interface UpdateMetadataRequest extends ControlRequest {
  readonly type: 'UpdateMetadataRequest';
  readonly topicStates: readonly UpdateMetadataTopicState[];
  readonly liveBrokers: readonly UpdateMetadataBroker[];
}

export interface UpdateMetadataPartitionState {
  readonly partitionIndex: number;
  readonly controllerEpoch: number;
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly isr: readonly number[];
  readonly zkVersion: number;
  readonly replicas: readonly number[];
  readonly offlineReplicas: readonly number[];
}

export interface UpdateMetadataTopicState {
  readonly topicName: string;
  readonly topicId: string;
  readonly partitionStates: readonly UpdateMetadataPartitionState[];
}

export interface UpdateMetadataBroker {
  readonly id: number;
  readonly endpoints: readonly UpdateMetadataEndpoint[];
  readonly rack: string | null;
}

export interface UpdateMetadataEndpoint {
  readonly port: number;
  readonly host: string;
  readonly listener: string;
  readonly securityProtocol: number;
}

export interface UpdateMetadataResponse extends ResponseHeader {
  readonly type: 'UpdateMetadataResponse';
  readonly errorCode: ErrorName;
}

export interface ControlledShutdownRequest extends RequestHeader {
  readonly type: 'ControlledShutdownRequest';
  readonly brokerId: number;
  readonly brokerEpoch: number;
}

export interface ControlledShutdownResponse extends ResponseHeader {
  readonly type: 'ControlledShutdownResponse';
  readonly errorCode: ErrorName;
  readonly remainingPartitions: readonly RemainingPartition[];
}

export interface RemainingPartition {
  readonly topicName: string;
  readonly partitionIndex: number;
}

export interface AlterIsrRequest extends RequestHeader {
  readonly type: 'AlterIsrRequest';
  readonly brokerId: number;
  readonly brokerEpoch: number;
  readonly topics: readonly AlterIsrTopicData[];
}

export interface AlterIsrTopicData {
  readonly name: string;
  readonly partitions: readonly AlterIsrPartitionData[];
}

export interface AlterIsrPartitionData {
  readonly partitionIndex: number;
  readonly leaderEpoch: number;
  readonly newIsr: readonly number[];
  readonly currentIsrVersion: number;
}

export interface AlterIsrResponse extends ResponseHeader {
  readonly type: 'AlterIsrResponse';
  readonly errorCode: ErrorName;
  readonly topics: readonly AlterIsrTopicResult[];
}

export interface AlterIsrTopicResult {
  readonly name: string;
  readonly partitions: readonly AlterIsrPartitionResult[];
}

export interface AlterIsrPartitionResult {
  readonly partitionIndex: number;
  readonly errorCode: ErrorName;
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly isr: readonly number[];
  readonly currentIsrVersion: number;
}

export type AnyControllerRequest =
  | LeaderAndIsrRequest
  | StopReplicaRequest
  | UpdateMetadataRequest
  | ControlledShutdownRequest
  | AlterIsrRequest;

export type AnyControllerResponse =
  | LeaderAndIsrResponse
  | StopReplicaResponse
  | UpdateMetadataResponse
  | ControlledShutdownResponse
  | AlterIsrResponse;
