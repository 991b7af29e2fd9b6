/**
 * Programs written top to bottom although every step is pure: a routine is a generator that yields
 * calls and gets their results; its state is the list of results so far, so it is plain data.
 *
 * Mirrors: nothing upstream; a thread is blocked there where a routine yields.
 * Departs: nothing a learner could notice. The running generator is only a cache: after going back in
 * time it is made again by giving it the recorded results.
 */
import type { PersistentList } from './persistent-list.ts';
import { emptyList, listItems, listPush } from './persistent-list.ts';

/** Where a routine stands: plain data. Results are given back in the order of the calls. */
export interface RoutineRun<Input, Result> {
  readonly input: Input;
  readonly results: PersistentList<Result>;
}

/** Takes what a routine gives out between two calls, in order. */
export type Emit<Item> = (item: Item) => void;

/** A routine: `yield` a call, get its result. It must depend on nothing but its input and results. */
export type Routine<Input, Call, Result, Value, Item> = (
  input: Input,
  emit: Emit<Item>,
) => Generator<Call, Value, Result>;

/** How far a routine came. */
export type RoutineStep<Input, Call, Result, Value> =
  | { readonly type: 'call'; readonly run: RoutineRun<Input, Result>; readonly call: Call }
  | { readonly type: 'done'; readonly value: Value }
  | { readonly type: 'thrown'; readonly error: unknown };

interface Live {
  readonly generator: Generator<unknown, unknown, unknown>;
  /** Replaced for every step, so that a replay gives nothing out again. */
  readonly channel: { emit: Emit<never> };
}

const lives = new WeakMap<object, Live>();
const silence: Emit<unknown> = () => {};

/** Starts a routine and runs it to its first call. */
export function startRoutine<I, C, R, V, T>(
  routine: Routine<I, C, R, V, T>,
  input: I,
  emit: Emit<T>,
): RoutineStep<I, C, R, V> {
  const live = enliven(routine, input, emit);
  return advance(live, { input, results: emptyList<R>() }, () => live.generator.next());
}

/** Gives a routine the result of the call it waits for. */
export function resumeRoutine<I, C, R, V, T>(
  routine: Routine<I, C, R, V, T>,
  run: RoutineRun<I, R>,
  result: R,
  emit: Emit<T>,
): RoutineStep<I, C, R, V> {
  const live = lives.get(run) ?? replay(routine, run);
  lives.delete(run);
  live.channel.emit = emit;
  const next = { input: run.input, results: listPush(run.results, result) };
  return advance(live, next, () => live.generator.next(result));
}

function enliven<I, C, R, V, T>(routine: Routine<I, C, R, V, T>, input: I, emit: Emit<T>): Live {
  const channel: Live['channel'] = { emit };
  const generator = routine(input, (item) => channel.emit(item as never));
  return { generator: generator as Generator<unknown, unknown, unknown>, channel };
}

function replay<I, C, R, V, T>(routine: Routine<I, C, R, V, T>, run: RoutineRun<I, R>): Live {
  const live = enliven(routine, run.input, silence);
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
