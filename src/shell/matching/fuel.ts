/**
 * What matching costs, and how much one match may cost.
 *
 * Mirrors: the memory that glibc's matcher gives up at; its steps stand for it here.
 * Departs: a real host would go on for minutes before.
 */
import { RegExpError } from './tree.ts';

/**
 * What was matched so far, in steps of some nanoseconds. It counts by lengths alone, so that it is the
 * same in every replay. A program that has done much pauses for some virtual time.
 */
export interface Effort {
  work: number;
}

/** Steps that one call may take. */
const STEPS_MAX = 20_000_000;

export const EXHAUSTED = 'memory exhausted';

/** Counts down the steps of one call. */
export class Fuel {
  #left = STEPS_MAX;

  burn(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new RegExpError(EXHAUSTED);
  }
}
