/**
 * Access control, producers and brokers, as admin clients ask for them.
 *
 * Mirrors: the schemas of org.apache.kafka.common.message at their newest versions, 2.8.0.
 * Departs: an error is its name, not its number; no throttle times.
 */
import type { ErrorName } from './errors.ts';
import type { RequestHeader, ResponseHeader } from './header.ts';

export interface DescribeAclsRequest extends RequestHeader {
  readonly type: 'DescribeAclsRequest';
  readonly resourceTypeFilter: number;
  readonly resourceNameFilter: string | null;
  readonly patternTypeFilter: number;
  readonly principalFilter: string | null;
  readonly hostFilter: string | null;
  readonly operation: number;
  readonly permissionType: number;
}

export interface DescribeAclsResponse extends ResponseHeader {
  readonly type: 'DescribeAclsResponse';
  readonly errorCode: ErrorName;
  readonly errorMessage: string | null;
  readonly resources: readonly DescribeAclsResource[];
}

export interface DescribeAclsResource {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly patternType: number;
  readonly acls: readonly AclDescription[];
}

export interface AclDescription {
  readonly principal: string;
  readonly host: string;
  readonly operation: number;
  readonly permissionType: number;
}

export interface CreateAclsRequest extends RequestHeader {
  readonly type: 'CreateAclsRequest';
  readonly creations: readonly AclCreation[];
}

export interface AclCreation {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly resourcePatternType: number;
  readonly principal: string;
  readonly host: string;
  readonly operation: number;
  readonly permissionType: number;
}

export interface CreateAclsResponse extends ResponseHeader {
  readonly type: 'CreateAclsResponse';
  readonly results: readonly AclCreationResult[];
}

export interface AclCreationResult {
  readonly errorCode: ErrorName;
  readonly errorMessage: string | null;
}

export interface DeleteAclsRequest extends RequestHeader {
  readonly type: 'DeleteAclsRequest';
  readonly filters: readonly DeleteAclsFilter[];
}

export interface DeleteAclsFilter {
  readonly resourceTypeFilter: number;
  readonly resourceNameFilter: string | null;
  readonly patternTypeFilter: number;
  readonly principalFilter: string | null;
  readonly hostFilter: string | null;
  readonly operation: number;
  readonly permissionType: number;
}

export interface DeleteAclsResponse extends ResponseHeader {
  readonly type: 'DeleteAclsResponse';
  readonly filterResults: readonly DeleteAclsFilterResult[];
}

export interface DeleteAclsFilterResult {
  readonly errorCode: ErrorName;
  readonly errorMessage: string | null;
  readonly matchingAcls: readonly DeleteAclsMatchingAcl[];
}

export interface DeleteAclsMatchingAcl {
  readonly errorCode: ErrorName;
  readonly errorMessage: string | null;
  readonly resourceType: number;
  readonly resourceName: string;
  readonly patternType: number;
  readonly principal: string;
  readonly host: string;
  readonly operation: number;
  readonly permissionType: number;
}

export interface UnregisterBrokerRequest extends RequestHeader {
  readonly type: 'UnregisterBrokerRequest';
  readonly brokerId: number;
}

export interface UnregisterBrokerResponse extends ResponseHeader {
  readonly type: 'UnregisterBrokerResponse';
  readonly errorCode: ErrorName;
  readonly errorMessage: string | null;
}

export interface DescribeProducersRequest extends RequestHeader {
  readonly type: 'DescribeProducersRequest';
  readonly topics: readonly TopicRequest[];
}

export interface TopicRequest {
  readonly name: string;
  readonly partitionIndexes: readonly number[];
}

export interface DescribeProducersResponse extends ResponseHeader {
  readonly type: 'DescribeProducersResponse';
  readonly topics: readonly TopicResponse[];
}

export interface TopicResponse {
  readonly name: string;
  readonly partitions: readonly PartitionResponse[];
}

export interface PartitionResponse {
  readonly partitionIndex: number;
  readonly errorCode: ErrorName;
  readonly errorMessage: string | null;
  readonly activeProducers: readonly ProducerState[];
}

export interface ProducerState {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly lastSequence: number;
  readonly lastTimestamp: number;
  readonly coordinatorEpoch: number;
  readonly currentTxnStartOffset: number;
}

export type AnyAdminClusterRequest =
  | DescribeAclsRequest
  | CreateAclsRequest
  | DeleteAclsRequest
  | UnregisterBrokerRequest
  | DescribeProducersRequest;

export type AnyAdminClusterResponse =
  | DescribeAclsResponse
  | CreateAclsResponse
  | DeleteAclsResponse
  | UnregisterBrokerResponse
  | DescribeProducersResponse;
