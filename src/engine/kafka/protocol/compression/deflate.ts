/**
 * DEFLATE at level 6: matches are looked for along chains of the same three bytes, and one is only taken
 * when the next place has no better one.
 *
 * Mirrors: zlib's deflate.c (deflate_slow, longest_match) with its default window and memory.
 * Read next: deflate-block.ts.
 */
import { newBitWriter } from './bit-writer.ts';
import type { DeflateSymbols } from './deflate-block.ts';
import { pushBlock } from './deflate-block.ts';

const WINDOW_BYTES = 32768;
const MIN_MATCH = 3;
const MAX_MATCH = 258;
const MIN_LOOKAHEAD = MAX_MATCH + MIN_MATCH + 1;
const MAX_DISTANCE = WINDOW_BYTES - MIN_LOOKAHEAD;
const HASH_BITS = 15;
const HASH_SHIFT = 5;
const SYMBOLS_MAX = 16383;
const TOO_FAR = 4096;
const GOOD_LENGTH = 8;
const LAZY_LENGTH = 16;
const NICE_LENGTH = 128;
const CHAIN_MAX = 128;

interface Matcher {
  readonly input: Uint8Array;
  /** Last place of each hash, one more than it is; 0: none. */
  readonly heads: Int32Array;
  readonly previous: Int32Array;
}

interface Match {
  length: number;
  start: number;
}

export function deflate(input: Uint8Array): Uint8Array {
  const writer = newBitWriter();
  const matcher: Matcher = {
    input,
    heads: new Int32Array(1 << HASH_BITS),
    previous: new Int32Array(WINDOW_BYTES),
  };
  let symbols: DeflateSymbols = { distances: [], lengths: [] };
  let blockStart = 0;
  let match: Match = { length: MIN_MATCH - 1, start: 0 };
  let isLiteralHeld = false;
  const push = (distance: number, length: number): boolean => {
    symbols.distances.push(distance);
    symbols.lengths.push(length);
    return symbols.distances.length === SYMBOLS_MAX;
  };
  const flush = (end: number, isLast: boolean): void => {
    pushBlock(writer, symbols, input.subarray(blockStart, end), isLast);
    symbols = { distances: [], lengths: [] };
    blockStart = end;
  };
  let at = 0;
  while (at < input.length) {
    const head = insert(matcher, at);
    const before = match;
    match = { length: MIN_MATCH - 1, start: 0 };
    if (head >= 0 && before.length < LAZY_LENGTH && at - head <= MAX_DISTANCE) {
      match = longestMatch(matcher, at, head, before.length);
      const isPoor = match.length === MIN_MATCH && at - match.start > TOO_FAR;
      if (match.length <= 5 && isPoor) match.length = MIN_MATCH - 1;
    }
    if (before.length >= MIN_MATCH && match.length <= before.length) {
      const insertMax = input.length - MIN_MATCH;
      const isFull = push(at - 1 - before.start, before.length);
      for (let left = before.length - 2; left > 0; left--)
        if (++at <= insertMax) insert(matcher, at);
      isLiteralHeld = false;
      match = { length: MIN_MATCH - 1, start: 0 };
      at++;
      if (isFull) flush(at, false);
    } else if (isLiteralHeld) {
      if (push(0, input[at - 1]!)) flush(at, false);
      at++;
    } else {
      isLiteralHeld = true;
      at++;
    }
  }
  if (isLiteralHeld) push(0, input[input.length - 1]!);
  flush(input.length, true);
  return Uint8Array.from(writer.bytes);
}

/** Notes a place under its three bytes. Gives the last place with the same hash; -1: none. */
function insert({ input, heads, previous }: Matcher, at: number): number {
  if (at + MIN_MATCH > input.length) return -1;
  const mask = (1 << HASH_BITS) - 1;
  const hash =
    ((input[at]! << (2 * HASH_SHIFT)) ^ (input[at + 1]! << HASH_SHIFT) ^ input[at + 2]!) & mask;
  const head = heads[hash]! - 1;
  previous[at & (WINDOW_BYTES - 1)] = head;
  heads[hash] = at + 1;
  // zlib takes place 0 for none.
  return head === 0 ? -1 : head;
}

function longestMatch(matcher: Matcher, at: number, head: number, prevLength: number): Match {
  const { input, previous } = matcher;
  const lookahead = input.length - at;
  const limit = Math.max(0, at - MAX_DISTANCE);
  const nice = Math.min(NICE_LENGTH, lookahead);
  let chain = prevLength >= GOOD_LENGTH ? CHAIN_MAX >> 2 : CHAIN_MAX;
  let best = prevLength;
  let start = 0;
  for (let match = head; match > limit && chain > 0; chain--) {
    if (
      input[match + best] === input[at + best] &&
      input[match + best - 1] === input[at + best - 1]
    ) {
      const length = commonLength(input, match, at);
      if (length > best) {
        start = match;
        best = length;
        if (length >= nice) break;
      }
    }
    match = previous[match & (WINDOW_BYTES - 1)]!;
  }
  return { length: Math.min(best, lookahead), start };
}

function commonLength(input: Uint8Array, match: number, at: number): number {
  const most = Math.min(MAX_MATCH, input.length - at);
  let length = 0;
  while (length < most && input[match + length] === input[at + length]) length++;
  return length;
}
