/**
 * Programs that run other programs, one after the other (`find -exec`, `xargs`, `env`, `watch`).
 *
 * Mirrors: fork, execvp and wait.
 * Departs: a command is run by a bash, which looks it up and says when it is not there.
 */
import type { NodeEvent } from '../../engine/index.ts';
import { quoteWord } from '../bash/variables.ts';
import type { Call, Outcome } from './program.ts';

export interface Running {
  readonly kind: 'running';
  readonly rest: readonly (readonly string[])[];
  readonly status: number;
  /** Status when a command has failed; null: the command's own. */
  readonly failure: number | null;
  readonly pid: number;
}

/** Starts the first of some commands; the state waits for all. */
export function startChildren(
  call: Call,
  commands: readonly (readonly string[])[],
  status: number,
  failure: number | null = 0,
): Outcome<Running> {
  const [first, ...rest] = commands;
  if (first === undefined) return status;
  spawn(call, first);
  return { kind: 'running', rest, status, failure, pid: 0 };
}

function spawn(call: Call, words: readonly string[]): void {
  const { process } = call;
  call.effects.push({
    type: 'spawn',
    token: 'child',
    program: 'bash',
    argv: ['bash', '-c', words.map(quoteWord).join(' '), call.process.argv[0]!],
    environment: process.environment,
    cwd: process.cwd,
    stdin: { kind: 'null' },
    stdout: { kind: 'inherit' },
    stderr: { kind: 'inherit' },
    isDaemon: false,
  });
}

/** The next command when one has ended; the status behind the last. */
export function onChildEvent(call: Call, state: Running, event: NodeEvent): Outcome<Running> {
  if (event.type === 'process.spawned') return { ...state, pid: event.pid };
  if (event.type === 'signal') {
    if (state.pid !== 0) call.effects.push({ type: 'signal', pid: state.pid, signal: 'INT' });
    return 130;
  }
  if (event.type !== 'process.exited') return state;
  const failed = event.code === 0 ? state.status : (state.failure ?? event.code);
  const status = event.code === 0 ? state.status : failed;
  if (event.code === 130) return 130;
  const [next, ...rest] = state.rest;
  if (next === undefined) return status;
  spawn(call, next);
  return { ...state, rest, status };
}
