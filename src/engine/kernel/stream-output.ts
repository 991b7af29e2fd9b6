/**
 * Where a program's text goes: terminal, pipe, file, parent.
 *
 * Mirrors: write(2) on a tty, a pipe (with SIGPIPE) or a file.
 * Read next: terminals.ts.
 */
import type { DiskFailure } from './disk-operations.ts';
import { appendChunk, hasRoomFor } from './disk-operations.ts';
import { isDiskFull } from './fault-rules.ts';
import { setDisk } from './host-table.ts';
import type { Core } from './core.ts';
import { endProcess } from './process-table.ts';
import { print } from './terminals.ts';
import type { Process, Sink } from './world-state.ts';

/** Carries out an `output` effect; false when the program minds that it failed. */
export function emitText(core: Core, process: Process, fd: 1 | 2, text: string): boolean {
  const sink = fd === 1 ? process.streams.stdout : process.streams.stderr;
  if (sink.kind === 'file' && text !== '') return writeText(core, process, fd, sink.path, text);
  deliverText(core, process, sink, text);
  return true;
}

function writeText(core: Core, process: Process, fd: 1 | 2, path: string, text: string): boolean {
  const { world } = core;
  const host = world.hosts.get(process.info.host)!;
  const isFull =
    !process.isDaemon && (isDiskFull(world.rules, host.name) || !hasRoomFor(host.disk, [text]));
  const after = isFull ? 'ENOSPC' : appendChunk(host.disk, path, text, world.nowMs);
  if (typeof after !== 'string') setDisk(world, host.name, after);
  // A complaint that cannot be written is lost. A file whose folder was removed lives on without a name.
  const minds = fd === 1 && core.behaviorOf(process).minds !== undefined;
  if (after !== 'ENOSPC' || !minds) return true;
  tellFailure(core, process, path, after);
  return false;
}

/** Tells a process of a write that failed; one that minds hears of it before anything else. */
export function tellFailure(core: Core, process: Process, path: string, reason: DiskFailure): void {
  const { world, cause } = core;
  const { pid } = process.info;
  const event = { type: 'disk.failed', path, reason } as const;
  if (core.behaviorOf(process).minds === undefined) return core.enqueueEvent(pid, event);
  const sequence = -world.sequence++;
  core.push({ kind: 'event', atMs: world.nowMs, sequence, cause, pid, event });
}

function deliverText(core: Core, process: Process, sink: Sink, text: string): void {
  if (text === '') return;
  const { world } = core;
  switch (sink.kind) {
    case 'tty':
      return print(core, sink.terminal, text, false);
    case 'parent':
      core.enqueueEvent(sink.pid, { type: 'child.output', pid: process.info.pid, text });
      return;
    case 'pipe': {
      const pipe = world.pipes.get(sink.pipe);
      if (pipe === undefined || pipe.reader === 'closed') endProcess(core, process, 141);
      else if (pipe.reader === null)
        world.pipes.set(pipe.name, { ...pipe, buffer: pipe.buffer + text });
      else core.enqueueEvent(pipe.reader, { type: 'stdin', text });
      return;
    }
    default:
  }
}
