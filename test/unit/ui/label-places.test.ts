/** Names in the space-time diagram: each on its arrow, none over another where there is room. */
import { describe, expect, it } from 'vitest';
import type { Arrow } from '../../../src/ui/spacetime/diagram.ts';
import { labelPlaces, labelsAsSeen } from '../../../src/ui/spacetime/label-places.ts';

const xOf = new Map([
  ['zk1', 100],
  ['zk2', 300],
]);

function arrow(number: number, fromY: number): Arrow {
  const common = { cause: 0, connection: 1, label: 'COMMIT 0x100000001', sentAtMs: 0, atMs: 1 };
  return { ...common, number, fromHost: 'zk1', toHost: 'zk2', fromY, toY: fromY + 20 };
}

describe('names of arrows', () => {
  it('stand between their lanes', () => {
    const place = labelPlaces([arrow(1, 50)], xOf).get(1)!;
    expect(place.x).toBeGreaterThan(100);
    expect(place.x).toBeLessThan(300);
  });

  it('do not cover one another when two arrows are near', () => {
    const places = labelPlaces([arrow(1, 50), arrow(2, 53)], xOf);
    const [a, b] = [places.get(1)!, places.get(2)!];
    const width = 'COMMIT 0x100000001'.length * 6.6;
    expect(Math.abs(a.x - b.x) >= width || Math.abs(a.y - b.y) >= 12).toBe(true);
  });

  it('keep off the lanes', () => {
    const long = { ...arrow(1, 50), label: 'LEADERINFO 0x100000000' };
    const { x, text } = labelPlaces([long], xOf).get(1)!;
    expect(text).toBe(long.label);
    const half = (text.length * 6.6) / 2;
    expect(x - half).toBeGreaterThan(104);
    expect(x + half).toBeLessThan(296);
    const near = new Map([...xOf, ['zk2', 220]]);
    expect(labelPlaces([long], near).get(1)!.text).toBe('LEADERINFO');
  });

  it('stand at the same place, whichever of them is asked for first', () => {
    const many = Array.from({ length: 300 }, (_, index) => arrow(index + 1, 50 + 7 * index));
    const upwards = labelsAsSeen(many, xOf);
    const downwards = labelsAsSeen(many, xOf);
    const indices = many.map((_, index) => index);
    const last = indices.toReversed().map(downwards).reverse();
    expect(indices.map(upwards)).toEqual(last);
  });

  it('are left out where they would cover what is there already', () => {
    const many = Array.from({ length: 40 }, (_, index) => arrow(index + 1, 50 + index));
    const places = labelPlaces(many, xOf);
    expect(places.size).toBeGreaterThan(0);
    expect(places.size).toBeLessThan(40);
  });
});
