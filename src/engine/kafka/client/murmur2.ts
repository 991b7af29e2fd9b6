/**
 * The hash that chooses a key's partition.
 *
 * Mirrors: org.apache.kafka.common.utils.Utils.murmur2 and toPositive, 2.8.0.
 */

const SEED = 0x9747b28c;
const M = 0x5bd1e995;
const R = 24;

/** Of the text's UTF-8 bytes: a 32-bit whole number with its sign. */
export function murmur2(text: string): number {
  return hashBytes(utf8(text));
}

/** Utils.toPositive: without the sign's bit. */
export function toPositive(value: number): number {
  return value & 0x7fffffff;
}

function hashBytes(bytes: readonly number[]): number {
  const { length } = bytes;
  const whole = length & ~3;
  let hash = (SEED ^ length) | 0;
  for (let at = 0; at < whole; at += 4) {
    let k = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    k = Math.imul(k, M);
    k ^= k >>> R;
    hash = Math.imul(hash, M) ^ Math.imul(k, M);
  }
  if (length > whole) {
    for (let at = length - 1; at >= whole; at--) hash ^= bytes[at]! << (8 * (at - whole));
    hash = Math.imul(hash, M);
  }
  hash ^= hash >>> 13;
  hash = Math.imul(hash, M);
  return hash ^ (hash >>> 15);
}

/** String.getBytes(UTF_8): half of a pair stands for nothing and becomes a question mark. */
function utf8(text: string): readonly number[] {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const code = text.codePointAt(at)!;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
    else if (code >= 0xd800 && code < 0xe000) bytes.push(0x3f);
    else if (code < 0x10000) {
      bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    } else {
      bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 0x3f));
      bytes.push(0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
      at++;
    }
  }
  return bytes;
}
