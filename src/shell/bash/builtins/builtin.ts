/** What a builtin is: a function that runs in the shell itself. */
import type { ShellTurn } from '../state.ts';

/**
 * Undefined when it pushed a frame that will set the status. It is told all builtins, itself among
 * them, because some tell of the others or run them.
 */
export type Builtin = (
  turn: ShellTurn,
  words: readonly string[],
  builtins: Builtins,
) => number | undefined;

export type Builtins = ReadonlyMap<string, Builtin>;
