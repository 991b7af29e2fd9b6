/**
 * Every lesson, played from its question to its summary in a real browser, as a learner does: by
 * typing and by clicks on the stage; once without a pointer, once on a small touch screen. What
 * cannot be done in time by hand on a slow machine is played by "Show me".
 */
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { loadLesson, loadProse, parts } from '../../lessons/catalog.ts';
import type { Lesson, LessonAction } from '../../src/lesson/index.ts';
import { en } from '../../src/ui/i18n/en.ts';
import { zh } from '../../src/ui/i18n/zh.ts';
import type { Visit, VisitOptions } from './visit.ts';
import { useBuiltPage, visit } from './visit.ts';
import { button, pane, terminalText, typeLine } from './workbench.ts';

useBuiltPage();

/** Long waits of the lessons pass quickly; messages still travel one after another. */
const settings = { language: 'en', paceMsPerSecond: 1000 };
const SOLVED = { timeout: 90_000, interval: 100 };

const entries = parts.flatMap(({ folder, part }) =>
  part.lessons.map((entry) => ({ id: entry.id, folder, entry })),
);

function lessonOf(id: string): Promise<Lesson> {
  const { folder, entry } = entries.find((one) => one.id === id)!;
  return loadLesson(folder, entry);
}

async function openLesson(id: string, options: VisitOptions = {}): Promise<Visit> {
  const opened = await visit({
    viewport: { width: 1400, height: 900 },
    location: `#/lesson/${id}`,
    stored: { settings },
    ...options,
  });
  await opened.page.locator('.lesson h2').waitFor();
  return opened;
}

/** Goals of the place that is read which nobody has reached yet. */
async function openGoals(page: Page): Promise<string[]> {
  return page.locator('.lesson li.open').allInnerTexts();
}

async function untilSolved(page: Page): Promise<void> {
  await expect.poll(() => openGoals(page), SOLVED).toEqual([]);
}

/** Chooses the wrong answer first where there is a question: it has to be explained too. */
async function predict(page: Page, lesson: Lesson, index: number): Promise<void> {
  const { prediction } = lesson.steps[index]!;
  if (prediction === undefined) return;
  const wrong = prediction.choices.findIndex(({ isRight }) => !isRight);
  await page.locator('.lesson fieldset button').nth(wrong).click();
  const because = prediction.choices[wrong]!.because.en.replaceAll('`', '');
  expect(await page.locator('.lesson .because').innerText()).toContain(because);
}

/** The end: three sentences, the documents, and the lesson counts as finished on the home page. */
async function expectFinished(page: Page, lesson: Lesson, title: string): Promise<void> {
  await page.getByRole('heading', { name: en.lesson.finished }).waitFor();
  const sentences = await page.locator('.lesson .learnt li').allInnerTexts();
  expect(sentences).toEqual(lesson.summary.map((text) => text.en.replaceAll('`', '')));
  for (const name of lesson.documents) await page.getByText(name, { exact: true }).waitFor();
  await page.getByRole('link', { name: en.lesson.allLessons }).click();
  const entry = page.locator('main a').filter({ hasText: title });
  await expect.poll(() => entry.first().innerText()).toContain(en.home.done);
}

function next(page: Page): Promise<void> {
  return button(pane(page, 'lesson'), en.lesson.next).click();
}

/** Brings a terminal to the front and types. */
async function typeIn(page: Page, name: string, line: string): Promise<void> {
  const tabs = pane(page, 'terminal').getByRole('tab');
  await tabs.filter({ has: page.locator('strong', { hasText: name }) }).click();
  await typeLine(page, line);
  await untilAnswered(page, line);
}

/** Waits until the line stands in the terminal and a prompt comes after it. */
async function untilAnswered(page: Page, line: string): Promise<void> {
  const rest = async () => {
    const text = (await terminalText(page)).replaceAll(/\s/g, '');
    const typed = line.replaceAll(' ', '');
    return text.includes(typed) ? text.slice(text.lastIndexOf(typed) + typed.length) : '';
  };
  await expect.poll(rest, SOLVED).toMatch(/(\d\]|[#$])$/);
}

/** Opens the menu of a host on the stage and chooses. */
async function choose(page: Page, host: string, offer: string): Promise<void> {
  await page.getByRole('tab', { name: en.workbench.stage, exact: true }).click();
  await page.locator(`[data-host=${host}]`).press('m');
  await page
    .getByRole('menuitem', { name: new RegExp(`^${offer}`) })
    .first()
    .click();
}

/** Does what an action says by hand; false when only "Show me" can. */
async function doByHand(page: Page, action: LessonAction, lesson: Lesson): Promise<boolean> {
  switch (action.do) {
    case 'type':
      await typeIn(page, action.terminal, action.line);
      return true;
    case 'kill': {
      const { target } = action;
      const terminals = [...(lesson.terminals ?? [])];
      if ('server' in target) await choose(page, target.server, en.offer.kill);
      else if ('terminal' in target) {
        const host = terminals.find(({ name }) => name === target.terminal)!.host;
        await choose(page, host, en.offer.kill);
      } else return false;
      return true;
    }
    case 'start':
      if (action.host === '*') return false;
      await choose(page, action.host, en.offer.start);
      return true;
    case 'wait':
    case 'waitFor':
      return true;
    default:
      return false;
  }
}

/** Lessons that are played by hand on a wide page; the others by "Show me". */
const BY_HAND = new Set(['data-tree', 'versions', 'election']);

describe('each lesson from start to end', () => {
  test.each(entries)('$id', { timeout: 300_000 }, async ({ id, entry }) => {
    const lesson = await lessonOf(id);
    const { page, expectNoProblems, close } = await openLesson(id);
    for (const [index, step] of lesson.steps.entries()) {
      await predict(page, lesson, index);
      expect(await openGoals(page), `${step.id}: solved before anything was done`).not.toEqual([]);
      await solve(page, lesson, step.solution, BY_HAND.has(id));
      if (step.myth !== undefined) {
        await page.getByText(step.myth.truth.en.split('`')[0]!.slice(0, 40)).waitFor();
      }
      await next(page);
    }
    if (lesson.challenge!.impossible !== undefined) {
      await button(pane(page, 'lesson'), en.lesson.cannot).click();
      await button(pane(page, 'lesson'), en.lesson.plant).click();
      await page.getByText(en.lesson.planted).waitFor();
    }
    await solve(page, lesson, lesson.challenge!.solution, BY_HAND.has(id));
    await page.locator('.lesson .debrief').waitFor();
    await next(page);
    await expectFinished(page, lesson, entry.title.en);
    expectNoProblems();
    await close();
  });
});

async function solve(
  page: Page,
  lesson: Lesson,
  solution: readonly LessonAction[],
  isByHand: boolean,
): Promise<void> {
  let isDone = isByHand;
  if (isByHand) {
    for (const action of solution) isDone = isDone && (await doByHand(page, action, lesson));
  }
  if (!isDone) {
    await button(pane(page, 'lesson'), en.lesson.showMe).click();
    // A short solution may be over before anybody could see that it is being shown.
    await untilSolved(page);
    await page.getByText(en.lesson.showing).waitFor({ state: 'hidden', timeout: 90_000 });
  }
  await untilSolved(page);
}

test('a lesson by keyboard alone', { timeout: 120_000 }, async () => {
  const lesson = await lessonOf('versions');
  const { page, expectNoProblems, close } = await openLesson('versions');
  const tab = '[data-pane=terminal] [role=tab]';
  let terminal = 'A';
  for (const [index, step] of lesson.steps.entries()) {
    if (step.prediction !== undefined) {
      await page.keyboard.press('1');
      await tabTo(page, '.lesson fieldset button');
      await page.keyboard.press('Enter');
      await page.locator('.lesson .because').waitFor();
    }
    for (const action of step.solution) {
      if (action.do !== 'type') throw new Error(`${step.id}: not typed: ${action.do}`);
      await page.keyboard.press('3');
      await page.locator('.xterm-helper-textarea:focus').waitFor({ state: 'attached' });
      if (action.terminal !== terminal) {
        await page.keyboard.press('Escape');
        await page.locator(`${tab}:focus`).waitFor();
        await page.keyboard.press('ArrowRight');
        terminal = action.terminal;
        await page.locator(`${tab}:focus`, { hasText: terminal }).waitFor();
        await page.keyboard.press('Enter');
        await page
          .locator('.slot:not([hidden]) .xterm-helper-textarea:focus')
          .waitFor({ state: 'attached' });
      }
      await page.keyboard.type(action.line);
      await page.keyboard.press('Enter');
      await untilAnswered(page, action.line);
      await page.keyboard.press('Escape');
      await page.locator(`${tab}:focus`).waitFor();
    }
    await untilSolved(page);
    await page.keyboard.press('1');
    await tabTo(page, '.lesson .way .button:last-child');
    await page.keyboard.press('Enter');
    expect(await openGoals(page), `step ${index + 2} is another one`).not.toEqual([]);
  }
  expectNoProblems();
  await close();
});

/** Presses Tab until the keyboard is on an element that matches. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    if ((await page.locator(`${selector}:focus`).count()) > 0) return;
  }
  throw new Error(`the keyboard does not get to ${selector}`);
}

test('a lesson on a small touch screen, in Chinese', { timeout: 120_000 }, async () => {
  const lesson = await lessonOf('data-tree');
  const { folder, entry } = entries.find(({ id }) => id === 'data-tree')!;
  const prose = await loadProse(folder, entry, 'zh');
  const { page, expectNoProblems, close } = await openLesson('data-tree', {
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
    stored: { settings: { ...settings, language: 'zh' } },
  });
  const show = (name: 'lesson' | 'terminal' | 'stage' | 'inspector') =>
    page.locator(`.phone-tabs [data-tab=${name}]`).tap();
  for (const [index, step] of lesson.steps.entries()) {
    const heading = prose.sections[index]!.title;
    await page.getByRole('heading', { name: heading, exact: true }).waitFor();
    expect(await isWiderThanScreen(page), `step ${step.id} is wider than the screen`).toBe(false);
    if (step.prediction !== undefined) {
      await page.locator('.lesson fieldset button').first().tap();
    }
    for (const action of step.solution) {
      if (action.do === 'type') {
        await show('terminal');
        const tabs = page.locator('[data-pane=terminal] [role=tab]');
        await tabs.filter({ hasText: action.terminal }).tap();
        await page.locator('.slot:not([hidden]) .xterm-screen:visible').tap();
        await page.keyboard.type(action.line);
        await button(page.locator('.slot:not([hidden]) .keys:visible'), 'Enter').tap();
        await untilAnswered(page, action.line);
      } else if (action.do === 'kill') {
        await show('stage');
        await page.locator('[data-host=client1]').tap();
        await show('inspector');
        await button(pane(page, 'inspector'), new RegExp(`^${zh.offer.kill}`))
          .first()
          .tap();
      }
    }
    await show('lesson');
    await untilSolved(page);
    await button(pane(page, 'lesson'), zh.lesson.next).tap();
  }
  expectNoProblems();
  await close();
});

function isWiderThanScreen(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
}
