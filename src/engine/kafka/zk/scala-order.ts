/**
 * The order in which Scala's hash collections give their elements: it decides in what order a broker
 * writes znodes, sends requests and prints sets, and the order of keys in what it writes as JSON.
 *
 * Mirrors: scala.collection.mutable.{HashMap, HashSet}, immutable.{Map, Set, HashMap, HashSet} of Scala
 * 2.12.13; hash codes of TopicPartition (clients) and of a case class with an int.
 * Departs: a collection is made anew from its elements in the order of their arrival; one that shrank
 * counts as one that never was larger.
 */
import { hashCode } from '../../java/hash-order.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';

export { hashCode as stringHash } from '../../java/hash-order.ts';

/** A collection without order among its elements but that of their hash codes. */
type ScalaOrder = <T>(items: readonly T[], hashOf: (item: T) => number) => T[];

/** An int is its own hash code. */
export const intHash = (value: number): number => value;

/** TopicPartition.hashCode. */
export function partitionHash({ topic, partition }: TopicPartition): number {
  return (Math.imul(31, 31 + partition) + hashCode(topic)) | 0;
}

/** hashCode of `case class X(partition: TopicPartition, number: Int)`. */
export function partitionAndNumberHash(partition: TopicPartition, number: number): number {
  let hash = mix(0xcafebabe | 0, partitionHash(partition));
  hash = mix(hash, number) ^ 2;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** MurmurHash3.mix. */
function mix(hash: number, data: number): number {
  let k = Math.imul(data, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  const h = hash ^ k;
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

const MAP_SIZE = 16;
const SET_SIZE = 32;

/**
 * mutable.HashMap: buckets from the last to the first, in a bucket the newest first. `items` differ from
 * each other and come in the order in which they were put in.
 */
export const inMutableMapOrder: ScalaOrder = (items, hashOf) => {
  if (items.length < 2) return [...items];
  type Item = (typeof items)[number];
  let table: Item[][] = emptyTable(MAP_SIZE);
  let size = 0;
  for (const item of items) {
    table[mapIndex(hashOf(item), table.length)]!.push(item);
    size++;
    if (size > table.length * 0.75) table = resized(table, hashOf);
  }
  const order: Item[] = [];
  for (let i = table.length - 1; i >= 0; i--) {
    const bucket = table[i]!;
    for (let j = bucket.length - 1; j >= 0; j--) order.push(bucket[j]!);
  }
  return order;
};

function emptyTable<T>(length: number): T[][] {
  return Array.from({ length }, (): T[] => []);
}

/** Buckets are taken from the last to the first, each from its head: who was first in it is so again. */
function resized<T>(table: readonly (readonly T[])[], hashOf: (item: T) => number): T[][] {
  const larger = emptyTable<T>(table.length * 2);
  for (let i = table.length - 1; i >= 0; i--) {
    const bucket = table[i]!;
    for (let j = bucket.length - 1; j >= 0; j--) {
      const item = bucket[j]!;
      larger[mapIndex(hashOf(item), larger.length)]!.push(item);
    }
  }
  return larger;
}

/** The seed of the rotation stays that of the first table. */
function mapIndex(hash: number, length: number): number {
  return rotatedIndex(hash, 4, length);
}

/** mutable.HashSet: an open table from the first place to the last. */
export const inMutableSetOrder: ScalaOrder = (items, hashOf) => {
  if (items.length < 2) return [...items];
  type Item = (typeof items)[number];
  let table: ({ item: Item } | null)[] = new Array<null>(SET_SIZE).fill(null);
  let size = 0;
  for (const item of items) {
    place(table, { item }, hashOf);
    size++;
    if (size < Math.trunc(table.length * 0.45)) continue;
    const old = table;
    table = new Array<null>(old.length * 2).fill(null);
    for (const entry of old) if (entry !== null) place(table, entry, hashOf);
  }
  return table.flatMap((entry) => (entry === null ? [] : [entry.item]));
};

function place<T>(
  table: ({ item: T } | null)[],
  entry: { item: T },
  hashOf: (item: T) => number,
): void {
  const ones = table.length - 1;
  let index = rotatedIndex(hashOf(entry.item), bitCount(ones), table.length);
  while (table[index] !== null) index = (index + 1) & ones;
  table[index] = entry;
}

/** HashTable.improve and index: the upper bits of a scrambled, rotated hash code. */
function rotatedIndex(hash: number, seed: number, length: number): number {
  const scrambled = byteswap32(hash);
  const rotated = (scrambled >>> seed) | (scrambled << (32 - seed));
  return rotated >>> (32 - bitCount(length - 1));
}

/** scala.util.hashing.byteswap32. */
export function byteswap32(value: number): number {
  const hc = Math.imul(value, 0x9e3775cd);
  const reversed =
    (hc >>> 24) | ((hc >>> 8) & 0xff00) | ((hc << 8) & 0xff0000) | ((hc << 24) & 0xff000000);
  return Math.imul(reversed, 0x9e3775cd);
}

/** Of a number whose set bits are its lowest ones. */
function bitCount(ones: number): number {
  return 32 - Math.clz32(ones);
}

/** immutable.Map and Set: up to four elements as they came, more in a trie by five bits of the hash. */
export const inImmutableOrder: ScalaOrder = (items, hashOf) =>
  items.length <= 4 ? [...items] : inTrieOrder(items, hashOf);

/**
 * The groups that groupBy gives: collected in a mutable map, given out in an immutable one (before 2.12.11;
 * since then in an immutable one at once).
 */
export const inOldGroupOrder: ScalaOrder = (groups, hashOf) =>
  inImmutableOrder(inMutableMapOrder(groups, hashOf), hashOf);

/** immutable.HashMap and HashSet: what was large once stays a trie when elements leave it. */
export const inTrieOrder: ScalaOrder = (items, hashOf) =>
  items
    .map((item, index) => ({ item, index, hash: improved(hashOf(item)) }))
    .sort((a, b) => compareInTrie(a.hash, b.hash) || a.index - b.index)
    .map(({ item }) => item);

function improved(hash: number): number {
  let h = (hash + ~(hash << 9)) | 0;
  h ^= h >>> 14;
  h = (h + (h << 4)) | 0;
  return h ^ (h >>> 10);
}

/** The lowest five bits decide first. */
function compareInTrie(left: number, right: number): number {
  for (let level = 0; level < 32; level += 5) {
    const difference = ((left >>> level) & 31) - ((right >>> level) & 31);
    if (difference !== 0) return difference;
  }
  return 0;
}
