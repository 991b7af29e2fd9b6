/**
 * A format of codes, named by the first letter of a code. All that a letter reads with (its
 * dictionary, its text model's numbers, the order of its parts) stays as it is once a page has written
 * it. A new format is a new letter in a folder of its own, which imports from older ones what it does
 * not change; the table of letters is in run-code.ts.
 */
import type { Run } from '../run.ts';

export interface Letter {
  /**
   * Reads a code that begins with the letter, with pauses; it may be anything. `most` is the length of
   * text that is unpacked, at most. Throws a FlawedRun, or any error, when it is none.
   */
  reading(code: string, most: number): Generator<void, Run>;
  /** Whether a code is whole; a look at its sums alone, which costs little. May throw when it is not. */
  isWhole(code: string): boolean;
}
