/** The part of the stage that the canvas of messages covers. */
import { expect, test } from 'vitest';
import { fieldOf } from '../../../src/ui/stage/field.ts';
import type { Wire } from '../../../src/ui/stage/wires.ts';

const whole = { x: 0, y: 0, width: 800, height: 600 };
const view = { x: 100, y: 50, scale: 2 };

function wire(points: readonly (readonly [number, number])[]): Wire {
  const [start, bend, end] = points.map(([x, y]) => ({ x, y }));
  return { start, bend, end } as unknown as Wire;
}

test('it holds every wire with its bend, and room for a shape around', () => {
  const wires = [
    wire([
      [50, 50],
      [120, 60],
      [100, 90],
    ]),
  ];
  expect(fieldOf(wires, view, whole)).toEqual({ x: 184, y: 134, width: 172, height: 112 });
});

test('it never leaves the surface, and is the surface when there is nothing to see', () => {
  const wide = wire([
    [-500, -500],
    [0, 0],
    [900, 900],
  ]);
  expect(fieldOf([wide], view, whole)).toEqual(whole);
  const away = wire([
    [900, 900],
    [901, 900],
    [902, 900],
  ]);
  expect(fieldOf([away], view, whole)).toEqual(whole);
  expect(fieldOf([], view, whole)).toEqual(whole);
});
