/**
 * Fixed tasks, timed in the very page that a figure was measured in: what browser and machine make of
 * the same work at that moment. They never change, so that a figure's ratio to its task can be compared
 * between machines, and between an hour in which other programs ran and one in which none did.
 */
import type { Page } from 'playwright';
import type { Reference } from './figure.ts';

/** Objects, strings, a sort and a map, as the page's own code has them. Runs in the browser. */
function script(): number[] {
  const times: number[] = [];
  for (let round = 0; round < 20; round++) {
    const startedAt = performance.now();
    let seed = 1;
    const items: { key: string; weight: number }[] = [];
    for (let i = 0; i < 5_000; i++) {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      items.push({ key: seed.toString(36), weight: seed & 255 });
    }
    items.sort((a, b) => (a.key < b.key ? -1 : 1));
    const sums = new Map<string, number>();
    for (const { key, weight } of items) {
      sums.set(key.slice(0, 2), (sums.get(key.slice(0, 2)) ?? 0) + weight);
    }
    JSON.parse(JSON.stringify([...sums]));
    times.push(performance.now() - startedAt);
  }
  return times;
}

/** Discs and words on a canvas, read back so that they are really drawn. Runs in the browser. */
function canvas(): number[] {
  const surface = document.createElement('canvas');
  surface.width = 1280;
  surface.height = 800;
  const context = surface.getContext('2d', { willReadFrequently: true })!;
  context.font = '600 16px sans-serif';
  const times: number[] = [];
  for (let round = 0; round < 20; round++) {
    const startedAt = performance.now();
    context.clearRect(0, 0, 1280, 800);
    for (let i = 0; i < 400; i++) {
      context.fillStyle = `hsl(${i} 60% 50%)`;
      context.beginPath();
      context.arc((i * 37) % 1280, (i * 53) % 800, 20, 0, Math.PI * 2);
      context.fill();
      if (i % 4 === 0) context.fillText(`message ${i}`, (i * 71) % 1280, (i * 29) % 800);
    }
    context.getImageData(0, 0, 1, 1);
    times.push(performance.now() - startedAt);
  }
  return times;
}

/**
 * Once behind the measurement, so that it disturbs nothing. The middle of twenty rounds: what slows the
 * page down sleeps now and then, and the best round would be one that it has missed.
 */
export async function timeReference(page: Page, task: Reference['task']): Promise<Reference> {
  const times = await page.evaluate(task === 'script' ? script : canvas);
  const ms = times.sort((a, b) => a - b)[times.length >> 1]!;
  return { task, ms };
}
