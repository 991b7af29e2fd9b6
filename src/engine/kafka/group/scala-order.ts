/**
 * The order in which Scala's tables list what is in them: records, requests and log lines show it.
 *
 * Mirrors: scala.collection.mutable.HashMap and HashSet, immutable.HashMap, 2.12.13.
 * Departs: a table that shrank counts as one that never was larger.
 */
import { hashCode } from '../../java/hash-order.ts';

/** Keys of a mutable.HashMap that came in this order. */
export function inMutableMapOrder<T>(keys: readonly T[], hashOf: (key: T) => number): T[] {
  if (keys.length < 2) return [...keys];
  let table = emptyTable<T>(16);
  let size = 0;
  for (const key of keys) {
    chain(table, key, hashOf(key));
    size += 1;
    if (size <= table.length * 0.75) continue;
    const old = table;
    table = emptyTable<T>(old.length * 2);
    for (let i = old.length - 1; i >= 0; i--) {
      for (const moved of old[i]!) chain(table, moved, hashOf(moved));
    }
  }
  return table.reverse().flat();
}

/** Keys of an immutable Map or Set that came in this order: up to four keep it. */
export function inImmutableOrder<T>(keys: readonly T[], hashOf: (key: T) => number): T[] {
  if (keys.length <= 4) return [...keys];
  const hashed = keys.map((key) => ({ key, hash: improved(hashOf(key)) }));
  hashed.sort((a, b) => compareTrie(a.hash, b.hash));
  return hashed.map(({ key }) => key);
}

/** Elements of a mutable.HashSet that came in this order. */
export function inMutableSetOrder<T>(elements: readonly T[], hashOf: (element: T) => number): T[] {
  let capacity = 32;
  let table: (T | undefined)[] = [];
  let size = 0;
  for (const element of elements) {
    probe(table, capacity, element, hashOf(element));
    size += 1;
    if (size < Math.floor(capacity * 0.45)) continue;
    const old = table;
    capacity *= 2;
    table = [];
    for (const moved of old) {
      if (moved !== undefined) probe(table, capacity, moved, hashOf(moved));
    }
  }
  return table.filter((element) => element !== undefined) as T[];
}

/** TopicPartition.hashCode. */
export function partitionHash(key: { readonly topic: string; readonly partition: number }): number {
  return (Math.imul(31, (31 + key.partition) | 0) + hashCode(key.topic)) | 0;
}

function emptyTable<T>(buckets: number): T[][] {
  return Array.from({ length: buckets }, () => []);
}

/** A new entry stands at the head of its bucket. The seed is that of a table of 16, for ever. */
function chain<T>(table: T[][], key: T, hash: number): void {
  table[place(hash, table.length, 4)]!.unshift(key);
}

/** Open addressing: the next free place. The seed grows with the table. */
function probe<T>(table: (T | undefined)[], capacity: number, element: T, hash: number): void {
  let at = place(hash, capacity, 31 - Math.clz32(capacity));
  while (table[at] !== undefined) at = (at + 1) % capacity;
  table[at] = element;
}

/** The upper bits of a scrambled hash, turned by as many bits as the seed says. */
function place(hash: number, capacity: number, seed: number): number {
  const scrambled = byteswap32(hash);
  const turned = (scrambled >>> seed) | (scrambled << (32 - seed));
  return (turned >>> Math.clz32(capacity - 1)) & (capacity - 1);
}

function byteswap32(value: number): number {
  const hash = Math.imul(value, 0x9e3775cd);
  const swapped = (hash << 24) | ((hash & 0xff00) << 8) | ((hash >>> 8) & 0xff00) | (hash >>> 24);
  return Math.imul(swapped, 0x9e3775cd);
}

function improved(hash: number): number {
  let h = (hash + ~(hash << 9)) | 0;
  h ^= h >>> 14;
  h = (h + (h << 4)) | 0;
  return h ^ (h >>> 10);
}

/** Five bits a level, from the lowest. */
function compareTrie(a: number, b: number): number {
  for (let shift = 0; shift < 32; shift += 5) {
    const difference = ((a >>> shift) & 31) - ((b >>> shift) & 31);
    if (difference !== 0) return difference;
  }
  return 0;
}
