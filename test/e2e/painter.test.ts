/** The canvas of messages: drawn by a worker, and by the page wherever the worker fails. */
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { en } from '../../src/ui/i18n/en.ts';
import type { VisitOptions } from './visit.ts';
import { useBuiltPage, visit } from './visit.ts';
import { PATIENCE, button, pane, pause } from './workbench.ts';

useBuiltPage();

/** Runs in the page: how many dots of the messages' canvas are not empty. */
function paintedDots(): number {
  const canvas = [...document.querySelectorAll<HTMLCanvasElement>('.stage canvas')].at(-1)!;
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d')!;
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
  let dots = 0;
  for (let i = 3; i < data.length; i += 4) if (data[i]! > 0) dots++;
  return dots;
}

/** An election, stopped while its messages are on their way. */
async function withMessages(options: VisitOptions = {}) {
  const opened = await visit({ location: '#/sandbox', ...options });
  await button(opened.page, en.time.pause).waitFor();
  await pause(opened.page);
  const overview = pane(opened.page, 'inspector');
  for (let i = 0; i < 60; i++) {
    if ((await overview.innerText()).includes('Notification')) break;
    await button(opened.page, en.time.stepEvent).click();
  }
  return opened;
}

const dotsOf = (page: Page) => page.evaluate(paintedDots);

test('a worker draws the messages', async () => {
  const { page, expectNoProblems, close } = await withMessages();
  await expect.poll(() => page.workers().length, PATIENCE).toBe(1);
  await expect.poll(() => dotsOf(page), PATIENCE).toBeGreaterThan(100);
  const isTheirs = await page.evaluate(() => {
    const canvas = [...document.querySelectorAll<HTMLCanvasElement>('.stage canvas')].at(-1)!;
    try {
      return canvas.getContext('2d') === null;
    } catch {
      return true;
    }
  });
  expect(isTheirs, 'the canvas belongs to the worker').toBe(true);
  expectNoProblems();
  await close();
});

test('where workers are forbidden the page draws them itself', async () => {
  const { page, expectNoProblems, close } = await withMessages({
    before: () => {
      Object.assign(globalThis, {
        Worker: class {
          constructor() {
            throw new DOMException('forbidden', 'SecurityError');
          }
        },
      });
    },
  });
  await expect.poll(() => dotsOf(page), PATIENCE).toBeGreaterThan(100);
  expectNoProblems();
  await close();
});

test('when the worker breaks, the page goes on drawing', async () => {
  const { page, close } = await withMessages({
    before: () => {
      const workers: Worker[] = [];
      const Real = Worker;
      Object.assign(globalThis, {
        workers,
        Worker: class extends Real {
          constructor(...given: ConstructorParameters<typeof Real>) {
            super(...given);
            workers.push(this);
          }
        },
      });
    },
  });
  await expect.poll(() => page.workers().length, PATIENCE).toBe(1);
  await expect.poll(() => dotsOf(page), PATIENCE).toBeGreaterThan(100);
  await page.evaluate('workers[0].dispatchEvent(new ErrorEvent("error"))');
  await expect.poll(() => page.workers().length, PATIENCE).toBe(0);
  await expect.poll(() => dotsOf(page), PATIENCE).toBeGreaterThan(100);
  await close();
});
