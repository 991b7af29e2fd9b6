/**
 * Pipelines: one command runs in the shell itself; several run as children joined by pipes.
 *
 * Mirrors: `execute_pipeline` of bash 5.2.
 * Read next: launch.ts, jobs.ts.
 */
import type { SpawnRequest, Stream } from '../../engine/index.ts';
import { mapHas } from '../../engine/index.ts';
import { RegExpError } from '../matching/tree.ts';
import { pushNode } from './entering.ts';
import { expandWords } from './expansion/expand.ts';
import { ExpansionError, NeedsResult, beginExpansion } from './expansion/expansion.ts';
import { builtins } from './builtins/table.ts';
import type { Frame } from './frames.ts';
import { startJob } from './jobs.ts';
import { findProgram, forkRequest, inputStream, outputStream, placesOf } from './launch.ts';
import type { ShellTurn } from './state.ts';
import { change, popFrame, pushFrame } from './state.ts';
import type { Node, Pipeline, PipelinePart } from './syntax/tree.ts';
import { environmentOf } from './variables.ts';

export function runPipeline(
  turn: ShellTurn,
  { node }: Frame & { readonly type: 'pipeline' },
): void {
  popFrame(turn);
  if (node.isTimed) pushFrame(turn, { type: 'time', startedAtMs: turn.env.nowMs });
  if (node.isNegated) pushFrame(turn, { type: 'negate' });
  const only = node.stages[0];
  if (only === undefined) return change(turn, { status: 0 });
  if (node.stages.length === 1 && only.command.type !== 'Subshell') {
    return pushNode(turn, only.command);
  }
  launch(turn, node, node.text, true);
}

/** `command &` */
export function launchBackground(turn: ShellTurn, node: Pipeline, text: string): void {
  launch(turn, node, text, false);
}

function launch(turn: ShellTurn, node: Pipeline, text: string, isForeground: boolean): void {
  const name = `p${turn.state.nextKey}.`;
  const { descriptors } = turn.state;
  const spawns = node.stages.map((stage, i) => {
    const isFirst = i === 0;
    const isLast = i === node.stages.length - 1;
    const own = isForeground ? inputStream(turn, descriptors[0], true) : { kind: 'null' as const };
    const stdin: Stream = isFirst ? own : { kind: 'pipe', pipe: `${name}${i - 1}` };
    const stdout: Stream = isLast
      ? outputStream(descriptors[1])
      : { kind: 'pipe', pipe: `${name}${i}` };
    const stderr = stage.joinsErrors ? stdout : outputStream(descriptors[2]);
    const ownsTerminal = isForeground && isFirst && turn.state.ownsTerminal;
    const streams = { stdin, stdout, stderr };
    return (
      direct(turn, stage, streams) ?? forkRequest(turn.state, bodyOf(stage), ownsTerminal, streams)
    );
  });
  startJob(turn, { spawns, text, isForeground, readsTerminal: true });
}

/** A subshell stage needs no second subshell. */
function bodyOf({ command }: PipelinePart): Node {
  return command.type === 'Subshell' ? { type: 'Group', body: command.body } : command;
}

/** A plain program needs no subshell around it. */
function direct(
  turn: ShellTurn,
  { command }: PipelinePart,
  streams: Pick<SpawnRequest, 'stdin' | 'stdout' | 'stderr'>,
): Omit<SpawnRequest, 'token'> | undefined {
  const { state } = turn;
  if (command.type !== 'Simple' || command.redirections.length > 0) return undefined;
  if (command.assignments.length > 0) return undefined;
  let words: readonly string[];
  try {
    words = expandWords(beginExpansion(state, turn.env.host.disk, []), command.words);
  } catch (reason) {
    const isForLater = reason instanceof NeedsResult || reason instanceof RegExpError;
    if (isForLater || reason instanceof ExpansionError) return undefined;
    throw reason;
  }
  const word = words[0];
  if (word === undefined || builtins.has(word) || mapHas(state.functions, word)) return undefined;
  if (mapHas(state.aliases, word)) return undefined;
  const found = findProgram(placesOf(state), turn.env.host.disk, word);
  if (found.kind !== 'program') return undefined;
  return {
    program: found.program,
    argv: words,
    environment: environmentOf(state.variables),
    cwd: state.cwd,
    isDaemon: false,
    ...streams,
  };
}
