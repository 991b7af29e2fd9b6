/**
 * `test` and `[`.
 *
 * Mirrors: bash's `test.c`, with its rules by the number of arguments.
 */
import type { DiskView } from '../../../engine/index.ts';
import { compareNumbers, fileComparison, unaryTest } from '../conditional.ts';
import { complain } from '../messages.ts';
import type { ShellState, ShellTurn } from '../state.ts';

class TestError extends Error {}

interface Reader {
  readonly words: readonly string[];
  at: number;
  readonly shell: ShellState;
  readonly disk: DiskView;
}

export function test(turn: ShellTurn, words: readonly string[]): number {
  const name = words[0]!;
  let operands = words.slice(1);
  if (name === '[') {
    if (operands[operands.length - 1] !== ']') {
      complain(turn, "[: missing `]'");
      return 2;
    }
    operands = operands.slice(0, -1);
  }
  try {
    return evaluate({ words: operands, at: 0, shell: turn.state, disk: turn.env.host.disk })
      ? 0
      : 1;
  } catch (error) {
    if (!(error instanceof TestError)) throw error;
    complain(turn, `${name}: ${error.message}`);
    return 2;
  }
}

function evaluate(reader: Reader): boolean {
  const { words } = reader;
  if (words.length === 0) return false;
  if (words.length === 1) return words[0] !== '';
  if (words.length === 2 && words[0] !== '!') {
    const value = unaryTest(reader.shell, reader.disk, words[0]!, words[1]!);
    if (value === undefined) throw new TestError(`${words[0]!}: unary operator expected`);
    return value;
  }
  if (words.length === 3) {
    const value = binaryValue(reader, words[0]!, words[1]!, words[2]!);
    if (value !== undefined) return value;
  }
  const value = or(reader);
  if (reader.at < words.length) {
    throw new TestError(
      words.length === 3 ? `${words[1]!}: binary operator expected` : 'too many arguments',
    );
  }
  return value;
}

function or(reader: Reader): boolean {
  let value = and(reader);
  while (reader.words[reader.at] === '-o') {
    reader.at++;
    value = and(reader) || value;
  }
  return value;
}

function and(reader: Reader): boolean {
  let value = primary(reader);
  while (reader.words[reader.at] === '-a') {
    reader.at++;
    value = primary(reader) && value;
  }
  return value;
}

function primary(reader: Reader): boolean {
  const { words } = reader;
  const word = words[reader.at];
  if (word === undefined) throw new TestError('argument expected');
  if (word === '!') {
    reader.at++;
    return !primary(reader);
  }
  const next = words[reader.at + 1];
  const after = words[reader.at + 2];
  if (next !== undefined && after !== undefined) {
    const value = binaryValue(reader, word, next, after);
    if (value !== undefined) {
      reader.at += 3;
      return value;
    }
  }
  if (word === '(') {
    reader.at++;
    const value = or(reader);
    if (words[reader.at] !== ')') throw new TestError("`)' expected");
    reader.at++;
    return value;
  }
  if (/^-[a-zA-Z]$/.test(word) && next !== undefined) {
    const value = unaryTest(reader.shell, reader.disk, word, next);
    if (value !== undefined) {
      reader.at += 2;
      return value;
    }
  }
  reader.at++;
  return word !== '';
}

function binaryValue(
  { shell, disk }: Reader,
  left: string,
  operator: string,
  right: string,
): boolean | undefined {
  switch (operator) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
  }
  if (/^-(eq|ne|lt|le|gt|ge)$/.test(operator)) {
    return compareNumbers(operator, integer(left), integer(right));
  }
  return fileComparison(shell, disk, operator, left, right);
}

function integer(word: string): bigint {
  if (!/^\s*[-+]?\d+\s*$/.test(word)) throw new TestError(`${word}: integer expression expected`);
  return BigInt(word.trim().replace(/^\+/, ''));
}
