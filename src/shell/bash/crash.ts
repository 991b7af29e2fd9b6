/**
 * A shell that cannot go on: no memory, no stack. A script or a subshell ends; where it was the shell
 * of a terminal, the terminal logs in again, so that there is always a prompt.
 *
 * Mirrors: `xrealloc` of bash's `xmalloc.c`, SIGSEGV, the getty of a console.
 * Departs: the new login keeps the pid and the history of lines.
 */
import { signalJob } from './jobs.ts';
import { OutOfMemory, demandMemory, memoryOf } from './limits.ts';
import { write } from './messages.ts';
import { exitShell } from './returning.ts';
import { beginShell } from './start.ts';
import type { ShellTurn } from './state.ts';
import { change } from './state.ts';

/** The stack is used up, as by a function that calls itself for ever. */
export function overflowStack(turn: ShellTurn): void {
  // Of a program the shell above tells; nobody is above the shell of a terminal.
  const isTold = isTerminalShell(turn);
  crash(turn, isTold ? 'Segmentation fault\n' : '', 139);
}

/** Does the work; ends the shell when that needs more memory than there is. */
export function withinMemory(turn: ShellTurn, work: () => void): void {
  try {
    work();
    demandMemory(turn.state, memoryOf(turn.state));
  } catch (error) {
    // The language's own: a text or a nesting beyond anything.
    const isOwn = error instanceof RangeError;
    if (!(error instanceof OutOfMemory) && !isOwn) throw error;
    const bytes = error instanceof OutOfMemory ? error.bytes : 2 ** 31;
    crash(turn, `${turn.state.name}: xrealloc: cannot allocate ${bytes} bytes\n`, 2);
  }
}

function crash(turn: ShellTurn, words: string, status: number): void {
  turn.state = { ...turn.state, descriptors: ownDescriptors(turn) };
  write(turn, 2, words);
  if (!isTerminalShell(turn)) return exitShell(turn, status);
  const { state, env } = turn;
  for (const job of state.jobs) signalJob(turn, job, 'HUP');
  for (const name of ['pause', 'read', 'fork']) turn.effects.push({ type: 'cancelTimer', name });
  turn.effects.push({ type: 'foreground', pid: state.process.pid });
  write(turn, 2, `\n${env.host.name} login: root (automatic login)\n\n`);
  const { history, nextKey, random, input } = state;
  const fresh = beginShell({ ...state.process, cwd: '/root' }, env).state;
  change(turn, { ...fresh, history, nextKey, random, input: input.slice(0, 10_000) });
}

function ownDescriptors({ state }: ShellTurn) {
  return { ...state.descriptors, 2: { kind: 'own', fd: 2 } } as const;
}

function isTerminalShell({ state }: ShellTurn): boolean {
  return state.isInteractive && state.process.parentPid === 0;
}
