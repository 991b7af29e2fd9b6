/**
 * bash as a program of the simulation: gets lines, children's ends and signals, and runs its frames
 * as far as they go.
 *
 * Mirrors: bash 5.2: `reader_loop`, `parse_command`, the prompt, signal handling.
 * Departs: lines are edited outside the world, so the shell gets whole lines.
 * Read next: state.ts, frames.ts, interpreter.ts.
 */
import type { Behavior, Effect, NodeEvent, Step } from '../../engine/index.ts';
import { farewell } from './builtins/flow.ts';
import { completeLine } from './completion.ts';
import { withinMemory } from './crash.ts';
import { pushList, pushNode } from './entering.ts';
import { complainSyntax, endMessage, onChildOutput, run } from './interpreter.ts';
import {
  forwardInput,
  hasEnded,
  onExited,
  onSpawned,
  reportEndedJobs,
  retryFork,
  signalJob,
} from './jobs.ts';
import { complain, write } from './messages.ts';
import { expandHistory, promptText } from './prompt.ts';
import { abandon, exitShell, interruptFrames } from './returning.ts';
import { beginShell } from './start.ts';
import type { ShellState, ShellTurn } from './state.ts';
import { change, replaceFrame } from './state.ts';
import { parseScript } from './syntax/parser.ts';

const HISTORY_MAX = 500;

export const bash: Behavior<ShellState> = {
  name: 'bash',
  handledSignals: ['INT', 'TERM'],
  start(process, env): Step<ShellState> {
    const beginning = beginShell(process, env);
    const turn: ShellTurn = { state: beginning.state, effects: [], env, work: crowdWork(process) };
    if (beginning.complaint !== null) write(turn, 2, `bash: ${beginning.complaint}\n`);
    if (beginning.exitCode !== null) exitShell(turn, beginning.exitCode);
    const { node } = beginning;
    if (node !== null) withinMemory(turn, () => pushNode(turn, node));
    goOn(turn);
    return result(turn);
  },
  step(state, event, env): Step<ShellState> {
    const work = event.type === 'process.spawned' ? crowdWork(event) : 0;
    const turn: ShellTurn = { state, effects: [], env, work };
    if (!state.isExiting) {
      withinMemory(turn, () => onEvent(turn, event));
      goOn(turn);
    }
    return result(turn);
  },
};

/** In a crowd of new processes a shell lets time pass first, as behind much work. */
function crowdWork({ isCrowded }: { readonly isCrowded?: boolean }): number {
  return isCrowded === true ? Infinity : 0;
}

function result({ state, effects }: ShellTurn): Step<ShellState> {
  return [state, joinOutput(effects)];
}

/** Neighbouring pieces of output become one, so that a loop of echo is not a flood of pieces. */
function joinOutput(effects: readonly Effect[]): readonly Effect[] {
  const joined: Effect[] = [];
  for (const effect of effects) {
    const last = joined[joined.length - 1];
    if (effect.type === 'output' && last?.type === 'output' && last.fd === effect.fd) {
      joined[joined.length - 1] = { ...effect, text: last.text + effect.text };
    } else joined.push(effect);
  }
  return joined;
}

function onEvent(turn: ShellTurn, event: NodeEvent): void {
  switch (event.type) {
    case 'stdin':
      change(turn, { input: turn.state.input + event.text });
      return forwardInput(turn);
    case 'stdin.end':
      change(turn, { isInputEnded: true });
      return forwardInput(turn);
    case 'process.spawned':
      return onSpawned(turn, event.token, event.pid);
    case 'process.exited':
      return onExited(turn, event.pid, event.code);
    case 'child.output':
      return onChildOutput(turn, event.text);
    case 'signal':
      return onSignal(turn, event.signal);
    case 'timer':
      return onTimer(turn, event.name);
    case 'tty.complete': {
      const line = event.line.slice(0, event.cursor);
      const { insert, candidates } = completeLine(turn.state, turn.env.host.disk, line);
      turn.effects.push({ type: 'complete', insert, candidates });
      return;
    }
    case 'disk.failed': {
      const reason =
        event.reason === 'ENOSPC' ? 'No space left on device' : 'No such file or directory';
      return complain(turn, `${event.path}: ${reason}`);
    }
  }
}

function onTimer(turn: ShellTurn, name: string): void {
  const top = turn.state.frames[turn.state.frames.length - 1];
  if (name === 'pause' && top?.type === 'pause') {
    change(turn, { frames: turn.state.frames.slice(0, -1) });
  } else if (name === 'fork' && top?.type === 'fork') {
    if (!retryFork(turn, top)) abandon(turn, 254);
  } else if (name === 'read' && top?.type === 'read') {
    replaceFrame(turn, { ...top, request: { ...top.request, isTimeUp: true } });
  }
}

function onSignal(turn: ShellTurn, signal: string): void {
  if (signal === 'TERM') {
    if (!turn.state.isInteractive) exitShell(turn, 143);
    return;
  }
  if (signal !== 'INT') return;
  for (const job of turn.state.jobs) if (job.isForeground) signalJob(turn, job, 'INT');
  if (!turn.state.isInteractive) return exitShell(turn, 130);
  interruptFrames(turn);
  write(turn, 2, '\n');
  change(turn, { unfinished: '', isPromptShown: false, isInputEnded: false });
}

/** A shell that has run out of memory may have logged in anew: then it asks for a line. */
function goOn(turn: ShellTurn): void {
  withinMemory(turn, () => settle(turn));
  if (turn.state.frames.length === 0) withinMemory(turn, () => settle(turn));
}

/** Goes on as far as possible: frames, then the next line, then the prompt. */
function settle(turn: ShellTurn): void {
  for (let lines = 0; ; lines++) {
    run(turn);
    if (turn.state.isExiting || turn.state.frames.length > 0) return;
    forgetAbandoned(turn);
    if (!readsCommands(turn.state)) return exitShell(turn, turn.state.status);
    if (!nextLine(turn)) return;
    if (lines > 1000) return;
  }
}

/** Foreground children that Ctrl-C left behind are nobody's business once they end. */
function forgetAbandoned(turn: ShellTurn): void {
  const { jobs } = turn.state;
  if (jobs.some((job) => job.isForeground && hasEnded(job))) {
    change(turn, { jobs: jobs.filter((job) => !job.isForeground || !hasEnded(job)) });
  }
}

/** Interactive, or with a script on standard input. */
function readsCommands({ isInteractive, isSubshell, name, process }: ShellState): boolean {
  if (isInteractive) return true;
  const isPlain = process.argv.slice(1).every((word) => /^-[^c]*$/.test(word));
  return !isSubshell && isPlain && name === 'bash';
}

/** Takes a line of input; false when there is none yet. */
function nextLine(turn: ShellTurn): boolean {
  const { state } = turn;
  const newline = state.input.indexOf('\n');
  if (newline === -1 && !state.isInputEnded) {
    if (state.isInteractive && !state.isPromptShown) showPrompt(turn);
    return false;
  }
  if (newline === -1 && state.input === '') return endOfInput(turn);
  if (state.isInteractive && !state.isPromptShown) showPrompt(turn);
  const end = newline === -1 ? state.input.length : newline;
  const line = state.input.slice(0, end);
  change(turn, { input: state.input.slice(end + 1), isPromptShown: false });
  readCommand(turn, line);
  return true;
}

function showPrompt(turn: ShellTurn): void {
  if (turn.state.unfinished === '') reportEndedJobs(turn);
  write(turn, 2, promptText(turn.state, turn.env));
  change(turn, { isPromptShown: true });
}

function endOfInput(turn: ShellTurn): boolean {
  const { unfinished, isInteractive } = turn.state;
  if (unfinished !== '') {
    change(turn, { unfinished: '', status: 2, isInputEnded: !isInteractive, isPromptShown: false });
    const parsed = parseScript(unfinished);
    if (parsed.kind === 'incomplete' && parsed.hereDocument !== null) {
      pushList(turn, parsed.script.statements);
      return true;
    }
    complain(turn, endMessage(parsed.kind === 'incomplete' ? parsed.wanted : null));
    return true;
  }
  if (isInteractive) write(turn, 2, farewell(turn));
  exitShell(turn, turn.state.status);
  return false;
}

/**
 * The here-document that was last found open, and the lines up to where it was: the next line need not
 * be parsed with all of them again unless it may close it. Only a cache; what is parsed is the same.
 */
let hereDocument: { readonly source: string; readonly delimiter: string } | null = null;

/** Whether a line cannot end a here-document (`<<-` lets tabs stand before it) nor begin anything in it. */
function isText(line: string, delimiter: string): boolean {
  return line.replace(/^\t+/, '') !== delimiter && !/[$`\\]/.test(line);
}

function readCommand(turn: ShellTurn, typed: string): void {
  const line = turn.state.isInteractive ? remember(turn, typed) : typed;
  if (line === undefined) return;
  const { unfinished } = turn.state;
  const source = unfinished === '' ? line : `${unfinished}\n${line}`;
  if (hereDocument?.source === unfinished && isText(line, hereDocument.delimiter)) {
    hereDocument = { source, delimiter: hereDocument.delimiter };
    return change(turn, { unfinished: source });
  }
  const parsed = parseScript(source);
  if (parsed.kind === 'incomplete') {
    const delimiter = parsed.hereDocument;
    hereDocument = delimiter === null ? null : { source, delimiter };
    return change(turn, { unfinished: source });
  }
  change(turn, { unfinished: '', line: turn.state.isInteractive ? 1 : turn.state.line + 1 });
  if (parsed.kind === 'error') {
    change(turn, { status: 2 });
    return complainSyntax(turn, parsed.message, source);
  }
  pushList(turn, parsed.script.statements);
}

/** Expands `!!` and keeps the line; undefined when nothing is to be run. */
function remember(turn: ShellTurn, typed: string): string | undefined {
  const { history } = turn.state;
  const { line, isChanged, error } = expandHistory(typed, history);
  if (error !== null) {
    complain(turn, error);
    return undefined;
  }
  if (isChanged) write(turn, 2, `${line}\n`);
  if (line.trim() === '') return line;
  const lines = [...history, line].slice(-HISTORY_MAX);
  change(turn, { history: lines });
  turn.effects.push({ type: 'setHistory', lines });
  return line;
}
