/**
 * The keys of a line that is typed in a terminal.
 *
 * Read next: line-discipline.ts.
 */
import type { GoldenStep } from './golden-case.ts';

/** Keys as a terminal gets them, rather than a whole line. */
export function isRaw({ input }: GoldenStep): boolean {
  return input !== null && /[\x00-\x1f\x7f]/.test(input);
}

/** The keys of a raw step; a line that was answered was sent. */
export function keysOf({ input, promptAfter }: GoldenStep): string {
  const keys = input ?? '';
  return promptAfter === undefined || /[\r\n]/.test(keys) ? keys : `${keys}\n`;
}
