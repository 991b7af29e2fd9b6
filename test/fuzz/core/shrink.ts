/**
 * Makes a failing trial shorter: a smaller cluster and fewer faults, as long as the same promise is
 * broken.
 */
import type { Area, BuildOptions } from './area.ts';
import { runTrial } from './run-trial.ts';
import type { Trial } from './trial.ts';

/** Runs at most this often. */
const RUNS_MAX = 80;

/** The shortest trial found that breaks the same invariant. */
export function shrink<T extends Trial>(
  area: Area<T>,
  trial: T,
  invariant: string,
  options: BuildOptions = {},
): T {
  let best = trial;
  let runs = 0;
  const isStillBroken = (candidate: T): boolean => {
    if (runs++ >= RUNS_MAX) return false;
    return runTrial(area, candidate, options).violation?.invariant === invariant;
  };
  const tryOut = (candidate: T): void => {
    if (isStillBroken(candidate)) best = candidate;
  };
  for (const parts of area.smaller(trial)) tryOut({ ...best, ...parts });
  for (let size = Math.ceil(best.lines.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < best.lines.length;) {
      const before = best;
      tryOut({ ...best, lines: best.lines.filter((_, i) => i < from || i >= from + size) });
      if (best === before) from += size;
    }
  }
  return best;
}
