/**
 * A table that lists its keys as Java's does: which partition comes first in a fetch, in a poll or in an
 * assignment follows from that order. Lives within a step; what is kept is what it lists.
 *
 * Mirrors: java.util.HashMap and HashSet (Java 17), TopicPartition.hashCode.
 * Departs: a bucket of eight keys and more stays a list.
 */
import { hashCode, spread } from '../../../java/hash-order.ts';
import type { TopicPartition } from '../../protocol/topic-partition.ts';
import { partitionName } from '../../protocol/topic-partition.ts';

const LOAD_FACTOR = 0.75;
const DEFAULT_CAPACITY = 16;

interface Entry<K, V> {
  readonly key: K;
  readonly hash: number;
  value: V;
}

/** How a kind of key is told apart and hashed. */
export interface KeyKind<K> {
  nameOf(key: K): string;
  hashOf(key: K): number;
}

export const STRING_KEYS: KeyKind<string> = { nameOf: (key) => key, hashOf: hashCode };

export const PARTITION_KEYS: KeyKind<TopicPartition> = {
  nameOf: ({ topic, partition }) => partitionName(topic, partition),
  hashOf: ({ topic, partition }) => (Math.imul(31, 31 + partition) + hashCode(topic)) | 0,
};

/** HashMap; keys that share a bucket come in the order in which they were put. */
export class HashTable<K, V> {
  private readonly entries = new Map<string, Entry<K, V>>();
  private readonly kind: KeyKind<K>;
  private capacity: number;

  /** `capacity` as given to HashMap's constructor. */
  constructor(kind: KeyKind<K>, capacity: number = DEFAULT_CAPACITY) {
    this.kind = kind;
    this.capacity = tableSizeFor(capacity);
  }

  get size(): number {
    return this.entries.size;
  }

  get(key: K): V | undefined {
    return this.entries.get(this.kind.nameOf(key))?.value;
  }

  has(key: K): boolean {
    return this.entries.has(this.kind.nameOf(key));
  }

  put(key: K, value: V): void {
    const name = this.kind.nameOf(key);
    const known = this.entries.get(name);
    if (known !== undefined) {
      known.value = value;
      return;
    }
    this.entries.set(name, { key, value, hash: spread(this.kind.hashOf(key)) });
    while (this.entries.size > this.capacity * LOAD_FACTOR) this.capacity *= 2;
  }

  remove(key: K): void {
    this.entries.delete(this.kind.nameOf(key));
  }

  clear(): void {
    this.entries.clear();
  }

  keys(): K[] {
    return this.inOrder().map(({ key }) => key);
  }

  values(): V[] {
    return this.inOrder().map(({ value }) => value);
  }

  pairs(): (readonly [K, V])[] {
    return this.inOrder().map(({ key, value }) => [key, value] as const);
  }

  private inOrder(): Entry<K, V>[] {
    const mask = this.capacity - 1;
    return [...this.entries.values()].sort((a, b) => (a.hash & mask) - (b.hash & mask));
  }
}

/** new HashMap<>(map): sized for what it takes over. */
export function copiedTable<K, V>(
  kind: KeyKind<K>,
  pairs: readonly (readonly [K, V])[],
): HashTable<K, V> {
  const table = new HashTable<K, V>(kind, Math.trunc(pairs.length / LOAD_FACTOR + 1));
  for (const [key, value] of pairs) table.put(key, value);
  return table;
}

/** The order of new HashSet<>(collection). */
export function asHashSet<K>(kind: KeyKind<K>, keys: readonly K[]): K[] {
  if (keys.length < 2) return [...keys];
  const capacity = Math.max(Math.trunc(keys.length / LOAD_FACTOR) + 1, DEFAULT_CAPACITY);
  const table = new HashTable<K, null>(kind, capacity);
  for (const key of keys) table.put(key, null);
  return table.keys();
}

/** CollectionUtils.groupPartitionsByTopic: the order in which partitions are written down by topic. */
export function groupedByTopic<T extends TopicPartition>(
  partitions: readonly T[],
): (readonly [string, T[]])[] {
  const topics = new HashTable<string, T[]>(STRING_KEYS);
  for (const at of partitions) {
    const known = topics.get(at.topic);
    if (known === undefined) topics.put(at.topic, [at]);
    else known.push(at);
  }
  return topics.pairs();
}

function tableSizeFor(capacity: number): number {
  let size = 1;
  while (size < capacity) size *= 2;
  return size;
}
