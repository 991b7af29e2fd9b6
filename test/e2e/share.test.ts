/** A link opens the same world; Node and the browser agree on it to the last bit. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { en } from '../../src/ui/i18n/en.ts';
import type { RunHash } from './run-hash.ts';
import { hashOfRun } from './run-hash.ts';
import { useBuiltPage, visit } from './visit.ts';
import {
  PATIENCE,
  button,
  connect,
  hostCard,
  openSandbox,
  terminalText,
  typeLine,
  untilServing,
  untilTerminal,
} from './workbench.ts';

useBuiltPage();

async function bundleOf(file: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(file, import.meta.url))],
    bundle: true,
    format: 'iife',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0]!.text;
}

test('a shared link is short, opens the same world, and replays to the same hash in Node and Chromium', async () => {
  const { page, expectNoProblems, close } = await openSandbox({ servers: 3 });
  await untilServing(page);
  await connect(page);
  await typeLine(page, 'create /shared something');
  await untilTerminal(page, /Created \/shared/);
  await hostCard(page, 'zk2').focus();
  await page.keyboard.press('k');
  await page.locator('[data-host=zk2][aria-label*=STOPPED]').waitFor();
  await typeLine(page, 'get /shared');
  await untilTerminal(page, /\nsomething\n/);
  await button(page, en.share.title).click();
  const dialog = page.getByRole('dialog', { name: en.share.title });
  const field = dialog.getByLabel(en.share.title, { exact: true }).first();
  await expect.poll(() => field.inputValue(), PATIENCE).toMatch(/run=/);
  const link = await field.inputValue();
  expect(link.length).toBeLessThanOrEqual(500);
  const shown = await terminalText(page);

  // In another browser, which has kept nothing.
  const code = /run=([^&]+)/.exec(link)![1]!;
  const other = await visit({
    viewport: { width: 1400, height: 900 },
    location: `#/sandbox?run=${code}`,
    stored: { settings: { language: 'en', paceMsPerSecond: 1000 } },
  });
  await other.page.locator('[data-host=zk2][aria-label*=STOPPED]').waitFor();
  await expect.poll(() => terminalText(other.page), PATIENCE).toBe(shown);

  const untilMs = 200_000;
  const here = hashOfRun(decodeURIComponent(code), untilMs);
  const bundle = await bundleOf('./run-hash.ts');
  const there = (await other.page.evaluate(
    `(() => { ${bundle}; return hashOfRun(${JSON.stringify(code)}, ${untilMs}); })()`,
  )) as RunHash;
  expect(there).toEqual(here);
  expect(here.events).toBeGreaterThan(100);
  // The hash is one of the whole world: a little more time gives another one.
  expect(hashOfRun(decodeURIComponent(code), untilMs + 5000).hash).not.toBe(here.hash);
  other.expectNoProblems();
  expectNoProblems();
  await other.close();
  await close();
});

test('an embedded page has no header and keeps nothing', async () => {
  const { page, expectNoProblems, close } = await visit({ location: '?embed#/sandbox' });
  await hostCard(page, 'zk1').waitFor();
  expect(await page.getByRole('banner').count()).toBe(0);
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  expectNoProblems();
  await close();
});
