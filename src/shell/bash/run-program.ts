/**
 * Starts a program in the foreground, with the shell's environment and descriptors.
 *
 * Mirrors: `execute_disk_command` of bash 5.2.
 * Read next: launch.ts, jobs.ts.
 */
import { mapGet, mapHas, mapSet } from '../../engine/index.ts';
import type { PlainAssignment } from './assignments.ts';
import { readsInput } from './input-readers.ts';
import { startJob } from './jobs.ts';
import { findProgram, inputStream, outputStream, placesOf } from './launch.ts';
import { complain } from './messages.ts';
import type { ShellTurn } from './state.ts';
import { change } from './state.ts';
import { environmentOf } from './variables.ts';

export function runProgram(
  turn: ShellTurn,
  words: readonly string[],
  assignments: readonly PlainAssignment[] = [],
): void {
  const { state, env } = turn;
  const word = words[0]!;
  const found = findProgram(placesOf(state), env.host.disk, word);
  if (found.kind === 'missing') {
    complain(turn, found.message);
    return change(turn, { status: found.status });
  }
  let { variables } = state;
  for (const { name, value } of assignments) {
    const old = mapHas(variables, name) ? mapGet(variables, name)! : undefined;
    const base = { elements: null, isReadonly: false, isInteger: false, isAssociative: false };
    variables = mapSet(variables, name, { ...base, ...old, value, isExported: true });
  }
  const isScript = found.kind === 'script';
  const reads = !isScript && readsInput(found.program, words);
  startJob(turn, {
    spawns: [
      {
        program: isScript ? 'bash' : found.program,
        argv: isScript ? ['bash', word, ...words.slice(1)] : words,
        environment: environmentOf(variables),
        cwd: state.cwd,
        stdin: inputStream(turn, turn.state.descriptors[0], isScript || reads),
        stdout: outputStream(turn.state.descriptors[1]),
        stderr: outputStream(turn.state.descriptors[2]),
        isDaemon: false,
      },
    ],
    text: words.join(' '),
    isForeground: true,
    readsTerminal: turn.state.descriptors[0]?.kind === 'own',
  });
}
