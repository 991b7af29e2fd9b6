/**
 * The order in which upstream goes through the partitions of a request.
 *
 * Mirrors: kafka.cluster.Partition.hashCode in Scala's mutable maps and sets, 2.8.0.
 * Read next: ../zk/scala-order.ts.
 */
import type { TopicPartition } from '../protocol/topic-partition.ts';
import {
  inImmutableOrder,
  inMutableMapOrder,
  inMutableSetOrder,
  partitionHash,
  stringHash,
} from '../zk/scala-order.ts';

/** Partition.hashCode, which is not TopicPartition's. */
function clusterPartitionHash({ topic, partition }: TopicPartition): number {
  return (31 + stringHash(topic) + 17 * partition) | 0;
}

/** As keys of a mutable map. */
export function inRequestOrder<P extends TopicPartition>(partitions: readonly P[]): P[] {
  return inMutableMapOrder(partitions, clusterPartitionHash);
}

/** In a mutable set. */
export function inPartitionSetOrder<P extends TopicPartition>(partitions: readonly P[]): P[] {
  return inMutableSetOrder(partitions, clusterPartitionHash);
}

/** The names' mutable set: `Set(t-1, t-0)`. */
export function inNameSetOrder<P extends TopicPartition>(partitions: readonly P[]): P[] {
  return inMutableSetOrder(partitions, partitionHash);
}

/** As keys of an immutable map. */
export function inImmutableNameOrder<P extends TopicPartition>(partitions: readonly P[]): P[] {
  return inImmutableOrder(partitions, partitionHash);
}
