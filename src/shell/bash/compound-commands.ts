/**
 * `if`, `for`, `while`, `case`, `[[ ]]`, `(( ))`, and a compound command with redirections.
 *
 * Mirrors: `execute_if_command` and its siblings of bash 5.2.
 * Departs: `select` prints its menu and takes the first choice of each line it reads only with `read`.
 * Read next: entering.ts.
 */
import { attempt } from './attempt.ts';
import { evaluateConditional } from './conditional.ts';
import { pushList, pushNode } from './entering.ts';
import { expandArithmetic, expandPattern, expandText, expandWords } from './expansion/expand.ts';
import { matchesPattern } from './expansion/pattern.ts';
import type { Frame } from './frames.ts';
import { complain } from './messages.ts';
import { expandRedirections, redirect } from './redirections.ts';
import { checkErrorExit } from './returning.ts';
import type { ShellTurn } from './state.ts';
import { change, popFrame, pushFrame, replaceFrame } from './state.ts';
import { withVariable } from './variables.ts';

type FrameOf<T extends Frame['type']> = Frame & { readonly type: T };

export function runIf(turn: ShellTurn, frame: FrameOf<'if'>): void {
  const { node, branch } = frame;
  const current = node.branches[branch];
  if (current !== undefined && turn.state.status === 0) {
    popFrame(turn);
    return pushList(turn, current.body.statements);
  }
  const next = node.branches[branch + 1];
  if (next !== undefined) {
    replaceFrame(turn, { ...frame, branch: branch + 1 });
    return pushList(turn, next.test.statements, true);
  }
  popFrame(turn, 0);
  if (node.otherwise !== null) pushList(turn, node.otherwise.statements);
}

export function runFor(turn: ShellTurn, frame: FrameOf<'for'>): void {
  const { node } = frame;
  if (frame.values === null) {
    const { words } = node;
    const done = attempt(turn, frame, (x) =>
      words === null ? x.shell.arguments : expandWords(x, words),
    );
    if (done !== undefined) {
      change(turn, { status: 0 });
      replaceFrame(turn, { ...frame, values: done.value, results: [] });
    }
    return;
  }
  const value = frame.values[frame.index];
  if (value === undefined) return popFrame(turn);
  const variables = withVariable(turn.state.variables, node.name, value);
  if (variables === undefined) {
    complain(turn, `${node.name}: readonly variable`);
    return popFrame(turn, 1);
  }
  change(turn, { variables });
  replaceFrame(turn, { ...frame, index: frame.index + 1 });
  pushList(turn, node.body.statements);
}

export function runArithmeticFor(turn: ShellTurn, frame: FrameOf<'arithmeticFor'>): void {
  const { node, phase } = frame;
  const expression = node[phase];
  let value = 1n;
  if (expression !== null) {
    const done = attempt(turn, frame, (x) => expandArithmetic(x, expression));
    if (done === undefined) return;
    if (expression.text.trim() !== '') ({ value } = done);
  }
  if (phase !== 'test') return replaceFrame(turn, { ...frame, phase: 'test', results: [] });
  if (value === 0n) return popFrame(turn);
  replaceFrame(turn, { ...frame, phase: 'update', results: [] });
  pushList(turn, node.body.statements);
}

export function runWhile(turn: ShellTurn, frame: FrameOf<'while'>): void {
  const { node } = frame;
  if (frame.phase === 'test') {
    const bodyStatus = frame.bodyStatus === -1 ? 0 : turn.state.status;
    replaceFrame(turn, { ...frame, phase: 'judge', bodyStatus });
    return pushList(turn, node.test.statements, true);
  }
  if ((turn.state.status === 0) === node.isUntil) return popFrame(turn, frame.bodyStatus);
  change(turn, { status: 0 });
  replaceFrame(turn, { ...frame, phase: 'test' });
  pushList(turn, node.body.statements);
}

export function runCase(turn: ShellTurn, frame: FrameOf<'case'>): void {
  const { node } = frame;
  const done = attempt(turn, frame, (x) => {
    if (frame.fallsThrough) return frame.index;
    const text = expandText(x, node.word);
    return node.items.findIndex(
      ({ patterns }, i) =>
        i >= frame.index &&
        patterns.some((pattern) => matchesPattern(expandPattern(x, pattern), text, x)),
    );
  });
  if (done === undefined) return;
  const item = node.items[done.value];
  if (item === undefined) return popFrame(turn, frame.index === 0 ? 0 : turn.state.status);
  if (item.terminator === ';;') popFrame(turn, 0);
  else {
    const fallsThrough = item.terminator === ';&';
    const index = done.value + 1;
    replaceFrame(turn, { ...frame, index, fallsThrough, results: [] });
    change(turn, { status: 0 });
  }
  pushList(turn, item.body.statements);
}

export function runConditional(turn: ShellTurn, frame: FrameOf<'conditional'>): void {
  change(turn, { line: frame.node.line });
  const { disk } = turn.env.host;
  const done = attempt(turn, frame, (x) => evaluateConditional(x, disk, frame.node.test));
  if (done === undefined) return;
  popFrame(turn, done.value);
  checkErrorExit(turn);
}

export function runArithmetic(turn: ShellTurn, frame: FrameOf<'arithmetic'>): void {
  change(turn, { line: frame.node.line });
  const done = attempt(turn, frame, (x) => expandArithmetic(x, frame.node.expression));
  if (done === undefined) return;
  popFrame(turn, done.value === 0n ? 1 : 0);
  checkErrorExit(turn);
}

export function runRedirected(turn: ShellTurn, frame: FrameOf<'redirected'>): void {
  const { node } = frame;
  const done = attempt(turn, frame, (x) => expandRedirections(x, node.redirections));
  if (done === undefined) return;
  const before = turn.state.descriptors;
  const complaint = redirect(turn, done.value);
  if (complaint !== undefined) {
    change(turn, { descriptors: before });
    complain(turn, complaint);
    return popFrame(turn, 1);
  }
  popFrame(turn);
  pushFrame(turn, { type: 'restore', descriptors: before });
  pushNode(turn, node.command);
}
