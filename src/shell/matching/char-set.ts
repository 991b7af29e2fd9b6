/**
 * Sets of characters as sorted ranges of code points: `[first, last, first, last, …]`.
 *
 * Mirrors: POSIX character classes in the C locale.
 */
export type CharSet = readonly number[];

const LAST = 0x10ffff;

export const ANY: CharSet = [0, LAST];
export const WORD: CharSet = [48, 57, 65, 90, 95, 95, 97, 122];
export const SPACE: CharSet = [9, 13, 32, 32];
export const DIGIT: CharSet = [48, 57];

export const CLASSES: ReadonlyMap<string, CharSet> = new Map<string, CharSet>([
  ['alpha', [65, 90, 97, 122]],
  ['digit', DIGIT],
  ['alnum', [48, 57, 65, 90, 97, 122]],
  ['upper', [65, 90]],
  ['lower', [97, 122]],
  ['space', SPACE],
  ['blank', [9, 9, 32, 32]],
  ['punct', [33, 47, 58, 64, 91, 96, 123, 126]],
  ['xdigit', [48, 57, 65, 70, 97, 102]],
  ['print', [32, 126]],
  ['graph', [33, 126]],
  ['cntrl', [0, 31, 127, 127]],
]);

/** Sorts ranges and joins those that touch. */
export function unite(ranges: readonly number[]): CharSet {
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0; i < ranges.length; i += 2) pairs.push([ranges[i]!, ranges[i + 1]!]);
  pairs.sort((a, b) => a[0] - b[0]);
  const out: number[] = [];
  for (const [first, last] of pairs) {
    const end = out.length - 1;
    if (end > 0 && first <= out[end]! + 1) out[end] = Math.max(out[end]!, last);
    else out.push(first, last);
  }
  return out;
}

export function complement(set: CharSet): CharSet {
  const out: number[] = [];
  let from = 0;
  for (let i = 0; i < set.length; i += 2) {
    if (set[i]! > from) out.push(from, set[i]! - 1);
    from = set[i + 1]! + 1;
  }
  if (from <= LAST) out.push(from, LAST);
  return out;
}

export function includes(set: CharSet, code: number): boolean {
  let low = 0;
  let high = set.length >> 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (code < set[2 * middle]!) high = middle;
    else if (code > set[2 * middle + 1]!) low = middle + 1;
    else return true;
  }
  return false;
}

/** Characters beyond these have no other case worth a look at each of them. */
const CASED_MAX = 0x2_000;

/** The set with the other case of each of its letters. */
export function withBothCases(set: CharSet): CharSet {
  const out = [...set];
  for (let i = 0; i < set.length; i += 2) {
    const last = Math.min(set[i + 1]!, CASED_MAX);
    for (let code = set[i]!; code <= last; code++) {
      const char = String.fromCodePoint(code);
      for (const other of [char.toLowerCase(), char.toUpperCase()]) {
        if (other !== char && other.length === 1)
          out.push(other.charCodeAt(0), other.charCodeAt(0));
      }
    }
  }
  return unite(out);
}
