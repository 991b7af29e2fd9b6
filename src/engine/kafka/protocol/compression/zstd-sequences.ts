/**
 * The sequences of a Zstandard block: lengths and distances as codes of three FSE tables, and what the
 * codes leave open as bits behind them.
 *
 * Mirrors: zstd 1.4.9's zstd_compress_sequences.c.
 * Departs: a table of an earlier block is never used again.
 */
import { newBitWriter, pushBits } from './bit-writer.ts';
import type { FseTable } from './fse.ts';
import {
  closed,
  firstState,
  fseTable,
  highBit,
  normBytes,
  normalized,
  optimalTableLog,
  pushState,
  pushSymbol,
  singleSymbolTable,
} from './fse.ts';
import type { Sequence } from './zstd-matches.ts';

const BASIC = 0;
const SINGLE = 1;
const COMPRESSED = 2;
const RARE_FROM = 2048;
const MIN_MATCH = 3;

const LENGTH_EXTRA = [
  ...zeros(16),
  1,
  1,
  1,
  1,
  2,
  2,
  3,
  3,
  4,
  6,
  7,
  8,
  9,
  10,
  11,
  12,
  13,
  14,
  15,
  16,
];
const MATCH_EXTRA = [
  ...zeros(32),
  1,
  1,
  1,
  1,
  2,
  2,
  3,
  3,
  4,
  4,
  5,
  7,
  8,
  9,
  10,
  11,
  12,
  13,
  14,
  15,
  16,
];
const LENGTH_BASE = basesOf(LENGTH_EXTRA);
const MATCH_BASE = basesOf(MATCH_EXTRA);

const LENGTH_NORM = [
  4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1,
  -1, -1, -1, -1,
];
const OFFSET_NORM = [
  1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1,
];
const MATCH_NORM = [
  1,
  4,
  3,
  2,
  2,
  2,
  2,
  2,
  2,
  ...new Array<number>(37).fill(1),
  -1,
  -1,
  -1,
  -1,
  -1,
  -1,
  -1,
];

function zeros(count: number): readonly number[] {
  return new Array<number>(count).fill(0);
}

function basesOf(extra: readonly number[]): readonly number[] {
  let next = 0;
  return extra.map((bits) => {
    const base = next;
    next += 1 << bits;
    return base;
  });
}

function codeOf(bases: readonly number[], value: number): number {
  let code = bases.length - 1;
  while (bases[code]! > value) code--;
  return code;
}

interface Kind {
  readonly norm: readonly number[];
  readonly normLog: number;
  readonly logMax: number;
}

const LENGTHS: Kind = { norm: LENGTH_NORM, normLog: 6, logMax: 9 };
const OFFSETS: Kind = { norm: OFFSET_NORM, normLog: 5, logMax: 8 };
const MATCHES: Kind = { norm: MATCH_NORM, normLog: 6, logMax: 9 };

/** null: it would be too short for some decoders; the block stays as it is. */
export function sequencesSection(sequences: readonly Sequence[]): readonly number[] | null {
  const count = sequences.length;
  const head = countBytes(count);
  if (count === 0) return head;
  const codes = {
    lengths: sequences.map(({ literalLength }) => codeOf(LENGTH_BASE, literalLength)),
    offsets: sequences.map(({ offsetValue }) => highBit(offsetValue)),
    matches: sequences.map(({ matchLength }) => codeOf(MATCH_BASE, matchLength - MIN_MATCH)),
  };
  const lengths = chooseTable(LENGTHS, codes.lengths);
  const offsets = chooseTable(OFFSETS, codes.offsets);
  const matches = chooseTable(MATCHES, codes.matches);
  const modes = (lengths.mode << 6) | (offsets.mode << 4) | (matches.mode << 2);
  const body = bitstream(sequences, codes, {
    lengths: lengths.table,
    offsets: offsets.table,
    matches: matches.table,
  });
  const lastNorm = [matches, offsets, lengths].find(({ mode }) => mode === COMPRESSED);
  if (lastNorm !== undefined && lastNorm.bytes.length + body.length < 4) return null;
  return [...head, modes, ...lengths.bytes, ...offsets.bytes, ...matches.bytes, ...body];
}

function countBytes(count: number): readonly number[] {
  if (count < 128) return [count];
  if (count < 0x7f00) return [(count >> 8) + 0x80, count & 0xff];
  const rest = count - 0x7f00;
  return [0xff, rest & 0xff, rest >> 8];
}

interface Choice {
  readonly mode: number;
  readonly bytes: readonly number[];
  readonly table: FseTable;
}

/** Mirrors ZSTD_selectEncodingType and ZSTD_buildCTable. */
function chooseTable({ norm, normLog, logMax }: Kind, codes: readonly number[]): Choice {
  const count = codes.length;
  const counts = new Array<number>(Math.max(...codes) + 1).fill(0);
  for (const code of codes) counts[code]!++;
  const most = Math.max(...counts);
  const isBasicAllowed = counts.length <= norm.length;
  const basic = (): Choice => ({ mode: BASIC, bytes: [], table: fseTable(norm, normLog) });
  if (most === count) {
    if (isBasicAllowed && count <= 2) return basic();
    return { mode: SINGLE, bytes: [codes[0]!], table: singleSymbolTable(codes[0]!) };
  }
  const isFew = count < 1 << normLog || most < count >> (normLog - 1);
  if (isBasicAllowed && isFew) return basic();
  const tableLog = optimalTableLog(logMax, count, counts.length - 1, 2);
  const last = codes[count - 1]!;
  let total = count;
  // The last symbol costs nothing: it is the first state.
  if (counts[last]! > 1) {
    counts[last]!--;
    total--;
  }
  const own = normalized(counts, total, tableLog, total >= RARE_FROM ? -1 : 1);
  return { mode: COMPRESSED, bytes: normBytes(own, tableLog), table: fseTable(own, tableLog) };
}

type Three<T> = Readonly<Record<'lengths' | 'offsets' | 'matches', T>>;

/** From the last sequence to the first. */
function bitstream(
  sequences: readonly Sequence[],
  codes: Three<readonly number[]>,
  tables: Three<FseTable>,
): readonly number[] {
  const writer = newBitWriter();
  const pushExtra = (at: number): void => {
    const { literalLength, offsetValue, matchLength } = sequences[at]!;
    const length = codes.lengths[at]!;
    const match = codes.matches[at]!;
    const offset = codes.offsets[at]!;
    pushBits(writer, literalLength - LENGTH_BASE[length]!, LENGTH_EXTRA[length]!);
    pushBits(writer, matchLength - MIN_MATCH - MATCH_BASE[match]!, MATCH_EXTRA[match]!);
    pushBits(writer, offsetValue - 2 ** offset, offset);
  };
  const last = sequences.length - 1;
  let matches = firstState(tables.matches, codes.matches[last]!);
  let offsets = firstState(tables.offsets, codes.offsets[last]!);
  let lengths = firstState(tables.lengths, codes.lengths[last]!);
  pushExtra(last);
  for (let at = last - 1; at >= 0; at--) {
    offsets = pushSymbol(writer, tables.offsets, offsets, codes.offsets[at]!);
    matches = pushSymbol(writer, tables.matches, matches, codes.matches[at]!);
    lengths = pushSymbol(writer, tables.lengths, lengths, codes.lengths[at]!);
    pushExtra(at);
  }
  pushState(writer, tables.matches, matches);
  pushState(writer, tables.offsets, offsets);
  pushState(writer, tables.lengths, lengths);
  return closed(writer);
}
