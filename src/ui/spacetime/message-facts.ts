/**
 * What a message is about, beyond its own fields: an ACK names a zxid, and the PROPOSAL of that zxid
 * named the znode and the session. Messages of one subject share what the telling ones name. Pure.
 */
import { facetsOf, subjectsOf } from '../../engine/index.ts';
import type { EventRecord, Facet, Subject, Timeline } from '../../engine/index.ts';

type MessageEvent = Extract<EventRecord['event'], { type: 'message' }>;
type Sent = Pick<MessageEvent, 'connection' | 'message'>;

/** Remembers what earlier messages told; reads each record of a run once. */
class MessageFacts {
  #read = 0;
  readonly #told = new Map<string, Facet[]>();

  /** Reads what has happened since. */
  collect(timeline: Timeline): void {
    for (const { event } of timeline.recordsBetween(this.#read, timeline.length)) {
      if (event.type === 'message') this.#learn(event as MessageEvent);
    }
    this.#read = timeline.length;
  }

  /** Each facet once, its own first. */
  of({ connection, message }: Sent): readonly Facet[] {
    const found = [...facetsOf(message)];
    for (const subject of subjectsOf(message)) {
      for (const facet of this.#told.get(keyOf(subject, connection)) ?? []) add(found, facet);
    }
    return found;
  }

  #learn({ connection, message }: Sent): void {
    for (const subject of subjectsOf(message)) {
      if (!subject.tells) continue;
      const key = keyOf(subject, connection);
      const told = this.#told.get(key) ?? [];
      for (const facet of facetsOf(message)) add(told, facet);
      if (told.length > 0) this.#told.set(key, told);
    }
  }
}

function keyOf({ scope, key }: Subject, connection: number): string {
  return scope === 'run' ? key : `${connection} ${key}`;
}

function add(found: Facet[], { facet, value }: Facet): void {
  if (!found.some((one) => one.facet === facet && one.value === value)) {
    found.push({ facet, value });
  }
}

const known = new WeakMap<Timeline, MessageFacts>();

/** The facts of a run, up to date. */
export function factsOf(timeline: Timeline): MessageFacts {
  let facts = known.get(timeline);
  if (facts === undefined) known.set(timeline, (facts = new MessageFacts()));
  facts.collect(timeline);
  return facts;
}
