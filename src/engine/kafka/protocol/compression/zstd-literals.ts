/**
 * The literals of a Zstandard block: as they are, one byte for all, or with Huffman codes of at most eleven
 * bits in one or four streams.
 *
 * Mirrors: zstd 1.4.9's zstd_compress_literals.c and huf_compress.c.
 * Departs: a table of an earlier block is never used again.
 */
import { newBitWriter, pushBits } from './bit-writer.ts';
import {
  closed,
  fseBytes,
  fseTable,
  highBit,
  normBytes,
  normalized,
  optimalTableLog,
} from './fse.ts';

const SIZE_MIN = 63;
const BITS_MAX = 11;
const WEIGHTS_LOG = 6;
const RAW = 0;
const SAME = 1;
const COMPRESSED = 2;

export function literalsSection(literals: Uint8Array): readonly number[] {
  const { length } = literals;
  if (length <= SIZE_MIN) return plain(RAW, length, literals);
  const headerBytes = 3 + (length >= 1024 ? 1 : 0) + (length >= 16384 ? 1 : 0);
  const isSingle = length < 256;
  const packed = huffmanBytes(literals, isSingle);
  const gain = (length >> 6) + 2;
  if (packed.length === 0 || packed.length >= length - gain) return plain(RAW, length, literals);
  if (packed.length === 1) return plain(SAME, length, packed);
  const format = headerBytes === 3 ? (isSingle ? 0 : 1) : headerBytes - 2;
  const sizeBits = headerBytes === 3 ? 10 : headerBytes === 4 ? 14 : 18;
  const writer = newBitWriter();
  pushBits(writer, COMPRESSED | (format << 2), 4);
  pushBits(writer, length, sizeBits);
  pushBits(writer, packed.length, sizeBits);
  return [...writer.bytes, ...packed];
}

function plain(kind: number, length: number, bytes: ArrayLike<number>): readonly number[] {
  const header =
    length <= 31
      ? [kind | (length << 3)]
      : length <= 4095
        ? [kind | (1 << 2) | ((length << 4) & 0xff), length >> 4]
        : [kind | (3 << 2) | ((length << 4) & 0xff), (length >> 4) & 0xff, length >> 12];
  return [...header, ...Array.from(bytes)];
}

/** Empty: it does not pay; one byte: there is no other. */
function huffmanBytes(literals: Uint8Array, isSingle: boolean): readonly number[] {
  const { length } = literals;
  const counts = new Array<number>(256).fill(0);
  for (const byte of literals) counts[byte]!++;
  const largest = Math.max(...counts);
  if (largest === length) return [literals[0]!];
  if (largest <= (length >> 7) + 4) return [];
  let maxSymbol = 255;
  while (counts[maxSymbol] === 0) maxSymbol--;
  const bitsMax = optimalTableLog(BITS_MAX, length, maxSymbol, 1);
  const used = counts.slice(0, maxSymbol + 1);
  const bits = codeLengths(used, bitsMax);
  const log = Math.max(...bits);
  const table = tableBytes(bits, maxSymbol, log);
  if (table.length + 12 >= length) return [];
  const codes = codesOf(bits, log);
  const body = isSingle ? stream(literals, bits, codes) : fourStreams(literals, bits, codes);
  const packed = [...table, ...body];
  return packed.length >= length - 1 ? [] : packed;
}

function fourStreams(
  literals: Uint8Array,
  bits: readonly number[],
  codes: readonly number[],
): readonly number[] {
  const part = (literals.length + 3) >> 2;
  const streams = [0, 1, 2, 3].map((at) =>
    stream(literals.subarray(at * part, Math.min((at + 1) * part, literals.length)), bits, codes),
  );
  const jumps = streams.slice(0, 3).flatMap(({ length }) => [length & 0xff, length >> 8]);
  return [...jumps, ...streams.flat()];
}

/** From the last byte to the first. */
function stream(
  literals: Uint8Array,
  bits: readonly number[],
  codes: readonly number[],
): readonly number[] {
  const writer = newBitWriter();
  for (let at = literals.length - 1; at >= 0; at--) {
    const byte = literals[at]!;
    pushBits(writer, codes[byte]!, bits[byte]!);
  }
  return closed(writer);
}

function codesOf(bits: readonly number[], log: number): readonly number[] {
  const perLength = new Array<number>(log + 1).fill(0);
  for (const length of bits) perLength[length]!++;
  const next = new Array<number>(log + 1).fill(0);
  let least = 0;
  for (let length = log; length > 0; length--) {
    next[length] = least;
    least = (least + perLength[length]!) >> 1;
  }
  return bits.map((length) => (length === 0 ? 0 : next[length]!++));
}

/** All lengths but the last, which follows from the others: packed, or half a byte each. */
function tableBytes(bits: readonly number[], maxSymbol: number, log: number): readonly number[] {
  const weights = bits.slice(0, maxSymbol).map((length) => (length === 0 ? 0 : log + 1 - length));
  const packed = packedWeights(weights);
  if (packed.length > 1 && packed.length < maxSymbol >> 1) return [packed.length, ...packed];
  const bytes = [128 + maxSymbol - 1];
  for (let at = 0; at < maxSymbol; at += 2) {
    bytes.push((weights[at]! << 4) + (weights[at + 1] ?? 0));
  }
  return bytes;
}

function packedWeights(weights: readonly number[]): readonly number[] {
  if (weights.length <= 1) return [];
  const counts = new Array<number>(Math.max(...weights) + 1).fill(0);
  for (const weight of weights) counts[weight]!++;
  const most = Math.max(...counts);
  if (most === weights.length || most === 1) return [];
  const tableLog = optimalTableLog(WEIGHTS_LOG, weights.length, counts.length - 1, 2);
  const norm = normalized(counts, weights.length, tableLog, 1);
  const body = fseBytes(weights, fseTable(norm, tableLog));
  return body.length === 0 ? [] : [...normBytes(norm, tableLog), ...body];
}

interface Node {
  readonly symbol: number;
  readonly count: number;
  parent: number;
  bits: number;
}

/** Bits of each symbol's code, none above `bitsMax`. Mirrors HUF_buildTree. */
function codeLengths(counts: readonly number[], bitsMax: number): readonly number[] {
  const nodes: Node[] = counts
    .map((count, symbol) => ({ symbol, count, parent: 0, bits: 0 }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
  const leaves = nodes.length;
  let low = leaves - 1;
  let inner = leaves;
  const takeRarest = (): number => {
    const leaf = low >= 0 ? nodes[low]!.count : Infinity;
    const node = inner < nodes.length ? nodes[inner]!.count : Infinity;
    return leaf < node ? low-- : inner++;
  };
  while (nodes.length < 2 * leaves - 1) {
    const first = nodes.length === leaves ? low-- : takeRarest();
    const second = nodes.length === leaves ? low-- : takeRarest();
    const count = nodes[first]!.count + nodes[second]!.count;
    nodes[first]!.parent = nodes.length;
    nodes[second]!.parent = nodes.length;
    nodes.push({ symbol: -1, count, parent: 0, bits: 0 });
  }
  for (let at = nodes.length - 2; at >= 0; at--) {
    nodes[at]!.bits = nodes[nodes[at]!.parent]!.bits + 1;
  }
  const sorted = nodes.slice(0, leaves);
  limitBits(sorted, bitsMax);
  const bits = new Array<number>(counts.length).fill(0);
  for (const node of sorted) bits[node.symbol] = node.bits;
  return bits;
}

/** Makes long codes shorter, and the cheapest of the others longer. Mirrors HUF_setMaxHeight. */
function limitBits(nodes: readonly Node[], bitsMax: number): void {
  const longest = nodes.at(-1)!.bits;
  if (longest <= bitsMax) return;
  let cost = 0;
  let at = nodes.length - 1;
  const base = 1 << (longest - bitsMax);
  for (; nodes[at]!.bits > bitsMax; at--) {
    cost += base - (1 << (longest - nodes[at]!.bits));
    nodes[at]!.bits = bitsMax;
  }
  while (nodes[at]!.bits === bitsMax) at--;
  cost >>= longest - bitsMax;
  const last = lastOfRanks(nodes, at, bitsMax);
  for (; cost > 0;) {
    const rank = rankToLengthen(nodes, last, cost);
    cost -= 1 << (rank - 1);
    last[rank - 1] ??= last[rank]!;
    const node = last[rank]!;
    nodes[node]!.bits++;
    const isRankLeft = node > 0 && nodes[node - 1]!.bits === bitsMax - rank;
    last[rank] = isRankLeft ? node - 1 : null;
  }
  for (; cost < 0; cost++) {
    if (last[1] === null || last[1] === undefined) {
      while (nodes[at]!.bits === bitsMax) at--;
      nodes[at + 1]!.bits--;
      last[1] = at + 1;
    } else {
      nodes[last[1] + 1]!.bits--;
      last[1]++;
    }
  }
}

/** The rarest symbol of each length below the longest one. */
function lastOfRanks(
  nodes: readonly Node[],
  from: number,
  bitsMax: number,
): (number | null | undefined)[] {
  const last: (number | null | undefined)[] = [];
  let current = bitsMax;
  for (let at = from; at >= 0; at--) {
    if (nodes[at]!.bits >= current) continue;
    current = nodes[at]!.bits;
    last[bitsMax - current] = at;
  }
  return last;
}

function rankToLengthen(
  nodes: readonly Node[],
  last: readonly (number | null | undefined)[],
  cost: number,
): number {
  let rank = highBit(cost) + 1;
  for (; rank > 1; rank--) {
    const high = last[rank] ?? null;
    const low = last[rank - 1] ?? null;
    if (high === null) continue;
    if (low === null || nodes[high]!.count <= 2 * nodes[low]!.count) break;
  }
  while (last[rank] === null || last[rank] === undefined) rank++;
  return rank;
}
