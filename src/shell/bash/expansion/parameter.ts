/**
 * `$x` and `${x…}`: defaults, lengths, prefixes and suffixes, replacement, slices, case, arrays.
 *
 * Mirrors: `parameter_brace_expand` of bash's `subst.c`.
 * Departs: of the `@` transformations only Q, U, L, u.
 * Read next: pattern.ts.
 */
import { mapGet } from '../../../engine/index.ts';
import type { ParameterOperation, ParameterPart, Word } from '../syntax/tree.ts';
import { fieldSeparators, parameterValue, quoteWord, variableNames } from '../variables.ts';
import type { Expansion } from './expansion.ts';
import { ExpansionError, arithmetic, assign } from './expansion.ts';
import { compilePattern, matchesPattern } from './pattern.ts';

/** How the words inside `${…}` are expanded; only those are that turn out to be needed. */
export interface OperandExpansion {
  text(x: Expansion, word: Word): string;
  pattern(x: Expansion, word: Word): string;
}

interface Found {
  /** `null`: unset. */
  readonly values: readonly string[] | null;
  readonly isList: boolean;
  readonly isStar: boolean;
}

/** Values of a parameter; several only for `$@` and `${a[@]}`. */
export function expandParameter(
  x: Expansion,
  part: ParameterPart,
  operands: OperandExpansion,
): { readonly values: readonly string[]; readonly isList: boolean } {
  if (part.isIndirect) return indirect(x, part, operands);
  const found = lookUp(x, part, operands);
  if (part.isLength) {
    const { values } = found;
    if (found.isList) return one(String(values?.length ?? 0));
    return one(String([...(requireSet(x, part, values)[0] ?? '')].length));
  }
  const result = operate(x, part, found, operands);
  if (found.isStar && part.isQuoted) return one(result.join(fieldSeparators(x.variables)[0] ?? ''));
  return { values: result, isList: found.isList };
}

function one(text: string): { readonly values: readonly string[]; readonly isList: boolean } {
  return { values: [text], isList: false };
}

function lookUp(x: Expansion, part: ParameterPart, operands: OperandExpansion): Found {
  const { name, index } = part;
  if (name === '@' || name === '*') {
    return { values: x.shell.arguments, isList: true, isStar: name === '*' };
  }
  if (index === null) {
    const value = parameterValue(x.shell, x, name);
    return { values: value === undefined ? null : [value], isList: false, isStar: false };
  }
  const variable = mapGet(x.variables, name);
  const elements =
    variable?.elements ?? (variable === undefined ? [] : [['0', variable.value] as const]);
  if (index.text === '@' || index.text === '*') {
    return { values: elements.map(([, value]) => value), isList: true, isStar: index.text === '*' };
  }
  const key = elementKey(x, name, operands.text(x, index));
  const value = elements.find(([other]) => other === key)?.[1];
  return { values: value === undefined ? null : [value], isList: false, isStar: false };
}

/** Key of an element: a number for plain arrays, the text itself for associative ones. */
export function elementKey(x: Expansion, name: string, index: string): string {
  const elements = mapGet(x.variables, name)?.elements;
  if (mapGet(x.variables, name)?.isAssociative === true) return index;
  const value = arithmetic(x, index);
  if (value >= 0n) return String(value);
  const last = Number(elements?.[elements.length - 1]?.[0] ?? -1);
  return String(last + 1 + Number(value));
}

function indirect(
  x: Expansion,
  part: ParameterPart,
  operands: OperandExpansion,
): { readonly values: readonly string[]; readonly isList: boolean } {
  if (part.operation?.type === 'Names') {
    return {
      values: variableNames(x.variables).filter((name) => name.startsWith(part.name)),
      isList: true,
    };
  }
  if (part.index?.text === '@' || part.index?.text === '*') {
    const elements = mapGet(x.variables, part.name)?.elements ?? [];
    return { values: elements.map(([key]) => key), isList: true };
  }
  const name = parameterValue(x.shell, x, part.name);
  if (name === undefined || !/^(\w+|[@*#?$!-])$/.test(name)) {
    throw new ExpansionError(`${part.name}: invalid indirect expansion`);
  }
  return expandParameter(x, { ...part, isIndirect: false, name }, operands);
}

function requireSet(
  x: Expansion,
  part: ParameterPart,
  values: readonly string[] | null,
): readonly string[] {
  if (values === null && x.shell.options.includes('nounset')) {
    throw new ExpansionError(`${part.name}: unbound variable`);
  }
  return values ?? [''];
}

function operate(
  x: Expansion,
  part: ParameterPart,
  found: Found,
  operands: OperandExpansion,
): readonly string[] {
  const { operation } = part;
  const { values } = found;
  if (operation?.type === 'Default') return byDefault(x, part, operation, found, operands);
  if (values === null) requireSet(x, part, values);
  const present = values ?? [''];
  switch (operation?.type) {
    case undefined:
    case 'Names':
      return present;
    case 'Remove': {
      const pattern = operands.pattern(x, operation.operand);
      return present.map((value) => remove(x, value, operation.operator, pattern));
    }
    case 'Replace': {
      const pattern = operands.pattern(x, operation.pattern);
      const replacement = operands.text(x, operation.replacement);
      return present.map((value) => replace(x, value, operation.operator, pattern, replacement));
    }
    case 'Slice':
      return slice(x, part, operation, present, found.isList, operands);
    case 'Case': {
      const pattern = operation.operand === null ? '?' : operands.pattern(x, operation.operand);
      return present.map((value) => changeCase(x, value, operation.operator, pattern));
    }
    case 'Transform':
      return present.map((value) => transform(value, operation.operator));
  }
}

function byDefault(
  x: Expansion,
  part: ParameterPart,
  { operator, operand }: ParameterOperation & { readonly type: 'Default' },
  { values }: Found,
  operands: OperandExpansion,
): readonly string[] {
  const isEmptyToo = operator.startsWith(':');
  const isAbsent = values === null || values.length === 0 || (isEmptyToo && values.join('') === '');
  const action = operator[operator.length - 1];
  if (action === '+') return isAbsent ? [''] : [operands.text(x, operand)];
  if (!isAbsent) return values;
  if (action === '-') return [operands.text(x, operand)];
  if (action === '=') {
    const value = operands.text(x, operand);
    if (!/^[A-Za-z_]\w*$/.test(part.name)) {
      throw new ExpansionError(`$${part.name}: cannot assign in this way`);
    }
    assign(x, part.name, value);
    return [value];
  }
  const message = operands.text(x, operand);
  const fallback = isEmptyToo ? 'parameter null or not set' : 'parameter not set';
  throw new ExpansionError(`${part.name}: ${message === '' ? fallback : message}`);
}

function remove(x: Expansion, value: string, operator: string, pattern: string): string {
  const isLongest = operator.length === 2;
  const matcher = compilePattern(pattern);
  if (operator.startsWith('#')) {
    return value.slice(Math.max(0, matcher.prefix(value, isLongest, x)));
  }
  const start = matcher.suffix(value, isLongest, x);
  return start === -1 ? value : value.slice(0, start);
}

function replace(
  x: Expansion,
  value: string,
  operator: string,
  pattern: string,
  replacement: string,
): string {
  if (pattern === '' && operator !== '/#' && operator !== '/%') return value;
  const matcher = compilePattern(pattern);
  if (operator === '/#') {
    const end = matcher.prefix(value, true, x);
    return end === -1 ? value : replacement + value.slice(end);
  }
  if (operator === '/%') {
    const start = matcher.suffix(value, true, x);
    return start === -1 ? value : value.slice(0, start) + replacement;
  }
  const spans = matcher.spans(value, x);
  const pieces: string[] = [];
  let at = 0;
  for (let i = 0; i < (operator === '//' ? spans.length : Math.min(2, spans.length)); i += 2) {
    const start = spans[i]!;
    if (start === value.length && start > 0) break;
    pieces.push(value.slice(at, start), replacement);
    at = spans[i + 1]!;
  }
  return pieces.join('') + value.slice(at);
}

function slice(
  x: Expansion,
  part: ParameterPart,
  operation: ParameterOperation & { readonly type: 'Slice' },
  values: readonly string[],
  isList: boolean,
  operands: OperandExpansion,
): readonly string[] {
  const numberOf = (word: Word): number => Number(arithmetic(x, operands.text(x, word)));
  const offset = numberOf(operation.offset);
  const length = operation.length === null ? null : numberOf(operation.length);
  if (isList) {
    const isArguments = part.name === '@' || part.name === '*';
    const all = isArguments ? [x.shell.name, ...values] : values;
    const start = offset < 0 ? all.length + offset : isArguments && offset === 0 ? 0 : offset;
    return all.slice(start, length === null ? undefined : start + Math.max(0, length));
  }
  const text = values[0] ?? '';
  const start = offset < 0 ? text.length + offset : offset;
  if (start < 0 || start > text.length) return [''];
  if (length === null) return [text.slice(start)];
  const end = length < 0 ? text.length + length : start + length;
  if (end < start) throw new ExpansionError(`${length}: substring expression < 0`);
  return [text.slice(start, end)];
}

function changeCase(x: Expansion, value: string, operator: string, pattern: string): string {
  const isUpper = operator.startsWith('^');
  const isAll = operator.length === 2;
  return [...value]
    .map((char, i) => {
      if ((i > 0 && !isAll) || !matchesPattern(pattern, char, x)) return char;
      return isUpper ? char.toUpperCase() : char.toLowerCase();
    })
    .join('');
}

function transform(value: string, operator: string): string {
  if (operator === 'Q') return value === '' ? "''" : `'${value.replaceAll("'", "'\\''")}'`;
  if (operator === 'U') return value.toUpperCase();
  if (operator === 'L') return value.toLowerCase();
  if (operator === 'u') return value.slice(0, 1).toUpperCase() + value.slice(1);
  return operator === 'A' ? quoteWord(value) : value;
}
