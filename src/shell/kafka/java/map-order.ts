/**
 * The order in which Java's hash maps give their keys.
 *
 * Mirrors: java.util.HashMap and its copies, Java 17.
 */
import { inHashOrder } from '../../../engine/kafka/index.ts';

/**
 * Keys put one after the other into a HashMap that was made for this many (16: as it comes).
 */
export function inJavaMapOrder(keys: readonly string[], initialCapacity = 16): readonly string[] {
  const places = new Map(keys.map((key, index) => [key, BigInt(index)]));
  return inHashOrder(keys, (key) => places.get(key)!, tableSizeFor(initialCapacity));
}

/** Keys in the order of a HashMap that was made as a copy of one in this order. */
function inCopiedMapOrder(keys: readonly string[]): readonly string[] {
  return inJavaMapOrder(keys, Math.trunc(keys.length / 0.75 + 1));
}

/**
 * What a result of the admin client gives when all of its futures are over: a map of the size of the
 * request, copied, and put into a third one.
 */
export function inMapOrderOfResults(keys: readonly string[]): readonly string[] {
  const asked = inJavaMapOrder(keys, keys.length);
  return inJavaMapOrder(inCopiedMapOrder(asked), keys.length);
}

/** The smallest power of two that is not less. */
function tableSizeFor(capacity: number): number {
  let size = 1;
  while (size < capacity) size *= 2;
  return size;
}
