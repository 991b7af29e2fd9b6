/**
 * Brace expansion: `a{b,c}d` is `abd acd`, `{1..3}` is `1 2 3`. It works on the source text of a
 * word, before any other expansion.
 *
 * Mirrors: bash's `braces.c`.
 * Departs: there is memory for a hundred thousand words.
 */

const WORDS_MAX = 100_000;

/** Thrown when the braces stand for more words than there is memory for. */
export class TooManyWords {
  readonly count: number;
  constructor(count: number) {
    this.count = count;
  }
}

/** All words that the text stands for, in order; the text itself when it has no braces. */
export function expandBraces(text: string): readonly string[] {
  for (let open = nextOpen(text, 0); open !== -1; open = nextOpen(text, open + 1)) {
    const inner = splitBraces(text, open);
    if (inner === undefined) continue;
    const before = text.slice(0, open);
    const after = expandBraces(text.slice(inner.end + 1));
    const middles =
      inner.items.length > 1 ? inner.items.flatMap(expandBraces) : sequence(inner.items[0]!);
    if (middles === undefined) continue;
    if (middles.length * after.length > WORDS_MAX) {
      throw new TooManyWords(middles.length * after.length);
    }
    const words: string[] = [];
    for (const middle of middles) {
      for (const rest of after) {
        words.push(before + middle + rest);
      }
    }
    return words;
  }
  return [text];
}

/** Index of the next unquoted `{` that is not part of `${`. */
function nextOpen(text: string, from: number): number {
  for (let i = from; i < text.length; i = skipQuoted(text, i)) {
    if (text[i] === '{') return i;
  }
  return -1;
}

/** Index behind the character at `i`, or behind the quotes or the expansion that begin there. */
function skipQuoted(text: string, i: number): number {
  const char = text[i];
  if (char === '\\') return i + 2;
  if (char === "'" || char === '`') return closing(text, i + 1, char);
  if (char === '"') {
    let at = i + 1;
    while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    return at + 1;
  }
  if (char === '$' && text[i + 1] === '{') return closing(text, i + 2, '}');
  if (char === '$' && text[i + 1] === '(') return closing(text, i + 2, ')');
  return i + 1;
}

function closing(text: string, from: number, close: string): number {
  const at = text.indexOf(close, from);
  return at === -1 ? text.length : at + 1;
}

function splitBraces(
  text: string,
  open: number,
): { readonly items: readonly string[]; readonly end: number } | undefined {
  const items: string[] = [];
  let depth = 0;
  let start = open + 1;
  for (let i = start; i < text.length;) {
    const char = text[i];
    if (char === '{') depth++;
    else if (char === '}' && depth > 0) depth--;
    else if (char === '}') {
      items.push(text.slice(start, i));
      return { items, end: i };
    } else if (char === ',' && depth === 0) {
      items.push(text.slice(start, i));
      start = i + 1;
    }
    i = skipQuoted(text, i);
  }
  return undefined;
}

function sequence(text: string): readonly string[] | undefined {
  const numbers = /^(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?$/.exec(text);
  if (numbers !== null) {
    const [, from, to, step] = numbers;
    const isPadded = /^-?0\d/.test(from!) || /^-?0\d/.test(to!);
    const width = isPadded ? Math.max(from!.length, to!.length) : 0;
    return range(Number(from), Number(to), step).map((value) => {
      const digits = String(Math.abs(value)).padStart(value < 0 ? width - 1 : width, '0');
      return value < 0 ? `-${digits}` : digits;
    });
  }
  const letters = /^([a-zA-Z])\.\.([a-zA-Z])(?:\.\.(-?\d+))?$/.exec(text);
  if (letters === null) return undefined;
  const [, from, to, step] = letters;
  return range(from!.charCodeAt(0), to!.charCodeAt(0), step).map((code) =>
    String.fromCharCode(code),
  );
}

function range(from: number, to: number, step: string | undefined): number[] {
  const by = Math.max(1, Math.abs(Number(step ?? 1)));
  const count = Math.floor(Math.abs(to - from) / by) + 1;
  if (count > WORDS_MAX) throw new TooManyWords(count);
  const sign = from <= to ? by : -by;
  return Array.from({ length: count }, (_, i) => from + i * sign);
}
