/** A telephone of 360 pixels with a finger: every pane behind a tab, a lesson's step by touch. */
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { en } from '../../src/ui/i18n/en.ts';
import { useBuiltPage, visit } from './visit.ts';
import { PATIENCE, QUICK, button, hostCard, pane, untilTerminal } from './workbench.ts';

useBuiltPage();

const PHONE = {
  viewport: { width: 360, height: 740 },
  hasTouch: true,
  isMobile: true,
  deviceScaleFactor: 2,
  stored: { settings: QUICK },
};

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
}

test('home fits, and leads to a lesson and to the sandbox', async () => {
  const { page, expectNoProblems, close } = await visit(PHONE);
  await page.getByText(/zk\d leads, the others follow/).waitFor();
  await expectNoSidewaysScroll(page);
  await page.getByRole('link', { name: en.home.sandbox }).tap();
  await hostCard(page, 'zk1').waitFor();
  await expectNoSidewaysScroll(page);
  expectNoProblems();
  await close();
});

test('every pane is behind a tab, and a step of a lesson is done by touch alone', async () => {
  const { page, expectNoProblems, close } = await visit({
    ...PHONE,
    location: '#/lesson/data-tree',
  });
  const tab = (name: string) => page.locator(`.phone-tabs [data-tab=${name}]`);
  await pane(page, 'lesson').locator('article.lesson').waitFor();
  for (const name of ['stage', 'terminal', 'inspector', 'lesson'] as const) {
    await tab(name).tap();
    await expect.poll(() => pane(page, name).isVisible(), PATIENCE).toBe(true);
    const box = (await pane(page, name).boundingBox())!;
    expect(box.width).toBeGreaterThan(340);
    expect(box.height).toBeGreaterThan(250);
    await expectNoSidewaysScroll(page);
  }
  await tab('stage').tap();
  await hostCard(page, 'zk1').tap();
  await tab('inspector').tap();
  await expect.poll(() => pane(page, 'inspector').innerText(), PATIENCE).toMatch(/zk1/);

  await tab('terminal').tap();
  await untilTerminal(page, /CONNECTED\) 0\]$/);
  await page.locator('.terminals .slot:not([hidden]) .xterm-screen').tap();
  await page.keyboard.type('ls /');
  await button(page.locator('.terminals .slot:not([hidden]) [role=toolbar]'), 'Enter').tap();
  await untilTerminal(page, /\[zookeeper\]\n.*CONNECTED\) 1\]$/);

  // A line that is touched can be asked why it was printed: xterm.js lays its own face over it.
  await page
    .locator('.terminals .slot:not([hidden]) .xterm-rows > div', { hasText: '[zookeeper]' })
    .tap({ force: true });
  await page.locator('.terminals .slot:not([hidden]) .why').tap();
  await expect.poll(() => pane(page, 'inspector').isVisible(), PATIENCE).toBe(true);
  const why = pane(page, 'inspector').locator('section', { hasText: en.inspector.why });
  await expect
    .poll(async () => (await why.locator('li').allInnerTexts()).at(-1), PATIENCE)
    .toMatch(/\byou\b/i);

  await tab('lesson').tap();
  await pane(page, 'lesson').locator('li.reached').first().waitFor();
  await button(page, en.lesson.next).tap();
  await page.locator('article.lesson [aria-current=step]', { hasText: '2' }).waitFor();
  expectNoProblems();
  await close();
});

test('what a finger must hit is large enough', async () => {
  const { page, close } = await visit({ ...PHONE, location: '#/sandbox' });
  await hostCard(page, 'zk1').waitFor();
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('button, a, select, input:not([type=range])')]
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && box.height > 0 && (box.width < 24 || box.height < 24))
      .map(({ element }) => element.getAttribute('aria-label') ?? element.textContent.trim()),
  );
  expect(small).toEqual([]);
  await close();
});

/** Elements that stand out at the right and cannot be scrolled to, the page included. */
function standingOut(): string[] {
  const found: string[] = [];
  const rest: Element[] = [document.body];
  for (let one = rest.pop(); one !== undefined; one = rest.pop()) {
    const { width, height, right } = one.getBoundingClientRect();
    const { overflowX, clipPath } = getComputedStyle(one);
    if (clipPath !== 'none') continue;
    const name = `${one.tagName}.${one.getAttribute('class')} ${one.textContent.trim().slice(0, 30)}`;
    if (width > 0 && height > 0 && right > innerWidth + 1) found.push(name);
    if (one.localName !== 'svg' && !/auto|scroll|hidden/.test(overflowX))
      rest.push(...one.children);
  }
  return found;
}

for (const language of ['en', 'zh']) {
  test(`text of twice the size fits everywhere (${language})`, async () => {
    const { page, expectNoProblems, close } = await visit({
      ...PHONE,
      isMobile: false,
      stored: { settings: { ...QUICK, language } },
      before: () => {
        // As a browser does whose text is set to 200 %.
        document.addEventListener('DOMContentLoaded', () => {
          document.documentElement.style.fontSize = '200%';
        });
      },
    });
    const expectToFit = async (where: string) => {
      await page.evaluate(() => new Promise(requestAnimationFrame));
      expect(await page.evaluate(standingOut), where).toEqual([]);
      await expectNoSidewaysScroll(page);
    };
    await page.locator('a[href="#/lesson/data-tree"]').first().waitFor();
    await expectToFit('home');
    for (const location of ['#/sandbox', '#/lesson/data-tree']) {
      await page.goto(page.url().replace(/#.*|$/, location));
      await page.locator('.phone-tabs').waitFor();
      await page.locator('output.clock').waitFor();
      for (const tab of await page.locator('.phone-tabs [role=tab]').all()) {
        await tab.click();
        const name = await tab.innerText();
        await expectToFit(`${location} ${name}`);
        // What is behind the tabs is still more than a line.
        const box = await page.locator('.single').boundingBox();
        expect(box!.height, `${location} ${name}`).toBeGreaterThan(150);
        const inner = page.locator('.single [role=tablist] [role=tab]:not([aria-selected=true])');
        for (const other of await inner.filter({ visible: true }).all()) {
          await other.click();
          await expectToFit(`${location} ${name}, the other`);
        }
      }
    }
    await page.goto(page.url().replace(/#.*/, '#/fidelity'));
    await page.locator('main table').first().waitFor();
    await expectToFit('fidelity');
    expectNoProblems();
    await close();
  });
}
