/**
 * Keys and values as bytes, and bytes as text.
 *
 * Mirrors: String.getBytes(UTF_8), new String(bytes, UTF_8).
 * Departs: the bytes of a structure of an internal topic are not made; zeros stand for them.
 */
import type { Bytes } from '../../../engine/kafka/index.ts';
import { utf8Bytes } from '../../../engine/kafka/index.ts';

export function bytesOf(part: Bytes): readonly number[] {
  return typeof part === 'string' ? utf8Bytes(part) : new Array<number>(part.bytes).fill(0);
}

/** As a terminal shows the bytes. */
export function textOfBytes(part: Bytes): string {
  return typeof part === 'string' ? part : '\0'.repeat(part.bytes);
}
