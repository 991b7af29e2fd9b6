/**
 * `find` and `xargs`.
 *
 * Mirrors: GNU findutils 4.9: -name, -iname, -path, -type, -size, -maxdepth, -mindepth, -empty,
 * -newer, -delete, -print, -exec … \; and … +, !, -o.
 * Departs: `-exec` runs its commands after the search.
 */
import type { DiskEntry } from '../../engine/index.ts';
import { entryAt, listFolder } from '../../engine/index.ts';
import { matchesPattern } from '../bash/expansion/pattern.ts';
import { demandCharacters } from '../program/exhaustion.ts';
import { readOptions } from '../program/options.ts';
import { baseName, joinPath, missing } from '../program/paths.ts';
import type { Call, Outcome, Program } from '../program/program.ts';
import type { Running } from '../program/children.ts';
import { onChildEvent, startChildren } from '../program/children.ts';

interface Found {
  readonly shown: string;
  readonly path: string;
  readonly entry: DiskEntry;
  readonly depth: number;
}

type Test = (found: Found) => boolean;

interface Query {
  readonly alternatives: Test[][];
  readonly executes: { readonly words: readonly string[]; readonly isPlus: boolean }[];
  deletes: boolean;
  prints: boolean;
  maxDepth: number;
  minDepth: number;
}

export const find: Program<Running> = {
  name: 'find',
  summary: 'Searches for files under a directory.',
  synopsis: '[path...] [expression]',
  start(call) {
    const first = call.words.findIndex(
      (word) => /^[-!(]./.test(word) || word === '!' || word === '(',
    );
    const roots = first === -1 ? call.words : call.words.slice(0, first);
    const query = readQuery(call, first === -1 ? [] : call.words.slice(first));
    if (query === undefined) return 1;
    let status = 0;
    const found: Found[] = [];
    for (const root of roots.length === 0 ? ['.'] : roots) {
      const path = call.path(root);
      const entry = entryAt(call.disk, path);
      if (entry === undefined) {
        call.complain(`'${root}': ${missing(call.disk, path)}`);
        status = 1;
      } else walk(call, query, { shown: root, path, entry, depth: 0 }, found);
    }
    return act(call, query, found, status);
  },
  handledSignals: ['INT'],
  leavesInput: true,
  event: onChildEvent,
};

function walk(call: Call, query: Query, at: Found, found: Found[]): void {
  const isWanted = query.alternatives.some((tests) => tests.every((test) => test(at)));
  if (isWanted && at.depth >= query.minDepth) found.push(at);
  if (at.entry.kind !== 'folder' || at.depth >= query.maxDepth) return;
  for (const name of listFolder(call.disk, at.path) ?? []) {
    const path = joinPath(at.path, name);
    const entry = entryAt(call.disk, path)!;
    walk(call, query, { shown: joinPath(at.shown, name), path, entry, depth: at.depth + 1 }, found);
  }
}

function act(call: Call, query: Query, found: readonly Found[], status: number): Outcome<Running> {
  if (query.prints || (query.executes.length === 0 && !query.deletes)) {
    call.out(found.map(({ shown }) => `${shown}\n`).join(''));
  }
  if (query.deletes) {
    for (const { path } of [...found].reverse()) {
      if (path !== '/') call.effects.push({ type: 'remove', path });
    }
  }
  const commands = query.executes.flatMap(({ words, isPlus }) => {
    const names = found.map(({ shown }) => shown);
    if (names.length === 0) return [];
    if (isPlus) return [words.flatMap((word) => (word === '{}' ? names : [word]))];
    return names.map((name) => words.map((word) => word.replaceAll('{}', name)));
  });
  return commands.length === 0 ? status : startChildren(call, commands, status);
}

function readQuery(call: Call, words: readonly string[]): Query | undefined {
  const query: Query = {
    alternatives: [[]],
    executes: [],
    deletes: false,
    prints: false,
    maxDepth: Infinity,
    minDepth: 0,
  };
  let isNegated = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const add = (test: Test): void => {
      const negated = isNegated;
      query.alternatives.at(-1)!.push((found) => test(found) !== negated);
      isNegated = false;
    };
    if (word === '!' || word === '-not') isNegated = true;
    else if (word === '-o' || word === '-or') query.alternatives.push([]);
    else if (word === '-print') query.prints = true;
    else if (word === '-delete') query.deletes = true;
    else if (word === '-empty')
      add(({ path, entry }) =>
        entry.kind === 'folder'
          ? (listFolder(call.disk, path) ?? []).length === 0
          : entry.content.bytes === 0,
      );
    else if (word === '-exec' || word === '-ok') {
      const end = words.findIndex((each, i) => i > at && (each === ';' || each === '+'));
      if (end === -1) return fail(call, `missing argument to \`${word}'`);
      query.executes.push({ words: words.slice(at + 1, end), isPlus: words[end] === '+' });
      at = end;
    } else if (['-a', '-and', '(', ')', '-ls', '-true', '-xdev', '-mount', '-depth'].includes(word))
      continue;
    else {
      const value = words[++at];
      if (!TAKES_VALUE.has(word))
        return fail(
          call,
          /^-/.test(word)
            ? `unknown predicate \`${word}'`
            : `paths must precede expression: \`${word}'`,
        );
      if (value === undefined) return fail(call, `missing argument to \`${word}'`);
      if (!valued(call, query, word, value, add)) return undefined;
    }
  }
  return query;
}

const TAKES_VALUE: ReadonlySet<string> = new Set(
  '-name -iname -path -wholename -type -size -maxdepth -mindepth -newer -mtime -mmin -user -perm'.split(
    ' ',
  ),
);

function fail(call: Call, message: string): undefined {
  call.complain(message);
  return undefined;
}

function valued(
  call: Call,
  query: Query,
  word: string,
  value: string,
  add: (test: Test) => void,
): boolean {
  switch (word) {
    case '-name':
    case '-iname': {
      const isCaseless = word === '-iname';
      const pattern = isCaseless ? value.toLowerCase() : value;
      add(({ shown }) =>
        matchesPattern(pattern, isCaseless ? baseName(shown).toLowerCase() : baseName(shown)),
      );
      return true;
    }
    case '-path':
    case '-wholename': {
      add(({ shown }) => matchesPattern(value, shown));
      return true;
    }
    case '-type':
      if (!/^[fdlpsbc]$/.test(value)) {
        call.complain(`Unknown argument to -type: ${value}`);
        return false;
      }
      add(({ entry }) =>
        value === 'f' ? entry.kind === 'file' : value === 'd' && entry.kind === 'folder',
      );
      return true;
    case '-size':
      return sized(call, value, add);
    case '-maxdepth':
    case '-mindepth':
      if (!/^\d+$/.test(value)) {
        call.complain(
          `Expected a positive decimal integer argument to ${word}, but got '${value}'`,
        );
        return false;
      }
      if (word === '-maxdepth') query.maxDepth = Number(value);
      else query.minDepth = Number(value);
      return true;
    case '-newer': {
      const other = entryAt(call.disk, call.path(value));
      if (other === undefined) {
        call.complain(`'${value}': No such file or directory`);
        return false;
      }
      add(({ entry }) => entry.modifiedAtMs > other.modifiedAtMs);
      return true;
    }
    default:
      return true;
  }
}

function sized(call: Call, value: string, add: (test: Test) => void): boolean {
  const match = /^([-+]?)(\d+)([cwbkMG]?)$/.exec(value);
  if (match === null) {
    call.complain(`invalid argument \`${value}' to \`-size'`);
    return false;
  }
  const unit = { c: 1, w: 2, k: 1024, M: 1024 ** 2, G: 1024 ** 3 }[match[3]!] ?? 512;
  const wanted = Number(match[2]);
  add(({ entry }) => {
    const units = Math.ceil((entry.kind === 'folder' ? 4096 : entry.content.bytes) / unit);
    return match[1] === '+' ? units > wanted : match[1] === '-' ? units < wanted : units === wanted;
  });
  return true;
}

interface Collecting {
  readonly kind: 'collecting';
  readonly input: string;
  readonly command: readonly string[];
  readonly perCommand: number;
  readonly replace: string | null;
  readonly delimiter: string | null;
  readonly skipsEmpty: boolean;
}

export const xargs: Program<Collecting | Running> = {
  name: 'xargs',
  summary: 'Runs a command with the words of standard input as arguments.',
  synopsis: '[OPTION]... COMMAND [INITIAL-ARGS]...',
  handledSignals: ['INT'],
  start(call) {
    const spec = {
      short: 'n:I:d:rt0P:L:',
      long: { 'max-args': 'n', replace: 'I', null: '0', 'no-run-if-empty': 'r' },
      stopsAtOperand: true,
    };
    const options = readOptions(call, spec);
    if (options === undefined) return 1;
    const count = Number(options.value('n') ?? options.value('L') ?? Infinity);
    if (Number.isNaN(count) || count < 1) {
      call.complain(`invalid number for -n option`);
      return 1;
    }
    return {
      kind: 'collecting',
      input: '',
      command: options.operands.length === 0 ? ['echo'] : options.operands,
      perCommand: count,
      replace: options.value('I') ?? null,
      delimiter: options.has('0') ? '\0' : (options.value('d')?.replace('\\n', '\n') ?? null),
      skipsEmpty: options.has('r'),
    };
  },
  event(call, state, event) {
    if (state.kind !== 'collecting') return onChildEvent(call, state, event);
    if (event.type === 'signal') return 130;
    if (event.type === 'stdin') {
      demandCharacters(state.input.length + event.text.length);
      return { ...state, input: state.input + event.text };
    }
    if (event.type !== 'stdin.end') return state;
    const commands = argumentLists(state);
    return commands.length === 0 ? 0 : startChildren(call, commands, 0, 123);
  },
};

function argumentLists(state: Collecting): readonly (readonly string[])[] {
  const { command, replace, perCommand } = state;
  if (replace !== null) {
    const lines = state.input
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    return lines.map((line) => command.map((word) => word.replaceAll(replace, line)));
  }
  const items =
    state.delimiter === null
      ? (state.input.match(/(?:"[^"]*"|'[^']*'|\\.|[^\s"'\\])+/g) ?? []).map((word) =>
          word.replace(/"([^"]*)"|'([^']*)'|\\(.)/g, '$1$2$3'),
        )
      : state.input
          .split(state.delimiter)
          .filter((item, i, all) => item !== '' || i < all.length - 1);
  if (items.length === 0) return state.skipsEmpty ? [] : [command];
  const lists: string[][] = [];
  for (let i = 0; i < items.length; i += Math.min(perCommand, items.length)) {
    lists.push([...command, ...items.slice(i, i + perCommand)]);
  }
  return lists;
}
