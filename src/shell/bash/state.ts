/**
 * The memory of a running bash: variables, descriptors, jobs, and the continuation frames that say
 * what is still to be done. Plain data, so that time can go back to it.
 *
 * Mirrors: bash 5.2's `shell_state`, `jobs.c`, `variables.h`.
 * Read next: resources.ts, frames.ts, interpreter.ts.
 */
import type { Env, PersistentMap, ProcessInfo, RandomState, Turn } from '../../engine/index.ts';
import type { Frame } from './frames.ts';
import type { Descriptors, Job, Limits, OpenText, Variable } from './resources.ts';
import type { FunctionDefinition } from './syntax/tree.ts';

export interface ShellState {
  readonly process: ProcessInfo;
  /** First word of error messages. */
  readonly name: string;
  readonly isInteractive: boolean;
  /** A child that runs a part of its parent's script. */
  readonly isSubshell: boolean;
  /** May say which process gets what is typed. */
  readonly ownsTerminal: boolean;
  readonly variables: PersistentMap<Variable>;
  readonly functions: PersistentMap<FunctionDefinition>;
  readonly aliases: PersistentMap<string>;
  readonly arguments: readonly string[];
  readonly cwd: string;
  readonly status: number;
  readonly options: readonly string[];
  /** What `ulimit` has changed. */
  readonly limits: Limits;
  readonly frames: readonly Frame[];
  readonly descriptors: Descriptors;
  readonly texts: readonly OpenText[];
  /** Standard input that has arrived and was not read. */
  readonly input: string;
  readonly isInputEnded: boolean;
  /** Lines of an unfinished command. */
  readonly unfinished: string;
  readonly line: number;
  readonly jobs: readonly Job[];
  /** Child that gets what arrives on the shell's own pipe. */
  readonly feedsPid: number | null;
  readonly nextKey: number;
  readonly lastBackgroundPid: number | null;
  readonly history: readonly string[];
  readonly random: RandomState;
  readonly startedAtMs: number;
  readonly isPromptShown: boolean;
  readonly isExiting: boolean;
}

/** Its surroundings change with what the shell writes (disk-writes.ts). */
export interface ShellTurn extends Omit<Turn<ShellState>, 'env'> {
  env: Env;
  /** Characters that this step has handled: work is bounded, then time passes. */
  work: number;
}

/** Replaces parts of the state. */
export function change(turn: ShellTurn, part: Partial<ShellState>): void {
  turn.state = { ...turn.state, ...part };
}

export function hasOption(state: ShellState, name: string): boolean {
  return state.options.includes(name);
}

/** Puts a frame on top: it runs next. */
export function pushFrame(turn: ShellTurn, frame: Frame): void {
  change(turn, { frames: turn.state.frames.concat(frame) });
}

/** Takes the top frame away; the status stays as it is unless one is given. */
export function popFrame(turn: ShellTurn, status = turn.state.status): void {
  change(turn, { frames: turn.state.frames.slice(0, -1), status });
}

/** Replaces the top frame. */
export function replaceFrame(turn: ShellTurn, frame: Frame): void {
  const frames = turn.state.frames.slice();
  frames[frames.length - 1] = frame;
  change(turn, { frames });
}
