/**
 * What the canvas of messages shows, as plain data that can go to another thread: one shape a kind, one
 * colour a tone, the name beside it, several of one kind close together as one with a number.
 *
 * Read next: paint.ts, which draws it, and painter.svelte.ts, which says where.
 */
import type { Channel } from '../../engine/index.ts';
import type { Placed } from './flights.ts';
import type { LabelPlaces } from './labels.ts';
import type { Box, View } from './layout.ts';
import { messageLabel } from './message-text.ts';
import type { Palette } from './palette.ts';

export interface Shape {
  /** On the surface, in pixels, as all here. */
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly angle: number;
  readonly channel: Channel;
  readonly face: string;
  readonly rim: string;
  /** How many messages it stands for, where it says so. */
  readonly number: string;
}

export interface Label {
  readonly text: string;
  readonly box: Box;
  readonly rim: string;
  readonly isSelected: boolean;
}

export interface Painting {
  readonly shapes: readonly Shape[];
  /** Cards that the shapes pass behind. */
  readonly wiped: readonly Box[];
  readonly labels: readonly Label[];
  readonly surface: string;
  readonly ink: string;
  readonly font: string;
}

/** What the page tells the worker that draws. */
export type PaintOrder =
  | { readonly kind: 'open'; readonly id: number; readonly canvas: OffscreenCanvas }
  | { readonly kind: 'close'; readonly id: number }
  | {
      readonly kind: 'paint';
      readonly id: number;
      readonly columns: number;
      readonly rows: number;
      readonly ratio: number;
      readonly painting: Painting;
    };

/** With more messages than these, none but the chosen one has its name beside it. */
export const MAX_LABELS = 28;

/** Cards that names keep off, the memory of where they stood, and how wide they are. */
export interface LabelGround {
  readonly cards: readonly Box[];
  readonly places: LabelPlaces;
  readonly widthOf: (text: string, font: string) => number;
}

/** Tells each message where its name stands, too. */
export function paintingOf(
  placed: readonly Placed[],
  view: View,
  palette: Palette,
  selected: number | null,
  ground: LabelGround,
): Painting {
  const { surface, ink, font } = palette;
  const areNamed = placed.length <= MAX_LABELS;
  const size = Math.max(3.4, Math.min(6.5, 6 * view.scale));
  const shapes = placed.map(({ x, y, angle, channel, tone, count, flight }) => {
    const whole = flight.sequence === selected ? size * 1.5 : sizeOf(count, size);
    return {
      x: x * view.scale + view.x,
      y: y * view.scale + view.y,
      size: whole,
      angle,
      channel,
      face: flight.isHeld ? surface : palette.tones[tone],
      rim: flight.isHeld ? palette.danger : surface,
      number: areNamed || count === 1 ? '' : String(count),
    };
  });
  const named = areNamed ? placed : placed.filter(({ flight }) => flight.sequence === selected);
  const labels = labelsOf(named, view, palette, selected, ground);
  return { shapes, wiped: areNamed ? [] : ground.cards, labels, surface, ink, font };
}

/** A bundle is larger, and large enough for its number. */
function sizeOf(count: number, size: number): number {
  return count === 1 ? size : Math.max(7.5, Math.min(13, 5 + 2 * Math.log2(count)));
}

function labelsOf(
  named: readonly Placed[],
  view: View,
  palette: Palette,
  selected: number | null,
  { cards, places, widthOf }: LabelGround,
): Label[] {
  const texts = named.map(textOf);
  const wishes = named.map(({ flight, x, y }, index) => ({
    sequence: flight.sequence,
    x: x * view.scale + view.x,
    y: y * view.scale + view.y,
    width: Math.ceil(widthOf(texts[index]!, palette.font)) + 12,
  }));
  const boxes = places.place(wishes, cards);
  return named.map((item, index) => {
    const box = boxes[index]!;
    item.label = box;
    const isSelected = item.flight.sequence === selected;
    const { accent, danger, tones } = palette;
    const rim = isSelected ? accent : item.flight.isHeld ? danger : tones[item.tone];
    return { text: texts[index]!, box, rim, isSelected };
  });
}

function textOf({ flight, count }: Placed): string {
  const name = messageLabel(flight.message);
  return count > 1 ? `${name} ×${count}` : name;
}
