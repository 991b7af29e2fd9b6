/**
 * What happens when a queue entry's time has come. Each entry concerns at most one process.
 *
 * Mirrors: the arriving side of TCP (accept, data, FIN, RST) and the ends of timers and syncs.
 * Departs: nothing.
 * Read next: network.ts, effect-runner.ts.
 */
import type { QueueEntry } from './event-queue.ts';
import { markDurable } from './disk-operations.ts';
import { runEffects } from './effect-runner.ts';
import { setDisk } from './host-table.ts';
import type { Kernel } from './kernel.ts';
import { arrivalMs, closeEnd, holdBack, isDirectionCut } from './network.ts';
import type { Connection } from './world-state.ts';

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
  if (message === null) {
    connection.isClosedBy = [true, true];
    forget(kernel, connection);
    const event = {
      type: 'connection.closed',
      connection: connection.id,
      reason: 'closed',
    } as const;
    kernel.dispatch(process, event, entry.cause);
    return;
  }
  kernel.dispatch(process, { type: 'message', connection: connection.id, message }, entry.cause);
}

function resetOther(kernel: Kernel, connection: Connection, side: 0 | 1): void {
  const closed = side === 0 ? 1 : 0;
  // What the closed end sent before, its FIN last, is on its way and comes before any RST.
  if (connection.isClosedBy[closed] && !connection.isMute[closed]) return;
  if (!connection.isClosedBy[side]) {
    const { pid } = connection.ends[side];
    connection.isClosedBy = [true, true];
    const event = {
      type: 'connection.closed',
      connection: connection.id,
      reason: 'reset',
    } as const;
    const atMs = arrivalMs(kernel, connection, side === 0 ? 1 : 0);
    kernel.enqueue({ kind: 'event', atMs, cause: kernel.cause, pid, event });
  }
  forget(kernel, connection);
}

function forget(kernel: Kernel, connection: Connection): void {
  connection.state = 'closed';
  kernel.world.connections.delete(connection.id);
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
  if (process.status === 'paused') {
    process.deferred = [...process.deferred, { effects: entry.rest, cause: entry.cause }];
  } else {
    kernel.cause = entry.cause;
    runEffects(kernel, process, entry.rest);
  }
  if (entry.token !== undefined) {
    kernel.dispatch(process, { type: 'disk.synced', token: entry.token }, entry.cause);
  }
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
  const pid = world.hosts.get(address.host)!.listeners[address.port];
  const listener = pid === undefined ? undefined : world.processes.get(pid);
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
  const isLocal = remote.host === own.host;
  return {
    type: 'connection.opened',
    connection: connection.id,
    token: side === 0 ? connection.token : null,
    localPort: own.port,
    remote,
    remoteIp: isLocal ? '127.0.0.1' : (kernel.world.hosts.get(remote.host)?.ip ?? '0.0.0.0'),
  } as const;
}
