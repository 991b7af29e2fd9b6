/** What the canvas of messages is told to show. */
import { expect, test } from 'vitest';
import type { Placed } from '../../../src/ui/stage/flights.ts';
import { LabelPlaces } from '../../../src/ui/stage/labels.ts';
import { MAX_LABELS, paintingOf } from '../../../src/ui/stage/painting.ts';
import type { Palette } from '../../../src/ui/stage/palette.ts';

const palette = {
  surface: 'white',
  ink: 'black',
  accent: 'teal',
  danger: 'red',
  tones: {
    client: 'green',
    leading: 'blue',
    following: 'plum',
    searching: 'ochre',
    failed: 'grey',
    plain: 'grey',
  },
  font: 'sans-serif',
} as unknown as Palette;
const view = { x: 10, y: 20, scale: 0.5 };
const cards = [{ x: 0, y: 0, width: 30, height: 20 }];
const ground = () => ({ cards, places: new LabelPlaces(), widthOf: (text: string) => text.length });

function message(sequence: number, more: object = {}, isHeld = false): Placed {
  const flight = { sequence, isHeld, message: { type: 'ACK' } };
  const place = { x: sequence * 40, y: 100, angle: 0, channel: 'data', tone: 'leading' };
  return { ...place, count: 1, label: null, flight, ...more } as unknown as Placed;
}

const many = Array.from({ length: MAX_LABELS + 1 }, (_, index) => message(index));

test('a few messages have their names, and know where these stand', () => {
  const placed = [message(1), message(2, { count: 3, tone: 'client' })];
  const { shapes, labels, wiped } = paintingOf(placed, view, palette, null, ground());
  expect(shapes[0]).toMatchObject({ x: 30, y: 70, face: 'blue', rim: 'white', number: '' });
  expect(labels.map(({ text, rim }) => `${text} ${rim}`)).toEqual(['ACK blue', 'ACK ×3 green']);
  expect(placed.map(({ label }) => label)).toEqual(labels.map(({ box }) => box));
  expect(wiped).toEqual([]);
});

test('of many only the chosen one has its name; bundles have numbers, cards stay free', () => {
  const placed = [...many, message(99, { count: 4 })];
  const { shapes, labels, wiped } = paintingOf(placed, view, palette, 3, ground());
  expect(labels).toHaveLength(1);
  expect(labels[0]).toMatchObject({ text: 'ACK', rim: 'teal', isSelected: true });
  expect(shapes.filter(({ number }) => number !== '').map(({ number }) => number)).toEqual(['4']);
  expect(shapes[3]!.size).toBeGreaterThan(shapes[2]!.size);
  expect(wiped).toBe(cards);
});

test('one that is held is told apart by more than a colour of its face', () => {
  const { shapes, labels } = paintingOf([message(1, {}, true)], view, palette, null, ground());
  expect(shapes[0]).toMatchObject({ face: 'white', rim: 'red' });
  expect(labels[0]).toMatchObject({ rim: 'red', isSelected: false });
});
