/**
 * Runs an administrator's script as a process: answers its calls from the host, the clock and the
 * network.
 *
 * Mirrors: bash running a script line by line.
 * Departs: starting bash and Java takes no time.
 * Read next: zk-server.ts, ../../program/script.ts.
 */
import type { Behavior, Effect, Env, NodeEvent, ProcessInfo, Step } from '../../../engine/index.ts';
import { entryAt, isFolder, readText } from '../../../engine/index.ts';
import { resolvePath } from '../../program/paths.ts';
import type { RoutineRun, RoutineStep } from '../../../engine/index.ts';
import type { ScriptOutput } from '../../program/script.ts';
import { resumeScript, startScript } from '../../program/script.ts';
import { findJava } from './java-home.ts';
import type { AdminCall, AdminResult, AdminScript } from './script-calls.ts';

/** What a script is started with. */
export interface AdminInput {
  readonly process: ProcessInfo;
  readonly hostName: string;
}

interface State {
  readonly process: ProcessInfo;
  /** The script, and the call it waits for; null after its end. */
  readonly waiting: {
    readonly run: RoutineRun<AdminInput, AdminResult>;
    readonly call: AdminCall;
    /** Of `ask`: the connection, and the answer so far. */
    readonly connection: number | null;
    readonly answer: string | null;
  } | null;
  /** Children that ended before the script waited for them. */
  readonly ended: readonly { readonly pid: number; readonly code: number }[];
}

type Main = (input: AdminInput, output: ScriptOutput) => AdminScript<number>;
type Advance = RoutineStep<AdminInput, AdminCall, AdminResult, number>;

const ASK_TIMEOUT_MS = 5000;

/** The behavior of a script. */
export function scriptProgram(name: string, main: Main): Behavior<State> {
  const turnOf = (env: Env, process: ProcessInfo): Turn => ({ env, process, effects: [] });
  return {
    name,
    start(process, env): Step<State> {
      const turn = turnOf(env, process);
      const input = { process, hostName: env.host.name };
      const print = printer(turn);
      const state = follow(turn, main, { process, waiting: null, ended: [] }, () =>
        startScript(main, input, print),
      );
      return [state, turn.effects];
    },
    step(state, event, env): Step<State> {
      const turn = turnOf(env, state.process);
      return [onEvent(turn, main, state, event), turn.effects];
    },
  };
}

interface Turn {
  readonly env: Env;
  readonly process: ProcessInfo;
  readonly effects: Effect[];
}

function printer({ effects }: Turn): (fd: 1 | 2, text: string) => void {
  return (fd, text) => {
    if (text !== '') effects.push({ type: 'output', fd, text });
  };
}

/** Goes on as long as calls are answered at once. */
function follow(turn: Turn, main: Main, state: State, first: () => Advance): State {
  let step = first();
  for (;;) {
    if (step.type === 'thrown') throw step.error;
    if (step.type === 'done') {
      turn.effects.push({ type: 'exit', code: step.value });
      return { ...state, waiting: null };
    }
    const { run, call } = step;
    const answer = answerNow(turn, state, call);
    if (answer === undefined) {
      return { ...state, waiting: { run, call, connection: null, answer: null } };
    }
    step = resumeScript(main, run, answer, printer(turn));
  }
}

/** The answer of a call that needs no waiting; undefined: it was begun. */
function answerNow(turn: Turn, state: State, call: AdminCall): AdminResult | undefined {
  const { env, effects, process } = turn;
  const { disk } = env.host;
  switch (call.type) {
    case 'read':
      return readText(disk, resolvePath(process.cwd, call.path)) ?? null;
    case 'kind': {
      const path = resolvePath(process.cwd, call.path);
      return isFolder(disk, path) ? 'folder' : (entryAt(disk, path)?.kind ?? null);
    }
    case 'processes':
      return env.host
        .processes()
        .map(({ pid, parentPid, program, argv }) => ({ pid, parentPid, program, argv }));
    case 'java':
      return findJava(call.variables, process.cwd, disk);
    case 'effect':
      effects.push(call.effect);
      return true;
    case 'sleep':
      effects.push({ type: 'setTimer', name: 'sleep', delayMs: call.ms });
      return undefined;
    case 'spawn':
      effects.push({ type: 'spawn', ...call.request, token: 'child' });
      return undefined;
    case 'wait':
      return state.ended.find(({ pid }) => pid === call.pid)?.code;
    case 'ask':
      effects.push({ type: 'connect', token: 'ask', host: call.host, port: call.port });
      effects.push({ type: 'setTimer', name: 'ask', delayMs: ASK_TIMEOUT_MS });
      return undefined;
  }
}

function onEvent(turn: Turn, main: Main, before: State, event: NodeEvent): State {
  let state = before;
  if (event.type === 'process.exited') {
    const { pid, code } = event;
    state = { ...state, ended: [...state.ended, { pid, code }] };
  }
  const { waiting } = state;
  if (waiting === null) return state;
  const resume = (answer: AdminResult): State =>
    follow(turn, main, state, () => resumeScript(main, waiting.run, answer, printer(turn)));
  const { call } = waiting;
  switch (call.type) {
    case 'sleep':
      return event.type === 'timer' && event.name === 'sleep' ? resume(true) : state;
    case 'spawn':
      return event.type === 'process.spawned' ? resume(event.pid) : state;
    case 'wait':
      return event.type === 'process.exited' && event.pid === call.pid ? resume(event.code) : state;
    case 'ask':
      return onAsked(turn, state, event, resume);
    default:
      return state;
  }
}

/** Mirrors FourLetterWordMain.send4LetterWord. */
function onAsked(
  turn: Turn,
  state: State,
  event: NodeEvent,
  resume: (answer: AdminResult) => State,
): State {
  const { effects } = turn;
  const waiting = state.waiting!;
  const { call, connection } = waiting;
  const finish = (answer: string | null): State => {
    effects.push({ type: 'cancelTimer', name: 'ask' });
    return resume(answer);
  };
  switch (event.type) {
    case 'connection.opened': {
      if (event.token !== 'ask' || call.type !== 'ask') return state;
      const message = { type: 'FourLetterWord', word: call.word };
      effects.push({ type: 'send', connection: event.connection, message });
      return { ...state, waiting: { ...waiting, connection: event.connection } };
    }
    case 'message': {
      const { text } = event.message as { readonly text?: unknown };
      if (event.connection !== connection || typeof text !== 'string') return state;
      return { ...state, waiting: { ...waiting, answer: (waiting.answer ?? '') + text } };
    }
    case 'connection.refused':
      return finish(null);
    case 'connection.closed':
      return event.connection === connection ? finish(waiting.answer) : state;
    case 'timer':
      if (event.name !== 'ask') return state;
      if (connection === null) effects.push({ type: 'abandon', token: 'ask' });
      else effects.push({ type: 'close', connection });
      return finish(null);
    default:
      return state;
  }
}
