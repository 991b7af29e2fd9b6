/**
 * What a shell is in the middle of: a stack of frames, the top one runs.
 *
 * Mirrors: the C stack of `execute_command_internal` (bash 5.2), made data.
 * Read next: interpreter.ts, which runs them.
 */
import type { Descriptors, JobPlan, Variable } from './resources.ts';
import type {
  ArithmeticCommand,
  ArithmeticFor,
  AndOr,
  Case,
  Conditional,
  For,
  If,
  Pipeline,
  Redirected,
  Simple,
  Statement,
  While,
} from './syntax/tree.ts';

/** Results of command substitutions that the node's words have needed so far. */
interface Expanding {
  readonly results: readonly string[];
}

export type Frame =
  /** Reads commands out of a text: a script, `source`, `eval`, `-c`. */
  | {
      readonly type: 'reader';
      readonly text: string;
      readonly position: number;
      readonly line: number;
      /** What errors are prefixed with; null: as the shell itself. */
      readonly source: string | null;
    }
  | {
      readonly type: 'list';
      readonly statements: readonly Statement[];
      readonly index: number;
      /** A condition: `set -e` does not end the shell in it. */
      readonly isTest: boolean;
    }
  | { readonly type: 'andOr'; readonly node: AndOr; readonly index: number }
  | { readonly type: 'negate' }
  | { readonly type: 'time'; readonly startedAtMs: number }
  | { readonly type: 'if'; readonly node: If; readonly branch: number }
  | ({
      readonly type: 'for';
      readonly node: For;
      /** `null` until expanded. */
      readonly values: readonly string[] | null;
      readonly index: number;
    } & Expanding)
  | ({
      readonly type: 'arithmeticFor';
      readonly node: ArithmeticFor;
      readonly phase: 'initialize' | 'test' | 'update';
    } & Expanding)
  | {
      readonly type: 'while';
      readonly node: While;
      readonly phase: 'test' | 'judge';
      /** Status of the last body; -1 before the first test. */
      readonly bodyStatus: number;
    }
  | ({
      readonly type: 'case';
      readonly node: Case;
      readonly index: number;
      readonly fallsThrough: boolean;
    } & Expanding)
  | ({ readonly type: 'simple'; readonly node: Simple } & Expanding)
  | ({ readonly type: 'conditional'; readonly node: Conditional } & Expanding)
  | ({ readonly type: 'arithmetic'; readonly node: ArithmeticCommand } & Expanding)
  | ({ readonly type: 'redirected'; readonly node: Redirected } & Expanding)
  | { readonly type: 'pipeline'; readonly node: Pipeline }
  /** Puts the descriptors back when what is above has ended. */
  | { readonly type: 'restore'; readonly descriptors: Descriptors }
  /** Takes the variables of an assignment prefix back (`A=b function`). */
  | { readonly type: 'restoreVariables'; readonly saved: readonly SavedVariable[] }
  /** A function or a sourced file: `return` ends it. */
  | {
      readonly type: 'call';
      readonly name: string;
      readonly arguments: readonly string[];
      readonly locals: readonly SavedVariable[];
    }
  /** Waits for a job in the foreground (or until its processes have their pids). */
  | { readonly type: 'job'; readonly key: number; readonly until: 'started' | 'ended' }
  /** Waits for a command substitution; its output goes to the frame below. */
  | { readonly type: 'substitution'; readonly key: number }
  /** `wait`: for these jobs, or for all. */
  | { readonly type: 'wait'; readonly keys: readonly number[] }
  /** `read` waits for a line. */
  | { readonly type: 'read'; readonly request: ReadRequest }
  /** Waits for a free place among the processes, to start a job. */
  | { readonly type: 'fork'; readonly plan: JobPlan; readonly waitsS: number }
  /** Lets time pass in an endless loop. */
  | { readonly type: 'pause' };

export type SavedVariable = readonly [name: string, variable: Variable | null];

export interface ReadRequest {
  readonly names: readonly string[];
  readonly descriptor: number;
  readonly isRaw: boolean;
  readonly array: string | null;
  readonly prompt: string;
  readonly delimiter: string;
  readonly count: number | null;
  readonly isTimed: boolean;
  readonly isTimeUp: boolean;
}
