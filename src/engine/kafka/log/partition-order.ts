/**
 * The order in which Scala's maps list partitions: checkpoints show it.
 *
 * Mirrors: scala.collection.mutable.AnyRefMap (Scala 2.12), kafka.utils.Pool, 2.8.0.
 */
import { spread } from '../../java/hash-order.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import { comparePartitions } from '../protocol/topic-partition.ts';
import { inImmutableOrder, partitionHash } from '../zk/scala-order.ts';

/** In the order of a Pool, which is a ConcurrentHashMap. */
export function inPoolOrder<P extends TopicPartition>(partitions: readonly P[]): readonly P[] {
  let buckets = 16;
  while (partitions.length >= buckets * 0.75) buckets *= 2;
  const bucketOf = (partition: P): number => spread(partitionHash(partition)) & (buckets - 1);
  return [...partitions].sort((a, b) => bucketOf(a) - bucketOf(b) || comparePartitions(a, b));
}

/** In the order of an AnyRefMap that they were put into one after the other. */
function inAnyRefMapOrder<P extends TopicPartition>(partitions: readonly P[]): readonly P[] {
  let mask = 15;
  let table: (P | undefined)[] = [];
  const place = (partition: P): void => {
    let at = anyRefHash(partitionHash(partition)) & mask;
    for (let probe = 1; table[at] !== undefined; probe++) {
      at = (at + 2 * (probe + 1) * probe - 3) & mask;
    }
    table[at] = partition;
  };
  for (const [count, partition] of partitions.entries()) {
    if (count > 0.5 * mask) {
      // The table grows before the next one is put in.
      const old = table;
      mask = ((mask << 1) + 1) & 0x3fffffff;
      table = [];
      for (const other of old) if (other !== undefined) place(other);
    }
    place(partition);
  }
  return table.filter((partition) => partition !== undefined);
}

/** The order in which a checkpoint of high watermarks lists partitions. */
export function inCheckpointOrder<P extends TopicPartition>(
  partitions: readonly P[],
): readonly P[] {
  return inAnyRefMapOrder(inPoolOrder(partitions));
}

function anyRefHash(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const spread = mixed ^ (mixed >>> 13);
  return spread === 0 ? 0x41081989 : spread & 0x7fffffff;
}

/** In the order of an immutable Map that was made of them: up to four stay as they came. */
export function inImmutableMapOrder<P extends TopicPartition>(
  partitions: readonly P[],
): readonly P[] {
  return inImmutableOrder(partitions, partitionHash);
}
