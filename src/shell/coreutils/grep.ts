/**
 * `grep`, `egrep`, `fgrep`: lines that match.
 *
 * Mirrors: GNU grep 3.8.
 * Departs: `-P` knows what `-E` knows, lazy repetitions, `(?:…)` and \d; it does not look around.
 */
import { entryAt, listFolder } from '../../engine/index.ts';
import type { Matcher } from '../matching/matcher.ts';
import type { Dialect } from '../matching/dialect.ts';
import type { RegExpOptions } from '../matching/regexp.ts';
import { compileRegExp } from '../matching/regexp.ts';
import { RegExpError } from '../matching/tree.ts';
import type { Filter } from '../program/filter.ts';
import { filterProgram } from '../program/filter.ts';
import type { Options } from '../program/options.ts';
import { readOptions } from '../program/options.ts';
import { joinPath } from '../program/paths.ts';
import type { Call } from '../program/program.ts';

/** What is looked for, as plain data. */
interface Sought {
  readonly patterns: readonly string[];
  readonly dialect: Dialect | 'fixed';
  readonly options: RegExpOptions;
}

interface GrepState {
  readonly sought: Sought;
  readonly isInverted: boolean;
  readonly shows: 'lines' | 'count' | 'names' | 'namesWithout' | 'parts' | 'nothing';
  readonly withNumbers: boolean;
  readonly withNames: boolean;
  readonly limit: number;
  readonly before: number;
  readonly after: number;
  readonly input: string;
  readonly number: number;
  readonly count: number;
  readonly hasMatched: boolean;
  readonly isQuiet: boolean;
  /** Lines that may yet be shown before a match. */
  readonly held: readonly string[];
  /** Lines still to be shown after a match. */
  readonly trailing: number;
  /** Number of the last line shown, for `--`. */
  readonly lastShown: number;
}

const LONG = {
  'ignore-case': 'i',
  'invert-match': 'v',
  count: 'c',
  'line-number': 'n',
  'extended-regexp': 'E',
  'fixed-strings': 'F',
  'perl-regexp': 'P',
  recursive: 'r',
  'only-matching': 'o',
  quiet: 'q',
  silent: 'q',
  'files-with-matches': 'l',
  'files-without-match': 'L',
  'word-regexp': 'w',
  'line-regexp': 'x',
  'no-filename': 'h',
  'with-filename': 'H',
  'max-count': 'm',
  'no-messages': 's',
  regexp: 'e',
  'after-context': 'A',
  'before-context': 'B',
  context: 'C',
  color: 'z',
  colour: 'z',
  text: 'a',
};

function grepFilter(name: string, kind: 'basic' | 'extended' | 'fixed'): Filter<GrepState> {
  return {
    name,
    summary: 'Prints the lines that match a pattern.',
    synopsis: '[OPTION]... PATTERNS [FILE]...',
    begin: (call) => begin(call, kind),
    open: (_call, state, input) => ({
      ...state,
      input: input === '-' ? '(standard input)' : input,
      number: 0,
      count: 0,
      held: [],
      trailing: 0,
      lastShown: 0,
    }),
    line(call, state, { text }) {
      try {
        return onLine(call, state, text);
      } catch (error) {
        return refuse(call, error);
      }
    },
    close(call, state) {
      const name = state.withNames ? `${state.input}:` : '';
      if (state.shows === 'count') call.out(`${name}${state.count}\n`);
      if (state.shows === 'names' && state.count > 0) call.out(`${state.input}\n`);
      if (state.shows === 'namesWithout' && state.count === 0) call.out(`${state.input}\n`);
      return state;
    },
    refuse: (call, _state, path, bytes) =>
      path === call.process.outputPath && bytes > 0 ? 'input file is also the output' : undefined,
    missing(call, input, reason) {
      if (!call.words.some((word) => /^-\w*s|^--no-messages/.test(word))) {
        call.complain(`${input}: ${reason}`);
      }
    },
    end: (_call, state, hasFailed) => (hasFailed && !state.isQuiet ? 2 : state.hasMatched ? 0 : 1),
  };
}

function begin(
  call: Call,
  kind: 'basic' | 'extended' | 'fixed',
): { readonly state: GrepState; readonly inputs: readonly string[] } | number {
  const options = readOptions(call, { short: 'ivcnEFPGrRoqlLwxhHsm:e:A:B:C:zaI', long: LONG });
  if (options === undefined) return 2;
  const operands = [...options.operands];
  const patterns = options.has('e') ? options.values('e') : operands.splice(0, 1);
  if (patterns.length === 0) {
    call.err(`Usage: ${call.process.argv[0]!} [OPTION]... PATTERNS [FILE]...\n`);
    call.err(`Try '${call.process.argv[0]!} --help' for more information.\n`);
    return 2;
  }
  const sought = soughtBy(options, patterns.join('\n').split('\n'), kind);
  try {
    matcherOf(sought);
  } catch (error) {
    return refuse(call, error);
  }
  const isRecursive = options.has('r') || options.has('R');
  const inputs = isRecursive
    ? (operands.length === 0 ? ['.'] : operands).flatMap((operand) => filesUnder(call, operand))
    : operands;
  if (isRecursive && inputs.length === 0) return 1;
  const context = Number(options.value('C') ?? 0);
  const shows = shownBy(options);
  return {
    inputs,
    state: {
      sought,
      isInverted: options.has('v'),
      shows,
      withNumbers: options.has('n'),
      withNames: !options.has('h') && (options.has('H') || inputs.length > 1 || isRecursive),
      limit: Number(options.value('m') ?? Infinity),
      before: Number(options.value('B') ?? context) || 0,
      after: Number(options.value('A') ?? context) || 0,
      input: '',
      number: 0,
      count: 0,
      hasMatched: false,
      isQuiet: options.has('q'),
      held: [],
      trailing: 0,
      lastShown: 0,
    },
  };
}

function shownBy(options: Options): GrepState['shows'] {
  if (options.has('q')) return 'nothing';
  if (options.has('l')) return 'names';
  if (options.has('L')) return 'namesWithout';
  if (options.has('c')) return 'count';
  return options.has('o') ? 'parts' : 'lines';
}

/** Says what is wrong with the expression, or that it needs too much. */
function refuse(call: Call, error: unknown): number {
  if (!(error instanceof RegExpError)) throw error;
  call.complain(error.message);
  return 2;
}

function soughtBy(
  options: Options,
  patterns: readonly string[],
  kind: 'basic' | 'extended' | 'fixed',
): Sought {
  const isFixed = kind === 'fixed' || options.has('F');
  const isExtended = kind === 'extended' || options.has('E');
  const dialect = isFixed
    ? 'fixed'
    : options.has('P')
      ? 'grep -P'
      : isExtended
        ? 'grep -E'
        : 'grep';
  const ignoresCase = options.has('i');
  return {
    patterns,
    dialect,
    options: { ignoresCase, isWord: options.has('w'), isLine: options.has('x') },
  };
}

function matcherOf({ patterns, dialect, options }: Sought): Matcher {
  return compileRegExp(patterns, dialect, options);
}

function filesUnder(call: Call, operand: string): readonly string[] {
  const path = call.path(operand);
  if (entryAt(call.disk, path)?.kind !== 'folder') return [operand];
  const names = listFolder(call.disk, path) ?? [];
  return names.flatMap((name) => filesUnder(call, joinPath(operand, name)));
}

function onLine(call: Call, state: GrepState, text: string): GrepState | number {
  const matcher = matcherOf(state.sought);
  const isMatch = matcher.test(text, call.effort) !== state.isInverted;
  const number = state.number + 1;
  if (state.count >= state.limit) return { ...state, number };
  if (!isMatch) return onOther(call, { ...state, number }, text);
  if (state.isQuiet) return 0;
  let lastShown = state.lastShown;
  if (state.shows === 'lines') {
    const first = number - state.held.length;
    const hasContext = state.before > 0 || state.after > 0;
    if (hasContext && lastShown > 0 && first > lastShown + 1) call.out('--\n');
    state.held.forEach((line, i) => call.out(`${prefix(state, first + i, '-')}${line}\n`));
    call.out(`${prefix(state, number, ':')}${text}\n`);
    lastShown = number;
  } else if (state.shows === 'parts' && !state.isInverted) {
    const start = prefix(state, number, ':');
    const parts = matcher.matches(text, call.effort).filter(({ groups }) => groups[0] !== '');
    call.out(parts.map(({ groups }) => `${start}${groups[0]!}\n`).join(''));
  }
  const count = state.count + 1;
  return { ...state, number, count, hasMatched: true, held: [], trailing: state.after, lastShown };
}

function onOther(call: Call, state: GrepState, text: string): GrepState {
  if (state.shows !== 'lines') return state;
  if (state.trailing > 0) {
    call.out(`${prefix(state, state.number, '-')}${text}\n`);
    return { ...state, trailing: state.trailing - 1, lastShown: state.number };
  }
  if (state.before === 0) return state;
  return { ...state, held: [...state.held, text].slice(-state.before) };
}

function prefix(state: GrepState, number: number, mark: ':' | '-'): string {
  const name = state.withNames ? `${state.input}${mark}` : '';
  return state.withNumbers ? `${name}${number}${mark}` : name;
}

export const grep = filterProgram(grepFilter('grep', 'basic'));
export const egrep = filterProgram(grepFilter('egrep', 'extended'));
export const fgrep = filterProgram(grepFilter('fgrep', 'fixed'));
