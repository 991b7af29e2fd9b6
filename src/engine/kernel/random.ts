/**
 * Seeded random streams as plain numbers. A stream is a 32-bit state; each purpose gets a stream of
 * its own, so that one more draw in one place moves nothing elsewhere.
 *
 * Mirrors: mulberry32 (public domain generator by Tommy Ettinger).
 */

/** The state of a stream. Draws return the next state beside the value. */
export type RandomState = number;

/** A stream for one purpose, derived from a seed by name. */
export function splitStream(seed: number, purpose: string): RandomState {
  let hash = (seed ^ 0x9e3779b9) >>> 0;
  for (let i = 0; i < purpose.length; i++) {
    hash = Math.imul(hash ^ purpose.charCodeAt(i), 0x85ebca6b);
    hash = (hash ^ (hash >>> 13)) >>> 0;
  }
  return Math.imul(hash ^ (hash >>> 16), 0xc2b2ae35) >>> 0;
}

/** The state behind the next draw. */
export function stateAfter(state: RandomState): RandomState {
  return (state + 0x6d2b79f5) >>> 0;
}

/** The number in [0, 1) whose draw led to a state. */
export function drawnAt(state: RandomState): number {
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

/** A number in [0, 1) and the next state. */
export function nextRandom(state: RandomState): readonly [number, RandomState] {
  const next = stateAfter(state);
  return [drawnAt(next), next];
}

/** A whole number in [0, bound) and the next state. */
export function nextInteger(state: RandomState, bound: number): readonly [number, RandomState] {
  const [value, next] = nextRandom(state);
  return [Math.floor(value * bound), next];
}
