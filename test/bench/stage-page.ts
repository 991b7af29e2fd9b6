/** Runs in the browser: the page's stage by itself, with a world that never rests. */
import { mount } from 'svelte';
import { Timeline } from '../../src/engine/index.ts';
import type { Behavior } from '../../src/engine/index.ts';
import { Session } from '../../src/ui/session/session.svelte.ts';
import Stage from '../../src/ui/stage/Stage.svelte';
import '../../src/ui/theme/tokens.css';
import '../../src/ui/theme/base.css';
import { crowdedService } from './ensemble.ts';
import { ringNode, ringOptions } from './ring.ts';

const worlds = {
  /** Sixty nodes, 540 messages always under way. */
  crowd(): Timeline {
    const timeline = new Timeline(ringOptions(60, ringNode(9) as Behavior));
    timeline.advance({ maxEvents: 5_000 });
    return timeline;
  },
  /** Eight servers; six clients with some fifty messages under way. */
  service: (): Timeline => crowdedService(8, 6),
};

function show(name: keyof typeof worlds): number {
  const session = new Session(worlds[name]());
  const target = document.createElement('div');
  target.style.cssText = 'position: fixed; inset: 0; display: grid';
  document.body.replaceChildren(target);
  mount(Stage, { target, props: { session } });
  session.play();
  return session.flights.length;
}

/** Frames drawn in this time; nothing else runs meanwhile. */
function countFrames(durationMs: number): Promise<number> {
  return new Promise((resolve) => {
    let frames = 0;
    const startedAt = performance.now();
    const count = (nowMs: number): void => {
      frames++;
      if (nowMs - startedAt < durationMs) requestAnimationFrame(count);
      else resolve(frames / ((nowMs - startedAt) / 1000));
    };
    requestAnimationFrame(count);
  });
}

Object.assign(globalThis, { show, countFrames });
