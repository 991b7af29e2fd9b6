/**
 * The order in which Scala's maps list partitions: checkpoints show it.
 *
 * Mirrors: scala.collection.mutable.AnyRefMap, scala.collection.immutable.Map and HashMap (Scala 2.12),
 * TopicPartition.hashCode, 2.8.0.
 * Departs: partitions that collide in a table come in the order in which they are given.
 */
import { hashCode } from '../../java/hash-order.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';

function partitionHash({ topic, partition }: TopicPartition): number {
  return (Math.imul(31, (31 + partition) | 0) + hashCode(topic)) | 0;
}

/** In the order of an AnyRefMap that they were put into one after the other. */
export function inAnyRefMapOrder<P extends TopicPartition>(partitions: readonly P[]): readonly P[] {
  let mask = 15;
  let table: (P | undefined)[] = [];
  const place = (partition: P): void => {
    const hash = anyRefHash(partitionHash(partition));
    let at = hash & mask;
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

function anyRefHash(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const spread = mixed ^ (mixed >>> 13);
  return spread === 0 ? 0x41081989 : spread & 0x7fffffff;
}

/** In the order of an immutable Map that was made of them: up to four stay as they came. */
export function inImmutableMapOrder<P extends TopicPartition>(
  partitions: readonly P[],
): readonly P[] {
  if (partitions.length <= 4) return partitions;
  const keyed = partitions.map((partition) => ({
    partition,
    hash: improvedHash(partitionHash(partition)),
  }));
  // A trie of five bits a level, from the lowest: the order of the bits turned round by fives.
  return keyed.sort((a, b) => compareByFives(a.hash, b.hash)).map(({ partition }) => partition);
}

/** HashMap.improve of Scala 2.12. */
function improvedHash(hash: number): number {
  let mixed = (hash + ~(hash << 9)) | 0;
  mixed ^= mixed >>> 14;
  mixed = (mixed + (mixed << 4)) | 0;
  return mixed ^ (mixed >>> 10);
}

function compareByFives(a: number, b: number): number {
  for (let shift = 0; shift < 32; shift += 5) {
    const difference = ((a >>> shift) & 31) - ((b >>> shift) & 31);
    if (difference !== 0) return difference;
  }
  return 0;
}
