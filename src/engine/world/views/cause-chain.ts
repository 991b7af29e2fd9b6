/**
 * Why did this happen? The causes of an event, back to an operator's action or the boot.
 *
 * Mirrors: nothing upstream; Lamport's happened-before, followed backwards along one chain.
 * Departs: an event that several others made possible names the last of them.
 */
import type { EventRecord } from '../../kernel/event-record.ts';
import type { Timeline } from '../../kernel/timeline.ts';

/** Newest first. Ends early when the past has been folded. */
export function causeChain(timeline: Timeline, number: number): readonly EventRecord[] {
  const chain: EventRecord[] = [];
  let record = timeline.record(number);
  while (record !== undefined) {
    chain.push(record);
    if (record.cause < 0 || record.cause >= record.number) break;
    record = timeline.record(record.cause);
  }
  return chain;
}
