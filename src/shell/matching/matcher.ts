/**
 * Finds in a text what an expression matches: leftmost, and longest from there. The time it takes grows
 * with the text's length and not faster, whatever the expression is.
 *
 * Mirrors: regexec(3); maximal munch after Reps, so that all matches are found in linear time too.
 * Read next: automaton.ts, captures.ts, back-references.ts.
 */
import { Automaton } from './automaton.ts';
import { matchWithReferences } from './back-references.ts';
import type { Slots } from './captures.ts';
import { Marks, capture } from './captures.ts';
import type { Effort } from './fuel.ts';
import { Fuel } from './fuel.ts';
import type { Instructions } from './instructions.ts';
import { compileTree } from './instructions.ts';
import type { RegExpNode } from './tree.ts';

/** A match: where it is, and where its groups are. */
export interface Match {
  readonly start: number;
  readonly end: number;
  /** Texts of the whole and of each group; undefined for a group that took no part. */
  readonly groups: readonly (string | undefined)[];
}

export interface MatcherSpec {
  readonly tree: RegExpNode;
  readonly groups: number;
  readonly hasBackReference?: boolean;
  readonly ignoresCase?: boolean;
  /** Of the ways to match, the first one counts, not the longest. */
  readonly prefersFirst?: boolean;
}

/** A text longer than this, times the instructions, is read with empty tables: see `Automaton.forget`. */
const FRESH_FROM = 4_000_000;

export class Matcher {
  readonly #spec: MatcherSpec;
  readonly #program: Instructions;
  readonly #marks = new Marks();
  #finding: Automaton | undefined;
  #ending: Automaton | undefined;
  #starting: Automaton | undefined;
  #whole: Automaton | undefined;

  constructor(spec: MatcherSpec) {
    this.#spec = spec;
    this.#program = this.#compile(false, true);
  }

  /** How many groups the expression has. */
  get groups(): number {
    return this.#spec.groups;
  }

  /** Whether something in the text matches. */
  test(text: string, effort?: Effort): boolean {
    const fuel = this.#begin(text, effort);
    if (this.#spec.hasBackReference === true) return this.#tryFrom(text, 0, fuel) !== null;
    this.#finding ??= new Automaton(this.#compile(false, false), false, true);
    return this.#reads(this.#finding, text, fuel, 0, text.length);
  }

  /** The first match, or null. */
  find(text: string, effort?: Effort): Match | null {
    let found: Match | null = null;
    this.#each(text, this.#begin(text, effort), (slots) => {
      found = matchOf(text, slots, this.#spec.groups);
      return true;
    });
    return found;
  }

  /** All matches in turn, none of which overlap. An empty one does not touch the end of another. */
  matches(text: string, effort?: Effort): readonly Match[] {
    const found: Match[] = [];
    let last = -1;
    this.#each(text, this.#begin(text, effort), (slots) => {
      if (slots[1] !== slots[0] || slots[0] !== last)
        found.push(matchOf(text, slots, this.#spec.groups));
      last = slots[1]!;
      return false;
    });
    return found;
  }

  /** Starts and ends of all matches in turn; an empty one may touch the end of another. */
  spans(text: string, effort?: Effort): readonly number[] {
    const found: number[] = [];
    this.#each(text, this.#begin(text, effort), (slots) => {
      found.push(slots[0]!, slots[1]!);
      return false;
    });
    return found;
  }

  /** Whether the whole text matches. */
  matchesWhole(text: string, effort?: Effort): boolean {
    const fuel = this.#begin(text, effort);
    let isWhole = false;
    this.#endingAutomaton().run({
      text,
      from: 0,
      to: text.length,
      fuel,
      onAccept: (at) => (isWhole = at === text.length),
    });
    return isWhole;
  }

  /** Where the shortest or the longest match that begins at the text's start ends; -1: there is none. */
  prefix(text: string, isLongest: boolean, effort?: Effort): number {
    const fuel = this.#begin(text, effort);
    let end = -1;
    const onAccept = (at: number): boolean => {
      end = at;
      return !isLongest;
    };
    this.#endingAutomaton().run({ text, from: 0, to: text.length, fuel, onAccept });
    return end;
  }

  /** Where the shortest or the longest match that ends at the text's end begins; -1: there is none. */
  suffix(text: string, isLongest: boolean, effort?: Effort): number {
    const fuel = this.#begin(text, effort);
    let start = -1;
    const onAccept = (at: number): boolean => {
      start = at;
      return !isLongest;
    };
    this.#whole ??= new Automaton(this.#compile(true, false), true, false);
    this.#whole.run({ text, from: text.length, to: 0, fuel, onAccept });
    return start;
  }

  #compile(isBackward: boolean, keepsGroups: boolean): Instructions {
    const ignoresCase = this.#spec.ignoresCase === true;
    return compileTree(this.#spec.tree, { isBackward, keepsGroups, ignoresCase });
  }

  #endingAutomaton(): Automaton {
    return (this.#ending ??= new Automaton(this.#compile(false, false), false, false));
  }

  #begin(text: string, effort: Effort | undefined): Fuel {
    const { length } = this.#program.code;
    if (effort !== undefined) effort.work += text.length + 1 + ((text.length * length) >> 2);
    if (text.length * length > FRESH_FROM) {
      for (const each of [this.#finding, this.#ending, this.#starting, this.#whole]) each?.forget();
    }
    return new Fuel();
  }

  #reads(automaton: Automaton, text: string, fuel: Fuel, from: number, to: number): boolean {
    let isFound = false;
    automaton.run({ text, from, to, fuel, onAccept: () => (isFound = true) });
    return isFound;
  }

  /** Shows matches one after another until `visit` says that it is enough. */
  #each(text: string, fuel: Fuel, visit: (slots: Slots) => boolean): void {
    if (this.#spec.hasBackReference === true) {
      for (let from = 0; from <= text.length;) {
        const slots = this.#tryFrom(text, from, fuel);
        if (slots === null || visit(slots)) return;
        from = slots[1]! + (slots[1] === slots[0] ? 1 : 0);
      }
      return;
    }
    const starts = this.#starts(text, fuel);
    if (starts === null) return;
    const failed = new Failures(text.length);
    for (let from = starts.indexOf(1); from !== -1;) {
      const slots = this.#matchAt(text, from, failed, fuel);
      if (slots !== null && visit(slots)) return;
      const end = slots === null ? from : slots[1]!;
      from = starts.indexOf(1, end === from ? from + 1 : end);
    }
  }

  #matchAt(text: string, from: number, failed: Failures, fuel: Fuel): Slots | null {
    const { groups, prefersFirst } = this.#spec;
    const to = this.#longest(text, from, failed, fuel);
    if (to === -1) return null;
    const isExact = prefersFirst !== true;
    if (groups === 0 && isExact) return [from, to];
    return capture(this.#program, groups, { text, from, to, isExact }, this.#marks, fuel);
  }

  #tryFrom(text: string, start: number, fuel: Fuel): Slots | null {
    for (let from = start; from <= text.length; from++) {
      if (isInsidePair(text, from)) continue;
      const slots = matchWithReferences(this.#program, this.#spec.groups, text, from, fuel);
      if (slots !== null) return slots;
    }
    return null;
  }

  /** For every place 1 when a match begins there; null when none does at all. */
  #starts(text: string, fuel: Fuel): Uint8Array | null {
    this.#finding ??= new Automaton(this.#compile(false, false), false, true);
    if (!this.#reads(this.#finding, text, fuel, 0, text.length)) return null;
    this.#starting ??= new Automaton(this.#compile(true, false), true, true);
    const starts = new Uint8Array(text.length + 1);
    const onAccept = (at: number): boolean => {
      if (!isInsidePair(text, at)) starts[at] = 1;
      return false;
    };
    this.#starting.run({ text, from: text.length, to: 0, fuel, onAccept });
    return starts;
  }

  #longest(text: string, from: number, failed: Failures, fuel: Fuel): number {
    let end = -1;
    failed.begin();
    this.#endingAutomaton().run({
      text,
      from,
      to: text.length,
      fuel,
      onAccept: (at) => {
        end = at;
        failed.begin();
        return false;
      },
      onState: (at, state) => failed.has(at, state),
    });
    failed.keep();
    return end;
  }
}

/** Between the two units of one wide character. */
function isInsidePair(text: string, at: number): boolean {
  return at > 0 && (text.codePointAt(at - 1) ?? 0) > 0xffff;
}

function matchOf(text: string, slots: Slots, groupCount: number): Match {
  const groups: (string | undefined)[] = [];
  for (let i = 0; i <= 2 * groupCount; i += 2) {
    const isSet = slots[i]! >= 0 && slots[i + 1]! >= slots[i]!;
    groups.push(isSet ? text.slice(slots[i], slots[i + 1]) : undefined);
  }
  return { start: slots[0]!, end: slots[1]!, groups };
}

/** Only every so many places are looked at. */
const STRIDE = 16;
const TABLES_MAX = 512;

/**
 * Places and states from which no match ended: a search that looked far ahead in vain need not do so
 * again from the next start. Without it, `a.*b|a` on a long line of a's takes quadratic time.
 */
class Failures {
  readonly #size: number;
  readonly #tables = new Map<object, Uint8Array>();
  #fresh: (readonly [number, object])[] = [];

  constructor(length: number) {
    this.#size = Math.floor(length / STRIDE) + 1;
  }

  /** What was seen until now led to a match. */
  begin(): void {
    if (this.#fresh.length > 0) this.#fresh = [];
  }

  has(at: number, state: object): boolean {
    if (at % STRIDE !== 0) return false;
    if (this.#tables.get(state)?.[at / STRIDE] === 1) return true;
    this.#fresh.push([at, state]);
    return false;
  }

  /** What was seen since led to none. */
  keep(): void {
    for (const [at, state] of this.#fresh) {
      let table = this.#tables.get(state);
      if (table === undefined && this.#tables.size < TABLES_MAX) {
        table = new Uint8Array(this.#size);
        this.#tables.set(state, table);
      }
      if (table !== undefined) table[at / STRIDE] = 1;
    }
    this.#fresh = [];
  }
}
