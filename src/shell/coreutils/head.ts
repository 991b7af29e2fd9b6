/**
 * `head` and `tail`, also `tail -f`.
 *
 * Mirrors: GNU coreutils 9.1.
 * Departs: `tail -f` looks at the file five times a second of virtual time.
 */
import { readText } from '../../engine/index.ts';
import { demandCharacters } from '../program/exhaustion.ts';
import { filterProgram } from '../program/filter.ts';
import { readOptions } from '../program/options.ts';
import type { Options } from '../program/options.ts';
import { readWhole } from '../program/paths.ts';
import type { Call, Outcome, Program } from '../program/program.ts';

interface HeadState {
  readonly limit: number;
  readonly isBytes: boolean;
  readonly withTitles: boolean;
  readonly left: number;
  readonly held: readonly string[];
  readonly titles: number;
  readonly inputs: number;
}

/** More than a znode or a command line can hold. */
const ZEROS_MAX = 4 * 1024 ** 2;

/** A count with its sign and suffix; complains and gives undefined when it is none. */
function countOf(call: Call, options: Options): number | undefined {
  const word = options.value('c') ?? options.value('n') ?? '10';
  const match = /^([-+]?)(\d+)([kKMb]?)$/.exec(word);
  if (match === null) {
    call.complain(`invalid number of ${options.has('c') ? 'bytes' : 'lines'}: '${word}'`);
    return undefined;
  }
  const unit = { k: 1024, K: 1024, M: 1024 ** 2, b: 512 }[match[3]!] ?? 1;
  return Number(match[2]) * unit;
}

const LONG = { lines: 'n', bytes: 'c', quiet: 'q', silent: 'q', verbose: 'v', follow: 'f' };

export const head = filterProgram<HeadState>({
  name: 'head',
  summary: 'Prints the first lines of files.',
  synopsis: '[OPTION]... [FILE]...',
  begin(call) {
    const options = readOptions(call, { short: 'n:c:qv', long: LONG, numberLetter: 'n' });
    if (options === undefined) return 1;
    const count = countOf(call, options);
    if (count === undefined) return 1;
    const isNegative = (options.value('c') ?? options.value('n') ?? '').startsWith('-');
    const limit = isNegative ? -count : count;
    const inputs = options.operands;
    const withTitles = !options.has('q') && (options.has('v') || inputs.length > 1);
    if (count === 0 && !isNegative && inputs.length < 2) return 0;
    const isBytes = options.has('c');
    if (isBytes && !isNegative && inputs.length === 1 && inputs[0] === '/dev/zero') {
      // The only use of this endless file: so many bytes of nothing.
      call.out('\0'.repeat(Math.min(limit, ZEROS_MAX)));
      return 0;
    }
    return {
      inputs,
      state: {
        limit,
        isBytes,
        withTitles,
        left: limit,
        held: [],
        titles: 0,
        inputs: inputs.length,
      },
    };
  },
  open(call, state, input) {
    if (state.withTitles) {
      const name = input === '-' ? 'standard input' : input;
      call.out(`${state.titles > 0 ? '\n' : ''}==> ${name} <==\n`);
    }
    return { ...state, left: state.limit, held: [], titles: state.titles + 1 };
  },
  line(call, state, { text, hasNewline }) {
    const line = hasNewline ? `${text}\n` : text;
    if (state.limit < 0) {
      const held = [...state.held, line];
      if (held.length > -state.limit) call.out(held.shift()!);
      return { ...state, held };
    }
    if (state.left <= 0) return state;
    call.out(state.isBytes ? line.slice(0, state.left) : line);
    const left = state.left - (state.isBytes ? line.length : 1);
    return left <= 0 && state.inputs < 2 ? 0 : { ...state, left };
  },
  missing: (call, input, reason) => {
    call.complain(
      reason === 'Is a directory'
        ? `error reading '${input}': ${reason}`
        : `cannot open '${input}' for reading: ${reason}`,
    );
  },
  end: (_call, _state, hasFailed) => (hasFailed ? 1 : 0),
});

interface TailState {
  readonly count: number;
  readonly isBytes: boolean;
  readonly fromStart: boolean;
  readonly follows: boolean;
  readonly retries: boolean;
  readonly files: readonly { readonly name: string; readonly seen: number }[];
  readonly shown: string;
  readonly withTitles: boolean;
  readonly input: string;
}

const LOOK_MS = 200;

export const tail: Program<TailState> = {
  name: 'tail',
  summary: 'Prints the last lines of files, and with -f what is added to them.',
  synopsis: '[OPTION]... [FILE]...',
  start(call) {
    const options = readOptions(call, {
      short: 'n:c:fFqvs:',
      long: { ...LONG, retry: 'F' },
      numberLetter: 'n',
    });
    if (options === undefined) return 1;
    const count = countOf(call, options);
    if (count === undefined) return 1;
    const fromStart = (options.value('c') ?? options.value('n') ?? '').startsWith('+');
    const files = options.operands.filter((operand) => operand !== '-');
    const state: TailState = {
      count,
      isBytes: options.has('c'),
      fromStart,
      follows: options.has('f') || options.has('F'),
      retries: options.has('F'),
      files: [],
      shown: '',
      withTitles: !options.has('q') && (options.has('v') || options.operands.length > 1),
      input: '',
    };
    if (files.length === 0) return state;
    return tailFiles(call, state, files);
  },
  event(call, state, event): Outcome<TailState> {
    if (event.type === 'timer') return look(call, state);
    if (state.files.length > 0) return state;
    if (event.type === 'stdin') return { ...state, input: kept(state, state.input + event.text) };
    if (event.type !== 'stdin.end') return state;
    call.out(lastPart(state, state.input));
    return 0;
  },
};

const KEPT_LENGTH = 262_144;

/** Of a long input only its end is kept. */
function kept(state: TailState, input: string): string {
  demandCharacters(input.length);
  return state.fromStart || input.length < KEPT_LENGTH ? input : lastPart(state, input);
}

function tailFiles(call: Call, state: TailState, names: readonly string[]): Outcome<TailState> {
  let status = 0;
  let shown = '';
  const files: { name: string; seen: number }[] = [];
  for (const name of names) {
    const file = readWhole(call.disk, call.path(name));
    if (!file.ok) {
      const isFolder = file.reason === 'Is a directory';
      call.complain(
        isFolder
          ? `error reading '${name}': ${file.reason}`
          : `cannot open '${name}' for reading: ${file.reason}`,
      );
      status = 1;
      if (state.retries) files.push({ name, seen: 0 });
      continue;
    }
    if (state.withTitles) call.out(`${shown === '' ? '' : '\n'}==> ${name} <==\n`);
    shown = name;
    call.out(lastPart(state, file.text));
    files.push({ name, seen: file.text.length });
  }
  if (!state.follows) return status;
  if (files.length === 0) {
    call.complain('no files remaining');
    return 1;
  }
  call.effects.push({ type: 'setTimer', name: 'look', delayMs: LOOK_MS });
  return { ...state, files, shown };
}

function look(call: Call, state: TailState): TailState {
  let { shown } = state;
  const files = state.files.map(({ name, seen }) => {
    const text = readText(call.disk, call.path(name));
    if (text === undefined) return { name, seen: 0 };
    let from = seen;
    if (text.length < seen) {
      call.complain(`${name}: file truncated`);
      from = 0;
    }
    if (text.length > from) {
      if (state.withTitles && shown !== name) call.out(`\n==> ${name} <==\n`);
      shown = name;
      call.out(text.slice(from));
    }
    return { name, seen: text.length };
  });
  call.effects.push({ type: 'setTimer', name: 'look', delayMs: LOOK_MS });
  return { ...state, files, shown };
}

function lastPart({ count, isBytes, fromStart }: TailState, text: string): string {
  if (isBytes)
    return fromStart ? text.slice(Math.max(0, count - 1)) : count === 0 ? '' : text.slice(-count);
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  if (fromStart) return lines.slice(Math.max(0, count - 1)).join('');
  return count === 0 ? '' : lines.slice(-count).join('');
}
