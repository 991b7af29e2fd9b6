/**
 * What happened in a run, as far as it is remembered: what carries weight for long, a cluster's pulse for
 * a moment. A number whose record is forgotten has none, wherever it stands.
 *
 * Read next: record-list.ts, event-weight.ts.
 */
import type { EventRecord } from './event-record.ts';
import { RecordList } from './record-list.ts';

/** How many light records are kept. */
const LIGHT_RECORDS = 8_192;

export class EventHistory {
  readonly #maxRecords: number;
  #normal = new RecordList();
  #light = new RecordList();

  constructor(maxRecords: number) {
    this.#maxRecords = maxRecords;
  }

  /** Number of the oldest record that is kept: from there on, what is missing was a pulse. */
  get first(): number | undefined {
    return this.#normal.first ?? this.#light.first;
  }

  keep(record: EventRecord): void {
    if (record.isLight === true) {
      this.#light.push(record);
      this.#light.shorten(LIGHT_RECORDS);
    } else {
      this.#normal.push(record);
      this.#normal.shorten(this.#maxRecords);
    }
  }

  record(number: number): EventRecord | undefined {
    return this.#normal.record(number) ?? this.#asLight(this.#light.record(number));
  }

  /** The latest record with a smaller number that is kept. */
  before(number: number): EventRecord | undefined {
    const normal = this.#normal.before(number);
    const light = this.#asLight(this.#light.before(number));
    if (normal === undefined || light === undefined) return normal ?? light;
    return normal.number > light.number ? normal : light;
  }

  /** Those that are kept from one number (inclusive) to another (exclusive), oldest first. */
  between(start: number, end: number): readonly EventRecord[] {
    const from = Math.max(start, this.first ?? 0);
    const light = this.#light.between(from, end).map((record) => this.#asLight(record)!);
    const normal = this.#normal.between(start, end);
    if (light.length === 0 || normal.length === 0) return light.length === 0 ? normal : light;
    return [...normal, ...light].sort((a, b) => a.number - b.number);
  }

  /** Number of the latest kept record that happened by a time; -1: none did. */
  latestBy(atMs: number): number {
    return Math.max(this.#normal.latestBy(atMs), this.#light.latestBy(atMs));
  }

  /** Those before a number, as a history that goes its own way. */
  until(number: number): EventHistory {
    const history = new EventHistory(this.#maxRecords);
    history.#normal = this.#normal.until(number);
    history.#light = this.#light.until(number);
    return history;
  }

  #asLight(record: EventRecord | undefined): EventRecord | undefined {
    if (record === undefined || record.number < this.first!) return undefined;
    return { ...record, isLight: true };
  }
}
