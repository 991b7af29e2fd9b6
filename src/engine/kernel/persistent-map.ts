/**
 * An immutable map from strings to values with structural sharing: a hash trie of plain arrays, so
 * that old states stay valid and a state can be cloned, hashed and printed like any plain data.
 *
 * Order of iteration depends on the keys alone, never on the history; sort when order is shown.
 *
 * Mirrors: nothing upstream; hash array mapped tries (Bagwell).
 */

/** Treat as opaque; plain data. */
export interface PersistentMap<V> {
  readonly size: number;
  readonly root: Trie<V> | null;
}

type Trie<V> = Leaf<V> | Branch<V>;

/** One key; keys of the same hash follow in their order, so that equal maps are equal trees. */
interface Leaf<V> {
  readonly slots?: undefined;
  readonly hash: number;
  readonly key: string;
  readonly value: V;
  readonly next: Leaf<V> | null;
}

/** Up to 32 children. A bit for each one that is there; `slots` holds only those, in order. */
interface Branch<V> {
  readonly bits: number;
  readonly slots: readonly Trie<V>[];
}

/** Five bits for each level: below the last one keys differ no more. */
const HASH_BITS = 30;

const EMPTY: PersistentMap<never> = { size: 0, root: null };

export function emptyMap<V>(): PersistentMap<V> {
  return EMPTY;
}

export function mapFrom<V>(entries: Iterable<readonly [string, V]>): PersistentMap<V> {
  let map = emptyMap<V>();
  for (const [key, value] of entries) map = mapSet(map, key, value);
  return map;
}

export function mapGet<V>(map: PersistentMap<V>, key: string): V | undefined {
  let trie = map.root;
  if (trie === null) return undefined;
  const hash = hashOf(key);
  for (let shift = 0; trie.slots !== undefined; shift += 5) {
    const bit = bitOf(hash, shift);
    if ((trie.bits & bit) === 0) return undefined;
    trie = trie.slots[indexOf(trie.bits, bit)]!;
  }
  for (let leaf: Leaf<V> | null = trie; leaf !== null; leaf = leaf.next) {
    if (leaf.key === key) return leaf.value;
  }
  return undefined;
}

export function mapHas<V>(map: PersistentMap<V>, key: string): boolean {
  return mapGet(map, key) !== undefined;
}

export function mapSet<V>(map: PersistentMap<V>, key: string, value: V): PersistentMap<V> {
  const hash = hashOf(key);
  if (map.root === null) return { size: 1, root: { hash, key, value, next: null } };
  const grown = { by: 0 };
  const root = setIn(map.root, hash, 0, key, value, grown);
  return { size: map.size + grown.by, root };
}

export function mapDelete<V>(map: PersistentMap<V>, key: string): PersistentMap<V> {
  if (map.root === null || mapGet(map, key) === undefined) return map;
  const root = deleteIn(map.root, hashOf(key), 0, key);
  return root === null ? EMPTY : { size: map.size - 1, root };
}

export function* mapEntries<V>(map: PersistentMap<V>): Generator<readonly [string, V]> {
  const path: Trie<V>[] = map.root === null ? [] : [map.root];
  for (let trie = path.pop(); trie !== undefined; trie = path.pop()) {
    if (trie.slots !== undefined) {
      for (let i = trie.slots.length - 1; i >= 0; i--) path.push(trie.slots[i]!);
      continue;
    }
    for (let leaf: Leaf<V> | null = trie; leaf !== null; leaf = leaf.next) {
      yield [leaf.key, leaf.value];
    }
  }
}

export function* mapKeys<V>(map: PersistentMap<V>): Generator<string> {
  for (const [key] of mapEntries(map)) yield key;
}

export function* mapValues<V>(map: PersistentMap<V>): Generator<V> {
  for (const [, value] of mapEntries(map)) yield value;
}

function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  // So many bits fit a small integer, which takes no memory of its own.
  return (hash ^ (hash >>> 15)) & ((1 << HASH_BITS) - 1);
}

/** The bit that stands for a hash at a level of the tree. */
function bitOf(hash: number, shift: number): number {
  return 1 << ((hash >>> shift) & 31);
}

/** Where the child of a bit is among those that are there: the number of bits below it. */
function indexOf(bits: number, bit: number): number {
  let below = bits & (bit - 1);
  below -= (below >>> 1) & 0x55555555;
  below = (below & 0x33333333) + ((below >>> 2) & 0x33333333);
  return Math.imul((below + (below >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function setIn<V>(
  trie: Trie<V>,
  hash: number,
  shift: number,
  key: string,
  value: V,
  grown: { by: number },
): Trie<V> {
  if (trie.slots === undefined) {
    if (trie.hash === hash) return setInLeaf(trie, hash, key, value, grown);
    const parted = { bits: bitOf(trie.hash, shift), slots: [trie] };
    return setIn(parted, hash, shift, key, value, grown);
  }
  const { bits, slots } = trie;
  const bit = bitOf(hash, shift);
  const index = indexOf(bits, bit);
  if ((bits & bit) === 0) {
    grown.by = 1;
    return { bits: bits | bit, slots: withSlot(slots, index, { hash, key, value, next: null }) };
  }
  const changed = slots.slice();
  changed[index] = setIn(slots[index]!, hash, shift + 5, key, value, grown);
  return { bits, slots: changed };
}

/** An array of exactly the length it needs: growing one reserves room that stays empty. */
function withSlot<V>(slots: readonly Trie<V>[], index: number, child: Trie<V>): readonly Trie<V>[] {
  return [...slots.slice(0, index), child, ...slots.slice(index)];
}

function setInLeaf<V>(
  leaf: Leaf<V> | null,
  hash: number,
  key: string,
  value: V,
  grown: { by: number },
): Leaf<V> {
  if (leaf?.key === key) return { hash, key, value, next: leaf.next };
  if (leaf === null || key < leaf.key) {
    grown.by = 1;
    return { hash, key, value, next: leaf };
  }
  const next = setInLeaf(leaf.next, hash, key, value, grown);
  return { hash, key: leaf.key, value: leaf.value, next };
}

/** Of a key that is there; null when nothing is left. */
function deleteIn<V>(trie: Trie<V>, hash: number, shift: number, key: string): Trie<V> | null {
  if (trie.slots === undefined) return deleteInLeaf(trie, key);
  const { bits, slots } = trie;
  const bit = bitOf(hash, shift);
  const index = indexOf(bits, bit);
  const child = deleteIn(slots[index]!, hash, shift + 5, key);
  const changed = slots.slice();
  if (child === null) changed.splice(index, 1);
  else changed[index] = child;
  const [only] = changed;
  if (only === undefined) return null;
  // A branch with one leaf left becomes that leaf again: equal maps are equal trees.
  if (changed.length === 1 && only.slots === undefined) return only;
  return { bits: child === null ? bits ^ bit : bits, slots: changed };
}

function deleteInLeaf<V>({ hash, key, value, next }: Leaf<V>, gone: string): Leaf<V> | null {
  if (key === gone || next === null) return next;
  return { hash, key, value, next: deleteInLeaf(next, gone) };
}
