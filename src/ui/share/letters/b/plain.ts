/** The same for a code that is kept and never put into an address: nothing in it is compressed. */
import { FlawedRun } from '../../run-flaw.ts';
import type { CodeParts } from './packed.ts';
import { packNumbers, unpackNumbers } from './run-bytes.ts';
import { base64Of, bytesOf, sumOf, summed, summedBytes } from './sums.ts';

export function plainOf(text: Uint8Array, times: readonly number[]): string {
  const sum = base64Of(Uint8Array.from(sumOf(text)));
  return `${summed(packNumbers(times))}.${sum}.${new TextDecoder().decode(text)}`;
}

export function plainParts(code: string): CodeParts {
  const parts = soundParts(code);
  if (parts === null) throw new FlawedRun('changed');
  return { text: parts.text, times: unpackNumbers(parts.times) };
}

export function isPlainWhole(code: string): boolean {
  return soundParts(code) !== null;
}

/** Null when the sums do not fit. */
function soundParts(code: string) {
  const first = code.indexOf('.');
  const second = code.indexOf('.', first + 1);
  const times = summedBytes(code.slice(0, Math.max(first, 0)));
  const text = code.slice(second + 1);
  const [high, low] = sumOf(new TextEncoder().encode(text));
  const told = bytesOf(code.slice(first + 1, second));
  const isWholeText = first >= 0 && second > first && told[0] === high && told[1] === low;
  return times === null || !isWholeText ? null : { text, times };
}
