/**
 * What becomes of a request: the part of the broker that it is for.
 *
 * Mirrors: kafka.server.KafkaApis.handle, 2.8.0.
 * Departs: no delegation tokens, no envelopes.
 * Read next: apis-metadata.ts, admin-topics.ts.
 */
import { handleControllerRequest } from '../controller/controller.ts';
import { handleGroupRequest } from '../group/group-coordinator.ts';
import type { KafkaRequest } from '../protocol/messages.ts';
import { handleReplicaRequest } from '../replica/replica-manager.ts';
import { handleTransactionRequest } from '../transaction/transaction-coordinator.ts';
import { handleAlterConfigs, handleIncrementalAlterConfigs } from './admin-configs.ts';
import {
  handleAlterClientQuotas,
  handleAlterUserScramCredentials,
  handleCreateAcls,
  handleDeleteAcls,
  handleDescribeAcls,
  handleDescribeClientQuotas,
  handleDescribeUserScramCredentials,
  handleUnregisterBroker,
} from './admin-quotas.ts';
import { handleCreatePartitions, handleCreateTopics, handleDeleteTopics } from './admin-topics.ts';
import {
  handleApiVersions,
  handleDescribeCluster,
  handleFindCoordinator,
  handleMetadata,
  handleUpdateMetadata,
} from './apis-metadata.ts';
import type { BrokerTurn, RequestRef } from './broker-state.ts';
import { handleDescribeConfigs } from './describe-configs.ts';
import { endRequest } from './respond.ts';

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
    case 'AlterReplicaLogDirsRequest':
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
      return handleOther(turn, request, ref);
  }
}

/** What the server answers itself. */
function handleOther(turn: BrokerTurn, request: KafkaRequest, ref: RequestRef): void {
  switch (request.type) {
    case 'ApiVersionsRequest':
      return handleApiVersions(turn, ref);
    case 'MetadataRequest':
      return handleMetadata(turn, request, ref);
    case 'FindCoordinatorRequest':
      return handleFindCoordinator(turn, request, ref);
    case 'DescribeClusterRequest':
      return handleDescribeCluster(turn, ref);
    case 'UpdateMetadataRequest':
      return handleUpdateMetadata(turn, request, ref);
    case 'CreateTopicsRequest':
      return handleCreateTopics(turn, request, ref);
    case 'CreatePartitionsRequest':
      return handleCreatePartitions(turn, request, ref);
    case 'DeleteTopicsRequest':
      return handleDeleteTopics(turn, request, ref);
    case 'DescribeConfigsRequest':
      return handleDescribeConfigs(turn, request, ref);
    case 'AlterConfigsRequest':
      return handleAlterConfigs(turn, request, ref);
    case 'IncrementalAlterConfigsRequest':
      return handleIncrementalAlterConfigs(turn, request, ref);
    case 'DescribeClientQuotasRequest':
      return handleDescribeClientQuotas(turn, request, ref);
    case 'AlterClientQuotasRequest':
      return handleAlterClientQuotas(turn, request, ref);
    case 'DescribeUserScramCredentialsRequest':
      return handleDescribeUserScramCredentials(turn, request, ref);
    case 'AlterUserScramCredentialsRequest':
      return handleAlterUserScramCredentials(turn, request, ref);
    case 'DescribeAclsRequest':
      return handleDescribeAcls(turn, ref);
    case 'CreateAclsRequest':
      return handleCreateAcls(turn, request, ref);
    case 'DeleteAclsRequest':
      return handleDeleteAcls(turn, request, ref);
    case 'UnregisterBrokerRequest':
      return handleUnregisterBroker(turn, ref);
    default:
      return endRequest(turn, ref);
  }
}
