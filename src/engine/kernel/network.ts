/**
 * Connections: FIFO in each direction like TCP, with latency, cuts that hold messages back, and ends
 * that may die.
 *
 * Mirrors: TCP as a program sees it.
 * Departs: no windows or congestion; a cut connection waits for ever (no keep-alive gives up), so
 * only the programs' own timeouts end it.
 * Read next: delivery.ts, where what was sent arrives.
 */
import type { QueueEntry } from './event-queue.ts';
import { emptyQueue, heapPush, queueOf } from './event-queue.ts';
import type { Message } from './events.ts';
import { extraLatencyMs, isCut } from './fault-rules.ts';
import { changeHost, isLoopback, resolveHost } from './host-table.ts';
import type { Core } from './core.ts';
import { drawnAt, splitStream, stateAfter } from './random.ts';
import type { Connection, Process, World } from './world-state.ts';

const DEFAULT_LATENCY_MS = [0.8, 2.2] as const;
const DEFAULT_LOCAL_LATENCY_MS = [0.05, 0.15] as const;
const SYN_RETRY_MS = 1000;
const EPHEMERAL_PORTS = 20000;

export type Direction = 0 | 1;

/** The side that connected, the side that listened. */
export const SIDES: readonly Direction[] = [0, 1];

/** Starts an attempt; the answer comes as an event, or never when the network is silent. */
export function dial(
  core: Core,
  process: Process,
  token: string,
  host: string,
  port: number,
): void {
  const { world } = core;
  const from = process.info.host;
  const target = resolveHost(world, from, host);
  const own = world.hosts.get(from)!;
  const localPort = own.nextEphemeralPort;
  const nextEphemeralPort = 40000 + ((localPort - 40000 + 1) % EPHEMERAL_PORTS);
  changeHost(world, from, { nextEphemeralPort });
  const id = world.nextConnection++;
  const connection: Connection = {
    id,
    ends: [
      { pid: process.info.pid, key: process.key, address: { host: from, port: localPort } },
      { pid: 0, key: '', address: { host: target?.name ?? host, port } },
    ],
    token,
    purpose: '',
    isLoopback: isLoopback(host) || host === '0.0.0.0',
    state: 'dialling',
    openedAtMs: world.nowMs,
    isClosedBy: [false, false],
    lastArrivalMs: [0, 0],
    held: [[], []],
    heldDialCause: null,
    isMute: [false, false],
    latencyRandom: splitStream(core.options.seed, `latency ${id}`),
  };
  world.connections.set(id, connection);
  if (target === undefined) {
    const entry = { kind: 'dialled', connection: id, outcome: 'unknown-host' } as const;
    core.enqueue({ ...entry, atMs: world.nowMs, cause: core.cause });
    return;
  }
  const atMs = arrivalMs(core, connection, 0);
  const sequence = world.sequence++;
  core.push({ kind: 'dial', atMs, sequence, cause: core.cause, connection: id });
}

/** Sends a message, or FIN (`null`). Nothing happens on a connection that is no longer open. */
export function transmit(
  core: Core,
  connection: Connection,
  direction: Direction,
  message: Message | null,
): void {
  const { world } = core;
  const held = connection.held[direction];
  if (world.rules.length > 0 || held.length > 0) {
    const isHeld = held.length > 0 || isDirectionCut(core, connection, direction);
    if (isHeld) {
      const sequence = world.sequence++;
      const sent = { message, sentAtMs: world.nowMs, cause: core.cause, sequence };
      holdBack(core, connection, direction, sent);
      return;
    }
  }
  core.push({
    kind: 'deliver',
    atMs: arrivalMs(core, connection, direction),
    sequence: world.sequence++,
    cause: core.cause,
    connection: connection.id,
    direction,
    sentAtMs: world.nowMs,
    message,
  });
}

/** Keeps what a cut stops. What was under way when the cut came is older than what was held since. */
export function holdBack(
  core: Core,
  connection: Connection,
  direction: Direction,
  item: Connection['held'][0][number],
): void {
  if (connection.isMute[direction]) return loseFrom(core, connection, direction, item.sequence);
  const before = connection.held[direction];
  const held = [...before, item];
  const isNewest = before.length === 0 || item.sequence > before.at(-1)!.sequence;
  if (!isNewest) held.sort((a, b) => a.sequence - b.sequence);
  connection.held = direction === 0 ? [held, connection.held[1]] : [connection.held[0], held];
}

/**
 * An end loses its power and with it all that its host knew of the connection. What a cut held back was
 * in that host's memory: nobody is left to send it again, and what travels behind the gap is of no use
 * to the other end.
 */
export function muteEnd(core: Core, connection: Connection, side: Direction): void {
  const { isClosedBy, isMute, held, state } = connection;
  const [first] = held[side];
  connection.isClosedBy = side === 0 ? [true, isClosedBy[1]] : [isClosedBy[0], true];
  connection.isMute = side === 0 ? [true, isMute[1]] : [isMute[0], true];
  connection.held = side === 0 ? [[], held[1]] : [held[0], []];
  if (first !== undefined) loseFrom(core, connection, side, first.sequence);
  // Nobody is left to finish the handshake, or to hear anything.
  if (state === 'dialling' || isClosedBy[side === 0 ? 1 : 0]) forget(core, connection);
}

/** The connection is over at both ends. */
export function forget(core: Core, connection: Connection): void {
  connection.state = 'closed';
  core.world.connections.delete(connection.id);
}

function loseFrom(
  core: Core,
  connection: Connection,
  direction: Direction,
  sequence: number,
): void {
  const isLost = (entry: QueueEntry) =>
    entry.kind === 'deliver' &&
    entry.connection === connection.id &&
    entry.direction === direction &&
    entry.sequence >= sequence;
  const { world } = core;
  world.queue = queueOf(world.queue.entries.filter((entry) => !isLost(entry)));
}

/** Sends what cuts held back and no longer hold. Called when rules change or a host comes back. */
export function releaseHeld(core: Core): void {
  const taken = takeInFlight(core);
  for (const connection of core.world.connections.values()) {
    if (connection.heldDialCause !== null) releaseDial(core, connection);
    for (const direction of SIDES) {
      const inFlight = taken.get(wayOf(connection.id, direction));
      if (inFlight === undefined) continue;
      const held = connection.held[direction];
      connection.held = direction === 0 ? [[], connection.held[1]] : [connection.held[0], []];
      const { lastArrivalMs } = connection;
      lastArrivalMs[direction] = core.world.nowMs;
      // In the order in which all of it was sent: a short cut may end while older segments travel.
      const stopped = held.map((item) => ({ ...item, atMs: null }));
      const sent = [...stopped, ...inFlight].sort((a, b) => a.sequence - b.sequence);
      for (const { message, sentAtMs, cause, atMs: dueMs } of sent) {
        let atMs: number;
        if (dueMs === null) atMs = arrivalMs(core, connection, direction);
        else lastArrivalMs[direction] = atMs = Math.max(dueMs, lastArrivalMs[direction]);
        core.push({
          kind: 'deliver',
          atMs,
          sequence: core.world.sequence++,
          cause,
          connection: connection.id,
          direction,
          sentAtMs,
          message,
        });
      }
    }
  }
}

type Delivery = QueueEntry & { readonly kind: 'deliver' };

/** Takes out of the queue what is still under way where something held back gets through again. */
function takeInFlight(core: Core): ReadonlyMap<number, readonly Delivery[]> {
  const { world } = core;
  const taken = new Map<number, Delivery[]>();
  for (const connection of world.connections.values()) {
    for (const direction of SIDES) {
      if (connection.held[direction].length === 0) continue;
      if (isDirectionCut(core, connection, direction)) continue;
      taken.set(wayOf(connection.id, direction), []);
    }
  }
  if (taken.size === 0) return taken;
  const rest = emptyQueue();
  for (const entry of world.queue.entries) {
    const way =
      entry.kind === 'deliver' ? taken.get(wayOf(entry.connection, entry.direction)) : undefined;
    if (way === undefined) heapPush(rest, entry);
    else way.push(entry as Delivery);
  }
  world.queue = rest;
  return taken;
}

/** A number for one direction of a connection. */
function wayOf(connection: number, direction: Direction): number {
  return 2 * connection + direction;
}

/** SYN is sent again every second: the next one after the healing gets through. */
function releaseDial(core: Core, connection: Connection): void {
  if (isDirectionCut(core, connection, 0) || isDirectionCut(core, connection, 1)) return;
  const { nowMs } = core.world;
  const sinceMs = nowMs - connection.openedAtMs;
  const atMs =
    Math.round((connection.openedAtMs + SYN_RETRY_MS * Math.ceil(sinceMs / SYN_RETRY_MS)) * 1000) /
    1000;
  const cause = connection.heldDialCause!;
  connection.heldDialCause = null;
  core.enqueue({
    kind: 'dial',
    connection: connection.id,
    atMs: Math.max(nowMs, atMs),
    cause,
  });
}

export function isDirectionCut(core: Core, connection: Connection, direction: Direction): boolean {
  const { world } = core;
  const { ends } = connection;
  const target = ends[direction === 0 ? 1 : 0];
  if (world.hosts.get(target.address.host)?.isPowered === false) return true;
  return world.rules.length > 0 && isCut(world.rules, ends[direction], target);
}

/** Closes one end: the other learns it by FIN, behind everything sent before. */
export function closeEnd(core: Core, connection: Connection, side: Direction): void {
  if (connection.isClosedBy[side]) return;
  connection.isClosedBy =
    side === 0 ? [true, connection.isClosedBy[1]] : [connection.isClosedBy[0], true];
  const isOver = connection.isClosedBy[0] && connection.isClosedBy[1];
  if (isOver || connection.state === 'dialling') return forget(core, connection);
  transmit(core, connection, side, null);
}

/**
 * The number by which the process at this side knows the connection: its id; negative where a process
 * has connected to itself, at the side that listened, so that it can tell its two ends apart.
 */
export function handleOf({ id, ends }: Connection, side: Direction): number {
  return side === 1 && ends[0].pid === ends[1].pid ? -id : id;
}

/** The connection that a process means by such a number. */
export function connectionOf(world: World, handle: number): Connection | undefined {
  return world.connections.get(Math.abs(handle));
}

/** The process's own side of a connection that it knows by such a number. */
export function sideOf(connection: Connection, pid: number, handle: number): Direction | undefined {
  const { ends } = connection;
  if (ends[0].pid === pid && handleOf(connection, 0) === handle) return 0;
  return ends[1].pid === pid && handleOf(connection, 1) === handle ? 1 : undefined;
}

/** When something sent now arrives: drawn latency, never before what was sent earlier. */
export function arrivalMs(core: Core, connection: Connection, direction: Direction): number {
  const { world, options } = core;
  const { ends } = connection;
  const isLocal = ends[0].address.host === ends[1].address.host;
  const range = isLocal
    ? (options.localLatencyMs ?? DEFAULT_LOCAL_LATENCY_MS)
    : (options.latencyMs ?? DEFAULT_LATENCY_MS);
  const random = stateAfter(connection.latencyRandom);
  connection.latencyRandom = random;
  // The bounds are read by their places: it runs for every message, and taking a pair apart is dear.
  let latencyMs = range[0] + drawnAt(random) * (range[1] - range[0]);
  if (world.rules.length > 0) {
    const to = ends[direction === 0 ? 1 : 0];
    let extraMs: number;
    [extraMs, world.lossRandom] = extraLatencyMs(
      world.rules,
      ends[direction],
      to,
      world.lossRandom,
    );
    latencyMs += extraMs;
  }
  const atMs = Math.max(world.nowMs + latencyMs, connection.lastArrivalMs[direction]);
  const rounded = Math.round(atMs * 1000) / 1000;
  connection.lastArrivalMs[direction] = rounded;
  return rounded;
}
