/**
 * Idempotence and transactions.
 *
 * Mirrors: the schemas of org.apache.kafka.common.message at their newest versions, 2.8.0.
 * Departs: an error is its name, not its number; no throttle times.
 */
import type { ErrorName } from './errors.ts';
import type { RequestHeader, ResponseHeader } from './header.ts';

export interface InitProducerIdRequest extends RequestHeader {
  readonly type: 'InitProducerIdRequest';
  readonly transactionalId: string | null;
  readonly transactionTimeoutMs: number;
  readonly producerId: number;
  readonly producerEpoch: number;
}

export interface InitProducerIdResponse extends ResponseHeader {
  readonly type: 'InitProducerIdResponse';
  readonly errorCode: ErrorName;
  readonly producerId: number;
  readonly producerEpoch: number;
}

export interface AddPartitionsToTxnRequest extends RequestHeader {
  readonly type: 'AddPartitionsToTxnRequest';
  readonly transactionalId: string;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly topics: readonly AddPartitionsToTxnTopic[];
}

export interface AddPartitionsToTxnTopic {
  readonly name: string;
  readonly partitions: readonly number[];
}

export interface AddPartitionsToTxnResponse extends ResponseHeader {
  readonly type: 'AddPartitionsToTxnResponse';
  readonly results: readonly AddPartitionsToTxnTopicResult[];
}

export interface AddPartitionsToTxnTopicResult {
  readonly name: string;
  readonly results: readonly AddPartitionsToTxnPartitionResult[];
}

export interface AddPartitionsToTxnPartitionResult {
  readonly partitionIndex: number;
  readonly errorCode: ErrorName;
}

export interface AddOffsetsToTxnRequest extends RequestHeader {
  readonly type: 'AddOffsetsToTxnRequest';
  readonly transactionalId: string;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly groupId: string;
}

export interface AddOffsetsToTxnResponse extends ResponseHeader {
  readonly type: 'AddOffsetsToTxnResponse';
  readonly errorCode: ErrorName;
}

export interface EndTxnRequest extends RequestHeader {
  readonly type: 'EndTxnRequest';
  readonly transactionalId: string;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly committed: boolean;
}

export interface EndTxnResponse extends ResponseHeader {
  readonly type: 'EndTxnResponse';
  readonly errorCode: ErrorName;
}

export interface WriteTxnMarkersRequest extends RequestHeader {
  readonly type: 'WriteTxnMarkersRequest';
  readonly markers: readonly WritableTxnMarker[];
}

export interface WritableTxnMarker {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly transactionResult: boolean;
  readonly topics: readonly WritableTxnMarkerTopic[];
  readonly coordinatorEpoch: number;
}

export interface WritableTxnMarkerTopic {
  readonly name: string;
  readonly partitionIndexes: readonly number[];
}

export interface WriteTxnMarkersResponse extends ResponseHeader {
  readonly type: 'WriteTxnMarkersResponse';
  readonly markers: readonly WritableTxnMarkerResult[];
}

export interface WritableTxnMarkerResult {
  readonly producerId: number;
  readonly topics: readonly WritableTxnMarkerTopicResult[];
}

export interface WritableTxnMarkerTopicResult {
  readonly name: string;
  readonly partitions: readonly WritableTxnMarkerPartitionResult[];
}

export interface WritableTxnMarkerPartitionResult {
  readonly partitionIndex: number;
  readonly errorCode: ErrorName;
}

export interface TxnOffsetCommitRequest extends RequestHeader {
  readonly type: 'TxnOffsetCommitRequest';
  readonly transactionalId: string;
  readonly groupId: string;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly topics: readonly TxnOffsetCommitRequestTopic[];
}

export interface TxnOffsetCommitRequestTopic {
  readonly name: string;
  readonly partitions: readonly TxnOffsetCommitRequestPartition[];
}

export interface TxnOffsetCommitRequestPartition {
  readonly partitionIndex: number;
  readonly committedOffset: number;
  readonly committedLeaderEpoch: number;
  readonly committedMetadata: string | null;
}

export interface TxnOffsetCommitResponse extends ResponseHeader {
  readonly type: 'TxnOffsetCommitResponse';
  readonly topics: readonly TxnOffsetCommitResponseTopic[];
}

export interface TxnOffsetCommitResponseTopic {
  readonly name: string;
  readonly partitions: readonly TxnOffsetCommitResponsePartition[];
}

export interface TxnOffsetCommitResponsePartition {
  readonly partitionIndex: number;
  readonly errorCode: ErrorName;
}

export type AnyTransactionsRequest =
  | InitProducerIdRequest
  | AddPartitionsToTxnRequest
  | AddOffsetsToTxnRequest
  | EndTxnRequest
  | WriteTxnMarkersRequest
  | TxnOffsetCommitRequest;

export type AnyTransactionsResponse =
  | InitProducerIdResponse
  | AddPartitionsToTxnResponse
  | AddOffsetsToTxnResponse
  | EndTxnResponse
  | WriteTxnMarkersResponse
  | TxnOffsetCommitResponse;
