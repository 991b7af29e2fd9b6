/**
 * Assignments: `x=1`, `x+=1`, `a=(1 2)`, `a[3]=x`.
 *
 * Mirrors: `do_assignment_internal` of bash 5.2.
 */
import { mapGet, mapSet } from '../../engine/index.ts';
import { expandText, expandWords } from './expansion/expand.ts';
import type { Expansion } from './expansion/expansion.ts';
import { arithmetic, beginExpansion } from './expansion/expansion.ts';
import { elementKey } from './expansion/parameter.ts';
import type { Variable } from './resources.ts';
import type { ShellTurn } from './state.ts';
import { change } from './state.ts';
import type { Assignment } from './syntax/tree.ts';
import { PLAIN, arrayOf, withElement, withVariable } from './variables.ts';

/** An assignment with its words expanded. */
export interface PlainAssignment {
  readonly name: string;
  readonly value: string;
  readonly elements: readonly (readonly [string, string])[] | null;
  readonly key: string | null;
  readonly isAppend: boolean;
}

/** Expands assignments in order; each sees the ones before it. */
export function expandAssignments(
  x: Expansion,
  assignments: readonly Assignment[],
): readonly PlainAssignment[] {
  const before = x.variables;
  const plain = assignments.map((assignment) => {
    const done = expandAssignment(x, assignment);
    if (done.elements === null && done.key === null) {
      const old = done.isAppend ? (mapGet(x.variables, done.name)?.value ?? '') : '';
      x.variables = withVariable(x.variables, done.name, old + done.value) ?? x.variables;
    }
    return done;
  });
  x.variables = before;
  return plain;
}

function expandAssignment(x: Expansion, assignment: Assignment): PlainAssignment {
  const { name, isAppend, index } = assignment;
  const elements = assignment.elements === null ? null : arrayElements(x, name, assignment);
  const key = index === null ? null : elementKey(x, name, expandText(x, index));
  return { name, value: expandText(x, assignment.value), elements, key, isAppend };
}

function arrayElements(
  x: Expansion,
  name: string,
  { elements }: Assignment,
): readonly (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [];
  let next = 0;
  for (const word of elements ?? []) {
    const keyed = /^\[([^\]]*)\]=/.exec(word.text);
    if (keyed !== null) {
      const [key, ...rest] = expandText(x, word).split(']=');
      pairs.push([elementKey(x, name, key!.slice(1)), rest.join(']=')]);
      const last = Number(pairs[pairs.length - 1]![0]);
      if (Number.isFinite(last)) next = last + 1;
    } else {
      for (const value of expandWords(x, [word])) pairs.push([String(next++), value]);
    }
  }
  return pairs;
}

/** Carries assignments out; returns the complaint when one fails. */
export function assignAll(
  turn: ShellTurn,
  assignments: readonly PlainAssignment[],
  part: Partial<Variable> = {},
): string | undefined {
  for (const assignment of assignments) {
    const { name } = assignment;
    const old = mapGet(turn.state.variables, name);
    if (old?.isReadonly === true) return `${name}: readonly variable`;
    change(turn, { variables: assigned(turn, assignment, old ?? PLAIN) });
    if (Object.keys(part).length > 0) {
      const now = mapGet(turn.state.variables, name) ?? PLAIN;
      change(turn, { variables: mapSet(turn.state.variables, name, { ...now, ...part }) });
    }
  }
  return undefined;
}

function assigned(turn: ShellTurn, assignment: PlainAssignment, old: Variable) {
  const { variables } = turn.state;
  const { name, elements, key, isAppend } = assignment;
  turn.work += (old.elements?.length ?? 0) * 4;
  if (elements !== null) {
    const before = old.elements ?? (old.value === '' ? [] : [['0', old.value] as const]);
    const shift = Number(before[before.length - 1]?.[0] ?? -1) + 1;
    const all = isAppend
      ? [...before, ...elements.map(([at, value]) => [shiftKey(at, shift), value] as const)]
      : elements;
    return mapSet(variables, name, arrayOf(old, all));
  }
  if (key !== null) {
    const before = old.elements?.find(([other]) => other === key)?.[1] ?? '';
    const value = isAppend ? before + assignment.value : assignment.value;
    return withElement(variables, name, key, value) ?? variables;
  }
  const value = old.isInteger
    ? integerValue(turn, assignment, old)
    : isAppend
      ? old.value + assignment.value
      : assignment.value;
  return withVariable(variables, name, value) ?? variables;
}

function shiftKey(key: string, by: number): string {
  return /^\d+$/.test(key) ? String(Number(key) + by) : key;
}

function integerValue(
  turn: ShellTurn,
  { value, isAppend }: PlainAssignment,
  old: Variable,
): string {
  try {
    const x = beginExpansion(turn.state, turn.env.host.disk, []);
    return String(
      arithmetic(x, isAppend ? `(${old.value === '' ? '0' : old.value})+(${value})` : value),
    );
  } catch {
    return '0';
  }
}
