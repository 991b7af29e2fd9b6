/**
 * Bracket expressions: `[a-z_]`, `[^[:space:]]`, `[[.-.]]`.
 *
 * Mirrors: `parse_bracket_exp` of glibc's regcomp.c.
 * Departs: ranges go by code points; an element of several characters is never a valid one.
 */
import type { CharSet } from './char-set.ts';
import { CLASSES, complement, unite } from './char-set.ts';
import { RegExpError } from './tree.ts';

const UNMATCHED_BRACKET = 'Unmatched [, [^, [:, [., or [=';

interface Bracket {
  readonly set: CharSet;
  /** Where the expression goes on. */
  readonly end: number;
}

type Element =
  | { readonly kind: 'class'; readonly set: CharSet }
  | { readonly kind: 'char'; readonly code: number };

/** What a backslash means: itself, or what the given function says. */
type Escape = (text: string, at: number) => { readonly code: number; readonly end: number } | null;

/** Reads the bracket expression whose `[` stands at `open`. */
export function readBracket(text: string, open: number, escape: Escape): Bracket {
  let at = open + 1;
  const isNegated = text[at] === '^';
  if (isNegated) at++;
  if (at >= text.length) throw new RegExpError('Invalid regular expression');
  const ranges: number[] = [];
  for (let isFirst = true; ; isFirst = false) {
    if (at >= text.length) throw new RegExpError(UNMATCHED_BRACKET);
    if (text[at] === ']' && !isFirst) {
      const set = unite(ranges);
      return { set: isNegated ? complement(set) : set, end: at + 1 };
    }
    if (text[at] === '-' && !isFirst && at + 1 < text.length && text[at + 1] !== ']') {
      throw new RegExpError('Invalid range end');
    }
    const first = readElement(text, at, escape);
    at = first.end;
    if (text[at] !== '-' || text[at + 1] === ']') {
      if (first.element.kind === 'class') ranges.push(...first.element.set);
      else ranges.push(first.element.code, first.element.code);
      continue;
    }
    if (at + 1 >= text.length) throw new RegExpError(UNMATCHED_BRACKET);
    const last = readElement(text, at + 1, escape);
    at = last.end;
    if (first.element.kind === 'class' || last.element.kind === 'class') {
      throw new RegExpError('Invalid range end');
    }
    if (first.element.code > last.element.code) throw new RegExpError('Invalid range end');
    ranges.push(first.element.code, last.element.code);
  }
}

function readElement(
  text: string,
  at: number,
  escape: Escape,
): { readonly element: Element; readonly end: number } {
  const mark = text[at + 1];
  if (text[at] === '[' && (mark === ':' || mark === '.' || mark === '=')) {
    const close = text.indexOf(`${mark}]`, at + 2);
    if (close === -1) throw new RegExpError(UNMATCHED_BRACKET);
    return { element: named(mark, text.slice(at + 2, close)), end: close + 2 };
  }
  const escaped = text[at] === '\\' ? escape(text, at) : null;
  if (escaped !== null) return { element: { kind: 'char', code: escaped.code }, end: escaped.end };
  const code = text.codePointAt(at)!;
  return { element: { kind: 'char', code }, end: at + (code > 0xffff ? 2 : 1) };
}

function named(mark: ':' | '.' | '=', name: string): Element {
  if (mark === ':') {
    const set = CLASSES.get(name);
    if (set === undefined) throw new RegExpError('Invalid character class name');
    return { kind: 'class', set };
  }
  const code = name.codePointAt(0);
  if (code === undefined || String.fromCodePoint(code) !== name) {
    throw new RegExpError('Invalid collation character');
  }
  return mark === '=' ? { kind: 'class', set: [code, code] } : { kind: 'char', code };
}
