/**
 * Writes a text in as few bytes as a model's guesses allow: arithmetic coding, bit by bit.
 *
 * Read next: text-model.ts.
 */
import type { TextModel } from './text-model.ts';

/** Where the range from `low` to `high` is cut: below or at it lies a one. */
function cutOf(low: number, high: number, probability: number): number {
  return low + Math.floor((high - low) / 4096) * probability;
}

/** Bytes that are coded without a pause: some ten milliseconds. */
const SLICE = 2000;

/** Writes with a fresh model. Stops now and then, so that a long text does not hold up the page. */
export function* packingText(
  text: Uint8Array,
  model: TextModel,
): Generator<void, readonly number[]> {
  const out: number[] = [];
  let low = 0;
  let high = 0xffffffff;
  for (const [index, byte] of text.entries()) {
    if (index % SLICE === SLICE - 1) yield;
    for (let i = 7; i >= 0; i--) {
      const bit = (byte >> i) & 1;
      const cut = cutOf(low, high, model.guess());
      if (bit === 1) high = cut;
      else low = cut + 1;
      model.learn(bit);
      while (low >>> 24 === high >>> 24) {
        out.push(high >>> 24);
        low = (low << 8) >>> 0;
        high = ((high << 8) | 255) >>> 0;
      }
    }
  }
  // The shortest number within the range; the reader sees zeros behind it.
  for (let bytes = 1; bytes <= 4; bytes++) {
    const unit = 2 ** (32 - 8 * bytes);
    const value = Math.ceil(low / unit) * unit;
    if (value > high) continue;
    for (let i = 0; i < bytes; i++) out.push(Math.floor(value / 2 ** (24 - 8 * i)) % 256);
    break;
  }
  while (out[out.length - 1] === 0) out.pop();
  return out;
}

/** Reads with a model that is as fresh. */
export function* unpackingText(
  packed: Uint8Array,
  length: number,
  model: TextModel,
): Generator<void, Uint8Array> {
  const text = new Uint8Array(length);
  let low = 0;
  let high = 0xffffffff;
  let at = 4;
  let code = 0;
  for (let i = 0; i < 4; i++) code = ((code << 8) | (packed[i] ?? 0)) >>> 0;
  for (let index = 0; index < length; index++) {
    if (index % SLICE === SLICE - 1) yield;
    let byte = 0;
    for (let i = 0; i < 8; i++) {
      const cut = cutOf(low, high, model.guess());
      const bit = code <= cut ? 1 : 0;
      if (bit === 1) high = cut;
      else low = cut + 1;
      model.learn(bit);
      byte = (byte << 1) | bit;
      while (low >>> 24 === high >>> 24) {
        low = (low << 8) >>> 0;
        high = ((high << 8) | 255) >>> 0;
        code = ((code << 8) | (packed[at++] ?? 0)) >>> 0;
      }
    }
    text[index] = byte;
  }
  return text;
}
