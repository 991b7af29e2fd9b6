/**
 * What a shell prints, wherever its descriptors lead, and how its complaints begin.
 *
 * Mirrors: `builtin_error`, `report_error` of bash 5.2.
 */
import { isFolder } from '../../engine/index.ts';
import { resolvePath } from '../program/paths.ts';
import { appendText } from './disk-writes.ts';
import type { ShellTurn } from './state.ts';

/** Writes to a descriptor; in strerror's words, why it could not. */
export function write(turn: ShellTurn, descriptor: number, text: string): string | undefined {
  if (text === '') return undefined;
  const target = turn.state.descriptors[descriptor];
  if (target === undefined) return 'Bad file descriptor';
  if (target.kind === 'own' && target.fd !== 0) {
    turn.effects.push({ type: 'output', fd: target.fd, text });
  } else if (target.kind === 'file') {
    const folder = resolvePath(target.path, '..');
    // Its folder was removed since: the file lives on without a name, and nobody will read it.
    if (!isFolder(turn.env.host.disk, folder)) return undefined;
    const failure = appendText(turn, target.path, text);
    if (failure === 'ENOSPC') return 'No space left on device';
  }
  return undefined;
}

/** Writes what a builtin prints; its status. */
export function print(turn: ShellTurn, name: string, text: string): number {
  const reason = write(turn, 1, text);
  if (reason === undefined) return 0;
  complain(turn, `${name}: write error: ${reason}`);
  return 1;
}

/** Complains on standard error, as `bash: …` or `script: line N: …`. */
export function complain(turn: ShellTurn, message: string): void {
  write(turn, 2, `${errorPrefix(turn)}${message}\n`);
}

function errorPrefix(turn: ShellTurn): string {
  const { state } = turn;
  const reader = state.frames.findLast((frame) => frame.type === 'reader');
  if (reader?.type === 'reader' && (reader.source !== null || !state.isInteractive)) {
    return `${reader.source ?? state.name}: line ${state.line}: `;
  }
  const isPlain = state.isInteractive || (state.isSubshell && state.name === 'bash');
  return isPlain ? `${state.name}: ` : `${state.name}: line ${state.line}: `;
}
