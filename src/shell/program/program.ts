/**
 * The frame of every small program: it starts with its arguments, may wait for input, time or the
 * network, and ends with a status.
 *
 * Mirrors: main(argc, argv) with blocking reads, made a state machine.
 * Departs: what was typed while a program ran that does not read goes back to the shell at its end.
 * Read next: filter.ts, for programs that go through lines.
 */
import type {
  Behavior,
  DiskView,
  Effect,
  Env,
  NodeEvent,
  ProcessInfo,
  Signal,
  Step,
} from '../../engine/index.ts';
import type { Effort } from '../matching/fuel.ts';
import type { LastWords } from './exhaustion.ts';
import { MemoryExhausted, memoryWords, writeWords } from './exhaustion.ts';
import { resolvePath } from './paths.ts';

/** What a program can do during one step. */
export interface Call {
  readonly process: ProcessInfo;
  readonly env: Env;
  readonly disk: DiskView;
  /** Arguments without the program's name. */
  readonly words: readonly string[];
  readonly effects: Effect[];
  /** What this step has matched so far. */
  readonly effort: Effort;
  out(text: string): void;
  /** Prints `name: message` on standard error. */
  complain(message: string): void;
  err(text: string): void;
  /** Absolute path of an operand. */
  path(operand: string): string;
}

/** A state to go on with, or the exit status. */
export type Outcome<S> = S | number;

/** A program. States are plain objects, so that a number can mean the end. */
export interface Program<S extends object> {
  readonly name: string;
  /** One line for `man`. */
  readonly summary: string;
  /** What follows the name in a usage line. */
  readonly synopsis: string;
  readonly handledSignals?: readonly Signal[];
  /** It hears events, but what is typed meanwhile belongs to the shell (`sleep`). */
  readonly leavesInput?: boolean;
  start(call: Call): Outcome<S>;
  /** Every event; without it, the program only reads its start. */
  event?(call: Call, state: S, event: NodeEvent): Outcome<S>;
}

interface Running {
  readonly process: ProcessInfo;
  readonly inner: object | null;
  /** Typed text that the program has not asked for. */
  readonly unread: string;
}

/** Makes a behavior of a program. */
export function behaviorOf<S extends object>(program: Program<S>): Behavior<Running> {
  const readsEvents = program.event !== undefined && program.leavesInput !== true;
  return {
    name: program.name,
    minds: 'failed writes',
    ...(program.handledSignals === undefined ? {} : { handledSignals: program.handledSignals }),
    start(process, env): Step<Running> {
      const call = callOf(program.name, process, env);
      const wantsHelp = process.argv[1] === '--help' && process.argv.length === 2;
      const outcome = withinMemory(call, program, () =>
        wantsHelp ? help(call, program) : program.start(call),
      );
      return finish(call, outcome, '');
    },
    step(running, event, env): Step<Running> {
      const call = callOf(program.name, running.process, env);
      if (event.type === 'disk.failed') {
        const isOutput = event.path === running.process.outputPath;
        const status = die(call, writeWords(program.name, event, isOutput));
        return finish(call, status, running.unread);
      }
      if (running.inner === null) return [running, []];
      const isUnread = event.type === 'stdin' && !readsEvents && running.process.stdin === 'tty';
      const unread = isUnread ? running.unread + event.text : running.unread;
      const state = running.inner as S;
      const outcome = withinMemory(call, program, () =>
        program.event === undefined ? state : program.event(call, state, event),
      );
      return finish(call, outcome, unread);
    },
  };
}

/** Does the work; ends the program when that needs more memory than there is. */
function withinMemory<S extends object>(
  call: Call,
  { name }: Program<S>,
  work: () => Outcome<S>,
): Outcome<S> {
  try {
    return work();
  } catch (error) {
    // The language's own: a text or a nesting beyond anything.
    if (!(error instanceof MemoryExhausted) && !(error instanceof RangeError)) throw error;
    return die(call, memoryWords(name));
  }
}

function die(call: Call, { lines, status }: LastWords): number {
  for (const line of lines) call.complain(line);
  return status;
}

function help<S extends object>(call: Call, program: Program<S>): number {
  call.out(`Usage: ${program.name} ${program.synopsis}\n${program.summary}\n`);
  return 0;
}

function finish(call: Call, outcome: object | number, unread: string): Step<Running> {
  const { process, effects } = call;
  if (typeof outcome === 'object') return [{ process, inner: outcome, unread }, effects];
  if (unread !== '') effects.push({ type: 'feed', pid: process.parentPid, text: unread });
  effects.push({ type: 'exit', code: outcome });
  return [{ process, inner: null, unread: '' }, effects];
}

/** Output is joined to pieces of this length. */
const PIECE_LENGTH = 65_536;

function callOf(name: string, process: ProcessInfo, env: Env): Call {
  const effects: Effect[] = [];
  const print = (fd: 1 | 2, text: string): void => {
    const last = effects[effects.length - 1];
    if (text === '') return;
    // Pieces that are long already stay what they are: then copies of a file share them.
    const isLong = last?.type === 'output' && last.text.length + text.length > PIECE_LENGTH;
    if (last?.type === 'output' && last.fd === fd && !isLong) {
      effects[effects.length - 1] = { ...last, text: last.text + text };
    } else effects.push({ type: 'output', fd, text });
  };
  return {
    process,
    env,
    disk: env.host.disk,
    words: process.argv.slice(1),
    effects,
    effort: { work: 0 },
    out: (text) => print(1, text),
    err: (text) => print(2, text),
    complain: (message) => print(2, `${name}: ${message}\n`),
    path: (operand) => resolvePath(process.cwd, operand),
  };
}
