/**
 * What somebody might have meant.
 *
 * Mirrors: ArgumentParserImpl.printCandidates, levenshtein, 0.7.0.
 */

/** Names with what is compared of them. */
export type Subject = readonly [name: string, body: string];

const COSTS = { swap: 0, substitute: 2, add: 1, remove: 4 };
/** As git's help.c has it. */
const FARTHEST = 7;

/** Lines that follow an error; empty: nothing is near. */
export function suggestions(body: string, subjects: readonly Subject[]): string {
  const candidates = subjects
    .map(([name, other]) => ({ name, distance: distance(body, other) }))
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  const nearest = candidates[0]?.distance ?? FARTHEST;
  if (nearest >= FARTHEST) return '';
  const named = candidates.filter((each) => each.distance === nearest);
  return `\nDid you mean:\n${named.map(({ name }) => `\t${name}\n`).join('')}`;
}

function distance(a: string, b: string): number {
  if (b.startsWith(a)) return 0;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      let cost = last[j - 1]! + (isSame ? 0 : COSTS.substitute);
      if (i >= 2 && j >= 2 && !isSame && a[i - 2] === b[j - 1] && a[i - 1] === b[j - 2]) {
        cost = Math.min(cost, before[j - 2]! + COSTS.swap);
      }
      row.push(Math.min(cost, last[j]! + COSTS.remove, row[j - 1]! + COSTS.add));
    }
    before = last;
    last = row;
  }
  return last[b.length]!;
}
