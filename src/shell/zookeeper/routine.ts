/**
 * Programs written top to bottom although every step is pure: a routine is a generator that yields
 * calls and gets their results; its state is the list of results so far, so it is plain data.
 *
 * Mirrors: nothing upstream; the Java tools block a thread where a routine yields.
 * Departs: nothing a learner could notice. The running generator is only a cache: after going back in
 * time it is made again by giving it the recorded results.
 * Read next: zk-cli/main.ts, recipes/.
 */
import type { PersistentList } from '../../engine/index.ts';
import { emptyList, listItems, listPush } from '../../engine/index.ts';

/** Where a routine stands: plain data. Results are given back in the order of the calls. */
export interface RoutineRun<Input, Result> {
  readonly input: Input;
  readonly results: PersistentList<Result>;
}

/** What a routine may print while it runs. */
export interface RoutineOutput {
  /** Standard output; the text has its own newline. */
  out(text: string): void;
  /** Standard error. */
  err(text: string): void;
}

/** A routine: `yield` a call, get its result. It must depend on nothing else. */
export type Routine<Input, Call, Result, Value> = (
  input: Input,
  output: RoutineOutput,
) => Generator<Call, Value, Result>;

/** How far a routine came. */
export type RoutineStep<Input, Call, Result, Value> =
  | { readonly type: 'call'; readonly run: RoutineRun<Input, Result>; readonly call: Call }
  | { readonly type: 'done'; readonly value: Value }
  | { readonly type: 'thrown'; readonly error: unknown };

type Print = (fd: 1 | 2, text: string) => void;

interface Live {
  readonly generator: Generator<unknown, unknown, unknown>;
  /** Replaced for every step, so that a replay prints nothing. */
  readonly channel: { print: Print };
}

const lives = new WeakMap<object, Live>();
const silence: Print = () => {};

/** Starts a routine and runs it to its first call. */
export function startScript<I, C, R, V>(
  script: Routine<I, C, R, V>,
  input: I,
  print: Print,
): RoutineStep<I, C, R, V> {
  const live = enliven(script, input, print);
  return advance(live, { input, results: emptyList<R>() }, () => live.generator.next());
}

/** Gives a routine the result of the call it waits for. */
export function resumeScript<I, C, R, V>(
  script: Routine<I, C, R, V>,
  run: RoutineRun<I, R>,
  result: R,
  print: Print,
): RoutineStep<I, C, R, V> {
  const live = lives.get(run) ?? replay(script, run);
  lives.delete(run);
  live.channel.print = print;
  const next = { input: run.input, results: listPush(run.results, result) };
  return advance(live, next, () => live.generator.next(result));
}

function enliven<I, C, R, V>(script: Routine<I, C, R, V>, input: I, print: Print): Live {
  const channel = { print };
  const output: RoutineOutput = {
    out: (text) => channel.print(1, text),
    err: (text) => channel.print(2, text),
  };
  const generator = script(input, output) as Generator<unknown, unknown, unknown>;
  return { generator, channel };
}

function replay<I, C, R, V>(script: Routine<I, C, R, V>, run: RoutineRun<I, R>): Live {
  const live = enliven(script, run.input, silence);
  live.generator.next();
  for (const result of listItems(run.results)) live.generator.next(result);
  return live;
}

function advance<I, C, R, V>(
  live: Live,
  run: RoutineRun<I, R>,
  step: () => IteratorResult<unknown, unknown>,
): RoutineStep<I, C, R, V> {
  try {
    const { done, value } = step();
    if (done === true) return { type: 'done', value: value as V };
    lives.set(run, live);
    return { type: 'call', run, call: value as C };
  } catch (error) {
    return { type: 'thrown', error };
  }
}
