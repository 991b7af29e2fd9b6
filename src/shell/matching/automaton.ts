/**
 * Runs instructions as a deterministic automaton that is built while it reads: one look into a table
 * for each character, whatever the expression.
 *
 * Mirrors: the lazy automata of grep's dfa.c and of RE2.
 * Departs: borders are decided when the next character is known, so states carry what was before.
 * Read next: matcher.ts.
 */
import type { CharSet } from './char-set.ts';
import { WORD, includes } from './char-set.ts';
import type { Fuel } from './fuel.ts';
import type { Instruction, Instructions } from './instructions.ts';
import type { Border } from './tree.ts';
import { RegExpError } from './tree.ts';
import { BORDER, MATCH, SPLIT, UNIT, isBorder } from './instructions.ts';

interface State {
  /** Instructions to go on from, not yet followed to characters. */
  readonly kernel: Int32Array;
  /** A unit like the one before: -1 at the end that reading began at. */
  readonly before: number;
  /** By class of the next unit; the last class is the end of the text. */
  readonly next: (State | undefined)[];
  /** Whether a match ends before a unit of that class. */
  readonly accepts: Uint8Array;
}

const STATES_MAX = 2000;
/** After so many times the tables are given up for the rest of the run. */
const FLUSHES_MAX = 2;
/** States may hold this many instructions and ways to others together. */
const PLACES_MAX = 100_000;

/** What is asked of a run, at each place from the first on. */
interface Reading {
  readonly text: string;
  /** From here… */
  readonly from: number;
  /** …to here. */
  readonly to: number;
  readonly fuel: Fuel;
  /** Told of every place where a match ends; true stops the run. */
  readonly onAccept: (at: number) => boolean;
  /** Told of every place and the state there; true stops the run. */
  readonly onState?: (at: number, state: object) => boolean;
}

export class Automaton {
  readonly #program: Instructions;
  /** It reads from the end of the text to its start. */
  readonly #isBackward: boolean;
  /** A match may begin anywhere, not only where reading begins. */
  readonly #isFloating: boolean;
  /** First units of the classes; all units of a class are told apart by no instruction. */
  readonly #firsts: readonly number[];
  readonly #classes = new Uint16Array(256);
  /** 1 where an instruction reads the units of a class: a row for each instruction. */
  readonly #hits: Uint8Array;
  #states = new Map<string, State>();
  #beginnings: (State | undefined)[] = [];
  /** How often the tables were full in this run. */
  #flushes = 0;
  #places = 0;
  /** Marks of the last visit, by instruction. */
  readonly #seen: Int32Array;
  #visit = 0;
  readonly #stack: Int32Array;

  constructor(program: Instructions, isBackward: boolean, isFloating: boolean) {
    this.#program = program;
    this.#isBackward = isBackward;
    this.#isFloating = isFloating;
    this.#firsts = classesOf(program);
    for (let unit = 0; unit < 256; unit++) this.#classes[unit] = this.#search(unit);
    this.#seen = new Int32Array(program.code.length);
    this.#stack = new Int32Array(program.code.length);
    this.#hits = hitsOf(program, this.#firsts);
  }

  /** Forgets what was built, so that the effort of a long run depends on that run alone. */
  forget(): void {
    this.#states.clear();
    this.#beginnings = [];
    this.#places = 0;
  }

  /** Reads as far as a match can still come. */
  run({ text, from, to, fuel, onAccept, onState }: Reading): void {
    const isBackward = this.#isBackward;
    const isFloating = this.#isFloating;
    const classes = this.#classes;
    const { length } = text;
    const end = this.#firsts.length;
    const step = isBackward ? -1 : 1;
    this.#flushes = 0;
    let state = this.#first(text, isBackward ? from : from - 1);
    for (let at = from; ; at += step) {
      const place = isBackward ? at - 1 : at;
      let kind = end;
      if (place >= 0 && place < length) {
        const unit = text.charCodeAt(place);
        kind = unit < 256 ? classes[unit]! : this.#search(unit);
      }
      const next = state.next[kind] ?? this.#build(state, kind, fuel);
      if (state.accepts[kind] === 1 && onAccept(at)) return;
      if (at === to || (next.kernel.length === 0 && !isFloating)) return;
      state = next;
      if (onState?.(at + step, state) === true) return;
    }
  }

  /** The state in which reading begins, with the unit at a place behind it. */
  #first(text: string, place: number): State {
    const unit = place < 0 || place >= text.length ? -1 : text.charCodeAt(place);
    const kind = this.#program.hasBorders ? kindOf(unit) : 0;
    return (this.#beginnings[kind] ??= this.#intern([0], unit));
  }

  #search(unit: number): number {
    let low = 0;
    let high = this.#firsts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#firsts[middle]! <= unit) low = middle;
      else high = middle;
    }
    return low;
  }

  #intern(kernel: number[], before: number): State {
    // Where states hardly ever come again, looking them up costs more than making them.
    if (this.#flushes >= FLUSHES_MAX) return this.#make(kernel, before);
    const kind = this.#program.hasBorders ? kindOf(before) : 0;
    const key = `${kind},${kernel.sort((a, b) => a - b).join()}`;
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    this.#places += kernel.length + this.#firsts.length;
    if (this.#states.size >= STATES_MAX || this.#places > PLACES_MAX) {
      this.#flushes++;
      this.forget();
    }
    const state = this.#make(kernel, before);
    this.#states.set(key, state);
    return state;
  }

  #make(kernel: readonly number[], before: number): State {
    const accepts = new Uint8Array(this.#firsts.length + 1);
    return { kernel: Int32Array.from(kernel), before, next: [], accepts };
  }

  /** Follows a state to the state after a unit of a class. */
  #build(state: State, kind: number, fuel: Fuel): State {
    const unit = this.#firsts[kind] ?? -1;
    const [before, after] = this.#isBackward ? [unit, state.before] : [state.before, unit];
    const { code, ops, firsts, seconds } = this.#program;
    const hits = this.#hits;
    const width = this.#firsts.length + 1;
    const targets: number[] = [];
    let accepts = false;
    let top = 0;
    const stack = this.#stack;
    this.#visit++;
    for (const at of state.kernel) top = this.#mark(at, top);
    if (this.#isFloating) top = this.#mark(0, top);
    let steps = 20;
    while (top > 0) {
      const at = stack[--top]!;
      steps++;
      const op = ops[at]!;
      if (op === UNIT) {
        if (hits[at * width + kind] === 1) targets.push(at + 1);
      } else if (op === MATCH) accepts = true;
      else if (op !== BORDER || isBorder(borderOf(code[at]!), before, after)) {
        top = this.#mark(firsts[at]!, top);
        if (op === SPLIT) top = this.#mark(seconds[at]!, top);
      }
    }
    fuel.burn(steps + targets.length);
    const next = this.#intern(targets, unit);
    state.next[kind] = next;
    state.accepts[kind] = accepts ? 1 : 0;
    return next;
  }

  /** Puts an instruction on the stack, once in a visit. */
  #mark(at: number, top: number): number {
    if (this.#seen[at] === this.#visit) return top;
    this.#seen[at] = this.#visit;
    this.#stack[top] = at;
    return top + 1;
  }
}

function borderOf(instruction: Instruction): Border {
  return instruction.op === 'border' ? instruction.border : 'start';
}

const HITS_MAX = 20_000_000;

function hitsOf({ code }: Instructions, firsts: readonly number[]): Uint8Array {
  const width = firsts.length + 1;
  if (width * code.length > HITS_MAX) throw new RegExpError('Regular expression too big');
  const hits = new Uint8Array(width * code.length);
  const known = new Map<CharSet, number>();
  code.forEach((instruction, at) => {
    if (instruction.op !== 'unit') return;
    const same = known.get(instruction.set);
    known.set(instruction.set, at);
    if (same !== undefined) hits.copyWithin(at * width, same * width, (same + 1) * width);
    else
      firsts.forEach(
        (unit, kind) => (hits[at * width + kind] = includes(instruction.set, unit) ? 1 : 0),
      );
  });
  return hits;
}

/** What borders can tell of a unit: none, of a word, of no word. */
function kindOf(unit: number): number {
  return unit === -1 ? 0 : isBorder('noWordAfter', -1, unit) ? 2 : 1;
}

function classesOf({ code, hasBorders }: Instructions): readonly number[] {
  const firsts = new Set([0]);
  const add = (set: CharSet): void => {
    for (let i = 0; i < set.length; i += 2) {
      firsts.add(set[i]!);
      if (set[i + 1]! < 0xffff) firsts.add(set[i + 1]! + 1);
    }
  };
  for (const instruction of code) if (instruction.op === 'unit') add(instruction.set);
  if (hasBorders) add(WORD);
  return [...firsts].sort((a, b) => a - b);
}
