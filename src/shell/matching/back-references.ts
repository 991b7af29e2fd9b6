/**
 * Matches expressions that refer back to a group, such as `\(.\)\1`: no automaton can, so ways are tried
 * one after another.
 *
 * Mirrors: what glibc finds for them: the leftmost, longest match.
 * Departs: it gives up after a number of steps, where glibc gives up when memory is exhausted.
 */
import { includes } from './char-set.ts';
import type { Slots } from './captures.ts';
import { isBorderAt } from './captures.ts';
import type { Fuel } from './fuel.ts';
import type { Instructions } from './instructions.ts';

interface Way {
  readonly at: number;
  readonly place: number;
  readonly slots: Slots;
}

/** The longest match that starts at `from`; of several, the most preferred. */
export function matchWithReferences(
  program: Instructions,
  groups: number,
  text: string,
  from: number,
  fuel: Fuel,
): Slots | null {
  const referred = referredSlots(program);
  const tried = new Set<string>();
  const ways: Way[] = [{ at: 0, place: from, slots: new Array<number>(2 * groups + 2).fill(-1) }];
  let best: Slots | null = null;
  for (let way = ways.pop(); way !== undefined; way = ways.pop()) {
    const { at, place, slots } = way;
    const instruction = program.code[at]!;
    fuel.burn(8);
    switch (instruction.op) {
      case 'unit':
        if (place < text.length && includes(instruction.set, text.charCodeAt(place))) {
          ways.push({ at: at + 1, place: place + 1, slots });
        }
        break;
      case 'save':
        ways.push({ at: at + 1, place, slots: saved(slots, instruction.slot, place) });
        break;
      case 'split': {
        fuel.burn(60);
        const key = `${at},${place},${referred.map((slot) => slots[slot]).join()}`;
        if (tried.has(key)) break;
        tried.add(key);
        if (instruction.second !== instruction.first) {
          ways.push({ at: instruction.second, place, slots });
        }
        ways.push({ at: instruction.first, place, slots });
        break;
      }
      case 'border':
        if (isBorderAt(instruction, text, place)) ways.push({ at: at + 1, place, slots });
        break;
      case 'back': {
        const start = slots[2 * instruction.index]!;
        const end = slots[2 * instruction.index + 1]!;
        if (start < 0 || end < start) break;
        fuel.burn(Math.min(end - start, text.length - place) >> 3);
        const { ignoresCase } = instruction;
        if (!isSame(text.slice(start, end), text.slice(place, place + end - start), ignoresCase))
          break;
        ways.push({ at: at + 1, place: place + end - start, slots });
        break;
      }
      case 'match':
        if (best !== null && place <= best[1]!) break;
        best = slots.slice();
        best[0] = from;
        best[1] = place;
        if (place === text.length) return best;
    }
  }
  return best;
}

/** A copy with one slot changed. */
function saved(slots: Slots, slot: number, place: number): Slots {
  const copy = slots.slice();
  copy[slot] = place;
  return copy;
}

function isSame(one: string, other: string, ignoresCase: boolean): boolean {
  return one === other || (ignoresCase && one.toLowerCase() === other.toLowerCase());
}

function referredSlots({ code }: Instructions): readonly number[] {
  const slots = new Set<number>();
  for (const instruction of code) {
    if (instruction.op !== 'back') continue;
    slots.add(2 * instruction.index).add(2 * instruction.index + 1);
  }
  return [...slots];
}
