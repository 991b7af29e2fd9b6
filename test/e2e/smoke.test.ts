/** The built page loads, from a folder below the root, and keeps to its own policy. */
import { expect, test } from 'vitest';
import { zh } from '../../src/ui/i18n/zh.ts';
import { useBuiltPage, visit } from './visit.ts';

useBuiltPage();

test('the page loads without a word on the console', async () => {
  const { page, expectNoProblems, close } = await visit();
  await page.waitForSelector('main, [role="main"]');
  expectNoProblems();
  await close();
});

test('the policy is in force: a foreign script, an inline script and a foreign request fail', async () => {
  const { page, problems, close } = await visit();
  await page.evaluate(async () => {
    for (const make of [
      (script: HTMLScriptElement) => (script.src = 'https://example.invalid/x.js'),
      (script: HTMLScriptElement) => (script.textContent = 'window.hasRun = true'),
    ]) {
      const script = document.createElement('script');
      make(script);
      document.head.append(script);
    }
    await fetch('https://example.invalid/x').catch(() => undefined);
  });
  expect(await page.evaluate(() => 'hasRun' in window)).toBe(false);
  const refused = problems.filter((problem) => /Content Security Policy/.test(problem));
  expect(refused.length).toBeGreaterThanOrEqual(3);
  await close();
});

test('the words of the first view are there before the scripts, in their language, and stay where they are', async () => {
  const { page, problems, close } = await visit({
    locale: 'zh-CN',
    colorScheme: 'dark',
    serviceWorkers: 'block',
  });
  let open = (): void => {};
  const gate = new Promise<void>((resolve) => (open = resolve));
  await page.route(/assets\//, async (route) => {
    await gate;
    await route.continue();
  });
  const title = page.getByText(zh.home.claim);
  const look = () =>
    page.evaluate(() => {
      const { lang, dataset } = document.documentElement;
      return [lang, dataset['theme'], getComputedStyle(document.body).backgroundColor];
    });
  await page.reload({ waitUntil: 'commit' });
  await title.waitFor();
  expect(await page.locator('main').count()).toBe(0);
  const [place, before] = [await title.boundingBox(), await look()];
  open();
  await page.locator('main').waitFor();
  expect(await page.locator('.first').count()).toBe(0);
  expect([await title.boundingBox(), await look()]).toEqual([place, before]);
  expect(problems.filter((problem) => /uncaught|Policy/.test(problem))).toEqual([]);
  await close();
});

test('where another view is asked for, the first view is not shown before it', async () => {
  const { page, close } = await visit({ location: '#/fidelity', serviceWorkers: 'block' });
  await page.route(/assets\//, (route) => route.abort());
  await page.reload({ waitUntil: 'commit' });
  await page.locator('.first').first().waitFor({ state: 'attached' });
  await expect.poll(() => page.evaluate(() => document.readyState)).toBe('complete');
  expect(await page.locator('.first:visible').count()).toBe(0);
  await close();
});

test('axe finds no fault on the first view', async () => {
  const { page, accessibilityViolations, close } = await visit();
  await page.waitForSelector('main, [role="main"]');
  expect(await accessibilityViolations()).toEqual([]);
  await close();
});

test('the harness itself notices: a console error, a request to another host, a missing file', async () => {
  const { page, problems, close } = await visit();
  await page.evaluate(() => {
    console.error('planted');
    const image = new Image();
    image.src = './no-such-file.png';
    document.body.append(image);
  });
  await expect.poll(() => problems.join('\n')).toMatch(/planted[^]*404: .*no-such-file/);
  await close();
});

test('axe itself notices: an image without a text', async () => {
  const { page, accessibilityViolations, close } = await visit();
  await page.evaluate(() => {
    document.body.innerHTML = '<main><h1>x</h1><img src="icon.svg"></main>';
  });
  expect((await accessibilityViolations()).join('\n')).toContain('image-alt');
  await close();
});
