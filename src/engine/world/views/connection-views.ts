/**
 * Connections and the messages on them, as a page shows them.
 *
 * Mirrors: netstat; a packet capture.
 */
import type { Message } from '../../kernel/events.ts';
import { isCut } from '../../kernel/fault-rules.ts';
import type { Connection, End, World } from '../../kernel/world-state.ts';
import type { MessageWeight } from '../../kernel/event-weight.ts';
import type { Channel } from '../system.ts';
import { channelOf, weightOf } from '../systems.ts';

export interface ConnectionEnd {
  /** 0 until accepted. */
  readonly pid: number;
  readonly key: string;
  readonly host: string;
  readonly port: number;
}

export interface ConnectionNode {
  readonly id: number;
  /** What its listener declared; empty when it declared nothing. */
  readonly purpose: string;
  readonly channel: Channel;
  /** The side that connected. */
  readonly from: ConnectionEnd;
  readonly to: ConnectionEnd;
  readonly state: 'dialling' | 'open';
  readonly cut: 'none' | 'forward' | 'back' | 'both';
}

/** A message on its way, or held back by a cut. */
export interface Flight {
  /** Of the queue entry; names it in `operator.loseMessage`. Negative when held. */
  readonly sequence: number;
  readonly connection: number;
  readonly fromPid: number;
  readonly toPid: number;
  /** Hosts. */
  readonly from: string;
  readonly to: string;
  /** Null: the sender closed (FIN). */
  readonly message: Message | null;
  readonly sentAtMs: number;
  readonly arrivesAtMs: number;
  readonly isHeld: boolean;
  /** Number of the event that sent it. */
  readonly cause: number;
  readonly weight: MessageWeight;
}

export function connectionViews(world: World): readonly ConnectionNode[] {
  const views: ConnectionNode[] = [];
  for (const connection of world.connections.values()) {
    if (connection.state === 'closed') continue;
    const [from, to] = connection.ends;
    const purpose = purposeOf(world, connection);
    views.push({
      id: connection.id,
      purpose,
      channel: channelOf(purpose),
      from: endView(from),
      to: endView(to),
      state: connection.state,
      cut: cutOf(world, connection),
    });
  }
  return views;
}

export function flightViews(world: World): readonly Flight[] {
  const flights: Flight[] = [];
  for (const entry of world.queue.entries) {
    if (entry.kind !== 'deliver') continue;
    const connection = world.connections.get(entry.connection);
    if (connection === undefined) continue;
    const { sequence, message, sentAtMs, atMs, cause } = entry;
    const isHeld = connection.held[entry.direction].length > 0;
    const timing = { sentAtMs, arrivesAtMs: atMs, isHeld, cause };
    flights.push(flight(connection, entry.direction, sequence, message, timing));
  }
  for (const connection of world.connections.values()) {
    for (const direction of [0, 1] as const) {
      for (const { message, sentAtMs, cause, sequence } of connection.held[direction]) {
        const timing = { sentAtMs, arrivesAtMs: Infinity, isHeld: true, cause };
        flights.push(flight(connection, direction, -1 - sequence, message, timing));
      }
    }
  }
  return flights;
}

function flight(
  connection: Connection,
  direction: 0 | 1,
  sequence: number,
  message: Message | null,
  timing: Pick<Flight, 'sentAtMs' | 'arrivesAtMs' | 'isHeld' | 'cause'>,
): Flight {
  const from = connection.ends[direction];
  const to = connection.ends[direction === 0 ? 1 : 0];
  return {
    sequence,
    connection: connection.id,
    fromPid: from.pid,
    toPid: to.pid,
    from: from.address.host,
    to: to.address.host,
    message,
    ...timing,
    weight: weightOf(message),
  };
}

function endView({ pid, key, address }: End): ConnectionEnd {
  return { pid, key, host: address.host, port: address.port };
}

function purposeOf(world: World, connection: Connection): string {
  const { host, port } = connection.ends[1].address;
  // An attempt on its way will be taken by whoever listens there now.
  const isDialling = connection.state === 'dialling';
  return (isDialling ? world.hosts.get(host)?.listeners[port]?.purpose : connection.purpose) ?? '';
}

function cutOf(world: World, { ends }: Connection): ConnectionNode['cut'] {
  if (world.rules.length === 0) return 'none';
  const isForward = isCut(world.rules, ends[0], ends[1]);
  const isBack = isCut(world.rules, ends[1], ends[0]);
  if (isForward) return isBack ? 'both' : 'forward';
  return isBack ? 'back' : 'none';
}
