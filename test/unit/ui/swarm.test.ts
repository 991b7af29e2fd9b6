/** Very many messages on the stage become few things with numbers, and none is lost on the way. */
import { expect, test } from 'vitest';
import type { placeFlights } from '../../../src/ui/stage/flights.ts';
import { swarmed } from '../../../src/ui/stage/swarm.ts';

type Placed = ReturnType<typeof placeFlights>[number];

const at = (x: number, y: number, tone = 'leading', isHeld = false): Placed =>
  ({ x, y, count: 1, channel: 'data', tone, flight: { isHeld } }) as unknown as Placed;
const countOf = (items: readonly Placed[]): number =>
  items.reduce((sum, { count }) => sum + count, 0);
const line = (length: number, tone?: string): Placed[] =>
  Array.from({ length }, (_, index) => at(index * 2, 10, tone));

test('few messages stay as they are', () => {
  const placed = line(90);
  expect(swarmed(placed, [], 1)).toBe(placed);
});

test('near ones of one tone become one with their number, in their middle', () => {
  const placed = [...line(100), ...line(100, 'client')];
  const swarms = swarmed(placed, [], 1);
  expect(swarms.length).toBeLessThan(placed.length / 10);
  expect(countOf(swarms)).toBe(200);
  expect(new Set(swarms.map(({ tone }) => tone)).size).toBe(2);
  expect(swarms[0]).toMatchObject({ x: 21, y: 10, count: 22 });
});

test('one that is held is not counted among those that move', () => {
  const swarms = swarmed([...line(100), at(1, 10, 'leading', true)], [], 1);
  expect(swarms.filter(({ flight }) => flight.isHeld).map(({ count }) => count)).toEqual([1]);
});

test('nothing is drawn over a card', () => {
  const card = { x: -1, y: 0, width: 51, height: 20 };
  const swarms = swarmed(line(100), [card], 1);
  expect(swarms.every(({ x }) => x >= 50)).toBe(true);
  expect(countOf(swarms)).toBe(75);
});

test('a nearer look gathers less', () => {
  expect(swarmed(line(100), [], 4).length).toBeGreaterThan(swarmed(line(100), [], 1).length);
});
