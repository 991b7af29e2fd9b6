/**
 * Topics, their partitions and replicas, as admin clients ask for them.
 *
 * Mirrors: the schemas of org.apache.kafka.common.message at their newest versions, 2.8.0.
 * Departs: an error is its name, not its number; no throttle times.
 */
import type { ErrorName } from './errors.ts';
import type { RequestHeader, ResponseHeader } from './header.ts';

export interface CreateTopicsRequest extends RequestHeader {
  readonly type: 'CreateTopicsRequest';
  readonly topics: readonly CreatableTopic[];
  readonly timeoutMs: number;
  readonly validateOnly: boolean;
}

export interface CreatableTopic {
  readonly name: string;
  readonly numPartitions: number;
  readonly replicationFactor: number;
  readonly assignments: readonly CreatableReplicaAssignment[];
  readonly configs: readonly CreateableTopicConfig[];
}

export interface CreatableReplicaAssignment {
  readonly partitionIndex: number;
  readonly brokerIds: readonly number[];
}

export interface CreateableTopicConfig {
  readonly name: string;
  readonly value: string | null;
}

export interface CreateTopicsResponse extends ResponseHeader {
  readonly type: 'CreateTopicsResponse';
  readonly topics: readonly CreatableTopicResult[];
}

export interface CreatableTopicResult {
  readonly name: string;
  readonly topicId: string;
  readonly errorCode: ErrorName;
  readonly errorMessage: string | null;
  readonly topicConfigErrorCode: number;
  readonly numPartitions: number;
  readonly replicationFactor: number;
  readonly configs: readonly CreatableTopicConfigs[] | null;
}

export interface CreatableTopicConfigs {
  readonly name: string;
  readonly value: string | null;
  readonly readOnly: boolean;
  readonly configSource: number;
  readonly isSensitive: boolean;
}

export interface DeleteTopicsRequest extends RequestHeader {
  readonly type: 'DeleteTopicsRequest';
  readonly topics: readonly DeleteTopicState[];
  readonly timeoutMs: number;
}

export interface DeleteTopicState {
  readonly name: string | null;
  readonly topicId: string;
}

export interface DeleteTopicsResponse extends ResponseHeader {
  readonly type: 'DeleteTopicsResponse';
  readonly responses: readonly DeletableTopicResult[];
}

export interface DeletableTopicResult {
  readonly name: string | null;
  readonly topicId: string;
  readonly errorCode: ErrorName;
  readonly errorMessage: string | null;
}

export interface CreatePartitionsRequest extends RequestHeader {
  readonly type: 'CreatePartitionsRequest';
  readonly topics: readonly CreatePartitionsTopic[];
  readonly timeoutMs: number;
  readonly validateOnly: boolean;
}

export interface CreatePartitionsTopic {
  readonly name: string;
  readonly count: number;
  readonly assignments: readonly CreatePartitionsAssignment[] | null;
}

export interface CreatePartitionsAssignment {
  readonly brokerIds: readonly number[];
}

export interface CreatePartitionsResponse extends ResponseHeader {
  readonly type: 'CreatePartitionsResponse';
  readonly results: readonly CreatePartitionsTopicResult[];
}

export interface CreatePartitionsTopicResult {
  readonly name: string;
  readonly errorCode: ErrorName;
  readonly errorMessage: string | null;
}

export interface ElectLeadersRequest extends RequestHeader {
  readonly type: 'ElectLeadersRequest';
  readonly electionType: number;
  readonly topicPartitions: readonly TopicPartitions[] | null;
  readonly timeoutMs: number;
}

export interface TopicPartitions {
  readonly topic: string;
  readonly partitionId: readonly number[];
}

export interface ElectLeadersResponse extends ResponseHeader {
  readonly type: 'ElectLeadersResponse';
  readonly errorCode: ErrorName;
  readonly replicaElectionResults: readonly ReplicaElectionResult[];
}

export interface ReplicaElectionResult {
  readonly topic: string;
  readonly partitionResult: readonly PartitionResult[];
}

export interface PartitionResult {
  readonly partitionId: number;
  readonly errorCode: ErrorName;
  readonly errorMessage: string | null;
}

export interface AlterPartitionReassignmentsRequest extends RequestHeader {
  readonly type: 'AlterPartitionReassignmentsRequest';
  readonly timeoutMs: number;
  readonly topics: readonly ReassignableTopic[];
}

export interface ReassignableTopic {
  readonly name: string;
  readonly partitions: readonly ReassignablePartition[];
}

export interface ReassignablePartition {
  readonly partitionIndex: number;
  readonly replicas: readonly number[] | null;
}

export interface AlterPartitionReassignmentsResponse extends ResponseHeader {
  readonly type: 'AlterPartitionReassignmentsResponse';
  readonly errorCode: ErrorName;
  readonly errorMessage: string | null;
  readonly responses: readonly ReassignableTopicResponse[];
}

export interface ReassignableTopicResponse {
  readonly name: string;
  readonly partitions: readonly ReassignablePartitionResponse[];
}

export interface ReassignablePartitionResponse {
  readonly partitionIndex: number;
  readonly errorCode: ErrorName;
  readonly errorMessage: string | null;
}

export interface ListPartitionReassignmentsRequest extends RequestHeader {
  readonly type: 'ListPartitionReassignmentsRequest';
  readonly timeoutMs: number;
  readonly topics: readonly ListPartitionReassignmentsTopics[] | null;
}

export interface ListPartitionReassignmentsTopics {
  readonly name: string;
  readonly partitionIndexes: readonly number[];
}

export interface ListPartitionReassignmentsResponse extends ResponseHeader {
  readonly type: 'ListPartitionReassignmentsResponse';
  readonly errorCode: ErrorName;
  readonly errorMessage: string | null;
  readonly topics: readonly OngoingTopicReassignment[];
}

export interface OngoingTopicReassignment {
  readonly name: string;
  readonly partitions: readonly OngoingPartitionReassignment[];
}

export interface OngoingPartitionReassignment {
  readonly partitionIndex: number;
  readonly replicas: readonly number[];
  readonly addingReplicas: readonly number[];
  readonly removingReplicas: readonly number[];
}

export interface DescribeLogDirsRequest extends RequestHeader {
  readonly type: 'DescribeLogDirsRequest';
  readonly topics: readonly DescribableLogDirTopic[] | null;
}

export interface DescribableLogDirTopic {
  readonly topic: string;
  readonly partitionIndex: readonly number[];
}

export interface DescribeLogDirsResponse extends ResponseHeader {
  readonly type: 'DescribeLogDirsResponse';
  readonly results: readonly DescribeLogDirsResult[];
}

export interface DescribeLogDirsResult {
  readonly errorCode: ErrorName;
  readonly logDir: string;
  readonly topics: readonly DescribeLogDirsTopic[];
}

export interface DescribeLogDirsTopic {
  readonly name: string;
  readonly partitions: readonly DescribeLogDirsPartition[];
}

export interface DescribeLogDirsPartition {
  readonly partitionIndex: number;
  readonly partitionSize: number;
  readonly offsetLag: number;
  readonly isFutureKey: boolean;
}

export interface AlterReplicaLogDirsRequest extends RequestHeader {
  readonly type: 'AlterReplicaLogDirsRequest';
  readonly dirs: readonly AlterReplicaLogDir[];
}

export interface AlterReplicaLogDir {
  readonly path: string;
  readonly topics: readonly AlterReplicaLogDirTopic[];
}

export interface AlterReplicaLogDirTopic {
  readonly name: string;
  readonly partitions: readonly number[];
}

export interface AlterReplicaLogDirsResponse extends ResponseHeader {
  readonly type: 'AlterReplicaLogDirsResponse';
  readonly results: readonly AlterReplicaLogDirTopicResult[];
}

export interface AlterReplicaLogDirTopicResult {
  readonly topicName: string;
  readonly partitions: readonly AlterReplicaLogDirPartitionResult[];
}

export interface AlterReplicaLogDirPartitionResult {
  readonly partitionIndex: number;
  readonly errorCode: ErrorName;
}

export type AnyAdminTopicsRequest =
  | CreateTopicsRequest
  | DeleteTopicsRequest
  | CreatePartitionsRequest
  | ElectLeadersRequest
  | AlterPartitionReassignmentsRequest
  | ListPartitionReassignmentsRequest
  | DescribeLogDirsRequest
  | AlterReplicaLogDirsRequest;

export type AnyAdminTopicsResponse =
  | CreateTopicsResponse
  | DeleteTopicsResponse
  | CreatePartitionsResponse
  | ElectLeadersResponse
  | AlterPartitionReassignmentsResponse
  | ListPartitionReassignmentsResponse
  | DescribeLogDirsResponse
  | AlterReplicaLogDirsResponse;
