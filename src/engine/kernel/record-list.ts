/**
 * Records in columns: numbers, times, processes and causes as plain numbers, page by page, and what
 * happened beside them. A million events are a few arrays then, and a record is made when somebody asks.
 * Numbers rise but may leave gaps. Pages that are full never change: a fork shares them.
 *
 * Read next: event-history.ts.
 */
import type { EventRecord } from './event-record.ts';
import type { Message } from './events.ts';
import { firstIndex } from './first-index.ts';

const PAGE = 512;

/** Of a message its connection stands in a column; of a timer only its name is kept. */
type Kept = EventRecord['event'] | Message | string;

interface Page {
  count: number;
  readonly numbers: Uint32Array;
  readonly times: Float64Array;
  readonly pids: Uint32Array;
  /** How many events before it; 0 where none is the cause. */
  readonly causes: Uint32Array;
  /** One more than the connection of a message; 0 for anything else. */
  readonly connections: Uint32Array;
  readonly events: Kept[];
}

export class RecordList {
  #pages: Page[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Number of the oldest record. */
  get first(): number | undefined {
    return this.#pages[0]?.numbers[0];
  }

  push({ number, atMs, pid, cause, event }: EventRecord): void {
    let page = this.#pages.at(-1);
    if (page === undefined || page.count === PAGE) {
      page = emptyPage();
      this.#pages.push(page);
    }
    const at = page.count++;
    page.numbers[at] = number;
    page.times[at] = atMs;
    page.pids[at] = pid;
    page.causes[at] = cause < 0 ? 0 : number - cause;
    page.connections[at] = event.type === 'message' ? event.connection + 1 : 0;
    page.events[at] =
      event.type === 'message' ? event.message : event.type === 'timer' ? event.name : event;
    this.#count++;
  }

  /** Forgets the oldest pages as long as so many records are left. */
  shorten(count: number): void {
    while (this.#count - PAGE >= count) {
      this.#pages.shift();
      this.#count -= PAGE;
    }
  }

  record(number: number): EventRecord | undefined {
    const record = this.before(number + 1);
    return record?.number === number ? record : undefined;
  }

  /** The latest record with a smaller number. */
  before(number: number): EventRecord | undefined {
    const page = this.#pages[countUntil(this.#pages, (each) => each.numbers[0]! < number) - 1];
    return page && recordAt(page, countBelow(page.numbers, page.count, number) - 1);
  }

  /** From one number (inclusive) to another (exclusive), oldest first. */
  between(start: number, end: number): readonly EventRecord[] {
    const found: EventRecord[] = [];
    const from = countUntil(this.#pages, (page) => page.numbers[0]! < start);
    for (const page of this.#pages.slice(Math.max(0, from - 1))) {
      if (page.numbers[0]! >= end) break;
      const last = countBelow(page.numbers, page.count, end);
      for (let at = countBelow(page.numbers, page.count, start); at < last; at++) {
        found.push(recordAt(page, at));
      }
    }
    return found;
  }

  /** Number of the latest record that happened by a time; -1: none did. */
  latestBy(atMs: number): number {
    const page = this.#pages[countUntil(this.#pages, ({ times }) => times[0]! <= atMs) - 1];
    if (page === undefined) return -1;
    return page.numbers[countUpTo(page.times, page.count, atMs) - 1]!;
  }

  /** Those before a number, as a list that goes its own way. */
  until(number: number): RecordList {
    const list = new RecordList();
    for (const page of this.#pages) {
      const count = countBelow(page.numbers, page.count, number);
      if (count === 0) break;
      list.#pages.push(count === PAGE ? page : copyPage(page, count));
      list.#count += count;
    }
    return list;
  }
}

function emptyPage(): Page {
  return {
    count: 0,
    numbers: new Uint32Array(PAGE),
    times: new Float64Array(PAGE),
    pids: new Uint32Array(PAGE),
    causes: new Uint32Array(PAGE),
    connections: new Uint32Array(PAGE),
    events: [],
  };
}

function copyPage(page: Page, count: number): Page {
  return {
    count,
    numbers: page.numbers.slice(),
    times: page.times.slice(),
    pids: page.pids.slice(),
    causes: page.causes.slice(),
    connections: page.connections.slice(),
    events: page.events.slice(0, count),
  };
}

function recordAt(page: Page, at: number): EventRecord {
  const number = page.numbers[at]!;
  const before = page.causes[at]!;
  const cause = before === 0 ? -1 : number - before;
  const event = eventOf(page.events[at]!, page.connections[at]!);
  return { number, atMs: page.times[at]!, pid: page.pids[at]!, cause, event };
}

function eventOf(kept: Kept, connection: number): EventRecord['event'] {
  if (typeof kept === 'string') return { type: 'timer', name: kept };
  if (connection === 0) return kept as EventRecord['event'];
  return { type: 'message', connection: connection - 1, message: kept };
}

/** How many of the pages something holds of; it holds of the first of them only. */
function countUntil(pages: readonly Page[], holds: (page: Page) => boolean): number {
  return firstIndex(pages.length, (index) => !holds(pages[index]!));
}

/** How many of the first numbers of a rising column are below a bound. */
function countBelow(column: Uint32Array, count: number, bound: number): number {
  return firstIndex(count, (index) => column[index]! >= bound);
}

/** The same for a column that may stand still, the bound included. */
function countUpTo(column: Float64Array, count: number, bound: number): number {
  return firstIndex(count, (index) => column[index]! > bound);
}
