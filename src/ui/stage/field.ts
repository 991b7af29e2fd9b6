/**
 * The part of the stage's surface that a canvas covers. Each frame a browser without a graphics card
 * copies all of a canvas that has changed, whatever was drawn: a smaller one is cheaper.
 */
import type { Box, View } from './layout.ts';
import type { Wire } from './wires.ts';

/** Room for the largest shape beside its wire, in pixels. */
const MARGIN = 16;

/** Where messages without names can be, in whole pixels of the surface. */
export function fieldOf(wires: readonly Wire[], view: View, whole: Box): Box {
  const points = wires.flatMap(({ start, bend, end }) => [start, bend, end]);
  if (points.length === 0) return whole;
  const xs = points.map(({ x }) => x * view.scale + view.x);
  const ys = points.map(({ y }) => y * view.scale + view.y);
  const x = Math.max(0, Math.floor(Math.min(...xs)) - MARGIN);
  const y = Math.max(0, Math.floor(Math.min(...ys)) - MARGIN);
  const width = Math.min(whole.width, Math.ceil(Math.max(...xs)) + MARGIN) - x;
  const height = Math.min(whole.height, Math.ceil(Math.max(...ys)) + MARGIN) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : whole;
}

/** As they were set: a browser tells them in words of its own. */
const styles = new WeakMap<HTMLCanvasElement, string>();

/** Lays a canvas over a part of the surface and wipes it; what is drawn counts from the surface's corner. */
export function prepareCanvas(
  canvas: HTMLCanvasElement,
  { x, y, width, height }: Box,
): CanvasRenderingContext2D | null {
  const ratio = Math.min(2, devicePixelRatio);
  const [columns, rows] = [Math.round(width * ratio), Math.round(height * ratio)];
  const style = `width: ${width}px; height: ${height}px; translate: ${x}px ${y}px`;
  if (canvas.width !== columns) canvas.width = columns;
  if (canvas.height !== rows) canvas.height = rows;
  if (styles.get(canvas) !== style) {
    styles.set(canvas, style);
    canvas.style.cssText = style;
  }
  const context = canvas.getContext('2d');
  context?.setTransform(ratio, 0, 0, ratio, -x * ratio, -y * ratio);
  context?.clearRect(x, y, width, height);
  return context;
}
