/**
 * Runs an awk program's actions on a scratch copy of its memory.
 *
 * Mirrors: POSIX awk.
 * Departs: a loop stops after 100,000 turns of one record.
 * Read next: functions.ts, run.ts.
 */
import { demandCharacters } from '../../program/exhaustion.ts';
import type { Evaluator } from './functions.ts';
import { call } from './functions.ts';
import { matches } from './regexps.ts';
import type { Run } from './run.ts';
import { setRecord, variable } from './run.ts';
import type { Action, Expression, Rule } from './tree.ts';
import { AwkError } from './tree.ts';
import type { Value } from './values.ts';
import { compare, format, isTrue, outputText, toNumber, toText } from './values.ts';

type Jump = 'next' | 'break' | 'continue' | { readonly status: number } | null;

const TURNS_MAX = 100_000;
/** As many steps of matching as some seconds of a processor. */
const WORK_MAX = 100_000_000;
const CHARACTERS_PER_TURN = 1000;

/** Runs the rules for a record, or those of BEGIN or END; the exit status when `exit` was reached. */
export function runRules(
  run: Run,
  rules: readonly Rule[],
  moment: 'BEGIN' | 'END' | 'record',
): number | null {
  for (const [index, rule] of rules.entries()) {
    if (!applies(run, rule, index, moment)) continue;
    if (rule.body === null) {
      print(run, `${run.fields[0]!}${toText(variable(run, 'ORS'))}`);
      continue;
    }
    const jump = act(run, rule.body);
    if (jump === 'next') return null;
    if (jump !== null && typeof jump === 'object') return jump.status;
  }
  return null;
}

function applies(run: Run, rule: Rule, index: number, moment: 'BEGIN' | 'END' | 'record'): boolean {
  if (rule.kind === 'BEGIN' || rule.kind === 'END') return rule.kind === moment;
  if (moment !== 'record') return false;
  if (rule.kind === 'always') return true;
  if (rule.kind === 'pattern') return isTrue(evaluate(run, rule.pattern!));
  if (!run.openRanges.has(index)) {
    if (!isTrue(evaluate(run, rule.pattern!))) return false;
    run.openRanges.add(index);
  }
  if (isTrue(evaluate(run, rule.last!))) run.openRanges.delete(index);
  return true;
}

function print(run: Run, text: string): void {
  demandCharacters(run.out.length + text.length);
  run.out += text;
}

/** One more turn of what may be a loop. */
function count(run: Run): void {
  if (++run.turns > TURNS_MAX || run.work > WORK_MAX) throw new AwkError('a loop without end');
}

function act(run: Run, action: Action): Jump {
  count(run);
  switch (action.type) {
    case 'expression':
      evaluate(run, action.expression);
      return null;
    case 'print': {
      const { operands } = action;
      const separator = toText(variable(run, 'OFS'));
      const texts = operands.map((operand) => outputText(evaluate(run, operand)));
      print(
        run,
        (operands.length === 0 ? run.fields[0]! : texts.join(separator)) +
          toText(variable(run, 'ORS')),
      );
      return null;
    }
    case 'printf':
      print(run, format(action.operands.map((operand) => evaluate(run, operand))));
      return null;
    case 'block':
      for (const inner of action.body) {
        const jump = act(run, inner);
        if (jump !== null) return jump;
      }
      return null;
    case 'if':
      if (isTrue(evaluate(run, action.test))) return act(run, action.yes);
      return action.no === null ? null : act(run, action.no);
    case 'while':
    case 'for':
    case 'forIn':
      return repeat(run, action);
    case 'delete': {
      if (action.keys === null) run.arrays.delete(action.name);
      else run.arrays.get(action.name)?.delete(keyOf(run, action.keys));
      return null;
    }
    case 'exit':
      return { status: action.status === null ? 0 : toNumber(evaluate(run, action.status)) & 255 };
    default:
      return action.type;
  }
}

function repeat(run: Run, action: Action & { readonly type: 'while' | 'for' | 'forIn' }): Jump {
  if (action.type === 'forIn') {
    for (const key of [...(run.arrays.get(action.name)?.keys() ?? [])]) {
      run.variables.set(action.variable, key);
      const jump = act(run, action.body);
      if (jump === 'break') break;
      if (jump !== null && jump !== 'continue') return jump;
    }
    return null;
  }
  if (action.type === 'for' && action.initialize !== null) act(run, action.initialize);
  for (let isFirst = action.type === 'while' && action.isFirst; ; isFirst = false) {
    count(run);
    if (!isFirst && action.test !== null && !isTrue(evaluate(run, action.test))) return null;
    const jump = act(run, action.body);
    if (jump === 'break') return null;
    if (jump !== null && jump !== 'continue') return jump;
    if (action.type === 'for' && action.update !== null) act(run, action.update);
  }
}

function keyOf(run: Run, keys: readonly Expression[]): string {
  return keys.map((key) => outputText(evaluate(run, key))).join('\x1c');
}

function evaluate(run: Run, expression: Expression): Value {
  switch (expression.type) {
    case 'number':
    case 'string':
      return expression.value;
    case 'regexp':
      return matches(run.fields[0]!, expression.source, run) ? 1 : 0;
    case 'variable':
      return variable(run, expression.name);
    case 'field':
      return run.fields[toNumber(evaluate(run, expression.index))] ?? '';
    case 'element': {
      const items = arrayOf(run, expression.name);
      const key = keyOf(run, expression.keys);
      if (!items.has(key)) items.set(key, '');
      return items.get(key)!;
    }
    case 'assign': {
      const right = evaluate(run, expression.value);
      const { operator, target } = expression;
      const value =
        operator === '='
          ? right
          : arithmetic(operator.slice(0, -1), toNumber(evaluate(run, target)), toNumber(right));
      return store(run, target, value);
    }
    case 'step': {
      const before = toNumber(evaluate(run, expression.target));
      store(run, expression.target, before + expression.by);
      return expression.isPrefix ? before + expression.by : before;
    }
    case 'unary': {
      const value = evaluate(run, expression.operand);
      if (expression.operator === '!') return isTrue(value) ? 0 : 1;
      return expression.operator === '-' ? -toNumber(value) : toNumber(value);
    }
    case 'binary':
      return binary(run, expression);
    case 'in':
      return run.arrays.get(expression.name)?.has(outputText(evaluate(run, expression.key))) ===
        true
        ? 1
        : 0;
    case 'conditional':
      return evaluate(run, isTrue(evaluate(run, expression.test)) ? expression.yes : expression.no);
    case 'call':
      return call(run, expression.name, expression.operands, EVALUATOR);
  }
}

/** Functions evaluate their own operands, each as far as it needs them. */
const EVALUATOR: Evaluator = { evaluate, store };

function arrayOf(run: Run, name: string): Map<string, Value> {
  const items = run.arrays.get(name) ?? new Map<string, Value>();
  run.arrays.set(name, items);
  return items;
}

function store(run: Run, target: Expression, value: Value): Value {
  if (target.type === 'variable') {
    run.variables.set(target.name, value);
    if (target.name === 'NF') {
      const count = Math.min(10_000, Math.max(0, toNumber(value)));
      while (run.fields.length - 1 < count) run.fields.push('');
      run.fields.length = count + 1;
      rebuild(run);
    }
  } else if (target.type === 'element')
    arrayOf(run, target.name).set(keyOf(run, target.keys), value);
  else if (target.type === 'field') {
    const index = toNumber(evaluate(run, target.index));
    if (index === 0) setRecord(run, toText(value));
    else if (index > 0 && index < 10_000) {
      while (run.fields.length <= index) run.fields.push('');
      run.fields[Math.trunc(index)] = outputText(value);
      run.variables.set('NF', run.fields.length - 1);
      rebuild(run);
    }
  }
  return value;
}

function rebuild(run: Run): void {
  run.fields[0] = run.fields.slice(1).join(toText(variable(run, 'OFS')));
}

function binary(
  run: Run,
  { operator, left, right }: Expression & { readonly type: 'binary' },
): Value {
  if (operator === '&&') return isTrue(evaluate(run, left)) && isTrue(evaluate(run, right)) ? 1 : 0;
  if (operator === '||') return isTrue(evaluate(run, left)) || isTrue(evaluate(run, right)) ? 1 : 0;
  const a = evaluate(run, left);
  if (operator === '~' || operator === '!~') {
    const source = right.type === 'regexp' ? right.source : toText(evaluate(run, right));
    return matches(toText(a), source, run) === (operator === '~') ? 1 : 0;
  }
  const b = evaluate(run, right);
  if (operator === 'concat') return joined(run, outputText(a), outputText(b));
  if (['<', '<=', '==', '!=', '>', '>='].includes(operator)) return compare(operator, a, b) ? 1 : 0;
  return arithmetic(operator, toNumber(a), toNumber(b));
}

/** A text costs turns by its length, and there is memory for so much only. */
function joined(run: Run, a: string, b: string): string {
  const length = a.length + b.length;
  demandCharacters(length);
  run.turns += Math.floor(length / CHARACTERS_PER_TURN);
  return a + b;
}

function arithmetic(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
    case '%':
      if (b === 0) throw new AwkError('division by zero');
      return operator === '/' ? a / b : a % b;
    default:
      return a ** b;
  }
}
