/**
 * Reads a regular expression in Java's syntax.
 *
 * Mirrors: java.util.regex.Pattern.
 */

export type PatternNode =
  | { readonly type: 'char'; readonly matches: (char: string) => boolean }
  | { readonly type: 'border'; readonly isAt: (text: string, at: number) => boolean }
  | { readonly type: 'sequence' | 'choice'; readonly parts: readonly PatternNode[] }
  | {
      readonly type: 'repeat';
      readonly part: PatternNode;
      readonly min: number;
      /** Infinity: as often as there is. */
      readonly max: number;
    };

type Chars = (char: string) => boolean;

interface Cursor {
  readonly pattern: string;
  at: number;
}

/** It is none, or one of a kind that is not known. */
class PatternError extends Error {}

const CLASSES: Readonly<Record<string, RegExp>> = {
  d: /[0-9]/,
  D: /[^0-9]/,
  w: /[a-zA-Z_0-9]/,
  W: /[^a-zA-Z_0-9]/,
  s: /[ \t\n\v\f\r]/,
  S: /[^ \t\n\v\f\r]/,
};
const CONTROLS: Readonly<Record<string, string>> = {
  t: '\t',
  n: '\n',
  r: '\r',
  f: '\f',
  a: '\u0007',
  e: '\u001b',
};
const QUANTIFIER = /([*+?]|\{(\d+)(?:(,)(\d*))?\})(\??)/y;
const LONGEST_REPEAT = 0x7fffffff;

/** Null: the pattern cannot be used. */
export function parsePattern(pattern: string): PatternNode | null {
  const cursor: Cursor = { pattern, at: 0 };
  try {
    const node = readChoice(cursor);
    return cursor.at === pattern.length ? node : null;
  } catch (error) {
    if (error instanceof PatternError) return null;
    throw error;
  }
}

function readChoice(cursor: Cursor): PatternNode {
  const parts = [readSequence(cursor)];
  while (take(cursor, '|')) parts.push(readSequence(cursor));
  return parts.length === 1 ? parts[0]! : { type: 'choice', parts };
}

function readSequence(cursor: Cursor): PatternNode {
  const parts: PatternNode[] = [];
  for (;;) {
    const char = cursor.pattern[cursor.at];
    if (char === undefined || char === '|' || char === ')') return { type: 'sequence', parts };
    if (take(cursor, '\\Q')) parts.push(...readQuoted(cursor));
    else parts.push(readAtom(cursor));
    const last = parts[parts.length - 1];
    if (last !== undefined) parts[parts.length - 1] = readQuantifier(cursor, last);
  }
}

function readQuoted(cursor: Cursor): PatternNode[] {
  const { pattern, at } = cursor;
  const found = pattern.indexOf('\\E', at);
  const end = found < 0 ? pattern.length : found;
  cursor.at = found < 0 ? end : end + 2;
  return [...pattern.slice(at, end)].map(literal);
}

function readQuantifier(cursor: Cursor, part: PatternNode): PatternNode {
  QUANTIFIER.lastIndex = cursor.at;
  const found = QUANTIFIER.exec(cursor.pattern);
  if (found === null) return part;
  cursor.at = QUANTIFIER.lastIndex;
  const [, sign, least, comma, most] = found;
  let min = sign === '+' ? 1 : 0;
  let max = sign === '?' ? 1 : Infinity;
  if (least !== undefined) {
    min = Number(least);
    if (comma === undefined) max = min;
    else if (most !== '') max = Number(most);
    if (min > max || min > LONGEST_REPEAT) throw new PatternError();
  }
  // What follows now may be a sign of its own: a possessive quantifier, or one too many.
  if (/[*+?{]/.test(cursor.pattern[cursor.at] ?? '')) throw new PatternError();
  return { type: 'repeat', part, min, max };
}

function readAtom(cursor: Cursor): PatternNode {
  const char = cursor.pattern[cursor.at++]!;
  switch (char) {
    case '(':
      return readGroup(cursor);
    case '[':
      return { type: 'char', matches: readClass(cursor) };
    case '.':
      return { type: 'char', matches: (other) => other !== '\n' && other !== '\r' };
    case '^':
      return { type: 'border', isAt: (_text, at) => at === 0 };
    case '$':
      return { type: 'border', isAt: (text, at) => at === text.length };
    case '\\':
      return readEscape(cursor);
    case '*':
    case '+':
    case '?':
    case '{':
      throw new PatternError();
    default:
      return literal(char);
  }
}

function readGroup(cursor: Cursor): PatternNode {
  if (cursor.pattern[cursor.at] === '?') {
    const kind = /\?(?::|<[a-zA-Z][a-zA-Z0-9]*>)/y;
    kind.lastIndex = cursor.at;
    if (!kind.test(cursor.pattern)) throw new PatternError();
    cursor.at = kind.lastIndex;
  }
  const node = readChoice(cursor);
  if (!take(cursor, ')')) throw new PatternError();
  return node;
}

function readEscape(cursor: Cursor): PatternNode {
  switch (cursor.pattern[cursor.at]) {
    case 'b':
      cursor.at++;
      return { type: 'border', isAt: isWordBorder };
    case 'B':
      cursor.at++;
      return { type: 'border', isAt: (text, at) => !isWordBorder(text, at) };
    case 'A':
      cursor.at++;
      return { type: 'border', isAt: (_text, at) => at === 0 };
    case 'z':
    case 'Z':
      cursor.at++;
      return { type: 'border', isAt: (text, at) => at === text.length };
    default: {
      const escaped = readEscapedChar(cursor);
      return typeof escaped === 'string' ? literal(escaped) : { type: 'char', matches: escaped };
    }
  }
}

function isWordBorder(text: string, at: number): boolean {
  const isWord = (char: string | undefined): boolean => char !== undefined && /\w/.test(char);
  return isWord(text[at - 1]) !== isWord(text[at]);
}

/** One character, or a class of them. */
function readEscapedChar(cursor: Cursor): string | Chars {
  const char = cursor.pattern[cursor.at++];
  if (char === undefined) throw new PatternError();
  const known = CLASSES[char];
  if (known !== undefined) return (other) => known.test(other);
  const control = CONTROLS[char];
  if (control !== undefined) return control;
  if (char === 'x' || char === 'u') {
    const digits = cursor.pattern.slice(cursor.at, cursor.at + (char === 'x' ? 2 : 4));
    if (!/^(?:[0-9a-fA-F]{2}){1,2}$/.test(digits)) throw new PatternError();
    cursor.at += digits.length;
    return String.fromCharCode(parseInt(digits, 16));
  }
  if (/[a-zA-Z0-9]/.test(char)) throw new PatternError();
  return char;
}

/** Behind the `[`; classes may hold classes, `&&` cuts them. */
function readClass(cursor: Cursor): Chars {
  const isNegated = take(cursor, '^');
  const cuts: Chars[][] = [[]];
  for (let isFirst = true; ; isFirst = false) {
    if (!isFirst && take(cursor, ']')) break;
    const current = cuts[cuts.length - 1]!;
    if (take(cursor, '&&')) cuts.push([]);
    else if (take(cursor, '[')) current.push(readClass(cursor));
    else current.push(readRange(cursor));
  }
  const all = cuts.filter((parts) => parts.length > 0);
  return (char) => all.every((parts) => parts.some((matches) => matches(char))) !== isNegated;
}

function readRange(cursor: Cursor): Chars {
  const first = readClassChar(cursor);
  if (typeof first !== 'string') return first;
  const { pattern, at } = cursor;
  const isRange = pattern[at] === '-' && !/[[\]]/.test(pattern[at + 1] ?? ']');
  if (!isRange) return (char) => char === first;
  cursor.at++;
  const last = readClassChar(cursor);
  if (typeof last !== 'string' || last < first) throw new PatternError();
  return (char) => char >= first && char <= last;
}

function readClassChar(cursor: Cursor): string | Chars {
  const char = cursor.pattern[cursor.at++];
  if (char === undefined) throw new PatternError();
  return char === '\\' ? readEscapedChar(cursor) : char;
}

function literal(char: string): PatternNode {
  return { type: 'char', matches: (other) => other === char };
}

function take(cursor: Cursor, text: string): boolean {
  if (!cursor.pattern.startsWith(text, cursor.at)) return false;
  cursor.at += text.length;
  return true;
}
