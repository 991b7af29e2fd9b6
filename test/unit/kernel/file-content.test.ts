/** Files of many chunks: cut, read and searched as if they were bytes, at the cost of a few nodes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Chunk, FileContent } from '../../../src/engine/kernel/disk.ts';
import { chunkBytes } from '../../../src/engine/kernel/disk.ts';
import {
  appendChunk,
  createDisk,
  truncateFile,
} from '../../../src/engine/kernel/disk-operations.ts';
import {
  beginsWith,
  chunkAt,
  chunksFrom,
  chunkStart,
  contentOf,
  contentPush,
  contentTake,
  cutContent,
  findChunk,
} from '../../../src/engine/kernel/file-content.ts';
import type { PersistentList } from '../../../src/engine/kernel/persistent-list.ts';
import {
  listCommonLength,
  listFrom,
  listItems,
  listPush,
  listTake,
} from '../../../src/engine/kernel/persistent-list.ts';

const anyChunk: fc.Arbitrary<Chunk> = fc.oneof(
  fc.constantFrom('', 'a', 'four', 'zwölf', '断电', '𝄞!'),
  fc.record({ record: fc.constant('batch'), bytes: fc.nat(9) }),
);
const anyChunks = fc.array(anyChunk, { maxLength: 80, size: 'max' });

/** Walks where the code under test halves. */
function walk(chunks: readonly Chunk[], byteOffset: number): number {
  let end = 0;
  return chunks.findIndex((chunk) => (end += chunkBytes(chunk)) > byteOffset);
}

function chunksOf({ chunks }: FileContent): readonly Chunk[] {
  return [...listItems(chunks)];
}

function startsOf(chunks: readonly Chunk[]): readonly number[] {
  let end = 0;
  return chunks.map((chunk) => (end += chunkBytes(chunk)) - chunkBytes(chunk));
}

describe("a file's chunks", () => {
  test('are found by the byte at which one looks', () => {
    fc.assert(
      fc.property(anyChunks, fc.nat(300), (chunks, byteOffset) => {
        const content = contentOf(chunks);
        const index = walk(chunks, byteOffset);
        const starts = startsOf(chunks);
        const placed = chunks.map((chunk, i) => ({ chunk, index: i, start: starts[i] }));
        expect(chunkAt(content, byteOffset)).toEqual(placed[index]);
        expect([...chunksFrom(content, byteOffset)]).toEqual(index < 0 ? [] : placed.slice(index));
        expect(chunks.map((_, i) => chunkStart(content, i))).toEqual(starts);
        expect(chunkStart(content, chunks.length)).toBe(content.bytes);
      }),
    );
  });

  test('are found by what a reader compares', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(50), { maxLength: 70, size: 'max' }),
        fc.nat(55),
        (numbers, wanted) => {
          const sorted = numbers.toSorted((a, b) => a - b);
          const content = contentOf(sorted.map((number) => `${number} `));
          const found = findChunk(content, (chunk) => parseInt(chunk as string, 10) >= wanted);
          expect(found?.index ?? -1).toBe(sorted.findIndex((number) => number >= wanted));
        },
      ),
    );
  });

  test('are cut to any length in bytes; of what is cut through, the first bytes stay', () => {
    fc.assert(
      fc.property(anyChunks, fc.nat(300), (chunks, byteLength) => {
        const content = contentOf(chunks);
        const cut = cutContent(content, { byteLength });
        if (byteLength >= content.bytes) {
          expect(cut).toBe(content);
          return;
        }
        expect(cut.bytes).toBe(byteLength);
        expect(chunksOf(cut).reduce((sum, chunk) => sum + chunkBytes(chunk), 0)).toBe(byteLength);
        const whole = walk(chunks, byteLength);
        expect(chunksOf(cut).slice(0, whole)).toEqual(chunks.slice(0, whole));
        for (const left of chunksOf(cut).slice(whole)) {
          if (typeof left === 'string') expect(chunks[whole]).toMatch(new RegExp(`^${left}`));
          else expect(left.isTorn).toBe(true);
        }
      }),
    );
  });

  test('cut and grown again are the same as if they had only grown', () => {
    fc.assert(
      fc.property(anyChunks, fc.nat(80), anyChunk, (chunks, chunkCount, chunk) => {
        const cut = contentPush(contentTake(contentOf(chunks), chunkCount), chunk);
        expect(cut).toEqual(contentOf([...chunks.slice(0, chunkCount), chunk]));
      }),
    );
  });

  test('a truncation in bytes is a change of the disk like any other', () => {
    const disk = ['one', 'two'].reduce(
      (on, text) => appendChunk(on, '/f', text, 1) as typeof on,
      createDisk(1000),
    );
    const cut = truncateFile(disk, '/f', { byteLength: 4 }, 2);
    expect(cut).toMatchObject({ usedBytes: 4 });
    expect(truncateFile(disk, '/f', { byteLength: 6 }, 2)).toBe(disk);
    expect(truncateFile(disk, '/g', { byteLength: 0 }, 2)).toBe('ENOENT');
  });
});

/** The value, and a function that says how many of its objects have been looked into. */
function watched<T extends object>(value: T): readonly [T, () => number] {
  const seen = new Set<object>();
  const watch = <V extends object>(inner: V): V =>
    new Proxy(inner, {
      get(target, key, receiver) {
        seen.add(target);
        const found: unknown = Reflect.get(target, key, receiver);
        return typeof found === 'object' && found !== null ? watch(found) : found;
      },
    });
  return [watch(value), () => seen.size];
}

function objectsIn(value: unknown, into = new Set<unknown>()): ReadonlySet<unknown> {
  if (typeof value !== 'object' || value === null || into.has(value)) return into;
  into.add(value);
  for (const inner of Object.values(value)) objectsIn(inner, into);
  return into;
}

describe('a file of 100,000 chunks', () => {
  const content = contentOf(
    (function* () {
      for (let i = 0; i < 100_000; i++) yield { record: 'batch', bytes: 100 + (i % 7) };
    })(),
  );
  const middle = Math.floor(content.bytes / 2);
  // Seventeen halvings, each through a list of four levels.
  const most = 17 * 5;

  test('is read at an offset by looking into a few nodes', () => {
    const [big, nodes] = watched(content);
    expect(chunkAt(big, middle)!.start).toBeLessThanOrEqual(middle);
    expect(nodes()).toBeLessThan(most);
    expect(nodes()).toBeGreaterThan(4);
  });

  test('is searched with seventeen comparisons', () => {
    let comparisons = 0;
    const found = findChunk(content, () => ++comparisons < 0);
    expect(found).toBeUndefined();
    expect(comparisons).toBeLessThanOrEqual(17);
  });

  test('is cut by looking into a few nodes, and what is left is shared', () => {
    const [big, nodes] = watched(content);
    cutContent(big, { byteLength: middle });
    expect(nodes()).toBeLessThan(most + 12);
    const before = objectsIn(content);
    for (const changed of [
      cutContent(content, { byteLength: middle }),
      contentTake(content, 70_000),
      contentPush(content, 'more'),
    ]) {
      const fresh = [...objectsIn(changed)].filter((object) => !before.has(object));
      expect(fresh.length).toBeLessThan(20);
    }
  });

  test('is compared with other versions of itself', () => {
    const cut = contentPush(contentTake(content, 99_000), 'other');
    expect(listCommonLength(cut.chunks, content.chunks)).toBe(99_000);
    expect(beginsWith(content, contentTake(content, 12_345))).toBe(true);
    expect(beginsWith(cut, content)).toBe(false);
  });
});

describe('a persistent list', () => {
  test('that is cut is the very tree that pushing makes, at every length', () => {
    const items = Array.from({ length: 2_200 }, (_, i) => i);
    const list = listFrom(items);
    const lengths = [0, 1, 31, 32, 33, 1_023, 1_024, 1_025, 1_056, 1_057, 1_088, 2_080, 2_199];
    for (const length of lengths) {
      const cut = listTake(list, length);
      expect(cut).toEqual(listFrom(items.slice(0, length)));
      expect(listPush(cut, -1)).toEqual(listFrom([...items.slice(0, length), -1]));
    }
  });

  test('knows how much it has in common with another, shared or not', () => {
    fc.assert(
      fc.property(
        fc.nat(1_200),
        fc.nat(1_200),
        fc.nat(1_200),
        fc.boolean(),
        (size, to, more, isShared) => {
          const items = Array.from({ length: size }, (_, i) => i);
          const left = listFrom(items);
          const common = Math.min(size, to);
          let right: PersistentList<number> = isShared
            ? listTake(left, to)
            : listFrom(items.slice(0, to));
          for (let i = 0; i < more; i++) right = listPush(right, -1);
          expect(listCommonLength(left, right)).toBe(common);
          expect(listCommonLength(right, left)).toBe(common);
        },
      ),
    );
  });
});
