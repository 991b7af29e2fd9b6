/**
 * Expands the words of the top frame, starting command substitutions as they are met.
 *
 * Mirrors: nothing upstream: bash simply waits inside the expansion.
 * Departs: nothing a learner could notice.
 */
import { RegExpError } from '../matching/tree.ts';
import type { Frame } from './frames.ts';
import type { Expansion } from './expansion/expansion.ts';
import { ExpansionError, NeedsResult, beginExpansion } from './expansion/expansion.ts';
import { startJob } from './jobs.ts';
import { forkRequest, outputStream } from './launch.ts';
import { complain } from './messages.ts';
import { exitShell, leaveLoops } from './returning.ts';
import type { ShellTurn } from './state.ts';
import { change, popFrame } from './state.ts';
import type { Node, Script, Word } from './syntax/tree.ts';

type ExpandingFrame = Extract<Frame, { readonly results: readonly string[] }>;

/** Wraps a value, so that an empty one differs from none. */
export interface Attempt<T> {
  readonly value: T;
}

/**
 * Does the work with an expansion of the top frame. Undefined when it could not be finished: then a
 * substitution runs on top, or the command has failed and its frame is gone.
 */
export function attempt<T>(
  turn: ShellTurn,
  frame: ExpandingFrame,
  work: (x: Expansion) => T,
): Attempt<T> | undefined {
  const x = beginExpansion(turn.state, turn.env.host.disk, frame.results);
  try {
    const value = work(x);
    change(turn, { variables: x.variables, random: x.random });
    for (const warning of x.warnings) complain(turn, warning);
    return { value };
  } catch (reason) {
    if (reason instanceof NeedsResult) {
      startSubstitution(turn, reason);
      return undefined;
    }
    if (!(reason instanceof ExpansionError || reason instanceof RegExpError)) throw reason;
    complain(turn, reason.message);
    popFrame(turn, 1);
    if (/unbound variable$/.test(reason.message) && !turn.state.isInteractive) {
      exitShell(turn, 127);
    } else if (frame.type === 'for') leaveLoops(turn, 1, false);
    return undefined;
  } finally {
    turn.work += x.work;
  }
}

/** `$(< file)` gives the file, as `$(cat < file)` does. */
function readFile(script: Script): Script {
  const [statement, ...others] = script.statements;
  const command = statement === undefined ? undefined : onlyCommand(statement.command);
  if (others.length > 0 || command?.type !== 'Simple') return script;
  const { words, assignments, redirections } = command;
  const [only, more] = redirections;
  if (only?.type !== 'File' || only.operator !== '<' || more !== undefined) return script;
  if (words.length > 0 || assignments.length > 0) return script;
  const cat: Word = { text: 'cat', parts: [{ type: 'Text', text: 'cat', isQuoted: true }] };
  return { statements: [{ ...statement!, command: { ...command, words: [cat] } }] };
}

/** The command of a pipeline that is none. */
function onlyCommand(node: Node): Node {
  if (node.type !== 'Pipeline') return node;
  const isPlain = node.stages.length === 1 && !node.isNegated && !node.isTimed;
  return isPlain ? node.stages[0]!.command : node;
}

function startSubstitution(turn: ShellTurn, { script }: NeedsResult): void {
  const { state } = turn;
  const spawn = forkRequest(state, { type: 'Group', body: readFile(script) }, state.ownsTerminal, {
    stdin: state.process.stdin === 'tty' ? { kind: 'inherit' } : { kind: 'null' },
    stdout: { kind: 'parent' },
    stderr: outputStream(state.descriptors[2]),
  });
  startJob(turn, {
    spawns: [spawn],
    text: '',
    isForeground: true,
    readsTerminal: true,
    isSubstitution: true,
  });
}
