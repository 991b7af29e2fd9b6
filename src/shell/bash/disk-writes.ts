/**
 * What the shell itself writes into files. Each write is an effect and, at once, a change of the disk
 * that the rest of this step looks at: what one command wrote is there for the next on its line.
 *
 * Mirrors: open(2) and write(2), whose results a process sees as soon as they return.
 */
import type { DiskFailure, Env } from '../../engine/index.ts';
import { appendChunk, hasRoomFor, writeWhole } from '../../engine/index.ts';
import type { ShellTurn } from './state.ts';

/** Adds text to a file, as far as there is room; tells why not all of it. */
export function appendText(turn: ShellTurn, path: string, text: string): DiskFailure | undefined {
  const { host, nowMs } = turn.env;
  if (host.isDiskFull || !hasRoomFor(host.disk, [text])) return 'ENOSPC';
  const after = appendChunk(host.disk, path, text, nowMs);
  if (typeof after === 'string') return after;
  turn.effects.push({ type: 'append', path, chunk: text });
  turn.env = withDisk(turn.env, after);
  return undefined;
}

/** Makes a file, or empties the one that is there. */
export function emptyFile(turn: ShellTurn, path: string): DiskFailure | undefined {
  const after = writeWhole(turn.env.host.disk, path, [], turn.env.nowMs);
  if (typeof after === 'string') return after;
  turn.effects.push({ type: 'writeFile', path, chunks: [] });
  turn.env = withDisk(turn.env, after);
  return undefined;
}

function withDisk(env: Env, disk: Env['host']['disk']): Env {
  const { host, nowMs, wallClockMs } = env;
  // A fault of the operator's may fill a disk that has room: it stays full.
  const isFilled = host.isDiskFull && host.disk.usedBytes < host.disk.capacityBytes;
  const isDiskFull = isFilled || disk.usedBytes >= disk.capacityBytes;
  return { nowMs, wallClockMs, host: { ...host, disk, isDiskFull } };
}
