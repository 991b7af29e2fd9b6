/**
 * What an expansion works on, how it breaks off, and what it may change: variables.
 *
 * Mirrors: `subst.c` of bash 5.2.
 * Read next: expand.ts.
 */
import type { DiskView } from '../../../engine/index.ts';
import type { ShellState } from '../state.ts';
import type { Script } from '../syntax/tree.ts';
import type { Scratch } from '../variables.ts';
import { parameterValue, withVariable } from '../variables.ts';
import { ArithmeticError, evaluateArithmetic } from './arithmetic.ts';

/** What an expansion works on. */
export interface Expansion extends Scratch {
  readonly shell: ShellState;
  readonly disk: DiskView;
  /** Output of the command substitutions met so far, in order. */
  readonly results: readonly string[];
  used: number;
  /** Characters handled. */
  work: number;
  /** What is to be said once the expansion is done. */
  readonly warnings: string[];
}

/** Thrown to the interpreter: this script's output is needed first. */
export class NeedsResult {
  readonly script: Script;
  constructor(script: Script) {
    this.script = script;
  }
}

/** A mistake that ends the command (`${x:?}`, `1/0`, an unset variable under `set -u`). */
export class ExpansionError extends Error {}

export function beginExpansion(
  shell: ShellState,
  disk: DiskView,
  results: readonly string[],
): Expansion {
  const { variables, random } = shell;
  return { shell, disk, results, used: 0, work: 0, warnings: [], variables, random };
}

/** Value of an arithmetic expression without expansions of its own. */
export function arithmetic(x: Expansion, text: string): bigint {
  try {
    return evaluateArithmetic(text, {
      get: (name) => {
        const value = parameterValue(x.shell, x, name);
        if (value === undefined && x.shell.options.includes('nounset')) {
          throw new ArithmeticError(`${name}: unbound variable`);
        }
        return value ?? '';
      },
      set: (name, value) => assign(x, name, value),
    });
  } catch (error) {
    if (error instanceof ArithmeticError) throw new ExpansionError(error.message);
    throw error;
  }
}

/** Assigns during an expansion (`${x:=y}`, `$((x++))`). */
export function assign(x: Expansion, name: string, value: string): void {
  const after = withVariable(x.variables, name, value);
  if (after === undefined) throw new ExpansionError(`${name}: readonly variable`);
  x.variables = after;
}
