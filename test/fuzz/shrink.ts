/**
 * Makes a failing script shorter: leaves out faults, clients and observers as long as the same promise
 * is broken.
 */
import { runScript } from './run-script.ts';
import type { Script } from './script.ts';

/** Runs at most this often. */
const RUNS_MAX = 80;

/** The shortest script found that breaks the same invariant. */
export function shrink(script: Script, invariant: string, mutant?: string): Script {
  let best = script;
  let runs = 0;
  const options = mutant === undefined ? {} : { mutant };
  const isStillBroken = (candidate: Script): boolean => {
    if (runs++ >= RUNS_MAX) return false;
    return runScript(candidate, options).violation?.invariant === invariant;
  };
  const tryOut = (candidate: Script): void => {
    if (isStillBroken(candidate)) best = candidate;
  };
  if (best.clients > 1) tryOut({ ...best, clients: 1 });
  if (best.observers > 0) tryOut({ ...best, observers: 0 });
  for (let size = Math.ceil(best.lines.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < best.lines.length;) {
      const before = best;
      tryOut({ ...best, lines: best.lines.filter((_, i) => i < from || i >= from + size) });
      if (best === before) from += size;
    }
  }
  return best;
}
