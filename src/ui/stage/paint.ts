/** Draws messages on a canvas, in the page or in a worker. */
import type { Channel } from '../../engine/index.ts';
import { LABEL_HEIGHT, nameFont } from './labels.ts';
import type { Label, Painting, Shape } from './painting.ts';

/** Either kind of canvas. */
export type Canvas = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Width of a shape's rim. */
const RIM = 1.5;

/** Onto a canvas that has been wiped. */
export function paint(canvas: Canvas, painting: Painting): void {
  const { shapes, wiped, labels, font } = painting;
  for (const shape of shapes) drawShape(canvas, shape);
  canvas.font = `650 9.5px ${font}`;
  canvas.textAlign = 'center';
  for (const { number, x, y, rim } of shapes) {
    if (number === '') continue;
    canvas.fillStyle = rim;
    canvas.fillText(number, x, y + 3.3);
  }
  canvas.textAlign = 'start';
  // Where many travel they pass behind the cards. Wiping is cheaper than a clip.
  for (const { x, y, width, height } of wiped) canvas.clearRect(x, y, width, height);
  canvas.font = nameFont(font);
  for (const label of labels) drawLabel(canvas, label, painting);
}

/** Shape by channel: disc for clients, square for data, diamond for control. */
function drawShape(canvas: Canvas, { channel, angle, x, y, size, face, rim }: Shape): void {
  // Two fills, the rim's and the face's: a browser without a graphics card strokes far more slowly.
  canvas.fillStyle = rim;
  trace(canvas, channel, angle, x, y, size, RIM / 2);
  canvas.fillStyle = face;
  trace(canvas, channel, angle, x, y, size, -RIM / 2);
}

/** Fills a shape that is larger all around by `grown`. */
function trace(
  canvas: Canvas,
  channel: Channel,
  angle: number,
  x: number,
  y: number,
  size: number,
  grown: number,
): void {
  canvas.beginPath();
  if (channel === 'data') turnedRect(canvas, x, y, size + grown, size * 0.8 + grown, angle);
  else if (channel === 'control') {
    turnedRect(canvas, x, y, size * 0.85 + grown, size * 0.85 + grown, Math.PI / 4);
  } else canvas.arc(x, y, size + grown, 0, Math.PI * 2);
  canvas.fill();
}

/** A rectangle around a point, half as wide and high as told, turned by an angle. */
function turnedRect(
  canvas: Canvas,
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

function drawLabel(canvas: Canvas, label: Label, { surface, ink }: Painting): void {
  const { text, box, rim, isSelected } = label;
  canvas.beginPath();
  canvas.roundRect(box.x, box.y, box.width, LABEL_HEIGHT, LABEL_HEIGHT / 2);
  canvas.globalAlpha = 0.94;
  canvas.fillStyle = surface;
  canvas.fill();
  canvas.globalAlpha = 1;
  canvas.strokeStyle = rim;
  canvas.lineWidth = isSelected ? 2 : 1;
  canvas.stroke();
  canvas.fillStyle = ink;
  canvas.fillText(text, box.x + 6, box.y + 12.5);
}
