/**
 * Finds what the groups of a match are: of the ways to match the whole, the one whose first choices
 * come first, whatever it takes.
 *
 * Mirrors: `set_regs` of glibc's regexec.c, which walks the same way.
 * Departs: it remembers where it was in vain, so that no way is tried twice.
 */
import type { CharSet } from './char-set.ts';
import { includes } from './char-set.ts';
import type { Fuel } from './fuel.ts';
import { EXHAUSTED } from './fuel.ts';
import type { Instruction, Instructions } from './instructions.ts';
import { BORDER, SAVE, SPLIT, UNIT, isBorder } from './instructions.ts';
import { RegExpError } from './tree.ts';

/** Starts and ends of the groups in turn, the whole first; -1 for a group that took no part. */
export type Slots = number[];

/** Bits that may be remembered: 16 MB. */
const BITS_MAX = 1 << 27;

interface Span {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** The match ends at `to`; else the first one by order of preference is meant, as Perl has it. */
  readonly isExact: boolean;
}

/** The groups of the match that starts at `from` and ends at `to`, or before. */
export function capture(
  program: Instructions,
  groups: number,
  { text, from, to, isExact }: Span,
  seen: Marks,
  fuel: Fuel,
): Slots | null {
  const { code, ops, firsts, seconds } = program;
  const { length } = code;
  seen.clear((to - from + 1) * length);
  const slots: Slots = [];
  for (let i = 0; i < 4 * groups + 4; i++) slots.push(-1);
  // Pairs of instruction and place; a negative instruction gives a slot its value back.
  const ways: number[] = [0, from];
  while (ways.length > 0) {
    let place = ways.pop()!;
    let at = ways.pop()!;
    if (at < 0) {
      slots[-1 - at] = place;
      continue;
    }
    for (;;) {
      fuel.burn(1);
      if (!seen.mark((place - from) * length + at)) break;
      const op = ops[at]!;
      if (op === UNIT) {
        if (place >= to || !includes(setOf(code[at]!), text.charCodeAt(place))) break;
        place++;
      } else if (op === SPLIT) {
        if (seconds[at] !== firsts[at]) ways.push(seconds[at]!, place);
      } else if (op === SAVE) {
        save(code[at]!, slots, 2 * groups + 2, place, ways);
      } else if (op === BORDER) {
        if (!isBorderAt(code[at]!, text, place)) break;
      } else {
        if (isExact && place !== to) break;
        slots[0] = from;
        slots[1] = place;
        return slots;
      }
      at = firsts[at]!;
    }
  }
  return null;
}

function setOf(instruction: Instruction): CharSet {
  return instruction.op === 'unit' ? instruction.set : [];
}

/** Notes where a group starts or ends; behind `size`, slots hold its last turn that was not empty. */
function save(
  instruction: Instruction,
  slots: Slots,
  size: number,
  place: number,
  ways: number[],
): void {
  if (instruction.op !== 'save') return;
  const { slot, isOptional } = instruction;
  const set = (at: number, value: number): void => {
    ways.push(-1 - at, slots[at]!);
    slots[at] = value;
  };
  if (slot % 2 === 0) return set(slot, place);
  const start = slots[slot - 1]!;
  if (start < place) {
    set(size + slot - 1, start);
    set(size + slot, place);
  } else if (isOptional && slots[size + slot]! >= 0) {
    set(slot - 1, slots[size + slot - 1]!);
    return set(slot, slots[size + slot]!);
  }
  set(slot, place);
}

export function isBorderAt(instruction: Instruction, text: string, place: number): boolean {
  if (instruction.op !== 'border') return false;
  const before = place > 0 ? text.charCodeAt(place - 1) : -1;
  const after = place < text.length ? text.charCodeAt(place) : -1;
  return isBorder(instruction.border, before, after);
}

/** Bits that can be cleared and used again. */
export class Marks {
  #words = new Uint32Array(64);

  clear(size: number): void {
    if (size > BITS_MAX) throw new RegExpError(EXHAUSTED);
    const count = (size >>> 5) + 1;
    if (count > this.#words.length) this.#words = new Uint32Array(2 * count);
    else this.#words.fill(0, 0, count);
  }

  /** False when it was marked already. */
  mark(at: number): boolean {
    const word = at >>> 5;
    const bit = 1 << (at & 31);
    if ((this.#words[word]! & bit) !== 0) return false;
    this.#words[word]! |= bit;
    return true;
  }
}
