/**
 * LZ4 frames of independent blocks of 64 KiB.
 *
 * Mirrors: org.apache.kafka.common.compress.KafkaLZ4BlockOutputStream, 2.8.0, over LZ4_compress_default of
 * lz4 1.9 with its table of 16-bit positions.
 */
import type { Bytes8 } from '../byte-writer.ts';
import { pushAll } from '../byte-writer.ts';

const BLOCK_BYTES = 65536;
/** Magic, version 1 with independent blocks, blocks of 64 KiB, and the checksum of these two bytes. */
const FRAME_HEADER = [0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82];
const MIN_MATCH = 4;
const LAST_LITERALS = 5;
const MATCH_FIND_LIMIT = 12;
const HASH_BITS = 13;
const SKIP_TRIGGER = 6;
const RUN_MASK = 15;
const MATCH_MASK = 15;

export function lz4(bytes: Uint8Array): Uint8Array {
  const out: Bytes8 = [...FRAME_HEADER];
  for (let start = 0; start < bytes.length; start += BLOCK_BYTES) {
    const block = bytes.subarray(start, start + BLOCK_BYTES);
    const packed = compressBlock(block);
    // What does not get shorter stays as it is, with the highest bit of the length set.
    const isRaw = packed.length >= block.length;
    pushLittle32(out, isRaw ? block.length | 0x80000000 : packed.length);
    pushAll(out, isRaw ? block : packed);
  }
  pushLittle32(out, 0);
  return Uint8Array.from(out);
}

function pushLittle32(out: Bytes8, value: number): void {
  out.push(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, (value >>> 24) & 0xff);
}

/** A match: where it is, and where what it matches begins. */
interface Found {
  at: number;
  match: number;
}

function compressBlock(input: Uint8Array): readonly number[] {
  const out: Bytes8 = [];
  let anchor = 0;
  if (input.length >= MATCH_FIND_LIMIT + 1) {
    const table = new Uint16Array(1 << HASH_BITS);
    table[hashAt(input, 0)] = 0;
    const limit = input.length - MATCH_FIND_LIMIT + 1;
    let at = 1;
    for (;;) {
      const found = findMatch(input, table, at, limit);
      if (found === null) break;
      while (found.at > anchor && found.match > 0) {
        if (input[found.at - 1] !== input[found.match - 1]) break;
        found.at--;
        found.match--;
      }
      let literals = input.subarray(anchor, found.at);
      for (;;) {
        anchor = pushSequence(out, input, literals, found);
        if (anchor >= limit) break;
        table[hashAt(input, anchor - 2)] = anchor - 2;
        const hash = hashAt(input, anchor);
        const match = table[hash]!;
        table[hash] = anchor;
        if (!sameFour(input, match, anchor)) break;
        literals = input.subarray(anchor, anchor);
        found.at = anchor;
        found.match = match;
      }
      if (anchor >= limit) break;
      at = anchor + 1;
    }
  }
  pushLiterals(out, input.subarray(anchor), 0);
  return out;
}

/** The longer nothing is found, the larger the steps. */
function findMatch(
  input: Uint8Array,
  table: Uint16Array,
  start: number,
  limit: number,
): Found | null {
  let forward = start;
  let step = 1;
  let searches = 1 << SKIP_TRIGGER;
  let forwardHash = hashAt(input, start);
  for (;;) {
    const hash = forwardHash;
    const at = forward;
    forward += step;
    step = searches++ >> SKIP_TRIGGER;
    if (forward > limit) return null;
    const match = table[hash]!;
    forwardHash = hashAt(input, forward);
    table[hash] = at;
    if (sameFour(input, match, at)) return { at, match };
  }
}

/** Gives where the match ends. */
function pushSequence(
  out: Bytes8,
  input: Uint8Array,
  literals: Uint8Array,
  { at, match }: Found,
): number {
  const end = input.length - LAST_LITERALS;
  let length = MIN_MATCH;
  while (at + length < end && input[at + length] === input[match + length]) length++;
  const code = length - MIN_MATCH;
  pushLiterals(out, literals, Math.min(code, MATCH_MASK));
  const offset = at - match;
  out.push(offset & 0xff, offset >> 8);
  if (code >= MATCH_MASK) pushLength(out, code - MATCH_MASK);
  return at + length;
}

function pushLiterals(out: Bytes8, literals: Uint8Array, matchCode: number): void {
  const { length } = literals;
  out.push((Math.min(length, RUN_MASK) << 4) | matchCode);
  if (length >= RUN_MASK) pushLength(out, length - RUN_MASK);
  pushAll(out, literals);
}

function pushLength(out: Bytes8, length: number): void {
  let left = length;
  for (; left >= 255; left -= 255) out.push(255);
  out.push(left);
}

function hashAt(input: Uint8Array, at: number): number {
  return Math.imul(four(input, at), 2654435761) >>> (32 - HASH_BITS);
}

function sameFour(input: Uint8Array, a: number, b: number): boolean {
  return four(input, a) === four(input, b);
}

function four(input: Uint8Array, at: number): number {
  return input[at]! | (input[at + 1]! << 8) | (input[at + 2]! << 16) | (input[at + 3]! << 24);
}
