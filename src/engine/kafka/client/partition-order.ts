/**
 * The order in which a client lists partitions: that of the hash table which upstream keeps them in.
 * Round-robin partitioners and messages show it.
 *
 * Mirrors: java.util.HashMap over TopicPartition.hashCode, as MetadataCache fills it, 2.8.0.
 */
import { hashCode, spread } from '../../java/hash-order.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';

/**
 * Items in the order of a HashMap that was made for `capacity` of them: by bucket, and in a bucket by
 * arrival.
 */
export function inTableOrder<T>(
  items: readonly T[],
  hashOf: (item: T) => number,
  capacity: number,
): readonly T[] {
  let buckets = 1;
  while (buckets < capacity) buckets *= 2;
  while (items.length > buckets * 0.75) buckets *= 2;
  return items
    .map((item) => ({ item, bucket: spread(hashOf(item)) & (buckets - 1) }))
    .sort((a, b) => a.bucket - b.bucket)
    .map(({ item }) => item);
}

/** TopicPartition.hashCode. */
export function partitionHash({ topic, partition }: TopicPartition): number {
  return (Math.imul(31, 31 + partition) + hashCode(topic)) | 0;
}

/** Partitions in the order of a HashMap or HashSet that grew to hold them. */
export function inPartitionOrder<T extends TopicPartition>(partitions: readonly T[]): readonly T[] {
  return inTableOrder(partitions, partitionHash, 16);
}
