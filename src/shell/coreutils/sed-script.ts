/**
 * Reads a sed script.
 *
 * Mirrors: `compile.c` of GNU sed 4.9, with its error texts.
 * Departs: the commands named in sed.ts only.
 */
import type { Matcher } from '../matching/matcher.ts';
import { compileRegExp } from '../matching/regexp.ts';
import { RegExpError } from '../matching/tree.ts';

export type SedAddress =
  | { readonly kind: 'line'; readonly number: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'step'; readonly first: number; readonly step: number }
  | { readonly kind: 'pattern'; readonly pattern: string; readonly flags: string };

interface Addressed {
  readonly first: SedAddress | null;
  readonly last: SedAddress | null;
  readonly isNegated: boolean;
}

export type SedCommand = Addressed &
  (
    | {
        readonly kind: 's';
        readonly pattern: string;
        readonly replacement: string;
        readonly isGlobal: boolean;
        readonly ignoresCase: boolean;
        readonly isExtended: boolean;
        readonly prints: boolean;
        readonly nth: number;
      }
    | { readonly kind: 'y'; readonly map: Readonly<Record<string, string>> }
    | { readonly kind: 'p' | 'd' | '=' }
    | { readonly kind: 'q'; readonly status: number }
    | { readonly kind: 'a' | 'i' | 'c'; readonly text: string }
  );

/** A mistake in a script and the character at which it was noticed, if sed tells that. */
export class SedError extends Error {
  readonly at: number | null;
  constructor(message: string, at: number | null) {
    super(message);
    this.at = at;
  }
}

interface Reader {
  readonly text: string;
  at: number;
  readonly isExtended: boolean;
}

export function parseSed(text: string, isExtended: boolean): readonly SedCommand[] {
  const reader: Reader = { text, at: 0, isExtended };
  const commands: SedCommand[] = [];
  const groups: Addressed[] = [];
  for (;;) {
    skip(reader, /[\s;]*/y);
    if (reader.at >= text.length) break;
    if (text[reader.at] === '#') {
      skip(reader, /[^\n]*/y);
      continue;
    }
    const addressed = addresses(reader);
    const letter = text[reader.at++];
    if (letter === undefined) throw new SedError('missing command', text.length);
    if (letter === '{') groups.push(addressed);
    else if (letter === '}') {
      if (groups.pop() === undefined) throw new SedError("unexpected `}'", reader.at);
    } else {
      const group = groups.at(-1);
      const own = addressed.first === null && group !== undefined ? group : addressed;
      commands.push({ ...own, ...command(reader, letter) } as SedCommand);
    }
  }
  if (groups.length > 0) throw new SedError("unmatched `{'", 0);
  return commands;
}

function skip(reader: Reader, pattern: RegExp): string {
  pattern.lastIndex = reader.at;
  const match = pattern.exec(reader.text)?.[0] ?? '';
  reader.at += match.length;
  return match;
}

function addresses(reader: Reader): Addressed {
  const first = address(reader);
  let last: SedAddress | null = null;
  skip(reader, /\s*/y);
  if (first !== null && reader.text[reader.at] === ',') {
    reader.at++;
    skip(reader, /\s*/y);
    last = address(reader);
    if (last === null) throw new SedError("unexpected `,'", reader.at);
  }
  skip(reader, /\s*/y);
  const isNegated = skip(reader, /(?:!\s*)*/y) !== '';
  return { first, last, isNegated };
}

function address(reader: Reader): SedAddress | null {
  const number = skip(reader, /\d+/y);
  if (number !== '') {
    const step = skip(reader, /~\d+/y);
    if (step !== '') return { kind: 'step', first: Number(number), step: Number(step.slice(1)) };
    return { kind: 'line', number: Number(number) };
  }
  const char = reader.text[reader.at];
  if (char === '$') {
    reader.at++;
    return { kind: 'last' };
  }
  if (char !== '/' && char !== '\\') return null;
  if (char === '\\') reader.at++;
  const pattern = delimited(reader, 'unterminated address regex');
  const flags = skip(reader, /I/y) === '' ? '' : 'i';
  check(reader, pattern);
  return { kind: 'pattern', pattern, flags };
}

/** Text between two of the delimiter that stands at the cursor. */
function delimited(reader: Reader, complaint: string): string {
  const delimiter = reader.text[reader.at++]!;
  let out = '';
  while (reader.at < reader.text.length) {
    const char = reader.text[reader.at++]!;
    if (char === delimiter) return out;
    if (char === '\\' && reader.at < reader.text.length) {
      const next = reader.text[reader.at++]!;
      out += next === delimiter && !/[\w]/.test(next) ? next : `\\${next}`;
    } else out += char;
  }
  throw new SedError(complaint, reader.text.length);
}

export function sedMatcher(pattern: string, isExtended: boolean, ignoresCase: boolean): Matcher {
  return compileRegExp(pattern, isExtended ? 'sed -E' : 'sed', { ignoresCase });
}

/** The expression must be a valid one, and have the groups that a replacement names. */
function check(reader: Reader, pattern: string, replacement = ''): void {
  let matcher: Matcher;
  try {
    matcher = sedMatcher(pattern, reader.isExtended, false);
  } catch (error) {
    if (!(error instanceof RegExpError)) throw error;
    const isOwn = error.message.startsWith('character class syntax');
    throw new SedError(error.message, isOwn ? null : reader.at);
  }
  for (const [, digit] of replacement.matchAll(/\\(?:(\d)|[^])/g)) {
    if (digit !== undefined && Number(digit) > matcher.groups) {
      throw new SedError(`invalid reference \\${digit} on \`s' command's RHS`, reader.at);
    }
  }
}

type Body = SedCommand extends infer T
  ? T extends Addressed
    ? Omit<T, keyof Addressed>
    : never
  : never;

function command(reader: Reader, letter: string): Body {
  switch (letter) {
    case 'p':
    case 'd':
    case '=':
      ends(reader);
      return { kind: letter };
    case 'q':
    case 'Q': {
      skip(reader, /\s*/y);
      const status = Number(skip(reader, /\d*/y));
      ends(reader);
      return { kind: 'q', status };
    }
    case 'a':
    case 'i':
    case 'c': {
      const text = skip(reader, /[^\n]*/y).replace(/^\s*(?:\\\s*)?/, '');
      if (text === '') throw new SedError("expected \\ after `a', `c' or `i'", reader.at);
      return { kind: letter, text };
    }
    case 'y':
      return transliterate(reader);
    case 's':
      return substitution(reader);
    default:
      throw new SedError(`unknown command: \`${letter}'`, reader.at);
  }
}

/** Nothing but a separator may follow. */
function ends(reader: Reader): void {
  skip(reader, /[ \t]*/y);
  const char = reader.text[reader.at];
  if (char !== undefined && !'\n;}#'.includes(char)) {
    throw new SedError('extra characters after command', reader.at + 1);
  }
}

function transliterate(reader: Reader): Body {
  const from = [...delimited(reader, "unterminated `y' command")];
  reader.at--;
  const to = [...delimited(reader, "unterminated `y' command")];
  if (from.length !== to.length) {
    throw new SedError("strings for `y' command are different lengths", reader.at);
  }
  ends(reader);
  return { kind: 'y', map: Object.fromEntries(from.map((char, i) => [char, to[i]!])) };
}

function substitution(reader: Reader): Body {
  if (reader.at >= reader.text.length) throw new SedError("unterminated `s' command", reader.at);
  const pattern = delimited(reader, "unterminated `s' command");
  reader.at--;
  const replacement = delimited(reader, "unterminated `s' command");
  const flags = skip(reader, /[gpIi\d]*/y);
  const next = reader.text[reader.at];
  if (next !== undefined && !'\n;} \t#'.includes(next)) {
    throw new SedError("unknown option to `s'", reader.at + 1);
  }
  ends(reader);
  check(reader, pattern, replacement);
  return {
    kind: 's',
    pattern,
    replacement,
    isGlobal: flags.includes('g'),
    ignoresCase: /i/i.test(flags),
    isExtended: reader.isExtended,
    prints: flags.includes('p'),
    nth: Math.max(1, Number(/\d+/.exec(flags)?.[0] ?? 1)),
  };
}
