/** Persistent map, list and queue against the mutable ones they stand for. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  listBlank,
  listFrom,
  listGet,
  listItems,
  listPush,
  listTake,
} from '../../../src/engine/kernel/persistent-list.ts';
import type { PersistentMap } from '../../../src/engine/kernel/persistent-map.ts';
import {
  emptyMap,
  mapDelete,
  mapEntries,
  mapFrom,
  mapGet,
  mapSet,
} from '../../../src/engine/kernel/persistent-map.ts';
import {
  emptyQueue,
  queueDrop,
  queueItems,
  queuePush,
} from '../../../src/engine/kernel/persistent-queue.ts';

/** Two keys of one hash: a map of one key shows its hash beside the key. */
function sameHash(): readonly [string, string] {
  const seen = new Map<string, string>();
  for (let i = 0; ; i++) {
    const key = `k${i}`;
    const hash = JSON.stringify(mapSet(emptyMap(), key, 0), (name, value: unknown) =>
      name === 'key' ? '' : value,
    );
    const other = seen.get(hash);
    if (other !== undefined) return [other, key];
    seen.set(hash, key);
  }
}

const collision = sameHash();
const anyKey = fc.oneof(
  fc.constantFrom('', 'a', 'b', '/', '/a/b', ...collision),
  fc.integer({ min: 0, max: 200 }).map(String),
);
const anyChange = fc.record({ key: anyKey, value: fc.option(fc.nat(9)) });

describe('persistent map', () => {
  it('holds what a Map holds, whatever was set and deleted, and old maps stay as they were', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 300 }), (changes) => {
        const model = new Map<string, number>();
        let map: PersistentMap<number> = emptyMap();
        for (const { key, value } of changes) {
          const before = map;
          const entriesBefore = [...mapEntries(before)];
          map = value === null ? mapDelete(map, key) : mapSet(map, key, value);
          if (value === null) model.delete(key);
          else model.set(key, value);
          expect([...mapEntries(before)]).toEqual(entriesBefore);
          expect(mapGet(map, key)).toBe(value ?? undefined);
        }
        expect(map.size).toBe(model.size);
        expect(new Map(mapEntries(map))).toEqual(model);
      }),
      { numRuns: 60 },
    );
  });

  it('is the same tree for the same entries, whatever way led there', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 200 }), (changes) => {
        let map: PersistentMap<number> = emptyMap();
        for (const { key, value } of changes) {
          map = value === null ? mapDelete(map, key) : mapSet(map, key, value);
        }
        const sorted = [...mapEntries(map)].sort(([a], [b]) => (a < b ? -1 : 1));
        expect(mapFrom(sorted)).toEqual(map);
      }),
    );
  });

  it('keeps keys of the same hash apart', () => {
    const [a, b] = collision;
    for (const keys of [
      [a, b],
      [b, a],
    ]) {
      const map = mapFrom(keys.map((key) => [key, key]));
      expect(keys.map((key) => mapGet(map, key))).toEqual(keys);
      expect(mapDelete(map, a)).toEqual(mapFrom([[b, b]]));
    }
  });
});

describe('persistent list and queue', () => {
  it('hold what was pushed, in order, at every length', () => {
    let list = listFrom<number>([]);
    for (let i = 0; i < 3_000; i++) {
      expect(listGet(list, i)).toBeUndefined();
      list = listPush(list, i);
      expect(listGet(list, i)).toBe(i);
    }
    expect([...listItems(list)]).toEqual(Array.from({ length: 3_000 }, (_, i) => i));
    for (const length of [0, 31, 32, 33, 1_056, 2_999]) {
      expect([...listItems(listTake(list, length))]).toEqual([...listItems(list, 0, length)]);
    }
  });

  it('let items leave in the order in which they came', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat(9), { freq: 3 })), (steps) => {
        const model: number[] = [];
        let queue = emptyQueue<number>();
        for (const step of steps) {
          if (step !== null) {
            model.push(step);
            queue = queuePush(queue, step);
          } else if (model.length > 0) {
            model.shift();
            queue = queueDrop(queue);
          }
          expect([...queueItems(queue)]).toEqual(model);
        }
      }),
    );
  });
});

describe('a list whose beginning is blanked', () => {
  it('keeps its length, its end and the list it came from', () => {
    for (const length of [0, 1, 31, 32, 33, 64, 1024, 1060, 2100]) {
      const items = Array.from({ length }, (_, i) => i);
      const list = listFrom(items);
      for (const count of [0, 1, 31, 32, 40, 1024, 1030, length]) {
        const blank = listBlank(list, count, -1);
        expect([...listItems(blank)]).toEqual(items.map((item) => (item < count ? -1 : item)));
        expect(listGet(listPush(blank, 7), length)).toBe(7);
      }
      expect([...listItems(list)]).toEqual(items);
    }
  });
});
