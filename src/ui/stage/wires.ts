/**
 * Connections as curves between cards. Every wire is a quadratic curve, so that a message on it is
 * one formula whatever the shape. Pure.
 */
import type { Channel, ConnectionEnd, ConnectionNode } from '../../engine/index.ts';
import type { Box, Point } from './layout.ts';

export interface Wire {
  readonly id: number;
  readonly channel: Channel;
  readonly state: ConnectionNode['state'];
  readonly cut: ConnectionNode['cut'];
  readonly fromPid: number;
  readonly fromHost: string;
  readonly toHost: string;
  readonly start: Point;
  readonly bend: Point;
  readonly end: Point;
}

const SPACING = 10;
const CHANNELS = ['data', 'control', 'client', 'other'] as const;

export function wiresOf(
  connections: readonly ConnectionNode[],
  boxes: ReadonlyMap<string, Box>,
  rowCentre: (end: ConnectionEnd) => number,
): readonly Wire[] {
  const lanes = lanesOf(connections);
  const wires: Wire[] = [];
  for (const connection of connections) {
    const { id, channel, state, cut, from, to } = connection;
    const a = boxes.get(from.host);
    const b = boxes.get(to.host);
    if (a === undefined || b === undefined) continue;
    const curve =
      from.host === to.host
        ? loop(a, rowCentre(from), rowCentre(to), lanes.get(id) ?? 0)
        : straight(a, b, (lanes.get(id) ?? 0) * SPACING * (from.host < to.host ? 1 : -1));
    if (curve === undefined) continue;
    const { start, bend, end } = curve;
    const common = { id, channel, state, cut, fromPid: from.pid };
    wires.push({ ...common, fromHost: from.host, toHost: to.host, start, bend, end });
  }
  return wires;
}

/** Parallel connections of two hosts get lanes around the middle, one a channel. */
function lanesOf(connections: readonly ConnectionNode[]): ReadonlyMap<number, number> {
  const pairs = new Map<string, ConnectionNode[]>();
  for (const connection of connections) {
    const { from, to } = connection;
    const key = from.host < to.host ? `${from.host} ${to.host}` : `${to.host} ${from.host}`;
    const list = pairs.get(key);
    if (list === undefined) pairs.set(key, [connection]);
    else list.push(connection);
  }
  const lanes = new Map<number, number>();
  for (const list of pairs.values()) {
    if (list.length === 1) continue;
    const used = CHANNELS.filter((channel) => list.some((other) => other.channel === channel));
    for (const { id, channel } of list) {
      lanes.set(id, used.indexOf(channel) - (used.length - 1) / 2);
    }
  }
  return lanes;
}

type Curve = Pick<Wire, 'start' | 'bend' | 'end'>;

function straight(a: Box, b: Box, offset: number): Curve | undefined {
  const [ca, cb] = [centre(a), centre(b)];
  const length = Math.hypot(cb.x - ca.x, cb.y - ca.y);
  if (length < 1) return undefined;
  const direction = { x: (cb.x - ca.x) / length, y: (cb.y - ca.y) / length };
  const shift = { x: -direction.y * offset, y: direction.x * offset };
  const from = { x: ca.x + shift.x, y: ca.y + shift.y };
  const to = { x: cb.x + shift.x, y: cb.y + shift.y };
  const start = leave(a, from, direction);
  const end = leave(b, to, { x: -direction.x, y: -direction.y });
  return { start, end, bend: { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 } };
}

/** Two processes of one host: an arc at the card's right side. */
function loop(box: Box, fromY: number, toY: number, lane: number): Curve {
  const x = box.x + box.width;
  const reach = 34 + Math.abs(toY - fromY) * 0.45 + lane * 16;
  return {
    start: { x, y: fromY },
    end: { x, y: toY },
    bend: { x: x + reach, y: (fromY + toY) / 2 },
  };
}

export function centre({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

/** Where a ray from inside a box crosses its border. */
function leave(box: Box, from: Point, direction: Point): Point {
  const tx =
    direction.x === 0
      ? Infinity
      : ((direction.x > 0 ? box.x + box.width : box.x) - from.x) / direction.x;
  const ty =
    direction.y === 0
      ? Infinity
      : ((direction.y > 0 ? box.y + box.height : box.y) - from.y) / direction.y;
  const t = Math.max(0, Math.min(tx, ty));
  return { x: from.x + direction.x * t, y: from.y + direction.y * t };
}

/** Point of a wire at a share of its length, from the side that connected. */
export function pointOn({ start, bend, end }: Curve, share: number): Point {
  const rest = 1 - share;
  return {
    x: rest * rest * start.x + 2 * rest * share * bend.x + share * share * end.x,
    y: rest * rest * start.y + 2 * rest * share * bend.y + share * share * end.y,
  };
}
