/**
 * Consumer groups and their offsets.
 *
 * Mirrors: the schemas of org.apache.kafka.common.message at their newest versions, 2.8.0.
 * Departs: an error is its name, not its number; no throttle times.
 */
import type {
  ConsumerProtocolAssignment,
  ConsumerProtocolSubscription,
} from './consumer-protocol.ts';
import type { ErrorName } from './errors.ts';
import type { RequestHeader, ResponseHeader } from './header.ts';

export interface JoinGroupRequest extends RequestHeader {
  readonly type: 'JoinGroupRequest';
  readonly groupId: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly protocolType: string;
  readonly protocols: readonly JoinGroupRequestProtocol[];
}

export interface JoinGroupRequestProtocol {
  readonly name: string;
  readonly metadata: ConsumerProtocolSubscription;
}

export interface JoinGroupResponse extends ResponseHeader {
  readonly type: 'JoinGroupResponse';
  readonly errorCode: ErrorName;
  readonly generationId: number;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly leader: string;
  readonly memberId: string;
  readonly members: readonly JoinGroupResponseMember[];
}

export interface JoinGroupResponseMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly metadata: ConsumerProtocolSubscription;
}

export interface SyncGroupRequest extends RequestHeader {
  readonly type: 'SyncGroupRequest';
  readonly groupId: string;
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly assignments: readonly SyncGroupRequestAssignment[];
}

export interface SyncGroupRequestAssignment {
  readonly memberId: string;
  readonly assignment: ConsumerProtocolAssignment;
}

export interface SyncGroupResponse extends ResponseHeader {
  readonly type: 'SyncGroupResponse';
  readonly errorCode: ErrorName;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly assignment: ConsumerProtocolAssignment | null;
}

export interface HeartbeatRequest extends RequestHeader {
  readonly type: 'HeartbeatRequest';
  readonly groupId: string;
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
}

export interface HeartbeatResponse extends ResponseHeader {
  readonly type: 'HeartbeatResponse';
  readonly errorCode: ErrorName;
}

export interface LeaveGroupRequest extends RequestHeader {
  readonly type: 'LeaveGroupRequest';
  readonly groupId: string;
  readonly members: readonly MemberIdentity[];
}

export interface MemberIdentity {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
}

export interface LeaveGroupResponse extends ResponseHeader {
  readonly type: 'LeaveGroupResponse';
  readonly errorCode: ErrorName;
  readonly members: readonly MemberResponse[];
}

export interface MemberResponse {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly errorCode: ErrorName;
}

export interface OffsetCommitRequest extends RequestHeader {
  readonly type: 'OffsetCommitRequest';
  readonly groupId: string;
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly topics: readonly OffsetCommitRequestTopic[];
}

export interface OffsetCommitRequestTopic {
  readonly name: string;
  readonly partitions: readonly OffsetCommitRequestPartition[];
}

export interface OffsetCommitRequestPartition {
  readonly partitionIndex: number;
  readonly committedOffset: number;
  readonly committedLeaderEpoch: number;
  readonly committedMetadata: string | null;
}

export interface OffsetCommitResponse extends ResponseHeader {
  readonly type: 'OffsetCommitResponse';
  readonly topics: readonly OffsetCommitResponseTopic[];
}

export interface OffsetCommitResponseTopic {
  readonly name: string;
  readonly partitions: readonly OffsetCommitResponsePartition[];
}

export interface OffsetCommitResponsePartition {
  readonly partitionIndex: number;
  readonly errorCode: ErrorName;
}

export interface OffsetFetchRequest extends RequestHeader {
  readonly type: 'OffsetFetchRequest';
  readonly groupId: string;
  readonly topics: readonly OffsetFetchRequestTopic[] | null;
  readonly requireStable: boolean;
}

export interface OffsetFetchRequestTopic {
  readonly name: string;
  readonly partitionIndexes: readonly number[];
}

export interface OffsetFetchResponse extends ResponseHeader {
  readonly type: 'OffsetFetchResponse';
  readonly topics: readonly OffsetFetchResponseTopic[];
  readonly errorCode: ErrorName;
}

export interface OffsetFetchResponseTopic {
  readonly name: string;
  readonly partitions: readonly OffsetFetchResponsePartition[];
}

export interface OffsetFetchResponsePartition {
  readonly partitionIndex: number;
  readonly committedOffset: number;
  readonly committedLeaderEpoch: number;
  readonly metadata: string | null;
  readonly errorCode: ErrorName;
}

export interface OffsetDeleteRequest extends RequestHeader {
  readonly type: 'OffsetDeleteRequest';
  readonly groupId: string;
  readonly topics: readonly OffsetDeleteRequestTopic[];
}

export interface OffsetDeleteRequestTopic {
  readonly name: string;
  readonly partitions: readonly OffsetDeleteRequestPartition[];
}

export interface OffsetDeleteRequestPartition {
  readonly partitionIndex: number;
}

export interface OffsetDeleteResponse extends ResponseHeader {
  readonly type: 'OffsetDeleteResponse';
  readonly errorCode: ErrorName;
  readonly topics: readonly OffsetDeleteResponseTopic[];
}

export interface OffsetDeleteResponseTopic {
  readonly name: string;
  readonly partitions: readonly OffsetDeleteResponsePartition[];
}

export interface OffsetDeleteResponsePartition {
  readonly partitionIndex: number;
  readonly errorCode: ErrorName;
}

export interface DescribeGroupsRequest extends RequestHeader {
  readonly type: 'DescribeGroupsRequest';
  readonly groups: readonly string[];
  readonly includeAuthorizedOperations: boolean;
}

export interface DescribeGroupsResponse extends ResponseHeader {
  readonly type: 'DescribeGroupsResponse';
  readonly groups: readonly DescribedGroup[];
}

export interface DescribedGroup {
  readonly errorCode: ErrorName;
  readonly groupId: string;
  readonly groupState: string;
  readonly protocolType: string;
  readonly protocolData: string;
  readonly members: readonly DescribedGroupMember[];
  readonly authorizedOperations: number;
}

export interface DescribedGroupMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly memberMetadata: ConsumerProtocolSubscription | null;
  readonly memberAssignment: ConsumerProtocolAssignment | null;
}

export interface ListGroupsRequest extends RequestHeader {
  readonly type: 'ListGroupsRequest';
  readonly statesFilter: readonly string[];
}

export interface ListGroupsResponse extends ResponseHeader {
  readonly type: 'ListGroupsResponse';
  readonly errorCode: ErrorName;
  readonly groups: readonly ListedGroup[];
}

export interface ListedGroup {
  readonly groupId: string;
  readonly protocolType: string;
  readonly groupState: string;
}

export interface DeleteGroupsRequest extends RequestHeader {
  readonly type: 'DeleteGroupsRequest';
  readonly groupsNames: readonly string[];
}

export interface DeleteGroupsResponse extends ResponseHeader {
  readonly type: 'DeleteGroupsResponse';
  readonly results: readonly DeletableGroupResult[];
}

export interface DeletableGroupResult {
  readonly groupId: string;
  readonly errorCode: ErrorName;
}

export type AnyGroupsRequest =
  | JoinGroupRequest
  | SyncGroupRequest
  | HeartbeatRequest
  | LeaveGroupRequest
  | OffsetCommitRequest
  | OffsetFetchRequest
  | OffsetDeleteRequest
  | DescribeGroupsRequest
  | ListGroupsRequest
  | DeleteGroupsRequest;

export type AnyGroupsResponse =
  | JoinGroupResponse
  | SyncGroupResponse
  | HeartbeatResponse
  | LeaveGroupResponse
  | OffsetCommitResponse
  | OffsetFetchResponse
  | OffsetDeleteResponse
  | DescribeGroupsResponse
  | ListGroupsResponse
  | DeleteGroupsResponse;
