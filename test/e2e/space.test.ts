/** The space-time diagram by wheel, keys and filter: zoom keeps its place, arrows follow causes. */
import type { Locator, Page } from 'playwright';
import { expect, test } from 'vitest';
import { en } from '../../src/ui/i18n/en.ts';
import type { Visit } from './visit.ts';
import { useBuiltPage } from './visit.ts';
import {
  PATIENCE,
  button,
  openSandbox,
  pane,
  pause,
  typeLine,
  untilServing,
  untilTerminal,
} from './workbench.ts';

useBuiltPage();

/** Three servers with their leader, time standing still, the diagram drawn. */
async function openDiagram(): Promise<Visit> {
  const opened = await openSandbox({ servers: 3 });
  await untilServing(opened.page);
  await pause(opened.page);
  await opened.page.locator('[data-tab=spaceTime]').click();
  await expect.poll(() => arrows(opened.page).count(), PATIENCE).toBeGreaterThan(5);
  return opened;
}

function arrows(page: Page): Locator {
  return page.locator('.arrow[data-number]');
}

function heightOf(page: Page): Promise<number> {
  return page
    .locator('.scroller svg')
    .evaluate((svg) => (svg as SVGSVGElement).height.baseVal.value);
}

async function focusedNumber(page: Page): Promise<number> {
  const number = await page.evaluate(() => document.activeElement?.getAttribute('data-number'));
  return Number(number ?? NaN);
}

test('zoom keeps what is under the pointer where it is; keys and buttons zoom too', async () => {
  const { page, expectNoProblems, close } = await openDiagram();
  // In the middle of the run, so that it can stay where it is.
  const { bottom, left } = await page.locator('.scroller').evaluate((scroller) => {
    scroller.scrollTop = scroller.scrollHeight / 3;
    const box = scroller.getBoundingClientRect();
    return { bottom: box.bottom, left: box.left };
  });
  const number = await page.locator('.arrow[data-number]').evaluateAll(
    (all, [low, x]) => {
      const middle = all.filter((one) => {
        const box = one.querySelector('.line')!.getBoundingClientRect();
        return box.bottom < low! - 60 && box.bottom > low! - 220 && box.left > x! + 80;
      });
      return middle[0]!.getAttribute('data-number');
    },
    [bottom, left],
  );
  const line = page.locator(`[data-number="${number}"] .line`);
  const before = (await line.boundingBox())!;
  const start = await heightOf(page);
  await page.mouse.move(before.x + before.width / 2, before.y + before.height);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -120);
  await page.keyboard.up('Control');
  await expect.poll(() => heightOf(page), PATIENCE).toBeGreaterThan(start * 1.2);
  const after = (await line.boundingBox())!;
  expect(Math.abs(after.y + after.height - before.y - before.height)).toBeLessThan(6);

  await page.locator(`[data-number="${number}"]`).focus();
  const zoomed = await heightOf(page);
  await page.keyboard.press('-');
  await expect.poll(() => heightOf(page), PATIENCE).toBeLessThan(zoomed);
  await page.keyboard.press('0');
  await expect.poll(() => heightOf(page), PATIENCE).toBeLessThan(start);
  const whole = await heightOf(page);
  await button(page, en.stage.zoomIn).click();
  await expect.poll(() => heightOf(page), PATIENCE).toBeGreaterThan(whole);
  expectNoProblems();
  await close();
});

test('the filter knows nodes and kinds; the help writes wishes into it', async () => {
  const { page, expectNoProblems, close } = await openDiagram();
  const box = page.getByRole('searchbox', { name: en.spaceTime.filter });
  const labels = () =>
    arrows(page).evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''));
  await box.fill('node:zk2 kind:notification');
  await expect
    .poll(async () => {
      const found = await labels();
      return found.length > 0 && found.every((one) => /Notification.*zk2/.test(one));
    }, PATIENCE)
    .toBe(true);
  await box.fill('');
  await button(page, en.spaceTime.help).click();
  await page.locator('#filter-help button', { hasText: 'kind:PROPOSAL' }).click();
  expect(await box.inputValue()).toBe('kind:PROPOSAL');
  await expect
    .poll(async () => (await labels()).every((one) => one.includes('PROPOSAL')), PATIENCE)
    .toBe(true);
  expectNoProblems();
  await close();
});

test('keys go to the cause and to what came of it; a fault is a mark that can be chosen', async () => {
  const { page, expectNoProblems, close } = await openDiagram();
  await arrows(page).last().focus();
  const start = await focusedNumber(page);
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => focusedNumber(page), PATIENCE).toBeLessThan(start);
  const cause = await focusedNumber(page);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => focusedNumber(page), PATIENCE).toBeGreaterThan(cause);
  await page.locator('[data-tab=stage]').click();
  await page.locator('[data-host=zk2]').focus();
  await page.keyboard.press('k');
  await page.locator('[data-tab=spaceTime]').click();
  const fault = page.locator('.moment.fault', { hasText: 'kill -KILL zk2' });
  await fault.waitFor();
  await fault.focus();
  await page.keyboard.press('Enter');
  await expect
    .poll(() => pane(page, 'inspector').locator('h2').innerText(), PATIENCE)
    .toContain('kill -KILL zk2');
  expectNoProblems();
  await close();
});

test('what a server and a command sent stays when they have ended', async () => {
  const { page, expectNoProblems, close } = await openSandbox({ servers: 3 });
  await untilServing(page);
  await untilTerminal(page, /[#$]$/);
  await typeLine(page, 'zkCli.sh -server zk1:2181 create /once here');
  await untilTerminal(page, /Created \/once[\s\S]*[#$]$/);
  await pause(page);
  await page.locator('[data-tab=spaceTime]').click();
  const numbers = () =>
    arrows(page).evaluateAll((all) => all.map((one) => one.getAttribute('data-number')));
  // The whole run, so that every arrow is drawn.
  await arrows(page).first().focus();
  await page.keyboard.press('0');
  const box = page.getByRole('searchbox', { name: en.spaceTime.filter });
  await box.fill('node:client1');
  await expect.poll(async () => (await numbers()).length, PATIENCE).toBe(4);
  await box.fill('node:zk1');
  await expect.poll(async () => (await numbers()).length, PATIENCE).toBeGreaterThan(20);
  const before = await numbers();
  await page.locator('[data-tab=stage]').click();
  await page.locator('[data-host=zk1]').focus();
  await page.keyboard.press('r');
  await page.locator('[data-host=zk1][aria-label*="LOOKING"]').waitFor();
  await button(page, en.time.play).click();
  await page
    .locator('[data-host=zk1]:is([aria-label*="FOLLOWING"], [aria-label*="LEADING"])')
    .waitFor();
  await pause(page);
  await page.locator('[data-tab=spaceTime]').click();
  await arrows(page).first().focus();
  await page.keyboard.press('0');
  await expect
    .poll(async () => {
      const after = new Set(await numbers());
      return before.filter((number) => !after.has(number));
    }, PATIENCE)
    .toEqual([]);
  expectNoProblems();
  await close();
});
