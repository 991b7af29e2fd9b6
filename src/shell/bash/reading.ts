/**
 * `read`: takes a line from where its descriptor leads and splits it into variables.
 *
 * Mirrors: bash's `read.def`.
 * Departs: `-s` does not hide what is typed, because the terminal echoes whole lines.
 */
import { splitFields } from './expansion/expand.ts';
import type { Frame, ReadRequest } from './frames.ts';
import { complain } from './messages.ts';
import type { ShellTurn } from './state.ts';
import { change, popFrame } from './state.ts';
import { PLAIN, arrayOf, fieldSeparators, withVariable } from './variables.ts';
import { mapSet } from '../../engine/index.ts';

/** One try; false when the line has not arrived. */
export function readLine(turn: ShellTurn, frame: Frame & { readonly type: 'read' }): boolean {
  const { request } = frame;
  const source = available(turn, request.descriptor);
  if (source === undefined) {
    popFrame(turn, 1);
    complain(turn, `read: ${request.descriptor}: invalid file descriptor: Bad file descriptor`);
    return true;
  }
  const line = takeLine(source.text, source.isEnded || request.isTimeUp, request);
  if (line === undefined) return false;
  consume(turn, request.descriptor, line.length);
  const isFailed = !line.isComplete;
  popFrame(turn, request.isTimeUp && isFailed ? 142 : isFailed ? 1 : 0);
  if (request.isTimed) turn.effects.push({ type: 'cancelTimer', name: 'read' });
  assignFields(turn, request, line.text);
  return true;
}

interface Line {
  readonly text: string;
  /** Characters used up, the delimiter included. */
  readonly length: number;
  readonly isComplete: boolean;
}

function takeLine(text: string, isEnded: boolean, request: ReadRequest): Line | undefined {
  let line = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char === '\\' && !request.isRaw) {
      const next = text[++i];
      if (next === undefined) break;
      // A backslash before the newline continues the line; the mark keeps other characters.
      if (next !== '\n') line += `\\${next}`;
    } else if (char === request.delimiter) {
      return { text: line, length: i + 1, isComplete: true };
    } else line += char;
    if (request.count !== null && line.length >= request.count) {
      return { text: line, length: i + 1, isComplete: true };
    }
  }
  return isEnded ? { text: line, length: text.length, isComplete: false } : undefined;
}

function available(
  turn: ShellTurn,
  descriptor: number,
): { readonly text: string; readonly isEnded: boolean } | undefined {
  const { state } = turn;
  const target = state.descriptors[descriptor];
  switch (target?.kind) {
    case 'own':
      return { text: state.input, isEnded: state.isInputEnded };
    case 'text': {
      const open = state.texts[target.id]!;
      return { text: open.text.slice(open.position), isEnded: true };
    }
    case 'null':
      return { text: '', isEnded: true };
    default:
      return undefined;
  }
}

function consume(turn: ShellTurn, descriptor: number, length: number): void {
  const { state } = turn;
  const target = state.descriptors[descriptor];
  if (target?.kind === 'own') {
    const isTerminal = state.process.stdin === 'tty';
    const isUsedUp = state.input.length <= length;
    change(turn, {
      input: state.input.slice(length),
      // Ctrl-D ends one read of a terminal, not all.
      isInputEnded: state.isInputEnded && !(isTerminal && isUsedUp),
    });
  } else if (target?.kind === 'text') {
    const texts = state.texts.map((each, i) =>
      i === target.id ? { ...each, position: each.position + length } : each,
    );
    change(turn, { texts });
  }
}

function assignFields(turn: ShellTurn, request: ReadRequest, line: string): void {
  const separators = fieldSeparators(turn.state.variables);
  const plain = (text: string): string => (request.isRaw ? text : text.replace(/\\([^])/g, '$1'));
  if (request.array !== null) {
    const { fields } = splitFields(line, separators);
    const elements = fields.map((field, i) => [String(i), plain(field)] as const);
    const variables = mapSet(turn.state.variables, request.array, arrayOf(PLAIN, elements));
    return change(turn, { variables });
  }
  if (request.names.length === 0) return assign(turn, 'REPLY', plain(line));
  let rest = trimSpaces(line, separators);
  request.names.forEach((name, i) => {
    const isLast = i === request.names.length - 1;
    if (isLast) return assign(turn, name, plain(rest));
    const [field, after] = firstField(rest, separators);
    rest = after;
    assign(turn, name, plain(field));
  });
}

function assign(turn: ShellTurn, name: string, value: string): void {
  const variables = withVariable(turn.state.variables, name, value);
  if (variables === undefined) complain(turn, `${name}: readonly variable`);
  else change(turn, { variables });
}

function trimSpaces(line: string, separators: string): string {
  let start = 0;
  let end = line.length;
  const isSpace = (i: number): boolean => separators.includes(line[i]!) && /\s/.test(line[i]!);
  while (start < end && isSpace(start)) start++;
  while (end > start && isSpace(end - 1)) end--;
  return line.slice(start, end);
}

function firstField(text: string, separators: string): readonly [string, string] {
  for (let i = 0; i < text.length; i++) {
    if (!separators.includes(text[i]!)) continue;
    let after = i;
    while (after < text.length && separators.includes(text[after]!) && /\s/.test(text[after]!))
      after++;
    if (after < text.length && separators.includes(text[after]!) && after === i) after++;
    while (after < text.length && separators.includes(text[after]!) && /\s/.test(text[after]!))
      after++;
    return [text.slice(0, i), text.slice(after)];
  }
  return [text, ''];
}
