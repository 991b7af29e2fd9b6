/**
 * Zstandard's matches at level 3: two tables, of eight bytes and of five; the longer match is preferred,
 * and the last two distances are tried again.
 *
 * Mirrors: zstd 1.4.9's zstd_double_fast.c (ZSTD_compressBlock_doubleFast_generic) with windowLog 21,
 * chainLog 16, hashLog 17 and minMatch 5.
 */

const LONG_BITS = 17;
const SHORT_BITS = 16;
const READ_BYTES = 8;
const SEARCH_STRENGTH = 8;
const PRIME_LONG = [0xcf1bbcdc, 0xb7a56463] as const;
/** 889523592379 */
const PRIME_SHORT = [207, 0x1bbcdcbb] as const;

export interface Sequence {
  readonly literalLength: number;
  /** 1: the last distance again; else three more than the distance. */
  readonly offsetValue: number;
  readonly matchLength: number;
}

/** What is remembered from block to block. */
export interface MatchState {
  readonly input: Uint8Array;
  readonly longTable: Int32Array;
  readonly shortTable: Int32Array;
  offsets: readonly [number, number];
}

export function newMatchState(input: Uint8Array): MatchState {
  return {
    input,
    longTable: new Int32Array(1 << LONG_BITS).fill(-1),
    shortTable: new Int32Array(1 << SHORT_BITS).fill(-1),
    offsets: [1, 4],
  };
}

interface Found {
  readonly start: number;
  readonly length: number;
  /** 0: the last distance. */
  readonly offset: number;
}

/** The sequences of a block; what is behind the last of them are literals. */
export function findSequences(state: MatchState, start: number, end: number): readonly Sequence[] {
  const { input } = state;
  const sequences: Sequence[] = [];
  const limit = end - READ_BYTES;
  let anchor = start;
  let at = start === 0 ? 1 : start;
  let [offset1, offset2] = state.offsets;
  let saved = 0;
  // A distance that reaches before the beginning is kept for the next block.
  if (offset2 > at) [saved, offset2] = [offset2, 0];
  if (offset1 > at) [saved, offset1] = [offset1, 0];
  const push = (from: number, length: number, offset: number): void => {
    const offsetValue = offset === 0 ? 1 : offset + 3;
    sequences.push({ literalLength: from - anchor, offsetValue, matchLength: length });
    anchor = from + length;
  };
  while (at < limit) {
    const found = matchAt(state, at, anchor, end, offset1);
    if (found === null) {
      at += ((at - anchor) >> SEARCH_STRENGTH) + 1;
      continue;
    }
    const current = at;
    if (found.offset !== 0) [offset2, offset1] = [offset1, found.offset];
    push(found.start, found.length, found.offset);
    at = anchor;
    if (at > limit) continue;
    insert(state, current + 2, current + 2);
    insert(state, at - 2, at - 1);
    while (at <= limit && offset2 > 0 && sameFour(input, at, at - offset2)) {
      const length = commonLength(input, at + 4, at + 4 - offset2, end) + 4;
      [offset1, offset2] = [offset2, offset1];
      insert(state, at, at);
      push(at, length, 0);
      at = anchor;
    }
  }
  state.offsets = [offset1 === 0 ? saved : offset1, offset2 === 0 ? saved : offset2];
  return sequences;
}

function insert(state: MatchState, longAt: number, shortAt: number): void {
  state.longTable[longHash(state.input, longAt)] = longAt;
  state.shortTable[shortHash(state.input, shortAt)] = shortAt;
}

function matchAt(
  state: MatchState,
  at: number,
  anchor: number,
  end: number,
  offset1: number,
): Found | null {
  const { input, longTable, shortTable } = state;
  const long = longHash(input, at);
  const short = shortHash(input, at);
  const longMatch = longTable[long]!;
  const shortMatch = shortTable[short]!;
  longTable[long] = at;
  shortTable[short] = at;
  const next = at + 1;
  if (offset1 > 0 && sameFour(input, next - offset1, next)) {
    const length = commonLength(input, next + 4, next + 4 - offset1, end) + 4;
    return { start: next, length, offset: 0 };
  }
  // Place 0 is taken for none.
  if (longMatch > 0 && sameEight(input, longMatch, at)) {
    return extended(input, at, longMatch, 8, anchor, end);
  }
  if (shortMatch <= 0 || !sameFour(input, shortMatch, at)) return null;
  const nextLong = longHash(input, next);
  const nextMatch = longTable[nextLong]!;
  longTable[nextLong] = next;
  if (nextMatch > 0 && sameEight(input, nextMatch, next)) {
    return extended(input, next, nextMatch, 8, anchor, end);
  }
  return extended(input, at, shortMatch, 4, anchor, end);
}

/** Goes on in both directions. */
function extended(
  input: Uint8Array,
  at: number,
  match: number,
  known: number,
  anchor: number,
  end: number,
): Found {
  let length = commonLength(input, at + known, match + known, end) + known;
  let start = at;
  let from = match;
  while (start > anchor && from > 0 && input[start - 1] === input[from - 1]) {
    start--;
    from--;
    length++;
  }
  return { start, length, offset: start - from };
}

function commonLength(input: Uint8Array, a: number, b: number, end: number): number {
  let length = 0;
  while (a + length < end && input[a + length] === input[b + length]) length++;
  return length;
}

function sameFour(input: Uint8Array, a: number, b: number): boolean {
  return four(input, a) === four(input, b);
}

function sameEight(input: Uint8Array, a: number, b: number): boolean {
  return sameFour(input, a, b) && sameFour(input, a + 4, b + 4);
}

function four(input: Uint8Array, at: number): number {
  return input[at]! | (input[at + 1]! << 8) | (input[at + 2]! << 16) | (input[at + 3]! << 24);
}

function longHash(input: Uint8Array, at: number): number {
  const high = upperProduct(four(input, at + 4), four(input, at), PRIME_LONG);
  return high >>> (32 - LONG_BITS);
}

/** Of five bytes: the others are shifted out. */
function shortHash(input: Uint8Array, at: number): number {
  const low = four(input, at);
  const high = (input[at + 4]! << 24) | (low >>> 8);
  return upperProduct(high, low << 24, PRIME_SHORT) >>> (32 - SHORT_BITS);
}

/** The upper half of the lower 64 bits of a product. */
function upperProduct(
  high: number,
  low: number,
  [primeHigh, primeLow]: readonly [number, number],
): number {
  const crossed = Math.imul(high, primeLow) + Math.imul(low, primeHigh);
  return (upperHalf(low >>> 0, primeLow >>> 0) + crossed) | 0;
}

/** The upper 32 bits of the product of two numbers of 32. */
function upperHalf(a: number, b: number): number {
  const [aHigh, aLow, bHigh, bLow] = [a >>> 16, a & 0xffff, b >>> 16, b & 0xffff];
  const middle = aHigh * bLow + Math.floor((aLow * bLow) / 65536);
  const other = aLow * bHigh + (middle % 65536);
  return (aHigh * bHigh + Math.floor(middle / 65536) + Math.floor(other / 65536)) | 0;
}
