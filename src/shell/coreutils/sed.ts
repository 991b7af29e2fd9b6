/**
 * `sed`: edits lines by a script.
 *
 * Mirrors: GNU sed 4.9: addresses, s, d, p, q, a, i, c, y, =, n, -n, -i, -E, -e.
 * Departs: no hold space, no branches.
 */
import { RegExpError } from '../matching/tree.ts';
import { demandCharacters } from '../program/exhaustion.ts';
import { filterProgram } from '../program/filter.ts';
import type { Filter } from '../program/filter.ts';
import { readOptions } from '../program/options.ts';
import type { Call } from '../program/program.ts';
import type { SedAddress, SedCommand } from './sed-script.ts';
import { SedError, parseSed, sedMatcher } from './sed-script.ts';

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
      call.complain(
        error.at === null ? error.message : `-e expression #1, char ${error.at}: ${error.message}`,
      );
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

/** Runs the script on one line; a match that needs too much ends the program. */
function process(
  call: Call,
  state: SedState,
  line: string,
  isLast: boolean,
  hasNewline: boolean,
): SedState | number {
  try {
    return edit(call, state, line, isLast, hasNewline);
  } catch (error) {
    if (!(error instanceof RegExpError)) throw error;
    call.complain(error.message);
    return 4;
  }
}

function edit(
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
    const applies = selects(call, state, command, index, { number, text, isLast, open });
    ({ open } = applies);
    if (applies.isSelected === command.isNegated) continue;
    switch (command.kind) {
      case 's': {
        const replaced = substitute(call, command, text);
        if (replaced === undefined) break;
        text = replaced;
        demandCharacters(text.length);
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
  call: Call,
  state: SedState,
  command: SedCommand,
  index: number,
  moment: Moment,
): { readonly isSelected: boolean; readonly open: readonly number[] } {
  const { first, last } = command;
  const { open } = moment;
  if (first === null) return { isSelected: true, open };
  if (last === null) return { isSelected: hits(call, state, first, moment), open };
  const without = open.filter((other) => other !== index);
  if (open.includes(index)) {
    const isEnd =
      last.kind === 'line' ? moment.number >= last.number : hits(call, state, last, moment);
    const isPast = last.kind === 'line' && moment.number > last.number;
    return { isSelected: !isPast, open: isEnd ? without : open };
  }
  if (!hits(call, state, first, moment)) return { isSelected: false, open };
  const endsAtOnce = last.kind === 'line' && last.number <= moment.number;
  return { isSelected: true, open: endsAtOnce ? open : [...open, index] };
}

function hits(
  call: Call,
  state: SedState,
  address: SedAddress,
  { number, text, isLast }: Moment,
): boolean {
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
      return sedMatcher(address.pattern, state.isExtended, address.flags === 'i').test(
        text,
        call.effort,
      );
  }
}

function substitute(
  call: Call,
  command: SedCommand & { readonly kind: 's' },
  text: string,
): string | undefined {
  const matcher = sedMatcher(command.pattern, command.isExtended, command.ignoresCase);
  const isFirst = command.nth === 1 && !command.isGlobal;
  const first = isFirst ? matcher.find(text, call.effort) : null;
  const matches = isFirst ? (first === null ? [] : [first]) : matcher.matches(text, call.effort);
  const chosen = matches.slice(command.nth - 1, command.isGlobal ? undefined : command.nth);
  if (chosen.length === 0) return undefined;
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end, groups } of chosen) {
    pieces.push(text.slice(at, start), fill(command.replacement, groups));
    at = end;
  }
  return pieces.join('') + text.slice(at);
}

/** `&`, `\1`, `\n`, `\U…\E`. */
function fill(replacement: string, groups: readonly (string | undefined)[]): string {
  const match = groups[0]!;
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
      if (/\d/.test(next)) put(groups[Number(next)] ?? '');
      else if (next === 'U' || next === 'L') change = next;
      else if (next === 'E') change = null;
      else put(next === 'n' ? '\n' : next === 't' ? '\t' : next);
    }
  }
  return out;
}
