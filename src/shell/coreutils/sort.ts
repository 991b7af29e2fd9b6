/**
 * `sort`, `uniq`, `wc`.
 *
 * Mirrors: GNU coreutils 9.1 in the locale C.
 * Departs: of sort's key options only -k with n and r, -t.
 */
import { chunkBytes } from '../../engine/index.ts';
import { gather } from './cat.ts';
import { filterProgram } from '../program/filter.ts';
import { readOptions } from '../program/options.ts';

interface Key {
  readonly from: number;
  readonly to: number;
  readonly isNumeric: boolean;
  readonly isReverse: boolean;
}

interface SortState {
  readonly lines: readonly string[];
  readonly keys: readonly Key[];
  readonly separator: string | null;
  readonly isUnique: boolean;
  readonly ignoresCase: boolean;
  readonly output: string | null;
}

export const sort = filterProgram<SortState>({
  name: 'sort',
  summary: 'Sorts lines.',
  synopsis: '[OPTION]... [FILE]...',
  begin(call) {
    const long = {
      reverse: 'r',
      'numeric-sort': 'n',
      unique: 'u',
      key: 'k',
      'field-separator': 't',
      output: 'o',
    };
    const options = readOptions(call, { short: 'rnufbghVsk:t:o:', long });
    if (options === undefined) return 2;
    const isNumeric = ['n', 'g', 'h'].some((letter) => options.has(letter));
    const isReverse = options.has('r');
    const keys: Key[] = [];
    for (const text of options.values('k')) {
      const match = /^(\d+)(?:\.\d+)?([nrbfgh]*)(?:,(\d+)(?:\.\d+)?([nrbfgh]*))?$/.exec(text);
      if (match === null || match[1] === '0') {
        call.complain(`invalid number at field start: invalid count at start of '${text}'`);
        return 2;
      }
      const letters = match[2]! + (match[4] ?? '');
      keys.push({
        from: Number(match[1]),
        to: match[3] === undefined ? Infinity : Number(match[3]),
        isNumeric: letters === '' ? isNumeric : /[ngh]/.test(letters),
        isReverse: letters === '' ? isReverse : letters.includes('r'),
      });
    }
    if (keys.length === 0) keys.push({ from: 0, to: Infinity, isNumeric, isReverse });
    const state: SortState = {
      lines: [],
      keys,
      separator: options.value('t') ?? null,
      isUnique: options.has('u'),
      ignoresCase: options.has('f'),
      output: options.value('o') ?? null,
    };
    return { state, inputs: options.operands };
  },
  line: (_call, state, line) => ({ ...state, lines: gather(state.lines, [line]) }),
  lines: (_call, state, more) => ({
    outcome: { ...state, lines: gather(state.lines, more) },
    used: more.length,
  }),
  missing: (call, input, reason) => call.complain(`cannot read: ${input}: ${reason}`),
  end(call, state, hasFailed) {
    if (hasFailed) return 2;
    const sorted = [...state.lines].sort((a, b) => compareLines(state, a, b));
    const kept = state.isUnique
      ? sorted.filter((line, i) => i === 0 || compareKeys(state, sorted[i - 1]!, line) !== 0)
      : sorted;
    const text = kept.map((line) => `${line}\n`).join('');
    if (state.output === null) call.out(text);
    else call.effects.push({ type: 'writeFile', path: call.path(state.output), chunks: [text] });
    return 0;
  },
});

function compareLines(state: SortState, a: string, b: string): number {
  const byKeys = compareKeys(state, a, b);
  if (byKeys !== 0 || state.isUnique) return byKeys;
  const order = a < b ? -1 : a > b ? 1 : 0;
  return state.keys.length === 1 && state.keys[0]!.isReverse ? -order : order;
}

function compareKeys(state: SortState, a: string, b: string): number {
  for (const key of state.keys) {
    const left = keyOf(state, key, a);
    const right = keyOf(state, key, b);
    let order: number;
    if (key.isNumeric) order = numberOf(left) - numberOf(right);
    else order = left < right ? -1 : left > right ? 1 : 0;
    if (order !== 0) return key.isReverse ? -order : order;
  }
  return 0;
}

function keyOf({ separator, ignoresCase }: SortState, { from, to }: Key, line: string): string {
  let key = line;
  if (from > 0) {
    const fields = separator === null ? (line.match(/\s*\S+/g) ?? []) : line.split(separator);
    key = fields
      .slice(from - 1, to)
      .join(separator ?? '')
      .trimStart();
  }
  return ignoresCase ? key.toUpperCase() : key;
}

function numberOf(text: string): number {
  return Number(/^\s*-?\d*\.?\d+/.exec(text)?.[0] ?? 0);
}

interface UniqState {
  readonly last: string | null;
  readonly count: number;
  readonly withCounts: boolean;
  readonly shows: 'all' | 'repeated' | 'single';
  readonly ignoresCase: boolean;
  readonly skips: number;
}

export const uniq = filterProgram<UniqState>({
  name: 'uniq',
  summary: 'Leaves out lines that repeat the line before.',
  synopsis: '[OPTION]... [INPUT]',
  begin(call) {
    const long = { count: 'c', repeated: 'd', unique: 'u', 'ignore-case': 'i', 'skip-fields': 'f' };
    const options = readOptions(call, { short: 'cduif:', long });
    if (options === undefined) return 1;
    if (options.operands.length > 2) {
      call.complain(`extra operand '${options.operands[2]!}'`);
      return 1;
    }
    const state: UniqState = {
      last: null,
      count: 0,
      withCounts: options.has('c'),
      shows: options.has('d') ? 'repeated' : options.has('u') ? 'single' : 'all',
      ignoresCase: options.has('i'),
      skips: Number(options.value('f') ?? 0),
    };
    return { state, inputs: options.operands.slice(0, 1) };
  },
  line(call, state, { text }) {
    if (state.last !== null && uniqKey(state, state.last) === uniqKey(state, text)) {
      return { ...state, count: state.count + 1 };
    }
    call.out(uniqLine(state));
    return { ...state, last: text, count: 1 };
  },
  end(call, state, hasFailed) {
    call.out(uniqLine(state));
    return hasFailed ? 1 : 0;
  },
});

function uniqKey({ ignoresCase, skips }: UniqState, line: string): string {
  const rest =
    skips > 0 ? line.replace(new RegExp(`^(\\s*\\S+){0,${Math.min(skips, 1000)}}`), '') : line;
  return ignoresCase ? rest.toLowerCase() : rest;
}

function uniqLine({ last, count, withCounts, shows }: UniqState): string {
  if (last === null) return '';
  if (shows === 'repeated' && count < 2) return '';
  if (shows === 'single' && count > 1) return '';
  return withCounts ? `${String(count).padStart(7)} ${last}\n` : `${last}\n`;
}

interface Counts {
  readonly lines: number;
  readonly words: number;
  readonly bytes: number;
  readonly chars: number;
}

const ZERO: Counts = { lines: 0, words: 0, bytes: 0, chars: 0 };

interface WcState {
  readonly shown: readonly (keyof Counts)[];
  readonly current: Counts;
  readonly rows: readonly { readonly counts: Counts; readonly name: string }[];
  readonly isStdin: boolean;
}

export const wc = filterProgram<WcState>({
  name: 'wc',
  summary: 'Counts lines, words and bytes.',
  synopsis: '[OPTION]... [FILE]...',
  begin(call) {
    const long = { lines: 'l', words: 'w', bytes: 'c', chars: 'm' };
    const options = readOptions(call, { short: 'lwcm', long });
    if (options === undefined) return 1;
    const chosen: (keyof Counts)[] = [];
    if (options.has('l')) chosen.push('lines');
    if (options.has('w')) chosen.push('words');
    if (options.has('m')) chosen.push('chars');
    if (options.has('c')) chosen.push('bytes');
    const shown: readonly (keyof Counts)[] =
      chosen.length > 0 ? chosen : ['lines', 'words', 'bytes'];
    const isStdin = options.operands.length === 0;
    return { state: { shown, current: ZERO, rows: [], isStdin }, inputs: options.operands };
  },
  open: (_call, state) => ({ ...state, current: ZERO }),
  line(_call, state, { text, hasNewline }) {
    const { current } = state;
    const end = hasNewline ? 1 : 0;
    return {
      ...state,
      current: {
        lines: current.lines + end,
        words: current.words + (text.match(/\S+/g)?.length ?? 0),
        bytes: current.bytes + chunkBytes(text) + end,
        chars: current.chars + [...text].length + end,
      },
    };
  },
  close: (_call, state, name) => ({
    ...state,
    rows: [...state.rows, { counts: state.current, name }],
  }),
  end(call, { shown, rows, isStdin }, hasFailed) {
    const total = rows.reduce(
      (sum, { counts }) => ({
        lines: sum.lines + counts.lines,
        words: sum.words + counts.words,
        bytes: sum.bytes + counts.bytes,
        chars: sum.chars + counts.chars,
      }),
      ZERO,
    );
    const isTotal = rows.length > 1;
    const natural = Math.max(
      ...shown.map((key) => String(total[key]).length),
      String(total.bytes).length,
    );
    const width = shown.length === 1 && rows.length < 2 ? 1 : isStdin ? 7 : natural;
    const print = (counts: Counts, name: string): void => {
      const cells = shown.map((key) => String(counts[key]).padStart(width)).join(' ');
      call.out(`${cells}${name === '' ? '' : ` ${name}`}\n`);
    };
    for (const { counts, name } of rows) print(counts, isStdin ? '' : name);
    if (isTotal) print(total, 'total');
    return hasFailed ? 1 : 0;
  },
});
