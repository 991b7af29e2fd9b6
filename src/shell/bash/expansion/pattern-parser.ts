/**
 * Reads a pattern of the shell into a tree.
 *
 * Mirrors: `gmatch` of bash's sm_loop.c, with extglob.
 * Departs: names of collating elements are single characters.
 */
import type { CharSet } from '../../matching/char-set.ts';
import { ANY, CLASSES, complement, unite } from '../../matching/char-set.ts';
import type { RegExpNode } from '../../matching/tree.ts';
import { RegExpError, choice, literal, repeat, sequence } from '../../matching/tree.ts';

interface Reader {
  readonly pattern: string;
  /** Where each parenthesis closes. */
  readonly closings: ReadonlyMap<number, number>;
  /** From here on no bracket closes. */
  openFrom: number;
  hasExclusion: boolean;
}

const DEPTH_MAX = 500;

export function parsePattern(pattern: string): {
  readonly tree: RegExpNode;
  readonly hasExclusion: boolean;
} {
  const reader: Reader = {
    pattern,
    closings: closingsOf(pattern),
    openFrom: pattern.lastIndexOf(']'),
    hasExclusion: false,
  };
  const tree = readChoice(reader, 0, pattern.length, 0);
  return { tree, hasExclusion: reader.hasExclusion };
}

function closingsOf(pattern: string): Map<number, number> {
  const closings = new Map<number, number>();
  const open: number[] = [];
  for (let i = 0; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++;
    else if (pattern[i] === '(') open.push(i);
    else if (pattern[i] === ')' && open.length > 0) closings.set(open.pop()!, i);
  }
  return closings;
}

/** Reads what stands between two places. */
function readChoice(reader: Reader, from: number, to: number, depth: number): RegExpNode {
  if (depth > DEPTH_MAX) throw new RegExpError('pattern too deep');
  const { pattern, closings } = reader;
  const choices: RegExpNode[] = [];
  let parts: RegExpNode[] = [];
  for (let i = from; i < to;) {
    const char = pattern[i]!;
    const close = '?*+@!'.includes(char) ? (closings.get(i + 1) ?? -1) : -1;
    if (close !== -1) {
      parts.push(extended(reader, char, readChoice(reader, i + 2, close, depth + 1)));
      i = close + 1;
      continue;
    }
    const set = char === '[' ? readSet(reader, i, to) : undefined;
    if (set !== undefined) {
      parts.push({ type: 'set', set: set.set });
      i = set.end;
      continue;
    }
    if (char === '|' && depth > 0) {
      choices.push(sequence(parts));
      parts = [];
    } else if (char === '*') {
      if (parts.at(-1) !== EVERYTHING) parts.push(EVERYTHING);
    } else if (char === '?') parts.push(ANYTHING);
    else {
      if (char === '\\' && i + 1 < to) i++;
      const own = String.fromCodePoint(pattern.codePointAt(i)!);
      parts.push(literal(own));
      i += own.length - 1;
    }
    i++;
  }
  return choice([...choices, sequence(parts)]);
}

const ANYTHING: RegExpNode = { type: 'set', set: ANY };
const EVERYTHING = repeat(ANYTHING, 0, Infinity);

function extended(reader: Reader, kind: string, body: RegExpNode): RegExpNode {
  switch (kind) {
    case '?':
      return repeat(body, 0, 1);
    case '*':
      return repeat(body, 0, Infinity);
    case '+':
      return repeat(body, 1, Infinity);
    case '!':
      reader.hasExclusion = true;
      return { type: 'not', body };
    default:
      return body;
  }
}

/** A set in brackets; undefined when it has no end. */
function readSet(
  reader: Reader,
  open: number,
  to: number,
): { readonly set: CharSet; readonly end: number } | undefined {
  const { pattern } = reader;
  if (open >= reader.openFrom) return undefined;
  let i = open + 1;
  const isNegated = pattern[i] === '!' || pattern[i] === '^';
  if (isNegated) i++;
  const ranges: number[] = [];
  for (let isFirst = true; i < to; isFirst = false) {
    if (pattern[i] === ']' && !isFirst) {
      const set = unite(ranges);
      return { set: isNegated ? complement(set) : set, end: i + 1 };
    }
    const name = /^\[([:.=])([^\]]{1,20}?)\1\]/.exec(pattern.slice(i, i + 26));
    if (name?.[1] === ':') {
      ranges.push(...(CLASSES.get(name[2]!) ?? []));
      i += name[0].length;
      continue;
    }
    const first = readChar(pattern, i, name);
    i = first.end;
    if (pattern[i] === '-' && i + 1 < to && pattern[i + 1] !== ']') {
      const last = readChar(pattern, i + 1, null);
      i = last.end;
      if (first.code <= last.code) ranges.push(first.code, last.code);
    } else ranges.push(first.code, first.code);
  }
  reader.openFrom = open;
  return undefined;
}

function readChar(
  pattern: string,
  at: number,
  name: RegExpExecArray | null,
): { readonly code: number; readonly end: number } {
  if (name !== null) return { code: name[2]!.codePointAt(0)!, end: at + name[0].length };
  const from = pattern[at] === '\\' && at + 1 < pattern.length ? at + 1 : at;
  const code = pattern.codePointAt(from)!;
  return { code, end: from + (code > 0xffff ? 2 : 1) };
}
