/**
 * What fails in one part of the page stays there: a sentence takes the part's place, everything else
 * goes on, and trying again brings the part back.
 */
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { en } from '../../src/ui/i18n/en.ts';
import { useBuiltPage, visit } from './visit.ts';
import type { VisitOptions } from './visit.ts';
import {
  PATIENCE,
  QUICK,
  button,
  connect,
  openSandbox,
  terminalText,
  typeLine,
  untilTerminal,
} from './workbench.ts';

useBuiltPage();

/** Runs in the page: drawing anything that matches what is planted fails, until it is dug out. */
function breakDrawing(): void {
  const cloneNode = Reflect.get(Node.prototype, 'cloneNode') as Node['cloneNode'];
  Node.prototype.cloneNode = function (deep) {
    const copy = cloneNode.call(this, deep);
    const planted = sessionStorage.getItem('planted');
    if (planted === null) return copy;
    const isIt = copy instanceof Element && copy.matches(planted);
    if (isIt || (copy as DocumentFragment).querySelector?.(planted)) throw new Error('planted');
    return copy;
  };
}

const plant = (page: Page, selector: string) =>
  page.evaluate((planted) => sessionStorage.setItem('planted', planted), selector);
const digOut = (page: Page) => page.evaluate(() => sessionStorage.removeItem('planted'));

const SANDBOX: VisitOptions = {
  viewport: { width: 1400, height: 900 },
  location: '#/sandbox',
  stored: { settings: { ...QUICK, isIdleSkipped: false } },
  before: breakDrawing,
};

/** What stands around the part that fails, each with what is seen of it when it is well. */
const AROUND = {
  header: 'header nav',
  stage: '.stage [data-host=zk1]',
  inspector: '.inspector',
  terminal: '.terminals .xterm-rows',
  time: 'output.clock',
};

interface Part {
  /** Fails when it is drawn. */
  readonly selector: string;
  /** Of `AROUND`: what cannot be seen with it. */
  readonly without?: readonly (keyof typeof AROUND)[];
  /** Tab behind which it is. */
  readonly tab?: string;
  readonly location?: string;
}

const PARTS: Readonly<Record<string, Part>> = {
  header: { selector: 'header', without: ['header'] },
  stage: { selector: 'canvas', without: ['stage'] },
  'space-time diagram': { selector: '.space-time', without: ['stage'], tab: 'spaceTime' },
  inspector: { selector: '.inspector', without: ['inspector'] },
  'list of promises': { selector: '.panel', without: ['inspector'], tab: 'invariants' },
  terminals: { selector: '.terminals', without: ['terminal'] },
  'one terminal': { selector: '.screen', without: ['terminal'] },
  'time bar': { selector: 'output.clock', without: ['time'] },
  'lesson text': { selector: 'article.lesson', location: '#/lesson/data-tree' },
};

const failed = (page: Page) => page.getByRole('alert').filter({ hasText: en.app.partFailed });

for (const [name, { selector, without = [], tab, location }] of Object.entries(PARTS)) {
  test(`${name}: when it fails the rest goes on, and trying again brings it back`, async () => {
    const { page, problems, close } = await visit({ ...SANDBOX, ...(location && { location }) });
    await plant(page, selector);
    await page.reload();
    if (tab !== undefined) await page.locator(`[data-tab=${tab}]`).click();
    await failed(page).waitFor();
    for (const [other, sign] of Object.entries(AROUND)) {
      if (!without.includes(other as keyof typeof AROUND))
        await page.locator(sign).first().waitFor();
    }
    expect(await failed(page).count()).toBe(1);
    // The world did not stop for it.
    if (!without.includes('time')) {
      const clock = page.locator(AROUND.time);
      const before = await clock.innerText();
      await expect.poll(() => clock.innerText(), PATIENCE).not.toBe(before);
    }
    await digOut(page);
    await button(failed(page), en.app.retry).click();
    await page.locator(selector).first().waitFor();
    expect(await failed(page).count()).toBe(0);
    // It is written to the console, once, and nothing else is.
    expect(problems).toEqual([expect.stringContaining('planted')]);
    await close();
  });
}

test('a dialog that fails is closed with a word about it, and opens when it is well again', async () => {
  const { page, close } = await visit(SANDBOX);
  await page.locator(AROUND.stage).waitFor();
  await plant(page, 'dialog');
  for (const name of [en.app.settings, en.sandbox.build, en.sandbox.saved, en.share.title]) {
    await button(page, name).click();
    await page.locator('.notices').getByText(en.app.partFailed).last().waitFor();
  }
  await page.locator(AROUND.terminal).waitFor();
  await digOut(page);
  for (const name of [en.app.settings, en.sandbox.build, en.sandbox.saved, en.share.title]) {
    await button(page, name).click();
    await page.locator('dialog[open]').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
  }
  await close();
});

test('a failure while time runs: another terminal cannot be drawn, the first goes on', async () => {
  const { page, close } = await openSandbox({ before: breakDrawing });
  await connect(page);
  await plant(page, '.screen');
  await page.getByLabel(en.terminal.open).selectOption('zk1');
  await failed(page).waitFor();
  await page.getByRole('tab', { name: 'client1' }).click();
  await typeLine(page, 'create /still here');
  await untilTerminal(page, /Created \/still/);
  await digOut(page);
  await page.locator('.terminals').getByRole('tab', { name: 'zk1' }).click();
  await button(failed(page), en.app.retry).click();
  await expect.poll(() => terminalText(page), PATIENCE).toMatch(/[#$]$/);
  await close();
});

test('handlers, promises and frames that fail end neither the run nor the page', async () => {
  const { page, problems, close } = await openSandbox({ settings: { isIdleSkipped: false } });
  await connect(page);
  await page.evaluate(() => {
    document.body.addEventListener('click', () => {
      throw new Error('planted');
    });
    void Promise.reject(new Error('planted'));
    requestAnimationFrame(() => {
      throw new Error('planted');
    });
  });
  await page.locator('.terminals').click();
  await page.locator('.notices').getByText(en.app.broken).waitFor();
  await typeLine(page, 'create /still here');
  await untilTerminal(page, /Created \/still/);
  expect(await page.locator('.notices').getByText(en.app.broken).count()).toBe(1);
  expect(problems.every((problem) => problem === 'uncaught: planted')).toBe(true);
  await close();
});
