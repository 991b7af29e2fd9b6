/**
 * Where the names stand along their arrows: at the first place that no earlier name takes. A name
 * that would cover most of others has no place: seen from far away a diagram shows lines. Pure.
 */
import type { Arrow } from './diagram.ts';

export interface LabelPlace {
  /** The name, or its first word where lanes are near one another. */
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** Shares of the way from sender to receiver, in the order of preference. */
const SHARES = [0.3, 0.7, 0.5, 0.15, 0.85] as const;
/** Above the line, or below it. */
const OFFSETS = [-4, 13] as const;
const LETTER = 7.2;
const LINE = 12;
/** Arrows follow one another downwards: only the latest names can be in the way. */
const NEAR = 24;
/** Share of its own face that a name may take from others. */
const MOST_COVERED = 0.55;
/** From a name to the lanes at both ends. */
const LANE_ROOM = 16;

/** Arrows whose names are placed in one go. */
const CHUNK = 64;

/** Names that have a place already, as columns: this is done for thousands of arrows. */
interface Taken {
  readonly x: number[];
  readonly y: number[];
  readonly half: number[];
}

export function labelPlaces(
  arrows: readonly Arrow[],
  xOf: ReadonlyMap<string, number>,
): ReadonlyMap<number, LabelPlace> {
  const places = new Map<number, LabelPlace>();
  const taken: Taken = { x: [], y: [], half: [] };
  for (const arrow of arrows) {
    const place = placeOf(arrow, xOf, taken);
    if (place !== undefined) places.set(arrow.number, place);
  }
  return places;
}

/**
 * The same for the arrow at an index, placed when it is first asked for: of a long run only a part
 * is ever seen. A name's place does not depend on what was asked for before.
 */
export function labelsAsSeen(
  arrows: readonly Arrow[],
  xOf: ReadonlyMap<string, number>,
): (index: number) => LabelPlace | undefined {
  const chunks = new Map<number, ReadonlyMap<number, LabelPlace>>();
  return (index) => {
    const chunk = Math.floor(index / CHUNK);
    let places = chunks.get(chunk);
    if (places === undefined) {
      const start = chunk * CHUNK;
      // Those just before it are in the way too.
      places = labelPlaces(arrows.slice(Math.max(0, start - NEAR), start + CHUNK), xOf);
      chunks.set(chunk, places);
    }
    return places.get(arrows[index]!.number);
  };
}

/** Undefined when it would cover too much; else the place is taken from now on. */
function placeOf(
  { label, fromHost, toHost, fromY, toY }: Arrow,
  xOf: ReadonlyMap<string, number>,
  taken: Taken,
): LabelPlace | undefined {
  const x1 = xOf.get(fromHost) ?? 0;
  const x2 = xOf.get(toHost) ?? 0;
  const room = x1 === x2 ? Infinity : Math.abs(x2 - x1) - 2 * LANE_ROOM;
  const text = label.length * LETTER <= room ? label : (label.split(' ')[0] ?? label);
  const half = (text.length * LETTER) / 2;
  const aside = x1 === x2 ? 52 : 0;
  let [bestX, bestY, bestCost] = [0, 0, Infinity];
  search: for (const offset of OFFSETS) {
    for (const share of SHARES) {
      const x = between(x1, x2, x1 + (x2 - x1) * share, half) + aside;
      // Beside its line, wherever it was moved to.
      const part = x1 === x2 ? share : (x - x1) / (x2 - x1);
      const y = fromY + (toY - fromY) * part + offset;
      const cost = covered(x, y, half, taken);
      if (cost < bestCost) [bestX, bestY, bestCost] = [x, y, cost];
      if (cost === 0) break search;
    }
  }
  if (bestCost > MOST_COVERED * 2 * half * LINE) return undefined;
  taken.x.push(bestX);
  taken.y.push(bestY);
  taken.half.push(half);
  return { text, x: bestX, y: bestY };
}

/** Off both lanes, where there is room between them. */
function between(x1: number, x2: number, x: number, half: number): number {
  const [left, right] = x1 < x2 ? [x1, x2] : [x2, x1];
  const least = left + half + LANE_ROOM;
  const most = right - half - LANE_ROOM;
  return least > most ? x : Math.max(least, Math.min(most, x));
}

function covered(x: number, y: number, half: number, taken: Taken): number {
  let sum = 0;
  const end = taken.x.length;
  for (let i = Math.max(0, end - NEAR); i < end; i++) {
    const high = LINE - Math.abs(y - taken.y[i]!);
    if (high <= 0) continue;
    const wide = half + taken.half[i]! - Math.abs(x - taken.x[i]!);
    if (wide > 0) sum += wide * high;
  }
  return sum;
}
