/**
 * Elements that expire, gathered into buckets of one interval, so that touching an element is cheap
 * and a whole bucket expires at once.
 *
 * Mirrors: ExpiryQueue, 3.8.0.
 * Read next: session-tracker.ts.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import { emptyMap, mapDelete, mapGet, mapKeys, mapSet } from '../../kernel/persistent-map.ts';

/** Plain data; elements are named by strings. */
export interface ExpiryQueue {
  /** Element to the time of its bucket (virtual milliseconds). */
  readonly elemMap: PersistentMap<number>;
  /** Bucket time, in decimal, to its elements. Emptied buckets stay until their time. */
  readonly expiryMap: PersistentMap<PersistentMap<true>>;
  /** The next bucket time to look at. */
  readonly nextExpirationMs: number;
  readonly expirationIntervalMs: number;
}

/** A queue whose first bucket is the next multiple of the interval. */
export function emptyExpiryQueue(expirationIntervalMs: number, nowMs: number): ExpiryQueue {
  return {
    elemMap: emptyMap(),
    expiryMap: emptyMap(),
    nextExpirationMs: roundToNextInterval(nowMs, expirationIntervalMs),
    expirationIntervalMs,
  };
}

/** Adds or touches an element. The same queue comes back when its bucket does not change. */
export function updateExpiry(
  queue: ExpiryQueue,
  element: string,
  timeoutMs: number,
  nowMs: number,
): ExpiryQueue {
  const previous = mapGet(queue.elemMap, element);
  const expiry = roundToNextInterval(nowMs + timeoutMs, queue.expirationIntervalMs);
  if (expiry === previous) return queue;
  let { expiryMap } = queue;
  const key = String(expiry);
  expiryMap = mapSet(
    expiryMap,
    key,
    mapSet(mapGet(expiryMap, key) ?? emptyMap<true>(), element, true),
  );
  if (previous !== undefined) expiryMap = withoutElement(expiryMap, previous, element);
  const elemMap = mapSet(queue.elemMap, element, expiry);
  return withElements(queue, elemMap, expiryMap);
}

/** Forgets an element. */
export function removeExpiry(queue: ExpiryQueue, element: string): ExpiryQueue {
  const expiry = mapGet(queue.elemMap, element);
  if (expiry === undefined) return queue;
  const expiryMap = withoutElement(queue.expiryMap, expiry, element);
  return withElements(queue, mapDelete(queue.elemMap, element), expiryMap);
}

/**
 * Takes the buckets whose time has come; their elements stay known until they are removed or touched.
 */
export function pollExpired(
  queue: ExpiryQueue,
  nowMs: number,
): readonly [queue: ExpiryQueue, expired: readonly string[]] {
  if (nowMs < queue.nextExpirationMs) return [queue, []];
  let { expiryMap, nextExpirationMs } = queue;
  const expired: string[] = [];
  while (nowMs >= nextExpirationMs) {
    const key = String(nextExpirationMs);
    const bucket = mapGet(expiryMap, key);
    if (bucket !== undefined) {
      expired.push(...mapKeys(bucket));
      expiryMap = mapDelete(expiryMap, key);
    }
    nextExpirationMs += queue.expirationIntervalMs;
  }
  const { elemMap, expirationIntervalMs } = queue;
  return [{ elemMap, expiryMap, nextExpirationMs, expirationIntervalMs }, expired];
}

/** Field by field: a spread costs many times as much. */
function withElements(
  { nextExpirationMs, expirationIntervalMs }: ExpiryQueue,
  elemMap: ExpiryQueue['elemMap'],
  expiryMap: ExpiryQueue['expiryMap'],
): ExpiryQueue {
  return { elemMap, expiryMap, nextExpirationMs, expirationIntervalMs };
}

function withoutElement(
  expiryMap: PersistentMap<PersistentMap<true>>,
  expiry: number,
  element: string,
): PersistentMap<PersistentMap<true>> {
  const bucket = mapGet(expiryMap, String(expiry));
  if (bucket === undefined) return expiryMap;
  return mapSet(expiryMap, String(expiry), mapDelete(bucket, element));
}

function roundToNextInterval(timeMs: number, intervalMs: number): number {
  return (Math.floor(timeMs / intervalMs) + 1) * intervalMs;
}
