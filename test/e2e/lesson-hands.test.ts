/**
 * What a learner's hands do in a lesson besides typing: cutting and healing without a mouse and by
 * touch, asking to be shown after having strayed, and reading the end with a challenge open.
 *
 * Read next: lessons.test.ts, which plays every lesson from start to end.
 */
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { loadLesson, parts } from '../../lessons/catalog.ts';
import { en } from '../../src/ui/i18n/en.ts';
import type { Visit, VisitOptions } from './visit.ts';
import { useBuiltPage, visit } from './visit.ts';
import {
  PATIENCE,
  QUICK,
  button,
  pane,
  pause,
  terminalText,
  typeLine,
  untilTerminal,
} from './workbench.ts';

useBuiltPage();

/** Opens a lesson at a step, with everything before it done. */
async function openAt(id: string, step: string, options: VisitOptions = {}): Promise<Visit> {
  const [found] = parts.flatMap(({ folder, part }) =>
    part.lessons.filter((entry) => entry.id === id).map((entry) => ({ folder, entry })),
  );
  const lesson = await loadLesson(found!.folder, found!.entry);
  const index = lesson.steps.findIndex((one) => one.id === step);
  const goals = lesson.steps.slice(0, index).flatMap((one) => one.goals.map((goal) => goal.id));
  const done = Object.fromEntries(goals.map((goal) => [goal, 'reached']));
  const progress = { goals: done, answers: {}, hints: {}, step };
  const opened = await visit({
    viewport: { width: 1400, height: 900 },
    location: `#/lesson/${id}`,
    stored: { settings: QUICK, progress: { format: 1, lessons: { [id]: progress } } },
    ...options,
  });
  await opened.page.locator('.lesson li.open').first().waitFor();
  return opened;
}

async function untilSolved(page: Page): Promise<void> {
  const open = () => page.locator('.lesson li.open').allInnerTexts();
  await expect.poll(open, { timeout: 60_000, interval: 100 }).toEqual([]);
}

/** Chooses a command of the palette by its name. */
async function command(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.locator('dialog input').waitFor();
  await page.keyboard.type(name);
  await page.locator('dialog [role=option]', { hasText: name }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.locator('dialog input').waitFor({ state: 'detached' });
}

/** One event after the other, until the terminal says it. */
async function stepUntil(page: Page, text: string): Promise<void> {
  for (let events = 0; events < 150; events++) {
    if ((await terminalText(page)).includes(text)) return;
    await page.keyboard.press('.');
  }
  throw new Error(`${text} was not printed`);
}

test('a client is cut off and comes back by keyboard alone', { timeout: 120_000 }, async () => {
  const { page, expectNoProblems, close } = await openAt('sessions', 'connecting');
  await untilTerminal(page, /Created \/lock/);
  await page.keyboard.press('2');
  await page.locator('[data-host]:focus').waitFor();
  await page.keyboard.press('Space');
  await button(page, en.time.play).waitFor();
  await command(page, `${en.offer.cut} client1 ↔ zk1`);
  await stepUntil(page, 'state:Disconnected');
  await command(page, `${en.offer.heal} client1 ↔ zk1`);
  await page.keyboard.press('2');
  await page.keyboard.press('Space');
  await untilSolved(page);
  expectNoProblems();
  await close();
});

test('a client is cut off and comes back by touch', { timeout: 120_000 }, async () => {
  const { page, expectNoProblems, close } = await openAt('sessions', 'short-cut', {
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
  });
  const show = (name: string) => page.locator(`.phone-tabs [data-tab=${name}]`).tap();
  await pause(page);
  await show('stage');
  await page.locator('[data-host=client1]').tap();
  await show('inspector');
  const inspector = pane(page, 'inspector');
  await button(inspector, 'client1 ↔ zk1').tap();
  await button(inspector, new RegExp(`^${en.offer.cut}\\s+\\w+ ↔`)).tap();
  await show('lesson');
  await expect.poll(() => page.locator('.lesson .missing').innerText(), PATIENCE).toContain('cut');
  await show('inspector');
  await button(inspector, new RegExp(`^${en.offer.heal}\\s+\\w+ ↔`)).tap();
  await show('lesson');
  await untilSolved(page);
  expectNoProblems();
  await close();
});

test('a cut is healed at its host without its connection', { timeout: 120_000 }, async () => {
  const { page, expectNoProblems, close } = await openAt('sessions', 'connecting');
  await untilTerminal(page, /Created \/lock/);
  await pause(page);
  await command(page, `${en.offer.cut} client1 ↔ zk1`);
  await stepUntil(page, 'state:Disconnected');
  await page.locator('[data-host=zk1]').press('m');
  await page.getByRole('menuitem', { name: new RegExp(`^${en.offer.heal} zk1 ↔ client1`) }).click();
  await page.keyboard.press('Space');
  await untilSolved(page);
  expectNoProblems();
  await close();
});

test('who has strayed is shown the step from its start', { timeout: 120_000 }, async () => {
  const { page, expectNoProblems, close } = await openAt('versions', 'race');
  await typeLine(page, 'set /limit 1');
  await typeLine(page, 'set /limit 2');
  await untilTerminal(page, /set \/limit 2[^]*\d\]$/);
  await button(pane(page, 'lesson'), en.lesson.showMe).click();
  await untilSolved(page);
  await expect.poll(() => page.getByText(en.lesson.showing).count(), PATIENCE).toBe(0);
  expectNoProblems();
  await close();
});

test('whoever looks at the end finds the challenge as it was', { timeout: 60_000 }, async () => {
  const { page, expectNoProblems, close } = await openAt('data-tree', 'client-dies');
  const lesson = pane(page, 'lesson');
  await button(lesson, en.lesson.challenge).click();
  await untilTerminal(page, /CONNECTED\) 0\]$/);
  await typeLine(page, 'create /room');
  await untilTerminal(page, /Created \/room/);
  await button(lesson, en.lesson.learnt).click();
  await page.getByRole('heading', { name: en.lesson.learnt }).waitFor();
  await button(lesson, en.lesson.challenge).click();
  await lesson.locator('.task').waitFor();
  expect(await terminalText(page)).toContain('Created /room');
  expectNoProblems();
  await close();
});

test('a block says whose terminal it shows and what is yet to come, and can be typed', async () => {
  const { page, expectNoProblems, close } = await openAt('watches', 'first-watch');
  const block = pane(page, 'lesson').locator('pre').first();
  const caption = `${en.lesson.inTerminal('B')} · ${en.lesson.afterStep}`;
  expect(await block.locator('.where').innerText()).toBe(caption);
  await block.getByRole('button', { name: 'get /news' }).click();
  await untilTerminal(page, /Node does not exist: \/news/);
  await page
    .locator('[data-pane=terminal] [role=tab][aria-selected=true]', { hasText: 'B' })
    .waitFor();
  expectNoProblems();
  await close();
});
