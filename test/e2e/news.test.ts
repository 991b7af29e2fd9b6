/**
 * What just changed, where it changed: a written znode on each card, a role that was taken, the
 * machines that a leader keeps for its learners; and swarms of messages, which are drawn as few.
 */
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { en } from '../../src/ui/i18n/en.ts';
import type { PaintOrder } from '../../src/ui/stage/painting.ts';
import { useBuiltPage } from './visit.ts';
import {
  PATIENCE,
  button,
  connect,
  hostCard,
  openSandbox,
  pane,
  pause,
  typeLine,
  untilServing,
  untilTerminal,
} from './workbench.ts';

useBuiltPage();

/** Remembers every text that stood out on the stage, as `host: text`: it does so for a moment. */
async function watchNews(page: Page): Promise<void> {
  await page.evaluate(() => {
    const news = new Set<string>();
    Object.assign(window, { news });
    const stage = document.querySelector('[data-pane=stage]')!;
    new MutationObserver(() => {
      for (const text of stage.querySelectorAll('text.fresh')) {
        news.add(
          `${text.closest('.card')!.querySelector('.name')!.textContent}: ${text.textContent}`,
        );
      }
      for (const frame of stage.querySelectorAll('rect.fresh')) {
        news.add(`${frame.closest('.card')!.querySelector('.name')!.textContent} is framed`);
      }
    }).observe(stage, { subtree: true, childList: true, characterData: true, attributes: true });
  });
}

function newsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => [...(window as unknown as { news: Set<string> }).news]);
}

test('a write and a role show on the cards that they change; a leader has a machine a learner', async () => {
  const { page, expectNoProblems, close } = await openSandbox({ servers: 3 });
  await untilServing(page);
  await connect(page);
  // Who types while time stands still is told so, and how to go on.
  await pause(page);
  await typeLine(page, 'ls /');
  await button(page, en.terminal.goOn).click();
  await untilTerminal(page, /\[zookeeper\]/);
  await watchNews(page);
  await typeLine(page, 'create /fresh 1');
  await untilTerminal(page, /Created \/fresh/);
  await expect
    .poll(() => newsOf(page), PATIENCE)
    .toEqual(expect.arrayContaining(['zk1', 'zk2', 'zk3'].map((one) => `${one}: create /fresh`)));
  await typeLine(page, 'set /fresh 2');
  await expect
    .poll(() => newsOf(page), PATIENCE)
    .toEqual(expect.arrayContaining(['zk1', 'zk2', 'zk3'].map((one) => `${one}: setData /fresh`)));

  const leader = page.locator('[data-host][aria-label*=LEADING]');
  const name = (await leader.getAttribute('data-host'))!;
  const others = ['zk1', 'zk2', 'zk3'].filter((one) => one !== name);
  await leader.click();
  const inspector = pane(page, 'inspector');
  const machine = inspector.getByLabel(en.inspector.machine);
  const names = others.map((one) => en.inspector.learner(one.replace('zk', 'server.')));
  await expect.poll(() => machine.locator('option').allInnerTexts(), PATIENCE).toHaveLength(3);
  expect((await machine.locator('option').allInnerTexts()).slice(1).sort()).toEqual(names);
  await machine.selectOption({ label: names[0]! });
  const lit = () =>
    inspector
      .locator('[data-state].on')
      .evaluateAll((states) => states.map((state) => state.getAttribute('data-state')));
  await expect.poll(lit, PATIENCE).toEqual(['streaming']);

  await hostCard(page, name).focus();
  await page.keyboard.press('k');
  const isTaken = (news: readonly string[]) =>
    others.some((one) => news.includes(`${one}: LEADING`) && news.includes(`${one} is framed`));
  await expect.poll(async () => isTaken(await newsOf(page)), PATIENCE).toBe(true);
  expectNoProblems();
  await close();
});

test('a swarm of messages is drawn as few, each with its number', async () => {
  const { page, expectNoProblems, close } = await openSandbox({
    servers: 17,
    settings: { paceMsPerSecond: 4 },
    before: () => {
      const drawn: string[] = [];
      Object.assign(window, { drawn });
      const { fillText } = CanvasRenderingContext2D.prototype;
      CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
        drawn.push(text);
        fillText.call(this, text, ...place);
      };
      // A worker draws what it is told.
      const { postMessage } = Worker.prototype;
      Worker.prototype.postMessage = function (order: PaintOrder, ...rest: unknown[]) {
        if (order.kind === 'paint') drawn.push(...order.painting.shapes.map((one) => one.number));
        Reflect.apply(postMessage, this, [order, ...rest]);
      };
    },
  });
  // Seventeen candidates greet one another: several hundred votes travel at once.
  const numbers = () =>
    page.evaluate(() =>
      (window as unknown as { drawn: string[] }).drawn.filter((text) => /^\d+$/.test(text)),
    );
  await expect.poll(async () => (await numbers()).length, PATIENCE).toBeGreaterThan(5);
  expect(Math.min(...(await numbers()).map(Number))).toBeGreaterThan(1);
  expectNoProblems();
  await close();
});
