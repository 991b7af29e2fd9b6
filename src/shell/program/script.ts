/**
 * Tools as routines: what they give out is text to standard output and standard error.
 *
 * Read next: ../../engine/kernel/routine.ts, zookeeper/zk-cli/main.ts.
 */
import type { Emit, Routine, RoutineRun, RoutineStep } from '../../engine/index.ts';
import { resumeRoutine, startRoutine } from '../../engine/index.ts';

/** What a script may print while it runs. */
export interface ScriptOutput {
  /** Standard output; the text has its own newline. */
  out(text: string): void;
  /** Standard error. */
  err(text: string): void;
}

/** A script: `yield` a call, get its result. It must depend on nothing else. */
export type Script<Input, Call, Result, Value> = (
  input: Input,
  output: ScriptOutput,
) => Generator<Call, Value, Result>;

type Print = (fd: 1 | 2, text: string) => void;

interface Printed {
  readonly fd: 1 | 2;
  readonly text: string;
}

/** Starts a script and runs it to its first call. */
export function startScript<I, C, R, V>(
  script: Script<I, C, R, V>,
  input: I,
  print: Print,
): RoutineStep<I, C, R, V> {
  return startRoutine(routineOf(script), input, printing(print));
}

/** Gives a script the result of the call it waits for. */
export function resumeScript<I, C, R, V>(
  script: Script<I, C, R, V>,
  run: RoutineRun<I, R>,
  result: R,
  print: Print,
): RoutineStep<I, C, R, V> {
  return resumeRoutine(routineOf(script), run, result, printing(print));
}

function routineOf<I, C, R, V>(script: Script<I, C, R, V>): Routine<I, C, R, V, Printed> {
  return (input, emit) =>
    script(input, {
      out: (text) => emit({ fd: 1, text }),
      err: (text) => emit({ fd: 2, text }),
    });
}

function printing(print: Print): Emit<Printed> {
  return ({ fd, text }) => print(fd, text);
}
