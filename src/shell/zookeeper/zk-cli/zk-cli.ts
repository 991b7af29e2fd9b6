/**
 * The process zkCli.sh: reads lines, runs each as a script, shows prompts and watch events.
 *
 * Mirrors: ZooKeeperMain.run with JLine's ConsoleReader, 3.8.0.
 * Departs: starting takes no time but for the line editor's 50 ms; the lines that the client logs are off by default (ZK_LOG=console
 * turns them on); with ZK_JLINE=disabled it behaves as without JLine on the class path.
 * Read next: main.ts, cli-state.ts, call-answers.ts.
 */
import type { Behavior, Env, NodeEvent, ProcessInfo, Step } from '../../../engine/index.ts';
import type { ClientOutcome } from '../../../engine/zookeeper/index.ts';
import { clientEvent, clientTurn, isConnected } from '../../../engine/zookeeper/index.ts';
import { resumeScript, startScript } from '../../program/script.ts';
import type { RoutineStep } from '../../../engine/index.ts';
import { askChildren, beginCall, childrenOf, onCallTimeout, takeReply } from './call-answers.ts';
import type { CliTurn, ZkCliState } from './cli-state.ts';
import { print, takeOutcomes } from './cli-state.ts';
import type { CliCall, CliResult } from './calls.ts';
import { mainLogText } from './console-log.ts';
import { Crash } from './exceptions.ts';
import {
  charactersRead,
  completion,
  completionQuery,
  expandEvents,
  formatted,
  HISTORY_MAX,
  historyLine,
} from './jline.ts';
import type { MainInput, MainResult } from './main.ts';
import { mainScript, startMemory } from './main.ts';
import { parseMainOptions } from './main-options.ts';

/** The program. */
export const zkCli: Behavior<ZkCliState> = {
  name: 'zkCli.sh',
  start: startCli,
  step(state, event, env): Step<ZkCliState> {
    const turn: CliTurn = { state, effects: [], env };
    handle(turn, event);
    return [turn.state, turn.effects];
  },
};

function startCli(process: ProcessInfo, env: Env): Step<ZkCliState> {
  const hasJLine = process.environment['ZK_JLINE'] !== 'disabled';
  const options = parseMainOptions(process.argv.slice(1), process.cwd);
  const state: ZkCliState = {
    process,
    isLogging: process.environment['ZK_LOG'] === 'console',
    memory: startMemory(options, hasJLine),
    client: null,
    clientCount: 0,
    run: null,
    waiting: null,
    callCount: 0,
    lines: [],
    partial: '',
    isInputEnded: false,
    editorHistory: [],
    editorForgotten: 0,
    completing: null,
  };
  const turn: CliTurn = { state, effects: [], env };
  const input: MainInput = { memory: state.memory, line: null };
  follow(
    turn,
    startScript(mainScript, input, (fd, text) => print(turn, fd, text)),
  );
  return [turn.state, turn.effects];
}

function handle(turn: CliTurn, event: NodeEvent): void {
  switch (event.type) {
    case 'stdin':
      return onInput(turn, event.text);
    case 'stdin.end':
      return onInputEnd(turn);
    case 'tty.complete':
      return onTab(turn, event.line, event.cursor);
    default:
      if (event.type === 'timer' && onCallTimeout(turn, event.name)) return settle(turn);
      return onClientEvent(turn, event);
  }
}

function onClientEvent(turn: CliTurn, event: NodeEvent): void {
  const { client } = turn.state;
  if (client === null) return;
  const pad = clientTurn(client, turn.env, turn.effects);
  if (!clientEvent(pad, event)) return;
  turn.state = { ...turn.state, client: pad.state };
  takeOutcomes(turn, pad.outcomes, onReply);
  settle(turn);
}

/** Goes on with the script as long as its calls are answered at once. */
function settle(turn: CliTurn): void {
  for (;;) {
    const { waiting, run } = turn.state;
    if (run === null || waiting === null || waiting.result === null) return;
    turn.state = { ...turn.state, waiting: null };
    const { result } = waiting;
    follow(
      turn,
      resumeScript(mainScript, run, result, (fd, text) => print(turn, fd, text)),
    );
  }
}

function follow(turn: CliTurn, step: RoutineStep<MainInput, CliCall, CliResult, MainResult>): void {
  if (step.type === 'call') {
    turn.state = { ...turn.state, run: step.run };
    beginCall(turn, step.call);
    return settle(turn);
  }
  turn.state = { ...turn.state, run: null };
  if (step.type === 'thrown') return crash(turn, step.error);
  const { memory, exits } = step.value;
  turn.state = { ...turn.state, memory };
  if (exits) return exit(turn, memory.exitCode);
  readLine(turn);
}

function crash(turn: CliTurn, error: unknown): void {
  if (!(error instanceof Crash)) throw error;
  const who = error.exitCode === null ? 'Exception in thread "main" ' : '';
  print(turn, 2, `${who}${error.exception}: ${error.message}\n`);
  turn.effects.push({ type: 'exit', code: error.exitCode ?? 1 });
}

function exit(turn: CliTurn, code: number): void {
  if (turn.state.isLogging) {
    const source = 'o.a.z.u.ServiceUtils@42';
    print(turn, 1, mainLogText(turn.env, 'ERROR', source, `Exiting JVM with code ${code}`));
  }
  turn.effects.push({ type: 'exit', code });
}

/** Shows the prompt and takes the next line, if one has come. */
function readLine(turn: CliTurn): void {
  const { memory, client } = turn.state;
  if (memory.hasJLine) {
    const states = client?.states ?? 'NOT_CONNECTED';
    print(turn, 1, `[zk: ${memory.host}(${states}) ${memory.commandCount}] `);
  }
  takeLine(turn);
}

function takeLine(turn: CliTurn): void {
  const { lines, memory, run, isInputEnded } = turn.state;
  if (run !== null) return;
  const [line, ...rest] = lines;
  if (line === undefined) {
    if (isInputEnded) exit(turn, memory.exitCode);
    return;
  }
  turn.state = { ...turn.state, lines: rest };
  const text = memory.hasJLine ? editedLine(turn, line) : line;
  const input: MainInput = { memory: turn.state.memory, line: text };
  follow(
    turn,
    startScript(mainScript, input, (fd, out) => print(turn, fd, out)),
  );
}

/** What the line editor makes of a line. */
function editedLine(turn: CliTurn, line: string): string {
  const { editorHistory, editorForgotten } = turn.state;
  const expansion = expandEvents(charactersRead(line), editorHistory, editorForgotten);
  if ('fault' in expansion) {
    const text = `java.lang.IllegalArgumentException: ${expansion.fault}\n\n`;
    print(turn, 2, `[ERROR] Could not expand event\n${text}`);
    return '';
  }
  if (expansion.isChanged) print(turn, 1, `${formatted(expansion.line)}\n`);
  const kept = historyLine(expansion.line);
  if (kept !== '' && kept !== editorHistory.at(-1)) {
    const forgotten = editorHistory.length < HISTORY_MAX ? 0 : 1;
    const lines = [...editorHistory.slice(forgotten), kept];
    turn.state = {
      ...turn.state,
      editorHistory: lines,
      editorForgotten: editorForgotten + forgotten,
    };
    turn.effects.push({ type: 'setHistory', lines });
  }
  return expansion.line;
}

function onInput(turn: CliTurn, text: string): void {
  const pieces = (turn.state.partial + text).split('\n');
  const partial = pieces.pop() ?? '';
  turn.state = { ...turn.state, partial, lines: [...turn.state.lines, ...pieces] };
  takeLine(turn);
}

function onInputEnd(turn: CliTurn): void {
  const { partial, lines } = turn.state;
  const all = partial === '' ? lines : [...lines, partial];
  turn.state = { ...turn.state, partial: '', lines: all, isInputEnded: true };
  takeLine(turn);
}

function onTab(turn: CliTurn, line: string, cursor: number): void {
  const { run, client, memory } = turn.state;
  const query = completionQuery(line, cursor);
  if (run !== null || !memory.hasJLine) return answerTab(turn, '', []);
  if (query.type === 'words') return answerTab(turn, query.token, query.candidates);
  if (client === null || !isConnected(client)) return answerTab(turn, '', []);
  turn.state = { ...turn.state, completing: query.token };
  askChildren(turn, query.parent);
}

/** A reply belongs to the running command, or to Tab. */
function onReply(turn: CliTurn, reply: Extract<ClientOutcome, { type: 'reply' }>): void {
  const { completing } = turn.state;
  if (reply.tag !== null || completing === null) return takeReply(turn, reply);
  turn.state = { ...turn.state, completing: null };
  const children = childrenOf(reply).filter((name) => name.startsWith(completing));
  answerTab(turn, completing, children);
}

function answerTab(turn: CliTurn, token: string, candidates: readonly string[]): void {
  turn.effects.push({ type: 'complete', ...completion(token, candidates) });
}
