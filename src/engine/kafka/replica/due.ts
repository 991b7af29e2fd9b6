/**
 * Whether a time has come. Virtual time has fractions: a timer that is set for the difference of two times may
 * run out a hair before the later one.
 *
 * Mirrors: nothing upstream, whose clock counts milliseconds.
 */

const HAIR_MS = 0.001;

export function hasCome(atMs: number, nowMs: number): boolean {
  return atMs - nowMs < HAIR_MS;
}
