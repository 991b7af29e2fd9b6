/**
 * Numbers read from texts, with the exceptions that Java throws when they are none, and written.
 *
 * Mirrors: Integer, Long and Double: parseX and valueOf, NumberFormatException, Formatter's `%.2f`, Java 17.
 */
import { javaInt, javaLong } from '../../../engine/kafka/index.ts';
import type { Frames } from './exception.ts';
import { JavaException } from './exception.ts';

type Caller = 'parse' | 'valueOf';

const THROWN =
  'java.base/java.lang.NumberFormatException.forInputString(NumberFormatException.java:67)';

/** The line of Integer.parseInt that throws; Long.parseLong is 43 lines below. */
function faultLine(text: string): number {
  if (text === '') return 678;
  if (text === '-' || text === '+') return 658;
  const isSigned = text.startsWith('-') || text.startsWith('+');
  return text.charAt(0) < '0' && !isSigned ? 654 : 668;
}

function wrong(text: string, frames: Frames): JavaException {
  return new JavaException('java.lang.NumberFormatException', `For input string: "${text}"`, {
    frames: [THROWN, ...frames],
  });
}

/** Integer.parseInt, or Integer.valueOf. */
export function parseInteger(text: string, caller: Caller = 'parse'): number {
  const value = javaInt(text);
  if (value !== null) return value;
  const outer = caller === 'parse' ? 'parseInt(Integer.java:786)' : 'valueOf(Integer.java:999)';
  throw wrong(text, [
    `java.base/java.lang.Integer.parseInt(Integer.java:${faultLine(text)})`,
    `java.base/java.lang.Integer.${outer}`,
  ]);
}

/** Long.parseLong, or Long.valueOf; a plain number, exact up to 2^53. */
export function parseLong(text: string, caller: Caller = 'parse'): number {
  const value = javaLong(text);
  if (value !== null) return Number(value);
  const outer = caller === 'parse' ? 'parseLong(Long.java:836)' : 'valueOf(Long.java:1163)';
  throw wrong(text, [
    `java.base/java.lang.Long.parseLong(Long.java:${faultLine(text) + 43})`,
    `java.base/java.lang.Long.${outer}`,
  ]);
}

const DOUBLE = /^[+-]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fFdD]?)$/;

/** Double.parseDouble, or Double.valueOf. */
export function parseDouble(text: string, caller: Caller = 'parse'): number {
  const trimmed = text.trim();
  if (DOUBLE.test(trimmed)) return Number(trimmed.replace(/(?<=[\d.])[fFdD]$/, ''));
  const isEmpty = trimmed === '';
  const message = isEmpty ? 'empty String' : `For input string: "${trimmed}"`;
  const line = isEmpty ? 1842 : 2054;
  throw new JavaException('java.lang.NumberFormatException', message, {
    frames: [
      `java.base/jdk.internal.math.FloatingDecimal.readJavaFormatString(FloatingDecimal.java:${line})`,
      'java.base/jdk.internal.math.FloatingDecimal.parseDouble(FloatingDecimal.java:110)',
      'java.base/java.lang.Double.parseDouble(Double.java:651)',
      ...(caller === 'valueOf' ? ['java.base/java.lang.Double.valueOf(Double.java:614)'] : []),
    ],
  });
}

/** Double.toString. */
export function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value < 0 ? '-Infinity' : 'Infinity';
  const size = Math.abs(value);
  if (size === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  if (size >= 1e-3 && size < 1e7) {
    const text = String(value);
    return text.includes('.') ? text : `${text}.0`;
  }
  const [digits, exponent] = value.toExponential().split('e');
  const mantissa = digits!.includes('.') ? digits! : `${digits}.0`;
  return `${mantissa}E${Number(exponent)}`;
}

/** `%.2f`: the shortest decimal that means the number, rounded half up. */
export function fixedText(value: number, digits: number): string {
  if (!Number.isFinite(value)) return doubleText(value);
  const [mantissa, exponent = '0'] = Math.abs(value).toExponential().split('e');
  const [whole = '', fraction = ''] = mantissa!.split('.');
  const all = BigInt(whole + fraction);
  const shift = Number(exponent) - fraction.length + digits;
  const scaled = shift >= 0 ? all * 10n ** BigInt(shift) : halfUp(all, 10n ** BigInt(-shift));
  const text = String(scaled).padStart(digits + 1, '0');
  const sign = value < 0 ? '-' : '';
  const end = text.length - digits;
  return digits === 0 ? sign + text : `${sign}${text.slice(0, end)}.${text.slice(end)}`;
}

function halfUp(value: bigint, divisor: bigint): bigint {
  return (value + divisor / 2n) / divisor;
}
