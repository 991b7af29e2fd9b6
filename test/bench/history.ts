/** A history to go back in: an ensemble of three with clients that never rest. */
import type { Behavior } from '../../src/engine/index.ts';
import { Timeline } from '../../src/engine/index.ts';
import { ringNode, ringOptions } from './ring.ts';

/** A timeline with so many events behind it. */
export function historyOf(events: number): Timeline {
  const timeline = new Timeline(ringOptions(5, ringNode(4) as Behavior));
  timeline.advance({ maxEvents: events });
  return timeline;
}
