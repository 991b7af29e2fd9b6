/**
 * Messages on a canvas above the stage: one shape a kind, one colour an origin, the name beside it, several of one kind
 * close together as one with a number. A canvas, because hundreds of moving SVG elements cost more
 * than a phone has.
 */
import type { Flight, RoleKind } from '../../engine/index.ts';
import type { LabelPlaces } from './labels.ts';
import { LABEL_HEIGHT } from './labels.ts';
import type { Box } from './layout.ts';
import { messageLabel } from './message-text.ts';
import type { Wire } from './wires.ts';
import { pointOn } from './wires.ts';

export interface Placed {
  readonly flight: Flight;
  readonly x: number;
  readonly y: number;
  readonly angle: number;
  readonly purpose: Wire['purpose'];
  readonly origin: Origin;
  count: number;
  /** Where its name stands on the surface, while it has one. */
  label: Box | null;
}

/** Who sent a message: what its colour tells. */
export type Origin = 'client' | 'leader' | 'learner' | 'looking' | 'other';

export function originOf(kind: RoleKind): Origin {
  switch (kind) {
    case 'leader':
    case 'looking':
    case 'client':
      return kind;
    case 'standalone':
      return 'leader';
    case 'follower':
    case 'observer':
    case 'readOnly':
      return 'learner';
    default:
      return 'other';
  }
}

export interface View {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface Palette {
  readonly surface: string;
  readonly ink: string;
  readonly line: string;
  readonly accent: string;
  readonly danger: string;
  readonly purposes: Readonly<Record<Wire['purpose'], string>>;
  readonly origins: Readonly<Record<Origin, string>>;
  readonly font: string;
}

/** With more messages than these, none but the chosen one has its name beside it. */
export const MAX_LABELS = 28;
const BUNDLE = 16;
/** Width of a shape's rim. */
const RIM = 1.5;

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return {
    surface: of('--surface'),
    ink: of('--ink'),
    line: of('--line-strong'),
    accent: of('--accent'),
    danger: of('--danger'),
    purposes: {
      client: of('--message-client'),
      quorum: of('--message-quorum'),
      election: of('--message-election'),
      other: of('--ink-soft'),
    },
    origins: {
      client: of('--message-client'),
      leader: of('--message-quorum'),
      learner: of('--message-learner'),
      looking: of('--message-election'),
      other: of('--ink-soft'),
    },
    font: style.fontFamily,
  };
}

/** Where each message is at a moment, in the stage's coordinates; near ones of a wire are one. */
export function placeFlights(
  flights: readonly Flight[],
  wires: ReadonlyMap<number, Wire>,
  clockMs: number,
  options: {
    readonly arePingsShown: boolean;
    readonly isStill: boolean;
    readonly origins: ReadonlyMap<number, Origin>;
  },
): Placed[] {
  const placed: Placed[] = [];
  const bundles = new Map<string, Placed>();
  for (const flight of flights) {
    if (flight.isPing && !options.arePingsShown) continue;
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
    const origin = options.origins.get(flight.fromPid) ?? 'other';
    const item = { flight, x, y, angle, purpose: wire.purpose, origin, count: 1, label: null };
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

/** Cards that names keep off, and the memory of where they stood. */
export interface LabelGround {
  readonly cards: readonly Box[];
  readonly places: LabelPlaces;
}

export function drawMessages(
  canvas: CanvasRenderingContext2D,
  placed: readonly Placed[],
  view: View,
  palette: Palette,
  selected: number | null,
  ground: LabelGround,
): void {
  const size = Math.max(3.4, Math.min(6.5, 6 * view.scale));
  const at = ({ x, y }: Placed) => [x * view.scale + view.x, y * view.scale + view.y] as const;
  const isAll = placed.length <= MAX_LABELS;
  for (const item of placed) {
    const isSelected = item.flight.sequence === selected;
    drawShape(canvas, item, ...at(item), isSelected ? size * 1.5 : sizeOf(item, size), palette);
  }
  if (!isAll) {
    drawCounts(canvas, placed, at, palette);
    wipeCards(canvas, ground.cards);
  }
  const named = isAll ? placed : placed.filter(({ flight }) => flight.sequence === selected);
  canvas.font = `600 11px ${palette.font}`;
  const wishes = named.map((item) => {
    const [x, y] = at(item);
    const width = Math.ceil(widthOf(canvas, textOf(item))) + 12;
    return { sequence: item.flight.sequence, x, y, width };
  });
  const boxes = ground.places.place(wishes, ground.cards);
  named.forEach((item, index) => {
    item.label = boxes[index]!;
    drawLabel(canvas, item, item.label, palette, item.flight.sequence === selected);
  });
}

/** Shape by purpose: disc for clients, square for the quorum, diamond for elections. */
function drawShape(
  canvas: CanvasRenderingContext2D,
  { purpose, origin, angle, flight }: Placed,
  x: number,
  y: number,
  size: number,
  palette: Palette,
): void {
  // Two fills, the rim's and the face's: a browser without a graphics card strokes far more slowly.
  const rim = RIM / 2;
  canvas.fillStyle = flight.isHeld ? palette.danger : palette.surface;
  trace(canvas, purpose, angle, x, y, size, rim);
  canvas.fillStyle = flight.isHeld ? palette.surface : palette.origins[origin];
  trace(canvas, purpose, angle, x, y, size, -rim);
}

/** Fills a shape that is larger all around by `grown`. */
function trace(
  canvas: CanvasRenderingContext2D,
  purpose: Wire['purpose'],
  angle: number,
  x: number,
  y: number,
  size: number,
  grown: number,
): void {
  canvas.beginPath();
  if (purpose === 'quorum') turnedRect(canvas, x, y, size + grown, size * 0.8 + grown, angle);
  else if (purpose === 'election') {
    turnedRect(canvas, x, y, size * 0.85 + grown, size * 0.85 + grown, Math.PI / 4);
  } else canvas.arc(x, y, size + grown, 0, Math.PI * 2);
  canvas.fill();
}

/** A rectangle around a point, half as wide and high as told, turned by an angle. */
function turnedRect(
  canvas: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  angle: number,
): void {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [ax, ay, bx, by] = [width * cos, width * sin, -height * sin, height * cos];
  canvas.moveTo(x - ax - bx, y - ay - by);
  canvas.lineTo(x + ax - bx, y + ay - by);
  canvas.lineTo(x + ax + bx, y + ay + by);
  canvas.lineTo(x - ax + bx, y - ay + by);
  canvas.closePath();
}

/** Where many travel they pass behind the cards, which stay readable. Wiping is cheaper than a clip. */
function wipeCards(canvas: CanvasRenderingContext2D, cards: readonly Box[]): void {
  for (const { x, y, width, height } of cards) canvas.clearRect(x, y, width, height);
}

/** A bundle is larger, and large enough for its number. */
function sizeOf({ count }: Placed, size: number): number {
  return count === 1 ? size : Math.max(7.5, Math.min(13, 5 + 2 * Math.log2(count)));
}

function drawCounts(
  canvas: CanvasRenderingContext2D,
  placed: readonly Placed[],
  at: (item: Placed) => readonly [number, number],
  palette: Palette,
): void {
  canvas.font = `650 9.5px ${palette.font}`;
  canvas.textAlign = 'center';
  for (const item of placed) {
    if (item.count === 1) continue;
    const [x, y] = at(item);
    canvas.fillStyle = item.flight.isHeld ? palette.danger : palette.surface;
    canvas.fillText(String(item.count), x, y + 3.3);
  }
  canvas.textAlign = 'start';
}

const widths = new Map<string, number>();

function widthOf(canvas: CanvasRenderingContext2D, text: string): number {
  let width = widths.get(text);
  if (width === undefined) {
    if (widths.size > 2000) widths.clear();
    width = canvas.measureText(text).width;
    widths.set(text, width);
  }
  return width;
}

function textOf({ flight, count }: Placed): string {
  const name = messageLabel(flight.message);
  return count > 1 ? `${name} ×${count}` : name;
}

function drawLabel(
  canvas: CanvasRenderingContext2D,
  item: Placed,
  box: Box,
  palette: Palette,
  isSelected: boolean,
): void {
  canvas.beginPath();
  canvas.roundRect(box.x, box.y, box.width, LABEL_HEIGHT, LABEL_HEIGHT / 2);
  canvas.globalAlpha = 0.94;
  canvas.fillStyle = palette.surface;
  canvas.fill();
  canvas.globalAlpha = 1;
  canvas.strokeStyle = isSelected
    ? palette.accent
    : item.flight.isHeld
      ? palette.danger
      : palette.origins[item.origin];
  canvas.lineWidth = isSelected ? 2 : 1;
  canvas.stroke();
  canvas.fillStyle = palette.ink;
  canvas.fillText(textOf(item), box.x + 6, box.y + 12.5);
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
