/** Which arrow of a chart a step from one state to another has taken. Pure. */
import type { PlacedArrow } from './layout.ts';

/** Whether `outer` is `path` or lies around it. */
export function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`);
}

/**
 * The arrow by which the state was entered. One event may go on through a state in between: then
 * it is the second of the two arrows.
 */
export function arrowTaken(
  arrows: readonly PlacedArrow[],
  from: string,
  to: string,
): PlacedArrow | undefined {
  const direct = arrowBetween(arrows, from, to);
  if (direct !== undefined || from === '' || from === to) return direct;
  return arrows.find(
    (last) =>
      last.to === to && !isWithin(from, to) && arrowBetween(arrows, from, last.from) !== undefined,
  );
}

/** The arrow that starts nearest to the state that was left and ends nearest to the one entered. */
function arrowBetween(
  arrows: readonly PlacedArrow[],
  from: string,
  to: string,
): PlacedArrow | undefined {
  let best: PlacedArrow | undefined;
  let bestLength = -1;
  for (const arrow of arrows) {
    if (!isWithin(from, arrow.from) || !isWithin(to, arrow.to)) continue;
    // An arrow inside a state that holds both ends has not been taken when it ends elsewhere.
    if (isWithin(from, arrow.to)) continue;
    const length = arrow.from.length + arrow.to.length;
    if (length > bestLength) [best, bestLength] = [arrow, length];
  }
  return best;
}
