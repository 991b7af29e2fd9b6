/**
 * The door of Kafka's engine: what shell, lessons and page may use of it, and of ZooKeeper's client what
 * Kafka's tools use.
 */
export {
  hashCode,
  inConcurrentHashOrder,
  inHashOrder,
  javaHashOrder,
  spread,
} from '../java/hash-order.ts';
export { JavaException } from '../java/exception.ts';
export type { Frames } from '../java/exception.ts';
export { javaInt, javaLong } from '../java/integers.ts';
export { base64, utf8Bytes } from '../java/base64.ts';
export { parseProperties } from '../java/properties.ts';
export { noSuchFile } from './config/file-exceptions.ts';
export { bytesUnread, propertiesUnread, textUnread } from './config/unread-file.ts';
export * from './client/admin.ts';
export * from './client/admin-calls.ts';
export * from './client/consumer.ts';
export type * from './client/consumer-types.ts';
export { inPartitionOrder } from './client/partition-order.ts';
export type { ListedTopic } from './client/consumer/topic-metadata.ts';
export type { ClientLogLine, Node } from './client/network-client.ts';
export * from './client/producer.ts';
export { BROKER_KEYS } from './config/broker-keys.ts';
export { ADMIN_KEYS, CONSUMER_KEYS, PRODUCER_KEYS } from './config/client-keys.ts';
export * from './config/config-def.ts';
export { TOPIC_KEYS } from './config/topic-keys.ts';
export { API_KEYS } from './protocol/api-keys.ts';
export { ERRORS, exceptionClass, exceptionText } from './protocol/errors.ts';
export type { ErrorName } from './protocol/errors.ts';
export type * from './protocol/messages.ts';
export type {
  AclCreation,
  AclDescription,
  AnyAdminClusterRequest,
  AnyAdminClusterResponse,
  CreateAclsResponse,
  DeleteAclsFilter,
  DeleteAclsResponse,
  DescribeAclsResource,
  DescribeAclsResponse,
} from './protocol/admin-cluster.ts';
export type * from './protocol/admin-configs.ts';
export type * from './protocol/admin-topics.ts';
export type * from './protocol/groups.ts';
export type * from './protocol/metadata.ts';
export type * from './protocol/produce-fetch.ts';
export type * from './protocol/internal-records.ts';
export type * from './protocol/consumer-protocol.ts';
export type { Bytes, KafkaRecord, RecordBatch, RecordHeader } from './protocol/record-batch.ts';
export { lastOffset, nextOffset, recordTimestamp } from './protocol/record-batch.ts';
export { batchCrc } from './protocol/record-bytes.ts';
export { bytesLength } from './protocol/record-size.ts';
export * from './log/segment-views.ts';
export type { PlacedBatch } from './log/segment-reader.ts';
export type { AbortedTxn } from './log/segment-state.ts';
export type { ProducerStateEntry } from './log/producer-state.ts';
export { topicNameFault } from './protocol/topic-name.ts';
export * from './protocol/topic-partition.ts';
export { assignReplicas, drawStart } from './zk/replica-assignment.ts';
export * from './zk/scala-order.ts';
export * as topicZnodes from './zk/topic-znodes.ts';
export * as configZnodes from './zk/broker-znodes.ts';
export * as zkScripts from './zk/zk-script.ts';
export * as adminZk from './zk/admin-zk-client.ts';
export { decodeBroker } from './controller/live-broker.ts';
export { ApiFailure } from './protocol/api-failure.ts';
export * as json from './zk/json-node.ts';
export { parseJson } from './zk/json-text.ts';
export { KAFKA_HOME } from './scenario.ts';
export { BROKER_PROGRAM } from './server-program.ts';
export { FOREACH } from './server/scala-frames.ts';
export { COMMIT_IDS, releaseOf } from './release.ts';
export type { KafkaRelease } from './release.ts';
export { ErrorCode, codeMessage, keeperExceptionMessage } from '../zookeeper/client/index.ts';
export {
  clientClose as zkClientClose,
  clientEvent as zkClientEvent,
  clientRequest as zkClientRequest,
  clientTurn as zkClientTurn,
  isConnected as isZkConnected,
  isConnectStringFault,
  openClient as openZkClient,
  parseConnectString,
} from '../zookeeper/client/index.ts';
export type {
  ClientOutcome as ZkClientOutcome,
  ClientReply as ZkReply,
  ClientState as ZkClientState,
  ClientTurn as ZkClientTurn,
  RequestBody as ZkRequestBody,
} from '../zookeeper/client/index.ts';
export { releaseFiles } from './release-files.ts';
export * from './scenario.ts';
export { kafka } from './system.ts';
export * from './views/broker-view.ts';
