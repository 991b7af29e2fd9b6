/**
 * Very many messages on the stage: near ones of one kind and tone become one with a number, and
 * what passes behind a card is not drawn over it. Pure.
 */
import type { Placed } from './flights.ts';
import type { Box } from './layout.ts';

/** From here on the eye sees a swarm and not messages. */
const MANY = 90;
/** Side of the squares in which messages are gathered, in pixels of the surface. */
const CELL = 44;

/** The list itself while it is short; else one item for each square, in the middle of its own. */
export function swarmed(
  placed: readonly Placed[],
  cards: Iterable<Box>,
  scale: number,
): readonly Placed[] {
  if (placed.length <= MANY) return placed;
  const cell = CELL / scale;
  const boxes = [...cards];
  const swarms = new Map<string, { item: Placed; x: number; y: number; count: number }>();
  for (const item of placed) {
    if (boxes.some((box) => isInside(item, box))) continue;
    const { x, y, channel, tone, flight, count } = item;
    const square = `${Math.floor(x / cell)} ${Math.floor(y / cell)}`;
    const key = `${square} ${channel} ${tone} ${flight.isHeld}`;
    const swarm = swarms.get(key);
    if (swarm === undefined) swarms.set(key, { item, x: x * count, y: y * count, count });
    else {
      swarm.x += x * count;
      swarm.y += y * count;
      swarm.count += count;
    }
  }
  return [...swarms.values()].map(({ item, x, y, count }) => {
    return { ...item, x: x / count, y: y / count, count };
  });
}

function isInside({ x, y }: Placed, box: Box): boolean {
  return x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height;
}
