/**
 * The order in which a topic's properties are listed: they pass through several of Java's tables, and
 * where two share a place in one of them the way there decides.
 *
 * Mirrors: java.util.Properties (ConcurrentHashMap with its way of growing) and HashMap of Java 17, as
 * kafka.log.LogConfig and org.apache.kafka.common.config.AbstractConfig fill them, 2.8.0.
 */
import { hashCode, inHashOrder, spread } from '../../java/hash-order.ts';

/** Of a HashMap that keys were put into in this order; `buckets` when it was made for many. */
export function inHashMapOrder(keys: readonly string[], buckets = 16): readonly string[] {
  const places = new Map(keys.map((key, index) => [key, BigInt(index)]));
  return inHashOrder(keys, (key) => places.get(key)!, buckets);
}

/** Of a HashMap that was made as a copy of that many keys. */
export function inCopiedMapOrder(keys: readonly string[]): readonly string[] {
  let buckets = 1;
  while (buckets < Math.trunc(keys.length / 0.75 + 1)) buckets *= 2;
  return inHashMapOrder(keys, buckets);
}

/** Of a Properties object that keys were put into in this order. */
export function inPropertiesOrder(keys: readonly string[]): readonly string[] {
  let bins = emptyBins(16);
  for (const [index, key] of keys.entries()) {
    bins[spread(hashCode(key)) & (bins.length - 1)]!.push(key);
    if (index + 1 >= bins.length * 0.75) bins = grown(bins);
  }
  return bins.flat();
}

function emptyBins(count: number): string[][] {
  return Array.from({ length: count }, (): string[] => []);
}

/** ConcurrentHashMap.transfer: the last run of a bin stays as it is, what is before it comes turned round. */
function grown(bins: readonly (readonly string[])[]): string[][] {
  const larger = emptyBins(bins.length * 2);
  for (const [index, bin] of bins.entries()) {
    const bitOf = (key: string): number => spread(hashCode(key)) & bins.length;
    let run = 0;
    for (let i = 1; i < bin.length; i++) if (bitOf(bin[i]!) !== bitOf(bin[i - 1]!)) run = i;
    const placeOf = (key: string): string[] => larger[index + bitOf(key)]!;
    for (const key of bin.slice(run)) placeOf(key).push(key);
    for (const key of bin.slice(0, run)) placeOf(key).unshift(key);
  }
  return larger;
}
