/**
 * Finite state entropy: symbols as moves between states of a table, each with as many bits as its
 * frequency is worth.
 *
 * Mirrors: zstd 1.4.9's fse_compress.c (FSE_normalizeCount, FSE_writeNCount, FSE_buildCTable,
 * FSE_compress_usingCTable).
 */
import type { BitWriter } from './bit-writer.ts';
import { alignBits, newBitWriter, pushBits } from './bit-writer.ts';

export interface FseTable {
  readonly tableLog: number;
  readonly states: Uint16Array;
  readonly deltaBits: Int32Array;
  readonly deltaState: Int32Array;
}

const TABLE_LOG_MIN = 5;
const TABLE_LOG_MAX = 12;
const REST_TO_BEAT = [0, 473195, 504333, 520860, 550000, 700000, 750000, 830000];

/** Position of the highest bit that is set. */
export function highBit(value: number): number {
  return 31 - Math.clz32(value);
}

export function optimalTableLog(
  most: number,
  count: number,
  maxSymbol: number,
  minus: number,
): number {
  const forCount = highBit(count - 1) - minus;
  const least = Math.min(highBit(count) + 1, highBit(maxSymbol) + 2);
  const tableLog = Math.max(Math.min(most, forCount), least);
  return Math.min(Math.max(tableLog, TABLE_LOG_MIN), TABLE_LOG_MAX);
}

/** Frequencies that come to a power of two. `rare`: what a symbol counts that is hardly ever there. */
export function normalized(
  counts: readonly number[],
  total: number,
  tableLog: number,
  rare: 1 | -1,
): readonly number[] {
  const scale = BigInt(62 - tableLog);
  const step = (1n << 62n) / BigInt(total);
  const restUnit = 1n << (scale - 20n);
  const lowThreshold = total >> tableLog;
  let left = 1 << tableLog;
  let largest = 0;
  let largestShare = 0;
  const shares = counts.map((count, symbol) => {
    if (count === 0) return 0;
    if (count <= lowThreshold) {
      left--;
      return rare;
    }
    const exact = BigInt(count) * step;
    let share = Number(exact >> scale);
    if (share < 8) {
      const rest = exact - (BigInt(share) << scale);
      if (rest > restUnit * BigInt(REST_TO_BEAT[share]!)) share++;
    }
    if (share > largestShare) {
      largestShare = share;
      largest = symbol;
    }
    left -= share;
    return share;
  });
  if (-left >= shares[largest]! >> 1) return spreadAnew(counts, total, tableLog, rare);
  shares[largest]! += left;
  return shares;
}

/** The other way, for when too many symbols were rounded up. Mirrors FSE_normalizeM2. */
function spreadAnew(
  counts: readonly number[],
  all: number,
  tableLog: number,
  rare: 1 | -1,
): readonly number[] {
  const lowThreshold = all >> tableLog;
  let lowOne = Math.floor((all * 3) / 2 ** (tableLog + 1));
  let total = all;
  let given = 0;
  const shares: (number | null)[] = counts.map((count) => {
    if (count === 0) return 0;
    if (count > lowOne) return null;
    given++;
    total -= count;
    return count <= lowThreshold ? rare : 1;
  });
  let left = (1 << tableLog) - given;
  if (left === 0) return shares.map((share) => share ?? 0);
  if (total / left > lowOne) {
    lowOne = Math.floor((total * 3) / (left * 2));
    for (const [symbol, count] of counts.entries()) {
      if (shares[symbol] !== null || count > lowOne) continue;
      shares[symbol] = 1;
      given++;
      total -= count;
    }
    left = (1 << tableLog) - given;
  }
  const stepLog = BigInt(62 - tableLog);
  const middle = (1n << (stepLog - 1n)) - 1n;
  const step = ((1n << stepLog) * BigInt(left) + middle) / BigInt(total);
  let reached = middle;
  return shares.map((share, symbol) => {
    if (share !== null) return share;
    const end = reached + BigInt(counts[symbol]!) * step;
    const weight = Number((end >> stepLog) - (reached >> stepLog));
    reached = end;
    return weight;
  });
}

/** The normalized frequencies as a decoder reads them. */
export function normBytes(norm: readonly number[], tableLog: number): readonly number[] {
  const writer = newBitWriter();
  pushBits(writer, tableLog - TABLE_LOG_MIN, 4);
  let remaining = (1 << tableLog) + 1;
  let threshold = 1 << tableLog;
  let bits = tableLog + 1;
  let isAfterZero = false;
  for (let symbol = 0; symbol < norm.length && remaining > 1;) {
    if (isAfterZero) {
      let start = symbol;
      while (symbol < norm.length && norm[symbol] === 0) symbol++;
      if (symbol === norm.length) break;
      for (; symbol >= start + 24; start += 24) pushBits(writer, 0xffff, 16);
      for (; symbol >= start + 3; start += 3) pushBits(writer, 3, 2);
      pushBits(writer, symbol - start, 2);
    }
    const share = norm[symbol++]!;
    const most = 2 * threshold - 1 - remaining;
    remaining -= Math.abs(share);
    let value = share + 1;
    if (value >= threshold) value += most;
    pushBits(writer, value, value < most ? bits - 1 : bits);
    isAfterZero = value === 1;
    while (remaining < threshold) {
      bits--;
      threshold >>= 1;
    }
  }
  alignBits(writer);
  return writer.bytes;
}

export function fseTable(norm: readonly number[], tableLog: number): FseTable {
  const size = 1 << tableLog;
  const symbols = new Uint8Array(size);
  const starts: number[] = [0];
  let high = size - 1;
  for (const [symbol, share] of norm.entries()) {
    if (share === -1) symbols[high--] = symbol;
    starts.push(starts[symbol]! + Math.abs(share));
  }
  const step = (size >> 1) + (size >> 3) + 3;
  let position = 0;
  for (const [symbol, share] of norm.entries()) {
    for (let i = 0; i < share; i++) {
      symbols[position] = symbol;
      do position = (position + step) & (size - 1);
      while (position > high);
    }
  }
  const states = new Uint16Array(size);
  for (const [at, symbol] of symbols.entries()) states[starts[symbol]!++] = size + at;
  const deltaBits = new Int32Array(norm.length);
  const deltaState = new Int32Array(norm.length);
  let total = 0;
  for (const [symbol, share] of norm.entries()) {
    if (share === 0) {
      deltaBits[symbol] = ((tableLog + 1) << 16) - size;
    } else if (Math.abs(share) === 1) {
      deltaBits[symbol] = (tableLog << 16) - size;
      deltaState[symbol] = total++ - 1;
    } else {
      const bitsMax = tableLog - highBit(share - 1);
      deltaBits[symbol] = (bitsMax << 16) - (share << bitsMax);
      deltaState[symbol] = total - share;
      total += share;
    }
  }
  return { tableLog, states, deltaBits, deltaState };
}

/** A table in which one symbol is all there is: it takes no bits. */
export function singleSymbolTable(symbol: number): FseTable {
  const deltaBits = new Int32Array(symbol + 1);
  return { tableLog: 0, states: new Uint16Array(2), deltaBits, deltaState: deltaBits };
}

/** The state before the first symbol that is written, which is the last that is read. */
export function firstState(table: FseTable, symbol: number): number {
  const delta = table.deltaBits[symbol]!;
  const bits = (delta + (1 << 15)) >> 16;
  const value = (bits << 16) - delta;
  return table.states[(value >> bits) + table.deltaState[symbol]!]!;
}

/** Writes a symbol; gives the next state. */
export function pushSymbol(
  writer: BitWriter,
  table: FseTable,
  state: number,
  symbol: number,
): number {
  const bits = (state + table.deltaBits[symbol]!) >> 16;
  pushBits(writer, state & ((1 << bits) - 1), bits);
  return table.states[(state >> bits) + table.deltaState[symbol]!]!;
}

export function pushState(writer: BitWriter, { tableLog }: FseTable, state: number): void {
  pushBits(writer, state & ((1 << tableLog) - 1), tableLog);
}

/** Symbols with two states that take turns; empty when there are too few. */
export function fseBytes(symbols: readonly number[], table: FseTable): readonly number[] {
  if (symbols.length <= 2) return [];
  const writer = newBitWriter();
  let at = symbols.length;
  const isOdd = at % 2 === 1;
  const first = firstState(table, symbols[--at]!);
  const second = firstState(table, symbols[--at]!);
  // The first one that was taken writes the symbols at even places.
  let [even, odd] = isOdd ? [first, second] : [second, first];
  while (at > 0) {
    at--;
    if (at % 2 === 0) even = pushSymbol(writer, table, even, symbols[at]!);
    else odd = pushSymbol(writer, table, odd, symbols[at]!);
  }
  pushState(writer, table, odd);
  pushState(writer, table, even);
  return closed(writer);
}

/** Ends a stream that is read from its end: the highest bit that is set is the mark. */
export function closed(writer: BitWriter): readonly number[] {
  pushBits(writer, 1, 1);
  alignBits(writer);
  return writer.bytes;
}
