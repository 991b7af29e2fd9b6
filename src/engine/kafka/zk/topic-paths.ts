/**
 * Where in ZooKeeper topics, partitions, the controller and administrative requests have their znodes.
 *
 * Mirrors: the paths of kafka.zk.ZkData, 2.8.0.
 * Read next: topic-znodes.ts (what they hold).
 */
import type { TopicPartition } from '../protocol/topic-partition.ts';

export const BROKER_IDS_PATH = '/brokers/ids';
export const TOPICS_PATH = '/brokers/topics';
export const CONTROLLER_PATH = '/controller';
export const CONTROLLER_EPOCH_PATH = '/controller_epoch';
export const DELETE_TOPICS_PATH = '/admin/delete_topics';
export const REASSIGN_PARTITIONS_PATH = '/admin/reassign_partitions';
export const PREFERRED_REPLICA_ELECTION_PATH = '/admin/preferred_replica_election';
export const ISR_CHANGE_NOTIFICATION_PATH = '/isr_change_notification';
export const LOG_DIR_EVENT_NOTIFICATION_PATH = '/log_dir_event_notification';
export const FEATURE_PATH = '/feature';

/** Of a broker, or with an empty id what all of them begin with. */
export function brokerIdPath(brokerId: number | ''): string {
  return `${BROKER_IDS_PATH}/${brokerId}`;
}

export function topicPath(topic: string): string {
  return `${TOPICS_PATH}/${topic}`;
}

/** Children: the numbers of the partitions. */
export function topicPartitionsPath(topic: string): string {
  return `${topicPath(topic)}/partitions`;
}

export function topicPartitionPath({ topic, partition }: TopicPartition): string {
  return `${topicPartitionsPath(topic)}/${partition}`;
}

export function partitionStatePath(partition: TopicPartition): string {
  return `${topicPartitionPath(partition)}/state`;
}

export function topicConfigPath(topic: string): string {
  return `/config/topics/${topic}`;
}

export function deleteTopicPath(topic: string): string {
  return `${DELETE_TOPICS_PATH}/${topic}`;
}

/** Of a sequential znode, or with an empty number what it is created as. */
export function isrChangePath(sequenceNumber = ''): string {
  return `${ISR_CHANGE_NOTIFICATION_PATH}/isr_change_${sequenceNumber}`;
}

/** Of a sequential znode, or with an empty number what it is created as. */
export function logDirEventPath(sequenceNumber = ''): string {
  return `${LOG_DIR_EVENT_NOTIFICATION_PATH}/log_dir_event_${sequenceNumber}`;
}

/** `0000000003` of `isr_change_0000000003` or `log_dir_event_0000000003`. */
export function sequenceNumberOf(child: string, prefix: 'isr_change_' | 'log_dir_event_'): string {
  return child.slice(child.lastIndexOf(prefix) + prefix.length);
}
