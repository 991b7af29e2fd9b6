/**
 * Where the names of messages stand: beside their messages, off the cards and off each other. A name
 * stays on the side it had while that side is free, so that it does not jump about. Pure.
 */
import type { Box } from './layout.ts';

export const LABEL_HEIGHT = 17;

export const nameFont = (family: string): string => `600 11px ${family}`;

export interface LabelWish {
  /** The message that it belongs to. */
  readonly sequence: number;
  /** Place of the message, on the surface. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** Sides in the order of preference: above, below, right, left, further up, further down. */
const SIDES = [
  (width: number) => ({ dx: -width / 2, dy: -26 }),
  (width: number) => ({ dx: -width / 2, dy: 9 }),
  () => ({ dx: 11, dy: -LABEL_HEIGHT / 2 }),
  (width: number) => ({ dx: -width - 11, dy: -LABEL_HEIGHT / 2 }),
  (width: number) => ({ dx: -width / 2, dy: -45 }),
  (width: number) => ({ dx: -width / 2, dy: 28 }),
] as const;

/** A card is worse to cover than another name. */
const CARD_COST = 3;

export class LabelPlaces {
  #sides = new Map<number, number>();

  /** One box a wish, in their order. */
  place(wishes: readonly LabelWish[], cards: readonly Box[]): readonly Box[] {
    const sides = new Map<number, number>();
    const taken: Box[] = [];
    for (const wish of wishes) {
      const before = this.#sides.get(wish.sequence);
      const order = before === undefined ? ALL : [before, ...ALL];
      let best = 0;
      let bestCost = Infinity;
      let bestBox = boxAt(wish, 0);
      for (const side of order) {
        const box = boxAt(wish, side);
        const cost = overlap(box, taken) + CARD_COST * overlap(box, cards);
        if (cost < bestCost) [best, bestCost, bestBox] = [side, cost, box];
        if (cost === 0) break;
      }
      sides.set(wish.sequence, best);
      taken.push(bestBox);
    }
    this.#sides = sides;
    return taken;
  }
}

const ALL: readonly number[] = SIDES.map((_, index) => index);

function boxAt({ x, y, width }: LabelWish, side: number): Box {
  const { dx, dy } = SIDES[side]!(width);
  return { x: Math.round(x + dx), y: Math.round(y + dy), width, height: LABEL_HEIGHT };
}

/** The area that a box shares with others. */
function overlap(box: Box, others: readonly Box[]): number {
  let area = 0;
  for (const other of others) {
    const width = Math.min(box.x + box.width, other.x + other.width) - Math.max(box.x, other.x);
    const height = Math.min(box.y + box.height, other.y + other.height) - Math.max(box.y, other.y);
    if (width > 0 && height > 0) area += width * height;
  }
  return area;
}
