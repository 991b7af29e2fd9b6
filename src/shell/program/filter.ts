/**
 * Programs that go through lines: of the files named, or of standard input as it comes.
 *
 * Mirrors: the loop over `argv` and `getline` that such tools share.
 * Departs: a file is read whole at the moment its turn comes; a filter that has matched much in one step
 * pauses for some milliseconds, so that Ctrl-C finds it.
 */
import type { NodeEvent } from '../../engine/index.ts';
import { readWhole } from './paths.ts';
import type { Call, Outcome, Program } from './program.ts';

/** A line with where it comes from. */
export interface Line {
  readonly text: string;
  /** False for a last line without a newline. */
  readonly hasNewline: boolean;
}

/** A filter's own part. */
export interface Filter<S extends object> {
  readonly name: string;
  readonly summary: string;
  readonly synopsis: string;
  /** Reads the arguments: the state and the inputs, or the exit status. */
  begin(call: Call): { readonly state: S; readonly inputs: readonly string[] } | number;
  /** A new input begins. */
  open?(call: Call, state: S, input: string): S;
  /** Whole lines that go on as they are, all at once; undefined when each has to be looked at. */
  pass?(call: Call, state: S, lines: string): S | undefined;
  /** A line; a number ends the program. */
  line(call: Call, state: S, line: Line): Outcome<S>;
  /** The input has ended. */
  close?(call: Call, state: S, input: string): S;
  /** What is said of a file that cannot be read; by default `name: file: reason`. */
  missing?(call: Call, input: string, reason: string): void;
  /** All inputs have ended; `hasFailed` when a file could not be read. */
  end(call: Call, state: S, hasFailed: boolean): number;
}

interface Reading<S> {
  readonly inner: S;
  readonly inputs: readonly string[];
  readonly at: number;
  /** What was read and not yet handled: a part of a line, or more while the filter pauses. */
  readonly text: string;
  /** No more of this input will come. */
  readonly isWhole: boolean;
  readonly isPausing: boolean;
  readonly hasFailed: boolean;
}

/** Steps of matching after which a filter pauses. */
const WORK_MAX = 4_000_000;
const PAUSE_MS = 5;

/** Makes a program of a filter. */
export function filterProgram<S extends object>(filter: Filter<S>): Program<Reading<S>> {
  return {
    name: filter.name,
    summary: filter.summary,
    synopsis: filter.synopsis,
    start(call) {
      const begun = filter.begin(call);
      if (typeof begun === 'number') return begun;
      const inputs = begun.inputs.length === 0 ? ['-'] : begun.inputs;
      const reading = { inner: begun.state, inputs, at: 0, hasFailed: false, isPausing: false };
      return open(filter, call, { ...reading, text: '', isWhole: false });
    },
    event: (call, reading, event) => onEvent(filter, call, reading, event),
  };
}

/** Opens inputs and handles them until there is something to wait for. */
function open<S extends object>(
  filter: Filter<S>,
  call: Call,
  start: Reading<S>,
): Outcome<Reading<S>> {
  let reading = start;
  for (; reading.at < reading.inputs.length; reading = { ...reading, at: reading.at + 1 }) {
    const input = reading.inputs[reading.at]!;
    const file = input === '-' ? null : readWhole(call.disk, call.path(input));
    if (file?.ok === false) {
      if (filter.missing === undefined) call.complain(`${input}: ${file.reason}`);
      else filter.missing(call, input, file.reason);
      reading = { ...reading, hasFailed: true };
      continue;
    }
    const inner = filter.open?.(call, reading.inner, input) ?? reading.inner;
    const text = file === null ? '' : file.text;
    const next = handle(filter, call, { ...reading, inner, text, isWhole: file !== null });
    if (typeof next === 'number' || !isDone(next)) return next;
    reading = next;
  }
  return filter.end(call, reading.inner, reading.hasFailed);
}

/** Whether the input has been handled to its end. */
function isDone<S>({ text, isWhole, isPausing }: Reading<S>): boolean {
  return isWhole && !isPausing && text === '';
}

/** Handles the lines that are there, and the end of the input once it has come. */
function handle<S extends object>(
  filter: Filter<S>,
  call: Call,
  reading: Reading<S>,
): Outcome<Reading<S>> {
  const { text, isWhole } = reading;
  let { inner } = reading;
  let from = 0;
  const endOfLines = text.lastIndexOf('\n') + 1;
  const passed =
    endOfLines === 0 ? undefined : filter.pass?.(call, inner, text.slice(0, endOfLines));
  if (passed !== undefined) {
    inner = passed;
    from = endOfLines;
  }
  while (from < text.length) {
    const to = text.indexOf('\n', from);
    if (to === -1 && !isWhole) break;
    if (call.effort.work > WORK_MAX) {
      call.effects.push({ type: 'setTimer', name: 'pause', delayMs: PAUSE_MS });
      return { ...reading, inner, text: text.slice(from), isPausing: true };
    }
    const end = to === -1 ? text.length : to;
    const line = { text: text.slice(from, end), hasNewline: to !== -1 };
    const next = filter.line(call, inner, line);
    if (typeof next === 'number') return next;
    inner = next;
    from = end + 1;
  }
  if (isWhole) inner = filter.close?.(call, inner, reading.inputs[reading.at]!) ?? inner;
  return { ...reading, inner, text: text.slice(from) };
}

function onEvent<S extends object>(
  filter: Filter<S>,
  call: Call,
  reading: Reading<S>,
  event: NodeEvent,
): Outcome<Reading<S>> {
  let next = reading;
  if (event.type === 'stdin') next = { ...reading, text: reading.text + event.text };
  else if (event.type === 'stdin.end') next = { ...reading, isWhole: true };
  else if (event.type === 'timer' && reading.isPausing) next = { ...reading, isPausing: false };
  else return reading;
  if (next.isPausing) return next;
  const handled = handle(filter, call, next);
  if (typeof handled === 'number' || !isDone(handled)) return handled;
  return open(filter, call, { ...handled, at: handled.at + 1, text: '', isWhole: false });
}
