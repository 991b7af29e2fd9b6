/**
 * awk's own functions: substr, index, split, sub, gsub, match and the others.
 *
 * Mirrors: POSIX awk.
 * Departs: `srand` does nothing; `getline`, `system` and `close` are missing.
 */
import { nextRandom } from '../../../engine/index.ts';
import { demandCharacters } from '../../program/exhaustion.ts';
import { awkMatcher, replaceIn } from './regexps.ts';
import type { Run } from './run.ts';
import { splitText, variable } from './run.ts';
import type { Expression } from './tree.ts';
import { AwkError } from './tree.ts';
import type { Value } from './values.ts';
import { format, toNumber, toText } from './values.ts';

/** What a function asks of the program that calls it. */
export interface Evaluator {
  evaluate(run: Run, expression: Expression): Value;
  /** Assigns to a variable, an element or a field. */
  store(run: Run, target: Expression, value: Value): Value;
}

/** Calls a function of the language. */
export function call(
  run: Run,
  name: string,
  operands: readonly Expression[],
  { evaluate, store }: Evaluator,
): Value {
  const first = operands[0];
  if (name === 'length') {
    if (first?.type === 'variable' && run.arrays.has(first.name))
      return run.arrays.get(first.name)!.size;
    return toText(first === undefined ? run.fields[0]! : evaluate(run, first)).length;
  }
  if (name === 'split') return split(run, operands, evaluate);
  if (name === 'sub' || name === 'gsub')
    return substitute(run, name === 'gsub', operands, { evaluate, store });
  const regexp =
    name === 'match' && operands[1]?.type === 'regexp' ? operands[1].source : undefined;
  const values = operands.map((operand) => evaluate(run, operand));
  const text = toText(values[0] ?? '');
  const number = toNumber(values[0] ?? '');
  switch (name) {
    case 'substr': {
      const from = Math.round(toNumber(values[1] ?? 1));
      const length = values[2] === undefined ? Infinity : Math.round(toNumber(values[2]));
      return text.slice(Math.max(0, from - 1), Math.max(0, from - 1 + length));
    }
    case 'index':
      return text.indexOf(toText(values[1] ?? '')) + 1;
    case 'match': {
      const found = awkMatcher(regexp ?? toText(values[1] ?? '')).find(text, run);
      run.variables.set('RSTART', found === null ? 0 : found.start + 1);
      run.variables.set('RLENGTH', found === null ? -1 : found.end - found.start);
      return found === null ? 0 : found.start + 1;
    }
    case 'toupper':
      return text.toUpperCase();
    case 'tolower':
      return text.toLowerCase();
    case 'sprintf':
      return format(operands.map((operand) => evaluate(run, operand)));
    case 'int':
      return Math.trunc(number);
    case 'sqrt':
      return Math.sqrt(number);
    case 'rand': {
      const [value, next] = nextRandom(run.random);
      run.random = next;
      return value;
    }
    case 'srand':
      return 0;
    default:
      throw new AwkError(`function ${name} not defined`);
  }
}

function split(run: Run, operands: readonly Expression[], evaluate: Evaluator['evaluate']): number {
  const [source, target, separator] = operands;
  if (source === undefined || target?.type !== 'variable')
    throw new AwkError('split needs a string and an array');
  const by =
    separator === undefined
      ? toText(variable(run, 'FS'))
      : separator.type === 'regexp'
        ? separator.source
        : toText(evaluate(run, separator));
  const parts = splitText(run, toText(evaluate(run, source)), by);
  run.arrays.set(target.name, new Map(parts.map((part, i) => [String(i + 1), part])));
  return parts.length;
}

function substitute(
  run: Run,
  isGlobal: boolean,
  operands: readonly Expression[],
  { evaluate, store }: Evaluator,
): number {
  const [
    pattern,
    replacement,
    target = { type: 'field', index: { type: 'number', value: 0 } } as const,
  ] = operands;
  if (pattern === undefined || replacement === undefined)
    throw new AwkError('sub needs a pattern and a text');
  const source = pattern.type === 'regexp' ? pattern.source : toText(evaluate(run, pattern));
  const text = toText(evaluate(run, replacement));
  let added = 0;
  const fill = (match: string): string => {
    const put = text.replace(/\\&|&/g, (mark) => (mark === '&' ? match : '&'));
    added += put.length;
    demandCharacters(added);
    return put;
  };
  const result = replaceIn(toText(evaluate(run, target)), source, isGlobal, fill, run);
  if (result.count > 0) store(run, target, result.text);
  return result.count;
}
