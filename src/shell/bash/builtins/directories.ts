/**
 * `cd`, `pwd`, `pushd`, `popd`, `dirs`.
 *
 * Mirrors: bash's `cd.def`, `pushd.def`.
 * Departs: there are no links, so `-P` and `-L` are the same.
 */
import { entryAt, mapGet } from '../../../engine/index.ts';
import { missing, resolvePath } from '../../program/paths.ts';
import { complain, write } from '../messages.ts';
import type { ShellTurn } from '../state.ts';
import { change } from '../state.ts';
import { PLAIN, arrayOf, withVariable } from '../variables.ts';
import { mapSet } from '../../../engine/index.ts';

export function changeDirectory(turn: ShellTurn, words: readonly string[]): number {
  const operands = words.slice(1).filter((word) => !/^-[LPe@]+$|^--$/.test(word));
  if (operands.length > 1) {
    complain(turn, 'cd: too many arguments');
    return 1;
  }
  const { variables } = turn.state;
  let target = operands[0];
  if (target === undefined) {
    target = mapGet(variables, 'HOME')?.value;
    if (target === undefined) return failed(turn, 'HOME not set');
  }
  const isBack = target === '-';
  if (isBack) {
    target = mapGet(variables, 'OLDPWD')?.value;
    if (target === undefined) return failed(turn, 'OLDPWD not set');
  } else if (target.startsWith('-')) {
    complain(turn, `cd: ${target.slice(0, 2)}: invalid option`);
    write(turn, 2, 'cd: usage: cd [-L|[-P [-e]] [-@]] [dir]\n');
    return 2;
  }
  const status = enter(turn, 'cd', target);
  if (status === 0 && isBack) write(turn, 1, `${turn.state.cwd}\n`);
  return status;
}

function failed(turn: ShellTurn, message: string): number {
  complain(turn, `cd: ${message}`);
  return 1;
}

function enter(turn: ShellTurn, name: string, target: string): number {
  const path = resolvePath(turn.state.cwd, target);
  const { disk } = turn.env.host;
  const entry = entryAt(disk, path);
  if (entry?.kind !== 'folder') {
    const reason = entry === undefined ? missing(disk, path) : 'Not a directory';
    complain(turn, `${name}: ${target}: ${reason}`);
    return 1;
  }
  const isExported = { isExported: true };
  let variables = withVariable(turn.state.variables, 'OLDPWD', turn.state.cwd, isExported);
  variables = withVariable(variables ?? turn.state.variables, 'PWD', path, isExported);
  change(turn, { cwd: path, variables: variables ?? turn.state.variables });
  return 0;
}

export function printDirectory(turn: ShellTurn): number {
  write(turn, 1, `${turn.state.cwd}\n`);
  return 0;
}

function stackOf(turn: ShellTurn): readonly string[] {
  return mapGet(turn.state.variables, 'DIRSTACK')?.elements?.map(([, path]) => path) ?? [];
}

function keepStack(turn: ShellTurn, stack: readonly string[]): number {
  const elements = stack.map((path, i) => [String(i), path] as const);
  const variables = mapSet(turn.state.variables, 'DIRSTACK', arrayOf(PLAIN, elements));
  change(turn, { variables });
  return dirs(turn);
}

export function pushd(turn: ShellTurn, words: readonly string[]): number {
  const stack = stackOf(turn);
  const from = turn.state.cwd;
  const target = words[1] ?? stack[0];
  if (target === undefined) {
    complain(turn, 'pushd: no other directory');
    return 1;
  }
  const status = enter(turn, 'pushd', target);
  if (status !== 0) return status;
  return keepStack(turn, [from, ...(words[1] === undefined ? stack.slice(1) : stack)]);
}

export function popd(turn: ShellTurn): number {
  const [target, ...rest] = stackOf(turn);
  if (target === undefined) {
    complain(turn, 'popd: directory stack empty');
    return 1;
  }
  const status = enter(turn, 'popd', target);
  return status !== 0 ? status : keepStack(turn, rest);
}

export function dirs(turn: ShellTurn): number {
  const home = mapGet(turn.state.variables, 'HOME')?.value ?? '/root';
  const short = [turn.state.cwd, ...stackOf(turn)].map((path) => shortPath(path, home));
  write(turn, 1, `${short.join(' ')}\n`);
  return 0;
}

/** `~` for the home folder, as the prompt shows it. */
export function shortPath(path: string, home: string): string {
  if (path === home) return '~';
  return home !== '/' && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}
