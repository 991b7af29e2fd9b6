/**
 * Where the names stand along their arrows: at the first place that no earlier name takes. A name
 * that would cover most of others has no place: seen from far away a diagram shows lines. Pure.
 */
import type { Arrow } from './diagram.ts';

export interface LabelPlace {
  readonly x: number;
  readonly y: number;
}

/** Shares of the way from sender to receiver, in the order of preference. */
const SHARES = [0.3, 0.7, 0.5, 0.15, 0.85] as const;
/** Above the line, or below it. */
const OFFSETS = [-4, 13] as const;
const LETTER = 6.6;
const LINE = 12;
/** Arrows follow one another downwards: only the latest names can be in the way. */
const NEAR = 24;
/** Share of its own face that a name may take from others. */
const MOST_COVERED = 0.55;

interface Taken extends LabelPlace {
  readonly half: number;
}

export function labelPlaces(
  arrows: readonly Arrow[],
  xOf: ReadonlyMap<string, number>,
): ReadonlyMap<number, LabelPlace> {
  const places = new Map<number, LabelPlace>();
  const taken: Taken[] = [];
  for (const arrow of arrows) {
    const half = (arrow.label.length * LETTER) / 2;
    const near = taken.slice(-NEAR);
    let best: LabelPlace = { x: 0, y: 0 };
    let bestCost = Infinity;
    for (const place of candidates(arrow, xOf)) {
      const cost = near.reduce((sum, other) => sum + overlap({ ...place, half }, other), 0);
      if (cost < bestCost) [best, bestCost] = [place, cost];
      if (cost === 0) break;
    }
    if (bestCost > MOST_COVERED * 2 * half * LINE) continue;
    places.set(arrow.number, best);
    taken.push({ ...best, half });
  }
  return places;
}

function candidates(
  { fromHost, toHost, fromY, toY }: Arrow,
  xOf: ReadonlyMap<string, number>,
): readonly LabelPlace[] {
  const x1 = xOf.get(fromHost) ?? 0;
  const x2 = xOf.get(toHost) ?? 0;
  const aside = x1 === x2 ? 52 : 0;
  return OFFSETS.flatMap((offset) =>
    SHARES.map((share) => ({
      x: x1 + (x2 - x1) * share + aside,
      y: fromY + (toY - fromY) * share + offset,
    })),
  );
}

function overlap(a: Taken, b: Taken): number {
  const wide = a.half + b.half - Math.abs(a.x - b.x);
  const high = LINE - Math.abs(a.y - b.y);
  return wide > 0 && high > 0 ? wide * high : 0;
}
