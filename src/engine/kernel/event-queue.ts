/**
 * What is going to happen, ordered by (virtual time, sequence): a binary heap of immutable entries,
 * so that a checkpoint is a copy of one array.
 *
 * Mirrors: nothing upstream.
 * Departs: nothing.
 * Read next: kernel.ts, which takes the entries out.
 */
import type { Effect } from './effects.ts';
import type { Message, NodeEvent } from './events.ts';
import type { FileContent } from './disk.ts';

export type QueueEntry = {
  readonly atMs: number;
  /** Unique; breaks ties, so that order never depends on the heap. */
  readonly sequence: number;
  /** Number of the event that caused this one. */
  readonly cause: number;
} & (
  | {
      readonly kind: 'deliver';
      readonly connection: number;
      /** 0: from the side that connected; 1: from the side that listened. */
      readonly direction: 0 | 1;
      readonly sentAtMs: number;
      /** `null` stands for FIN: the sender closed. */
      readonly message: Message | null;
    }
  /** A connection attempt reaches the other host. */
  | { readonly kind: 'dial'; readonly connection: number }
  /** The answer to an attempt reaches the host that asked. */
  | {
      readonly kind: 'dialled';
      readonly connection: number;
      readonly outcome: 'opened' | 'refused' | 'unknown-host';
    }
  | { readonly kind: 'timer'; readonly pid: number; readonly name: string }
  | { readonly kind: 'start'; readonly pid: number }
  | { readonly kind: 'event'; readonly pid: number; readonly event: NodeEvent }
  | {
      readonly kind: 'synced';
      readonly pid: number;
      readonly host: string;
      readonly path: string;
      /** The file as it was when the sync began: this much becomes durable. */
      readonly content: FileContent | null;
      readonly token: string | undefined;
    }
  /** A process that was paused takes the next of what waited for it. */
  | {
      readonly kind: 'waited';
      readonly pid: number;
      readonly event: NodeEvent | null;
      readonly effects: readonly Effect[];
    }
);

type Fields<T> = T extends unknown ? Omit<T, 'sequence'> : never;
/** An entry before it has its sequence number. */
export type NewEntry = Fields<QueueEntry>;

function isBefore(a: QueueEntry, b: QueueEntry): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.sequence < b.sequence);
}

export function heapPush(heap: QueueEntry[], entry: QueueEntry): void {
  let at = heap.length;
  heap.push(entry);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isBefore(entry, heap[parent]!)) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = entry;
}

export function heapPop(heap: QueueEntry[]): QueueEntry | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return top;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
    if (!isBefore(heap[child]!, last)) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = last;
  return top;
}

/** Puts the heap in order again after entries were replaced. */
export function heapify(entries: readonly QueueEntry[]): QueueEntry[] {
  return entries.slice().sort((a, b) => (isBefore(a, b) ? -1 : 1));
}
