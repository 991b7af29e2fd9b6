/**
 * Starts programs and subshells: chooses the program for a word, and where its streams lead.
 *
 * Mirrors: `execute_disk_command`, `make_child`, `search_for_command` of bash 5.2.
 * Departs: a subshell is a new process that gets a copy of the shell's memory in its environment.
 */
import type { DiskView, SpawnRequest, Stream } from '../../engine/index.ts';
import { entryAt, mapEntries, mapGet, readText } from '../../engine/index.ts';
import { homeOf, isTool } from '../program/installations.ts';
import { baseName, folderName, resolvePath } from '../program/paths.ts';
import type { Target } from './resources.ts';
import type { ShellState, ShellTurn } from './state.ts';
import { change } from './state.ts';
import type { Node } from './syntax/tree.ts';
import { environmentOf } from './variables.ts';

/** Name of the environment variable in which a subshell gets its parent's memory. */
export const FORK_VARIABLE = 'BASH_FORK';

export type Lookup =
  | { readonly kind: 'program'; readonly program: string; readonly path: string }
  | { readonly kind: 'script'; readonly path: string }
  | { readonly kind: 'missing'; readonly message: string; readonly status: number };

/** Where programs are looked for. */
export interface SearchPlaces {
  /** The PATH. */
  readonly path: string;
  readonly cwd: string;
}

/** The places that a shell looks in. */
export function placesOf({ variables, cwd }: ShellState): SearchPlaces {
  return { path: mapGet(variables, 'PATH')?.value ?? '', cwd };
}

/** Finds what a command word stands for on the disk or in the PATH. */
export function findProgram(places: SearchPlaces, disk: DiskView, word: string): Lookup {
  if (word.includes('/')) return findPath(places, disk, word);
  for (const folder of places.path.split(':')) {
    if (isTool(word) && isToolFolder(folder)) {
      return { kind: 'program', program: word, path: `${folder}/${word}` };
    }
    const full = resolvePath(places.cwd, `${folder === '' ? '.' : folder}/${word}`);
    if (entryAt(disk, full)?.kind === 'file') return asFile(disk, full, word);
  }
  return { kind: 'missing', message: `${word}: command not found`, status: 127 };
}

/** `/bin` is the same folder as `/usr/bin`. */
function isToolFolder(folder: string): boolean {
  return /^(\/usr)?\/bin\/*$/.test(folder);
}

function findPath(places: SearchPlaces, disk: DiskView, word: string): Lookup {
  const full = resolvePath(places.cwd, word);
  const entry = entryAt(disk, full);
  if (entry?.kind === 'folder')
    return { kind: 'missing', message: `${word}: Is a directory`, status: 126 };
  if (entry?.kind === 'file') return asFile(disk, full, baseName(full));
  const name = baseName(full);
  if (isTool(name) && isToolFolder(folderName(full))) {
    return { kind: 'program', program: name, path: full };
  }
  return { kind: 'missing', message: `${word}: No such file or directory`, status: 127 };
}

/** Installed scripts are files that stand for a program of the simulation. */
function asFile(disk: DiskView, path: string, name: string): Lookup {
  const text = readText(disk, path) ?? '';
  const isStandIn = text === '' || text.includes('The playground runs this program itself');
  return homeOf(name) !== undefined && isStandIn
    ? { kind: 'program', program: name, path }
    : { kind: 'script', path };
}

/** Where a child's standard input comes from. */
export function inputStream(turn: ShellTurn, target: Target | undefined, reads: boolean): Stream {
  switch (target?.kind) {
    case 'own': {
      const { process } = turn.state;
      if (process.stdin === 'tty') {
        // What was typed ahead goes to the child, should it read.
        if (reads) change(turn, { feedsPid: -1 });
        return { kind: 'inherit' };
      }
      if (process.stdin === 'none' || !reads) return { kind: 'null' };
      change(turn, { feedsPid: -1 });
      return { kind: 'parent' };
    }
    case 'text': {
      const open = turn.state.texts[target.id]!;
      if (reads) {
        const texts = turn.state.texts.map((each, i) =>
          i === target.id ? { ...each, position: each.text.length } : each,
        );
        change(turn, { texts });
      }
      return { kind: 'text', text: open.text.slice(open.position) };
    }
    case 'pipe':
      return target;
    default:
      return { kind: 'null' };
  }
}

/** Where a child's output goes. */
export function outputStream(target: Target | undefined): Stream {
  switch (target?.kind) {
    case 'own':
      return target.fd === 0 ? { kind: 'null' } : { kind: 'inherit', fd: target.fd };
    case 'file':
      return { kind: 'file', path: target.path, mode: 'append' };
    case 'pipe':
      return target;
    default:
      return { kind: 'null' };
  }
}

/** What a subshell is born with. */
export interface Fork {
  readonly shell: Pick<
    ShellState,
    | 'name'
    | 'arguments'
    | 'status'
    | 'options'
    | 'limits'
    | 'line'
    | 'history'
    | 'ownsTerminal'
    | 'lastBackgroundPid'
  >;
  readonly variables: readonly (readonly [string, unknown])[];
  readonly functions: readonly (readonly [string, unknown])[];
  readonly aliases: readonly (readonly [string, string])[];
  readonly node: Node;
}

/** The request that starts a subshell. */
export function forkRequest(
  state: ShellState,
  node: Node,
  ownsTerminal: boolean,
  streams: Pick<SpawnRequest, 'stdin' | 'stdout' | 'stderr'>,
): Omit<SpawnRequest, 'token'> {
  const fork: Fork = {
    shell: {
      name: state.name,
      arguments: state.arguments,
      status: state.status,
      options: state.options,
      limits: state.limits,
      line: state.line,
      history: state.history,
      ownsTerminal,
      lastBackgroundPid: state.lastBackgroundPid,
    },
    variables: [...mapEntries(state.variables)],
    functions: [...mapEntries(state.functions)],
    aliases: [...mapEntries(state.aliases)],
    node,
  };
  return {
    program: 'bash',
    argv: state.process.argv,
    environment: { ...environmentOf(state.variables), [FORK_VARIABLE]: JSON.stringify(fork) },
    cwd: state.cwd,
    isDaemon: false,
    ...streams,
  };
}
