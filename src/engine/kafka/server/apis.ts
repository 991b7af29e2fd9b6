/**
 * Who answers which request.
 *
 * Mirrors: kafka.server.KafkaApis.handle, 2.8.0.
 * Read next: ../replica/replica-manager.ts, ../group/group-coordinator.ts,
 * ../transaction/transaction-coordinator.ts, ../controller/controller.ts.
 */
import { handleControllerRequest } from '../controller/controller.ts';
import { handleGroupRequest } from '../group/group-coordinator.ts';
import type { KafkaRequest } from '../protocol/messages.ts';
import { handleReplicaRequest } from '../replica/replica-manager.ts';
import { handleTransactionRequest } from '../transaction/transaction-coordinator.ts';
import type { ZkContinuation, ZkReply } from '../zk/zk-state.ts';
import type { BrokerTurn, RequestRef } from './broker-state.ts';
import { endRequest } from './respond.ts';

/** Hands a request to its part, which answers now or later. */
export function handleRequest(turn: BrokerTurn, request: KafkaRequest, ref: RequestRef): void {
  switch (request.type) {
    case 'ProduceRequest':
    case 'FetchRequest':
    case 'ListOffsetsRequest':
    case 'OffsetForLeaderEpochRequest':
    case 'DeleteRecordsRequest':
    case 'LeaderAndIsrRequest':
    case 'StopReplicaRequest':
    case 'DescribeLogDirsRequest':
    case 'DescribeProducersRequest':
      return handleReplicaRequest(turn, request, ref);
    case 'JoinGroupRequest':
    case 'SyncGroupRequest':
    case 'HeartbeatRequest':
    case 'LeaveGroupRequest':
    case 'OffsetCommitRequest':
    case 'OffsetFetchRequest':
    case 'OffsetDeleteRequest':
    case 'DescribeGroupsRequest':
    case 'ListGroupsRequest':
    case 'DeleteGroupsRequest':
    case 'TxnOffsetCommitRequest':
      return handleGroupRequest(turn, request, ref);
    case 'InitProducerIdRequest':
    case 'AddPartitionsToTxnRequest':
    case 'AddOffsetsToTxnRequest':
    case 'EndTxnRequest':
    case 'WriteTxnMarkersRequest':
      return handleTransactionRequest(turn, request, ref);
    case 'ControlledShutdownRequest':
    case 'AlterIsrRequest':
    case 'ElectLeadersRequest':
    case 'AlterPartitionReassignmentsRequest':
    case 'ListPartitionReassignmentsRequest':
      return handleControllerRequest(turn, request, ref);
    default:
      return endRequest(turn, ref);
  }
}

/** Replies for `to: 'admin'`. */
export function onAdminZkReplies(
  _turn: BrokerTurn,
  _then: ZkContinuation,
  _replies: readonly ZkReply[],
): void {}
