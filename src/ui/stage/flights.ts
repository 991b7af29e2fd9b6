/** Where messages are on the stage: on their wires, near ones of a kind as one; found under a point. Pure. */
import type { Channel, Flight, Tone } from '../../engine/index.ts';
import type { Box, View } from './layout.ts';
import type { Wire } from './wires.ts';
import { pointOn } from './wires.ts';

export interface Placed {
  readonly flight: Flight;
  readonly x: number;
  readonly y: number;
  readonly angle: number;
  readonly channel: Channel;
  /** Of who sent it: what its colour tells. */
  readonly tone: Tone;
  count: number;
  /** Where its name stands on the surface, while it has one. */
  label: Box | null;
}

const BUNDLE = 16;

/** Where each message is at a moment, in the stage's coordinates; near ones of a wire are one. */
export function placeFlights(
  flights: readonly Flight[],
  wires: ReadonlyMap<number, Wire>,
  clockMs: number,
  options: {
    readonly arePingsShown: boolean;
    readonly isStill: boolean;
    readonly tones: ReadonlyMap<number, Tone>;
  },
): Placed[] {
  const placed: Placed[] = [];
  const bundles = new Map<string, Placed>();
  for (const flight of flights) {
    if (flight.weight !== 'normal' && !options.arePingsShown) continue;
    const wire = wires.get(flight.connection);
    if (wire === undefined) continue;
    const isForward = flight.fromPid === wire.fromPid;
    const share = shareOf(flight, clockMs, options.isStill);
    const along = isForward ? share : 1 - share;
    const { x, y } = pointOn(wire, along);
    const near = pointOn(wire, Math.min(1, along + 0.01));
    const angle = Math.atan2(near.y - y, near.x - x) + (isForward ? 0 : Math.PI);
    const length = Math.hypot(wire.end.x - wire.start.x, wire.end.y - wire.start.y);
    const key = `${flight.connection}${isForward}${flight.message?.type}${Math.round((share * length) / BUNDLE)}`;
    const first = bundles.get(key);
    if (first !== undefined) {
      first.count++;
      continue;
    }
    const tone = options.tones.get(flight.fromPid) ?? 'plain';
    const item = { flight, x, y, angle, channel: wire.channel, tone, count: 1, label: null };
    bundles.set(key, item);
    placed.push(item);
  }
  return placed;
}

function shareOf({ isHeld, sentAtMs, arrivesAtMs }: Flight, clockMs: number, isStill: boolean) {
  if (isHeld) return 0.4;
  if (isStill) return 0.5;
  const share = (clockMs - sentAtMs) / Math.max(0.001, arrivesAtMs - sentAtMs);
  return Math.max(0, Math.min(1, share));
}

/** The message under a point of the stage's surface; labels count too. */
export function messageAt(
  placed: readonly Placed[],
  view: View,
  x: number,
  y: number,
): Placed | undefined {
  let best: Placed | undefined;
  let bestDistance = 16;
  for (const item of placed) {
    const dx = x - (item.x * view.scale + view.x);
    const dy = y - (item.y * view.scale + view.y);
    const distance = isInside(item.label, x, y)
      ? Math.min(10, Math.hypot(dx, dy))
      : Math.hypot(dx, dy);
    if (distance < bestDistance) {
      best = item;
      bestDistance = distance;
    }
  }
  return best;
}

function isInside(box: Box | null, x: number, y: number): boolean {
  if (box === null) return false;
  return x >= box.x && y >= box.y && x <= box.x + box.width && y <= box.y + box.height;
}
