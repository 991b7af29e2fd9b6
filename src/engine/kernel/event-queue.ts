/**
 * What is going to happen, ordered by (virtual time, sequence): a heap of immutable entries, so that a
 * checkpoint is a copy of two arrays.
 *
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

/**
 * A binary heap. The times stand in an array of their own: entries have many shapes, and to read a
 * number out of each costs more than to compare it.
 */
export interface EventQueue {
  readonly entries: QueueEntry[];
  readonly times: number[];
}

export function emptyQueue(): EventQueue {
  return { entries: [], times: [] };
}

export function copyQueue({ entries, times }: EventQueue): EventQueue {
  return { entries: entries.slice(), times: times.slice() };
}

export function heapPush({ entries, times }: EventQueue, entry: QueueEntry): void {
  const { atMs } = entry;
  let at = entries.length;
  entries.push(entry);
  times.push(atMs);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const parentMs = times[parent]!;
    if (atMs > parentMs) break;
    if (atMs === parentMs && entry.sequence > entries[parent]!.sequence) break;
    entries[at] = entries[parent]!;
    times[at] = parentMs;
    at = parent;
  }
  entries[at] = entry;
  times[at] = atMs;
}

export function heapPop({ entries, times }: EventQueue): QueueEntry | undefined {
  const top = entries[0];
  const last = entries.pop();
  const lastMs = times.pop();
  const { length } = entries;
  if (last === undefined || lastMs === undefined || length === 0) return top;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= length) break;
    const other = child + 1;
    if (other < length && isBefore(entries, times, other, child)) child = other;
    const childMs = times[child]!;
    if (childMs > lastMs) break;
    if (childMs === lastMs && entries[child]!.sequence > last.sequence) break;
    entries[at] = entries[child]!;
    times[at] = childMs;
    at = child;
  }
  entries[at] = last;
  times[at] = lastMs;
  return top;
}

function isBefore(
  entries: readonly QueueEntry[],
  times: readonly number[],
  a: number,
  b: number,
): boolean {
  const aMs = times[a]!;
  const bMs = times[b]!;
  return aMs < bMs || (aMs === bMs && entries[a]!.sequence < entries[b]!.sequence);
}

/** A queue of these entries. */
export function queueOf(entries: readonly QueueEntry[]): EventQueue {
  const sorted = [...entries].sort((a, b) => a.atMs - b.atMs || a.sequence - b.sequence);
  return { entries: sorted, times: sorted.map(({ atMs }) => atMs) };
}
