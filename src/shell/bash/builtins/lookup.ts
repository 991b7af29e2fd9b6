/**
 * `type`, `command`, `hash`, `alias`, `unalias`, `history`, `help`.
 *
 * Mirrors: bash's `type.def`, `command.def`, `alias.def`, `history.def`.
 * Departs: `help` without a name also tells what this terminal can do.
 */
import { mapDelete, mapEntries, mapGet, mapHas, mapSet } from '../../../engine/index.ts';
import { commandsOn } from '../../program/installations.ts';
import { findProgram, placesOf } from '../launch.ts';
import { complain, write } from '../messages.ts';
import { runProgram } from '../run-program.ts';
import type { ShellTurn } from '../state.ts';
import { change } from '../state.ts';
import type { Builtins } from './builtin.ts';

const KEYWORDS: ReadonlySet<string> = new Set(
  'if then elif else fi case esac for while until do done in function time select { } ! [[ ]]'.split(
    ' ',
  ),
);

type Kind = 'alias' | 'keyword' | 'function' | 'builtin' | 'file';

function kindOf(
  turn: ShellTurn,
  name: string,
  builtins: Builtins,
): { readonly kind: Kind; readonly path: string } | undefined {
  const { state, env } = turn;
  if (mapHas(state.aliases, name)) return { kind: 'alias', path: '' };
  if (KEYWORDS.has(name)) return { kind: 'keyword', path: '' };
  if (mapHas(state.functions, name)) return { kind: 'function', path: '' };
  if (builtins.has(name)) return { kind: 'builtin', path: '' };
  const found = findProgram(placesOf(state), env.host.disk, name);
  return found.kind === 'missing' ? undefined : { kind: 'file', path: found.path };
}

export function type(turn: ShellTurn, words: readonly string[], builtins: Builtins): number {
  const isShort = words.includes('-t');
  const isPath = words.includes('-p') || words.includes('-P');
  let status = 0;
  for (const name of words.slice(1).filter((word) => !/^-[aftpP]+$/.test(word))) {
    const found = kindOf(turn, name, builtins);
    if (found === undefined) {
      if (!isShort && !isPath) complain(turn, `type: ${name}: not found`);
      status = 1;
    } else if (isShort) write(turn, 1, `${found.kind}\n`);
    else if (isPath) write(turn, 1, found.path === '' ? '' : `${found.path}\n`);
    else write(turn, 1, `${describe(turn, name, found)}\n`);
  }
  return status;
}

function describe(
  turn: ShellTurn,
  name: string,
  { kind, path }: { kind: Kind; path: string },
): string {
  switch (kind) {
    case 'alias':
      return `${name} is aliased to \`${mapGet(turn.state.aliases, name)!}'`;
    case 'keyword':
      return `${name} is a shell keyword`;
    case 'function':
      return `${name} is a function\n${name} () \n${mapGet(turn.state.functions, name)!.text}`;
    case 'builtin':
      return `${name} is a shell builtin`;
    case 'file':
      return `${name} is ${path}`;
  }
}

/** `command name …` and `builtin name …`: functions are passed over. */
export function command(
  turn: ShellTurn,
  words: readonly string[],
  builtins: Builtins,
): number | undefined {
  const rest = words.slice(1);
  if (rest[0] === '-v' || rest[0] === '-V') return commandPath(turn, rest, builtins);
  while (rest[0] === '-p' || rest[0] === '--') rest.shift();
  const name = rest[0];
  if (name === undefined) return 0;
  const builtin = builtins.get(name);
  if (builtin !== undefined) return builtin(turn, rest, builtins);
  if (words[0] === 'builtin') {
    complain(turn, `builtin: ${name}: not a shell builtin`);
    return 1;
  }
  runProgram(turn, rest);
  return undefined;
}

function commandPath(turn: ShellTurn, words: readonly string[], builtins: Builtins): number {
  const name = words[1];
  if (name === undefined) return 0;
  const found = kindOf(turn, name, builtins);
  if (found === undefined) {
    if (words[0] === '-V') complain(turn, `command: ${name}: not found`);
    return 1;
  }
  const short =
    found.kind === 'alias' ? `alias ${name}='${mapGet(turn.state.aliases, name)!}'` : name;
  const text =
    words[0] === '-V' ? describe(turn, name, found) : found.path === '' ? short : found.path;
  write(turn, 1, `${text}\n`);
  return 0;
}

export function hash(turn: ShellTurn, words: readonly string[]): number {
  if (words.length === 1) write(turn, 1, 'hash: hash table empty\n');
  return 0;
}

export function alias(turn: ShellTurn, words: readonly string[]): number {
  const operands = words.slice(1).filter((word) => word !== '-p');
  if (operands.length === 0) {
    for (const [name, text] of [...mapEntries(turn.state.aliases)].sort(([a], [b]) =>
      a < b ? -1 : 1,
    )) {
      write(turn, 1, `alias ${name}='${text}'\n`);
    }
    return 0;
  }
  let status = 0;
  for (const operand of operands) {
    const equals = operand.indexOf('=');
    const text = mapGet(turn.state.aliases, operand);
    if (equals > 0) {
      const aliases = mapSet(
        turn.state.aliases,
        operand.slice(0, equals),
        operand.slice(equals + 1),
      );
      change(turn, { aliases });
    } else if (text !== undefined) write(turn, 1, `alias ${operand}='${text}'\n`);
    else {
      complain(turn, `alias: ${operand}: not found`);
      status = 1;
    }
  }
  return status;
}

export function unalias(turn: ShellTurn, words: readonly string[]): number {
  let status = 0;
  for (const name of words.slice(1)) {
    if (!mapHas(turn.state.aliases, name)) {
      complain(turn, `unalias: ${name}: not found`);
      status = 1;
    }
    change(turn, { aliases: mapDelete(turn.state.aliases, name) });
  }
  return status;
}

export function history(turn: ShellTurn, words: readonly string[]): number {
  const { history: lines } = turn.state;
  if (words[1] === '-c') {
    change(turn, { history: [] });
    turn.effects.push({ type: 'setHistory', lines: [] });
    return 0;
  }
  const count = words[1] === undefined ? lines.length : Number(words[1]);
  if (!Number.isInteger(count)) {
    complain(turn, `history: ${words[1]!}: numeric argument required`);
    return 1;
  }
  const first = Math.max(0, lines.length - Math.abs(count));
  lines.slice(first).forEach((line, i) => {
    write(turn, 1, `${String(first + i + 1).padStart(5)}  ${line}\n`);
  });
  return 0;
}

export function builtinHelp(turn: ShellTurn, words: readonly string[], builtins: Builtins): number {
  const name = words[1];
  if (name !== undefined) {
    if (builtins.has(name)) {
      write(turn, 1, `${name}: a command of bash itself\n`);
      return 0;
    }
    complain(turn, `help: no help topics match \`${name}'.  Try \`help help' or \`man ${name}'.`);
    return 1;
  }
  const byTitle = new Map<string, string[]>();
  for (const { name: program, title } of commandsOn(turn.env.host.disk)) {
    byTitle.set(title, [...(byTitle.get(title) ?? []), program]);
  }
  const tools = byTitle.get('') ?? [];
  byTitle.delete('');
  const parts = [
    'This is a bash on a simulated host. Everything you type happens in virtual time.\n',
    ...[...byTitle].map(([title, programs]) => `\n${title}:\n${columns(programs)}`),
    `\nPrograms (man NAME says what one does):\n${columns(tools)}`,
    `\nParts of bash:\n${columns([...builtins.keys()])}`,
    '\nTab completes, Ctrl-C interrupts, Ctrl-D ends.\n',
  ];
  write(turn, 1, parts.join(''));
  return 0;
}

function columns(names: readonly string[]): string {
  const sorted = [...names].sort();
  const width = Math.max(...sorted.map((name) => name.length)) + 2;
  const perLine = Math.max(1, Math.floor(78 / width));
  let text = '';
  for (let i = 0; i < sorted.length; i += perLine) {
    text += `  ${sorted
      .slice(i, i + perLine)
      .map((name) => name.padEnd(width))
      .join('')
      .trimEnd()}\n`;
  }
  return text;
}
