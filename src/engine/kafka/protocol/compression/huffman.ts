/**
 * Huffman codes as zlib makes them: the same heap, the same ties, the same way of shortening codes.
 *
 * Mirrors: zlib's trees.c (build_tree, gen_bitlen, gen_codes).
 * Read next: deflate-block.ts.
 */

export interface HuffmanCode {
  /** Bits of each symbol's code; 0: it has none. */
  readonly lengths: Uint8Array;
  /** With the first bit lowest. */
  readonly codes: Uint16Array;
  readonly lastSymbol: number;
}

interface Tree {
  readonly frequencies: number[];
  readonly parents: number[];
  readonly depths: number[];
  readonly lengths: number[];
  readonly heap: number[];
  heapLength: number;
}

/** `maxBits`: no code is longer. At least two symbols get a code. */
export function huffmanCode(frequencies: ArrayLike<number>, maxBits: number): HuffmanCode {
  const count = frequencies.length;
  const tree: Tree = {
    frequencies: Array.from(frequencies),
    parents: [],
    depths: new Array<number>(count).fill(0),
    lengths: new Array<number>(count).fill(0),
    heap: [0],
    heapLength: 0,
  };
  let lastSymbol = -1;
  for (let symbol = 0; symbol < count; symbol++) {
    if (tree.frequencies[symbol] === 0) continue;
    tree.heap[++tree.heapLength] = symbol;
    lastSymbol = symbol;
  }
  while (tree.heapLength < 2) {
    const forced = lastSymbol < 2 ? ++lastSymbol : 0;
    tree.heap[++tree.heapLength] = forced;
    tree.frequencies[forced] = 1;
  }
  for (let at = tree.heapLength >> 1; at >= 1; at--) siftDown(tree, at);
  const order = joinAll(tree, count);
  const perLength = setLengths(tree, order, count, maxBits);
  const lengths = Uint8Array.from(tree.lengths.slice(0, count));
  return { lengths, codes: codesOf(lengths, perLength, lastSymbol, maxBits), lastSymbol };
}

/** Joins the two rarest nodes until one is left; gives the nodes from that one to the rarest. */
function joinAll(tree: Tree, count: number): readonly number[] {
  const order: number[] = [];
  let node = count;
  while (tree.heapLength >= 2) {
    const rarest = takeRarest(tree);
    const second = tree.heap[1]!;
    order.push(rarest, second);
    tree.frequencies[node] = tree.frequencies[rarest]! + tree.frequencies[second]!;
    tree.depths[node] = Math.max(tree.depths[rarest]!, tree.depths[second]!) + 1;
    tree.parents[rarest] = node;
    tree.parents[second] = node;
    tree.heap[1] = node++;
    siftDown(tree, 1);
  }
  order.push(tree.heap[1]!);
  return order.reverse();
}

function takeRarest(tree: Tree): number {
  const rarest = tree.heap[1]!;
  tree.heap[1] = tree.heap[tree.heapLength--]!;
  siftDown(tree, 1);
  return rarest;
}

function siftDown(tree: Tree, start: number): void {
  const { heap } = tree;
  const value = heap[start]!;
  let at = start;
  for (let child = at << 1; child <= tree.heapLength; child <<= 1) {
    if (child < tree.heapLength && isRarer(tree, heap[child + 1]!, heap[child]!)) child++;
    if (isRarer(tree, value, heap[child]!)) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = value;
}

/** Of two as rare the one that lies less deep. */
function isRarer({ frequencies, depths }: Tree, a: number, b: number): boolean {
  if (frequencies[a]! !== frequencies[b]!) return frequencies[a]! < frequencies[b]!;
  return depths[a]! <= depths[b]!;
}

/** Gives how many symbols have codes of each length. */
function setLengths(
  tree: Tree,
  order: readonly number[],
  count: number,
  maxBits: number,
): readonly number[] {
  const perLength = new Array<number>(maxBits + 1).fill(0);
  let overflow = 0;
  tree.lengths[order[0]!] = 0;
  for (const node of order.slice(1)) {
    let bits = tree.lengths[tree.parents[node]!]! + 1;
    if (bits > maxBits) {
      bits = maxBits;
      overflow++;
    }
    tree.lengths[node] = bits;
    if (node < count) perLength[bits]!++;
  }
  if (overflow > 0) shorten(tree, order, count, perLength, overflow);
  return perLength;
}

function shorten(
  tree: Tree,
  order: readonly number[],
  count: number,
  perLength: number[],
  overflow: number,
): void {
  const maxBits = perLength.length - 1;
  for (let left = overflow; left > 0; left -= 2) {
    let bits = maxBits - 1;
    while (perLength[bits] === 0) bits--;
    perLength[bits]!--;
    perLength[bits + 1]! += 2;
    perLength[maxBits]!--;
  }
  let at = order.length;
  for (let bits = maxBits; bits > 0; bits--) {
    for (let left = perLength[bits]!; left > 0;) {
      const node = order[--at]!;
      if (node >= count) continue;
      tree.lengths[node] = bits;
      left--;
    }
  }
}

function codesOf(
  lengths: Uint8Array,
  perLength: readonly number[],
  lastSymbol: number,
  maxBits: number,
): Uint16Array {
  const next: number[] = [0];
  let code = 0;
  for (let bits = 1; bits <= maxBits; bits++) {
    code = (code + (bits === 1 ? 0 : perLength[bits - 1]!)) << 1;
    next[bits] = code;
  }
  const codes = new Uint16Array(lengths.length);
  for (let symbol = 0; symbol <= lastSymbol; symbol++) {
    const bits = lengths[symbol]!;
    if (bits !== 0) codes[symbol] = reversed(next[bits]!++, bits);
  }
  return codes;
}

export function reversed(code: number, bits: number): number {
  let result = 0;
  for (let bit = 0; bit < bits; bit++) result |= ((code >> bit) & 1) << (bits - 1 - bit);
  return result;
}
