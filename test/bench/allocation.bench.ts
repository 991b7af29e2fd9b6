/**
 * kernel.bytesPerStep: bytes that an event of a busy ensemble of three allocates, all of it: records,
 * state, effects, and what lives no longer than the step.
 *
 * V8 counts no bytes allocated, but how many of its heap are in use: between two collections that
 * number only grows. So short stretches are measured, each far smaller than the space for the young;
 * one that a collection fell into comes out too small, and the median passes it over.
 */
import { getHeapStatistics } from 'node:v8';
import { loadedService } from './ensemble.ts';
import type { Figure } from './figure.ts';

/** Each a checkpoint's distance, so that every stretch holds one. */
const events = 320;
const stretches = 300;
const warmUp = 40_000;

function usedBytes(): number {
  return getHeapStatistics().used_heap_size;
}

export function* figures(): Generator<Figure> {
  const timeline = loadedService(3);
  timeline.advance({ maxEvents: warmUp });
  const grown = Array.from({ length: stretches }, () => {
    const before = usedBytes();
    timeline.advance({ maxEvents: events });
    return usedBytes() - before;
  });
  const median = grown.sort((a, b) => a - b)[stretches / 2]!;
  yield { name: 'kernel.bytesPerStep', value: median / events, unit: 'B' };
}
