/**
 * `cut`, `tr`, `tee`.
 *
 * Mirrors: GNU coreutils 9.1.
 * Departs: bytes are characters.
 */
import { filterProgram } from '../program/filter.ts';
import { readOptions } from '../program/options.ts';
import { whyNotWritable } from '../program/paths.ts';
import type { Call, Program } from '../program/program.ts';
import { unescapeText } from '../program/printf.ts';

interface CutState {
  readonly kind: 'fields' | 'characters';
  readonly ranges: readonly (readonly [number, number])[];
  readonly delimiter: string;
  readonly joins: string;
  readonly onlyDelimited: boolean;
  readonly isComplement: boolean;
}

export const cut = filterProgram<CutState>({
  name: 'cut',
  summary: 'Prints selected parts of lines.',
  synopsis: 'OPTION... [FILE]...',
  begin(call) {
    const long = {
      fields: 'f',
      delimiter: 'd',
      characters: 'c',
      bytes: 'b',
      'only-delimited': 's',
      'output-delimiter': 'O',
      complement: 'C',
    };
    const options = readOptions(call, { short: 'f:d:c:b:sO:Cn', long });
    if (options === undefined) return 1;
    const list = options.value('f') ?? options.value('c') ?? options.value('b');
    if (list === undefined) {
      return refuse(call, 'you must specify a list of bytes, characters, or fields');
    }
    const delimiter = options.value('d') ?? '\t';
    if ([...delimiter].length > 1) return refuse(call, 'the delimiter must be a single character');
    const kind = options.has('f') ? 'fields' : 'characters';
    const ranges = rangesOf(list);
    if (typeof ranges === 'string') {
      const what = kind === 'fields' ? 'field' : 'byte/character position';
      return refuse(
        call,
        ranges === '0'
          ? `${kind === 'fields' ? 'fields' : 'byte/character positions'} are numbered from 1`
          : `invalid ${what} value '${ranges}'`,
      );
    }
    const state: CutState = {
      kind,
      ranges,
      delimiter,
      joins: options.value('O') ?? (kind === 'fields' ? delimiter : ''),
      onlyDelimited: options.has('s'),
      isComplement: options.has('C'),
    };
    return { state, inputs: options.operands };
  },
  line(call, state, { text }) {
    if (state.kind === 'fields' && !text.includes(state.delimiter)) {
      if (!state.onlyDelimited) call.out(`${text}\n`);
      return state;
    }
    const parts = state.kind === 'fields' ? text.split(state.delimiter) : [...text];
    const kept = parts.filter(
      (_, i) =>
        state.ranges.some(([from, to]) => i + 1 >= from && i + 1 <= to) !== state.isComplement,
    );
    call.out(`${kept.join(state.joins)}\n`);
    return state;
  },
  end: (_call, _state, hasFailed) => (hasFailed ? 1 : 0),
});

function refuse(call: Call, message: string): number {
  call.complain(message);
  call.err(`Try 'cut --help' for more information.\n`);
  return 1;
}

/** Ranges of `1,3-5,7-`; the word that is wrong as text. */
function rangesOf(list: string): readonly (readonly [number, number])[] | string {
  const ranges: (readonly [number, number])[] = [];
  for (const word of list.split(/[,\s]/)) {
    const match = /^(\d*)(-?)(\d*)$/.exec(word);
    if (match === null || word === '' || word === '-') return word;
    const from = match[1] === '' ? 1 : Number(match[1]);
    const to = match[3] !== '' ? Number(match[3]) : match[2] === '-' ? Infinity : from;
    if (from === 0 || to === 0) return '0';
    ranges.push([from, to]);
  }
  return ranges;
}

interface TrState {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly deletes: boolean;
  readonly squeezes: boolean;
  readonly isComplement: boolean;
  readonly last: string;
}

export const tr: Program<TrState> = {
  name: 'tr',
  summary: 'Replaces, squeezes or deletes characters.',
  synopsis: '[OPTION]... STRING1 [STRING2]',
  start(call) {
    const long = { delete: 'd', 'squeeze-repeats': 's', complement: 'c' };
    const options = readOptions(call, { short: 'dscCt', long });
    if (options === undefined) return 1;
    const [first, second] = options.operands;
    const deletes = options.has('d');
    const squeezes = options.has('s');
    if (first === undefined || (second === undefined && !deletes && !squeezes)) {
      call.complain(first === undefined ? 'missing operand' : `missing operand after '${first}'`);
      if (first !== undefined) call.err('Two strings must be given when translating.\n');
      call.err(`Try 'tr --help' for more information.\n`);
      return 1;
    }
    const isComplement = options.has('c') || options.has('C');
    return {
      from: setOf(first),
      to: setOf(second ?? ''),
      deletes,
      squeezes,
      isComplement,
      last: '',
    };
  },
  event(call, state, event) {
    if (event.type === 'stdin.end') return 0;
    if (event.type !== 'stdin') return state;
    let { last } = state;
    let out = '';
    for (const char of event.text) {
      const at = state.from.indexOf(char);
      const isIn = (at !== -1) !== state.isComplement;
      if (state.deletes && isIn) continue;
      const translates = isIn && !state.deletes && state.to.length > 0;
      const index = state.isComplement ? state.to.length - 1 : Math.min(at, state.to.length - 1);
      const next = translates ? state.to[index]! : char;
      const squeezeSet = state.to.length > 0 ? state.to.includes(next) : isIn;
      if (state.squeezes && next === last && squeezeSet) continue;
      out += next;
      last = next;
    }
    call.out(out);
    return { ...state, last };
  },
};

const CLASSES: ReadonlyMap<string, string> = new Map([
  ['upper', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  ['lower', 'abcdefghijklmnopqrstuvwxyz'],
  ['digit', '0123456789'],
  ['alpha', 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'],
  ['alnum', '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'],
  ['space', '\t\n\v\f\r '],
  ['blank', '\t '],
  ['punct', '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'],
]);

/** Characters of `a-z`, `[:upper:]`, `\n`. */
function setOf(text: string): readonly string[] {
  const named = text.replace(/\[:(\w+):\]/g, (all, name: string) => CLASSES.get(name) ?? all);
  const chars = [...(named === text ? unescapeText(text).text : named)];
  if (named !== text) return chars;
  const set: string[] = [];
  for (let i = 0; i < chars.length; i++) {
    const end = chars[i + 2];
    if (chars[i + 1] === '-' && end !== undefined) {
      const from = chars[i]!.charCodeAt(0);
      const to = Math.min(end.charCodeAt(0), from + 70_000);
      for (let code = from; code <= to; code++) set.push(String.fromCharCode(code));
      i += 2;
    } else set.push(chars[i]!);
  }
  return set;
}

export const tee: Program<{ readonly paths: readonly string[] }> = {
  name: 'tee',
  summary: 'Copies standard input to files and to standard output.',
  synopsis: '[OPTION]... [FILE]...',
  start(call) {
    const options = readOptions(call, { short: 'ai', long: { append: 'a' } });
    if (options === undefined) return 1;
    const paths: string[] = [];
    for (const operand of options.operands) {
      const path = call.path(operand);
      const reason = whyNotWritable(call.disk, path);
      if (reason !== undefined) call.complain(`${operand}: ${reason}`);
      else if (path !== '/dev/null') {
        paths.push(path);
        if (!options.has('a')) call.effects.push({ type: 'writeFile', path, chunks: [] });
        else call.effects.push({ type: 'append', path, chunk: '' });
      }
    }
    return { paths };
  },
  event(call, state, event) {
    if (event.type === 'stdin.end') return 0;
    if (event.type !== 'stdin') return state;
    for (const path of state.paths) call.effects.push({ type: 'append', path, chunk: event.text });
    call.out(event.text);
    return state;
  },
};
