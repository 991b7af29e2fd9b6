/**
 * What a shell has to do with: variables, descriptors, open texts, jobs, limits. Shapes alone, so that
 * its frames and its memory can both be made of them.
 *
 * Mirrors: `variables.h`, `jobs.h` of bash 5.2.
 * Read next: frames.ts, state.ts.
 */
import type { SpawnRequest } from '../../engine/index.ts';

export interface Variable {
  readonly value: string;
  /** Elements of an array by index or key, in order; `value` is then the element 0. */
  readonly elements: readonly (readonly [key: string, value: string])[] | null;
  readonly isExported: boolean;
  readonly isReadonly: boolean;
  readonly isInteger: boolean;
  readonly isAssociative: boolean;
}

/** Where a descriptor leads. */
export type Target =
  /** A stream the shell itself was started with. */
  | { readonly kind: 'own'; readonly fd: 0 | 1 | 2 }
  /** A file opened for writing; what is written is appended. */
  | { readonly kind: 'file'; readonly path: string }
  /** A file or here-document opened for reading. */
  | { readonly kind: 'text'; readonly id: number }
  | { readonly kind: 'pipe'; readonly pipe: string }
  | { readonly kind: 'null' };

export type Descriptors = Readonly<Record<number, Target>>;

/** Text opened for reading and how far it has been read. */
export interface OpenText {
  readonly text: string;
  readonly position: number;
}

export interface JobProcess {
  readonly token: string;
  /** `null` until the kernel has answered. */
  readonly pid: number | null;
  readonly code: number | null;
}

export interface Job {
  /** Key of the job; never reused. */
  readonly key: number;
  /** Number as `jobs` prints it; 0 for one in the foreground. */
  readonly number: number;
  readonly processes: readonly JobProcess[];
  readonly text: string;
  readonly isForeground: boolean;
  /** Its first process reads what is typed. */
  readonly ownsTerminal: boolean;
  /** Text its processes handed back (command substitution). */
  readonly output: string;
  readonly isStopped: boolean;
}

/** What is started together. */
export interface JobPlan {
  readonly spawns: readonly Omit<SpawnRequest, 'token'>[];
  readonly text: string;
  readonly isForeground: boolean;
  /** The first process may read the terminal. */
  readonly readsTerminal: boolean;
  /** The output is wanted by the frame below. */
  readonly isSubstitution?: boolean;
}

/** Limits by their letter of `ulimit`; what is not here is as limits.ts says. */
export type Limits = Readonly<Record<string, number>>;
