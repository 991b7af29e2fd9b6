/** axe on every view, in both themes, both languages, on a wide page and on a telephone. */
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { en } from '../../src/ui/i18n/en.ts';
import { zh } from '../../src/ui/i18n/zh.ts';
import { useBuiltPage } from './visit.ts';
import type { Visit } from './visit.ts';
import { PATIENCE, button, hostCard, openSandbox, pane, untilServing } from './workbench.ts';

useBuiltPage();

type Words = typeof zh | typeof en;

const languages = { en, zh } as const;
const themes = ['light', 'dark'] as const;
const sizes = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
} as const;

/** Goes to a place of the page without loading it again. */
async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => (location.hash = to), hash);
}

/** Opens something in a dialog, looks at it and closes it. */
async function inDialog(page: Page, open: () => Promise<void>, look: () => Promise<void>) {
  await open();
  await page
    .locator('dialog[open]')
    .waitFor()
    .catch(async (error: unknown) => {
      // What the page itself says of it.
      const said = await page.locator('.notices').innerText();
      throw new Error(`no dialog; the page says: ${said}`, { cause: error });
    });
  await look();
  await page.keyboard.press('Escape');
  await page.locator('dialog[open]').waitFor({ state: 'detached' });
}

async function lookEverywhere(
  { page, accessibilityViolations }: Visit,
  words: Words,
  isPhone: boolean,
) {
  const found: string[] = [];
  const look = async (view: string, within?: string) => {
    for (const line of await accessibilityViolations(within)) found.push(`${view}: ${line}`);
  };
  const tab = async (name: string) => {
    if (isPhone) await page.locator(`.phone-tabs [data-tab=${name}]`).click();
  };
  await untilServing(page);
  await look('sandbox');
  await hostCard(page, 'zk1').focus();
  await page.keyboard.press('Enter');
  await tab('inspector');
  await expect
    .poll(() => pane(page, 'inspector').locator('h2').innerText(), PATIENCE)
    .toMatch(/zk1/);
  await look('inspector of a server', '[data-pane=inspector]');
  await page.locator('[data-tab=invariants]').click();
  await look('promises', '[data-pane=inspector]');
  await tab('terminal');
  await look('terminal', '[data-pane=terminal]');
  await tab('stage');
  await page.locator('[data-tab=spaceTime]').click();
  await page.locator('.arrow[data-number]').first().waitFor();
  await look('space-time', '[data-pane=stage]');
  await inDialog(
    page,
    () => button(page, words.app.settings).click(),
    () => look('settings', 'dialog'),
  );
  await inDialog(
    page,
    () => page.keyboard.press('Control+k'),
    () => look('palette', 'dialog'),
  );
  await inDialog(
    page,
    () => button(page, words.share.title).click(),
    () => look('share', 'dialog'),
  );
  await inDialog(
    page,
    () => button(page, words.sandbox.build).click(),
    () => look('build', 'dialog'),
  );
  await goTo(page, '#/fidelity');
  await page.locator('main h1').waitFor();
  await look('ledger');
  await goTo(page, '#/lesson/data-tree');
  await page.locator('article.lesson').waitFor();
  await look('lesson');
  await goTo(page, '#/');
  await page.locator('a[href="#/lesson/data-tree"]').first().waitFor();
  await look('home');
  return found;
}

for (const [size, device] of Object.entries(sizes)) {
  for (const [language, words] of Object.entries(languages)) {
    for (const theme of themes) {
      test(`no view has a fault that axe knows: ${size}, ${language}, ${theme}`, async () => {
        const opened = await openSandbox({
          ...device,
          servers: 3,
          settings: { language, theme, isMotionReduced: true },
        });
        expect(await lookEverywhere(opened, words, size === 'phone')).toEqual([]);
        opened.expectNoProblems();
        await opened.close();
      });
    }
  }
}
