/**
 * Records in and out of a leader's log.
 *
 * Mirrors: the schemas of org.apache.kafka.common.message at their newest versions, 2.8.0.
 * Departs: an error is its name, not its number; no throttle times.
 */
import type { ErrorName } from './errors.ts';
import type { RequestHeader, ResponseHeader } from './header.ts';
import type { RecordBatch } from './record-batch.ts';

export interface ProduceRequest extends RequestHeader {
  readonly type: 'ProduceRequest';
  readonly transactionalId: string | null;
  readonly acks: number;
  readonly timeoutMs: number;
  readonly topicData: readonly TopicProduceData[];
}

export interface TopicProduceData {
  readonly name: string;
  readonly partitionData: readonly PartitionProduceData[];
}

export interface PartitionProduceData {
  readonly index: number;
  readonly records: readonly RecordBatch[];
}

export interface ProduceResponse extends ResponseHeader {
  readonly type: 'ProduceResponse';
  readonly responses: readonly TopicProduceResponse[];
}

export interface TopicProduceResponse {
  readonly name: string;
  readonly partitionResponses: readonly PartitionProduceResponse[];
}

export interface PartitionProduceResponse {
  readonly index: number;
  readonly errorCode: ErrorName;
  readonly baseOffset: number;
  readonly logAppendTimeMs: number;
  readonly logStartOffset: number;
  readonly recordErrors: readonly BatchIndexAndErrorMessage[];
  readonly errorMessage: string | null;
}

export interface BatchIndexAndErrorMessage {
  readonly batchIndex: number;
  readonly batchIndexErrorMessage: string | null;
}

export interface FetchRequest extends RequestHeader {
  readonly type: 'FetchRequest';
  readonly clusterId: string | null;
  readonly replicaId: number;
  readonly maxWaitMs: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly isolationLevel: number;
  readonly sessionId: number;
  readonly sessionEpoch: number;
  readonly topics: readonly FetchTopic[];
  readonly forgottenTopicsData: readonly ForgottenTopic[];
  readonly rackId: string;
}

export interface FetchTopic {
  readonly topic: string;
  readonly partitions: readonly FetchPartition[];
}

export interface FetchPartition {
  readonly partition: number;
  readonly currentLeaderEpoch: number;
  readonly fetchOffset: number;
  readonly lastFetchedEpoch: number;
  readonly logStartOffset: number;
  readonly partitionMaxBytes: number;
}

export interface ForgottenTopic {
  readonly topic: string;
  readonly partitions: readonly number[];
}

export interface FetchResponse extends ResponseHeader {
  readonly type: 'FetchResponse';
  readonly errorCode: ErrorName;
  readonly sessionId: number;
  readonly responses: readonly FetchableTopicResponse[];
}

export interface FetchableTopicResponse {
  readonly topic: string;
  readonly partitionResponses: readonly FetchablePartitionResponse[];
}

export interface FetchablePartitionResponse {
  readonly partition: number;
  readonly errorCode: ErrorName;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  readonly logStartOffset: number;
  readonly divergingEpoch: EpochEndOffset | null;
  readonly abortedTransactions: readonly AbortedTransaction[] | null;
  readonly preferredReadReplica: number;
  readonly recordSet: readonly RecordBatch[];
}

export interface EpochEndOffset {
  readonly epoch: number;
  readonly endOffset: number;
}

export interface AbortedTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
}

export interface ListOffsetsRequest extends RequestHeader {
  readonly type: 'ListOffsetsRequest';
  readonly replicaId: number;
  readonly isolationLevel: number;
  readonly topics: readonly ListOffsetsTopic[];
}

export interface ListOffsetsTopic {
  readonly name: string;
  readonly partitions: readonly ListOffsetsPartition[];
}

export interface ListOffsetsPartition {
  readonly partitionIndex: number;
  readonly currentLeaderEpoch: number;
  readonly timestamp: number;
}

export interface ListOffsetsResponse extends ResponseHeader {
  readonly type: 'ListOffsetsResponse';
  readonly topics: readonly ListOffsetsTopicResponse[];
}

export interface ListOffsetsTopicResponse {
  readonly name: string;
  readonly partitions: readonly ListOffsetsPartitionResponse[];
}

export interface ListOffsetsPartitionResponse {
  readonly partitionIndex: number;
  readonly errorCode: ErrorName;
  readonly timestamp: number;
  readonly offset: number;
  readonly leaderEpoch: number;
}

export interface OffsetForLeaderEpochRequest extends RequestHeader {
  readonly type: 'OffsetForLeaderEpochRequest';
  readonly replicaId: number;
  readonly topics: readonly OffsetForLeaderTopic[];
}

export interface OffsetForLeaderTopic {
  readonly topic: string;
  readonly partitions: readonly OffsetForLeaderPartition[];
}

export interface OffsetForLeaderPartition {
  readonly partition: number;
  readonly currentLeaderEpoch: number;
  readonly leaderEpoch: number;
}

export interface OffsetForLeaderEpochResponse extends ResponseHeader {
  readonly type: 'OffsetForLeaderEpochResponse';
  readonly topics: readonly OffsetForLeaderTopicResult[];
}

export interface OffsetForLeaderTopicResult {
  readonly topic: string;
  readonly partitions: readonly OffsetForLeaderEpochEpochEndOffsetResult[];
}

export interface OffsetForLeaderEpochEpochEndOffsetResult {
  readonly errorCode: ErrorName;
  readonly partition: number;
  readonly leaderEpoch: number;
  readonly endOffset: number;
}

export interface DeleteRecordsRequest extends RequestHeader {
  readonly type: 'DeleteRecordsRequest';
  readonly topics: readonly DeleteRecordsTopic[];
  readonly timeoutMs: number;
}

export interface DeleteRecordsTopic {
  readonly name: string;
  readonly partitions: readonly DeleteRecordsPartition[];
}

export interface DeleteRecordsPartition {
  readonly partitionIndex: number;
  readonly offset: number;
}

export interface DeleteRecordsResponse extends ResponseHeader {
  readonly type: 'DeleteRecordsResponse';
  readonly topics: readonly DeleteRecordsTopicResult[];
}

export interface DeleteRecordsTopicResult {
  readonly name: string;
  readonly partitions: readonly DeleteRecordsPartitionResult[];
}

export interface DeleteRecordsPartitionResult {
  readonly partitionIndex: number;
  readonly lowWatermark: number;
  readonly errorCode: ErrorName;
}

export type AnyProduceFetchRequest =
  | ProduceRequest
  | FetchRequest
  | ListOffsetsRequest
  | OffsetForLeaderEpochRequest
  | DeleteRecordsRequest;

export type AnyProduceFetchResponse =
  | ProduceResponse
  | FetchResponse
  | ListOffsetsResponse
  | OffsetForLeaderEpochResponse
  | DeleteRecordsResponse;
