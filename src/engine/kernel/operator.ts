/**
 * Carries out operator actions. An action only changes tables and queues events; processes take
 * their steps afterwards, so that the action is one event of the history.
 *
 * Mirrors: kill(1), a power switch, a cable, a keyboard.
 * Departs: nothing.
 * Read next: process-table.ts, network.ts, stream-output.ts.
 */
import { losePower, makeFolder, parentOf, removePath, writeWhole } from './disk-operations.ts';
import { heapify } from './event-queue.ts';
import { changeHost, setDisk } from './host-table.ts';
import type { Kernel } from './kernel.ts';
import { handleOf, muteEnd, releaseHeld, SIDES } from './network.ts';
import type { OperatorAction } from './operator-action.ts';
import { endProcess, sendSignal, startProcess } from './process-table.ts';
import { changeTerminal, openTerminal, print } from './stream-output.ts';
import type { Process, World } from './world-state.ts';

type Action<T extends OperatorAction['type']> = OperatorAction & { readonly type: T };

export function applyAction(kernel: Kernel, action: OperatorAction): void {
  const { world } = kernel;
  switch (action.type) {
    case 'operator.start':
      if (world.hosts.get(action.host)?.isPowered === true) {
        startProcess(kernel, action.host, action.start);
      }
      return;
    case 'operator.restart':
      return restart(kernel, action.key);
    case 'operator.signal': {
      const process = processByKey(world, action.key);
      if (process !== undefined) sendSignal(kernel, process, action.signal);
      return;
    }
    case 'operator.powerOff':
      return powerOff(kernel, action.host);
    case 'operator.powerOn':
      return powerOn(kernel, action.host);
    case 'operator.addRule':
      world.rules = [...world.rules.filter(({ id }) => id !== action.rule.id), action.rule];
      return releaseHeld(kernel);
    case 'operator.removeRule':
      world.rules = world.rules.filter(({ id }) => id !== action.id);
      return releaseHeld(kernel);
    case 'operator.resetConnection':
      return resetConnection(kernel, action.connection);
    case 'operator.loseMessage':
      return loseMessage(world, action);
    case 'operator.writeFile':
    case 'operator.removePath':
    case 'operator.makeFolder':
      return changeFiles(world, action);
    default:
      return useTerminal(kernel, action);
  }
}

/** The living process that bears a key (or, failing that, the ended one); a pid works as a key. */
export function processByKey(world: World, key: string): Process | undefined {
  const byPid = world.processes.get(Number(key));
  if (byPid !== undefined) return byPid;
  let found: Process | undefined;
  for (const process of world.processes.values()) {
    if (process.key === key && (found === undefined || found.status === 'exited')) found = process;
  }
  return found;
}

function restart(kernel: Kernel, key: string): void {
  const process = processByKey(kernel.world, key);
  if (process === undefined || !process.isDaemon) return;
  const { host, argv, cwd, environment } = process.info;
  if (kernel.world.hosts.get(host)?.isPowered !== true) return;
  if (process.status !== 'exited') endProcess(kernel, process, 143);
  startProcess(kernel, host, { program: process.program, argv, cwd, environment }, process.streams);
}

function powerOff(kernel: Kernel, name: string): void {
  const { world } = kernel;
  const host = world.hosts.get(name);
  if (host?.isPowered !== true) return;
  let disk;
  [disk, world.diskRandom] = losePower(host.disk, world.diskRandom);
  changeHost(world, name, { isPowered: false, disk, listeners: {}, syncBusyUntilMs: 0 });
  // A sync under way never ends: what it would have saved is decided already.
  world.queue = heapify(
    world.queue.filter((entry) => entry.kind !== 'synced' || entry.host !== name),
  );
  // Nothing is sent: the other ends learn it only from their own timeouts, or by RST later.
  for (const connection of world.connections.values()) {
    for (const side of SIDES) {
      const { pid, address } = connection.ends[side];
      if (pid !== 0 && address.host === name) muteEnd(kernel, connection, side);
    }
  }
  for (const process of world.processes.values()) {
    if (process.info.host === name) endProcess(kernel, process, 137);
  }
}

function powerOn(kernel: Kernel, name: string): void {
  const { world } = kernel;
  const host = world.hosts.get(name);
  if (host === undefined || host.isPowered) return;
  changeHost(world, name, { isPowered: true });
  releaseHeld(kernel);
  for (const start of host.boot) startProcess(kernel, name, start);
}

function resetConnection(kernel: Kernel, id: number): void {
  const { world } = kernel;
  const connection = world.connections.get(id);
  if (connection === undefined) return;
  connection.state = 'closed';
  world.connections.delete(id);
  for (const side of [0, 1] as const) {
    const { pid } = connection.ends[side];
    if (pid === 0 || connection.isClosedBy[side]) continue;
    const handle = handleOf(connection, side);
    kernel.enqueueEvent(pid, { type: 'connection.closed', connection: handle, reason: 'reset' });
  }
}

function loseMessage(world: World, action: Action<'operator.loseMessage'>): void {
  const lost = world.queue.find(({ sequence }) => sequence === action.sequence);
  if (lost?.kind !== 'deliver') return;
  const { connection, direction } = lost;
  // TCP delivers in order: what was sent behind it waits for the retransmission too.
  let latestMs = 0;
  const queue = world.queue.map((entry) => {
    const isBehind =
      entry.kind === 'deliver' &&
      entry.connection === connection &&
      entry.direction === direction &&
      entry.sequence >= lost.sequence;
    if (!isBehind) return entry;
    const atMs = Math.max(entry.atMs, lost.atMs + action.delayMs);
    latestMs = Math.max(latestMs, atMs);
    return { ...entry, atMs };
  });
  world.queue = heapify(queue);
  const state = world.connections.get(connection);
  if (state !== undefined) state.lastArrivalMs[direction] = latestMs;
}

function changeFiles(
  world: World,
  action: Action<'operator.writeFile' | 'operator.removePath' | 'operator.makeFolder'>,
): void {
  const host = world.hosts.get(action.host);
  if (host === undefined) return;
  const { nowMs } = world;
  if (action.type === 'operator.removePath') {
    return setDisk(world, host.name, removePath(host.disk, action.path));
  }
  if (action.type === 'operator.makeFolder') {
    return setDisk(world, host.name, makeFolder(host.disk, action.path, nowMs));
  }
  const disk = makeFolder(host.disk, parentOf(action.path), nowMs);
  const after = writeWhole(disk, action.path, action.chunks, nowMs);
  if (typeof after !== 'string') setDisk(world, host.name, after);
}

type TerminalAction = Action<
  | 'operator.openTerminal'
  | 'operator.closeTerminal'
  | 'operator.type'
  | 'operator.interrupt'
  | 'operator.endInput'
  | 'operator.complete'
  | 'operator.clearScreen'
>;

function useTerminal(kernel: Kernel, action: TerminalAction): void {
  const { world } = kernel;
  if (action.type === 'operator.openTerminal') {
    if (world.hosts.get(action.host)?.isPowered === true)
      openTerminal(kernel, action.host, action.program);
    return;
  }
  const terminal = world.terminals.get(action.terminal);
  if (terminal === undefined) return;
  const pid = terminal.foregroundPid;
  switch (action.type) {
    case 'operator.type':
      print(kernel, terminal.id, `${action.text}\n`, true);
      for (const line of action.text.split('\n')) {
        kernel.enqueueEvent(pid, { type: 'stdin', text: `${line}\n` });
      }
      return;
    case 'operator.interrupt': {
      print(kernel, terminal.id, `${action.partial ?? ''}^C`, true);
      const process = world.processes.get(pid);
      if (process !== undefined) sendSignal(kernel, process, 'INT');
      return;
    }
    case 'operator.endInput':
      kernel.enqueueEvent(pid, { type: 'stdin.end' });
      return;
    case 'operator.complete': {
      const { line, cursor } = action;
      kernel.enqueueEvent(pid, { type: 'tty.complete', line, cursor });
      return;
    }
    case 'operator.clearScreen':
      return changeTerminal(world, terminal.id, { clearedBefore: terminal.output.length });
    case 'operator.closeTerminal':
      for (const process of [...world.processes.values()]) {
        if (process.tty === terminal.id) endProcess(kernel, process, 129);
      }
      world.terminals.delete(terminal.id);
  }
}
