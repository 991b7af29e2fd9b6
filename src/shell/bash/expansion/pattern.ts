/**
 * Patterns: `*`, `?`, `[a-z]`, `[[:digit:]]`, `@(a|b)`; quoted characters carry a backslash.
 *
 * Mirrors: fnmatch(3) and bash's extended patterns.
 * Read next: pattern-parser.ts.
 */
import { ExclusionMatcher } from '../../matching/exclusion.ts';
import type { Effort } from '../../matching/fuel.ts';
import { Matcher } from '../../matching/matcher.ts';
import { remembering } from '../../matching/memory.ts';
import { parsePattern } from './pattern-parser.ts';

/** Puts a backslash before every character that means something in a pattern. */
export function quotePattern(text: string): string {
  return text.replace(/[\\*?[\]!@+()|]/g, '\\$&');
}

/** Takes the backslashes of `quotePattern` away. */
export function unquotePattern(pattern: string): string {
  return pattern.replace(/\\([\s\S])/g, '$1');
}

/** Whether a pattern can match anything but its own text. */
export function isPattern(pattern: string): boolean {
  if (!/[*?[(]/.test(pattern)) return false;
  const bare = pattern.replace(/\\[\s\S]/g, '');
  if (/[*?]/.test(bare)) return true;
  const bracket = bare.indexOf('[');
  if (bracket !== -1 && bare.lastIndexOf(']') > bracket) return true;
  const group = bare.search(/[@+!]\(/);
  return group !== -1 && bare.lastIndexOf(')') > group;
}

/** What can be asked of a pattern and a text. */
interface PatternMatcher {
  matchesWhole(text: string, effort?: Effort): boolean;
  prefix(text: string, isLongest: boolean, effort?: Effort): number;
  suffix(text: string, isLongest: boolean, effort?: Effort): number;
  spans(text: string, effort?: Effort): readonly number[];
}

/** The pattern, ready to be asked. */
export function compilePattern(pattern: string): PatternMatcher {
  return isPattern(pattern) ? compile(pattern) : new PlainMatcher(unquotePattern(pattern));
}

const compile = remembering((pattern): PatternMatcher => {
  const { tree, hasExclusion } = parsePattern(pattern);
  return hasExclusion ? new ExclusionMatcher(tree) : new Matcher({ tree, groups: 0 });
});

/** Whether the whole text matches. */
export function matchesPattern(pattern: string, text: string, effort?: Effort): boolean {
  return compilePattern(pattern).matchesWhole(text, effort);
}

/** A pattern that is a text, however long. */
class PlainMatcher implements PatternMatcher {
  readonly #own: string;

  constructor(own: string) {
    this.#own = own;
  }

  matchesWhole(text: string): boolean {
    return text === this.#own;
  }

  prefix(text: string): number {
    return text.startsWith(this.#own) ? this.#own.length : -1;
  }

  suffix(text: string): number {
    return text.endsWith(this.#own) ? text.length - this.#own.length : -1;
  }

  spans(text: string): readonly number[] {
    const { length } = this.#own;
    const found: number[] = [];
    if (length === 0) return found;
    for (let at = text.indexOf(this.#own); at !== -1; at = text.indexOf(this.#own, at + length)) {
      found.push(at, at + length);
    }
    return found;
  }
}
