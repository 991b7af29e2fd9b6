/**
 * `$(( … ))`: integers of 64 bits that wrap around, with C's operators.
 *
 * Mirrors: bash's `expr.c`.
 * Departs: error texts name the token only.
 */

/** Where names get and keep their values. */
export interface ArithmeticNames {
  get(name: string): string;
  set(name: string, value: string): void;
}

/** A mistake in an expression, in bash's words. */
export class ArithmeticError extends Error {}

const TOKEN =
  /\s*(0[xX][0-9a-fA-F]+|\d+#[\w@]+|\d+|[A-Za-z_]\w*|<<=|>>=|\*\*|\+\+|--|&&|\|\||<<|>>|[-+*/%&^|<>=!]=|[-+*/%&^|<>=!~?:,()])/y;
const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '>', '<=', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];
const ASSIGNMENTS = new Set(['=', '+=', '-=', '*=', '/=', '%=', '<<=', '>>=', '&=', '^=', '|=']);
const DEPTH_MAX = 100;
/** Brackets, signs and assignments inside one another: what the language's own stack carries. */
const NESTING_MAX = 250;

interface Reader {
  readonly text: string;
  readonly tokens: readonly string[];
  at: number;
  readonly names: ArithmeticNames;
  readonly depth: number;
  nesting: number;
  /** Above 0 nothing is assigned: the side of `&&`, `||`, `?:` that does not count. */
  skipping: number;
}

/** The value of an expression; empty text is 0. */
export function evaluateArithmetic(text: string, names: ArithmeticNames, depth = 0): bigint {
  if (depth > DEPTH_MAX)
    throw new ArithmeticError(`${text.trim()}: expression recursion level exceeded`);
  const reader: Reader = {
    text: text.trim(),
    tokens: tokenize(text),
    at: 0,
    names,
    depth,
    nesting: 0,
    skipping: 0,
  };
  if (reader.tokens.length === 0) return 0n;
  const value = comma(reader);
  if (reader.at < reader.tokens.length) fail(reader, 'syntax error in expression');
  return value;
}

function tokenize(text: string): readonly string[] {
  const tokens: string[] = [];
  let at = 0;
  const source = text.trimEnd();
  while (at < source.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(source);
    if (match === null) {
      const token = source.slice(at).trim();
      throw new ArithmeticError(
        `${text.trim()}: syntax error: operand expected (error token is "${token}")`,
      );
    }
    tokens.push(match[1]!);
    at = TOKEN.lastIndex;
  }
  return tokens;
}

function fail(reader: Reader, message: string): never {
  const rest = reader.tokens.slice(reader.at).join(' ');
  throw new ArithmeticError(`${reader.text}: ${message} (error token is "${rest}")`);
}

function comma(reader: Reader): bigint {
  let value = assignment(reader);
  while (reader.tokens[reader.at] === ',') {
    reader.at++;
    value = assignment(reader);
  }
  return value;
}

/** Reads what is inside of something else. */
function nested(reader: Reader, read: (reader: Reader) => bigint): bigint {
  if (++reader.nesting > NESTING_MAX) fail(reader, 'expression recursion level exceeded');
  const value = read(reader);
  reader.nesting--;
  return value;
}

function assignment(reader: Reader): bigint {
  const name = reader.tokens[reader.at];
  const operator = reader.tokens[reader.at + 1];
  if (name !== undefined && /^[A-Za-z_]/.test(name) && ASSIGNMENTS.has(operator ?? '')) {
    reader.at += 2;
    const right = nested(reader, assignment);
    const simple = operator!.slice(0, -1);
    const value = simple === '' ? right : apply(reader, simple, valueOf(reader, name), right);
    return store(reader, name, value);
  }
  return conditional(reader);
}

function store(reader: Reader, name: string, value: bigint): bigint {
  if (reader.skipping === 0) reader.names.set(name, String(value));
  return value;
}

function conditional(reader: Reader): bigint {
  const test = binary(reader, 0);
  if (reader.tokens[reader.at] !== '?') return test;
  reader.at++;
  const yes = skipping(reader, test === 0n, (inner) => nested(inner, comma));
  if (reader.tokens[reader.at] !== ':') fail(reader, "`:' expected for conditional expression");
  reader.at++;
  const no = skipping(reader, test !== 0n, (inner) => nested(inner, assignment));
  return test !== 0n ? yes : no;
}

function skipping(reader: Reader, isSkipped: boolean, read: (reader: Reader) => bigint): bigint {
  if (isSkipped) reader.skipping++;
  const value = read(reader);
  if (isSkipped) reader.skipping--;
  return value;
}

function binary(reader: Reader, level: number): bigint {
  const operators = LEVELS[level];
  if (operators === undefined) return power(reader);
  let left = binary(reader, level + 1);
  for (;;) {
    const operator = reader.tokens[reader.at];
    if (operator === undefined || !operators.includes(operator)) return left;
    reader.at++;
    const isSettled = (operator === '||' && left !== 0n) || (operator === '&&' && left === 0n);
    const right = skipping(reader, isSettled, (inner) => binary(inner, level + 1));
    left = apply(reader, operator, left, right);
  }
}

function power(reader: Reader): bigint {
  const base = unary(reader);
  if (reader.tokens[reader.at] !== '**') return base;
  reader.at++;
  const exponent = nested(reader, power);
  if (exponent < 0n) fail(reader, 'exponent less than 0');
  let result = 1n;
  let square = base;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = wrap(result * square);
    square = wrap(square * square);
  }
  return result;
}

function unary(reader: Reader): bigint {
  const token = reader.tokens[reader.at];
  if (token === undefined) fail(reader, 'syntax error: operand expected');
  reader.at++;
  switch (token) {
    case '!':
      return nested(reader, unary) === 0n ? 1n : 0n;
    case '~':
      return ~nested(reader, unary);
    case '-':
      return wrap(-nested(reader, unary));
    case '+':
      return nested(reader, unary);
    case '++':
    case '--': {
      const name = reader.tokens[reader.at];
      if (name === undefined || !/^[A-Za-z_]/.test(name)) return nested(reader, unary);
      reader.at++;
      return store(reader, name, valueOf(reader, name) + (token === '++' ? 1n : -1n));
    }
    case '(': {
      const value = nested(reader, comma);
      if (reader.tokens[reader.at] !== ')') fail(reader, "missing `)'");
      reader.at++;
      return value;
    }
    default:
      return primary(reader, token);
  }
}

function primary(reader: Reader, token: string): bigint {
  if (/^\d/.test(token)) return number(reader, token);
  if (!/^[A-Za-z_]/.test(token)) {
    reader.at--;
    fail(reader, 'syntax error: operand expected');
  }
  const value = valueOf(reader, token);
  const after = reader.tokens[reader.at];
  if (after === '++' || after === '--') {
    reader.at++;
    store(reader, token, value + (after === '++' ? 1n : -1n));
  }
  return value;
}

function valueOf(reader: Reader, name: string): bigint {
  return evaluateArithmetic(reader.names.get(name), reader.names, reader.depth + 1);
}

function number(reader: Reader, token: string): bigint {
  const based = /^(\d+)#(.+)$/.exec(token);
  if (based !== null) {
    const base = Number(based[1]);
    if (base < 2 || base > 64) fail(reader, 'invalid arithmetic base');
    let value = 0n;
    for (const char of based[2]!) {
      const digit = digitOf(char, base);
      if (digit >= base) fail(reader, 'value too great for base');
      value = wrap(value * BigInt(base) + BigInt(digit));
    }
    return value;
  }
  if (/^0[xX]/.test(token)) return wrap(BigInt(`0x${lastDigits(token.slice(2))}`));
  if (/^0\d/.test(token)) {
    if (/[89]/.test(token)) fail(reader, 'value too great for base');
    return wrap(BigInt(`0o${lastDigits(token.slice(1))}`));
  }
  return wrap(BigInt(lastDigits(token)));
}

/** Digits that decide what is left of a number when it wraps at 64 bits; all others are multiples. */
function lastDigits(digits: string): string {
  return digits.slice(-64);
}

function digitOf(char: string, base: number): number {
  const digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_';
  const digit = digits.indexOf(base <= 36 ? char.toLowerCase() : char);
  return digit === -1 ? base : digit;
}

function apply(reader: Reader, operator: string, left: bigint, right: bigint): bigint {
  switch (operator) {
    case '+':
      return wrap(left + right);
    case '-':
      return wrap(left - right);
    case '*':
      return wrap(left * right);
    case '/':
    case '%':
      if (right === 0n) {
        if (reader.skipping > 0) return 0n;
        fail({ ...reader, at: reader.at - 1 }, 'division by 0');
      }
      return wrap(operator === '/' ? left / right : left % right);
    case '<<':
      return wrap(left << (right & 63n));
    case '>>':
      return left >> (right & 63n);
    case '&':
      return left & right;
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    case '&&':
      return left !== 0n && right !== 0n ? 1n : 0n;
    case '||':
      return left !== 0n || right !== 0n ? 1n : 0n;
    default:
      return compare(operator, left, right) ? 1n : 0n;
  }
}

function compare(operator: string, left: bigint, right: bigint): boolean {
  if (operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  if (operator === '<') return left < right;
  if (operator === '>') return left > right;
  return operator === '<=' ? left <= right : left >= right;
}

function wrap(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}
