/**
 * Carries out what a program asked for, in order. A `sync` stops the list: the rest waits for it.
 *
 * Mirrors: system calls.
 * Read next: network.ts, disk-effects.ts, process-table.ts.
 */
import { heldUpBy, putBehind } from './behind-sync.ts';
import type { Effect } from './effects.ts';
import type { DiskEffect } from './disk-effects.ts';
import { changeDisk, isDiskEffect } from './disk-effects.ts';
import { hasRoomFor } from './disk-operations.ts';
import type { Disk } from './disk.ts';
import { readFile } from './disk.ts';
import { extraSyncMs, isDiskFull } from './fault-rules.ts';
import { changeHost, setDisk, setSyncBusy } from './host-table.ts';
import type { Core } from './core.ts';
import { closeEnd, connectionOf, dial, sideOf, transmit } from './network.ts';
import { endProcess, sendSignal, spawnChild } from './process-table.ts';
import { drawnAt, stateAfter } from './random.ts';
import { emitText, tellFailure } from './stream-output.ts';
import { changeTerminal } from './terminals.ts';
import type { Process } from './world-state.ts';

const DEFAULT_SYNC_MS = [1, 3] as const;

/** `count` of them are carried out now (see behind-sync.ts), the others when their sync has ended. */
export function runEffects(
  core: Core,
  process: Process,
  effects: readonly Effect[],
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    if (process.status === 'exited') return;
    const effect = effects[i]!;
    if (effect.type === 'sync') {
      beginSync(core, process, effect, effects.slice(i + 1));
      return;
    }
    if (effect.type === 'output') {
      if (!emitText(core, process, effect.fd, effect.text)) return;
    } else if (isDiskEffect(effect)) {
      if (!runDiskEffect(core, process, effect)) return;
    } else runEffect(core, process, effect);
  }
  if (count === effects.length || process.status === 'exited') return;
  putBehind(process, heldUpBy(process, effects[count]!)!, effects.slice(count));
}

type PlainEffect = Exclude<Effect, DiskEffect | { type: 'output' }>;

function runEffect(core: Core, process: Process, effect: PlainEffect): void {
  const { world } = core;
  const { pid } = process.info;
  switch (effect.type) {
    case 'send':
    case 'close':
      return useConnection(core, pid, effect);
    case 'setTimer':
      return setTimer(core, process, effect.name, effect.delayMs);
    case 'cancelTimer':
      process.timers.delete(effect.name);
      return;
    case 'connect':
      return dial(core, process, effect.token, effect.host, effect.port);
    case 'abandon':
      return abandon(core, process, effect.token);
    case 'listen':
      return listen(core, process, effect);
    case 'unlisten': {
      const { [effect.port]: _, ...listeners } = world.hosts.get(process.info.host)!.listeners;
      changeHost(world, process.info.host, { listeners });
      return;
    }
    case 'exit':
      return endProcess(core, process, effect.code);
    case 'spawn':
      return spawnChild(core, process, effect);
    case 'feed':
      core.enqueueEvent(effect.pid, { type: 'stdin', text: effect.text });
      return;
    case 'feedEnd':
      core.enqueueEvent(effect.pid, { type: 'stdin.end' });
      return;
    case 'signal': {
      const target = world.processes.get(effect.pid);
      if (target !== undefined) sendSignal(core, target, effect.signal);
      return;
    }
    case 'complete':
    case 'foreground':
    case 'clearScreen':
    case 'setHistory':
      return runTerminalEffect(core, process, effect);
    case 'note':
    case 'sync':
  }
}

function useConnection(
  core: Core,
  pid: number,
  effect: Extract<Effect, { type: 'send' | 'close' }>,
): void {
  const handle = effect.connection;
  const connection = connectionOf(core.world, handle);
  const side = connection && sideOf(connection, pid, handle);
  if (connection === undefined || side === undefined) return;
  if (effect.type === 'close') closeEnd(core, connection, side);
  else if (!connection.isClosedBy[side]) transmit(core, connection, side, effect.message);
}

type TerminalEffect = Extract<
  Effect,
  { type: 'complete' | 'foreground' | 'clearScreen' | 'setHistory' }
>;

function runTerminalEffect(core: Core, process: Process, effect: TerminalEffect): void {
  const { world } = core;
  if (effect.type === 'setHistory') {
    process.history = effect.lines;
    return;
  }
  const terminal = process.tty === null ? undefined : world.terminals.get(process.tty);
  if (terminal === undefined) return;
  if (effect.type === 'foreground') {
    // A child may have ended between its birth and this.
    const heir = world.processes.get(effect.pid);
    if (heir === undefined || heir.status === 'exited') return;
    changeTerminal(world, terminal.id, { foregroundPid: effect.pid });
  } else if (effect.type === 'clearScreen') {
    changeTerminal(world, terminal.id, { clearedBefore: terminal.output.length });
  } else {
    const { insert, candidates } = effect;
    const completion = { event: core.cause, insert, candidates };
    changeTerminal(world, terminal.id, { completion });
  }
}

/** False when it failed and the program minds. */
function runDiskEffect(core: Core, process: Process, effect: DiskEffect): boolean {
  const { world } = core;
  const host = world.hosts.get(process.info.host)!;
  const isFull =
    isGrowing(effect) &&
    (isDiskFull(world.rules, host.name) || (!process.isDaemon && isTooLong(host.disk, effect)));
  const result = isFull ? 'ENOSPC' : changeDisk(host.disk, effect, world.nowMs);
  if (typeof result !== 'string') {
    setDisk(world, host.name, result);
    return true;
  }
  const path = effect.type === 'rename' ? effect.from : effect.path;
  tellFailure(core, process, path, result);
  return core.behaviorOf(process).minds === undefined;
}

/** Text is really kept: of that there is less room than of records. */
function isTooLong(disk: Disk, effect: DiskEffect): boolean {
  if (effect.type === 'append') return !hasRoomFor(disk, [effect.chunk]);
  if (effect.type !== 'writeFile') return false;
  const replaced = readFile(disk, effect.path)?.bytes ?? 0;
  return !hasRoomFor(disk, effect.chunks, replaced);
}

function isGrowing(effect: DiskEffect): boolean {
  return effect.type === 'append' || (effect.type === 'writeFile' && effect.chunks.length > 0);
}

function setTimer(core: Core, process: Process, name: string, delayMs: number): void {
  const { cause, world } = core;
  const roundedMs = Math.round((world.nowMs + Math.max(0, delayMs)) * 1000) / 1000;
  // However short a delay is, it lets time pass: who waits for a fraction of a microsecond would ask for ever.
  const isTooShort = delayMs > 0 && roundedMs <= world.nowMs;
  const deadlineMs = isTooShort ? Math.round(world.nowMs * 1000 + 1) / 1000 : roundedMs;
  const old = process.timers.get(name);
  if (old !== undefined && old.entryAtMs <= deadlineMs) {
    // A later deadline: the entry that waits already looks again when its time comes.
    const { entryAtMs, entrySequence } = old;
    process.timers.set(name, { deadlineMs, entryAtMs, entrySequence, cause });
    return;
  }
  const { pid } = process.info;
  const sequence = world.sequence++;
  core.push({ kind: 'timer', atMs: deadlineMs, sequence, cause, pid, name });
  const timer = { deadlineMs, entryAtMs: deadlineMs, entrySequence: sequence, cause };
  process.timers.set(name, timer);
}

function listen(
  core: Core,
  process: Process,
  { port, purpose = '' }: Effect & { type: 'listen' },
): void {
  const host = core.world.hosts.get(process.info.host)!;
  if (host.listeners[port] !== undefined) {
    core.enqueueEvent(process.info.pid, { type: 'listen.failed', port });
    return;
  }
  const listeners = { ...host.listeners, [port]: { pid: process.info.pid, purpose } };
  changeHost(core.world, host.name, { listeners });
}

function abandon(core: Core, process: Process, token: string): void {
  for (const connection of core.world.connections.values()) {
    const isMine = connection.ends[0].pid === process.info.pid && connection.token === token;
    if (isMine && !connection.isClosedBy[0]) return closeEnd(core, connection, 0);
  }
}

function beginSync(
  core: Core,
  process: Process,
  effect: Effect & { type: 'sync' },
  rest: readonly Effect[],
): void {
  const { world, options } = core;
  const host = world.hosts.get(process.info.host)!;
  const [low, high] = options.syncMs ?? DEFAULT_SYNC_MS;
  world.diskRandom = stateAfter(world.diskRandom);
  const durationMs =
    low + drawnAt(world.diskRandom) * (high - low) + extraSyncMs(world.rules, host.name);
  const start = Math.max(world.nowMs, host.syncBusyUntilMs);
  const atMs = Math.round((start + durationMs) * 1000) / 1000;
  setSyncBusy(world, host.name, atMs);
  const sequence = world.sequence++;
  if (rest.length > 0) putBehind(process, sequence, rest);
  core.push({
    kind: 'synced',
    atMs,
    sequence,
    cause: core.cause,
    pid: process.info.pid,
    host: host.name,
    path: effect.path,
    content: readFile(host.disk, effect.path) ?? null,
    token: effect.token,
  });
}
