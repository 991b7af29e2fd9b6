/**
 * `exit`, `return`, `break`, `continue`, `source`, `eval`, `exec`.
 *
 * Mirrors: bash's `exit.def`, `return.def`, `break.def`, `source.def`, `eval.def`, `exec.def`.
 * Departs: `exec command` runs the command and then ends the shell.
 */
import { readWhole, resolvePath } from '../../program/paths.ts';
import { entryAt, mapGet } from '../../../engine/index.ts';
import { complain, write } from '../messages.ts';
import { exitShell, leaveLoops, returnFromCall } from '../returning.ts';
import { runProgram } from '../run-program.ts';
import type { ShellTurn } from '../state.ts';
import { change, pushFrame } from '../state.ts';

/** The numeric argument; `null` after a complaint. */
function statusArgument(
  turn: ShellTurn,
  words: readonly string[],
  fallback: number,
): number | null {
  const word = words[1];
  if (word === undefined) return fallback;
  if (!/^\s*[-+]?\d{1,18}\s*$/.test(word)) {
    complain(turn, `${words[0]!}: ${word}: numeric argument required`);
    return null;
  }
  return Number(BigInt.asUintN(8, BigInt(word.trim().replace(/^\+/, ''))));
}

export function exit(turn: ShellTurn, words: readonly string[]): number | undefined {
  const status = statusArgument(turn, words, turn.state.status) ?? 2;
  if (words.length > 2 && status !== null && /^[-+]?\d+$/.test(words[1]!)) {
    complain(turn, `${words[0]!}: too many arguments`);
    return 1;
  }
  if (turn.state.isInteractive) write(turn, 2, farewell(turn));
  exitShell(turn, status);
  return undefined;
}

/** A login shell says logout. */
export function farewell(turn: ShellTurn): string {
  return turn.state.process.argv[0]?.startsWith('-') === true ? 'logout\n' : 'exit\n';
}

export function returnBuiltin(turn: ShellTurn, words: readonly string[]): number | undefined {
  const status = statusArgument(turn, words, turn.state.status) ?? 2;
  if (returnFromCall(turn, status)) return undefined;
  complain(turn, "return: can only `return' from a function or sourced script");
  return 1;
}

export function breakLoop(turn: ShellTurn, words: readonly string[]): number | undefined {
  return leave(turn, words, false);
}

export function continueLoop(turn: ShellTurn, words: readonly string[]): number | undefined {
  return leave(turn, words, true);
}

function leave(turn: ShellTurn, words: readonly string[], isContinue: boolean): number | undefined {
  const word = words[1] ?? '1';
  if (!/^\d+$/.test(word)) {
    complain(turn, `${words[0]!}: ${word}: numeric argument required`);
    return 128;
  }
  if (Number(word) === 0) {
    complain(turn, `${words[0]!}: ${word}: loop count out of range`);
    return 1;
  }
  change(turn, { status: 0 });
  if (leaveLoops(turn, Number(word), isContinue)) return undefined;
  complain(turn, `${words[0]!}: only meaningful in a \`for', \`while', or \`until' loop`);
  return 0;
}

export function source(turn: ShellTurn, words: readonly string[]): number | undefined {
  const [name, file, ...rest] = words;
  if (file === undefined) {
    complain(turn, `${name!}: filename argument required`);
    write(turn, 2, `${name!}: usage: ${name!} filename [arguments]\n`);
    return 2;
  }
  const reading = readWhole(turn.env.host.disk, sourcePath(turn, file));
  if (!reading.ok) {
    const isFolder = reading.reason === 'Is a directory';
    complain(turn, isFolder ? `${name!}: ${file}: is a directory` : `${file}: ${reading.reason}`);
    return 1;
  }
  pushFrame(turn, { type: 'call', name: 'source', arguments: turn.state.arguments, locals: [] });
  if (rest.length > 0) change(turn, { arguments: rest });
  change(turn, { status: 0 });
  pushFrame(turn, { type: 'reader', text: reading.text, position: 0, line: 1, source: file });
  return undefined;
}

/** A name without a slash is looked for in the PATH first. */
function sourcePath(turn: ShellTurn, file: string): string {
  const { disk } = turn.env.host;
  if (!file.includes('/')) {
    for (const folder of (mapGet(turn.state.variables, 'PATH')?.value ?? '').split(':')) {
      const path = resolvePath(turn.state.cwd, `${folder === '' ? '.' : folder}/${file}`);
      if (entryAt(disk, path)?.kind === 'file') return path;
    }
  }
  return resolvePath(turn.state.cwd, file);
}

export function evaluate(turn: ShellTurn, words: readonly string[]): number | undefined {
  const text = words.slice(1).join(' ');
  if (text.trim() === '') return 0;
  pushFrame(turn, { type: 'reader', text, position: 0, line: turn.state.line, source: null });
  return undefined;
}

export function execute(turn: ShellTurn, words: readonly string[]): number | undefined {
  if (words.length === 1) return 0;
  const text = 'exit $?';
  const { line } = turn.state;
  pushFrame(turn, { type: 'reader', text, position: 0, line, source: null });
  change(turn, { isInteractive: false });
  runProgram(turn, words.slice(1));
  return undefined;
}
