/**
 * An immutable map from strings to values with structural sharing: a hash trie of plain arrays, so
 * that old states stay valid and a state can be cloned, hashed and printed like any plain data.
 *
 * Order of iteration depends on the keys alone, never on the history; sort when order is shown.
 */

/** Treat as opaque; plain data. */
export interface PersistentMap<V> {
  readonly size: number;
  readonly root: Trie<V> | null;
}

/** A leaf bucket holds key and value in turn; a branch holds 32 slots. */
type Trie<V> =
  | { readonly leaf: readonly (string | V)[]; readonly hash: number }
  | { readonly slots: readonly (Trie<V> | undefined)[] };

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
  for (let shift = 0; ; shift += 5) {
    if ('leaf' in trie) {
      const { leaf } = trie;
      for (let i = 0; i < leaf.length; i += 2) if (leaf[i] === key) return leaf[i + 1] as V;
      return undefined;
    }
    const next: Trie<V> | undefined = trie.slots[(hash >>> shift) & 31];
    if (next === undefined) return undefined;
    trie = next;
  }
}

export function mapHas<V>(map: PersistentMap<V>, key: string): boolean {
  return mapGet(map, key) !== undefined;
}

export function mapSet<V>(map: PersistentMap<V>, key: string, value: V): PersistentMap<V> {
  const hash = hashOf(key);
  if (map.root === null) return { size: 1, root: { leaf: [key, value], hash } };
  const grown = { by: 0 };
  const root = setIn(map.root, hash, 0, key, value, grown);
  return { size: map.size + grown.by, root };
}

export function mapDelete<V>(map: PersistentMap<V>, key: string): PersistentMap<V> {
  if (map.root === null || mapGet(map, key) === undefined) return map;
  const root = deleteIn(map.root, hashOf(key), 0, key);
  return root === undefined ? EMPTY : { size: map.size - 1, root };
}

export function* mapEntries<V>(map: PersistentMap<V>): Generator<readonly [string, V]> {
  if (map.root !== null) yield* entriesOf(map.root);
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
  return (hash ^ (hash >>> 15)) >>> 0;
}

function setIn<V>(
  trie: Trie<V>,
  hash: number,
  shift: number,
  key: string,
  value: V,
  grown: { by: number },
): Trie<V> {
  if ('leaf' in trie) {
    if (trie.hash === hash || shift > 30) return setInLeaf(trie.leaf, hash, key, value, grown);
    const slots = new Array<Trie<V> | undefined>(32).fill(undefined);
    slots[(trie.hash >>> shift) & 31] = trie;
    return setIn({ slots }, hash, shift, key, value, grown);
  }
  const index = (hash >>> shift) & 31;
  const child = trie.slots[index];
  const slots = trie.slots.slice();
  if (child === undefined) {
    grown.by = 1;
    slots[index] = { leaf: [key, value], hash };
  } else slots[index] = setIn(child, hash, shift + 5, key, value, grown);
  return { slots };
}

function setInLeaf<V>(
  old: readonly (string | V)[],
  hash: number,
  key: string,
  value: V,
  grown: { by: number },
): Trie<V> {
  const leaf = old.slice();
  for (let i = 0; i < leaf.length; i += 2) {
    if (leaf[i] === key) {
      leaf[i + 1] = value;
      return { leaf, hash };
    }
  }
  grown.by = 1;
  // Keys of one bucket are kept in order, so that equal maps are equal trees.
  let at = 0;
  while (at < leaf.length && (leaf[at] as string) < key) at += 2;
  leaf.splice(at, 0, key, value);
  return { leaf, hash };
}

function deleteIn<V>(trie: Trie<V>, hash: number, shift: number, key: string): Trie<V> | undefined {
  if ('leaf' in trie) {
    const at = trie.leaf.indexOf(key);
    if (trie.leaf.length === 2) return undefined;
    const leaf = trie.leaf.slice();
    leaf.splice(at, 2);
    return { leaf, hash: trie.hash };
  }
  const index = (hash >>> shift) & 31;
  const slots = trie.slots.slice();
  slots[index] = deleteIn(slots[index]!, hash, shift + 5, key);
  let only: Trie<V> | undefined;
  let count = 0;
  for (const slot of slots) {
    if (slot === undefined) continue;
    only = slot;
    count++;
  }
  if (count === 0) return undefined;
  // A branch with one leaf left becomes that leaf again: equal maps are equal trees.
  if (count === 1 && only !== undefined && 'leaf' in only) return only;
  return { slots };
}

function* entriesOf<V>(trie: Trie<V>): Generator<readonly [string, V]> {
  if ('leaf' in trie) {
    for (let i = 0; i < trie.leaf.length; i += 2) {
      yield [trie.leaf[i] as string, trie.leaf[i + 1] as V];
    }
    return;
  }
  for (const slot of trie.slots) if (slot !== undefined) yield* entriesOf(slot);
}
