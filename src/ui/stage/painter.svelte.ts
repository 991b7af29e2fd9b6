/**
 * Who draws the canvas of messages: a worker that all stages share, or, until it has come and wherever
 * there is none, the page itself.
 */
import { untrack } from 'svelte';
import { prepareCanvas } from './field.ts';
import type { Box } from './layout.ts';
import { paint } from './paint.ts';
import type { PaintOrder, Painting } from './painting.ts';

export interface Painter {
  /** The whole surface and, where it is less, the part that a small painting needs. */
  paint(painting: Painting, whole: Box, field: Box): void;
  close(): void;
}

class PaintThread {
  /** The worker once it has answered. A canvas that it draws cannot be drawn by the page any more. */
  worker = $state.raw<Worker | null>(null);
  #isAsked = false;
  #canvases = 0;

  nextId(): number {
    return this.#canvases++;
  }

  start(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    if (
      !('OffscreenCanvas' in globalThis) ||
      !('transferControlToOffscreen' in HTMLCanvasElement.prototype)
    )
      return;
    try {
      const worker = new Worker(new URL('./paint.worker.ts', import.meta.url), { type: 'module' });
      worker.onmessage = () => (this.worker = worker);
      worker.onerror = () => {
        worker.terminate();
        this.worker = null;
      };
    } catch {
      // Forbidden, as in a sandboxed frame: the page draws.
    }
  }
}

export const paintThread = new PaintThread();

/** The painter of a component's canvas, which the component makes anew when the worker comes or goes. */
export function usePainter(canvas: () => HTMLCanvasElement | undefined): {
  readonly current: Painter | undefined;
} {
  let current = $state.raw<Painter>();
  $effect(() => {
    paintThread.start();
    const made = canvas();
    if (made === undefined) return undefined;
    const worker = untrack(() => paintThread.worker);
    const painter = worker === null ? paintingHere(made) : paintingThere(made, worker);
    current = painter;
    return () => painter.close();
  });
  return {
    get current() {
      return current;
    },
  };
}

function paintingHere(canvas: HTMLCanvasElement): Painter {
  return {
    paint(painting, _whole, field) {
      const context = prepareCanvas(canvas, field);
      if (context !== null) paint(context, painting);
    },
    close: () => undefined,
  };
}

function paintingThere(canvas: HTMLCanvasElement, worker: Worker): Painter {
  const id = paintThread.nextId();
  const tell = (order: PaintOrder, given: Transferable[] = []) => worker.postMessage(order, given);
  const offscreen = canvas.transferControlToOffscreen();
  tell({ kind: 'open', id, canvas: offscreen }, [offscreen]);
  return {
    paint(painting, { width, height }) {
      const ratio = Math.min(2, devicePixelRatio);
      const [columns, rows] = [Math.round(width * ratio), Math.round(height * ratio)];
      tell({ kind: 'paint', id, columns, rows, ratio, painting });
    },
    close: () => tell({ kind: 'close', id }),
  };
}
