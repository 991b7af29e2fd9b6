/**
 * An immutable first-in, first-out queue over a persistent list: items leave by moving a start index,
 * and the list is rebuilt once the left items outnumber the waiting ones.
 *
 * Mirrors: the queues between upstream's threads.
 */
import type { PersistentList } from './persistent-list.ts';
import { emptyList, listFrom, listGet, listItems, listPush } from './persistent-list.ts';

/** Treat as opaque; plain data. */
export interface PersistentQueue<T> {
  readonly items: PersistentList<T>;
  /** Index of the first item that has not left. */
  readonly head: number;
}

const EMPTY: PersistentQueue<never> = { items: emptyList<never>(), head: 0 };
/** Below this many left items the list is not worth rebuilding; above, it keeps them from being freed. */
const COMPACT_FROM = 8;

export function emptyQueue<T>(): PersistentQueue<T> {
  return EMPTY;
}

export function queueSize<T>(queue: PersistentQueue<T>): number {
  return queue.items.length - queue.head;
}

export function queuePush<T>(queue: PersistentQueue<T>, item: T): PersistentQueue<T> {
  return { items: listPush(queue.items, item), head: queue.head };
}

/** The oldest item, which leaves next. */
export function queueFirst<T>(queue: PersistentQueue<T>): T | undefined {
  return listGet(queue.items, queue.head);
}

/** The newest item. */
export function queueLast<T>(queue: PersistentQueue<T>): T | undefined {
  return queueSize(queue) === 0 ? undefined : listGet(queue.items, queue.items.length - 1);
}

/** Drops the oldest `count` items. */
export function queueDrop<T>(queue: PersistentQueue<T>, count = 1): PersistentQueue<T> {
  const head = queue.head + count;
  const { items } = queue;
  if (head >= items.length) return EMPTY;
  if (head < COMPACT_FROM || head * 2 < items.length) return { items, head };
  return { items: listFrom(listItems(items, head)), head: 0 };
}

/** Items from the oldest to the newest. */
export function queueItems<T>(queue: PersistentQueue<T>): Generator<T> {
  return listItems(queue.items, queue.head);
}
