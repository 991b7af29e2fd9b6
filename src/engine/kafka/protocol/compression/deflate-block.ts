/**
 * A block of literals and matches: stored, with the fixed codes, or with codes of its own, whichever is the
 * shortest.
 *
 * Mirrors: zlib's trees.c (_tr_flush_block, build_bl_tree, compress_block).
 * Read next: deflate.ts.
 */
import { pushAll } from '../byte-writer.ts';
import type { BitWriter } from './bit-writer.ts';
import { alignBits, pushBits } from './bit-writer.ts';
import type { HuffmanCode } from './huffman.ts';
import { huffmanCode, reversed } from './huffman.ts';

/** A literal has the distance 0 and its byte as length. */
export interface DeflateSymbols {
  readonly distances: number[];
  readonly lengths: number[];
}

const LENGTH_EXTRA = [
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
];
const DISTANCE_EXTRA = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
const LENGTH_CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const END_OF_BLOCK = 256;
const FIRST_LENGTH = 257;
const LITERAL_COUNT = 286;
const DISTANCE_COUNT = 30;

const LENGTH_BASE = basesOf(LENGTH_EXTRA, 3, 258);
const DISTANCE_BASE = basesOf(DISTANCE_EXTRA, 1, null);

function basesOf(extra: readonly number[], first: number, last: number | null): readonly number[] {
  let next = first;
  const bases = extra.map((bits) => {
    const base = next;
    next += 1 << bits;
    return base;
  });
  // The longest match has a code without extra bits.
  if (last !== null) bases[bases.length - 1] = last;
  return bases;
}

function codeOf(bases: readonly number[], value: number): number {
  let code = bases.length - 1;
  while (bases[code]! > value) code--;
  return code;
}

const FIXED_LITERALS = fixedLiterals();
const FIXED_DISTANCES: HuffmanCode = {
  lengths: new Uint8Array(DISTANCE_COUNT).fill(5),
  codes: Uint16Array.from({ length: DISTANCE_COUNT }, (_, code) => reversed(code, 5)),
  lastSymbol: DISTANCE_COUNT - 1,
};

function fixedLiterals(): HuffmanCode {
  const lengths = new Uint8Array(288);
  const codes = new Uint16Array(288);
  for (let symbol = 0; symbol < 288; symbol++) {
    const [base, first, bits] =
      symbol < 144
        ? [0x30, 0, 8]
        : symbol < 256
          ? [0x190, 144, 9]
          : symbol < 280
            ? [0, 256, 7]
            : [0xc0, 280, 8];
    lengths[symbol] = bits;
    codes[symbol] = reversed(base + symbol - first, bits);
  }
  return { lengths, codes, lastSymbol: 287 };
}

/** `stored`: the bytes that the symbols stand for; null when they are not there any more. */
export function pushBlock(
  writer: BitWriter,
  symbols: DeflateSymbols,
  stored: Uint8Array,
  isLast: boolean,
): void {
  const { literals, distances } = codesFor(symbols);
  const ranks = codeLengthsOf(literals, distances);
  const own = bitsOf(symbols, literals, distances) + ranks.bits;
  const fixed = bitsOf(symbols, FIXED_LITERALS, FIXED_DISTANCES);
  const fixedBytes = (fixed + 3 + 7) >> 3;
  const bytes = Math.min((own + 3 + 7) >> 3, fixedBytes);
  if (stored.length + 4 <= bytes) return pushStored(writer, stored, isLast);
  pushBits(writer, isLast ? 1 : 0, 1);
  if (bytes === fixedBytes) {
    pushBits(writer, 1, 2);
    pushSymbols(writer, symbols, FIXED_LITERALS, FIXED_DISTANCES);
  } else {
    pushBits(writer, 2, 2);
    pushCodes(writer, literals, distances, ranks);
    pushSymbols(writer, symbols, literals, distances);
  }
  if (isLast) alignBits(writer);
}

function pushStored(writer: BitWriter, stored: Uint8Array, isLast: boolean): void {
  pushBits(writer, isLast ? 1 : 0, 3);
  alignBits(writer);
  const { length } = stored;
  pushBits(writer, length, 16);
  pushBits(writer, ~length & 0xffff, 16);
  pushAll(writer.bytes, stored);
}

function codesFor({ distances, lengths }: DeflateSymbols): {
  readonly literals: HuffmanCode;
  readonly distances: HuffmanCode;
} {
  const literalCounts = new Array<number>(LITERAL_COUNT).fill(0);
  const distanceCounts = new Array<number>(DISTANCE_COUNT).fill(0);
  literalCounts[END_OF_BLOCK] = 1;
  for (const [at, distance] of distances.entries()) {
    const length = lengths[at]!;
    if (distance === 0) literalCounts[length]!++;
    else {
      literalCounts[FIRST_LENGTH + codeOf(LENGTH_BASE, length)]!++;
      distanceCounts[codeOf(DISTANCE_BASE, distance)]!++;
    }
  }
  return { literals: huffmanCode(literalCounts, 15), distances: huffmanCode(distanceCounts, 15) };
}

function bitsOf(symbols: DeflateSymbols, literals: HuffmanCode, distances: HuffmanCode): number {
  let bits = literals.lengths[END_OF_BLOCK]!;
  for (const [at, distance] of symbols.distances.entries()) {
    const length = symbols.lengths[at]!;
    if (distance === 0) bits += literals.lengths[length]!;
    else {
      const lengthCode = codeOf(LENGTH_BASE, length);
      const distanceCode = codeOf(DISTANCE_BASE, distance);
      bits += literals.lengths[FIRST_LENGTH + lengthCode]! + LENGTH_EXTRA[lengthCode]!;
      bits += distances.lengths[distanceCode]! + DISTANCE_EXTRA[distanceCode]!;
    }
  }
  return bits;
}

function pushSymbols(
  writer: BitWriter,
  symbols: DeflateSymbols,
  literals: HuffmanCode,
  distances: HuffmanCode,
): void {
  const pushCode = ({ codes, lengths }: HuffmanCode, symbol: number): void =>
    pushBits(writer, codes[symbol]!, lengths[symbol]!);
  for (const [at, distance] of symbols.distances.entries()) {
    const length = symbols.lengths[at]!;
    if (distance === 0) {
      pushCode(literals, length);
      continue;
    }
    const lengthCode = codeOf(LENGTH_BASE, length);
    pushCode(literals, FIRST_LENGTH + lengthCode);
    pushBits(writer, length - LENGTH_BASE[lengthCode]!, LENGTH_EXTRA[lengthCode]!);
    const distanceCode = codeOf(DISTANCE_BASE, distance);
    pushCode(distances, distanceCode);
    pushBits(writer, distance - DISTANCE_BASE[distanceCode]!, DISTANCE_EXTRA[distanceCode]!);
  }
  pushCode(literals, END_OF_BLOCK);
}

/** The lengths of both codes, written with a code of their own. */
interface CodeLengths {
  readonly code: HuffmanCode;
  /** Symbols 0 to 15 are lengths, 16 to 18 repeat: with how many extra bits of what value. */
  readonly runs: readonly (readonly [symbol: number, extra: number, bits: number])[];
  /** Lengths of this code that are sent. */
  readonly sent: number;
  /** All of it, the three counts before it included. */
  readonly bits: number;
}

function codeLengthsOf(literals: HuffmanCode, distances: HuffmanCode): CodeLengths {
  const runs = [...runsOf(literals), ...runsOf(distances)];
  const counts = new Array<number>(19).fill(0);
  for (const [symbol] of runs) counts[symbol]!++;
  const code = huffmanCode(counts, 7);
  let sent = 19;
  while (sent > 4 && code.lengths[LENGTH_CODE_ORDER[sent - 1]!] === 0) sent--;
  let bits = 3 * sent + 5 + 5 + 4;
  for (const [symbol, , extraBits] of runs) bits += code.lengths[symbol]! + extraBits;
  return { code, runs, sent, bits };
}

/** Mirrors scan_tree and send_tree. */
function runsOf({ lengths, lastSymbol }: HuffmanCode): [number, number, number][] {
  const runs: [number, number, number][] = [];
  let previous = -1;
  let count = 0;
  let next = lengths[0]!;
  let [most, least] = next === 0 ? [138, 3] : [7, 4];
  for (let symbol = 0; symbol <= lastSymbol; symbol++) {
    const length = next;
    next = symbol < lastSymbol ? lengths[symbol + 1]! : -1;
    if (++count < most && length === next) continue;
    if (count < least) for (; count > 0; count--) runs.push([length, 0, 0]);
    else if (length !== 0) {
      if (length !== previous) {
        runs.push([length, 0, 0]);
        count--;
      }
      runs.push([16, count - 3, 2]);
    } else if (count <= 10) runs.push([17, count - 3, 3]);
    else runs.push([18, count - 11, 7]);
    count = 0;
    previous = length;
    [most, least] = next === 0 ? [138, 3] : length === next ? [6, 3] : [7, 4];
  }
  return runs;
}

function pushCodes(
  writer: BitWriter,
  literals: HuffmanCode,
  distances: HuffmanCode,
  { code, runs, sent }: CodeLengths,
): void {
  pushBits(writer, literals.lastSymbol + 1 - 257, 5);
  pushBits(writer, distances.lastSymbol + 1 - 1, 5);
  pushBits(writer, sent - 4, 4);
  for (let rank = 0; rank < sent; rank++) {
    pushBits(writer, code.lengths[LENGTH_CODE_ORDER[rank]!]!, 3);
  }
  for (const [symbol, extra, bits] of runs) {
    pushBits(writer, code.codes[symbol]!, code.lengths[symbol]!);
    pushBits(writer, extra, bits);
  }
}
