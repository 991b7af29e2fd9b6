/**
 * From words of a script to the words of a command: parameters, command results, arithmetic, then
 * splitting and pathnames.
 *
 * Mirrors: `subst.c` of bash 5.2, in its order.
 * Departs: a command substitution suspends the whole expansion: it starts over once the result is
 * known, on the variables as they were, so that nothing happens twice.
 * Read next: expansion.ts, parameter.ts.
 */
import { mapGet } from '../../../engine/index.ts';
import { demandMemory, lengthOf } from '../limits.ts';
import type { Part, Script, Word } from '../syntax/tree.ts';
import { fieldSeparators } from '../variables.ts';
import type { Expansion } from './expansion.ts';
import { ExpansionError, NeedsResult, arithmetic } from './expansion.ts';
import { globPaths } from './glob.ts';
import type { OperandExpansion } from './parameter.ts';
import { expandParameter } from './parameter.ts';
import { isPattern, quotePattern } from './pattern.ts';

/** A piece of a field; quoted pieces are neither split nor matched. */
export interface Piece {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** One field under construction. */
type Field = Piece[];

/** Words of a command: each may give none, one or many. */
export function expandWords(x: Expansion, words: readonly Word[]): readonly string[] {
  return words.flatMap((word) => expandFields(x, word));
}

/** One word, with splitting and pathnames. */
export function expandFields(x: Expansion, word: Word): readonly string[] {
  if (word.assignment !== undefined) return [expandText(x, word)];
  if (word.excess !== undefined) {
    x.warnings.push(`brace expansion: failed to allocate memory for ${word.excess} elements`);
  }
  const plain = plainText(word);
  if (plain !== undefined) return [plain];
  return collectFields(x, word.parts).flatMap((field) => {
    const text = joinPieces(x, field);
    if (x.shell.options.includes('noglob')) return [text];
    const pattern = patternOf(field);
    if (!isPattern(pattern)) return [text];
    const paths = globPaths(x.disk, x.shell.cwd, pattern);
    return paths.length > 0 ? paths : [text];
  });
}

/** Fast path: a word without anything to expand. */
function plainText({ parts }: Word): string | undefined {
  const only = parts[0];
  if (parts.length !== 1 || only?.type !== 'Text') return undefined;
  return only.isQuoted || !/[*?[\]~()]/.test(only.text) ? only.text : undefined;
}

/** A word that stays one: no splitting, no pathnames (assignments, redirections, `case`). */
export function expandText(x: Expansion, word: Word): string {
  return joinPieces(x, expandPieces(x, word.parts));
}

/** The text of all pieces, if there is memory for it. */
function joinPieces(x: Expansion, pieces: readonly Piece[]): string {
  let length = 0;
  for (const { text } of pieces) length += text.length;
  demandMemory(x.shell, length);
  x.work += length;
  return pieces.map(({ text }) => text).join('');
}

/** A word as a pattern: its quoted parts stand for themselves. */
export function expandPattern(x: Expansion, word: Word): string {
  return patternOf(expandPieces(x, word.parts));
}

function patternOf(pieces: readonly Piece[]): string {
  return pieces.map(({ text, isQuoted }) => (isQuoted ? quotePattern(text) : text)).join('');
}

function expandPieces(x: Expansion, parts: readonly Part[]): Piece[] {
  const separator = fieldSeparators(x.variables)[0] ?? '';
  return parts.flatMap((part, i): Piece[] => {
    if (part.type === 'Text') return tilde(x, part, i === 0, parts.length === 1);
    const values = partValues(x, part);
    const isStar = part.type === 'Parameter' && part.name === '*';
    demandMemory(x.shell, lengthOf(values.values));
    const text = values.values.join(values.isList && isStar ? separator : ' ');
    return [{ text, isQuoted: values.isQuoted }];
  });
}

function collectFields(x: Expansion, parts: readonly Part[]): Field[] {
  const fields: Field[] = [];
  let current: Field | null = null;
  const open = (): Field => {
    if (current === null) {
      current = [];
      fields.push(current);
    }
    return current;
  };
  parts.forEach((part, i) => {
    if (part.type === 'Text') {
      const pieces = tilde(x, part, i === 0, parts.length === 1);
      if (pieces.some(({ text, isQuoted }) => text !== '' || isQuoted)) {
        // The empty text before `"$@"` makes no word when there are no arguments.
        const next = parts[i + 1];
        const isMark = part.text === '' && next !== undefined && isListPart(next);
        if (!isMark || parts.length > 2) open().push(...pieces);
      }
      return;
    }
    const { values, isQuoted, isList } = partValues(x, part);
    if (isQuoted) {
      values.forEach((text, at) => {
        if (at > 0) current = null;
        open().push({ text, isQuoted: true });
      });
      return;
    }
    for (const [at, value] of values.entries()) {
      if (isList && at > 0) current = null;
      x.work += value.length;
      const split = splitFields(value, fieldSeparators(x.variables));
      if (split.startsNew) current = null;
      split.fields.forEach((text, k) => {
        if (k > 0) current = null;
        open().push({ text, isQuoted: false });
      });
      if (split.endsOpen) current = null;
    }
  });
  return fields;
}

function isListPart(part: Part): boolean {
  return part.type === 'Parameter' && (part.name === '@' || part.index?.text === '@');
}

/** The words inside `${…}` are expanded as those around it. */
const OPERANDS: OperandExpansion = { text: expandText, pattern: expandPattern };

interface Values {
  readonly values: readonly string[];
  readonly isQuoted: boolean;
  /** Several fields even in quotes (`"$@"`). */
  readonly isList: boolean;
}

function partValues(x: Expansion, part: Exclude<Part, { type: 'Text' }>): Values {
  switch (part.type) {
    case 'Parameter':
      return { ...expandParameter(x, part, OPERANDS), isQuoted: part.isQuoted };
    case 'Command':
      return {
        values: [resultOf(x, part.script).replace(/\n+$/, '')],
        isQuoted: part.isQuoted,
        isList: false,
      };
    case 'Arithmetic':
      return {
        values: [String(expandArithmetic(x, part.expression))],
        isQuoted: part.isQuoted,
        isList: false,
      };
    case 'Process':
      throw new ExpansionError('process substitution is not part of this shell');
    case 'Bad':
      throw new ExpansionError(`${part.text}: bad substitution`);
  }
}

function resultOf(x: Expansion, script: Script): string {
  const result = x.results[x.used++];
  if (result === undefined) throw new NeedsResult(script);
  return result;
}

/** Value of an arithmetic expression whose own expansions are done first. */
export function expandArithmetic(x: Expansion, expression: Word): bigint {
  return arithmetic(x, expandText(x, expression));
}

/** `~` and `~/…` at the start of a word. */
function tilde(
  x: Expansion,
  part: Part & { readonly type: 'Text' },
  isFirst: boolean,
  isOnly: boolean,
): Piece[] {
  const piece = { text: part.text, isQuoted: part.isQuoted };
  if (part.isQuoted || !isFirst || !part.text.startsWith('~')) return [piece];
  const match = /^~([^/]*)/.exec(part.text)!;
  if (!isOnly && match[0].length === part.text.length) return [piece];
  const user = match[1]!;
  const home = mapGet(x.variables, 'HOME')?.value ?? '/root';
  const folder = user === '' || user === 'root' ? home : user === '+' ? x.shell.cwd : undefined;
  if (folder === undefined) return [piece];
  const rest = part.text.slice(match[0].length);
  return [
    { text: folder, isQuoted: true },
    { text: rest, isQuoted: false },
  ];
}

/** Splits at IFS: runs of white space are one separator, any other separator counts. */
export function splitFields(
  text: string,
  separators: string,
): { readonly fields: readonly string[]; readonly startsNew: boolean; readonly endsOpen: boolean } {
  if (separators === '') {
    return { fields: text === '' ? [] : [text], startsNew: false, endsOpen: false };
  }
  const fields: string[] = [];
  let current = '';
  let hasCurrent = false;
  let startsNew = false;
  let endsOpen = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (!separators.includes(char)) {
      current += char;
      hasCurrent = true;
      endsOpen = false;
    } else if (/\s/.test(char)) {
      if (hasCurrent) fields.push(current);
      else if (fields.length === 0) startsNew = true;
      current = '';
      hasCurrent = false;
      endsOpen = true;
    } else {
      if (hasCurrent || !endsOpen || fields.length === 0) fields.push(current);
      current = '';
      hasCurrent = false;
      endsOpen = true;
      while (/\s/.test(text[i + 1] ?? 'x') && separators.includes(text[i + 1]!)) i++;
    }
  }
  if (hasCurrent) fields.push(current);
  return { fields, startsNew, endsOpen };
}
