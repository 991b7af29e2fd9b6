/**
 * Reads regular expressions as grep, sed, awk and bash write them.
 *
 * Mirrors: `parse_reg_exp` of glibc's regcomp.c with its error texts, and the syntax bits of each tool.
 * Departs: `grep -P` gets lazy repetitions, `(?:…)`, \d and \D, but no looking around.
 * Read next: program.ts.
 */
import { readBracket } from './bracket.ts';
import type { CharSet } from './char-set.ts';
import { ANY, DIGIT, SPACE, WORD, complement, withBothCases } from './char-set.ts';
import type { Dialect } from './dialect.ts';
import { readEscape } from './escapes.ts';
import type { Border, RegExpNode } from './tree.ts';
import { RegExpError, choice, repeat, sequence } from './tree.ts';

interface Reader {
  readonly text: string;
  readonly dialect: Dialect;
  readonly isExtended: boolean;
  readonly ignoresCase: boolean;
  readonly firstGroup: number;
  at: number;
  groups: number;
  /** Groups that have ended before, on this way: only these can be referred to. */
  ended: readonly number[];
  hasBackReference: boolean;
  /** `[:alpha:]` stands where `[[:alpha:]]` is meant. */
  hasColonClass: boolean;
}

export interface Parsed {
  readonly tree: RegExpNode;
  readonly groups: number;
  readonly hasBackReference: boolean;
}

const REPEATS_MAX = 32_767;
const DEPTH_MAX = 1000;

/** `groups`: how many there are before, in patterns that this one is put behind. */
export function parsePosix(
  text: string,
  dialect: Dialect,
  ignoresCase: boolean,
  groups = 0,
): Parsed {
  const isExtended = dialect !== 'grep' && dialect !== 'sed';
  const reader: Reader = {
    text,
    dialect,
    isExtended,
    ignoresCase,
    at: 0,
    firstGroup: groups,
    groups,
    ended: [],
    hasBackReference: false,
    hasColonClass: false,
  };
  const tree = readChoices(reader, 0);
  if (reader.hasColonClass && dialect !== 'bash' && dialect !== 'awk') {
    throw new RegExpError('character class syntax is [[:space:]], not [:space:]');
  }
  return { tree, groups: reader.groups, hasBackReference: reader.hasBackReference };
}

/** Whether the text goes on with an operator, written bare or with a backslash as the dialect has it. */
function isOperator(reader: Reader, operator: string, at = reader.at): boolean {
  const { text, isExtended } = reader;
  return isExtended ? text[at] === operator : text[at] === '\\' && text[at + 1] === operator;
}

function width(reader: Reader): number {
  return reader.isExtended ? 1 : 2;
}

function readChoices(reader: Reader, depth: number): RegExpNode {
  if (depth > DEPTH_MAX) throw new RegExpError('Regular expression too big');
  const { ended } = reader;
  const choices = [readBranch(reader, depth)];
  const all = new Set(reader.ended);
  while (isOperator(reader, '|')) {
    reader.at += width(reader);
    reader.ended = ended;
    choices.push(readBranch(reader, depth));
    for (const index of reader.ended) all.add(index);
  }
  reader.ended = [...all];
  return choice(choices);
}

function readBranch(reader: Reader, depth: number): RegExpNode {
  const parts: RegExpNode[] = [];
  for (let isFirst = true; reader.at < reader.text.length; isFirst = false) {
    if (isOperator(reader, '|')) break;
    if (isOperator(reader, ')') && depth > 0) break;
    const previous = parts.at(-1);
    const isStart = isFirst || previous?.type === 'border' || previous === undefined;
    const atom =
      isStart && isRepetition(reader) ? leading(reader) : readAtom(reader, depth, isFirst);
    if (atom === undefined) continue;
    // A repetition behind a border has nothing to repeat.
    parts.push(atom.type === 'border' ? atom : repeated(reader, atom));
  }
  return sequence(parts);
}

function isRepetition(reader: Reader): boolean {
  const { text, at } = reader;
  if (text[at] === '*') return true;
  return isOperator(reader, '+') || isOperator(reader, '?') || isOperator(reader, '{');
}

/** A repetition with nothing before it: an error, nothing, or itself. */
function leading(reader: Reader): RegExpNode | undefined {
  const { text, dialect } = reader;
  const isInterval = isOperator(reader, '{');
  if (isInterval && dialect === 'awk') return one(reader, '{');
  if (dialect === 'awk') throw new RegExpError('missing operand');
  if (dialect === 'sed -E' || dialect === 'bash' || (dialect === 'sed' && isInterval)) {
    throw new RegExpError('Invalid preceding regular expression');
  }
  if (reader.isExtended) {
    if (isInterval && readInterval(reader) === null) return one(reader, '{');
    if (!isInterval) reader.at++;
    return undefined;
  }
  if (text[reader.at] === '\\') reader.at++;
  return repeated(reader, one(reader, text[reader.at]!));
}

/** One character that stands for itself. */
function one(reader: Reader, char: string): RegExpNode {
  reader.at += char.length;
  const code = char.codePointAt(0)!;
  return setOf(reader, [code, code]);
}

function setOf(reader: Reader, set: CharSet): RegExpNode {
  return { type: 'set', set: reader.ignoresCase ? withBothCases(set) : set };
}

function repeated(reader: Reader, atom: RegExpNode): RegExpNode {
  let node = atom;
  for (let count = 0; reader.at < reader.text.length && isRepetition(reader); count++) {
    const isBare = reader.text[reader.at] === '*';
    const isInterval = isOperator(reader, '{');
    if (reader.dialect === 'sed' && count > 0 && (isBare || isInterval)) {
      throw new RegExpError('Invalid preceding regular expression');
    }
    let range: { readonly min: number; readonly max: number } | null;
    if (isInterval) {
      range = readInterval(reader);
      // What is no interval is itself, and whatever follows repeats that.
      if (range === null) return node;
    } else {
      const sign = isBare ? '*' : reader.text[reader.at + width(reader) - 1]!;
      reader.at += isBare ? 1 : width(reader);
      range = { min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Infinity };
    }
    const isLazy = reader.dialect === 'grep -P' && reader.text[reader.at] === '?';
    if (isLazy) reader.at++;
    node = repeat(node, range.min, range.max, isLazy);
  }
  return node;
}

/** `{2,3}`; null when the dialect takes it as text, with the cursor where it was. */
function readInterval(reader: Reader): { readonly min: number; readonly max: number } | null {
  const { text, isExtended, dialect } = reader;
  const from = reader.at + width(reader);
  const close = isExtended ? '}' : '\\}';
  const match = /^(\d*)(,?)(\d*)/.exec(text.slice(from, from + 40))!;
  const end = from + match[0].length;
  const isWhole = text.startsWith(close, end) && match[0] !== '';
  if (!isWhole) {
    if (dialect === 'grep -E' || dialect === 'grep -P' || dialect === 'awk') return null;
    const isOpen = !text.slice(end).includes(close) || text.slice(from).search(/[^\d,]/) === -1;
    throw new RegExpError(isOpen ? 'Unmatched \\{' : 'Invalid content of \\{\\}');
  }
  const min = Number(match[1] === '' ? 0 : match[1]);
  const max = match[2] === '' ? min : match[3] === '' ? Infinity : Number(match[3]);
  if (min > max) throw new RegExpError('Invalid content of \\{\\}');
  if (min > REPEATS_MAX || (max !== Infinity && max > REPEATS_MAX)) {
    throw new RegExpError('Regular expression too big');
  }
  reader.at = end + close.length;
  return { min, max };
}

function readAtom(reader: Reader, depth: number, isFirst: boolean): RegExpNode {
  const { text, dialect, isExtended } = reader;
  if (isOperator(reader, '(')) return readGroup(reader, depth);
  if (isOperator(reader, ')')) {
    if (dialect !== 'grep -E' && dialect !== 'bash' && dialect !== 'awk') {
      throw new RegExpError('Unmatched ) or \\)');
    }
    return one(reader, ')');
  }
  const char = text[reader.at]!;
  switch (char) {
    case '\\':
      return readEscaped(reader);
    case '[':
      return readSet(reader);
    case '.':
      reader.at++;
      return { type: 'set', set: ANY };
    case '^':
      if (!isExtended && !isFirst) break;
      reader.at++;
      return { type: 'border', border: 'start' };
    case '$':
      if (
        !isExtended &&
        reader.at + 1 < text.length &&
        !/^\\[)|]/.test(text.slice(reader.at + 1, reader.at + 3))
      )
        break;
      reader.at++;
      return { type: 'border', border: 'end' };
  }
  return one(reader, String.fromCodePoint(text.codePointAt(reader.at)!));
}

function readGroup(reader: Reader, depth: number): RegExpNode {
  reader.at += width(reader);
  const isPlain = reader.dialect === 'grep -P' && reader.text.startsWith('?:', reader.at);
  if (isPlain) reader.at += 2;
  const index = isPlain ? 0 : ++reader.groups;
  const body = readChoices(reader, depth + 1);
  if (!isOperator(reader, ')')) {
    throw new RegExpError(reader.dialect === 'awk' ? "missing ')'" : 'Unmatched ( or \\(');
  }
  reader.at += width(reader);
  if (isPlain) return body;
  reader.ended = [...reader.ended, index];
  return { type: 'group', index, body };
}

function readSet(reader: Reader): RegExpNode {
  const { text, dialect } = reader;
  if (/^\[:[^\]]*:\]/.test(text.slice(reader.at, reader.at + 40))) reader.hasColonClass = true;
  try {
    const { set, end } = readBracket(text, reader.at, (all, at) =>
      readEscape(all, at, dialect, true),
    );
    reader.at = end;
    return setOf(reader, set);
  } catch (error) {
    if (!(error instanceof RegExpError) || dialect !== 'awk') throw error;
    throw new RegExpError('bad class -- [], [^] or [');
  }
}

const BORDERS: ReadonlyMap<string, Border> = new Map<string, Border>([
  ['<', 'wordStart'],
  ['>', 'wordEnd'],
  ['b', 'word'],
  ['B', 'notWord'],
  ['y', 'word'],
  ['`', 'start'],
  ["'", 'end'],
]);

const SHORTHANDS: ReadonlyMap<string, CharSet> = new Map([
  ['w', WORD],
  ['W', complement(WORD)],
  ['s', SPACE],
  ['S', complement(SPACE)],
  ['d', DIGIT],
  ['D', complement(DIGIT)],
]);

function readEscaped(reader: Reader): RegExpNode {
  const { text, dialect } = reader;
  const char = text[reader.at + 1];
  if (char === undefined) throw new RegExpError('Trailing backslash');
  const border = BORDERS.get(char);
  if (border !== undefined && (char !== 'y' || dialect === 'awk')) {
    reader.at += 2;
    return { type: 'border', border };
  }
  const set = SHORTHANDS.get(char);
  if (set !== undefined && (!/d/i.test(char) || dialect === 'grep -P')) {
    reader.at += 2;
    return setOf(reader, set);
  }
  if (/[1-9]/.test(char) && dialect !== 'awk') {
    const index = reader.firstGroup + Number(char);
    if (!reader.ended.includes(index)) throw new RegExpError('Invalid back reference');
    reader.at += 2;
    reader.hasBackReference = true;
    return { type: 'back', index };
  }
  const escaped = readEscape(text, reader.at, dialect, false);
  if (escaped !== null) {
    reader.at = escaped.end;
    return setOf(reader, [escaped.code, escaped.code]);
  }
  reader.at++;
  return one(reader, String.fromCodePoint(text.codePointAt(reader.at)!));
}
