/**
 * Numbers as java.util.Random gives them for a seed.
 *
 * Mirrors: java.util.Random.nextInt(bound), Java 17: x · 0x5DEECE66D + 11 modulo 2^48.
 */

const MULTIPLIER = { high: 0x5de, low: 0xece66d };
const HALF = 2 ** 24;
const WHOLE = 2 ** 48;

/** The whole state of a generator: 48 bits. */
export type JavaRandom = number;

/** `seed`: from 0 to 2^32 - 1. */
export function javaRandom(seed: number): JavaRandom {
  return 5 * 2 ** 32 + ((seed ^ 0xdeece66d) >>> 0);
}

function step(state: JavaRandom): JavaRandom {
  const high = Math.floor(state / HALF);
  const low = state % HALF;
  const middle = (high * MULTIPLIER.low + low * MULTIPLIER.high) % HALF;
  return (middle * HALF + low * MULTIPLIER.low + 11) % WHOLE;
}

/** A number from 0 to `bound` - 1, and the generator behind it. */
export function nextInt(random: JavaRandom, bound: number): readonly [number, JavaRandom] {
  let state = random;
  for (;;) {
    state = step(state);
    const bits = Math.floor(state / 2 ** 17);
    if (Number.isInteger(Math.log2(bound))) return [Math.floor((bound * bits) / 2 ** 31), state];
    const value = bits % bound;
    if (bits - value + (bound - 1) < 2 ** 31) return [value, state];
  }
}
