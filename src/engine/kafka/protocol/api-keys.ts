/**
 * The APIs of a broker with the versions it knows.
 *
 * Mirrors: org.apache.kafka.common.protocol.ApiKeys and the schemas' validVersions, 2.8.0.
 */

/** Number on the wire, and the oldest and newest version. */
export interface ApiKey {
  readonly key: number;
  readonly versions: readonly [oldest: number, newest: number];
}

export const API_KEYS = {
  Produce: { key: 0, versions: [0, 9] },
  Fetch: { key: 1, versions: [0, 12] },
  ListOffsets: { key: 2, versions: [0, 6] },
  Metadata: { key: 3, versions: [0, 11] },
  LeaderAndIsr: { key: 4, versions: [0, 5] },
  StopReplica: { key: 5, versions: [0, 3] },
  UpdateMetadata: { key: 6, versions: [0, 7] },
  ControlledShutdown: { key: 7, versions: [0, 3] },
  OffsetCommit: { key: 8, versions: [0, 8] },
  OffsetFetch: { key: 9, versions: [0, 7] },
  FindCoordinator: { key: 10, versions: [0, 3] },
  JoinGroup: { key: 11, versions: [0, 7] },
  Heartbeat: { key: 12, versions: [0, 4] },
  LeaveGroup: { key: 13, versions: [0, 4] },
  SyncGroup: { key: 14, versions: [0, 5] },
  DescribeGroups: { key: 15, versions: [0, 5] },
  ListGroups: { key: 16, versions: [0, 4] },
  ApiVersions: { key: 18, versions: [0, 3] },
  CreateTopics: { key: 19, versions: [0, 7] },
  DeleteTopics: { key: 20, versions: [0, 6] },
  DeleteRecords: { key: 21, versions: [0, 2] },
  InitProducerId: { key: 22, versions: [0, 4] },
  OffsetForLeaderEpoch: { key: 23, versions: [0, 4] },
  AddPartitionsToTxn: { key: 24, versions: [0, 3] },
  AddOffsetsToTxn: { key: 25, versions: [0, 3] },
  EndTxn: { key: 26, versions: [0, 3] },
  WriteTxnMarkers: { key: 27, versions: [0, 1] },
  TxnOffsetCommit: { key: 28, versions: [0, 3] },
  DescribeAcls: { key: 29, versions: [0, 2] },
  CreateAcls: { key: 30, versions: [0, 2] },
  DeleteAcls: { key: 31, versions: [0, 2] },
  DescribeConfigs: { key: 32, versions: [0, 4] },
  AlterConfigs: { key: 33, versions: [0, 2] },
  AlterReplicaLogDirs: { key: 34, versions: [0, 2] },
  DescribeLogDirs: { key: 35, versions: [0, 2] },
  CreatePartitions: { key: 37, versions: [0, 3] },
  DeleteGroups: { key: 42, versions: [0, 2] },
  ElectLeaders: { key: 43, versions: [0, 2] },
  IncrementalAlterConfigs: { key: 44, versions: [0, 1] },
  AlterPartitionReassignments: { key: 45, versions: [0, 0] },
  ListPartitionReassignments: { key: 46, versions: [0, 0] },
  OffsetDelete: { key: 47, versions: [0, 0] },
  DescribeClientQuotas: { key: 48, versions: [0, 1] },
  AlterClientQuotas: { key: 49, versions: [0, 1] },
  DescribeUserScramCredentials: { key: 50, versions: [0, 0] },
  AlterUserScramCredentials: { key: 51, versions: [0, 0] },
  AlterIsr: { key: 56, versions: [0, 0] },
  DescribeCluster: { key: 60, versions: [0, 0] },
  DescribeProducers: { key: 61, versions: [0, 0] },
  UnregisterBroker: { key: 64, versions: [0, 0] },
} as const satisfies Readonly<Record<string, ApiKey>>;

export type ApiName = keyof typeof API_KEYS;

/** `Produce` of `ProduceRequest` and `ProduceResponse`. */
export function apiNameOf(type: string): ApiName {
  return type.replace(/(Request|Response)$/, '') as ApiName;
}
