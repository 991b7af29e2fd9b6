/**
 * Snappy in the framing of snappy-java: blocks of 32 KiB, each with its length before it.
 *
 * Mirrors: org.xerial.snappy.SnappyOutputStream 1.1.8, over CompressFragment of snappy 1.1.8.
 */
import type { Bytes8 } from '../byte-writer.ts';
import { pushAll, pushInt32 } from '../byte-writer.ts';

const BLOCK_BYTES = 32768;
const MAGIC = [0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00];
const VERSION = 1;
const TABLE_SIZE_MAX = 16384;
const TABLE_SIZE_MIN = 256;
const INPUT_MARGIN_BYTES = 15;

export function snappy(bytes: Uint8Array): Uint8Array {
  const out: Bytes8 = [...MAGIC];
  pushInt32(out, VERSION);
  pushInt32(out, VERSION);
  for (let start = 0; start < bytes.length; start += BLOCK_BYTES) {
    const packed = compressBlock(bytes.subarray(start, start + BLOCK_BYTES));
    pushInt32(out, packed.length);
    pushAll(out, packed);
  }
  return Uint8Array.from(out);
}

function compressBlock(input: Uint8Array): readonly number[] {
  const out: Bytes8 = [];
  let length = input.length;
  for (; length >= 128; length >>>= 7) out.push((length & 0x7f) | 0x80);
  out.push(length);
  const emitted = input.length < INPUT_MARGIN_BYTES ? 0 : pushMatches(out, input);
  pushLiteral(out, input.subarray(emitted));
  return out;
}

/** Gives how much of the input was written. */
function pushMatches(out: Bytes8, input: Uint8Array): number {
  const bits = tableBits(input.length);
  const table = new Uint16Array(1 << bits);
  const limit = input.length - INPUT_MARGIN_BYTES;
  let emitted = 0;
  let at = 1;
  let nextHash = hashAt(input, at, bits);
  for (;;) {
    let skip = 32;
    let next = at;
    let candidate: number;
    do {
      at = next;
      const hash = nextHash;
      const step = skip >> 5;
      skip += step;
      next = at + step;
      if (next > limit) return emitted;
      nextHash = hashAt(input, next, bits);
      candidate = table[hash]!;
      table[hash] = at;
    } while (four(input, at) !== four(input, candidate));
    pushLiteral(out, input.subarray(emitted, at));
    do {
      let matched = 4;
      while (at + matched < input.length && input[at + matched] === input[candidate + matched]) {
        matched++;
      }
      pushCopy(out, at - candidate, matched);
      at += matched;
      emitted = at;
      if (at >= limit) return emitted;
      table[hashAt(input, at - 1, bits)] = at - 1;
      const hash = hashAt(input, at, bits);
      candidate = table[hash]!;
      table[hash] = at;
    } while (four(input, at) === four(input, candidate));
    at++;
    nextHash = hashAt(input, at, bits);
  }
}

function tableBits(inputBytes: number): number {
  const size = Math.min(Math.max(inputBytes, TABLE_SIZE_MIN), TABLE_SIZE_MAX);
  return 32 - Math.clz32(size - 1);
}

function pushLiteral(out: Bytes8, literal: Uint8Array): void {
  if (literal.length === 0) return;
  const code = literal.length - 1;
  if (code < 60) out.push(code << 2);
  else if (code < 256) out.push(60 << 2, code);
  else out.push(61 << 2, code & 0xff, code >> 8);
  pushAll(out, literal);
}

function pushCopy(out: Bytes8, offset: number, length: number): void {
  let left = length;
  for (; left >= 68; left -= 64) pushShortCopy(out, offset, 64);
  if (left > 64) {
    pushShortCopy(out, offset, 60);
    left -= 60;
  }
  pushShortCopy(out, offset, left);
}

function pushShortCopy(out: Bytes8, offset: number, length: number): void {
  if (length < 12 && offset < 2048) {
    out.push(1 | ((length - 4) << 2) | ((offset >> 3) & 0xe0), offset & 0xff);
  } else out.push(2 | ((length - 1) << 2), offset & 0xff, offset >> 8);
}

function hashAt(input: Uint8Array, at: number, bits: number): number {
  return Math.imul(four(input, at), 0x1e35a7bd) >>> (32 - bits);
}

function four(input: Uint8Array, at: number): number {
  return input[at]! | (input[at + 1]! << 8) | (input[at + 2]! << 16) | (input[at + 3]! << 24);
}
