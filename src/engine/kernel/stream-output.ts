/**
 * Where a program's text goes: terminal, pipe, file, parent; and terminals themselves.
 *
 * Mirrors: write(2) on a tty, a pipe (with SIGPIPE) or a file; the tty's line discipline (echo).
 * Departs: editing a line is done outside the world, so a terminal gets whole lines.
 * Read next: operator.ts, which types.
 */
import { appendChunk } from './disk-operations.ts';
import { setDisk } from './host-table.ts';
import type { Kernel } from './kernel.ts';
import { emptyList, listPush } from './persistent-list.ts';
import { createProcess, endProcess } from './process-table.ts';
import type { Process, StartRequest, Terminal, World } from './world-state.ts';

const SHELL: StartRequest = { program: 'bash', argv: ['-bash'] };

/** Carries out an `output` effect. */
export function emitText(kernel: Kernel, process: Process, fd: 1 | 2, text: string): void {
  if (text === '') return;
  const { world } = kernel;
  const sink = fd === 1 ? process.streams.stdout : process.streams.stderr;
  switch (sink.kind) {
    case 'tty':
      return print(kernel, sink.terminal, text, false);
    case 'file': {
      const host = world.hosts.get(process.info.host)!;
      const after = appendChunk(host.disk, sink.path, text, world.nowMs);
      if (typeof after !== 'string') setDisk(world, host.name, after);
      return;
    }
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
    case 'null':
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
  changeTerminal(kernel.world, terminalId, { output });
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
