/**
 * Whole numbers as Java reads them from a text: an optional sign, digits of any script, and an end to
 * what fits.
 *
 * Mirrors: Integer.parseInt, Long.parseLong, Character.digit (Java 17).
 */

/** Long.parseLong; null where Java throws NumberFormatException. */
export function javaLong(text: string, radix: 10 | 16 | 8 = 10): bigint | null {
  return inRange(text, radix, 64);
}

/** Integer.parseInt; null where Java throws NumberFormatException. */
export function javaInt(text: string, radix: 10 | 16 | 8 = 10): number | null {
  const value = inRange(text, radix, 32);
  return value === null ? null : Number(value);
}

/** Nearly every number is up to nine digits, which fit in any case; null: it is none of these. */
function fewDigits(text: string): number | null {
  if (text === '' || text.length > 9) return null;
  let value = 0;
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return null;
    value = value * 10 + digit;
  }
  return value;
}

function inRange(text: string, radix: number, bits: number): bigint | null {
  const plain = radix === 10 ? fewDigits(text) : null;
  if (plain !== null) return BigInt(plain);
  const sign = text.startsWith('-') ? -1n : 1n;
  const digits = /^[+-]/.test(text) ? text.slice(1) : text;
  if (digits === '') return null;
  const limit = 1n << BigInt(bits - 1);
  const most = sign < 0n ? limit : limit - 1n;
  let value = 0n;
  for (let at = 0; at < digits.length; at++) {
    const digit = digitOf(digits.charAt(at), radix);
    if (digit === null) return null;
    value = value * BigInt(radix) + BigInt(digit);
    if (value > most) return null;
  }
  return sign * value;
}

/** Character.digit: Latin letters and the decimal digits of every script, also in full width. */
function digitOf(char: string, radix: number): number | null {
  let digit: number | null = null;
  if (/^[0-9]$/.test(char)) digit = char.charCodeAt(0) - 0x30;
  else if (/^[a-zA-Z]$/.test(char)) digit = char.toLowerCase().charCodeAt(0) - 0x61 + 10;
  else if (/^[ａ-ｚ]$/.test(char)) digit = char.charCodeAt(0) - 0xff41 + 10;
  else if (/^[Ａ-Ｚ]$/.test(char)) digit = char.charCodeAt(0) - 0xff21 + 10;
  else if (isDecimal(char.charCodeAt(0))) {
    // A script's digits stand in a row, zero first.
    let zero = char.charCodeAt(0);
    while (isDecimal(zero - 1)) zero--;
    digit = (char.charCodeAt(0) - zero) % 10;
  }
  return digit !== null && digit < radix ? digit : null;
}

function isDecimal(code: number): boolean {
  return /^\p{Nd}$/u.test(String.fromCharCode(code));
}
