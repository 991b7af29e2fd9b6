/**
 * Patterns: `*`, `?`, `[a-z]`, `[[:digit:]]`, `@(a|b)`; quoted characters carry a backslash.
 *
 * Mirrors: fnmatch(3) and bash's extended patterns.
 * Departs: collating symbols are not known; `!(…)` looks no further than its own end.
 */
import { POSIX_CLASSES } from '../../program/posix-classes.ts';

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
  const bare = pattern.replace(/\\[\s\S]/g, '');
  return /[*?]|\[[^]*\]|[@+!]\([^]*\)/.test(bare);
}

/** Whether the whole text matches. */
export function matchesPattern(pattern: string, text: string): boolean {
  return patternRegExp(pattern).test(text);
}

/** The pattern as an anchored regular expression. */
export function patternRegExp(pattern: string): RegExp {
  return toRegExp(`^(?:${patternSource(pattern)})$`, 's') ?? /[^\s\S]/;
}

function toRegExp(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}

/** The pattern as the source of a regular expression, `*` taking as much as it can. */
export function patternSource(pattern: string, isGreedy = true): string {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]!;
    if (char === '\\') {
      i++;
      source += escapeRegExp(pattern[i] ?? '\\');
    } else if ('?*+@!'.includes(char) && pattern[i + 1] === '(') {
      const end = closing(pattern, i + 1);
      if (end === -1) source += escapeRegExp(char);
      else {
        source += extended(char, pattern.slice(i + 2, end));
        i = end;
      }
    } else if (char === '*') source += isGreedy ? '.*' : '.*?';
    else if (char === '?') source += '.';
    else if (char === '[') {
      const set = bracket(pattern, i);
      if (set === undefined) source += '\\[';
      else {
        source += set.source;
        i = set.end;
      }
    } else source += escapeRegExp(char);
  }
  return source;
}

export function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

function closing(pattern: string, open: number): number {
  let depth = 0;
  for (let i = open; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++;
    else if (pattern[i] === '(') depth++;
    else if (pattern[i] === ')' && --depth === 0) return i;
  }
  return -1;
}

function extended(kind: string, inner: string): string {
  const choices = splitChoices(inner).map((choice) => patternSource(choice));
  const group = `(?:${choices.join('|')})`;
  if (kind === '@') return group;
  if (kind === '!') return `(?!${group}$).*?`;
  return group + kind;
}

function splitChoices(inner: string): string[] {
  const choices = [''];
  let depth = 0;
  for (let i = 0; i < inner.length; i++) {
    const char = inner[i]!;
    if (char === '\\') choices[choices.length - 1] += char + (inner[++i] ?? '');
    else if (char === '|' && depth === 0) choices.push('');
    else {
      if (char === '(') depth++;
      if (char === ')') depth--;
      choices[choices.length - 1] += char;
    }
  }
  return choices;
}

/** A set in brackets; undefined when it has no end or is not a valid one. */
function bracket(pattern: string, open: number): { source: string; end: number } | undefined {
  let i = open + 1;
  let set = '';
  const isNegated = pattern[i] === '!' || pattern[i] === '^';
  if (isNegated) i++;
  for (let isFirst = true; i < pattern.length; isFirst = false) {
    const char = pattern[i]!;
    if (char === ']' && !isFirst) {
      const source = `[${isNegated ? '^' : ''}${set}]`;
      return toRegExp(source, 's') === undefined ? undefined : { source, end: i };
    }
    const name = /^\[:(\w+):\]/.exec(pattern.slice(i));
    if (name !== null) {
      set += POSIX_CLASSES.get(name[1]!) ?? '';
      i += name[0].length;
    } else if (char === '\\') {
      set += escapeRegExp(pattern[i + 1] ?? '\\');
      i += 2;
    } else {
      set += char === '-' ? '-' : escapeRegExp(char);
      i++;
    }
  }
  return undefined;
}
