/**
 * `seq` and `yes`: programs that may print for ever. They print a piece, then time passes.
 *
 * Mirrors: GNU coreutils 9.1.
 * Departs: a pipe never holds its writer up, so they write no faster than a few megabytes a second.
 */
import type { Call, Outcome, Program } from '../program/program.ts';

/** What is printed before time passes. */
const PIECE_LENGTH = 16_384;
const PAUSE_MS = 2;

function pause(call: Call): void {
  call.effects.push({ type: 'setTimer', name: 'go on', delayMs: PAUSE_MS });
}

interface Sequence {
  readonly first: number;
  readonly step: number;
  readonly count: number;
  readonly digits: number;
  readonly next: number;
}

export const seq: Program<Sequence> = {
  name: 'seq',
  summary: 'Prints a sequence of numbers.',
  synopsis: '[FIRST [INCREMENT]] LAST',
  leavesInput: true,
  start(call) {
    const words = call.words.filter((word) => !/^-[ws]/.test(word));
    const bad = words.find((word) => !/^[-+]?\d*\.?\d+$/.test(word));
    if (words.length === 0 || words.length > 3 || bad !== undefined) {
      call.complain(
        bad !== undefined
          ? `invalid floating point argument: '${bad}'`
          : words.length === 0
            ? 'missing operand'
            : `extra operand '${words[3]!}'`,
      );
      call.err("Try 'seq --help' for more information.\n");
      return 1;
    }
    const numbers = words.map(Number);
    const first = numbers.length > 1 ? numbers[0]! : 1;
    const step = numbers.length > 2 ? numbers[1]! : 1;
    if (step === 0) {
      call.complain(`invalid Zero increment value: '${words[1]!}'`);
      return 1;
    }
    const digits = Math.max(...words.map((word) => word.split('.')[1]?.length ?? 0));
    const count = Math.floor((numbers.at(-1)! - first) / step + 1e-9) + 1;
    return countOn(call, { first, step, count, digits, next: 0 });
  },
  event: (call, state, event) => (event.type === 'timer' ? countOn(call, state) : state),
};

function countOn(call: Call, state: Sequence): Outcome<Sequence> {
  const { first, step, count, digits } = state;
  let text = '';
  let { next } = state;
  for (; next < count && text.length < PIECE_LENGTH; next++) {
    text += `${(first + next * step).toFixed(digits)}\n`;
  }
  call.out(text);
  if (next >= count) return 0;
  pause(call);
  return { ...state, next };
}

interface Yes {
  readonly piece: string;
}

export const yes: Program<Yes> = {
  name: 'yes',
  summary: 'Prints a line again and again.',
  synopsis: '[STRING]...',
  leavesInput: true,
  start(call) {
    const line = `${call.words.length === 0 ? 'y' : call.words.join(' ')}\n`;
    const piece = line.repeat(Math.max(1, Math.floor(PIECE_LENGTH / line.length)));
    return again(call, { piece });
  },
  event: (call, state, event) => (event.type === 'timer' ? again(call, state) : state),
};

function again(call: Call, state: Yes): Yes {
  call.out(state.piece);
  pause(call);
  return state;
}
