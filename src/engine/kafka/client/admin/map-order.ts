/**
 * Results in the order in which upstream's maps give them.
 *
 * Mirrors: java.util.HashMap over strings and TopicPartition.hashCode (Java 17).
 */
import { hashCode } from '../../../java/hash-order.ts';
import type { TopicPartition } from '../../protocol/topic-partition.ts';
import { inTableOrder, partitionHash } from '../partition-order.ts';

/** By their names, in a HashMap that was made for `capacity` of them. */
export function inMapOrder<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
  capacity = 16,
): readonly T[] {
  return inTableOrder(items, (item) => hashCode(nameOf(item)), capacity);
}

/** Partitions in a HashMap that was made for `capacity` of them. */
export function inPartitionMapOrder<T extends TopicPartition>(
  items: readonly T[],
  capacity = 16,
): readonly T[] {
  return inTableOrder(items, partitionHash, capacity);
}

/** Partitions grouped by their topics, topics in the order of a HashMap. */
export function byTopic<T extends TopicPartition>(
  items: readonly T[],
): readonly { readonly topic: string; readonly items: readonly T[] }[] {
  const topics = new Map<string, T[]>();
  for (const item of items) {
    const known = topics.get(item.topic);
    if (known === undefined) topics.set(item.topic, [item]);
    else known.push(item);
  }
  const groups = [...topics].map(([topic, group]) => ({ topic, items: group }));
  return inMapOrder(groups, ({ topic }) => topic);
}
