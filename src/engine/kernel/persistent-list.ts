/**
 * An immutable list that grows at its end: a 32-way tree of plain arrays with a tail. Appending and
 * reading cost the same whatever the length, and old lists stay valid.
 *
 * Mirrors: nothing upstream; the vectors of Clojure.
 */

/** Treat as opaque; plain data. */
export interface PersistentList<T> {
  readonly length: number;
  /** Height of the tree in bits; 0 when only the tail is used. */
  readonly shift: number;
  readonly root: Branch<T> | null;
  readonly tail: readonly T[];
}

type Branch<T> = readonly (Branch<T> | readonly T[])[];

const WIDTH = 32;
const EMPTY: PersistentList<never> = {
  length: 0,
  shift: 0,
  root: null,
  tail: [],
};

export function emptyList<T>(): PersistentList<T> {
  return EMPTY;
}

export function listFrom<T>(items: Iterable<T>): PersistentList<T> {
  let list = emptyList<T>();
  for (const item of items) list = listPush(list, item);
  return list;
}

export function listPush<T>(list: PersistentList<T>, item: T): PersistentList<T> {
  if (list.tail.length < WIDTH) {
    // Written out: spreading the list with changes takes ten times as long. And `push` would reserve
    // room behind the item, which every version of the list would keep.
    const { length } = list.tail;
    const tail = new Array<T>(length + 1);
    for (let i = 0; i < length; i++) tail[i] = list.tail[i]!;
    tail[length] = item;
    return { length: list.length + 1, shift: list.shift, root: list.root, tail };
  }
  const inTree = list.length - WIDTH;
  const { root, shift } = pushLeaf(list.root, list.shift, inTree, list.tail);
  return { length: list.length + 1, shift, root, tail: [item] };
}

export function listGet<T>(list: PersistentList<T>, index: number): T | undefined {
  if (index < 0 || index >= list.length) return undefined;
  return leafAt(list, index)[index & 31];
}

export function listLast<T>(list: PersistentList<T>): T | undefined {
  return listGet(list, list.length - 1);
}

/** The first `length` items, in the very tree that pushing them would have made; all of it is shared. */
export function listTake<T>(list: PersistentList<T>, length: number): PersistentList<T> {
  if (length >= list.length) return list;
  if (length <= 0) return EMPTY;
  const inTree = (length - 1) & ~31;
  const tail = leafAt(list, inTree).slice(0, length - inTree);
  if (inTree === 0) return { length, shift: 0, root: null, tail };
  let { root, shift } = list;
  for (; shift > 5 && inTree <= 2 ** shift; shift -= 5) root = root![0] as Branch<T>;
  return { length, shift, root: takeBranch(root!, shift, inTree), tail };
}

/** The leaf that holds an index. */
function leafAt<T>(list: PersistentList<T>, index: number): readonly T[] {
  if (index >= list.length - list.tail.length) return list.tail;
  return nodeAt(list, index, 5) as readonly T[];
}

/** The node of the tree that holds the 2 ** `bits` items around an index. */
function nodeAt<T>(list: PersistentList<T>, index: number, bits: number): Branch<T> | readonly T[] {
  let node: Branch<T> | readonly T[] = list.root!;
  for (let { shift } = list; shift >= bits; shift -= 5) {
    node = (node as Branch<T>)[(index >>> shift) & 31]!;
  }
  return node;
}

/** The part of a tree that holds its first items, of which there are whole leaves. */
function takeBranch<T>(node: Branch<T>, shift: number, length: number): Branch<T> {
  const last = (length - 1) >>> shift;
  const copy = node.slice(0, last + 1);
  const inside = length - last * 2 ** shift;
  if (shift > 5) copy[last] = takeBranch(node[last] as Branch<T>, shift - 5, inside);
  return copy;
}

/** How many items two lists have in common from the start. What they share is passed over. */
export function listCommonLength<T>(a: PersistentList<T>, b: PersistentList<T>): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at < most) {
    const shared = sharedAt(a, b, at);
    if (shared > 0) at += shared;
    else {
      const [left, right] = [leafAt(a, at), leafAt(b, at)];
      const end = Math.min(at + WIDTH, most);
      for (; at < end; at++) if (left[at & 31] !== right[at & 31]) return at;
    }
  }
  return most;
}

/** Items of the largest whole node that begins at an index and is one and the same in both trees. */
function sharedAt<T>(a: PersistentList<T>, b: PersistentList<T>, index: number): number {
  const inTrees = Math.min(a.length - a.tail.length, b.length - b.tail.length);
  let shared = 0;
  for (let bits = 5; bits <= Math.min(a.shift, b.shift); bits += 5) {
    const size = 2 ** bits;
    if (index % size !== 0 || index + size > inTrees) break;
    if (nodeAt(a, index, bits) === nodeAt(b, index, bits)) shared = size;
  }
  return shared;
}

/** The list with its first items all replaced by one, so that what they held can be forgotten. */
export function listBlank<T>(list: PersistentList<T>, count: number, item: T): PersistentList<T> {
  const inTree = list.length - list.tail.length;
  const blank: readonly T[] = new Array<T>(WIDTH).fill(item);
  const { root, shift, tail } = list;
  return {
    ...list,
    root: root === null ? null : blankBranch(root, shift, count, blank),
    tail: blankLeaf(tail, count - inTree, blank),
  };
}

function blankBranch<T>(
  node: Branch<T>,
  shift: number,
  count: number,
  blank: readonly T[],
): Branch<T> {
  const size = 2 ** shift;
  return node.map((child, i) => {
    const inside = count - i * size;
    if (inside <= 0) return child;
    if (shift === 5) return blankLeaf(child as readonly T[], inside, blank);
    return blankBranch(child as Branch<T>, shift - 5, inside, blank);
  });
}

function blankLeaf<T>(leaf: readonly T[], count: number, blank: readonly T[]): readonly T[] {
  if (count <= 0) return leaf;
  // All that is blank is one and the same leaf.
  if (count >= leaf.length && leaf.length === WIDTH) return blank;
  return leaf.map((item, i) => (i < count ? blank[i]! : item));
}

/** Items from `start` (inclusive) to `end` (exclusive). */
export function* listItems<T>(list: PersistentList<T>, start = 0, end = list.length): Generator<T> {
  for (let i = Math.max(0, start); i < Math.min(end, list.length); i++) {
    yield listGet(list, i) as T;
  }
}

function pushLeaf<T>(
  root: Branch<T> | null,
  shift: number,
  at: number,
  leaf: readonly T[],
): { root: Branch<T>; shift: number } {
  if (root === null) return { root: [leaf], shift: 5 };
  if (at >>> shift >= WIDTH) return { root: [root, pathTo(shift, leaf)], shift: shift + 5 };
  return { root: insertLeaf(root, shift, at, leaf), shift };
}

function insertLeaf<T>(node: Branch<T>, shift: number, at: number, leaf: readonly T[]): Branch<T> {
  const copy = node.slice();
  const index = (at >>> shift) & 31;
  if (shift === 5) copy[index] = leaf;
  else {
    const child = node[index] as Branch<T> | undefined;
    copy[index] =
      child === undefined ? pathTo(shift - 5, leaf) : insertLeaf(child, shift - 5, at, leaf);
  }
  return copy;
}

function pathTo<T>(shift: number, leaf: readonly T[]): Branch<T> {
  return shift === 5 ? [leaf] : [pathTo(shift - 5, leaf)];
}
