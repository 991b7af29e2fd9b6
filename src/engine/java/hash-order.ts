/**
 * The order in which Java lists a set of strings or ids: replies, events and dumps show it.
 *
 * Mirrors: java.lang.String.hashCode, Long.hashCode, java.util.HashSet and its clone, ConcurrentHashMap (Java 17).
 * Departs: strings that share a bucket come in the order of their arrival where the caller knows it,
 * else of their text; a set that shrank counts as one that never was larger.
 */

/** When a string came into the set: the transaction that made its node, or its place in a file. */
export type ArrivalOf = (text: string) => bigint;

/**
 * The strings in the order of a cloned HashSet. The clone takes them in the order of the original, so
 * two that share a bucket of its smaller table come as the original lists them.
 */
export function javaHashOrder(strings: Iterable<string>, arrivalOf?: ArrivalOf): string[] {
  const original = inHashOrder(strings, arrivalOf);
  const buckets = tableSizeFor(Math.trunc(original.length / 0.75 + 1));
  const places = new Map(original.map((text, index) => [text, BigInt(index)]));
  return inBuckets(original, buckets, (text) => places.get(text)!);
}

/** Strings in the order in which a HashSet that started with this capacity gives them. */
export function inHashOrder(
  keys: Iterable<string>,
  arrivalOf?: ArrivalOf,
  capacity = 16,
): string[] {
  const all = [...new Set(keys)];
  let buckets = capacity;
  while (all.length > buckets * 0.75) buckets *= 2;
  return inBuckets(all, buckets, arrivalOf);
}

/** Strings in the order in which a Properties object, which is a concurrent table, gives them. */
export function inConcurrentHashOrder(keys: Iterable<string>, arrivalOf?: ArrivalOf): string[] {
  const all = [...new Set(keys)];
  let buckets = 16;
  while (all.length >= buckets * 0.75) buckets *= 2;
  return inBuckets(all, buckets, arrivalOf);
}

/** Children in the order in which a DataNode lists them. */
export function inChildOrder(names: Iterable<string>, arrivalOf?: ArrivalOf): string[] {
  return inHashOrder(names, arrivalOf, 8);
}

/** Longs in the order of a HashMap that grew to hold them. */
export function inLongHashOrder(values: readonly bigint[]): bigint[] {
  let buckets = 16;
  while (values.length > buckets * 0.75) buckets *= 2;
  const bucketOf = (value: bigint): number => {
    const long = BigInt.asUintN(64, value);
    const hash = Number(BigInt.asIntN(32, long ^ (long >> 32n)));
    return spread(hash) & (buckets - 1);
  };
  return [...values].sort((a, b) => bucketOf(a) - bucketOf(b));
}

/**
 * Numbers in the order of a HashMap that began as a copy of one of this size and held at most so many:
 * small copies have small tables.
 */
export function inCopiedHashOrder(
  numbers: readonly number[],
  copiedSize: number,
  largestSize: number,
): number[] {
  let buckets = tableSizeFor(Math.trunc(copiedSize / 0.75 + 1));
  while (largestSize > buckets * 0.75) buckets *= 2;
  return [...numbers].sort((a, b) => (a & (buckets - 1)) - (b & (buckets - 1)));
}

function inBuckets(strings: string[], buckets: number, arrivalOf?: ArrivalOf): string[] {
  if (strings.length < 2) return strings;
  const isFirst = (left: string, right: string): boolean => {
    if (arrivalOf === undefined) return left < right;
    const difference = arrivalOf(left) - arrivalOf(right);
    return difference === 0n ? left < right : difference < 0n;
  };
  return strings
    .map((text) => ({ text, bucket: spread(hashCode(text)) & (buckets - 1) }))
    .sort((a, b) => a.bucket - b.bucket || (isFirst(a.text, b.text) ? -1 : 1))
    .map(({ text }) => text);
}

function tableSizeFor(capacity: number): number {
  let size = 1;
  while (size < capacity) size *= 2;
  return size;
}

/** String.hashCode. */
export function hashCode(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(31, hash) + text.charCodeAt(i)) | 0;
  return hash;
}

/** HashMap.hash: the bits that pick a bucket. */
export function spread(hash: number): number {
  return hash ^ (hash >>> 16);
}
