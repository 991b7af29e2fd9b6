/**
 * Runs frames until the shell waits for something: a child, a line, time.
 *
 * Mirrors: `execute_command_internal` of bash 5.2, with its C stack as data.
 * Departs: an endless loop pauses for some milliseconds of virtual time every few hundred steps, or
 * once it has handled a megabyte.
 * Read next: frames.ts, entering.ts, simple-command.ts, compound-commands.ts.
 */
import { mapSet } from '../../engine/index.ts';
import { overflowStack } from './crash.ts';
import { framesMax } from './limits.ts';
import { complain, write } from './messages.ts';
import {
  runArithmetic,
  runArithmeticFor,
  runCase,
  runConditional,
  runFor,
  runIf,
  runRedirected,
  runWhile,
} from './compound-commands.ts';
import { asPipeline, pushList, pushNode } from './entering.ts';
import type { Frame } from './frames.ts';
import { changeJob, forgetJob, hasEnded, jobByKey, jobStatus, SIGNAL_WORDS } from './jobs.ts';
import { launchBackground, runPipeline } from './pipelines.ts';
import { readLine } from './reading.ts';
import { exitShell, interruptFrames, restoreVariables } from './returning.ts';
import { runSimple } from './simple-command.ts';
import { withPipeStatus } from './variables.ts';
import type { ShellTurn } from './state.ts';
import { change, hasOption, popFrame, pushFrame, replaceFrame } from './state.ts';
import { parseScript } from './syntax/parser.ts';
import type { Node } from './syntax/tree.ts';

const STEPS_MAX = 400;
/** Characters that one step may handle before time passes. */
const WORK_MAX = 1_000_000;
/** A deep stack costs too, because every step copies it. */
const WORK_PER_FRAME = 2;
const PAUSE_MS = 5;

/** Runs until nothing can go on. */
export function run(turn: ShellTurn): void {
  for (let steps = 0; ; steps++) {
    if (turn.state.isExiting) return;
    const frame = turn.state.frames[turn.state.frames.length - 1];
    if (frame === undefined) return;
    if (turn.state.frames.length > framesMax(turn.state)) return overflowStack(turn);
    turn.work += turn.state.frames.length * WORK_PER_FRAME;
    if (steps >= STEPS_MAX || turn.work > WORK_MAX) {
      pushFrame(turn, { type: 'pause' });
      turn.effects.push({ type: 'setTimer', name: 'pause', delayMs: PAUSE_MS });
      return;
    }
    if (!runFrame(turn, frame)) return;
  }
}

/** One step of the top frame; false when it has to wait. */
function runFrame(turn: ShellTurn, frame: Frame): boolean {
  switch (frame.type) {
    case 'job':
      return runJob(turn, frame);
    case 'substitution':
      return runSubstitution(turn, frame);
    case 'wait':
      return runWait(turn, frame);
    case 'read':
      return readLine(turn, frame);
    case 'pause':
    case 'fork':
      return false;
    default:
      advance(turn, frame);
      return true;
  }
}

type WaitingFrame = 'job' | 'substitution' | 'wait' | 'read' | 'pause' | 'fork';

function advance(turn: ShellTurn, frame: Exclude<Frame, { type: WaitingFrame }>): void {
  switch (frame.type) {
    case 'reader':
      return runReader(turn, frame);
    case 'list':
      return runList(turn, frame);
    case 'andOr':
      return runAndOr(turn, frame);
    case 'negate':
      return popFrame(turn, turn.state.status === 0 ? 1 : 0);
    case 'time': {
      const realMs = turn.env.nowMs - frame.startedAtMs;
      write(turn, 2, `\nreal\t${duration(realMs)}\nuser\t0m0.000s\nsys\t0m0.000s\n`);
      return popFrame(turn);
    }
    case 'if':
      return runIf(turn, frame);
    case 'for':
      return runFor(turn, frame);
    case 'arithmeticFor':
      return runArithmeticFor(turn, frame);
    case 'while':
      return runWhile(turn, frame);
    case 'case':
      return runCase(turn, frame);
    case 'simple':
      return runSimple(turn, frame);
    case 'conditional':
      return runConditional(turn, frame);
    case 'arithmetic':
      return runArithmetic(turn, frame);
    case 'redirected':
      return runRedirected(turn, frame);
    case 'pipeline':
      return runPipeline(turn, frame);
    case 'restore':
      popFrame(turn);
      return change(turn, { descriptors: frame.descriptors });
    case 'restoreVariables':
      popFrame(turn);
      return restoreVariables(turn, frame.saved);
    case 'call':
      popFrame(turn);
      restoreVariables(turn, frame.locals);
      return change(turn, { arguments: frame.arguments });
  }
}

function duration(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  return `${minutes}m${((ms % 60_000) / 1000).toFixed(3)}s`;
}

function runList(turn: ShellTurn, frame: Frame & { readonly type: 'list' }): void {
  const statement = frame.statements[frame.index];
  if (statement === undefined) return popFrame(turn);
  replaceFrame(turn, { ...frame, index: frame.index + 1 });
  const { command } = statement;
  if (statement.isBackground) {
    const node = asPipeline(command);
    return launchBackground(turn, command.type === 'Pipeline' ? command : node, statement.text);
  }
  if (command.type === 'FunctionDefinition') return defineFunction(turn, command);
  pushNode(turn, command);
}

function defineFunction(
  turn: ShellTurn,
  node: Node & { readonly type: 'FunctionDefinition' },
): void {
  change(turn, { functions: mapSet(turn.state.functions, node.name, node), status: 0 });
}

function runAndOr(turn: ShellTurn, frame: Frame & { readonly type: 'andOr' }): void {
  const { node } = frame;
  let { index } = frame;
  // A command is passed over when the operator before it does not want the status so far.
  while (index > 0 && index < node.commands.length) {
    const wantsSuccess = node.operators[index - 1] === '&&';
    if (wantsSuccess === (turn.state.status === 0)) break;
    index++;
  }
  const command = node.commands[index];
  if (command === undefined) return popFrame(turn);
  replaceFrame(turn, { ...frame, index: index + 1 });
  if (command.type === 'FunctionDefinition') return defineFunction(turn, command);
  pushNode(turn, command);
}

/** Reads the next complete command of a text. */
function runReader(turn: ShellTurn, frame: Frame & { readonly type: 'reader' }): void {
  const { text } = frame;
  if (frame.position >= text.length) return popFrame(turn);
  let end = frame.position;
  for (;;) {
    const newline = text.indexOf('\n', end);
    end = newline === -1 ? text.length : newline + 1;
    const source = text.slice(frame.position, end).replace(/\n$/, '');
    const parsed = parseScript(source, frame.line);
    const lines = source.split('\n').length;
    const isLast = end >= text.length;
    if (parsed.kind === 'incomplete' && !isLast) continue;
    change(turn, { line: frame.line });
    if (parsed.kind === 'complete') {
      replaceFrame(turn, { ...frame, position: end, line: frame.line + lines });
      return pushList(turn, parsed.script.statements);
    }
    replaceFrame(turn, { ...frame, position: text.length });
    if (parsed.kind === 'incomplete' && parsed.hereDocument !== null) {
      const message = `warning: here-document at line ${frame.line} delimited by end-of-file (wanted \`${parsed.hereDocument}')`;
      complain(turn, message);
      return pushList(turn, parsed.script.statements);
    }
    change(turn, { line: frame.line + lines - 1, status: 2 });
    if (parsed.kind === 'error') complainSyntax(turn, parsed.message, source);
    else complain(turn, endMessage(parsed.wanted));
    return;
  }
}

/** Bash's words for an end of input inside a command. */
export function endMessage(wanted: string | null): string {
  return wanted === null
    ? 'syntax error: unexpected end of file'
    : `unexpected EOF while looking for matching \`${wanted}'`;
}

/** Prints a syntax error; a script's error shows the line too. */
export function complainSyntax(turn: ShellTurn, message: string, source: string): void {
  complain(turn, message);
  const isScript = turn.state.frames.some((frame) => frame.type === 'reader');
  if (isScript && message.startsWith('syntax error near')) {
    complain(turn, `\`${source.split('\n')[0]}'`);
  }
}

function runJob(turn: ShellTurn, frame: Frame & { readonly type: 'job' }): boolean {
  const job = jobByKey(turn.state, frame.key);
  if (job === undefined) {
    popFrame(turn);
    return true;
  }
  if (frame.until === 'started') {
    if (job.processes.some(({ pid }) => pid === null)) return false;
    popFrame(turn, 0);
    return true;
  }
  if (!hasEnded(job)) return false;
  const status = jobStatus(job, hasOption(turn.state, 'pipefail'));
  forgetJob(turn, job.key);
  popFrame(turn, status);
  if (turn.state.ownsTerminal) {
    turn.effects.push({ type: 'foreground', pid: turn.state.process.pid });
  }
  const codes = job.processes.map(({ code }) => code ?? 0);
  change(turn, { variables: withPipeStatus(turn.state.variables, codes) });
  afterSignal(turn, codes.includes(130) ? 130 : (codes.at(-1) ?? 0));
  return true;
}

/** A child that a signal ended: says so, and an interrupt ends the whole command. */
function afterSignal(turn: ShellTurn, code: number): void {
  if (code === 130) {
    if (!turn.state.isInteractive) return exitShell(turn, 130);
    write(turn, 2, '\n');
    return interruptFrames(turn);
  }
  const word = SIGNAL_WORDS.get(code);
  if (word !== undefined && turn.state.isInteractive) write(turn, 2, `${word}\n`);
}

function runSubstitution(
  turn: ShellTurn,
  frame: Frame & { readonly type: 'substitution' },
): boolean {
  const job = jobByKey(turn.state, frame.key);
  if (job !== undefined && !hasEnded(job)) return false;
  popFrame(turn, job === undefined ? 1 : jobStatus(job, false));
  if (turn.state.ownsTerminal) {
    turn.effects.push({ type: 'foreground', pid: turn.state.process.pid });
  }
  if (job !== undefined) {
    forgetJob(turn, job.key);
    if (jobStatus(job, false) === 130) {
      afterSignal(turn, 130);
      return true;
    }
  }
  const below = turn.state.frames[turn.state.frames.length - 1];
  if (below !== undefined && 'results' in below) {
    replaceFrame(turn, { ...below, results: [...below.results, job?.output ?? ''] });
  }
  return true;
}

function runWait(turn: ShellTurn, frame: Frame & { readonly type: 'wait' }): boolean {
  const jobs = frame.keys.map((key) => jobByKey(turn.state, key));
  if (jobs.some((job) => job !== undefined && !hasEnded(job))) return false;
  const last = jobs[jobs.length - 1];
  popFrame(turn, last === undefined ? 0 : jobStatus(last, false));
  return true;
}

/** Output of a command substitution; a grandchild that inherited the stream may have written it. */
export function onChildOutput(turn: ShellTurn, text: string): void {
  const frame = turn.state.frames.findLast(({ type }) => type === 'substitution');
  const key = frame?.type === 'substitution' ? frame.key : -1;
  const job = jobByKey(turn.state, key);
  if (job !== undefined) changeJob(turn, key, { output: job.output + text });
}
