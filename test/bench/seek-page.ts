/** Runs in the browser: the worst of 200 random seeks in a history of 10,000 events. */
import { nextInteger, splitStream } from '../../src/engine/index.ts';
import { historyOf } from './history.ts';

const events = 10_000;

function worstSeekMs(): number {
  const timeline = historyOf(events);
  let random = splitStream(1, 'seeks');
  let worst = 0;
  for (let i = -20; i < 200; i++) {
    let position;
    [position, random] = nextInteger(random, events);
    const startedAt = performance.now();
    timeline.seek(position);
    // The first ones compile what they use.
    if (i >= 0) worst = Math.max(worst, performance.now() - startedAt);
  }
  return worst;
}

Object.assign(globalThis, { worstSeekMs });
