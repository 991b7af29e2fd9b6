/** The page as an installed program: whole without a network, and told of a newer version. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { en } from '../../src/ui/i18n/en.ts';
import { zh } from '../../src/ui/i18n/zh.ts';
import type { StaticServer } from './static-server.ts';
import { dist, serveBuiltPage } from './static-server.ts';
import { useBuiltPage, visit } from './visit.ts';
import {
  PATIENCE,
  QUICK,
  connect,
  hostCard,
  openSandbox,
  pane,
  typeLine,
  untilTerminal,
} from './workbench.ts';

useBuiltPage();

/** A copy of the built page, to be taken off the network and to be changed. */
let folder = '';
let server: StaticServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ensemble-'));
  cpSync(dist, folder, { recursive: true });
  server = await serveBuiltPage(folder);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** Waits until the service worker has every file and answers this page's requests. */
async function untilKept(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { serviceWorker } = navigator;
    await serviceWorker.ready;
    while (serviceWorker.controller === null) await new Promise(requestAnimationFrame);
  });
}

/** A version behind the one that is published: one file differs, and the worker's list says so. */
function publishNext(name = 'next'): void {
  const [index, worker] = [join(folder, 'index.html'), join(folder, 'sw.js')];
  const text = readFileSync(index, 'utf8');
  const published = text.replace(/<meta name="release"[^>]*>/, '');
  const release = `<meta name="release" content="${name}" />`;
  writeFileSync(index, published.replace('<head>', `<head>${release}`));
  const list = readFileSync(worker, 'utf8');
  const hash = Buffer.from(name.padEnd(6)).toString('hex');
  const next = list
    .replace(/\["index\.html","[0-9a-f]+"\]/, `["index.html","${hash}"]`)
    .replace(/PREFIX \+ '[0-9a-f]+'/, `PREFIX + '${hash}'`);
  expect(next).not.toBe(list);
  writeFileSync(worker, next);
}

test('the page can be installed: manifest and icons are sound', async () => {
  const { page, expectNoProblems, close } = await visit({ address: server.address });
  const browser = await page.context().newCDPSession(page);
  const manifest = await browser.send('Page.getAppManifest');
  expect(manifest.errors).toEqual([]);
  expect(manifest.url).toBe(`${server.address}manifest.webmanifest`);
  const { icons, start_url } = JSON.parse(manifest.data!) as {
    icons: { src: string; sizes: string }[];
    start_url: string;
  };
  expect(new URL(start_url, manifest.url).href).toBe(server.address);
  for (const { src, sizes } of icons) {
    const size = await page.evaluate(async (address) => {
      const image = new Image();
      image.src = address;
      await image.decode();
      return `${image.naturalWidth}x${image.naturalHeight}`;
    }, src);
    if (sizes !== 'any') expect(size).toBe(sizes);
  }
  const { installabilityErrors } = await browser.send('Page.getInstallabilityErrors');
  const errors = installabilityErrors.map(({ errorId }) => errorId);
  // The test's own profile is a private window, in which nothing can be installed.
  expect(errors.filter((error) => error !== 'in-incognito')).toEqual([]);
  expectNoProblems();
  await close();
});

test('after the first visit everything works without a network: lessons, sandbox, Chinese', async () => {
  const { page, goOffline, expectNoProblems, close } = await visit({
    address: server.address,
    viewport: { width: 1400, height: 900 },
    stored: { settings: QUICK },
  });
  await untilKept(page);
  const { port } = server;
  await server.close();
  await goOffline();
  await page.reload();
  await page.getByRole('link', { name: en.home.start }).waitFor();
  await page.goto(`${server.address}#/lesson/data-tree`);
  await pane(page, 'lesson').locator('article.lesson').waitFor();
  await untilTerminal(page, /CONNECTED\) 0\]$/);
  await page.getByRole('button', { name: en.app.otherLanguage }).click();
  await expect
    .poll(() => page.evaluate(() => document.documentElement.lang), PATIENCE)
    .toMatch(/^zh/);
  await page.goto(`${server.address}#/sandbox`);
  await hostCard(page, 'zk1').waitFor();
  // The same page by its file's name, as some hosts and bookmarks call it.
  await page.goto(`${server.address}index.html?from=a-bookmark#/`);
  await page.getByRole('link', { name: zh.home.start }).waitFor();
  await page.locator('a[href="#/lesson/data-tree"]').first().waitFor();
  expectNoProblems();
  await close();
  server = await serveBuiltPage(folder, port);
});

test('a newer version is told, changes nothing by itself, and loses no work when it is taken', async () => {
  const { page, expectNoProblems, close } = await openSandbox({ address: server.address });
  await untilKept(page);
  await connect(page);
  await typeLine(page, 'create /kept 1');
  await untilTerminal(page, /Created \/kept/);
  publishNext();
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
  const notice = page.locator('.notices').getByText(en.app.updated);
  await notice.waitFor();
  const release = page.locator('meta[name=release]');
  expect(await release.count()).toBe(0);
  await typeLine(page, 'create /later 2');
  await untilTerminal(page, /Created \/later/);
  await page.getByRole('button', { name: en.app.updateNow }).click();
  await release.waitFor({ state: 'attached' });
  await untilTerminal(page, /Created \/kept[^]*Created \/later/);
  expectNoProblems();
  await close();
});

test('two tabs are told of a newer version: what one has taken, the other gets as well', async () => {
  const { page: one, expectNoProblems, close } = await openSandbox({ address: server.address });
  await untilKept(one);
  const two = await one.context().newPage();
  await two.goto(one.url());
  await hostCard(two, 'zk1').waitFor();
  publishNext('other');
  await one.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
  for (const page of [one, two]) await page.locator('.notices').getByText(en.app.updated).waitFor();
  for (const page of [one, two]) {
    await page.getByRole('button', { name: en.app.updateNow }).click();
    await page.locator('meta[name=release][content=other]').waitFor({ state: 'attached' });
    await hostCard(page, 'zk1').waitFor();
  }
  expectNoProblems();
  await close();
});
