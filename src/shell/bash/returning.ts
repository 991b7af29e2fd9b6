/**
 * Leaving early: `break`, `continue`, `return`, `exit`, `set -e`, Ctrl-C, mistakes that end a line.
 *
 * Mirrors: bash's `jump_to_top_level` and `breaking`, `continuing`.
 */
import { mapDelete, mapSet } from '../../engine/index.ts';
import type { Frame, SavedVariable } from './frames.ts';
import { signalJob } from './jobs.ts';
import type { ShellTurn } from './state.ts';
import { change, hasOption } from './state.ts';

export function restoreVariables(turn: ShellTurn, saved: readonly SavedVariable[]): void {
  let { variables } = turn.state;
  for (const [name, variable] of [...saved].reverse()) {
    variables = variable === null ? mapDelete(variables, name) : mapSet(variables, name, variable);
  }
  change(turn, { variables });
}

/** Takes the top frame away and undoes what it holds. */
function dropFrame(turn: ShellTurn): Frame | undefined {
  const frame = turn.state.frames[turn.state.frames.length - 1];
  if (frame === undefined) return undefined;
  change(turn, { frames: turn.state.frames.slice(0, -1) });
  undoFrame(turn, frame);
  return frame;
}

function undoFrame(turn: ShellTurn, frame: Frame): void {
  if (frame.type === 'restore') change(turn, { descriptors: frame.descriptors });
  else if (frame.type === 'restoreVariables') restoreVariables(turn, frame.saved);
  else if (frame.type === 'call') {
    restoreVariables(turn, frame.locals);
    change(turn, { arguments: frame.arguments });
  }
}

const LOOPS: ReadonlySet<Frame['type']> = new Set(['for', 'arithmeticFor', 'while']);

/** Leaves `count` loops (the innermost at least). False outside of any loop. */
export function leaveLoops(turn: ShellTurn, count: number, isContinue: boolean): boolean {
  const { frames } = turn.state;
  const call = frames.findLastIndex((frame) => frame.type === 'call');
  const loops = frames
    .map((frame, i) => ({ frame, i }))
    .filter(({ frame, i }) => i > call && LOOPS.has(frame.type));
  if (loops.length === 0) return false;
  const target = loops[Math.max(0, loops.length - count)]!.i;
  while (turn.state.frames.length > target + 1) dropFrame(turn);
  if (!isContinue) dropFrame(turn);
  return true;
}

/** `return`: ends the innermost function or sourced file. False when there is none. */
export function returnFromCall(turn: ShellTurn, status: number): boolean {
  if (!turn.state.frames.some((frame) => frame.type === 'call')) return false;
  while (dropFrame(turn)?.type !== 'call');
  change(turn, { status });
  return true;
}

/** Ends the shell. */
export function exitShell(turn: ShellTurn, status: number): void {
  if (turn.state.isExiting) return;
  for (const job of turn.state.jobs) {
    if (job.number > 0 && turn.state.isInteractive) signalJob(turn, job, 'HUP');
  }
  const { input, isInteractive, process } = turn.state;
  if (input !== '' && !isInteractive && process.stdin === 'tty') {
    // Typed while a script ran that did not read it: the shell above gets it.
    turn.effects.push({ type: 'feed', pid: process.parentPid, text: input });
  }
  change(turn, { frames: [], isExiting: true, status });
  turn.effects.push({ type: 'exit', code: status & 255 });
}

/** Ctrl-C: what was going on is given up. */
export function interruptFrames(turn: ShellTurn, status = 130): void {
  // Not one by one: each step would copy what is left of a deep stack.
  for (const frame of turn.state.frames.toReversed()) undoFrame(turn, frame);
  change(turn, { frames: [], status });
}

/** A mistake that bash does not go on from: back to the prompt, or the end of a script. */
export function abandon(turn: ShellTurn, status: number): void {
  if (turn.state.isInteractive) interruptFrames(turn, status);
  else exitShell(turn, status);
}

/** `set -e`: a failed command ends the shell, unless its failure is part of a condition. */
export function checkErrorExit(turn: ShellTurn): void {
  const { state } = turn;
  if (state.status === 0 || !hasOption(state, 'errexit')) return;
  const isCondition = state.frames.some(
    (frame) =>
      frame.type === 'negate' ||
      (frame.type === 'list' && frame.isTest) ||
      (frame.type === 'andOr' && frame.index < frame.node.commands.length),
  );
  if (!isCondition) exitShell(turn, state.status);
}
