/**
 * Reads an awk program.
 *
 * Mirrors: the grammar of POSIX awk.
 * Departs: no functions of one's own, no `getline`, no redirections of print.
 * Read next: evaluation.ts.
 */
import { checked } from './regexps.ts';
import type { Action, Expression, Rule } from './tree.ts';
import { AwkError } from './tree.ts';

interface Token {
  readonly kind:
    'number' | 'string' | 'regexp' | 'name' | 'function' | 'operator' | 'newline' | 'end';
  readonly text: string;
}

interface Reader {
  readonly tokens: readonly Token[];
  at: number;
}

const OPERATORS =
  /\|\||&&|\+\+|--|\+=|-=|\*=|\/=|%=|\^=|==|!=|<=|>=|!~|\*\*|[-+*/%^!<>=~?:,;(){}[\]$|]/y;

export function parseAwk(source: string): readonly Rule[] {
  const reader: Reader = { tokens: tokenize(source), at: 0 };
  const rules: Rule[] = [];
  for (;;) {
    skipEnds(reader);
    if (peek(reader).kind === 'end') return rules;
    rules.push(rule(reader));
  }
}

function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(source)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  while (at < source.length) {
    if (match(/(?:[ \t\r]|\\\n|#[^\n]*)+/y) !== undefined) continue;
    if (match(/\n/y) !== undefined) {
      tokens.push({ kind: 'newline', text: '\n' });
      continue;
    }
    const last = tokens.at(-1);
    const isOperand =
      last !== undefined &&
      (['number', 'string', 'name'].includes(last.kind) ||
        [')', ']', '$', '++', '--'].includes(last.text));
    let text: string | undefined;
    if (!isOperand && (text = match(/\/(?:[^/\\\n]|\\.|\[[^\]\n]*\])+\//y)) !== undefined) {
      tokens.push({ kind: 'regexp', text: checked(text.slice(1, -1), source.slice(0, at)) });
    } else if ((text = match(/"(?:[^"\\\n]|\\[^])*"/y)) !== undefined) {
      tokens.push({ kind: 'string', text: unescape(text.slice(1, -1)) });
    } else if ((text = match(/(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/y)) !== undefined) {
      tokens.push({ kind: 'number', text });
    } else if ((text = match(/[A-Za-z_]\w*/y)) !== undefined) {
      tokens.push({ kind: source[at] === '(' ? 'function' : 'name', text });
    } else if ((text = match(OPERATORS)) !== undefined) {
      tokens.push({ kind: 'operator', text });
    } else throw new AwkError(`syntax error near ${source.slice(at, at + 20)}`);
  }
  tokens.push({ kind: 'end', text: '' });
  return tokens;
}

function unescape(text: string): string {
  return text.replace(/\\([^])/g, (_, char: string) => {
    const known: Readonly<Record<string, string>> = {
      n: '\n',
      t: '\t',
      r: '\r',
      '"': '"',
      '\\': '\\',
      '/': '/',
    };
    return known[char] ?? `\\${char}`;
  });
}

function peek(reader: Reader): Token {
  return reader.tokens[reader.at]!;
}

function is(reader: Reader, text: string): boolean {
  const token = peek(reader);
  return token.text === text && token.kind !== 'string' && token.kind !== 'regexp';
}

function take(reader: Reader, text: string): boolean {
  if (!is(reader, text)) return false;
  reader.at++;
  return true;
}

function expect(reader: Reader, text: string): void {
  if (!take(reader, text))
    throw new AwkError(`syntax error at or near ${peek(reader).text || 'end of program'}`);
}

function skipEnds(reader: Reader): void {
  while (peek(reader).kind === 'newline' || is(reader, ';')) reader.at++;
}

function skipNewlines(reader: Reader): void {
  while (peek(reader).kind === 'newline') reader.at++;
}

function rule(reader: Reader): Rule {
  if (is(reader, 'BEGIN') || is(reader, 'END')) {
    const kind = peek(reader).text as 'BEGIN' | 'END';
    reader.at++;
    return { kind, pattern: null, last: null, body: block(reader) };
  }
  if (is(reader, '{')) return { kind: 'always', pattern: null, last: null, body: block(reader) };
  const pattern = expression(reader);
  const last = take(reader, ',') ? expression(reader) : null;
  const body = is(reader, '{') ? block(reader) : null;
  return { kind: last === null ? 'pattern' : 'range', pattern, last, body };
}

function block(reader: Reader): Action {
  expect(reader, '{');
  const body: Action[] = [];
  for (;;) {
    skipEnds(reader);
    if (take(reader, '}')) return { type: 'block', body };
    body.push(action(reader));
  }
}

function action(reader: Reader): Action {
  if (is(reader, '{')) return block(reader);
  const { text, kind } = peek(reader);
  if (kind === 'name' || kind === 'function') {
    const compound = keyword(reader, text);
    if (compound !== undefined) return compound;
  }
  const simple = simpleAction(reader);
  if (!is(reader, '}') && !is(reader, ';') && !['newline', 'end'].includes(peek(reader).kind)) {
    throw new AwkError(`syntax error at or near ${peek(reader).text}`);
  }
  take(reader, ';');
  return simple;
}

function keyword(reader: Reader, text: string): Action | undefined {
  switch (text) {
    case 'if': {
      reader.at++;
      expect(reader, '(');
      const test = expression(reader);
      expect(reader, ')');
      skipNewlines(reader);
      const yes = action(reader);
      const before = reader.at;
      skipEnds(reader);
      if (!take(reader, 'else')) {
        reader.at = before;
        return { type: 'if', test, yes, no: null };
      }
      skipNewlines(reader);
      return { type: 'if', test, yes, no: action(reader) };
    }
    case 'while': {
      reader.at++;
      expect(reader, '(');
      const test = expression(reader);
      expect(reader, ')');
      skipNewlines(reader);
      return { type: 'while', test, body: action(reader), isFirst: false };
    }
    case 'do': {
      reader.at++;
      skipNewlines(reader);
      const body = action(reader);
      skipEnds(reader);
      expect(reader, 'while');
      expect(reader, '(');
      const test = expression(reader);
      expect(reader, ')');
      return { type: 'while', test, body, isFirst: true };
    }
    case 'for':
      reader.at++;
      return loop(reader);
    case 'next':
    case 'break':
    case 'continue':
      reader.at++;
      return { type: text };
    case 'exit': {
      reader.at++;
      const isBare =
        is(reader, ';') || is(reader, '}') || ['newline', 'end'].includes(peek(reader).kind);
      return { type: 'exit', status: isBare ? null : expression(reader) };
    }
    default:
      return undefined;
  }
}

function loop(reader: Reader): Action {
  expect(reader, '(');
  const [name, word, list, close] = reader.tokens.slice(reader.at, reader.at + 4);
  if (
    name?.kind === 'name' &&
    word?.text === 'in' &&
    list?.kind === 'name' &&
    close?.text === ')'
  ) {
    reader.at += 4;
    skipNewlines(reader);
    return { type: 'forIn', variable: name.text, name: list.text, body: action(reader) };
  }
  const initialize = is(reader, ';') ? null : simpleAction(reader);
  expect(reader, ';');
  const test = is(reader, ';') ? null : expression(reader);
  expect(reader, ';');
  const update = is(reader, ')') ? null : simpleAction(reader);
  expect(reader, ')');
  skipNewlines(reader);
  if (take(reader, ';'))
    return { type: 'for', initialize, test, update, body: { type: 'block', body: [] } };
  return { type: 'for', initialize, test, update, body: action(reader) };
}

function simpleAction(reader: Reader): Action {
  if (is(reader, 'print') || is(reader, 'printf')) {
    const type = peek(reader).text as 'print' | 'printf';
    reader.at++;
    return { type, operands: printOperands(reader) };
  }
  if (take(reader, 'delete')) {
    const name = peek(reader).text;
    reader.at++;
    if (!take(reader, '[')) return { type: 'delete', name, keys: null };
    const keys = list(reader, ']');
    return { type: 'delete', name, keys };
  }
  return { type: 'expression', expression: expression(reader) };
}

function printOperands(reader: Reader): readonly Expression[] {
  const ends = (): boolean =>
    is(reader, ';') || is(reader, '}') || ['newline', 'end'].includes(peek(reader).kind);
  if (ends()) return [];
  const start = reader.at;
  if (take(reader, '(')) {
    // `print (a, b)` is a list, `print (a) b` an expression.
    const operands = list(reader, ')');
    if (ends()) return operands;
    reader.at = start;
  }
  const operands = [expression(reader)];
  while (take(reader, ',')) operands.push(expression(reader));
  return operands;
}

function list(reader: Reader, end: string): readonly Expression[] {
  const items: Expression[] = [];
  if (take(reader, end)) return items;
  do {
    skipNewlines(reader);
    items.push(expression(reader));
  } while (take(reader, ','));
  expect(reader, end);
  return items;
}

const ASSIGNMENTS = new Set(['=', '+=', '-=', '*=', '/=', '%=', '^=']);

function expression(reader: Reader): Expression {
  const left = conditional(reader);
  const operator = peek(reader).text;
  const isTarget = left.type === 'variable' || left.type === 'field' || left.type === 'element';
  if (peek(reader).kind !== 'operator' || !ASSIGNMENTS.has(operator) || !isTarget) return left;
  reader.at++;
  skipNewlines(reader);
  return { type: 'assign', operator, target: left, value: expression(reader) };
}

function conditional(reader: Reader): Expression {
  const test = binary(reader, 0);
  if (!take(reader, '?')) return test;
  const yes = expression(reader);
  expect(reader, ':');
  return { type: 'conditional', test, yes, no: expression(reader) };
}

const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['in'],
  ['~', '!~'],
  ['<', '<=', '==', '!=', '>', '>='],
  ['concat'],
  ['+', '-'],
  ['*', '/', '%'],
];

function binary(reader: Reader, level: number): Expression {
  const operators = LEVELS[level];
  if (operators === undefined) return unary(reader);
  let left = binary(reader, level + 1);
  for (;;) {
    if (operators[0] === 'concat') {
      if (!startsOperand(reader)) return left;
      left = { type: 'binary', operator: 'concat', left, right: binary(reader, level + 1) };
      continue;
    }
    const { text, kind } = peek(reader);
    if (!operators.includes(text) || kind === 'string' || kind === 'regexp') return left;
    reader.at++;
    if (text === 'in') {
      left = { type: 'in', key: left, name: peek(reader).text };
      reader.at++;
      continue;
    }
    skipNewlines(reader);
    left = { type: 'binary', operator: text, left, right: binary(reader, level + 1) };
  }
}

function startsOperand(reader: Reader): boolean {
  const { kind, text } = peek(reader);
  if (kind === 'name') return text !== 'in';
  return (
    ['number', 'string', 'function', 'regexp'].includes(kind) ||
    ['$', '(', '++', '--'].includes(text)
  );
}

function unary(reader: Reader): Expression {
  const { text, kind } = peek(reader);
  if (kind === 'operator' && (text === '!' || text === '-' || text === '+')) {
    reader.at++;
    return { type: 'unary', operator: text, operand: unary(reader) };
  }
  const base = postfix(reader);
  if (!is(reader, '^') && !is(reader, '**')) return base;
  reader.at++;
  return { type: 'binary', operator: '^', left: base, right: unary(reader) };
}

function postfix(reader: Reader): Expression {
  if (is(reader, '++') || is(reader, '--')) {
    const by = peek(reader).text === '++' ? 1 : -1;
    reader.at++;
    return { type: 'step', by, isPrefix: true, target: primary(reader) };
  }
  const target = primary(reader);
  const isTarget =
    target.type === 'variable' || target.type === 'field' || target.type === 'element';
  if (isTarget && (is(reader, '++') || is(reader, '--'))) {
    const by = peek(reader).text === '++' ? 1 : -1;
    reader.at++;
    return { type: 'step', by, isPrefix: false, target };
  }
  return target;
}

function primary(reader: Reader): Expression {
  const token = peek(reader);
  reader.at++;
  switch (token.kind) {
    case 'number':
      return { type: 'number', value: Number(token.text) };
    case 'string':
      return { type: 'string', value: token.text };
    case 'regexp':
      return { type: 'regexp', source: token.text };
    case 'function':
      expect(reader, '(');
      return { type: 'call', name: token.text, operands: list(reader, ')') };
    case 'name':
      if (token.text === 'length') return { type: 'call', name: 'length', operands: [] };
      if (take(reader, '[')) return { type: 'element', name: token.text, keys: list(reader, ']') };
      return { type: 'variable', name: token.text };
    case 'operator':
      if (token.text === '$') return { type: 'field', index: postfix(reader) };
      if (token.text === '-') return { type: 'unary', operator: '-', operand: primary(reader) };
      if (token.text === '(') {
        const inner = expression(reader);
        expect(reader, ')');
        return inner;
      }
  }
  throw new AwkError(`syntax error at or near ${token.text || 'end of program'}`);
}
