/** Names of messages on the stage keep off cards and off each other. */
import { describe, expect, it } from 'vitest';
import { LabelPlaces } from '../../../src/ui/stage/labels.ts';
import type { Box } from '../../../src/ui/stage/layout.ts';

function touch(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

describe('a name', () => {
  const card = { x: 0, y: 0, width: 200, height: 80 };
  const wish = { sequence: 1, x: 100, y: 90, width: 90 };

  it('stands above its message where there is room', () => {
    const [box] = new LabelPlaces().place([{ ...wish, y: 300 }], [card]);
    expect(box!.y).toBeLessThan(300);
  });

  it('keeps off a card', () => {
    const [box] = new LabelPlaces().place([wish], [card]);
    expect(touch(box!, card)).toBe(false);
  });

  it('keeps off other names', () => {
    const wishes = [wish, { ...wish, sequence: 2 }, { ...wish, sequence: 3 }];
    const [a, b, c] = new LabelPlaces().place(wishes, [card]);
    expect([touch(a!, b!), touch(b!, c!), touch(a!, c!)]).toEqual([false, false, false]);
  });

  it('stays on its side while that is free', () => {
    const places = new LabelPlaces();
    const [below] = places.place([wish], [card]);
    expect(below!.y).toBeGreaterThan(wish.y);
    const [later] = places.place([{ ...wish, y: 160 }], [card]);
    expect(later!.y).toBeGreaterThan(160);
  });
});
