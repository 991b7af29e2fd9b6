/**
 * The order in which Java lists a set of strings or ids: replies, events and dumps show it.
 *
 * Mirrors: java.lang.String.hashCode, java.util.HashSet and its clone, ConcurrentHashMap (Java 17).
 * Departs: strings that share a bucket come in the order of their text, not of their arrival; a set
 * that shrank counts as one that never was larger.
 */
import type { Id } from '../protocol/records.ts';

/** The strings in the order of a cloned HashSet. */
export function javaHashOrder(strings: readonly string[]): string[] {
  return inBuckets([...strings], tableSizeFor(Math.trunc(strings.length / 0.75 + 1)));
}

/** Strings in the order in which a HashSet that started with this capacity gives them. */
export function inHashOrder(keys: Iterable<string>, capacity = 16): string[] {
  const all = [...new Set(keys)];
  let buckets = capacity;
  while (all.length > buckets * 0.75) buckets *= 2;
  return inBuckets(all, buckets);
}

/** Strings in the order in which a Properties object, which is a concurrent table, gives them. */
export function inConcurrentHashOrder(keys: Iterable<string>): string[] {
  const all = [...new Set(keys)];
  let buckets = 16;
  while (all.length >= buckets * 0.75) buckets *= 2;
  return inBuckets(all, buckets);
}

/** Children in the order in which a DataNode lists them. */
export function inChildOrder(names: Iterable<string>): string[] {
  return inHashOrder(names, 8);
}

/** Ids in the order of the concurrent set in which a connection keeps them. */
export function inIdOrder(ids: readonly Id[]): readonly Id[] {
  let buckets = 16;
  while (ids.length >= buckets * 0.75) buckets *= 2;
  const bucketOf = ({ scheme, id }: Id): number => {
    const hash = (Math.imul(37, 37 * 17 + hashCode(scheme)) + hashCode(id)) | 0;
    return spread(hash) & (buckets - 1);
  };
  return [...ids].sort((a, b) => bucketOf(a) - bucketOf(b));
}

function inBuckets(strings: readonly string[], buckets: number): string[] {
  if (strings.length < 2) return [...strings];
  return strings
    .map((text) => ({ text, bucket: spread(hashCode(text)) & (buckets - 1) }))
    .sort((a, b) => a.bucket - b.bucket || (a.text < b.text ? -1 : 1))
    .map(({ text }) => text);
}

function tableSizeFor(capacity: number): number {
  let size = 1;
  while (size < capacity) size *= 2;
  return size;
}

function hashCode(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(31, hash) + text.charCodeAt(i)) | 0;
  return hash;
}

function spread(hash: number): number {
  return hash ^ (hash >>> 16);
}
