/** Arrows of a chart as SVG paths. Pure. */
import type { PlacedArrow } from './layout.ts';

const RADIUS = 6;

/** The way of an arrow as an SVG path, its corners rounded. */
export function pathOf({ points }: PlacedArrow): string {
  let path = `M${points[0]![0]} ${points[0]![1]}`;
  for (let at = 1; at < points.length - 1; at++) {
    const [before, corner, after] = [points[at - 1]!, points[at]!, points[at + 1]!];
    const inward = near(corner, before, RADIUS);
    const outward = near(corner, after, RADIUS);
    path += `L${inward.join(' ')}Q${corner.join(' ')} ${outward.join(' ')}`;
  }
  return `${path}L${points.at(-1)!.join(' ')}`;
}

type Corner = readonly [number, number];

function near([x, y]: Corner, [toX, toY]: Corner, distance: number): Corner {
  const length = Math.hypot(toX - x, toY - y) || 1;
  const share = Math.min(distance, length / 2) / length;
  return [x + (toX - x) * share, y + (toY - y) * share];
}
