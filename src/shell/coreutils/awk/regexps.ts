/**
 * Regular expressions of awk: `~`, match, split, sub, gsub.
 *
 * Mirrors: mawk 1.3, its error texts included.
 * Departs: `{2,3}` repeats, as in newer versions.
 */
import type { Effort } from '../../matching/fuel.ts';
import type { Match, Matcher } from '../../matching/matcher.ts';
import { compileRegExp } from '../../matching/regexp.ts';
import { RegExpError } from '../../matching/tree.ts';
import { AwkError } from './tree.ts';

export function awkMatcher(source: string): Matcher {
  try {
    return compileRegExp(source, 'awk');
  } catch (error) {
    if (!(error instanceof RegExpError)) throw error;
    throw new AwkError(`regular expression compile failed (${error.message})\n${source}`);
  }
}

/** An expression of the program itself, refused before the program starts if it is not a valid one. */
export function checked(source: string, before: string): string {
  try {
    awkMatcher(source);
  } catch (error) {
    if (!(error instanceof AwkError)) throw error;
    throw new AwkError(`line ${before.split('\n').length}: ${error.message}`);
  }
  return source;
}

export function matches(text: string, source: string, effort: Effort): boolean {
  return awkMatcher(source).test(text, effort);
}

/** The matches of a separator; what is empty separates nothing. */
export function splitBy(text: string, source: string, effort: Effort): string[] {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end } of awkMatcher(source).matches(text, effort)) {
    if (start === end) continue;
    parts.push(text.slice(at, start));
    at = end;
  }
  return [...parts, text.slice(at)];
}

/** The text with its first match replaced, or with all of them, and how many there were. */
export function replaceIn(
  text: string,
  source: string,
  isGlobal: boolean,
  replacement: (match: string) => string,
  effort: Effort,
): { readonly text: string; readonly count: number } {
  const matcher = awkMatcher(source);
  const first = isGlobal ? null : matcher.find(text, effort);
  const found: readonly Match[] = isGlobal
    ? matcher.matches(text, effort)
    : first === null
      ? []
      : [first];
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end, groups } of found) {
    pieces.push(text.slice(at, start), replacement(groups[0]!));
    at = end;
  }
  return { text: pieces.join('') + text.slice(at), count: found.length };
}
