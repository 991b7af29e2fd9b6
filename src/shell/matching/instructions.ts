/**
 * Compiles a tree to the instructions of a machine that is in many places at once.
 *
 * Mirrors: Thompson's construction.
 * Read next: automaton.ts, captures.ts.
 */
import type { CharSet } from './char-set.ts';
import { WORD } from './char-set.ts';
import type { Border, RegExpNode } from './tree.ts';
import { RegExpError, choice, sequence } from './tree.ts';

export type Instruction =
  | { readonly op: 'unit'; readonly set: CharSet }
  /** Goes on at both; the first is preferred. */
  | { readonly op: 'split'; first: number; second: number }
  /** `isOptional`: an empty turn of a group that may be left out does not undo the turn before. */
  | { readonly op: 'save'; readonly slot: number; readonly isOptional: boolean }
  | { readonly op: 'border'; readonly border: Border }
  | { readonly op: 'back'; readonly index: number; readonly ignoresCase: boolean }
  | { readonly op: 'match' };

/** Where an instruction does not say where to go on, the next one is meant. */
export interface Instructions {
  readonly code: readonly Instruction[];
  /** The same in tables, for loops that must be fast. */
  readonly ops: Uint8Array;
  readonly firsts: Int32Array;
  readonly seconds: Int32Array;
  readonly hasBorders: boolean;
}

export const UNIT = 0;
export const SPLIT = 1;
export const SAVE = 2;
export const BORDER = 3;
const BACK = 4;
export const MATCH = 5;
const OPS = { unit: UNIT, split: SPLIT, save: SAVE, border: BORDER, back: BACK, match: MATCH };

const LENGTH_MAX = 20_000;

export interface Direction {
  /** Backwards: for reading a text from its end. */
  readonly isBackward: boolean;
  readonly keepsGroups: boolean;
  readonly ignoresCase: boolean;
}

export function compileTree(tree: RegExpNode, direction: Direction): Instructions {
  const code: Instruction[] = [];
  emit(code, tree, direction);
  code.push({ op: 'match' });
  return {
    code,
    ops: Uint8Array.from(code, ({ op }) => OPS[op]),
    firsts: Int32Array.from(code, (each, at) => (each.op === 'split' ? each.first : at + 1)),
    seconds: Int32Array.from(code, (each, at) => (each.op === 'split' ? each.second : at + 1)),
    hasBorders: code.some(({ op }) => op === 'border'),
  };
}

function push(code: Instruction[], instruction: Instruction): number {
  if (code.length >= LENGTH_MAX) throw new RegExpError('Regular expression too big');
  return code.push(instruction) - 1;
}

function emit(code: Instruction[], node: RegExpNode, direction: Direction): void {
  switch (node.type) {
    case 'empty':
      return;
    case 'set':
      return emitSet(code, node.set, direction);
    case 'border':
      push(code, { op: 'border', border: node.border });
      return;
    case 'back':
      push(code, { op: 'back', index: node.index, ignoresCase: direction.ignoresCase });
      return;
    case 'group':
      if (!direction.keepsGroups) return emit(code, node.body, direction);
      return emitGroup(code, node, direction, false);
    case 'sequence': {
      const parts = direction.isBackward ? [...node.parts].reverse() : node.parts;
      for (const part of parts) emit(code, part, direction);
      return;
    }
    case 'choice':
      return emitChoice(code, node.choices, direction);
    case 'repeat':
      return emitRepeat(code, node, direction);
    case 'not':
      throw new Error('an exclusion has no instructions');
  }
}

function emitChoice(
  code: Instruction[],
  choices: readonly RegExpNode[],
  direction: Direction,
): void {
  const ends: number[] = [];
  choices.forEach((each, i) => {
    if (i === choices.length - 1) return emit(code, each, direction);
    const split = { op: 'split' as const, first: 0, second: 0 };
    split.first = push(code, split) + 1;
    emit(code, each, direction);
    ends.push(jump(code));
    split.second = code.length;
  });
  for (const end of ends) aim(code, end, code.length);
}

/** A place to go on elsewhere, aimed later. */
function jump(code: Instruction[]): number {
  return push(code, { op: 'split', first: 0, second: 0 });
}

function aim(code: Instruction[], at: number, target: number): void {
  code[at] = { op: 'split', first: target, second: target };
}

function emitRepeat(
  code: Instruction[],
  node: RegExpNode & { readonly type: 'repeat' },
  direction: Direction,
): void {
  const { body, min, max, isLazy } = node;
  const branch = (inside: number, outside: number): Instruction => ({
    op: 'split',
    first: isLazy ? outside : inside,
    second: isLazy ? inside : outside,
  });
  const emitOptional = (): void => {
    if (body.type === 'group' && direction.keepsGroups) emitGroup(code, body, direction, true);
    else emit(code, body, direction);
  };
  for (let i = 0; i < min; i++) emit(code, body, direction);
  if (max === Infinity) {
    const split = jump(code);
    emitOptional();
    aim(code, jump(code), split);
    code[split] = branch(split + 1, code.length);
    return;
  }
  // As glibc has it, (((x)?x)?x)?: the first turns are the first to be left out.
  const skips: number[] = [];
  for (let i = min; i < max; i++) skips.push(jump(code));
  for (let skip = skips.pop(); skip !== undefined; skip = skips.pop()) {
    emitOptional();
    code[skip] = branch(skip + 1, code.length);
  }
}

function emitGroup(
  code: Instruction[],
  { index, body }: RegExpNode & { readonly type: 'group' },
  direction: Direction,
  isOptional: boolean,
): void {
  push(code, { op: 'save', slot: 2 * index, isOptional });
  emit(code, body, direction);
  push(code, { op: 'save', slot: 2 * index + 1, isOptional });
}

/** Texts are read by units of 16 bits, so a character beyond them is two sets in a row. */
function emitSet(code: Instruction[], set: CharSet, direction: Direction): void {
  const low: number[] = [];
  const pairs: RegExpNode[] = [];
  const wide: (readonly [number, number])[] = [];
  for (let i = 0; i < set.length; i += 2) {
    if (set[i]! <= 0xffff) low.push(set[i]!, Math.min(set[i + 1]!, 0xffff));
    if (set[i + 1]! > 0xffff) wide.push([Math.max(set[i]!, 0x10000), set[i + 1]!]);
  }
  for (const [first, last] of wide) {
    for (const [heads, tails] of surrogates(first, last)) {
      pairs.push(sequence([unit(heads), unit(tails)]));
    }
  }
  if (pairs.length === 0) push(code, { op: 'unit', set });
  else {
    const single = withoutHeads(low);
    const choices = single.length === 0 ? pairs : [unit(single), ...pairs];
    emit(code, choice(choices), direction);
  }
}

function unit(set: CharSet): RegExpNode {
  return { type: 'set', set };
}

/** The first halves of pairs are no characters of their own where pairs are meant too. */
function withoutHeads(set: CharSet): CharSet {
  const out: number[] = [];
  for (let i = 0; i < set.length; i += 2) {
    const first = set[i]!;
    const last = set[i + 1]!;
    if (first < 0xd800) out.push(first, Math.min(last, 0xd7ff));
    if (last > 0xdbff) out.push(Math.max(first, 0xdc00), last);
  }
  return out;
}

/** Pairs of ranges of halves that make up a range of wide characters. */
function surrogates(first: number, last: number): (readonly [CharSet, CharSet])[] {
  const head = (code: number): number => 0xd800 + ((code - 0x10000) >> 10);
  const tail = (code: number): number => 0xdc00 + ((code - 0x10000) & 0x3ff);
  const from = head(first);
  const to = head(last);
  if (from === to)
    return [
      [
        [from, from],
        [tail(first), tail(last)],
      ],
    ];
  const out: (readonly [CharSet, CharSet])[] = [];
  const isWholeStart = tail(first) === 0xdc00;
  const isWholeEnd = tail(last) === 0xdfff;
  if (!isWholeStart)
    out.push([
      [from, from],
      [tail(first), 0xdfff],
    ]);
  const a = isWholeStart ? from : from + 1;
  const b = isWholeEnd ? to : to - 1;
  if (a <= b)
    out.push([
      [a, b],
      [0xdc00, 0xdfff],
    ]);
  if (!isWholeEnd)
    out.push([
      [to, to],
      [0xdc00, tail(last)],
    ]);
  return out;
}

/** Whether a border stands between two units; -1 is none. */
export function isBorder(border: Border, before: number, after: number): boolean {
  const isWordBefore = before >= 0 && isWordUnit(before);
  const isWordAfter = after >= 0 && isWordUnit(after);
  switch (border) {
    case 'start':
      return before === -1;
    case 'end':
      return after === -1;
    case 'word':
      return isWordBefore !== isWordAfter;
    case 'notWord':
      return isWordBefore === isWordAfter;
    case 'wordStart':
      return !isWordBefore && isWordAfter;
    case 'wordEnd':
      return isWordBefore && !isWordAfter;
    case 'noWordBefore':
      return !isWordBefore;
    case 'noWordAfter':
      return !isWordAfter;
  }
}

function isWordUnit(unit: number): boolean {
  for (let i = 0; i < WORD.length; i += 2) {
    if (unit >= WORD[i]! && unit <= WORD[i + 1]!) return true;
  }
  return false;
}
