/**
 * Carries out operator actions. An action only changes tables and queues events; processes take
 * their steps afterwards, so that the action is one event of the history.
 *
 * Mirrors: kill(1), a power switch, a cable, a keyboard.
 * Read next: process-table.ts, network.ts, stream-output.ts.
 */
import { losePower, makeFolder, parentOf, removePath, writeWhole } from './disk-operations.ts';
import { queueOf } from './event-queue.ts';
import { changeHost, setDisk } from './host-table.ts';
import type { Core } from './core.ts';
import { handleOf, muteEnd, releaseHeld, SIDES } from './network.ts';
import type { OperatorAction } from './operator-action.ts';
import { endProcess, sendSignal, startProcess } from './process-table.ts';
import { useTerminal } from './terminal-use.ts';
import type { Process, World } from './world-state.ts';

type Action<T extends OperatorAction['type']> = OperatorAction & { readonly type: T };

export function applyAction(core: Core, action: OperatorAction): void {
  const { world } = core;
  switch (action.type) {
    case 'operator.start':
      if (world.hosts.get(action.host)?.isPowered === true) {
        startProcess(core, action.host, action.start);
      }
      return;
    case 'operator.restart':
      return restart(core, action.key);
    case 'operator.signal': {
      const process = processByKey(world, action.key);
      if (process !== undefined) sendSignal(core, process, action.signal);
      return;
    }
    case 'operator.powerOff':
      return powerOff(core, action.host);
    case 'operator.powerOn':
      return powerOn(core, action.host);
    case 'operator.addRule':
      world.rules = [...world.rules.filter(({ id }) => id !== action.rule.id), action.rule];
      return releaseHeld(core);
    case 'operator.removeRule':
      world.rules = world.rules.filter(({ id }) => id !== action.id);
      return releaseHeld(core);
    case 'operator.resetConnection':
      return resetConnection(core, action.connection);
    case 'operator.loseMessage':
      return loseMessage(world, action);
    case 'operator.writeFile':
    case 'operator.removePath':
    case 'operator.makeFolder':
      return changeFiles(world, action);
    default:
      return useTerminal(core, action);
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

function restart(core: Core, key: string): void {
  const process = processByKey(core.world, key);
  if (process === undefined || !process.isDaemon) return;
  const { host, argv, cwd, environment } = process.info;
  if (core.world.hosts.get(host)?.isPowered !== true) return;
  if (process.status !== 'exited') endProcess(core, process, 143);
  startProcess(core, host, { program: process.program, argv, cwd, environment }, process.streams);
}

function powerOff(core: Core, name: string): void {
  const { world } = core;
  const host = world.hosts.get(name);
  if (host?.isPowered !== true) return;
  let disk;
  [disk, world.diskRandom] = losePower(host.disk, world.nowMs, world.diskRandom);
  changeHost(world, name, { isPowered: false, disk, listeners: {}, syncBusyUntilMs: 0 });
  // A sync under way never ends: what it would have saved is decided already.
  world.queue = queueOf(
    world.queue.entries.filter((entry) => entry.kind !== 'synced' || entry.host !== name),
  );
  // Nothing is sent: the other ends learn it only from their own timeouts, or by RST later.
  for (const connection of world.connections.values()) {
    for (const side of SIDES) {
      const { pid, address } = connection.ends[side];
      if (pid !== 0 && address.host === name) muteEnd(core, connection, side);
    }
  }
  for (const process of world.processes.values()) {
    if (process.info.host === name) endProcess(core, process, 137);
  }
}

function powerOn(core: Core, name: string): void {
  const { world } = core;
  const host = world.hosts.get(name);
  if (host === undefined || host.isPowered) return;
  changeHost(world, name, { isPowered: true });
  releaseHeld(core);
  for (const start of host.boot) startProcess(core, name, start);
}

function resetConnection(core: Core, id: number): void {
  const { world } = core;
  const connection = world.connections.get(id);
  if (connection === undefined) return;
  connection.state = 'closed';
  world.connections.delete(id);
  for (const side of [0, 1] as const) {
    const { pid } = connection.ends[side];
    if (pid === 0 || connection.isClosedBy[side]) continue;
    const handle = handleOf(connection, side);
    core.enqueueEvent(pid, { type: 'connection.closed', connection: handle, reason: 'reset' });
  }
}

function loseMessage(world: World, action: Action<'operator.loseMessage'>): void {
  const lost = world.queue.entries.find(({ sequence }) => sequence === action.sequence);
  if (lost?.kind !== 'deliver') return;
  const { connection, direction } = lost;
  // TCP delivers in order: what was sent behind it waits for the retransmission too.
  let latestMs = 0;
  const queue = world.queue.entries.map((entry) => {
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
  world.queue = queueOf(queue);
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
