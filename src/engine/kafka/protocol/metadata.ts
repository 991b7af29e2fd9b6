/**
 * What a client asks before it can do anything.
 *
 * Mirrors: the schemas of org.apache.kafka.common.message at their newest versions, 2.8.0.
 * Departs: an error is its name, not its number; no throttle times.
 */
import type { ErrorName } from './errors.ts';
import type { RequestHeader, ResponseHeader } from './header.ts';

export interface ApiVersionsRequest extends RequestHeader {
  readonly type: 'ApiVersionsRequest';
  readonly clientSoftwareName: string;
  readonly clientSoftwareVersion: string;
}

export interface ApiVersionsResponse extends ResponseHeader {
  readonly type: 'ApiVersionsResponse';
  readonly errorCode: ErrorName;
  readonly apiKeys: readonly ApiVersion[];
  readonly supportedFeatures: readonly SupportedFeatureKey[];
  readonly finalizedFeaturesEpoch: number;
  readonly finalizedFeatures: readonly FinalizedFeatureKey[];
}

export interface ApiVersion {
  readonly apiKey: number;
  readonly minVersion: number;
  readonly maxVersion: number;
}

export interface SupportedFeatureKey {
  readonly name: string;
  readonly minVersion: number;
  readonly maxVersion: number;
}

export interface FinalizedFeatureKey {
  readonly name: string;
  readonly maxVersionLevel: number;
  readonly minVersionLevel: number;
}

export interface MetadataRequest extends RequestHeader {
  readonly type: 'MetadataRequest';
  readonly topics: readonly MetadataRequestTopic[] | null;
  readonly allowAutoTopicCreation: boolean;
  readonly includeTopicAuthorizedOperations: boolean;
}

export interface MetadataRequestTopic {
  readonly topicId: string;
  readonly name: string | null;
}

export interface MetadataResponse extends ResponseHeader {
  readonly type: 'MetadataResponse';
  readonly brokers: readonly MetadataResponseBroker[];
  readonly clusterId: string | null;
  readonly controllerId: number;
  readonly topics: readonly MetadataResponseTopic[];
}

export interface MetadataResponseBroker {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
}

export interface MetadataResponseTopic {
  readonly errorCode: ErrorName;
  readonly name: string;
  readonly topicId: string;
  readonly isInternal: boolean;
  readonly partitions: readonly MetadataResponsePartition[];
  readonly topicAuthorizedOperations: number;
}

export interface MetadataResponsePartition {
  readonly errorCode: ErrorName;
  readonly partitionIndex: number;
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly replicaNodes: readonly number[];
  readonly isrNodes: readonly number[];
  readonly offlineReplicas: readonly number[];
}

export interface FindCoordinatorRequest extends RequestHeader {
  readonly type: 'FindCoordinatorRequest';
  readonly key: string;
  readonly keyType: number;
}

export interface FindCoordinatorResponse extends ResponseHeader {
  readonly type: 'FindCoordinatorResponse';
  readonly errorCode: ErrorName;
  readonly errorMessage: string | null;
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
}

export interface DescribeClusterRequest extends RequestHeader {
  readonly type: 'DescribeClusterRequest';
  readonly includeClusterAuthorizedOperations: boolean;
}

export interface DescribeClusterResponse extends ResponseHeader {
  readonly type: 'DescribeClusterResponse';
  readonly errorCode: ErrorName;
  readonly errorMessage: string | null;
  readonly clusterId: string;
  readonly controllerId: number;
  readonly brokers: readonly DescribeClusterBroker[];
  readonly clusterAuthorizedOperations: number;
}

export interface DescribeClusterBroker {
  readonly brokerId: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
}

export type AnyMetadataRequest =
  ApiVersionsRequest | MetadataRequest | FindCoordinatorRequest | DescribeClusterRequest;

export type AnyMetadataResponse =
  ApiVersionsResponse | MetadataResponse | FindCoordinatorResponse | DescribeClusterResponse;
