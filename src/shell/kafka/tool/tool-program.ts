/**
 * Runs a tool as a process: goes through its script, answers its calls, hands events to its clients.
 *
 * Mirrors: a JVM that runs a main class: `Exception in thread "main"`, System.exit, shutdown hooks.
 * Departs: starting bash and Java takes no time; compute takes none.
 * Read next: tool.ts, host-calls.ts, admin-calls.ts.
 */
import type {
  Behavior,
  Env,
  NodeEvent,
  ProcessInfo,
  RoutineStep,
  Signal,
  Step,
} from '../../../engine/index.ts';
import { resumeRoutine, startRoutine } from '../../../engine/index.ts';
import { JavaException } from '../java/exception.ts';
import type { ToolCall, ToolResult } from './calls.ts';
import { beginCall } from './begin-call.ts';
import { clientsEvent } from './client-events.ts';
import { wakeConsumer } from './consumer-calls.ts';
import { hostEvent } from './host-calls.ts';
import { installationOf, logLevelOf } from './installation-folder.ts';
import type { LogLevel, Tool, ToolEnd, ToolInput, ToolOutput } from './tool.ts';
import { Interrupted, ToolExit } from './tool.ts';
import type { ToolState, ToolTurn } from './tool-state.ts';
import { answer, change, log, print } from './tool-state.ts';

type Input = ToolInput<unknown>;
type ScriptStep = RoutineStep<Input, ToolCall, ToolResult, ToolEnd<unknown>>;

/** What a script gives out. */
type Printed =
  | { readonly fd: 1 | 2; readonly text: string }
  | {
      readonly level: LogLevel;
      readonly text: string;
      readonly logger: string;
      readonly throwable: JavaException | undefined;
    };

const CODES: Partial<Readonly<Record<Signal, number>>> = { HUP: 129, INT: 130, TERM: 143 };

/** The behavior of a tool; of one that its words choose, with the name of the script. */
export function toolProgram(
  tool: Tool<unknown> | ((words: readonly string[]) => Tool<unknown>),
  name = (tool as Tool<unknown>).name,
): Behavior<ToolState> {
  const toolOf = ({ argv }: ProcessInfo): Tool<unknown> =>
    typeof tool === 'function' ? tool(argv.slice(1)) : tool;
  const turnOf = (state: ToolState, env: Env, own: Tool<unknown>): ToolTurn => {
    return {
      state,
      effects: [],
      env,
      onSent: callbackOf(own),
      onRebalance: listenerOf(own),
    };
  };
  return {
    name,
    handledSignals: ['HUP', 'INT', 'TERM'],
    start(process, env): Step<ToolState> {
      const own = toolOf(process);
      const turn = turnOf(startState(process, env, name), env, own);
      startRound(turn, own, null);
      return [turn.state, turn.effects];
    },
    step(state, event, env): Step<ToolState> {
      const own = toolOf(state.process);
      const turn = turnOf(state, env, own);
      if (state.run !== null) handle(turn, own, event);
      return [turn.state, turn.effects];
    },
  };
}

function startState(process: ProcessInfo, env: Env, name: string): ToolState {
  const installation = installationOf(process, env.host.disk, name);
  return {
    process,
    installation,
    logLevel: logLevelOf(installation, env.host.disk),
    run: null,
    waiting: null,
    callCount: 0,
    admin: null,
    producer: null,
    consumer: null,
    zk: null,
    lookedUpAtMs: -Infinity,
    clientCount: 0,
    sendCount: 0,
    shared: null,
    rebalances: [],
    unread: '',
    isInputEnded: false,
    ended: [],
    signalCode: null,
  };
}

/** What a tool prints goes to the effects of the step in which it prints. */
function outputOf(emit: (item: Printed) => void): ToolOutput {
  return {
    out: (text) => emit({ fd: 1, text }),
    err: (text) => emit({ fd: 2, text }),
    log: (level, text, logger, throwable) => emit({ level, text, logger, throwable }),
  };
}

function printing(turn: ToolTurn): (item: Printed) => void {
  return (item) => {
    if ('fd' in item) print(turn, item.fd, item.text);
    else log(turn, item.level, item.text, item.logger, item.throwable);
  };
}

function routineOf(tool: Tool<unknown>) {
  return (input: Input, emit: (item: Printed) => void) => tool.main(input as never, outputOf(emit));
}

function startRound(turn: ToolTurn, tool: Tool<unknown>, memory: unknown): void {
  const { process, installation } = turn.state;
  const input: Input = {
    words: process.argv.slice(1),
    cwd: process.cwd,
    environment: process.environment,
    hostName: turn.env.host.name,
    seed: process.seed,
    hasConsole: process.stdin === 'tty' && process.isOutputTty,
    installation,
    memory,
  };
  follow(turn, tool, startRoutine(routineOf(tool), input, printing(turn)));
}

/** Goes on as long as calls are answered at once. */
function follow(turn: ToolTurn, tool: Tool<unknown>, first: ScriptStep): void {
  let step = first;
  for (;;) {
    if (step.type === 'thrown') return end(turn, tool, codeOf(turn, step.error));
    if (step.type === 'done') {
      if ('exit' in step.value) return end(turn, tool, step.value.exit);
      return startRound(turn, tool, step.value.goOn);
    }
    change(turn, { run: step.run });
    beginCall(turn, step.call);
    const result = takeResult(turn);
    if (result === null) return;
    step = resumeRoutine(routineOf(tool), step.run, result, printing(turn));
  }
}

function takeResult(turn: ToolTurn): ToolResult | null {
  const result = turn.state.waiting?.result ?? null;
  if (result !== null) change(turn, { waiting: null });
  return result;
}

/** The exit status of what was thrown. */
function codeOf(turn: ToolTurn, error: unknown): number {
  if (error instanceof ToolExit) return error.code;
  if (error instanceof Interrupted) return 0;
  if (!(error instanceof JavaException)) throw error;
  print(turn, 2, `Exception in thread "main" ${error.stackTrace}`);
  return 1;
}

function end(turn: ToolTurn, tool: Tool<unknown>, code: number): void {
  const { process, unread, signalCode } = turn.state;
  if (unread !== '' && tool.reads !== true && process.stdin === 'tty') {
    turn.effects.push({ type: 'feed', pid: process.parentPid, text: unread });
  }
  turn.effects.push({ type: 'exit', code: signalCode ?? code });
  change(turn, { run: null, waiting: null, unread: '' });
}

function handle(turn: ToolTurn, tool: Tool<unknown>, event: NodeEvent): void {
  if (event.type === 'signal') onSignal(turn, tool, event.signal);
  else if (!hostEvent(turn, event)) clientsEvent(turn, event);
  settle(turn, tool);
}

function settle(turn: ToolTurn, tool: Tool<unknown>): void {
  const { run } = turn.state;
  const result = takeResult(turn);
  if (run === null || result === null) return;
  follow(turn, tool, resumeRoutine(routineOf(tool), run, result, printing(turn)));
}

function callbackOf({ onSent }: Tool<unknown>): ToolTurn['onSent'] {
  return (turn, outcome) => {
    if (onSent === undefined) return;
    change(turn, { shared: onSent(turn.state.shared, outcome, outputOf(printing(turn))) });
  };
}

function listenerOf({ onRebalance }: Tool<unknown>): ToolTurn['onRebalance'] {
  return (turn, rebalance) => {
    if (onRebalance === undefined) return;
    const event = { ...rebalance, nowMs: turn.env.wallClockMs };
    change(turn, { shared: onRebalance(turn.state.shared, event, outputOf(printing(turn))) });
  };
}

function onSignal(turn: ToolTurn, tool: Tool<unknown>, signal: Signal): void {
  const { signalCode, consumer, producer, waiting } = turn.state;
  if (tool.onSignal === 'forward' && waiting?.call.type === 'wait') {
    turn.effects.push({ type: 'signal', pid: waiting.call.pid, signal });
    return;
  }
  if (signalCode !== null) return;
  change(turn, { signalCode: CODES[signal] ?? 128 });
  if (tool.onSignal === 'wakeup' && consumer !== null) {
    wakeConsumer(turn);
  } else if (tool.onSignal === 'interrupt' && producer !== null) {
    answer(turn, { type: 'interrupted' });
  } else end(turn, tool, 0);
}
