/** The sandbox: built, scripted, provoked, kept under a name and in a file, undone. */
import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright';
import { expect, test } from 'vitest';
import { en } from '../../src/ui/i18n/en.ts';
import { useBuiltPage } from './visit.ts';
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

async function openDialog(page: Page, name: string): Promise<Locator> {
  await button(page, name).click();
  const dialog = page.getByRole('dialog', { name });
  await dialog.waitFor();
  return dialog;
}

async function said(page: Page, text: string | RegExp): Promise<void> {
  await page.locator('.notices').getByText(text).first().waitFor();
}

test('any cluster is built from a palette: preset, observer, keys for all and for one, one stopped', async () => {
  const { page, expectNoProblems, accessibilityViolations, close } = await openSandbox();
  await connect(page);
  await typeLine(page, 'create /mine 1');
  await untilTerminal(page, /Created \/mine/);
  const dialog = await openDialog(page, en.sandbox.build);
  await button(dialog, en.sandbox.presetThree).click();
  await button(dialog, en.sandbox.more(en.sandbox.observers)).click();
  const lines = dialog.locator('#build-config');
  const key = dialog.getByLabel(en.sandbox.key, { exact: true });
  await lines.fill('tickTime=never');
  await dialog.getByText(en.sandbox.refused('zk1')).waitFor();
  await lines.fill('no equals sign');
  await dialog.getByText(en.sandbox.badConfig(1)).waitFor();
  expect(await button(dialog, en.sandbox.start).isDisabled()).toBe(true);
  await lines.fill('tickTime=1000');
  await key.fill('initLimit');
  await key.press('Enter');
  await page.keyboard.press('End');
  await lines.pressSequentially('7');
  await dialog.getByText(en.sandbox.accepted).waitFor();
  await button(dialog, /^zk2/).click();
  await lines.fill('maxClientCnxns=3');
  await button(dialog, /^zk4/).click();
  await dialog.getByLabel(en.sandbox.runsAtStart).uncheck();
  expect(await accessibilityViolations()).toEqual([]);
  await button(dialog, en.sandbox.start).click();
  await dialog.waitFor({ state: 'detached' });
  await untilServing(page);
  expect(await page.locator('[data-host]').count()).toBe(5);
  expect(await hostCard(page, 'zk4').getAttribute('aria-label')).not.toMatch(/OBSERVING|LOOKING/);
  await untilTerminal(page, /^\S+[#$]$/);
  await typeLine(page, 'echo conf | nc zk1 2181 | grep -e tick -e init');
  await untilTerminal(page, /\ntickTime=1000\ninitLimit=7\n/);
  await typeLine(page, 'echo conf | nc zk2 2181 | grep max');
  await untilTerminal(page, /\nmaxClientCnxns=3\n/);

  // What was there before comes back.
  await button(page, en.sandbox.bringBack).click();
  await untilTerminal(page, /Created \/mine\n/);
  expect(await page.locator('[data-host]').count()).toBe(2);
  expectNoProblems();
  await close();
});

test('a script is checked, played step by step, and written from what was done', async () => {
  const { page, expectNoProblems, close } = await openSandbox({ servers: 3 });
  let dialog = await openDialog(page, en.sandbox.script);
  const text = dialog.getByRole('textbox');
  await text.fill('wait for leader\njump zk1');
  await dialog.getByText(en.sandbox.scriptBad(2, 'jump zk1')).waitFor();
  expect(await button(dialog, en.sandbox.scriptPlay).isDisabled()).toBe(true);
  await text.fill(
    [
      'wait for leader',
      'client1: zkCli.sh -server zk1:2181,zk2:2181,zk3:2181',
      '+3s client1: create /scripted 1',
      '+1s kill leader',
      'wait for leader',
      '+2s client1: get /scripted',
    ].join('\n'),
  );
  await button(dialog, en.sandbox.scriptPlay).click();
  await dialog.waitFor({ state: 'detached' });
  await untilTerminal(page, /Created \/scripted[^]*get \/scripted\n1\n/);
  await page.locator('[data-host][aria-label*=STOPPED]').waitFor();
  // The bar with the steps goes when the last one is done.
  await page.getByRole('complementary', { name: en.sandbox.script }).waitFor({ state: 'detached' });
  dialog = await openDialog(page, en.sandbox.script);
  await button(dialog, en.sandbox.scriptFromRun).click();
  await expect
    .poll(() => text.inputValue(), PATIENCE)
    .toMatch(/open client1\n[^]*create \/scripted 1\n[^]*kill zk\d\n[^]*get \/scripted$/);
  await text.fill('kill zk9');
  await button(dialog, en.sandbox.scriptPlay).click();
  await said(page, en.sandbox.scriptNotThere('kill zk9', 'zk9'));
  expectNoProblems();
  await close();
});

test('a sandbox is kept under a name and in a file, and comes back from both', async () => {
  const { page, expectNoProblems, close } = await openSandbox();
  await connect(page);
  await typeLine(page, 'create /kept 1');
  await untilTerminal(page, /Created \/kept/);
  let dialog = await openDialog(page, en.sandbox.saved);
  await dialog.getByText(en.sandbox.noneKept).waitFor();
  await dialog.getByLabel(en.sandbox.keepAs).fill('My <b>first</b>');
  await button(dialog, en.sandbox.keep).click();
  await said(page, en.sandbox.kept('My <b>first</b>'));
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    button(dialog, en.share.save).click(),
  ]);
  const file = await download.path();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ ensemble: 1 });
  await page.keyboard.press('Escape');
  await typeLine(page, 'delete /kept');
  await untilTerminal(page, /delete \/kept\n/);

  // After a reload: from the browser.
  await page.reload();
  await hostCard(page, 'zk1').waitFor();
  dialog = await openDialog(page, en.sandbox.saved);
  await button(dialog, /^My <b>first<\/b>/).click();
  await dialog.waitFor({ state: 'detached' });
  await untilTerminal(page, /Created \/kept\n\[zk: zk1:2181\(CONNECTED\) 1\]$/);

  dialog = await openDialog(page, en.sandbox.saved);
  await button(dialog, en.sandbox.drop('My <b>first</b>')).click();
  await dialog.getByText(en.sandbox.noneKept).waitFor();
  const upload = (content: string) =>
    dialog.locator('input[type=file]').setInputFiles({
      name: 'x.json',
      mimeType: 'application/json',
      buffer: Buffer.from(content),
    });
  const whole = JSON.parse(readFileSync(file, 'utf8')) as { code: string };
  const problem = dialog.getByRole('alert');
  for (const [content, flaw] of [
    ['{"ensemble":1,', en.share.flaw.empty],
    ['null', en.share.flaw.empty],
    [JSON.stringify({ ...whole, code: `${whole.code.slice(0, -4)}AAAA` }), en.share.flaw.changed],
    ['{"ensemble":2}', en.share.newer],
  ] as const) {
    await upload(content);
    await expect.poll(() => problem.innerText(), PATIENCE).toBe(en.sandbox.notLoaded(flaw));
  }
  await openFile(page, dialog, file);
  await untilTerminal(page, /Created \/kept\n\[zk: zk1:2181\(CONNECTED\) 1\]$/);
  expectNoProblems();
  await close();
});

/** Opens a file, after which the dialog is gone. */
async function openFile(page: Page, dialog: Locator, file: string): Promise<void> {
  await dialog.locator('input[type=file]').setInputFiles(file);
  await dialog.waitFor({ state: 'detached' });
  await hostCard(page, 'zk1').waitFor();
}

test('where the browser keeps no sandboxes the page says so, and a file still does', async () => {
  const { page, expectNoProblems, close } = await openSandbox({
    before: () => {
      Object.defineProperty(window, 'indexedDB', {
        get: () => {
          throw new DOMException('denied', 'SecurityError');
        },
      });
    },
  });
  const dialog = await openDialog(page, en.sandbox.saved);
  await button(dialog, en.sandbox.keep).waitFor();
  await dialog.getByLabel(en.sandbox.keepAs).fill('mine');
  await button(dialog, en.sandbox.keep).click();
  await expect.poll(() => dialog.getByRole('alert').innerText(), PATIENCE).toMatch(/denied/);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    button(dialog, en.share.save).click(),
  ]);
  expect(readFileSync(await download.path(), 'utf8')).toContain('"code"');
  await page.keyboard.press('Escape');
  expect(await terminalText(page)).toMatch(/[#$]$/);
  expectNoProblems();
  await close();
});
