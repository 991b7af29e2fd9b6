/**
 * What happens when a queue entry's time has come. Each entry concerns at most one process.
 *
 * Mirrors: the arriving side of TCP (accept, data, FIN, RST) and the ends of timers and syncs.
 * Departs: nothing.
 * Read next: network.ts, effect-runner.ts.
 */
import { takeBehind } from './behind-sync.ts';
import type { Effect } from './effects.ts';
import type { QueueEntry } from './event-queue.ts';
import { markDurable } from './disk-operations.ts';
import { remoteIpOf, setDisk } from './host-table.ts';
import type { Kernel } from './kernel.ts';
import { arrivalMs, closeEnd, forget, handleOf, holdBack, isDirectionCut } from './network.ts';
import { hasToWait, wait } from './waiting.ts';
import type { Connection, Process } from './world-state.ts';

type Entry<K extends QueueEntry['kind']> = QueueEntry & { readonly kind: K };

export function deliverEntry(kernel: Kernel, entry: QueueEntry): void {
  switch (entry.kind) {
    case 'deliver':
      return deliverMessage(kernel, entry);
    case 'timer':
      return fireTimer(kernel, entry);
    case 'event': {
      const process = kernel.world.processes.get(entry.pid);
      if (process !== undefined) kernel.dispatch(process, entry.event, entry.cause);
      return;
    }
    case 'synced':
      return finishSync(kernel, entry);
    case 'waited':
      return takeWaited(kernel, entry);
    case 'dial':
      return answerDial(kernel, entry);
    case 'dialled':
      return finishDial(kernel, entry);
    case 'start': {
      const process = kernel.world.processes.get(entry.pid);
      if (process?.status === 'starting') kernel.begin(process, entry.cause);
      return;
    }
  }
}

function deliverMessage(kernel: Kernel, entry: Entry<'deliver'>): void {
  const { world } = kernel;
  const connection = world.connections.get(entry.connection);
  if (connection === undefined) return;
  const { direction, message } = entry;
  const side = direction === 0 ? 1 : 0;
  const isHeldUp = connection.held[direction].length > 0;
  if (isHeldUp || isDirectionCut(kernel, connection, direction)) {
    const { sentAtMs, cause, sequence } = entry;
    holdBack(kernel, connection, direction, { message, sentAtMs, cause, sequence });
    return;
  }
  const process = world.processes.get(connection.ends[side].pid);
  if (connection.isClosedBy[side] || process === undefined) {
    // Data for an end that has closed or died is answered with RST.
    if (message !== null) resetOther(kernel, connection, direction);
    else forget(kernel, connection);
    return;
  }
  const handle = handleOf(connection, side);
  if (message === null) {
    connection.isClosedBy = [true, true];
    forget(kernel, connection);
    const event = { type: 'connection.closed', connection: handle, reason: 'closed' } as const;
    kernel.dispatch(process, event, entry.cause);
    return;
  }
  kernel.dispatch(process, { type: 'message', connection: handle, message }, entry.cause);
}

function resetOther(kernel: Kernel, connection: Connection, side: 0 | 1): void {
  const closed = side === 0 ? 1 : 0;
  // What the closed end sent before, its FIN last, is on its way and comes before any RST.
  if (connection.isClosedBy[closed] && !connection.isMute[closed]) return;
  if (!connection.isClosedBy[side]) {
    const { pid } = connection.ends[side];
    connection.isClosedBy = [true, true];
    const handle = handleOf(connection, side);
    const event = { type: 'connection.closed', connection: handle, reason: 'reset' } as const;
    const atMs = arrivalMs(kernel, connection, side === 0 ? 1 : 0);
    kernel.enqueue({ kind: 'event', atMs, cause: kernel.cause, pid, event });
  }
  forget(kernel, connection);
}

function fireTimer(kernel: Kernel, entry: Entry<'timer'>): void {
  const process = kernel.world.processes.get(entry.pid);
  const timer = process?.timers.get(entry.name);
  if (process === undefined || timer?.entrySequence !== entry.sequence) return;
  if (timer.deadlineMs > kernel.world.nowMs) {
    // The timer was set anew since: look again at its new deadline.
    const { pid, name } = entry;
    const { deadlineMs, cause } = timer;
    const sequence = kernel.world.sequence++;
    kernel.push({ kind: 'timer', atMs: deadlineMs, sequence, cause, pid, name });
    const moved = { deadlineMs, entryAtMs: deadlineMs, entrySequence: sequence, cause };
    process.timers.set(name, moved);
    return;
  }
  process.timers.delete(entry.name);
  kernel.dispatch(process, { type: 'timer', name: entry.name }, timer.cause);
}

function finishSync(kernel: Kernel, entry: Entry<'synced'>): void {
  const { world } = kernel;
  const host = world.hosts.get(entry.host)!;
  if (!host.isPowered) return;
  if (entry.content !== null)
    setDisk(world, entry.host, markDurable(host.disk, entry.path, entry.content));
  const process = world.processes.get(entry.pid);
  if (process === undefined || process.status === 'exited') return;
  const { cause } = entry;
  const effects = takeBehind(process, entry.sequence);
  if (hasToWait(process)) wait(kernel, process, { event: null, effects, cause });
  else goOn(kernel, process, effects, cause);
  if (entry.token !== undefined) {
    kernel.dispatch(process, { type: 'disk.synced', token: entry.token }, cause);
  }
}

/** Carries out what waited for a sync. */
function goOn(kernel: Kernel, process: Process, effects: readonly Effect[], cause: number): void {
  if (effects.length === 0) return;
  kernel.cause = cause;
  kernel.carryOut(process, cause, null, process.state, effects);
}

function takeWaited(kernel: Kernel, { pid, event, effects, cause }: Entry<'waited'>): void {
  const process = kernel.world.processes.get(pid);
  if (process === undefined || process.status === 'exited') return;
  process.resuming--;
  if (process.status === 'paused') {
    process.inbox = [...process.inbox, { event, effects, cause }];
    return;
  }
  goOn(kernel, process, effects, cause);
  if (event !== null) kernel.tell(process, event, cause);
}

function answerDial(kernel: Kernel, entry: Entry<'dial'>): void {
  const { world } = kernel;
  const connection = world.connections.get(entry.connection);
  if (connection === undefined) return;
  // A cut swallows the attempt: it waits until the network heals or the caller gives up.
  if (isDirectionCut(kernel, connection, 0) || isDirectionCut(kernel, connection, 1)) {
    connection.heldDialCause = entry.cause;
    return;
  }
  const { address } = connection.ends[1];
  const open = world.hosts.get(address.host)!.listeners[address.port];
  const listener = open === undefined ? undefined : world.processes.get(open.pid);
  const outcome = listener === undefined ? 'refused' : 'opened';
  kernel.cause = entry.cause;
  const back = arrivalMs(kernel, connection, 1);
  kernel.push({
    kind: 'dialled',
    atMs: back,
    sequence: world.sequence++,
    cause: entry.cause,
    connection: connection.id,
    outcome,
  });
  if (listener === undefined) return;
  connection.state = 'open';
  connection.purpose = open!.purpose;
  const accepted = { pid: listener.info.pid, key: listener.key, address };
  connection.ends = [connection.ends[0], accepted];
  kernel.dispatch(listener, opened(kernel, connection, 1), entry.cause);
}

function finishDial(kernel: Kernel, entry: Entry<'dialled'>): void {
  const { world } = kernel;
  const connection = world.connections.get(entry.connection);
  if (connection === undefined) return;
  const process = world.processes.get(connection.ends[0].pid);
  if (process === undefined) return;
  if (entry.outcome !== 'opened') {
    forget(kernel, connection);
    const { token } = connection;
    const event = { type: 'connection.refused', token, reason: entry.outcome } as const;
    kernel.dispatch(process, event, entry.cause);
    return;
  }
  if (connection.isClosedBy[0]) return closeEnd(kernel, connection, 0);
  kernel.dispatch(process, opened(kernel, connection, 0), entry.cause);
}

function opened(kernel: Kernel, connection: Connection, side: 0 | 1) {
  const remote = connection.ends[side === 0 ? 1 : 0].address;
  const own = connection.ends[side].address;
  return {
    type: 'connection.opened',
    connection: handleOf(connection, side),
    token: side === 0 ? connection.token : null,
    localPort: own.port,
    remote,
    remoteIp: remoteIpOf(kernel.world, connection, side) ?? '0.0.0.0',
  } as const;
}
