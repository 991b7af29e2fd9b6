/**
 * Programs that go through lines: of the files named, or of standard input as it comes.
 *
 * Mirrors: the loop over `argv` and `getline` that such tools share.
 * Departs: a file is read whole at the moment its turn comes.
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
  readonly partial: string;
  readonly hasFailed: boolean;
}

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
      return goOn(filter, call, {
        inner: begun.state,
        inputs,
        at: 0,
        partial: '',
        hasFailed: false,
      });
    },
    event: (call, reading, event) => onEvent(filter, call, reading, event),
  };
}

/** Reads files until standard input's turn comes. */
function goOn<S extends object>(
  filter: Filter<S>,
  call: Call,
  reading: Reading<S>,
): Outcome<Reading<S>> {
  let { inner, hasFailed } = reading;
  for (let at = reading.at; at < reading.inputs.length; at++) {
    const input = reading.inputs[at]!;
    if (input === '-') {
      inner = filter.open?.(call, inner, input) ?? inner;
      return { ...reading, inner, at, partial: '', hasFailed };
    }
    const file = readWhole(call.disk, call.path(input));
    if (!file.ok) {
      if (filter.missing === undefined) call.complain(`${input}: ${file.reason}`);
      else filter.missing(call, input, file.reason);
      hasFailed = true;
      continue;
    }
    inner = filter.open?.(call, inner, input) ?? inner;
    const fed = feedLines(filter, call, inner, file.text);
    if (typeof fed.inner === 'number') return fed.inner;
    inner = fed.inner;
    if (fed.partial !== '') {
      const last = filter.line(call, inner, { text: fed.partial, hasNewline: false });
      if (typeof last === 'number') return last;
      inner = last;
    }
    inner = filter.close?.(call, inner, input) ?? inner;
  }
  return filter.end(call, inner, hasFailed);
}

function feedLines<S extends object>(
  filter: Filter<S>,
  call: Call,
  start: S,
  text: string,
): { readonly inner: Outcome<S>; readonly partial: string } {
  const end = text.lastIndexOf('\n') + 1;
  const passed = end === 0 ? undefined : filter.pass?.(call, start, text.slice(0, end));
  if (passed !== undefined) return { inner: passed, partial: text.slice(end) };
  let inner: S = start;
  let from = 0;
  for (let to = text.indexOf('\n'); to !== -1; to = text.indexOf('\n', from)) {
    const next = filter.line(call, inner, { text: text.slice(from, to), hasNewline: true });
    if (typeof next === 'number') return { inner: next, partial: '' };
    inner = next;
    from = to + 1;
  }
  return { inner, partial: text.slice(from) };
}

function onEvent<S extends object>(
  filter: Filter<S>,
  call: Call,
  reading: Reading<S>,
  event: NodeEvent,
): Outcome<Reading<S>> {
  if (event.type === 'stdin') {
    const fed = feedLines(filter, call, reading.inner, reading.partial + event.text);
    if (typeof fed.inner === 'number') return fed.inner;
    return { ...reading, inner: fed.inner, partial: fed.partial };
  }
  if (event.type !== 'stdin.end') return reading;
  let { inner } = reading;
  if (reading.partial !== '') {
    const last = filter.line(call, inner, { text: reading.partial, hasNewline: false });
    if (typeof last === 'number') return last;
    inner = last;
  }
  inner = filter.close?.(call, inner, '-') ?? inner;
  return goOn(filter, call, { ...reading, inner, at: reading.at + 1, partial: '' });
}
