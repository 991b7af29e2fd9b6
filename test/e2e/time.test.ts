/** Time in the page: stop, step, scrub, go back with the terminal, act in the past, be live again. */
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { en } from '../../src/ui/i18n/en.ts';
import { useBuiltPage } from './visit.ts';
import {
  PATIENCE,
  button,
  connect,
  hostCard,
  moment,
  openSandbox,
  pane,
  pause,
  terminalText,
  typeLine,
  untilServing,
  untilTerminal,
} from './workbench.ts';

useBuiltPage();

/** Lets the page draw so many frames. */
async function frames(page: Page, count: number): Promise<void> {
  await page.evaluate(async (left) => {
    for (let i = 0; i < left; i++) await new Promise(requestAnimationFrame);
  }, count);
}

/** Goes to the moment that is listed with this text. */
async function goToMark(page: Page, text: string): Promise<void> {
  await button(page, en.time.marks).click();
  await page.locator('#marks button').filter({ hasText: text }).first().click();
}

test('a pause stops time, play lets it go on', async () => {
  const { page, expectNoProblems, close } = await openSandbox({
    settings: { isIdleSkipped: false },
  });
  await untilServing(page);
  await pause(page);
  const clock = page.locator('output.clock');
  const stopped = await clock.innerText();
  await frames(page, 20);
  expect(await clock.innerText()).toBe(stopped);
  await button(page, en.time.play).click();
  await expect.poll(() => clock.innerText(), PATIENCE).not.toBe(stopped);
  expectNoProblems();
  await close();
});

test('steps: one event, one message, one event of the chosen node, and one back', async () => {
  const { page, close } = await openSandbox({ servers: 3 });
  await untilServing(page);
  await pause(page);
  const start = await moment(page);
  expect(start.position).toBe(start.length);
  await button(page, en.time.stepBack).click();
  expect(await moment(page)).toEqual({ ...start, position: start.length - 1 });
  await button(page, en.time.stepEvent).click();
  expect(await moment(page)).toEqual(start);
  await button(page, en.time.stepEvent).click();
  expect(await moment(page)).toEqual({ position: start.length + 1, length: start.length + 1 });

  await expect.poll(() => button(page, en.time.stepNode).isDisabled(), PATIENCE).toBe(true);
  await hostCard(page, 'zk2').click();
  await button(page, en.time.stepNode).click();
  const history = pane(page, 'inspector').locator('details', { hasText: en.inspector.history });
  await history.locator('summary').click();
  const { position } = await moment(page);
  const newest = history.locator('button').first();
  await newest.click();
  // The newest event of zk2 is the one before the cursor: nothing was passed, nothing is missing.
  expect((await moment(page)).position).toBe(position);
  await close();
});

test('going back takes the terminal back, and live brings it to now', async () => {
  const { page, expectNoProblems, close } = await openSandbox();
  await connect(page);
  await typeLine(page, 'create /later 1');
  await untilTerminal(page, /Created \/later/);
  await goToMark(page, 'create /later 1');
  await untilTerminal(page, /CONNECTED\) 0\]$/);
  expect(await terminalText(page)).not.toContain('Created /later');
  await page.getByRole('slider', { name: en.time.scrub }).focus();
  await page.keyboard.press('Home');
  await expect.poll(async () => (await moment(page)).position, PATIENCE).toBeLessThan(3);
  await expect.poll(() => terminalText(page), PATIENCE).not.toContain('zkCli.sh');
  await button(page, en.time.live).click();
  await untilTerminal(page, /Created \/later/);
  const { position, length } = await moment(page);
  expect(position).toBe(length);
  expectNoProblems();
  await close();
});

test('acting in the past starts a run of its own and keeps the old one', async () => {
  const { page, expectNoProblems, close } = await openSandbox();
  await connect(page);
  await typeLine(page, 'create /first 1');
  await untilTerminal(page, /Created \/first/);
  await goToMark(page, 'create /first 1');
  await untilTerminal(page, /CONNECTED\) 0\]$/);
  await typeLine(page, 'create /second 2');
  await button(page, en.time.live).click();
  await untilTerminal(page, /Created \/second/);
  expect(await terminalText(page)).not.toContain('/first');
  const otherRun = page.locator('#marks').getByRole('button', { name: en.story.compare.switchTo });
  await button(page, en.time.marks).click();
  await otherRun.click();
  await page.keyboard.press('Escape');
  await button(page, en.time.live).click();
  await untilTerminal(page, /Created \/first/);
  expect(await terminalText(page)).not.toContain('/second');
  // And there again: both runs stay.
  await button(page, en.time.marks).click();
  await otherRun.click();
  await page.keyboard.press('Escape');
  await button(page, en.time.live).click();
  await untilTerminal(page, /Created \/second/);
  expectNoProblems();
  await close();
});

test('two runs are named, compared up to their first difference and in their outcome, and kept', async () => {
  const { page, expectNoProblems, accessibilityViolations, close } = await openSandbox();
  await connect(page);
  await typeLine(page, 'create /first 1');
  await untilTerminal(page, /Created \/first/);
  await goToMark(page, 'create /first 1');
  await untilTerminal(page, /CONNECTED\) 0\]$/);
  await typeLine(page, 'create /second 2');
  await button(page, en.time.live).click();
  await untilTerminal(page, /Created \/second/);
  await button(page, en.time.marks).click();
  const names = page.getByRole('textbox', { name: en.story.compare.rename });
  await names.nth(0).fill('the other way');
  await names.nth(1).fill('as it was');
  await names.nth(1).press('Tab');
  await page.keyboard.press('Escape');

  // A reload at any moment keeps both, with their names.
  await page.reload();
  await untilTerminal(page, /Created \/second/);
  await button(page, en.time.marks).click();
  expect(await names.nth(0).inputValue()).toBe('the other way');
  expect(await names.nth(1).inputValue()).toBe('as it was');
  await button(page, en.story.compare.open).click();
  const dialog = page.getByRole('dialog', { name: en.story.compare.title });
  await dialog.getByRole('heading', { name: en.time.run('the other way') }).waitFor();
  await dialog.getByRole('heading', { name: en.time.run('as it was') }).waitFor();
  const parting = dialog.getByRole('region', { name: en.story.compare.firstDifference });
  expect(await parting.innerText()).toMatch(/create \/second 2[^]*create \/first 1/);
  const znodes = dialog.getByRole('region', { name: en.story.compare.znodes });
  await expect.poll(() => znodes.innerText(), PATIENCE).toMatch(/\/first[^]*\/second/);
  expect(await accessibilityViolations()).toEqual([]);
  await button(dialog, en.story.compare.switchTo).click();
  await dialog.waitFor({ state: 'detached' });
  await button(page, en.time.live).click();
  await untilTerminal(page, /Created \/first/);
  expectNoProblems();
  await close();
});

test('keys: Space, comma, point, n, l and b do what the buttons do', async () => {
  const { page, close } = await openSandbox({ servers: 3 });
  await untilServing(page);
  await page.locator('#main').focus();
  await page.keyboard.press('Space');
  await button(page, en.time.play).waitFor();
  const { length } = await moment(page);
  await page.keyboard.press(',');
  await page.keyboard.press(',');
  expect((await moment(page)).position).toBe(length - 2);
  await page.keyboard.press('.');
  expect((await moment(page)).position).toBe(length - 1);
  await page.keyboard.press('b');
  await button(page, en.time.marks).click();
  const bookmark = en.time.bookmarkName(length - 1);
  expect(await page.locator('#marks').getByText(bookmark).count()).toBe(1);
  await page.keyboard.press('Escape');
  await page.locator('#main').focus();
  await page.keyboard.press('n');
  expect((await moment(page)).position).toBeGreaterThan(length - 1);
  await page.keyboard.press('l');
  await button(page, en.time.pause).waitFor();
  await close();
});

test('a world with nothing but heartbeats rests, and wakes when somebody acts', async () => {
  const { page, close } = await openSandbox();
  await untilTerminal(page, /[#$]$/);
  await page.getByText(en.time.resting, { exact: true }).waitFor();
  const clock = page.locator('output.clock');
  const rested = await clock.innerText();
  await typeLine(page, 'sleep 3; echo awake');
  await untilTerminal(page, /awake\n\S+[#$]$/);
  expect(await clock.innerText()).not.toBe(rested);
  await close();
});
