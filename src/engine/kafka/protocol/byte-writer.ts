/**
 * Writing numbers and texts as Java's buffers and upstream's generated messages do.
 *
 * Mirrors: java.nio.ByteBuffer, org.apache.kafka.common.protocol.ByteBufferAccessor, 2.8.0.
 */
import { pushVarint } from './varint.ts';

export type Bytes8 = number[];

export function pushInt8(bytes: Bytes8, value: number): void {
  bytes.push(value & 0xff);
}

export function pushInt16(bytes: Bytes8, value: number): void {
  bytes.push((value >> 8) & 0xff, value & 0xff);
}

export function pushInt32(bytes: Bytes8, value: number): void {
  bytes.push((value >> 24) & 0xff, (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff);
}

export function pushInt64(bytes: Bytes8, value: number): void {
  const high = Math.floor(value / 2 ** 32);
  pushInt32(bytes, high | 0);
  pushInt32(bytes, (value - high * 2 ** 32) | 0);
}

/** UTF-8. */
export function pushText(bytes: Bytes8, text: string): void {
  for (let i = 0; i < text.length; i++) {
    const code = text.codePointAt(i)!;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
    else if (code < 0x10000) {
      bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    } else {
      bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 0x3f));
      bytes.push(0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
      i++;
    }
  }
}

/** A length of 16 bits and UTF-8; null has the length -1. */
export function pushString(bytes: Bytes8, text: string | null): void {
  if (text === null) return pushInt16(bytes, -1);
  const encoded: number[] = [];
  pushText(encoded, text);
  pushInt16(bytes, encoded.length);
  pushAll(bytes, encoded);
}

/** A varint of the length, and the bytes; null has the length -1. */
export function pushVarBytes(bytes: Bytes8, part: readonly number[] | null): void {
  if (part === null) return pushVarint(bytes, -1);
  pushVarint(bytes, part.length);
  pushAll(bytes, part);
}

/** Not by spreading: an argument list has an end. */
export function pushAll(bytes: Bytes8, more: ArrayLike<number>): void {
  for (let i = 0; i < more.length; i++) bytes.push(more[i]!);
}
