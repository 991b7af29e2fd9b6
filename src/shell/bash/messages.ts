/**
 * What a shell prints, wherever its descriptors lead, and how its complaints begin.
 *
 * Mirrors: `builtin_error`, `report_error` of bash 5.2.
 * Departs: nothing.
 */
import { isFolder } from '../../engine/index.ts';
import { resolvePath } from '../program/paths.ts';
import type { ShellTurn } from './state.ts';

/** Writes to a descriptor. */
export function write(turn: ShellTurn, descriptor: number, text: string): void {
  if (text === '') return;
  const target = turn.state.descriptors[descriptor];
  if (target === undefined) return;
  if (target.kind === 'own' && target.fd !== 0) {
    turn.effects.push({ type: 'output', fd: target.fd, text });
  } else if (target.kind === 'file') {
    const folder = resolvePath(target.path, '..');
    if (!isFolder(turn.env.host.disk, folder)) return;
    turn.effects.push({ type: 'append', path: target.path, chunk: text });
  }
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
