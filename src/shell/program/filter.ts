/**
 * Programs that go through lines: of the files named, or of standard input as it comes.
 *
 * Mirrors: the loop over `argv` and `getline` that such tools share.
 * Departs: a file is read as it is at the moment its turn comes.
 */
import type { FileContent, NodeEvent } from '../../engine/index.ts';
import { chunkText, EMPTY_CONTENT, listGet, readFile } from '../../engine/index.ts';
import { demandCharacters } from './exhaustion.ts';
import { whyNotReadable } from './paths.ts';
import type { Call, Outcome, Program } from './program.ts';

/** A line with where it comes from. */
export interface Line {
  readonly text: string;
  /** False for a last line without a newline. */
  readonly hasNewline: boolean;
}

export interface Batch<S> {
  readonly outcome: Outcome<S>;
  readonly used: number;
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
  /** A line; a number ends the program. */
  line(call: Call, state: S, line: Line): Outcome<S>;
  /**
   * Many lines at once, for what would cost too much line by line; then `line` is not called. It may
   * stop behind the first `used` of them, when they were enough for one step.
   */
  lines?(call: Call, state: S, lines: readonly Line[]): Batch<S>;
  /** Whether what is read goes to standard output as it is. */
  passes?(state: S): boolean;
  /** Why a file (by its absolute path) is not read, though it could be. */
  refuse?(call: Call, state: S, path: string, bytes: number): string | undefined;
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
  /** The input at `at` has been opened. */
  readonly isOpen: boolean;
  /** The file that is open, and its next chunk; null: standard input. */
  readonly file: { readonly content: FileContent; readonly chunk: number } | null;
  /** What has been read of the input and how far it has been gone through. */
  readonly text: string;
  readonly from: number;
  /** The beginning of a line whose end has not been read. */
  readonly partial: string;
  readonly hasFailed: boolean;
  /** What has come on standard input. */
  readonly stdin: string;
  readonly isStdinEnded: boolean;
  /** It goes on when a timer runs out. */
  readonly isPausing: boolean;
}

/** What one step may go through before time passes. */
const LINES_MAX = 5000;
const CHARACTERS_MAX = 262_144;
/** Steps of matching after which time passes, too. */
export const WORK_PER_STEP = 4_000_000;
const PAUSE_MS = 1;

/** Makes a program of a filter. */
export function filterProgram<S extends object>(filter: Filter<S>): Program<Reading<S>> {
  return {
    name: filter.name,
    summary: filter.summary,
    synopsis: filter.synopsis,
    start(call) {
      const begun = filter.begin(call);
      if (typeof begun === 'number') return begun;
      return goOn(filter, call, {
        inner: begun.state,
        inputs: begun.inputs.length === 0 ? ['-'] : begun.inputs,
        at: 0,
        isOpen: false,
        file: null,
        text: '',
        from: 0,
        partial: '',
        hasFailed: false,
        stdin: '',
        isStdinEnded: false,
        isPausing: false,
      });
    },
    event: (call, reading, event) => onEvent(filter, call, reading, event),
  };
}

function onEvent<S extends object>(
  filter: Filter<S>,
  call: Call,
  reading: Reading<S>,
  event: NodeEvent,
): Outcome<Reading<S>> {
  let next = reading;
  if (event.type === 'stdin') next = { ...reading, stdin: reading.stdin + event.text };
  else if (event.type === 'stdin.end') next = { ...reading, isStdinEnded: true };
  else if (event.type === 'timer') next = { ...reading, isPausing: false };
  else return reading;
  demandCharacters(next.stdin.length);
  return next.isPausing ? next : goOn(filter, call, next);
}

/** Goes through the inputs until standard input's next piece is wanted, or the step has done enough. */
function goOn<S extends object>(
  filter: Filter<S>,
  call: Call,
  begun: Reading<S>,
): Outcome<Reading<S>> {
  let reading = begun;
  const budget = { lines: LINES_MAX, characters: CHARACTERS_MAX };
  for (;;) {
    if (!reading.isOpen) {
      if (reading.at >= reading.inputs.length) {
        return filter.end(call, reading.inner, reading.hasFailed);
      }
      reading = open(filter, call, reading);
      continue;
    }
    if (reading.from < reading.text.length) {
      const inner = feed(filter, call, reading, budget);
      if (typeof inner === 'number') return inner;
      reading = inner;
      const isWithin = budget.lines > 0 && budget.characters > 0;
      if (isWithin && call.effort.work <= WORK_PER_STEP) continue;
      call.effects.push({ type: 'setTimer', name: 'go on', delayMs: PAUSE_MS });
      return { ...reading, isPausing: true };
    }
    const more = read(reading);
    if (more === 'wait') return reading;
    if (more === 'end') {
      const closed = close(filter, call, reading);
      if (typeof closed === 'number') return closed;
      reading = closed;
    } else reading = more;
  }
}

function open<S extends object>(filter: Filter<S>, call: Call, reading: Reading<S>): Reading<S> {
  const input = reading.inputs[reading.at]!;
  if (input === '-') {
    const inner = filter.open?.(call, reading.inner, input) ?? reading.inner;
    return { ...reading, inner, isOpen: true, file: null, text: '', from: 0, partial: '' };
  }
  const path = call.path(input);
  const why = whyNotReadable(call.disk, path);
  const content = readFile(call.disk, path);
  const refusal = why ?? filter.refuse?.(call, reading.inner, path, content?.bytes ?? 0);
  if (refusal !== undefined) {
    if (filter.missing === undefined) call.complain(`${input}: ${refusal}`);
    else filter.missing(call, input, refusal);
    return { ...reading, at: reading.at + 1, hasFailed: true };
  }
  const inner = filter.open?.(call, reading.inner, input) ?? reading.inner;
  const file = { content: content ?? EMPTY_CONTENT, chunk: 0 };
  return { ...reading, inner, isOpen: true, file, text: '', from: 0, partial: '' };
}

/** The next piece of the input. */
function read<S>(reading: Reading<S>): Reading<S> | 'wait' | 'end' {
  const { file, stdin, isStdinEnded } = reading;
  if (file === null) {
    if (stdin !== '') return { ...reading, text: stdin, from: 0, stdin: '' };
    return isStdinEnded ? 'end' : 'wait';
  }
  const chunk = listGet(file.content.chunks, file.chunk);
  if (chunk === undefined) return 'end';
  return { ...reading, text: chunkText(chunk), from: 0, file: { ...file, chunk: file.chunk + 1 } };
}

interface Budget {
  lines: number;
  characters: number;
}

/** Goes through lines of the text that has been read. */
function feed<S extends object>(
  filter: Filter<S>,
  call: Call,
  reading: Reading<S>,
  budget: Budget,
): Reading<S> | number {
  const { text } = reading;
  if (filter.passes?.(reading.inner) === true) {
    const to = reading.from + PIECE_MAX;
    call.out(reading.from === 0 && text.length <= PIECE_MAX ? text : text.slice(reading.from, to));
    budget.characters -= Math.min(PIECE_MAX, text.length - reading.from);
    return { ...reading, from: Math.min(text.length, to) };
  }
  const lines: Line[] = [];
  /** Where each line begins in the text. */
  const starts: number[] = [];
  let { from, partial } = reading;
  while (budget.lines > 0 && budget.characters > 0) {
    const to = text.indexOf('\n', from);
    budget.characters -= (to === -1 ? text.length : to) - from + 1;
    if (to === -1) {
      partial += text.slice(from);
      demandCharacters(partial.length);
      from = text.length;
      break;
    }
    lines.push({ text: partial + text.slice(from, to), hasNewline: true });
    starts.push(from);
    partial = '';
    from = to + 1;
    budget.lines--;
  }
  const { outcome, used } = feedLines(filter, call, reading.inner, lines);
  if (typeof outcome === 'number') return outcome;
  if (used === lines.length) return { ...reading, inner: outcome, from, partial };
  budget.lines = 0;
  return { ...reading, inner: outcome, from: starts[used]!, partial: '' };
}

/** What passes as it is, passes in pieces. */
const PIECE_MAX = 65_536;

function feedLines<S extends object>(
  filter: Filter<S>,
  call: Call,
  start: S,
  lines: readonly Line[],
): Batch<S> {
  if (lines.length === 0) return { outcome: start, used: 0 };
  if (filter.lines !== undefined) return filter.lines(call, start, lines);
  let inner = start;
  let used = 0;
  for (const line of lines) {
    if (used > 0 && call.effort.work > WORK_PER_STEP) break;
    const next = filter.line(call, inner, line);
    used++;
    if (typeof next === 'number') return { outcome: next, used };
    inner = next;
  }
  return { outcome: inner, used };
}

/** The input has ended: its last line may lack a newline. */
function close<S extends object>(
  filter: Filter<S>,
  call: Call,
  reading: Reading<S>,
): Reading<S> | number {
  const { partial, at } = reading;
  const last = partial === '' ? [] : [{ text: partial, hasNewline: false }];
  const fed = feedLines(filter, call, reading.inner, last).outcome;
  if (typeof fed === 'number') return fed;
  const inner = filter.close?.(call, fed, reading.inputs[at]!) ?? fed;
  return {
    ...reading,
    inner,
    at: at + 1,
    isOpen: false,
    file: null,
    text: '',
    from: 0,
    partial: '',
  };
}
