/**
 * Where a line of a usage text may be broken.
 *
 * Mirrors: java.text.BreakIterator.getLineInstance, Java 17: each piece is the longest that its
 * automaton takes.
 * Departs: knows ASCII alone; every other character counts as a letter.
 * Read next: help-formatter.ts.
 */

/** Kinds of characters; letters and signs are those that no other kind has. */
const KINDS: readonly RegExp[] = [
  /[0-9]/,
  /\(/,
  /"/,
  /\r/,
  /-/,
  /[.,]/,
  /(?!)/,
  /[$']/,
  /\)/,
  // What stays with the piece before it.

  /[\x00-\x02\x04-\x08\x0b\x0e-\x20\x7f]/,
  // A break that must be.

  /[\x03\t\n\f]/,
  /[!%:;?\]}]/,
  /[[{]/,
];
const LETTER = 6;

/**
 * The automaton: a word for each state, in it a digit of base 32 for each kind: the next state. It begins
 * in state 1; state 0 is its end.
 */
const STATES: readonly string[] = (
  '0000000000000 511u782c8qv81 2r8u682a8qv80 4330300300003 4r8u690a8qv80 5r8u692a8qv80 ' +
  '0r0u600a0qv00 4s3u700b0qv03 0r8u080a8qv80 4r8u080a8qv80 5aaud82a8qv8a 5bbue82i8qv8b ' +
  '5ccuf82m8qv8c 4s3ud00a0qv03 4s3ue00i0qv03 4s3ug00l0qv03 4shug90l8qv83 4shu380i8qv83 ' +
  '5iiuj82i8qv8i 4s3uk00i0qv03 4s3uk0030qv03 5iiuj92i8qv8i 5mmun82m8qv8m 4s3uo00l0qv03 ' +
  '4spuo90l8qv83 4spu38038qv83 0r0u00000qv00 00000000t0000 43303003t0003 00tu0t00t0vt0 ' +
  '0000000000v00 0000000000000'
).split(' ');

/** States in which no piece ends. */
const UNENDED: ReadonlySet<number> = new Set([0, 3, 27, 28]);

/** The pieces of a line, none of which may be parted. */
export function linePieces(line: string): string[] {
  const pieces: string[] = [];
  for (let from = 0; from < line.length;) {
    const to = endOfPiece(line, from);
    pieces.push(line.slice(from, to));
    from = to;
  }
  return pieces;
}

function endOfPiece(line: string, from: number): number {
  let end = from + 1;
  let state = 1;
  for (let at = from; at < line.length && state !== 0; at++) {
    state = parseInt(STATES[state]!.charAt(kindOf(line.charAt(at))), 32);
    if (!UNENDED.has(state)) end = at + 1;
  }
  return end;
}

function kindOf(character: string): number {
  const kind = KINDS.findIndex((each) => each.test(character));
  return kind === -1 ? LETTER : kind;
}
