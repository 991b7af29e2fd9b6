/**
 * What can be told of a step without doing it.
 *
 * Read next: replay.ts.
 */
import type { GoldenStep } from './golden-case.ts';

/** No invariant promises anything once files have been taken away or damaged. */
export function isTampering({ kind, input }: GoldenStep): boolean {
  return kind === 'harness' && /removed$|^flip /.test(input ?? '');
}

/** How long the recorder took until the next step: a Java program needs its time to start. */
export function paceOf({ kind, input }: GoldenStep): number {
  if (kind === 'start') return 1_000;
  if (kind === '4lw') return 60;
  if (kind === 'harness') return input?.endsWith('process started') === true ? 2_500 : 500;
  return 350;
}

/** Keys as a terminal gets them, rather than a whole line. */
export function isRaw({ kind, input }: GoldenStep): boolean {
  return kind === undefined && input !== null && /[\x00-\x1f\x7f]/.test(input);
}

/** The keys of a raw step; a line that was answered was sent. */
export function keysOf({ input, promptAfter }: GoldenStep): string {
  const keys = input ?? '';
  return promptAfter === undefined || /[\r\n]/.test(keys) ? keys : `${keys}\n`;
}
