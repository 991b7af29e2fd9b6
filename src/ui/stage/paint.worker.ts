/**
 * Draws the canvases of messages away from the page's own thread, which has the cluster to run. What
 * comes while a frame is being drawn replaces what came before it.
 */
import { paint } from './paint.ts';
import type { PaintOrder } from './painting.ts';

const canvases = new Map<number, OffscreenCanvas>();
const due = new Map<number, Extract<PaintOrder, { kind: 'paint' }>>();

onmessage = ({ data }: MessageEvent<PaintOrder>): void => {
  if (data.kind === 'open') canvases.set(data.id, data.canvas);
  else if (data.kind === 'close') {
    canvases.delete(data.id);
    due.delete(data.id);
  } else {
    if (due.size === 0) requestAnimationFrame(draw);
    due.set(data.id, data);
  }
};

function draw(): void {
  for (const [id, { columns, rows, ratio, painting }] of due) {
    const canvas = canvases.get(id);
    const context = canvas?.getContext('2d');
    if (canvas === undefined || context === null || context === undefined) continue;
    if (canvas.width !== columns) canvas.width = columns;
    if (canvas.height !== rows) canvas.height = rows;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, columns / ratio, rows / ratio);
    paint(context, painting);
  }
  due.clear();
}

postMessage('ready');
