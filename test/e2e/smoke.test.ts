/** The built page loads, from a folder below the root, and keeps to its own policy. */
import { expect, test } from 'vitest';
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
