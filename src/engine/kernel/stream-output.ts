/**
 * Where a program's text goes: terminal, pipe, file, parent; and terminals themselves.
 *
 * Mirrors: write(2) on a tty, a pipe (with SIGPIPE) or a file; the tty's line discipline (echo).
 * Departs: editing a line is done outside the world, so a terminal gets whole lines.
 * Read next: operator.ts, which types.
 */
import type { DiskFailure } from './disk-operations.ts';
import { appendChunk, hasRoomFor } from './disk-operations.ts';
import { isDiskFull } from './fault-rules.ts';
import { setDisk } from './host-table.ts';
import type { Kernel } from './kernel.ts';
import { emptyList, listBlank, listGet, listItems, listPush } from './persistent-list.ts';
import { createProcess, endProcess } from './process-table.ts';
import type { Process, Sink, StartRequest, Terminal, TerminalText, World } from './world-state.ts';

const SHELL: StartRequest = { program: 'bash', argv: ['-bash'] };

/** Carries out an `output` effect; false when the program minds that it failed. */
export function emitText(kernel: Kernel, process: Process, fd: 1 | 2, text: string): boolean {
  const sink = fd === 1 ? process.streams.stdout : process.streams.stderr;
  if (sink.kind === 'file' && text !== '') return writeText(kernel, process, fd, sink.path, text);
  deliverText(kernel, process, sink, text);
  return true;
}

function writeText(
  kernel: Kernel,
  process: Process,
  fd: 1 | 2,
  path: string,
  text: string,
): boolean {
  const { world } = kernel;
  const host = world.hosts.get(process.info.host)!;
  const isFull =
    !process.isDaemon && (isDiskFull(world.rules, host.name) || !hasRoomFor(host.disk, [text]));
  const after = isFull ? 'ENOSPC' : appendChunk(host.disk, path, text, world.nowMs);
  if (typeof after !== 'string') setDisk(world, host.name, after);
  // A complaint that cannot be written is lost. A file whose folder was removed lives on without a name.
  const minds = fd === 1 && kernel.behaviorOf(process).minds !== undefined;
  if (after !== 'ENOSPC' || !minds) return true;
  tellFailure(kernel, process, path, after);
  return false;
}

/** Tells a process of a write that failed; one that minds hears of it before anything else. */
export function tellFailure(
  kernel: Kernel,
  process: Process,
  path: string,
  reason: DiskFailure,
): void {
  const { world, cause } = kernel;
  const { pid } = process.info;
  const event = { type: 'disk.failed', path, reason } as const;
  if (kernel.behaviorOf(process).minds === undefined) return kernel.enqueueEvent(pid, event);
  const sequence = -world.sequence++;
  kernel.push({ kind: 'event', atMs: world.nowMs, sequence, cause, pid, event });
}

function deliverText(kernel: Kernel, process: Process, sink: Sink, text: string): void {
  if (text === '') return;
  const { world } = kernel;
  switch (sink.kind) {
    case 'tty':
      return print(kernel, sink.terminal, text, false);
    case 'parent':
      kernel.enqueueEvent(sink.pid, { type: 'child.output', pid: process.info.pid, text });
      return;
    case 'pipe': {
      const pipe = world.pipes.get(sink.pipe);
      if (pipe === undefined || pipe.reader === 'closed') endProcess(kernel, process, 141);
      else if (pipe.reader === null)
        world.pipes.set(pipe.name, { ...pipe, buffer: pipe.buffer + text });
      else kernel.enqueueEvent(pipe.reader, { type: 'stdin', text });
      return;
    }
    default:
  }
}

/** Opens a terminal on a host with a login shell (or another program) in it. */
export function openTerminal(kernel: Kernel, host: string, program: StartRequest = SHELL): void {
  const { world } = kernel;
  if (kernel.options.programs[program.program] === undefined) return;
  const id = world.nextTerminal++;
  const process = createProcess(kernel, {
    host,
    program: program.program,
    argv: program.argv,
    environment: program.environment ?? { HOME: '/root', USER: 'root', SHELL: '/bin/bash' },
    cwd: program.cwd ?? '/root',
    parentPid: 0,
    tty: id,
    isDaemon: false,
    streams: () => ({
      stdin: { kind: 'tty' },
      stdout: { kind: 'tty', terminal: id },
      stderr: { kind: 'tty', terminal: id },
    }),
  });
  const { pid } = process.info;
  world.terminals.set(id, {
    id,
    host,
    shellPid: pid,
    foregroundPid: pid,
    output: emptyList(),
    clearedBefore: 0,
    completion: null,
  });
}

/** Appends text to a terminal. */
export function print(kernel: Kernel, terminalId: number, text: string, isEcho: boolean): void {
  const terminal = kernel.world.terminals.get(terminalId);
  if (terminal === undefined) return;
  const output = listPush(terminal.output, { text, event: kernel.cause, isEcho });
  changeTerminal(kernel.world, terminalId, { output, ...forgetOld(terminal, output, text) });
}

/** What a terminal keeps of its past: more than any screen scrolls back. */
const HELD_LENGTH_MAX = 400_000;
const FORGOTTEN: TerminalText = { text: '', event: -1, isEcho: false };

/** Pieces long scrolled away are forgotten: a loop that prints for ever must not fill the page. */
function forgetOld(
  terminal: Terminal,
  output: Terminal['output'],
  text: string,
): Partial<Terminal> {
  // Few pieces are not counted at all, so that a short session's state stays what it was.
  const isFirstCount = terminal.heldLength === undefined;
  if (isFirstCount && output.length < 2000 && text.length < 1000) return {};
  let heldLength = text.length + (terminal.heldLength ?? lengthOf(terminal.output));
  let forgottenBefore = terminal.forgottenBefore ?? 0;
  if (heldLength < HELD_LENGTH_MAX * 2) return { heldLength };
  // What was printed last stays, however long it is.
  while (heldLength > HELD_LENGTH_MAX && forgottenBefore < output.length - 1) {
    heldLength -= listGet(output, forgottenBefore++)!.text.length;
  }
  return { output: listBlank(output, forgottenBefore, FORGOTTEN), heldLength, forgottenBefore };
}

function lengthOf(output: Terminal['output']): number {
  let length = 0;
  for (const { text } of listItems(output)) length += text.length;
  return length;
}

export function changeTerminal(world: World, id: number, change: Partial<Terminal>): void {
  const terminal = world.terminals.get(id);
  if (terminal !== undefined) world.terminals.set(id, { ...terminal, ...change });
}

/** When the foreground process ends, its nearest living ancestor gets the terminal back. */
export function endTerminalProcess(kernel: Kernel, process: Process): void {
  const { world } = kernel;
  if (process.tty === null) return;
  const terminal = world.terminals.get(process.tty);
  if (terminal?.foregroundPid !== process.info.pid) return;
  let heir = world.processes.get(process.info.parentPid);
  while (heir !== undefined && (heir.status === 'exited' || heir.tty !== process.tty)) {
    heir = world.processes.get(heir.info.parentPid);
  }
  changeTerminal(world, terminal.id, { foregroundPid: heir?.info.pid ?? 0 });
}
