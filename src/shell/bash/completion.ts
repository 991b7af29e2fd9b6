/**
 * Tab: completes commands, paths and variables.
 *
 * Mirrors: readline's `rl_complete` with bash's default completion.
 * Departs: one Tab lists at once when there are several possibilities.
 */
import type { DiskView } from '../../engine/index.ts';
import { isFolder, listFolder, mapEntries, mapGet } from '../../engine/index.ts';
import { commandsOn } from '../program/installations.ts';
import { joinPath, resolvePath } from '../program/paths.ts';
import { builtins } from './builtins/table.ts';
import type { ShellState } from './state.ts';
import { variableNames } from './variables.ts';

export interface Completion {
  readonly insert: string;
  readonly candidates: readonly string[];
}

const NOTHING: Completion = { insert: '', candidates: [] };

/** What Tab does with the text left of the cursor. */
export function completeLine(state: ShellState, disk: DiskView, line: string): Completion {
  const word = /(?:[^\s|;&(<>="'`]|\\.)*$/.exec(line)![0];
  const before = line.slice(0, line.length - word.length);
  if (/^\$\w*$/.test(word)) {
    const names = variableNames(state.variables).map((name) => `$${name}`);
    return choose(
      word,
      names.filter((name) => name.startsWith(word)),
      ' ',
    );
  }
  const isCommand =
    /(^|[|;&(]|\b(?:do|then|else|if|while|until|sudo|xargs|man|which|type)\s)\s*$/.test(before);
  if (isCommand && !word.includes('/')) {
    const found = commandNames(state, disk).filter((name) => name.startsWith(word));
    return choose(word, found, ' ');
  }
  return completePath(state, disk, word, /(^|[|;&(])\s*(cd|rmdir|pushd)\s+$/.test(before));
}

function commandNames(state: ShellState, disk: DiskView): readonly string[] {
  const names = new Set([
    ...commandsOn(disk).map(({ name }) => name),
    ...builtins.keys(),
    ...[...mapEntries(state.functions)].map(([name]) => name),
    ...[...mapEntries(state.aliases)].map(([name]) => name),
  ]);
  return [...names].sort();
}

function completePath(
  state: ShellState,
  disk: DiskView,
  word: string,
  foldersOnly: boolean,
): Completion {
  const slash = word.lastIndexOf('/');
  const shown = word.slice(0, slash + 1);
  const start = word.slice(slash + 1).replace(/\\(.)/g, '$1');
  const home = mapGet(state.variables, 'HOME')?.value ?? '/root';
  const typed = shown.replace(/\\(.)/g, '$1').replace(/^~(?=\/)/, home);
  const folder = resolvePath(state.cwd, typed === '' ? '.' : typed);
  const names = (listFolder(disk, folder) ?? []).filter(
    (name) => name.startsWith(start) && (start.startsWith('.') || !name.startsWith('.')),
  );
  const found = names
    .map((name) => ({ name, isFolder: isFolder(disk, joinPath(folder, name)) }))
    .filter((entry) => entry.isFolder || !foldersOnly);
  const only = found.length === 1 ? found[0] : undefined;
  const result = choose(
    start,
    found.map(({ name }) => name),
    only?.isFolder === true ? '/' : ' ',
  );
  return {
    insert: result.insert.replace(/[\s'"$&|;()<>*?\\](?=.)/g, '\\$&'),
    candidates:
      found.length > 1 ? found.map((entry) => entry.name + (entry.isFolder ? '/' : '')) : [],
  };
}

/** The rest of a single possibility, or what all have in common and their list. */
function choose(word: string, found: readonly string[], end: string): Completion {
  const first = found[0];
  if (first === undefined) return NOTHING;
  if (found.length === 1) return { insert: first.slice(word.length) + end, candidates: [] };
  let common = first;
  for (const each of found) {
    while (!each.startsWith(common)) common = common.slice(0, -1);
  }
  return { insert: common.slice(word.length), candidates: found };
}
