/**
 * Variables: reading and changing them, the special ones, the environment of a child.
 *
 * Mirrors: bash's `variables.c`.
 * Departs: associative arrays keep the order in which keys were set.
 */
import { mapDelete, mapEntries, mapGet, mapSet, nextRandom } from '../../engine/index.ts';
import type { PersistentMap } from '../../engine/index.ts';
import type { Variable } from './resources.ts';
import type { ShellState } from './state.ts';

export const PLAIN: Variable = {
  value: '',
  elements: null,
  isExported: false,
  isReadonly: false,
  isInteger: false,
  isAssociative: false,
};

/** The part of a shell that an expansion may change; kept only when it succeeds. */
export interface Scratch {
  variables: PersistentMap<Variable>;
  random: number;
}

/** Value of a variable or a special parameter; undefined when unset. */
export function parameterValue(
  state: ShellState,
  scratch: Scratch,
  name: string,
): string | undefined {
  if (/^\d+$/.test(name)) {
    return name === '0' ? state.name : state.arguments[Number(name) - 1];
  }
  switch (name) {
    case '?':
      return String(state.status);
    case '#':
      return String(state.arguments.length);
    case '$':
      return String(shellPid(state));
    case '!':
      return state.lastBackgroundPid === null ? undefined : String(state.lastBackgroundPid);
    case '-':
      return state.isInteractive ? 'himBHs' : 'hBs';
    case '@':
    case '*':
      return state.arguments.length === 0 ? undefined : state.arguments.join(' ');
    case 'BASHPID':
      return String(state.process.pid);
    case 'PPID':
      return String(state.process.parentPid);
    case 'LINENO':
      return String(state.line);
    case 'RANDOM': {
      const [value, next] = nextRandom(scratch.random);
      scratch.random = next;
      return String(Math.floor(value * 32768));
    }
    default:
      return mapGet(scratch.variables, name)?.value;
  }
}

function shellPid(state: ShellState): number {
  const own = mapGet(state.variables, '$')?.value;
  return own === undefined ? state.process.pid : Number(own);
}

/** Sets a variable, keeping its attributes. Undefined when it is readonly. */
export function withVariable(
  variables: PersistentMap<Variable>,
  name: string,
  value: string,
  part: Partial<Variable> = {},
): PersistentMap<Variable> | undefined {
  const old = mapGet(variables, name) ?? PLAIN;
  if (old.isReadonly) return undefined;
  const elements = old.elements === null ? null : setElement(old.elements, '0', value);
  return mapSet(variables, name, { ...old, elements, value, ...part });
}

/** Sets one element of an array. */
export function withElement(
  variables: PersistentMap<Variable>,
  name: string,
  key: string,
  value: string,
): PersistentMap<Variable> | undefined {
  const old = mapGet(variables, name) ?? PLAIN;
  if (old.isReadonly) return undefined;
  const before =
    old.elements ?? (mapGet(variables, name) === undefined ? [] : [['0', old.value] as const]);
  return mapSet(variables, name, arrayOf(old, setElement(before, key, value)));
}

/** A variable that holds these elements. */
export function arrayOf(old: Variable, elements: readonly (readonly [string, string])[]): Variable {
  const first = elements.find(([key]) => key === '0')?.[1] ?? '';
  return { ...old, elements, value: first };
}

/** PIPESTATUS: how each command of the last pipeline ended. */
export function withPipeStatus(
  variables: PersistentMap<Variable>,
  codes: readonly number[],
): PersistentMap<Variable> {
  const old = mapGet(variables, 'PIPESTATUS');
  const known = old?.elements ?? [];
  const isSame = known.length === codes.length && codes.every((c, i) => known[i]![1] === String(c));
  if (isSame) return variables;
  const elements = codes.map((code, i) => [String(i), String(code)] as const);
  return mapSet(variables, 'PIPESTATUS', arrayOf(PLAIN, elements));
}

function setElement(
  elements: readonly (readonly [string, string])[],
  key: string,
  value: string,
): readonly (readonly [string, string])[] {
  const last = elements[elements.length - 1];
  // An array that grows at its end is the usual one, and is in order as it stands.
  if (last !== undefined && /^\d+$/.test(key) && Number(key) > Number(last[0])) {
    return elements.concat([[key, value] as const]);
  }
  if (elements.some(([other]) => other === key)) {
    return elements.map((pair) => (pair[0] === key ? ([key, value] as const) : pair));
  }
  const after = [...elements, [key, value] as const];
  return /^\d+$/.test(key) && after.every(([other]) => /^\d+$/.test(other))
    ? after.sort(([a], [b]) => Number(a) - Number(b))
    : after;
}

export function withoutVariable(
  variables: PersistentMap<Variable>,
  name: string,
): PersistentMap<Variable> {
  return mapDelete(variables, name);
}

/** What a child process gets. */
export function environmentOf(variables: PersistentMap<Variable>): Record<string, string> {
  return Object.fromEntries(
    [...mapEntries(variables)]
      .filter(([, variable]) => variable.isExported)
      .map(([name, { value }]) => [name, value] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Names of all variables, sorted. */
export function variableNames(variables: PersistentMap<Variable>): readonly string[] {
  return [...mapEntries(variables)]
    .map(([name]) => name)
    .filter((name) => /^\w+$/.test(name))
    .sort();
}

/** Text quoted so that a shell reads it back: `'it'\''s'`; bare when nothing needs it. */
export function quoteWord(text: string): string {
  if (text === '') return "''";
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The first element separator of IFS joins `"$*"`. */
export function fieldSeparators(variables: PersistentMap<Variable>): string {
  return mapGet(variables, 'IFS')?.value ?? ' \t\n';
}
