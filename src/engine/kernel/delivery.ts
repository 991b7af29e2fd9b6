/**
 * What happens when a queue entry's time has come. Each entry concerns at most one process.
 *
 * Mirrors: the arriving side of TCP (accept, data, FIN, RST) and the ends of timers and syncs.
 * Read next: network.ts, effect-runner.ts.
 */
import { takeBehind } from './behind-sync.ts';
import type { QueueEntry } from './event-queue.ts';
import { markDurable } from './disk-operations.ts';
import { remoteIpOf, setDisk } from './host-table.ts';
import type { Core } from './core.ts';
import { arrivalMs, closeEnd, forget, handleOf, holdBack, isDirectionCut } from './network.ts';
import { begin, dispatch, goOn, tell } from './stepping.ts';
import { hasToWait, wait } from './waiting.ts';
import type { Connection } from './world-state.ts';

type Entry<K extends QueueEntry['kind']> = QueueEntry & { readonly kind: K };

export function deliverEntry(core: Core, entry: QueueEntry): void {
  switch (entry.kind) {
    case 'deliver':
      return deliverMessage(core, entry);
    case 'timer':
      return fireTimer(core, entry);
    case 'event': {
      const process = core.world.processes.get(entry.pid);
      if (process !== undefined) dispatch(core, process, entry.event, entry.cause);
      return;
    }
    case 'synced':
      return finishSync(core, entry);
    case 'waited':
      return takeWaited(core, entry);
    case 'dial':
      return answerDial(core, entry);
    case 'dialled':
      return finishDial(core, entry);
    case 'start': {
      const process = core.world.processes.get(entry.pid);
      if (process?.status === 'starting') begin(core, process, entry.cause);
      return;
    }
  }
}

function deliverMessage(core: Core, entry: Entry<'deliver'>): void {
  const { world } = core;
  const connection = world.connections.get(entry.connection);
  if (connection === undefined) return;
  const { direction, message } = entry;
  const side = direction === 0 ? 1 : 0;
  const isHeldUp = connection.held[direction].length > 0;
  if (isHeldUp || isDirectionCut(core, connection, direction)) {
    const { sentAtMs, cause, sequence } = entry;
    holdBack(core, connection, direction, { message, sentAtMs, cause, sequence });
    return;
  }
  const process = world.processes.get(connection.ends[side].pid);
  if (connection.isClosedBy[side] || process === undefined) {
    // Data for an end that has closed or died is answered with RST.
    if (message !== null) resetOther(core, connection, direction);
    else forget(core, connection);
    return;
  }
  const handle = handleOf(connection, side);
  if (message === null) {
    connection.isClosedBy = [true, true];
    forget(core, connection);
    const event = { type: 'connection.closed', connection: handle, reason: 'closed' } as const;
    dispatch(core, process, event, entry.cause);
    return;
  }
  dispatch(core, process, { type: 'message', connection: handle, message }, entry.cause);
}

function resetOther(core: Core, connection: Connection, side: 0 | 1): void {
  const closed = side === 0 ? 1 : 0;
  // What the closed end sent before, its FIN last, is on its way and comes before any RST.
  if (connection.isClosedBy[closed] && !connection.isMute[closed]) return;
  if (!connection.isClosedBy[side]) {
    const { pid } = connection.ends[side];
    connection.isClosedBy = [true, true];
    const handle = handleOf(connection, side);
    const event = { type: 'connection.closed', connection: handle, reason: 'reset' } as const;
    const atMs = arrivalMs(core, connection, side === 0 ? 1 : 0);
    core.enqueue({ kind: 'event', atMs, cause: core.cause, pid, event });
  }
  forget(core, connection);
}

function fireTimer(core: Core, entry: Entry<'timer'>): void {
  const process = core.world.processes.get(entry.pid);
  const timer = process?.timers.get(entry.name);
  if (process === undefined || timer?.entrySequence !== entry.sequence) return;
  if (timer.deadlineMs > core.world.nowMs) {
    // The timer was set anew since: look again at its new deadline.
    const { pid, name } = entry;
    const { deadlineMs, cause } = timer;
    const sequence = core.world.sequence++;
    core.push({ kind: 'timer', atMs: deadlineMs, sequence, cause, pid, name });
    const moved = { deadlineMs, entryAtMs: deadlineMs, entrySequence: sequence, cause };
    process.timers.set(name, moved);
    return;
  }
  process.timers.delete(entry.name);
  dispatch(core, process, { type: 'timer', name: entry.name }, timer.cause);
}

function finishSync(core: Core, entry: Entry<'synced'>): void {
  const { world } = core;
  const host = world.hosts.get(entry.host)!;
  if (!host.isPowered) return;
  if (entry.content !== null)
    setDisk(world, entry.host, markDurable(host.disk, entry.path, entry.content));
  const process = world.processes.get(entry.pid);
  if (process === undefined || process.status === 'exited') return;
  const { cause } = entry;
  const effects = takeBehind(process, entry.sequence);
  if (hasToWait(process)) wait(core, process, { event: null, effects, cause });
  else goOn(core, process, effects, cause);
  if (entry.token !== undefined) {
    dispatch(core, process, { type: 'disk.synced', token: entry.token }, cause);
  }
}

function takeWaited(core: Core, { pid, event, effects, cause }: Entry<'waited'>): void {
  const process = core.world.processes.get(pid);
  if (process === undefined || process.status === 'exited') return;
  process.resuming--;
  if (process.status === 'paused') {
    process.inbox = [...process.inbox, { event, effects, cause }];
    return;
  }
  goOn(core, process, effects, cause);
  if (event !== null) tell(core, process, event, cause);
}

function answerDial(core: Core, entry: Entry<'dial'>): void {
  const { world } = core;
  const connection = world.connections.get(entry.connection);
  if (connection === undefined) return;
  // A cut swallows the attempt: it waits until the network heals or the caller gives up.
  if (isDirectionCut(core, connection, 0) || isDirectionCut(core, connection, 1)) {
    connection.heldDialCause = entry.cause;
    return;
  }
  const { address } = connection.ends[1];
  const open = world.hosts.get(address.host)!.listeners[address.port];
  const listener = open === undefined ? undefined : world.processes.get(open.pid);
  const outcome = listener === undefined ? 'refused' : 'opened';
  core.cause = entry.cause;
  const back = arrivalMs(core, connection, 1);
  core.push({
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
  dispatch(core, listener, opened(core, connection, 1), entry.cause);
}

function finishDial(core: Core, entry: Entry<'dialled'>): void {
  const { world } = core;
  const connection = world.connections.get(entry.connection);
  if (connection === undefined) return;
  const process = world.processes.get(connection.ends[0].pid);
  if (process === undefined) return;
  if (entry.outcome !== 'opened') {
    forget(core, connection);
    const { token } = connection;
    const event = { type: 'connection.refused', token, reason: entry.outcome } as const;
    dispatch(core, process, event, entry.cause);
    return;
  }
  if (connection.isClosedBy[0]) return closeEnd(core, connection, 0);
  dispatch(core, process, opened(core, connection, 0), entry.cause);
}

function opened(core: Core, connection: Connection, side: 0 | 1) {
  const remote = connection.ends[side === 0 ? 1 : 0].address;
  const own = connection.ends[side].address;
  return {
    type: 'connection.opened',
    connection: handleOf(connection, side),
    token: side === 0 ? connection.token : null,
    localPort: own.port,
    remote,
    remoteIp: remoteIpOf(core.world, connection, side) ?? '0.0.0.0',
  } as const;
}
