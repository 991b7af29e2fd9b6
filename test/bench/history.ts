/** A history to go back in: an ensemble of three with clients that never rest. */
import type { Timeline } from '../../src/engine/index.ts';
import { loadedService } from './ensemble.ts';

/** A timeline with at least so many events behind it. */
export function historyOf(events: number): Timeline {
  const timeline = loadedService(3);
  if (timeline.position < events) timeline.advance({ maxEvents: events - timeline.position });
  return timeline;
}
