/** What the browser keeps: progress, runs, settings; damaged, forbidden and full storage; bad links. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { verbs } from '../../src/engine/index.ts';
import { en } from '../../src/ui/i18n/en.ts';
import { encodeRun } from '../../src/ui/share/run-code.ts';
import { useBuiltPage, visit } from './visit.ts';
import type { Visit } from './visit.ts';
import {
  PATIENCE,
  QUICK,
  button,
  connect,
  hostCard,
  openSandbox,
  pane,
  typeLine,
  untilTerminal,
} from './workbench.ts';
import { clusterOf } from '../support/zookeeper.ts';

useBuiltPage();

const LESSON = {
  viewport: { width: 1400, height: 900 },
  location: '#/lesson/data-tree',
  stored: { settings: QUICK },
};
const KEPT = {
  format: 1,
  lessons: { 'data-tree': { goals: { 'listed-the-root': 'reached' }, answers: {}, hints: {} } },
};

/** A run whose first action lies before the world's first event. */
function misplaced(): string {
  const spec = { servers: 1, observers: 0, clientHosts: 1, seed: 1, config: {} };
  const [action] = verbs.openTerminal('client1');
  const exactly = { number: 0, silentCount: 0 };
  return encodeRun({
    of: { kind: 'cluster', spec: clusterOf(spec) },
    actions: [{ atMs: 5, action: action!, exactly }],
  });
}

function firstDot(page: Page) {
  return pane(page, 'lesson').locator('nav button').first();
}

async function reachFirstGoal(page: Page): Promise<void> {
  await untilTerminal(page, /CONNECTED\) 0\]$/);
  await typeLine(page, 'ls /');
  await page.locator('li.reached').first().waitFor();
}

async function said(page: Page, text: string | RegExp): Promise<void> {
  await page.locator('.notices').getByText(text).first().waitFor();
}

async function openSettings(page: Page) {
  await button(page, en.app.settings).click();
  const dialog = page.getByRole('dialog', { name: en.settings.title });
  await dialog.waitFor();
  return dialog;
}

test('progress survives a reload, leaves as a file, is forgotten, and comes back from the file', async () => {
  const { page, expectNoProblems, close } = await visit(LESSON);
  await reachFirstGoal(page);
  await expect.poll(() => firstDot(page).getAttribute('class'), PATIENCE).toContain('done');
  await page.reload();
  await expect.poll(() => firstDot(page).getAttribute('class'), PATIENCE).toContain('done');

  let dialog = await openSettings(page);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    button(dialog, en.settings.exportProgress).click(),
  ]);
  const path = await download.path();
  expect(JSON.parse(readFileSync(path, 'utf8')).lessons['data-tree'].goals).toEqual({
    'listed-the-root': 'reached',
  });
  await button(dialog, en.settings.resetProgress).click();
  await button(dialog, en.settings.confirmReset).click();
  await page.keyboard.press('Escape');
  await page.goto(page.url().replace(/#.*/, '#/'));
  await page.getByRole('link', { name: en.home.start }).waitFor();

  dialog = await openSettings(page);
  await dialog.locator('input[type=file]').setInputFiles(path);
  await said(page, en.settings.imported);
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: en.home.goOn }).waitFor();
  dialog = await openSettings(page);
  await dialog
    .locator('input[type=file]')
    .setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{"a"') });
  await said(page, /no progress file/i);
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: en.home.goOn }).waitFor();
  expectNoProblems();
  await close();
});

test('a reload at any moment goes on with the run: what was done is still there', async () => {
  const { page, expectNoProblems, close } = await openSandbox();
  await connect(page);
  await typeLine(page, 'create /kept 1');
  await untilTerminal(page, /Created \/kept/);
  await page.reload();
  await untilTerminal(page, /Created \/kept\n\[zk: zk1:2181\(CONNECTED\) 1\]$/);
  await typeLine(page, 'ls /');
  await untilTerminal(page, /\[kept, zookeeper\]/);
  expectNoProblems();
  await close();
});

test('two tabs: what one has reached is not lost by the other', async () => {
  const { page, expectNoProblems, close } = await visit(LESSON);
  await untilTerminal(page, /CONNECTED\) 0\]$/);
  const other = await page.context().newPage();
  await other.goto(page.url().replace('data-tree', 'versions'));
  await other.locator('article.lesson').waitFor();
  await reachFirstGoal(page);
  // The other tab writes its own progress afterwards.
  await button(other, en.lesson.hint).click();
  await other.goto(page.url());
  await expect.poll(() => firstDot(other).getAttribute('class'), PATIENCE).toContain('done');
  await page.reload();
  await expect.poll(() => firstDot(page).getAttribute('class'), PATIENCE).toContain('done');
  expectNoProblems();
  await close();
});

test('two tabs with sandboxes of their own: each keeps its run through a reload', async () => {
  const { page, expectNoProblems, close } = await openSandbox();
  await untilTerminal(page, /[#$]$/);
  await typeLine(page, 'echo one > tab');
  const other = await page.context().newPage();
  await other.goto(page.url());
  // A new tab goes on with the run that was worked on last.
  await untilTerminal(other, /echo one > tab\n\S+[#$]$/);
  await typeLine(other, 'echo two > tab');
  await untilTerminal(other, /two > tab\n\S+[#$]$/);
  await page.bringToFront();
  await typeLine(page, 'cat tab');
  await untilTerminal(page, /cat tab\none\n\S+[#$]$/);
  await other.bringToFront();
  await other.reload();
  await untilTerminal(other, /two > tab\n\S+[#$]$/);
  await page.bringToFront();
  await page.reload();
  await untilTerminal(page, /cat tab\none\n\S+[#$]$/);

  // What a closed tab has left is offered by the other one.
  await page.close();
  await other.bringToFront();
  await button(other, en.sandbox.saved).click();
  await button(other, new RegExp(`^${en.sandbox.otherTab}`))
    .first()
    .click();
  await untilTerminal(other, /cat tab\none\n\S+[#$]$/);
  await button(other, en.sandbox.bringBack).click();
  await untilTerminal(other, /two > tab\n\S+[#$]$/);
  expectNoProblems();
  await close();
});

test('when a part of the page fails it says so, and a reload goes on where the run was', async () => {
  const { page, problems, close } = await openSandbox();
  await connect(page);
  await typeLine(page, 'create /kept 1');
  await untilTerminal(page, /Created \/kept/);
  await page.evaluate(
    () =>
      void setTimeout(() => {
        throw new Error('planted');
      }),
  );
  await said(page, en.app.broken);
  await button(page, en.app.reload).click();
  await untilTerminal(page, /Created \/kept\n\[zk: zk1:2181\(CONNECTED\) 1\]$/);
  expect(problems).toEqual(['uncaught: planted']);
  await close();
});

test('a run that cannot be gone on with is kept beside, and the page says so', async () => {
  const { page, expectNoProblems, close } = await openSandbox({
    stored: { 'run.sandbox': { code: misplaced(), clockMs: 0 } },
  });
  await said(page, en.share.flaw.order);
  await hostCard(page, 'zk1').waitFor();
  await button(page, en.sandbox.saved).click();
  await page
    .getByRole('dialog', { name: en.sandbox.saved })
    .getByText(/^Run of /)
    .waitFor();
  expectNoProblems();
  await close();
});

test('damaged stored progress: said at once, set aside, and the page works', async () => {
  const { page, expectNoProblems, close } = await visit({
    stored: {
      progress: '{"format":1,"less',
      settings: '{"language":',
      'run.sandbox': '[1,2',
      done: '{',
    },
  });
  await page.getByRole('link', { name: en.home.start }).waitFor();
  await said(page, /could not be read/);
  const aside = await page.evaluate(() => localStorage.getItem('ensemble.progress.damaged'));
  expect(aside).toBe('{"format":1,"less');
  await page.goto(page.url().replace(/#.*|$/, '#/sandbox'));
  await hostCard(page, 'zk1').waitFor();
  expectNoProblems();
  await close();
});

test('stored values of the wrong shape are replaced by what is usual', async () => {
  const { page, expectNoProblems, close } = await visit({
    ...LESSON,
    stored: {
      settings: {
        language: 'xx',
        theme: 'purple',
        textScale: -5,
        paceMsPerSecond: 'x',
        areKeysOn: 3,
      },
      progress: KEPT,
      'lesson-columns': 'not a layout',
      rows: { odd: true },
      'run.data-tree': { code: 5 },
      'run.lesson.data-tree': { code: 'Bxxxx', clockMs: -1 },
    },
  });
  await expect.poll(() => firstDot(page).getAttribute('class'), PATIENCE).toContain('done');
  const scale = await page.evaluate(() =>
    Number(document.documentElement.style.getPropertyValue('--text-scale')),
  );
  expect(scale).toBeGreaterThan(0.5);
  expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toMatch(
    /^(light|dark)$/,
  );
  await button(page, en.app.settings).waitFor();
  expectNoProblems();
  await close();
});

/** A lesson goes on where nothing can be kept, and the learner is told. */
async function worksWithoutStorage({ page, expectNoProblems, close }: Visit): Promise<void> {
  await page.locator('article.lesson').waitFor();
  await page.getByRole('button', { name: en.lesson.hint }).waitFor();
  await button(page, en.app.themeDark).click();
  await said(page, /keep|kept/);
  await page.getByLabel(en.time.pace).selectOption({ label: en.time.paceNames[6]! });
  await reachFirstGoal(page);
  await expect.poll(() => firstDot(page).getAttribute('class'), PATIENCE).toContain('done');
  const dialog = await openSettings(page);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    button(dialog, en.settings.exportProgress).click(),
  ]);
  expect(readFileSync(await download.path(), 'utf8')).toContain('listed-the-root');
  expectNoProblems();
  await close();
}

const BARE = {
  viewport: LESSON.viewport,
  location: LESSON.location,
  colorScheme: 'light',
} as const;

test('storage is forbidden: the page says so and works on', async () => {
  await worksWithoutStorage(
    await visit({
      ...BARE,
      before: () => {
        const refuse = {
          get: () => {
            throw new DOMException('denied', 'SecurityError');
          },
        };
        for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) {
          Object.defineProperty(window, name, refuse);
        }
      },
    }),
  );
});

test('storage is full: the page says so and works on', async () => {
  await worksWithoutStorage(
    await visit({
      ...BARE,
      before: () => {
        Storage.prototype.setItem = () => {
          throw new DOMException('full', 'QuotaExceededError');
        };
      },
    }),
  );
});

test('a damaged link, a cut-off one and a newer one: a clear message, and a cluster all the same', async () => {
  const { page, expectNoProblems, close } = await openSandbox();
  const link = async (code: string, message: string | RegExp) => {
    await page.goto(page.url().replace(/#.*/, '#/'));
    await page.goto(page.url().replace(/#.*/, `#/sandbox?run=${code}`));
    await said(page, message);
    await hostCard(page, 'zk1').waitFor();
    await page.reload();
    await hostCard(page, 'zk1').waitFor();
  };
  await link('Bnonsense', /damaged/);
  await link('B', /damaged/);
  await link('%F0%9F%90%98', /damaged/);
  await link('Zabcdef', en.share.newer);
  await page.goto(page.url().replace(/#.*/, '#/lesson/none'));
  await page.getByText(en.lesson.notFound).waitFor();
  await page.goto(page.url().replace(/#.*/, '#/nowhere/%E0%A4%A'));
  await page.getByRole('heading', { name: en.home.claim }).waitFor();
  expectNoProblems();
  await close();
});
