/** Runs in the browser: the space-time diagram by itself, of a service that was worked with. */
import { mount, tick } from 'svelte';
import { Session } from '../../src/ui/session/session.svelte.ts';
import SpaceTime from '../../src/ui/spacetime/SpaceTime.svelte';
import '../../src/ui/theme/tokens.css';
import '../../src/ui/theme/base.css';
import { crowdedService } from './ensemble.ts';

/** Gives how many events there are. */
async function showDiagram(events: number): Promise<number> {
  const timeline = crowdedService(5, 3);
  while (timeline.length < events) timeline.advance({ maxEvents: events - timeline.length });
  const session = new Session(timeline);
  session.refresh();
  const target = document.createElement('div');
  target.style.cssText = 'position: fixed; inset: 0; display: grid';
  document.body.replaceChildren(target);
  mount(SpaceTime, { target, props: { session } });
  await tick();
  return timeline.length;
}

/** Scrolls up from the end, so far in each second, and counts the frames that were drawn. */
function countScrolled(durationMs: number, pixelsPerSecond: number): Promise<number> {
  const scroller = document.querySelector<HTMLElement>('.scroller')!;
  return new Promise((resolve) => {
    let frames = 0;
    const startedAt = performance.now();
    let lastMs = startedAt;
    let way = -1;
    const step = (nowMs: number): void => {
      frames++;
      const before = scroller.scrollTop;
      scroller.scrollTop += (way * pixelsPerSecond * (nowMs - lastMs)) / 1000;
      // At an end it turns round.
      if (scroller.scrollTop === before && nowMs > lastMs) way = -way;
      lastMs = nowMs;
      if (nowMs - startedAt < durationMs) requestAnimationFrame(step);
      else resolve(frames / ((nowMs - startedAt) / 1000));
    };
    requestAnimationFrame(step);
  });
}

Object.assign(globalThis, { showDiagram, countScrolled });
