/**
 * `sed`: edits lines by a script.
 *
 * Mirrors: GNU sed 4.9: addresses, s, d, p, q, a, i, c, y, =, n, -n, -i, -E, -e.
 * Departs: no hold space, no branches.
 */
import { filterProgram } from '../program/filter.ts';
import type { Filter } from '../program/filter.ts';
import { readOptions } from '../program/options.ts';
import type { Call } from '../program/program.ts';
import { compileRegExp } from '../program/regexp.ts';
import type { SedAddress, SedCommand } from './sed-script.ts';
import { SedError, parseSed } from './sed-script.ts';

interface SedState {
  readonly commands: readonly SedCommand[];
  readonly isQuiet: boolean;
  readonly isInPlace: boolean;
  readonly isExtended: boolean;
  readonly number: number;
  /** Ranges that are open, by index of the command. */
  readonly open: readonly number[];
  /** One line is kept back, so that `$` is known. */
  readonly held: string | null;
  readonly heldEnd: boolean;
  /** Result of the file that is edited in place. */
  readonly result: string;
  readonly suffix: string;
}

const filter: Filter<SedState> = {
  name: 'sed',
  summary: 'Edits lines by a script, for example s/old/new/g.',
  synopsis: '[OPTION]... {script-only-if-no-other-script} [input-file]...',
  begin(call) {
    const words = call.words.map((word) =>
      /^-i.+/.test(word) ? `--in-place=${word.slice(2)}` : word,
    );
    const long = {
      quiet: 'n',
      silent: 'n',
      expression: 'e',
      'in-place': 'i',
      'regexp-extended': 'E',
    };
    const options = readOptions({ ...call, words }, { short: 'ne:iErs', long });
    if (options === undefined) return 1;
    const operands = [...options.operands];
    const scripts = options.has('e') ? options.values('e') : operands.splice(0, 1);
    if (scripts.length === 0) {
      call.err('Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n');
      return 1;
    }
    const isExtended = options.has('E') || options.has('r');
    let commands: readonly SedCommand[];
    try {
      commands = parseSed(scripts.join('\n'), isExtended);
    } catch (error) {
      if (!(error instanceof SedError)) throw error;
      call.complain(`-e expression #1, char ${error.at}: ${error.message}`);
      return 1;
    }
    const isInPlace = options.has('i');
    if (isInPlace && operands.length === 0) {
      call.complain('no input files');
      return 1;
    }
    const state: SedState = {
      commands,
      isExtended,
      isInPlace,
      isQuiet: options.has('n'),
      number: 0,
      open: [],
      held: null,
      heldEnd: true,
      result: '',
      suffix: options.value('i') ?? '',
    };
    return { state, inputs: operands };
  },
  open: (_call, state) => (state.isInPlace ? { ...state, number: 0, open: [], result: '' } : state),
  line(call, state, { text, hasNewline }) {
    if (state.held === null) return { ...state, held: text, heldEnd: hasNewline };
    const next = process(call, state, state.held, false, state.heldEnd);
    return typeof next === 'number' ? next : { ...next, held: text, heldEnd: hasNewline };
  },
  close(call, state, input) {
    if (!state.isInPlace) return state;
    const next =
      state.held === null ? state : process(call, state, state.held, true, state.heldEnd);
    const done = typeof next === 'number' ? state : next;
    const path = call.path(input);
    if (state.suffix !== '')
      call.effects.push({ type: 'rename', from: path, to: path + state.suffix });
    call.effects.push({ type: 'writeFile', path, chunks: done.result === '' ? [] : [done.result] });
    return { ...done, held: null };
  },
  missing(call, input, reason) {
    const isFolder = reason === 'Is a directory';
    call.complain(
      isFolder ? `couldn't edit ${input}: not a regular file` : `can't read ${input}: ${reason}`,
    );
  },
  end(call, state, hasFailed) {
    if (state.held !== null) {
      const last = process(call, state, state.held, true, state.heldEnd);
      if (typeof last === 'number') return last;
    }
    return hasFailed ? 2 : 0;
  },
};

export const sed = filterProgram(filter);

/** Runs the script on one line. */
function process(
  call: Call,
  state: SedState,
  line: string,
  isLast: boolean,
  hasNewline: boolean,
): SedState | number {
  const number = state.number + 1;
  let open = state.open;
  let text = line;
  let result = state.result;
  let after = '';
  let isDeleted = false;
  let exit: number | null = null;
  const print = (piece: string): void => {
    if (state.isInPlace) result += piece;
    else call.out(piece);
  };
  for (const [index, command] of state.commands.entries()) {
    const applies = selects(state, command, index, { number, text, isLast, open });
    ({ open } = applies);
    if (applies.isSelected === command.isNegated) continue;
    switch (command.kind) {
      case 's': {
        const replaced = substitute(command, text);
        if (replaced === undefined) break;
        text = replaced;
        if (command.prints) print(`${text}\n`);
        break;
      }
      case 'y':
        text = [...text].map((char) => command.map[char] ?? char).join('');
        break;
      case 'p':
        print(`${text}\n`);
        break;
      case '=':
        print(`${number}\n`);
        break;
      case 'i':
        print(`${command.text}\n`);
        break;
      case 'a':
        after += `${command.text}\n`;
        break;
      case 'c':
        print(`${command.text}\n`);
        isDeleted = true;
        break;
      case 'd':
        isDeleted = true;
        break;
      case 'q':
        exit = command.status;
        break;
    }
    if (isDeleted || exit !== null) break;
  }
  if (!isDeleted && !state.isQuiet) print(hasNewline || after !== '' ? `${text}\n` : text);
  print(after);
  if (exit !== null) return exit;
  return { ...state, number, open, result };
}

interface Moment {
  readonly number: number;
  readonly text: string;
  readonly isLast: boolean;
  readonly open: readonly number[];
}

function selects(
  state: SedState,
  command: SedCommand,
  index: number,
  moment: Moment,
): { readonly isSelected: boolean; readonly open: readonly number[] } {
  const { first, last } = command;
  const { open } = moment;
  if (first === null) return { isSelected: true, open };
  if (last === null) return { isSelected: hits(state, first, moment), open };
  const without = open.filter((other) => other !== index);
  if (open.includes(index)) {
    const isEnd = last.kind === 'line' ? moment.number >= last.number : hits(state, last, moment);
    const isPast = last.kind === 'line' && moment.number > last.number;
    return { isSelected: !isPast, open: isEnd ? without : open };
  }
  if (!hits(state, first, moment)) return { isSelected: false, open };
  const endsAtOnce = last.kind === 'line' && last.number <= moment.number;
  return { isSelected: true, open: endsAtOnce ? open : [...open, index] };
}

function hits(state: SedState, address: SedAddress, { number, text, isLast }: Moment): boolean {
  switch (address.kind) {
    case 'line':
      return number === address.number;
    case 'last':
      return isLast;
    case 'step':
      return address.step <= 0
        ? number === address.first
        : number >= address.first && (number - address.first) % address.step === 0;
    case 'pattern':
      return compileRegExp(address.pattern, state.isExtended, address.flags)?.test(text) ?? false;
  }
}

function substitute(
  command: SedCommand & { readonly kind: 's' },
  text: string,
): string | undefined {
  const matcher = compileRegExp(
    command.pattern,
    command.isExtended,
    `g${command.ignoresCase ? 'i' : ''}`,
  );
  if (matcher === undefined) return undefined;
  let count = 0;
  let hasReplaced = false;
  const result = text.replace(matcher, (match: string, ...rest: unknown[]) => {
    count++;
    if (count < command.nth || (count > command.nth && !command.isGlobal)) return match;
    hasReplaced = true;
    const groups = rest.slice(
      0,
      rest.findIndex((value) => typeof value === 'number'),
    );
    return fill(command.replacement, match, groups as (string | undefined)[]);
  });
  return hasReplaced ? result : undefined;
}

/** `&`, `\1`, `\n`, `\U…\E`. */
function fill(replacement: string, match: string, groups: readonly (string | undefined)[]): string {
  let out = '';
  let change: 'U' | 'L' | null = null;
  const put = (piece: string): void => {
    out += change === 'U' ? piece.toUpperCase() : change === 'L' ? piece.toLowerCase() : piece;
  };
  for (let i = 0; i < replacement.length; i++) {
    const char = replacement[i]!;
    if (char === '&') put(match);
    else if (char !== '\\') put(char);
    else {
      const next = replacement[++i] ?? '\\';
      if (/\d/.test(next)) put(next === '0' ? match : (groups[Number(next) - 1] ?? ''));
      else if (next === 'U' || next === 'L') change = next;
      else if (next === 'E') change = null;
      else put(next === 'n' ? '\n' : next === 't' ? '\t' : next);
    }
  }
  return out;
}
