/**
 * `cat`, `tac`, `nl`, `rev`: lines as they are, backwards, numbered, reversed.
 *
 * Mirrors: GNU coreutils 9.1; `rev` of util-linux.
 * Departs: a binary record of a log prints as its name.
 */
import { demandCharacters } from '../program/exhaustion.ts';
import type { Line } from '../program/filter.ts';
import { filterProgram } from '../program/filter.ts';
import { readOptions } from '../program/options.ts';

interface CatState {
  readonly number: number;
  readonly numbers: 'all' | 'full' | 'none';
  readonly showsEnds: boolean;
  readonly showsTabs: boolean;
  readonly squeezes: boolean;
  readonly wasBlank: boolean;
}

export const cat = filterProgram<CatState>({
  name: 'cat',
  summary: 'Prints files, or standard input, on standard output.',
  synopsis: '[OPTION]... [FILE]...',
  begin(call) {
    const long = {
      number: 'n',
      'number-nonblank': 'b',
      'show-all': 'A',
      'show-ends': 'E',
      'show-tabs': 'T',
      'squeeze-blank': 's',
      'show-nonprinting': 'v',
    };
    const options = readOptions(call, { short: 'nbAETsvetu', long });
    if (options === undefined) return 1;
    const isAll = options.has('A');
    const state: CatState = {
      number: 1,
      numbers: options.has('b') ? 'full' : options.has('n') ? 'all' : 'none',
      showsEnds: isAll || options.has('E') || options.has('e'),
      showsTabs: isAll || options.has('T') || options.has('t'),
      squeezes: options.has('s'),
      wasBlank: false,
    };
    return { state, inputs: options.operands };
  },
  passes: ({ numbers, showsEnds, showsTabs, squeezes }) =>
    numbers === 'none' && !showsEnds && !showsTabs && !squeezes,
  // A file that grows by what is read of it would be read for ever.
  refuse: (call, _state, path, bytes) =>
    path === call.process.outputPath && bytes > 0 ? 'input file is output file' : undefined,
  line(call, state, { text, hasNewline }) {
    const isBlank = text === '';
    if (isBlank && state.wasBlank && state.squeezes) return state;
    const isNumbered = state.numbers === 'all' || (state.numbers === 'full' && !isBlank);
    const number = isNumbered ? `${String(state.number).padStart(6)}\t` : '';
    const shown = state.showsTabs ? text.replaceAll('\t', '^I') : text;
    const end = hasNewline ? `${state.showsEnds ? '$' : ''}\n` : '';
    call.out(number + shown + end);
    return { ...state, wasBlank: isBlank, number: state.number + (isNumbered ? 1 : 0) };
  },
  end: (_call, _state, hasFailed) => (hasFailed ? 1 : 0),
});

/** All lines so far, as long as there is memory for them. */
export function gather(lines: readonly string[], more: readonly Line[]): readonly string[] {
  const all = lines.concat(more.map(({ text }) => text));
  // Each line costs more than its characters.
  demandCharacters(all.length * 64 + all.reduce((sum, { length }) => sum + length, 0));
  return all;
}

export const tac = filterProgram<{ readonly lines: readonly string[] }>({
  name: 'tac',
  summary: 'Prints lines, last line first.',
  synopsis: '[FILE]...',
  begin(call) {
    const options = readOptions(call, { short: 'bs:' });
    return options === undefined ? 1 : { state: { lines: [] }, inputs: options.operands };
  },
  line: (_call, { lines }, { text }) => ({ lines: [...lines, text] }),
  lines: (_call, { lines }, more) => ({
    outcome: { lines: gather(lines, more) },
    used: more.length,
  }),
  end(call, { lines }, hasFailed) {
    for (const line of [...lines].reverse()) call.out(`${line}\n`);
    return hasFailed ? 1 : 0;
  },
});

export const rev = filterProgram<object>({
  name: 'rev',
  summary: 'Reverses the characters of each line.',
  synopsis: '[FILE]...',
  begin: (call) => ({ state: {}, inputs: call.words.filter((word) => !word.startsWith('-')) }),
  line(call, state, { text }) {
    call.out(`${[...text].reverse().join('')}\n`);
    return state;
  },
  end: (_call, _state, hasFailed) => (hasFailed ? 1 : 0),
});

export const nl = filterProgram<{ readonly number: number; readonly isAll: boolean }>({
  name: 'nl',
  summary: 'Numbers the lines of files.',
  synopsis: '[OPTION]... [FILE]...',
  begin(call) {
    const options = readOptions(call, { short: 'b:w:s:n:v:' });
    if (options === undefined) return 1;
    return { state: { number: 1, isAll: options.value('b') === 'a' }, inputs: options.operands };
  },
  line(call, state, { text }) {
    const isNumbered = state.isAll || text !== '';
    call.out(isNumbered ? `${String(state.number).padStart(6)}\t${text}\n` : `       ${text}\n`);
    return { ...state, number: state.number + (isNumbered ? 1 : 0) };
  },
  end: (_call, _state, hasFailed) => (hasFailed ? 1 : 0),
});
