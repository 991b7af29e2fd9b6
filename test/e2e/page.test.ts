/** The page around the cluster: home, panes, theme, language, settings, keys, palette, dialogs. */
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { en } from '../../src/ui/i18n/en.ts';
import { zh } from '../../src/ui/i18n/zh.ts';
import { useBuiltPage, visit } from './visit.ts';
import {
  PATIENCE,
  QUICK,
  button,
  hostCard,
  moment,
  openSandbox,
  pane,
  pause,
  untilServing,
  untilTerminal,
} from './workbench.ts';

useBuiltPage();

const DESKTOP = { viewport: { width: 1400, height: 900 } };

function rootAttribute(page: Page, name: string): Promise<string | null> {
  return page.evaluate((key) => document.documentElement.getAttribute(key), name);
}

test('home: a live ensemble elects its leader, elects again, and the first lesson is one click away', async () => {
  const { page, expectNoProblems, goOffline, close } = await visit({
    ...DESKTOP,
    stored: { settings: QUICK },
  });
  await page.getByText(/zk\d leads, the others follow/).waitFor();
  await button(page, en.home.again).click();
  await page.getByText(en.home.caption.lost).waitFor();
  await page.getByText(/zk\d leads, the others follow/).waitFor();
  const lessons = page.locator('a[href^="#/lesson/"]');
  expect(await lessons.count()).toBeGreaterThan(3);
  await page.getByRole('link', { name: en.home.start }).click();
  await pane(page, 'lesson').locator('article.lesson').waitFor();
  await pane(page, 'terminal').locator('.xterm').first().waitFor();
  expect(await page.title()).toContain(en.app.name);
  // What has been loaded goes on without a network.
  await goOffline();
  await untilTerminal(page, /CONNECTED\) 0\]$/);
  await page.goBack();
  await page.getByRole('link', { name: en.home.start }).waitFor();
  expectNoProblems();
  await close();
});

test('theme and language change at once, set their attributes, and are remembered', async () => {
  const { page, expectNoProblems, close } = await visit({ ...DESKTOP, colorScheme: 'light' });
  expect(await rootAttribute(page, 'lang')).toBe('en');
  expect(await rootAttribute(page, 'data-theme')).toBe('light');
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await paper();
  await button(page, en.app.themeDark).click();
  await expect.poll(() => rootAttribute(page, 'data-theme'), PATIENCE).toBe('dark');
  expect(await paper()).not.toBe(light);
  await page.getByRole('button', { name: en.app.otherLanguage }).click();
  await page.getByRole('heading', { name: zh.home.claim }).waitFor();
  expect(await rootAttribute(page, 'lang')).toBe('zh-Hans');
  await page.reload();
  await page.getByRole('heading', { name: zh.home.claim }).waitFor();
  expect(await rootAttribute(page, 'lang')).toBe('zh-Hans');
  expect(await rootAttribute(page, 'data-theme')).toBe('dark');
  await page.getByRole('link', { name: zh.app.sandbox, exact: true }).first().click();
  await hostCard(page, 'zk1').waitFor();
  await page.getByRole('button', { name: zh.app.otherLanguage }).click();
  await page.getByRole('tab', { name: en.workbench.spaceTime }).waitFor();
  expectNoProblems();
  await close();
});

test('the first visit follows the browser: its language and its colour scheme', async () => {
  const { page, close } = await visit({ locale: 'zh-CN', colorScheme: 'dark' });
  await page.getByRole('heading', { name: zh.home.claim }).waitFor();
  expect(await rootAttribute(page, 'data-theme')).toBe('dark');
  await close();
});

test('panes are resized and collapsed by keyboard, and keep their sizes', async () => {
  const { page, close } = await openSandbox();
  const handle = page.getByRole('separator', {
    name: en.workbench.resize(en.workbench.stage, en.workbench.inspector),
  });
  const width = async () => (await pane(page, 'inspector').boundingBox())?.width ?? 0;
  const before = await width();
  await handle.focus();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(width, PATIENCE).toBeGreaterThan(before + 10);
  // The pane may still be moving: its width is what two looks agree on.
  let wider = 0;
  await expect.poll(async () => wider === (wider = await width()), PATIENCE).toBe(true);
  await page.reload();
  await hostCard(page, 'zk1').waitFor();
  await expect.poll(async () => Math.abs((await width()) - wider), PATIENCE).toBeLessThan(4);
  await handle.focus();
  await page.keyboard.press('Enter');
  await expect.poll(width, PATIENCE).toBeLessThan(8);
  // What is folded away takes no focus.
  await page.keyboard.press('Tab');
  const isInside = () =>
    page.evaluate(() => document.activeElement?.closest('[data-pane=inspector]') !== null);
  expect(await isInside()).toBe(false);
  await page.keyboard.press('4');
  await expect.poll(width, PATIENCE).toBeGreaterThan(100);
  await handle.dblclick();
  await expect.poll(width, PATIENCE).toBeLessThan(8);
  const rows = page.getByRole('separator', {
    name: en.workbench.resize(en.workbench.stage, en.workbench.terminal),
  });
  const height = async () => (await pane(page, 'terminal').boundingBox())!.height;
  const tall = await height();
  await rows.focus();
  await page.keyboard.press('ArrowUp');
  await expect.poll(height, PATIENCE).toBeGreaterThan(tall + 10);
  await close();
});

test('settings apply at once: text size, contrast, motion, keys', async () => {
  const { page, expectNoProblems, close } = await openSandbox({ servers: 3 });
  await untilServing(page);
  await button(page, en.app.settings).click();
  const dialog = page.getByRole('dialog', { name: en.settings.title });
  await dialog.getByLabel(en.settings.textSize).selectOption('1.3');
  expect(
    await page.evaluate(() => document.documentElement.style.getPropertyValue('--text-scale')),
  ).toBe('1.3');
  await dialog.getByLabel(en.settings.contrast).check();
  await dialog.getByLabel(en.settings.motion).check();
  await dialog.getByLabel(en.settings.keys).uncheck();
  await expect.poll(() => rootAttribute(page, 'data-contrast'), PATIENCE).toBe('high');
  expect(await rootAttribute(page, 'data-motion')).toBe('reduced');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  // The focus is back where the dialog was opened.
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
    en.app.settings,
  );
  await pause(page);
  const { position } = await moment(page);
  await page.locator('#main').focus();
  await page.keyboard.press(',');
  expect((await moment(page)).position).toBe(position);
  expectNoProblems();
  await close();
});

test('reduced motion, as the system asks for it, reaches the page and stops its animations', async () => {
  const { page, close } = await openSandbox({ reducedMotion: 'reduce' });
  expect(await rootAttribute(page, 'data-motion')).toBe('reduced');
  await hostCard(page, 'zk1').focus();
  await page.keyboard.press('k');
  await page.locator('[data-host=zk1][aria-label*=STOPPED]').waitFor();
  const moving = await page.evaluate(() =>
    document
      .getAnimations()
      .filter(({ playState, effect }) => {
        const { activeDuration } = effect!.getComputedTiming();
        return playState === 'running' && Number(activeDuration) > 10;
      })
      .map((animation) => (animation as CSSAnimation).animationName),
  );
  expect(moving).toEqual([]);
  await close();
});

test('the question mark opens the sheet of keys, and Escape closes it', async () => {
  const { page, accessibilityViolations, close } = await openSandbox();
  await page.locator('#main').focus();
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: en.shortcuts.title });
  await sheet.waitFor();
  expect(await sheet.innerText()).toContain(en.shortcuts.stepMessage);
  expect(await accessibilityViolations()).toEqual([]);
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
  await close();
});

test('the palette finds hosts, actions, lessons and places, by keyboard', async () => {
  const { page, expectNoProblems, close } = await openSandbox({ servers: 3 });
  await untilServing(page);
  const field = page.getByRole('combobox', { name: en.palette.title });
  const run = async (words: string) => {
    await page.keyboard.press('Control+k');
    await field.fill(words);
    await page.locator('[role=option]').first().waitFor();
    await page.keyboard.press('Enter');
  };
  await run(en.palette.selectHost('zk2'));
  await expect
    .poll(() => pane(page, 'inspector').locator('h2').innerText(), PATIENCE)
    .toMatch(/^zk2/);
  await run('kill zk2');
  await page.locator('[data-host=zk2][aria-label*=STOPPED]').waitFor();
  await run('data tree');
  await pane(page, 'lesson').locator('article.lesson').waitFor();
  await page.keyboard.press('Control+k');
  await field.fill('nothing fits this');
  await page.getByText(en.palette.nothing).waitFor();
  await page.keyboard.press('Escape');
  await field.waitFor({ state: 'detached' });
  expectNoProblems();
  await close();
});

test('every promise is listed with its state', async () => {
  const { page, close } = await openSandbox({ servers: 3 });
  await untilServing(page);
  await page.locator('[data-tab=invariants]').click();
  const rows = pane(page, 'inspector').locator('.panel li');
  expect(await rows.count()).toBeGreaterThan(4);
  for (const row of await rows.allInnerTexts()) expect(row).toContain(en.invariants.holds);
  await close();
});

test('the space-time diagram draws messages, filters them, and shares the selection', async () => {
  const { page, expectNoProblems, close } = await openSandbox({ servers: 3 });
  await untilServing(page);
  await pause(page);
  await page.locator('[data-tab=spaceTime]').click();
  const arrows = page.locator('.arrow[data-number]');
  await expect.poll(() => arrows.count(), PATIENCE).toBeGreaterThan(5);
  const names = await page.locator('.space-time .lanes').innerText();
  expect(names).toContain('zk3');
  // The middle of its line: the group's box reaches over to the clock at the left. The view may
  // still be scrolling to the latest message, so the pointer follows the line.
  const dimWhenPointedAt = async () => {
    const line = (await arrows.last().locator('.line').boundingBox())!;
    await page.mouse.move(line.x + line.width / 2, line.y + line.height / 2);
    return page.locator('.arrow.dim').count();
  };
  await expect.poll(dimWhenPointedAt, PATIENCE).toBeGreaterThan(0);
  await arrows.last().focus();
  await page.keyboard.press('Enter');
  await expect
    .poll(() => pane(page, 'inspector').innerText(), PATIENCE)
    .toContain(en.inspector.why);
  // As many arrows may be in view as before: who sent them is what tells.
  const areAllOfZk2 = () =>
    arrows.evaluateAll((all) =>
      all.every((arrow) => arrow.getAttribute('aria-label')?.includes('zk2')),
    );
  expect(await areAllOfZk2()).toBe(false);
  await page.getByRole('searchbox', { name: en.spaceTime.filter }).fill('zk2');
  await expect.poll(areAllOfZk2, PATIENCE).toBe(true);
  expect(await arrows.count()).toBeGreaterThan(0);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    button(page, en.spaceTime.exportSvg).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.svg$/);
  expectNoProblems();
  await close();
});
