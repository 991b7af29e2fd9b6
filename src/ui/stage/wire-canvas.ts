/** Connections drawn on a canvas below the cards, and found again under the pointer. */
import type { Point, View } from './layout.ts';
import type { Palette } from './palette.ts';
import type { Wire } from './wires.ts';
import { pointOn } from './wires.ts';

/** From here on connections are drawn as a web. */
const MANY = 80;
/** From here on each line of the web is fainter. */
const FAINT_FROM = 300;
const DASHES: Readonly<Record<string, readonly number[]>> = {
  cut: [6, 6],
  dialling: [4, 5],
  control: [1.5, 4],
  plain: [],
};

function styleOf({ cut, state, channel }: Wire): keyof typeof DASHES {
  if (cut !== 'none') return 'cut';
  if (state === 'dialling') return 'dialling';
  return channel === 'control' ? 'control' : 'plain';
}

export function drawWires(
  canvas: CanvasRenderingContext2D,
  wires: readonly Wire[],
  view: View,
  palette: Palette,
  selected: number | null,
): void {
  if (wires.length > MANY) {
    drawWeb(canvas, wires, view, palette);
    const chosen = wires.find(({ id }) => id === selected);
    if (chosen === undefined) return;
    return drawWires(canvas, [chosen], view, palette, selected);
  }
  for (const wire of wires) {
    const isSelected = wire.id === selected;
    const style = styleOf(wire);
    canvas.setLineDash(isSelected ? [] : [...(DASHES[style] ?? [])]);
    canvas.lineCap = style === 'control' ? 'round' : 'butt';
    canvas.globalAlpha = isSelected ? 1 : style === 'dialling' ? 0.4 : 0.8;
    canvas.lineWidth = isSelected ? 3.4 : wire.channel === 'data' ? 1.8 : 1.3;
    canvas.strokeStyle = isSelected
      ? palette.accent
      : style === 'cut'
        ? palette.danger
        : wire.channel === 'control' || wire.channel === 'other'
          ? palette.line
          : palette.channels[wire.channel];
    canvas.beginPath();
    trace(canvas, wire, view);
    canvas.stroke();
  }
  canvas.setLineDash([]);
  canvas.globalAlpha = 1;
}

function trace(canvas: CanvasRenderingContext2D, { start, bend, end }: Wire, view: View): void {
  const at = ({ x, y }: Point) => [x * view.scale + view.x, y * view.scale + view.y] as const;
  canvas.moveTo(...at(start));
  canvas.quadraticCurveTo(...at(bend), ...at(end));
}

/** Hundreds of connections: one stroke a channel, without dashes, which cost the most. */
function drawWeb(
  canvas: CanvasRenderingContext2D,
  wires: readonly Wire[],
  view: View,
  palette: Palette,
): void {
  canvas.lineWidth = 1;
  for (const channel of ['control', 'other', 'data', 'client', 'cut'] as const) {
    const isCut = channel === 'cut';
    // A thousand lines are no more to be read than one another's shadow.
    const share = Math.min(1, FAINT_FROM / wires.length);
    canvas.globalAlpha = isCut
      ? 0.6
      : channel === 'control'
        ? 0.22 * share
        : 0.6 * Math.sqrt(share);
    canvas.strokeStyle = isCut
      ? palette.danger
      : channel === 'control'
        ? palette.line
        : palette.channels[channel];
    canvas.beginPath();
    for (const wire of wires) {
      if (isCut ? wire.cut !== 'none' : wire.cut === 'none' && wire.channel === channel) {
        trace(canvas, wire, view);
      }
    }
    canvas.stroke();
  }
  canvas.globalAlpha = 1;
}

/** The connection under a point of the stage's coordinates, within a reach. */
export function wireAt(wires: readonly Wire[], point: Point, reach: number): Wire | undefined {
  let best: Wire | undefined;
  let bestDistance = reach;
  for (const wire of wires) {
    for (let share = 0.02; share < 1; share += 0.04) {
      const { x, y } = pointOn(wire, share);
      const distance = Math.hypot(x - point.x, y - point.y);
      if (distance >= bestDistance) continue;
      best = wire;
      bestDistance = distance;
    }
    // Long straight wires: the sampled points may be far apart.
    const distance = distanceToSegment(point, wire.start, wire.end);
    const isStraight = wire.fromHost !== wire.toHost;
    if (isStraight && distance < bestDistance) {
      best = wire;
      bestDistance = distance;
    }
  }
  return best;
}

function distanceToSegment(point: Point, a: Point, b: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const along = ((point.x - a.x) * dx + (point.y - a.y) * dy) / (dx * dx + dy * dy || 1);
  const share = Math.max(0, Math.min(1, along));
  return Math.hypot(point.x - a.x - share * dx, point.y - a.y - share * dy);
}
