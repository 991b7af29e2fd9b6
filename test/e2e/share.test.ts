/** A link opens the same world, to the last bit; a run leaves the page as files that others read. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Locator, Page } from 'playwright';
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

/** Presses a button of the dialog and gives the file that comes of it. */
async function fileOf(page: Page, dialog: Locator, name: string): Promise<[string, Buffer]> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    button(dialog, name).click(),
  ]);
  return [download.suggestedFilename(), readFileSync(await download.path())];
}

test('a run leaves as SVG, PNG, Mermaid, text, asciicast, docker-compose and a script', async () => {
  const { page, expectNoProblems, close } = await openSandbox({ servers: 3 });
  await untilServing(page);
  await connect(page);
  await typeLine(page, 'create /shared "<some & thing>"');
  await untilTerminal(page, /Created \/shared/);
  await hostCard(page, 'zk2').focus();
  await page.keyboard.press('p');
  await page.locator('[data-host=zk2][aria-label*=PAUSED]').waitFor();
  await button(page, en.share.title).click();
  const dialog = page.getByRole('dialog', { name: en.share.title });
  const text = async (name: string, fileName: string): Promise<string> => {
    const [suggested, content] = await fileOf(page, dialog, name);
    expect(suggested).toBe(fileName);
    return content.toString('utf8');
  };

  const svg = await text('SVG', 'space-time.svg');
  const drawn = await page.evaluate((source) => {
    const { documentElement } = new DOMParser().parseFromString(source, 'image/svg+xml');
    return {
      root: documentElement.localName,
      hasError: documentElement.querySelector('parsererror') !== null,
      words: documentElement.textContent,
      foreign: documentElement.querySelectorAll('script, foreignObject, [href]').length,
    };
  }, svg);
  expect(drawn).toMatchObject({ root: 'svg', hasError: false, foreign: 0 });
  for (const word of ['zk1', 'zk3', 'client1', 'PROPOSAL']) expect(drawn.words).toContain(word);

  const [pictureName, picture] = await fileOf(page, dialog, 'PNG');
  expect(pictureName).toBe('space-time.png');
  expect(picture.subarray(1, 4).toString()).toBe('PNG');
  expect(picture.readUInt32BE(16)).toBeGreaterThan(600);
  expect(picture.readUInt32BE(20)).toBeGreaterThan(600);

  const mermaid = (await text('Mermaid', 'space-time.mmd')).split('\n');
  expect(mermaid[0]).toBe('sequenceDiagram');
  for (const line of mermaid.slice(1)) {
    expect(line).toMatch(/^ {2}(participant \w+ as [\w.-]+|\w+->>\w+: [^;#]*)$/);
  }
  expect(mermaid.length).toBeGreaterThan(20);

  const shown = await text(en.share.asText, 'client1-terminal.txt');
  expect(shown).toMatch(/create \/shared "<some & thing>"\nCreated \/shared\n/);
  const cast = await text('asciicast', 'client1-terminal.cast');
  const [header, ...pieces] = cast
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  expect(header).toMatchObject({ version: 2, width: 100 });
  const played = (pieces as [number, string, string][]).map(([, , piece]) => piece).join('');
  expect(played.replaceAll('\r\n', '\n')).toBe(shown);

  const compose = await text('docker-compose.yml', 'docker-compose.yml');
  expect(compose).toMatch(/^services:\n {2}zk1:\n[^]*\n {2}zk3:\n[^]*\n {2}client1:\n/m);
  const script = await text('repeat.sh', 'repeat.sh');
  expect(script).toContain(`typed 1 'create /shared "<some & thing>"'`);
  expect(script).toContain('docker pause zk2');
  const checked = spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' });
  expect(checked.stderr).toBe('');
  expect(checked.status).toBe(0);
  expectNoProblems();
  await close();
});
