/**
 * What a person does at a terminal.
 *
 * Mirrors: a keyboard.
 */
import type { Core } from './core.ts';
import type { OperatorAction } from './operator-action.ts';
import { emptyList } from './persistent-list.ts';
import { createProcess, endProcess, sendSignal } from './process-table.ts';
import { changeTerminal, print } from './terminals.ts';
import type { StartRequest } from './world-state.ts';

const SHELL: StartRequest = { program: 'bash', argv: ['-bash'] };

type Action<T extends OperatorAction['type']> = OperatorAction & { readonly type: T };

export type TerminalAction = Action<
  | 'operator.openTerminal'
  | 'operator.closeTerminal'
  | 'operator.type'
  | 'operator.interrupt'
  | 'operator.endInput'
  | 'operator.complete'
  | 'operator.clearScreen'
>;

export function useTerminal(core: Core, action: TerminalAction): void {
  const { world } = core;
  if (action.type === 'operator.openTerminal') {
    if (world.hosts.get(action.host)?.isPowered === true)
      openTerminal(core, action.host, action.program);
    return;
  }
  const terminal = world.terminals.get(action.terminal);
  if (terminal === undefined) return;
  const pid = terminal.foregroundPid;
  switch (action.type) {
    case 'operator.type':
      print(core, terminal.id, `${action.text}\n`, true);
      for (const line of action.text.split('\n')) {
        core.enqueueEvent(pid, { type: 'stdin', text: `${line}\n` });
      }
      return;
    case 'operator.interrupt': {
      print(core, terminal.id, `${action.partial ?? ''}^C`, true);
      const process = world.processes.get(pid);
      if (process !== undefined) sendSignal(core, process, 'INT');
      return;
    }
    case 'operator.endInput':
      core.enqueueEvent(pid, { type: 'stdin.end' });
      return;
    case 'operator.complete': {
      const { line, cursor } = action;
      core.enqueueEvent(pid, { type: 'tty.complete', line, cursor });
      return;
    }
    case 'operator.clearScreen':
      return changeTerminal(world, terminal.id, { clearedBefore: terminal.output.length });
    case 'operator.closeTerminal':
      for (const process of [...world.processes.values()]) {
        if (process.tty === terminal.id) endProcess(core, process, 129);
      }
      world.terminals.delete(terminal.id);
  }
}

/** Opens a terminal on a host with a login shell (or another program) in it. */
function openTerminal(core: Core, host: string, program: StartRequest = SHELL): void {
  const { world } = core;
  if (core.options.programs[program.program] === undefined) return;
  const id = world.nextTerminal++;
  const process = createProcess(core, {
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
