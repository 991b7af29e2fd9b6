/**
 * What a shell may use: memory, stack, processes. The numbers are those of a small container; they
 * keep the page alive, and `ulimit` shows them.
 *
 * Mirrors: setrlimit(2), and the pids limit of a container, which holds for root too.
 * Departs: memory is the text that a shell holds, a character a byte; a limit holds for the shell and
 * its subshells, not for other programs.
 * Read next: crash.ts, builtins/ulimit.ts.
 */
import { mapEntries } from '../../engine/index.ts';
import type { Frame } from './frames.ts';
import type { ShellState, ShellTurn } from './state.ts';

export interface LimitKind {
  readonly letter: string;
  /** As `ulimit -a` prints it. */
  readonly name: string;
  readonly unit: string;
  /** Infinity: unlimited. */
  readonly value: number;
}

/** In the order of `ulimit -a`. */
export const LIMITS: readonly LimitKind[] = [
  { letter: 'R', name: 'real-time non-blocking time', unit: '(microseconds, -R)', value: Infinity },
  { letter: 'c', name: 'core file size', unit: '(blocks, -c)', value: 0 },
  { letter: 'd', name: 'data seg size', unit: '(kbytes, -d)', value: Infinity },
  { letter: 'e', name: 'scheduling priority', unit: '(-e)', value: 0 },
  { letter: 'f', name: 'file size', unit: '(blocks, -f)', value: Infinity },
  { letter: 'i', name: 'pending signals', unit: '(-i)', value: 7823 },
  { letter: 'l', name: 'max locked memory', unit: '(kbytes, -l)', value: 64 },
  { letter: 'm', name: 'max memory size', unit: '(kbytes, -m)', value: Infinity },
  { letter: 'n', name: 'open files', unit: '(-n)', value: 1024 },
  { letter: 'p', name: 'pipe size', unit: '(512 bytes, -p)', value: 8 },
  { letter: 'q', name: 'POSIX message queues', unit: '(bytes, -q)', value: 819_200 },
  { letter: 'r', name: 'real-time priority', unit: '(-r)', value: 0 },
  { letter: 's', name: 'stack size', unit: '(kbytes, -s)', value: 8192 },
  { letter: 't', name: 'cpu time', unit: '(seconds, -t)', value: Infinity },
  { letter: 'u', name: 'max user processes', unit: '(-u)', value: 256 },
  { letter: 'v', name: 'virtual memory', unit: '(kbytes, -v)', value: 4096 },
  { letter: 'x', name: 'file locks', unit: '(-x)', value: Infinity },
];

/** What an own limit can be raised to. */
export function hardLimit(letter: string): number {
  return LIMITS.find((kind) => kind.letter === letter)?.value ?? Infinity;
}

export function limitOf({ limits }: ShellState, letter: string): number {
  return limits[letter] ?? hardLimit(letter);
}

/** Characters that a shell may hold. */
function memoryMax(state: ShellState): number {
  return limitOf(state, 'v') * 1024;
}

/** Frames that fit into the stack; a call of a function needs three. */
export function framesMax(state: ShellState): number {
  return Math.ceil(limitOf(state, 's') * 0.6);
}

/** Thrown where memory is asked for that there is not. */
export class OutOfMemory {
  readonly bytes: number;
  constructor(bytes: number) {
    this.bytes = bytes;
  }
}

/** Demands memory for a text of this length. */
export function demandMemory(state: ShellState, length: number): void {
  if (length > memoryMax(state)) throw new OutOfMemory(length + 1);
}

/** Characters that a shell holds: variables, arguments, what it reads and what it has read. */
export function memoryOf(state: ShellState): number {
  let held = state.input.length + state.unfinished.length + lengthOf(state.arguments);
  for (const { text } of state.texts) held += text.length;
  for (const { output } of state.jobs) held += output.length;
  for (const frame of state.frames) held += frameMemory(frame);
  for (const [, { value, elements }] of mapEntries(state.variables)) {
    held += value.length;
    for (const pair of elements ?? []) held += pair[0].length + pair[1].length + 16;
  }
  return held;
}

function frameMemory(frame: Frame): number {
  let held = 'results' in frame ? lengthOf(frame.results) : 0;
  if (frame.type === 'for' && frame.values !== null) held += lengthOf(frame.values);
  else if (frame.type === 'call') held += lengthOf(frame.arguments);
  else if (frame.type === 'reader') held += frame.text.length;
  return held;
}

export function lengthOf(texts: readonly string[]): number {
  let length = 0;
  for (const text of texts) length += text.length;
  return length;
}

/** Processes that can still be started on this host; those that this step starts count. */
export function freeProcesses({ state, env, effects }: ShellTurn): number {
  const starting = effects.filter(({ type }) => type === 'spawn').length;
  return limitOf(state, 'u') - env.host.processes().length - starting;
}
