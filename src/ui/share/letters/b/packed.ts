/** A run's text and times as what stands behind the letter of a link: the text compressed. */
import { FlawedRun } from '../../run-flaw.ts';
import { packNumbers, unpackNumbers } from './run-bytes.ts';
import { summed, summedBytes } from './sums.ts';
import { packingText, unpackingText } from './text-coder.ts';
import type { TextModel } from './text-model.ts';

/** What a code is made of, and comes apart into. */
export interface CodeParts {
  /** The head, and the lines of the actions. */
  readonly text: string;
  readonly times: readonly number[];
}

/** Times are as good as random: they stand outside of what is compressed. */
export function* packing(
  text: Uint8Array,
  times: readonly number[],
  model: TextModel,
): Generator<void, string> {
  const packed = yield* packingText(text, model);
  const bytes = packNumbers(times);
  return summed([...packNumbers([text.length, bytes.length]), ...bytes, ...packed]);
}

export function* unpacking(
  code: string,
  most: number,
  model: TextModel,
): Generator<void, CodeParts> {
  const bytes = summedBytes(code);
  if (bytes === null) throw new FlawedRun('changed');
  const first = endOfNumber(bytes, 0);
  const second = endOfNumber(bytes, first);
  const [textLength = 0, timesLength = 0] = unpackNumbers(bytes.subarray(0, second));
  const end = second + timesLength;
  if (end > bytes.length) throw new FlawedRun('unreadable');
  if (textLength > most) throw new FlawedRun('longText');
  const text = yield* unpackingText(bytes.subarray(end), textLength, model);
  return {
    text: new TextDecoder('utf-8', { fatal: true }).decode(text),
    times: unpackNumbers(bytes.subarray(second, end)),
  };
}

function endOfNumber(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length && bytes[at]! >= 128) at++;
  return at + 1;
}
