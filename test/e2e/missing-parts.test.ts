/**
 * A page that does not come says so, whatever is missing: each of its files in turn, what an old
 * browser lacks, a start that fails. And what comes late is waited for.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page, Route } from 'playwright';
import { expect, test } from 'vitest';
import { en } from '../../src/ui/i18n/en.ts';
import { zh } from '../../src/ui/i18n/zh.ts';
import { dist } from './static-server.ts';
import { useBuiltPage, visit } from './visit.ts';
import type { VisitOptions } from './visit.ts';
import { PATIENCE, QUICK, button, hostCard } from './workbench.ts';

useBuiltPage();

const index = readFileSync(join(dist, 'index.html'), 'utf8');
/** What the first view cannot do without, as the built page names it. */
const FIRST_FILES = [
  ...index.matchAll(/<(?:script|link)\b[^>]*(?:src|href)="\.\/(assets\/[^"]+)"/g),
]
  .map(([, file]) => file!)
  .filter((file) => /\.(js|css)$/.test(file));

const DESKTOP: VisitOptions = {
  viewport: { width: 1400, height: 900 },
  serviceWorkers: 'block',
  stored: { settings: { ...QUICK, language: 'en' } },
};

const trouble = (page: Page) => page.locator('#trouble');

/** The watchdog's message in both languages, with nothing that looks alive behind it. */
async function expectTrouble(page: Page, english: RegExp, chinese: RegExp): Promise<void> {
  await trouble(page).waitFor();
  expect(await trouble(page).getAttribute('role')).toBe('alert');
  expect(await trouble(page).locator('[lang=en]').innerText()).toMatch(english);
  expect(await trouble(page).locator('[lang=zh-Hans]').innerText()).toMatch(chinese);
  expect(await page.locator('.first:visible, main:visible').count()).toBe(0);
}

/** Takes one file off the host. */
async function without(page: Page, file: string): Promise<void> {
  await page.route(`**/${file}`, (route) => route.abort());
}

test('the built page names its files', () => {
  expect(FIRST_FILES.length).toBeGreaterThan(5);
  expect(FIRST_FILES.join()).toMatch(/index.*notices/s);
});

for (const file of FIRST_FILES) {
  const name = file.replace(/^assets\/|-[\w-]{8}(?=\.\w+$)/g, '');
  test(`without ${name} the page says what is wrong and what to do, and a reload mends it`, async () => {
    const { page, close } = await visit(DESKTOP);
    await without(page, file);
    await page.reload({ waitUntil: 'commit' });
    await expectTrouble(page, /could not be loaded.*connection/s, /无法加载.*网络/s);
    await page.unroute(`**/${file}`);
    await trouble(page).getByRole('button').click();
    await page.getByRole('link', { name: en.home.start }).waitFor();
    expect(await trouble(page).count()).toBe(0);
    await close();
  });
}

/** Everything that a view asks for beyond the first view's files. */
async function laterFiles(options: VisitOptions, isThere: (page: Page) => Promise<void>) {
  const { page, close } = await visit(options);
  const files = new Set<string>();
  page.on('request', (request) => {
    const file = /assets\/[^?#]+\.(?:js|css)$/.exec(request.url())?.[0];
    if (file !== undefined && !FIRST_FILES.includes(file)) files.add(file);
  });
  await page.reload();
  await isThere(page);
  await close();
  return [...files];
}

interface View {
  readonly location: string;
  readonly language: 'en' | 'zh';
  /** Waits until everything of it is seen. */
  readonly isThere: (page: Page) => Promise<void>;
}

async function isWorkbenchThere(page: Page): Promise<void> {
  await hostCard(page, 'zk1').waitFor();
  await page.locator('.xterm-rows').first().waitFor();
}

const VIEWS: Readonly<Record<string, View>> = {
  'the home page': {
    location: '#/',
    language: 'en',
    isThere: async (page) => {
      await hostCard(page, 'zk1').waitFor();
      await page.locator('a[href="#/lesson/data-tree"]').first().waitFor();
    },
  },
  'the sandbox': { location: '#/sandbox', language: 'en', isThere: isWorkbenchThere },
  'a lesson in Chinese': {
    location: '#/lesson/data-tree',
    language: 'zh',
    isThere: async (page) => {
      await isWorkbenchThere(page);
      await page.locator('article.lesson').waitFor();
    },
  },
};

/** Sentences with which a part says that it could not be loaded. */
const SAID = [en, zh].flatMap((words) => [
  words.app.loadFailed,
  words.lesson.failed,
  words.terminal.failed,
  words.app.chineseFailed,
]);

for (const [name, { location, language, isThere }] of Object.entries(VIEWS)) {
  test(`each file of ${name} in turn: the page is whole without it, or says so; then it comes`, async () => {
    const options = { ...DESKTOP, location, stored: { settings: { ...QUICK, language } } };
    const files = await laterFiles(options, isThere);
    expect(files.length).toBeGreaterThan(5);
    const { page, close } = await visit(options);
    const said = page.locator('[role=alert], .notices p').filter({ visible: true });
    for (const file of files) {
      await without(page, file);
      await page.reload({ waitUntil: 'commit' });
      const isSaid = async () => {
        const texts = await said.allInnerTexts();
        return texts.some((text) => SAID.some((sentence) => text.includes(sentence)));
      };
      const came = isThere(page).then(
        () => true,
        () => false,
      );
      await expect
        .poll(async () => (await isSaid()) || (await Promise.race([came, false])), {
          ...PATIENCE,
          message: file,
        })
        .toBe(true);
      await page.locator('header').first().waitFor();
      expect(await trouble(page).count(), file).toBe(0);
      await page.unroute(`**/${file}`);
    }
    await page.reload();
    await isThere(page);
    await close();
  }, 300_000);
}

for (const kind of ['css', 'js']) {
  test(`a part whose .${kind} could not be loaded comes whole when it is tried again`, async () => {
    const { page, close } = await visit(DESKTOP);
    const file = new RegExp(`RouteView.*\\.${kind}`);
    await page.route(file, (route) => route.abort());
    await page.getByRole('link', { name: en.home.sandbox }).click();
    const said = page.getByRole('alert').filter({ hasText: en.app.loadFailed });
    await said.waitFor();
    // As long as it is missing, another try changes nothing.
    const refused = page.waitForEvent('requestfailed');
    await button(page, en.app.retry).click();
    await refused;
    await said.waitFor();
    await page.unroute(file);
    await button(page, en.app.retry).click();
    await isWorkbenchThere(page);
    const display = (one: Element) => getComputedStyle(one).display;
    expect(await page.locator('.workbench').evaluate(display)).toBe('flex');
    await close();
  });
}

const LACKING: Readonly<Record<string, () => void>> = {
  findLast: () => void Reflect.deleteProperty(Array.prototype, 'findLast'),
  ResizeObserver: () => void Reflect.deleteProperty(window, 'ResizeObserver'),
  showModal: () => void Reflect.deleteProperty(HTMLDialogElement.prototype, 'showModal'),
  popover: () => void Reflect.deleteProperty(HTMLElement.prototype, 'popover'),
};

for (const [name, before] of Object.entries(LACKING)) {
  for (const location of ['#/', '#/sandbox']) {
    test(`a browser without ${name} at ${location}: the page says that it is too old`, async () => {
      const { page, close } = await visit({ ...DESKTOP, location, before });
      await expectTrouble(page, /too old.*current version/s, /过旧.*最新版/s);
      expect(await trouble(page).innerText()).toContain(name);
      await close();
    });
  }
}

async function answerBy(page: Page, file: string, answer: (route: Route) => Promise<void>) {
  await page.route(`**/${file}`, answer);
  await page.reload({ waitUntil: 'commit' });
}

test('a browser that cannot read the programs is told that it is too old', async () => {
  const { page, close } = await visit(DESKTOP);
  await answerBy(page, FIRST_FILES[0]!, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: 'let words of = tomorrow;' }),
  );
  await expectTrouble(page, /too old/, /过旧/);
  await close();
});

test('a start that fails says so', async () => {
  const { page, close } = await visit({
    ...DESKTOP,
    before: () => {
      window.matchMedia = () => {
        throw new Error('planted');
      };
    },
  });
  await expectTrouble(page, /failed while it was starting.*Reload/s, /启动时出了故障.*刷新/s);
  expect(await trouble(page).innerText()).toContain('planted');
  await close();
});

test('what is late is waited for: the picture stays, a word says so, and goes when the page comes', async () => {
  const { page, close } = await visit(DESKTOP);
  let release = (): void => {};
  const gate = new Promise<void>((resolve) => (release = resolve));
  await answerBy(page, FIRST_FILES[0]!, async (route) => {
    await gate;
    await route.continue();
  });
  await trouble(page)
    .getByText(/not ready yet/)
    .waitFor();
  await trouble(page)
    .getByText(/尚未就绪/)
    .waitFor();
  expect(await page.locator('.first:visible').count()).toBe(1);
  release();
  await page.locator('main').waitFor();
  await trouble(page).waitFor({ state: 'detached' });
  await hostCard(page, 'zk1').waitFor();
  await close();
});

test('settings with a name of the language itself change nothing and stop nothing', async () => {
  const { page, expectNoProblems, close } = await visit({
    stored: {
      settings: '{"__proto__":{"language":"zh"},"constructor":1,"toString":"x","theme":"dark"}',
      progress: '{"format":1,"lessons":{"__proto__":{"goals":{},"answers":{},"hints":{}}}}',
      'run.sandbox': '{"__proto__":{"code":"B"}}',
    },
  });
  await page.getByRole('link', { name: en.home.start }).waitFor();
  expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
  await button(page, en.app.themeLight).click();
  await page.getByRole('link', { name: en.home.sandbox }).click();
  await isWorkbenchThere(page);
  expectNoProblems();
  await close();
});

test('the encoding stands where browsers look for it, before everything else', () => {
  const start = Buffer.from(index).subarray(0, 1024).toString();
  expect(start).toMatch(/<head>\s*<meta charset="utf-8"/);
});
