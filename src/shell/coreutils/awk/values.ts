/**
 * The values of awk: numbers and texts, each of which is taken for the other.
 *
 * Mirrors: POSIX awk: uninitialized values, strings that look like numbers.
 */
import { MemoryExhausted } from '../../program/exhaustion.ts';
import { printfText } from '../../program/printf.ts';

export type Value = string | number;

/** What `printf` and `sprintf` make of their operands. */
export function format([first, ...rest]: readonly Value[]): string {
  const pattern = toText(first ?? '').replace(/\\/g, '\\\\');
  const conversions = [
    ...pattern.matchAll(/%(?:%|[-+ #0]*(?:\*|\d+)?(?:\.(?:\*|\d+))?([a-zA-Z]))/g),
  ].filter(([, letter]) => letter !== undefined);
  const words = conversions.map(([, letter], i) => {
    const value = rest[i] ?? '';
    if (letter === 'c') return typeof value === 'number' ? String.fromCharCode(value) : value;
    if (letter === 's') return outputText(value);
    const number = toNumber(value);
    return 'dioxXu'.includes(letter!)
      ? String(BigInt(Number.isFinite(number) ? Math.trunc(number) : 0))
      : String(number);
  });
  const { text, excess } = printfText(pattern, words);
  if (excess !== undefined) throw new MemoryExhausted();
  return text;
}

/** As numbers when both look like some, else as texts. */
export function compare(operator: string, a: Value, b: Value): boolean {
  const isNumeric = looksNumeric(a) && looksNumeric(b);
  const left = isNumeric ? toNumber(a) : outputText(a);
  const right = isNumeric ? toNumber(b) : outputText(b);
  if (operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  return operator === '>' ? left > right : left >= right;
}

function looksNumeric(value: Value): boolean {
  return (
    typeof value === 'number' ||
    value === '' ||
    /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/.test(value)
  );
}

export function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  return Number(/^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?/.exec(value)?.[0] ?? 0);
}

export function toText(value: Value): string {
  return typeof value === 'number' ? outputText(value) : value;
}

/** Whole numbers print whole, others with six digits. */
export function outputText(value: Value): string {
  if (typeof value === 'string') return value;
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
}

export function isTrue(value: Value): boolean {
  return typeof value === 'number' ? value !== 0 : value !== '';
}
