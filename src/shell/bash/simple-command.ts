/**
 * A simple command: expands its words, opens its redirections, then runs a function, a builtin or
 * a program.
 *
 * Mirrors: `execute_simple_command` of bash 5.2.
 * Departs: aliases are looked up when the command runs, not when it is read.
 * Read next: builtins/table.ts, run-program.ts.
 */
import { mapGet } from '../../engine/index.ts';
import { attempt } from './attempt.ts';
import { assignAll } from './assignments.ts';
import type { PlainAssignment } from './assignments.ts';
import { expandAssignments } from './assignments.ts';
import { builtins } from './builtins/table.ts';
import { pushNode } from './entering.ts';
import { expandWords } from './expansion/expand.ts';
import type { Frame, SavedVariable } from './frames.ts';
import { complain, write } from './messages.ts';
import type { PlainRedirection } from './redirections.ts';
import { expandRedirections, redirect } from './redirections.ts';
import { abandon, checkErrorExit } from './returning.ts';
import { runProgram } from './run-program.ts';
import type { ShellTurn } from './state.ts';
import { change, hasOption, popFrame, pushFrame, replaceFrame } from './state.ts';
import { parseScript } from './syntax/parser.ts';
import type { FunctionDefinition, Simple } from './syntax/tree.ts';
import { quoteWord, withPipeStatus } from './variables.ts';

/** Frames that check for themselves how they end. */
const ENDS_LATER: ReadonlySet<string | undefined> = new Set(['job', 'fork', 'restore']);

interface Plain {
  readonly words: readonly string[];
  readonly assignments: readonly PlainAssignment[];
  readonly redirections: readonly PlainRedirection[];
  readonly substitutions: number;
}

export function runSimple(turn: ShellTurn, frame: Frame & { readonly type: 'simple' }): void {
  const { node } = frame;
  change(turn, { line: node.line });
  if (unalias(turn, frame)) return;
  const done = attempt(turn, frame, (x): Plain => {
    const words = expandWords(x, node.words);
    const redirections = expandRedirections(x, node.redirections);
    const assignments = expandAssignments(x, node.assignments);
    return { words, assignments, redirections, substitutions: x.used };
  });
  if (done === undefined) return checkErrorExit(turn);
  popFrame(turn);
  const { words, assignments } = done.value;
  if (hasOption(turn.state, 'xtrace')) trace(turn, words, assignments);
  if (words.length === 0) assignOnly(turn, done.value);
  else runCommand(turn, done.value);
  const top = turn.state.frames[turn.state.frames.length - 1];
  // A builtin has ended by now; anything else checks when its own frame ends.
  if (!ENDS_LATER.has(top?.type)) checkErrorExit(turn);
}

function trace(
  turn: ShellTurn,
  words: readonly string[],
  assignments: readonly PlainAssignment[],
): void {
  const parts = [
    ...assignments.map(({ name, value }) => `${name}=${quoteWord(value)}`),
    ...words.map(quoteWord),
  ];
  write(turn, 2, `+ ${parts.join(' ')}\n`);
}

/** Replaces an alias by its text. */
function unalias(turn: ShellTurn, frame: Frame & { readonly type: 'simple' }): boolean {
  const { node } = frame;
  const first = node.words[0]?.text;
  const alias = first === undefined ? undefined : mapGet(turn.state.aliases, first);
  if (alias === undefined || !turn.state.isInteractive) return false;
  const parsed = parseScript(alias);
  const statement = parsed.kind === 'complete' ? parsed.script.statements[0] : undefined;
  const command = statement?.command;
  if (command?.type !== 'Simple') return false;
  // `alias ls='ls -l'`: the word itself is not replaced again.
  const words = command.words.map((word, i) =>
    i === 0 && word.text === first ? { ...word, text: `\\${word.text}` } : word,
  );
  const merged: Simple = {
    ...node,
    assignments: [...node.assignments, ...command.assignments],
    words: [...words, ...node.words.slice(1)],
    redirections: [...command.redirections, ...node.redirections],
  };
  replaceFrame(turn, { ...frame, node: merged });
  return true;
}

function assignOnly(turn: ShellTurn, plain: Plain): void {
  const status = plain.substitutions > 0 ? turn.state.status : 0;
  const before = turn.state.descriptors;
  const complaint = redirect(turn, plain.redirections) ?? assignAll(turn, plain.assignments);
  const own = complaint === undefined ? status : 1;
  const variables = withPipeStatus(turn.state.variables, [own]);
  change(turn, { descriptors: before, status: own, variables });
  if (complaint !== undefined) complain(turn, complaint);
}

function runCommand(turn: ShellTurn, plain: Plain): void {
  const { words, redirections } = plain;
  const word = words[0]!;
  const before = turn.state.descriptors;
  const complaint = redirect(turn, redirections);
  if (complaint !== undefined) {
    change(turn, { descriptors: before, status: 1 });
    return complain(turn, complaint);
  }
  const isRedirected = redirections.length > 0;
  const definition = mapGet(turn.state.functions, word);
  if (definition !== undefined) {
    if (isRedirected) pushFrame(turn, { type: 'restore', descriptors: before });
    return callFunction(turn, definition, words, plain.assignments);
  }
  const builtin = builtins.get(word);
  if (builtin !== undefined) {
    const isKept = word === 'exec' && words.length === 1;
    if (isRedirected && !isKept) pushFrame(turn, { type: 'restore', descriptors: before });
    const saved = savedFor(turn, plain.assignments);
    if (saved.length > 0) {
      pushFrame(turn, { type: 'restoreVariables', saved });
      assignAll(turn, plain.assignments);
    }
    const status = builtin(turn, words, builtins);
    if (status !== undefined) {
      change(turn, { status, variables: withPipeStatus(turn.state.variables, [status]) });
    }
    return;
  }
  runProgram(turn, words, plain.assignments);
  // The child has its own descriptors by now.
  change(turn, { descriptors: before });
}

function savedFor(
  turn: ShellTurn,
  assignments: readonly PlainAssignment[],
): readonly SavedVariable[] {
  return assignments.map(({ name }) => [name, mapGet(turn.state.variables, name) ?? null]);
}

/** How many functions are being carried out. */
function depthOf({ state }: ShellTurn): number {
  return state.frames.filter((frame) => frame.type === 'call' && frame.name !== 'source').length;
}

function callFunction(
  turn: ShellTurn,
  definition: FunctionDefinition,
  words: readonly string[],
  assignments: readonly PlainAssignment[],
): void {
  const most = Number(mapGet(turn.state.variables, 'FUNCNEST')?.value ?? 0);
  if (most > 0 && depthOf(turn) >= most) {
    complain(turn, `${words[0]!}: maximum function nesting level exceeded (${most})`);
    return abandon(turn, 1);
  }
  const saved = savedFor(turn, assignments);
  if (saved.length > 0) {
    pushFrame(turn, { type: 'restoreVariables', saved });
    assignAll(turn, assignments);
  }
  pushFrame(turn, {
    type: 'call',
    name: words[0]!,
    arguments: turn.state.arguments,
    locals: [],
  });
  change(turn, { arguments: words.slice(1) });
  pushNode(turn, definition.body);
}
