/** Work that comes back: long runs, long texts, many runs that were left, records that are damaged. */
import type { Locator, Page } from 'playwright';
import { expect, test } from 'vitest';
import { verbs } from '../../src/engine/index.ts';
import { en } from '../../src/ui/i18n/en.ts';
import type { PlacedAction } from '../../src/ui/share/placed-journal.ts';
import { encodeRun, keptCode } from '../../src/ui/share/run-code.ts';
import type { Run } from '../../src/ui/share/run-code.ts';
import type { Visit } from './visit.ts';
import { useBuiltPage, visit } from './visit.ts';
import { PATIENCE, QUICK, button, hostCard, moment, typeLine, untilTerminal } from './workbench.ts';
import { clusterOf } from '../support/zookeeper.ts';

useBuiltPage();

const SPEC = { servers: 3, observers: 0, clientHosts: 1, seed: 1, config: {} };
const [openTerminal] = verbs.openTerminal('client1');
/** Three servers and their heartbeats: some five events a second. */
const HOURS_MS = 150_000_000;

function typed(atMs: number, text: string): PlacedAction {
  return { atMs, action: { type: 'operator.type', terminal: 1, text } };
}

function runOf(...actions: readonly PlacedAction[]): Run {
  return {
    of: { kind: 'cluster', spec: clusterOf(SPEC) },
    actions: [{ atMs: 0, action: openTerminal! }, ...actions],
  };
}

function sandbox(record: unknown, settings = {}): Promise<Visit> {
  return visit({
    viewport: { width: 1400, height: 900 },
    location: '#/sandbox',
    stored: { settings: { ...QUICK, ...settings }, 'run.sandbox': record },
  });
}

/**
 * Makes the page's processor six times slower until the result is called: a fast machine would be done
 * before one has looked.
 */
async function slowed(page: Page): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 6 });
  return async () => {
    await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  };
}

function progress(page: Page): Locator {
  return page.getByRole('progressbar');
}

async function share(page: Page): Promise<number> {
  return progress(page).evaluate((bar: HTMLProgressElement) => bar.value);
}

function stored(page: Page): Promise<string> {
  return page.evaluate(() => localStorage.getItem('ensemble.run.sandbox') ?? '');
}

async function said(page: Page, text: string | RegExp): Promise<void> {
  await page.locator('.notices').getByText(text).first().waitFor();
}

async function openSaved(page: Page): Promise<Locator> {
  await button(page, en.sandbox.saved).click();
  const dialog = page.getByRole('dialog', { name: en.sandbox.saved });
  await dialog.waitFor();
  return dialog;
}

function upload(dialog: Locator, content: unknown): Promise<void> {
  return dialog.locator('input[type=file]').setInputFiles({
    name: 'x.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(content)),
  });
}

test('a run of 400,000 events is shown while it comes, through a reload in its middle, to its end', async () => {
  const late = typed(HOURS_MS, 'echo the-end');
  const record = { code: encodeRun(runOf(typed(9000, 'echo start'), late)), clockMs: HOURS_MS };
  const { page, expectNoProblems, accessibilityViolations, close } = await sandbox(record);
  const atFullSpeed = await slowed(page);
  await page
    .getByText(/^Replaying to where you were: \d+ %$/)
    .first()
    .waitFor();
  await hostCard(page, 'zk1').waitFor();
  await untilTerminal(page, /echo start\nstart\n/);
  expect(await accessibilityViolations()).toEqual([]);
  // The page answers meanwhile, what would disturb the replay is held, and nothing is kept of it.
  await button(page, en.app.settings).click();
  await page.getByRole('dialog', { name: en.settings.title }).waitFor();
  await page.keyboard.press('Escape');
  await hostCard(page, 'zk2').focus();
  await page.keyboard.press('k');
  await said(page, en.sandbox.held);
  const before = await share(page);
  await expect.poll(() => share(page), PATIENCE).toBeGreaterThan(before);
  expect(JSON.parse(await stored(page))).toEqual(record);

  await page.reload();
  await progress(page).waitFor();
  expect(JSON.parse(await stored(page))).toEqual(record);
  await atFullSpeed();
  await progress(page).waitFor({ state: 'detached', timeout: 240_000 });
  await untilTerminal(page, /echo the-end\nthe-end\n/);
  await expect.poll(async () => (await moment(page)).length, PATIENCE).toBeGreaterThan(400_000);
  expect(await page.locator('[data-host=zk2][aria-label*=STOPPED]').count()).toBe(0);
  await typeLine(page, 'echo goes on');
  await untilTerminal(page, /goes on\n\S+[#$]$/);
  expectNoProblems();
  await close();
}, 400_000);

test('a replay that is stopped goes on from there, and the whole run waits in the list, through reloads', async () => {
  const record = {
    code: encodeRun(runOf(typed(9000, 'echo start'), typed(40_000_000, 'echo the-end'))),
    clockMs: HOURS_MS,
    runName: 'mine',
  };
  const { page, expectNoProblems, close } = await sandbox(record);
  const atFullSpeed = await slowed(page);
  await untilTerminal(page, /echo start\nstart\n/);
  await button(page, en.sandbox.stopHere).click();
  await progress(page).waitFor({ state: 'detached' });
  await atFullSpeed();
  await said(page, en.sandbox.stopped(en.sandbox.wholeName('mine')));
  await typeLine(page, 'echo from here');
  await untilTerminal(page, /from here\nfrom here\n/);
  await page.reload();
  await untilTerminal(page, /from here\nfrom here\n/);
  expect(await progress(page).count()).toBe(0);

  // Cancelled, it sleeps on; waited for, it comes whole.
  await button(page, en.time.marks).click();
  const marks = page.locator('#marks');
  const switchTo = button(marks, en.story.compare.switchTo);
  await expect.poll(() => switchTo.count(), PATIENCE).toBe(1);
  await switchTo.click();
  await page.keyboard.press('Escape');
  await button(page, en.sandbox.cancel).click();
  await progress(page).waitFor({ state: 'detached' });
  await untilTerminal(page, /from here\nfrom here\n/);
  await button(page, en.time.marks).click();
  await switchTo.click();
  await page.keyboard.press('Escape');
  await progress(page).waitFor({ state: 'detached', timeout: 240_000 });
  await untilTerminal(page, /echo the-end\nthe-end\n/);
  expectNoProblems();
  await close();
}, 400_000);

test('what is too long for a link is kept through a reload, under a name and in a file', async () => {
  const line = (index: number) => typed(9000 + index * 10, `# ${'word '.repeat(30)}${index}`);
  const long = runOf(...Array.from({ length: 2200 }, (_, index) => line(index)));
  const { page, expectNoProblems, close } = await sandbox({
    code: keptCode(long),
    clockMs: 40_000,
  });
  await untilTerminal(page, /word 2199\n\S+[#$]$/);
  await typeLine(page, 'echo one more');
  await untilTerminal(page, /one more\none more\n/);
  // The storage has no room for many of this length: it names an entry of the database.
  await expect.poll(async () => (await stored(page)).length, PATIENCE).toBeLessThan(1000);
  await page.reload();
  await untilTerminal(page, /one more\none more\n/);
  await typeLine(page, 'echo two more');
  await untilTerminal(page, /two more\ntwo more\n/);

  let dialog = await openSaved(page);
  await dialog.getByLabel(en.sandbox.keepAs).fill('long');
  await button(dialog, en.sandbox.keep).click();
  await said(page, en.sandbox.kept('long'));
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    button(dialog, en.share.save).click(),
  ]);
  const file = await download.path();
  await page.keyboard.press('Escape');
  await button(page, en.share.title).click();
  await page.getByRole('alert').getByText(en.share.flaw.longText).waitFor();
  await page.keyboard.press('Escape');
  await typeLine(page, 'clear');
  await untilTerminal(page, /^\S+[#$]$/);
  dialog = await openSaved(page);
  await button(dialog, /^long/).click();
  await dialog.waitFor({ state: 'detached' });
  await untilTerminal(page, /two more\ntwo more\n/);
  await typeLine(page, 'clear');
  await untilTerminal(page, /^\S+[#$]$/);
  dialog = await openSaved(page);
  await dialog.locator('input[type=file]').setInputFiles(file);
  await dialog.waitFor({ state: 'detached' });
  await untilTerminal(page, /two more\ntwo more\n/);

  // A second tab has it too, and neither takes it from the other.
  const other = await page.context().newPage();
  await other.goto(page.url());
  await untilTerminal(other, /two more\ntwo more\n/);
  await typeLine(other, 'echo there');
  await untilTerminal(other, /there\nthere\n/);
  await page.bringToFront();
  await page.reload();
  await untilTerminal(page, /two more\ntwo more\n\S+[#$]$/);
  await other.bringToFront();
  await other.reload();
  await untilTerminal(other, /there\nthere\n/);
  expectNoProblems();
  await close();
}, 240_000);

test('a number out of its bounds is refused in words, in a link and in a file; what was there stays', async () => {
  const { page, expectNoProblems, close } = await sandbox({
    code: encodeRun(runOf(typed(9000, 'echo mine'))),
    clockMs: 10_000,
  });
  await untilTerminal(page, /echo mine\nmine\n/);
  const dialog = await openSaved(page);
  const whole = { ensemble: 1, code: encodeRun(runOf()) };
  for (const clockMs of [1e300, -1, 1e12]) {
    await upload(dialog, { ...whole, clockMs });
    const refused = en.sandbox.notLoaded(en.share.flaw.beyond);
    await expect.poll(() => dialog.getByRole('alert').innerText(), PATIENCE).toBe(refused);
    await upload(dialog, {});
    const empty = en.sandbox.notLoaded(en.share.flaw.empty);
    await expect.poll(() => dialog.getByRole('alert').innerText(), PATIENCE).toBe(empty);
  }
  const rule = { id: 'r', kind: 'latency', from: 'zk1', to: 'zk2', extraMs: 1e300 } as const;
  const odd = runOf({ atMs: 0, action: { type: 'operator.addRule', rule } });
  await page.goto(page.url().replace(/#.*/, '#/'));
  await page.goto(page.url().replace(/#.*/, `#/sandbox?run=${encodeRun(odd)}`));
  await said(page, en.share.flaw.longDelay);
  await untilTerminal(page, /echo mine\nmine\n/);
  // A time that a run of ours may have is played, and can be stopped.
  await upload(await openSaved(page), { ...whole, clockMs: 80_000_000_000 });
  await button(page, en.sandbox.stopHere).click();
  await progress(page).waitFor({ state: 'detached' });
  await button(page, en.sandbox.bringBack).click();
  await untilTerminal(page, /echo mine\nmine\n/);
  expectNoProblems();
  await close();
}, 120_000);

test('three hundred runs that were left open with the one that is looked at, and each can be gone over to', async () => {
  const code = encodeRun(runOf(typed(3_000_000, 'echo left')));
  const branches = Array.from({ length: 300 }, (_, index) => ({
    code,
    clockMs: 3_100_000,
    runName: `left ${index}`,
    forkedAt: 20,
  }));
  const record = { code: encodeRun(runOf(typed(9000, 'echo main'))), clockMs: 10_000, branches };
  const { page, expectNoProblems, close } = await sandbox(record);
  await untilTerminal(page, /echo main\nmain\n/);
  await typeLine(page, 'echo more');
  await untilTerminal(page, /more\nmore\n/);
  await page.reload();
  await untilTerminal(page, /more\nmore\n/);
  await button(page, en.time.marks).click();
  const marks = page.locator('#marks');
  const switchTo = button(marks, en.story.compare.switchTo);
  expect(await switchTo.count()).toBe(300);
  await switchTo.nth(299).click();
  await page.keyboard.press('Escape');
  await untilTerminal(page, /echo left\nleft\n/);
  await page.reload();
  await untilTerminal(page, /echo left\nleft\n/);
  await button(page, en.time.marks).click();
  expect(await switchTo.count()).toBe(300);
  expectNoProblems();
  await close();
}, 120_000);

test('of several records that cannot be read each is kept beside', async () => {
  const { page, expectNoProblems, close } = await sandbox('{"code":"B');
  await hostCard(page, 'zk1').waitFor();
  for (const text of ['[1,2', '{"code":"Bxxxx","clockMs":5}', '[1,2']) {
    await page.evaluate((damaged) => {
      // The page itself writes while it goes: nothing of that comes behind this.
      Storage.prototype.setItem.call(localStorage, 'ensemble.run.sandbox', damaged);
      sessionStorage.clear();
      Storage.prototype.setItem = () => undefined;
    }, text);
    await page.reload();
    await hostCard(page, 'zk1').waitFor();
    await said(page, /could not be gone on with/);
  }
  const aside = await page.evaluate(() =>
    Object.entries(localStorage)
      .filter(([key]) => key.includes('.unread'))
      .sort(([a], [b]) => a.localeCompare(b)),
  );
  expect(aside).toEqual([
    ['ensemble.run.sandbox.unread', '{"code":"B'],
    ['ensemble.run.sandbox.unread.2', '[1,2'],
    ['ensemble.run.sandbox.unread.3', '{"code":"Bxxxx","clockMs":5}'],
  ]);
  expectNoProblems();
  await close();
}, 60_000);

test('a run that a link, a new cluster or a file takes the place of is offered, also after a reload', async () => {
  const { page, expectNoProblems, close } = await sandbox({
    code: encodeRun(runOf(typed(9000, 'echo mine'))),
    clockMs: 10_000,
  });
  await untilTerminal(page, /echo mine\nmine\n/);
  await page.goto(page.url().replace(/#.*/, '#/'));
  const link = encodeRun(runOf(typed(9000, 'echo theirs')));
  await page.goto(page.url().replace(/#.*/, `#/sandbox?run=${link}`));
  await untilTerminal(page, /echo theirs\ntheirs\n/);
  await typeLine(page, 'echo both');
  await untilTerminal(page, /both\nboth\n/);
  await page.goto(page.url().replace(/#.*/, '#/'));
  await page.goto(page.url().replace(/#.*/, '#/sandbox'));
  await untilTerminal(page, /both\nboth\n/);
  await button(page, en.sandbox.build).click();
  const build = page.getByRole('dialog', { name: en.sandbox.build });
  await button(build, en.sandbox.start).click();
  await untilTerminal(page, /^\S+[#$]$/);
  await typeLine(page, 'echo fresh');
  await untilTerminal(page, /fresh\nfresh\n/);
  await page.reload();
  await untilTerminal(page, /fresh\nfresh\n/);
  const left = (dialog: Locator) => button(dialog, new RegExp(`^${en.sandbox.otherTab}`));
  let dialog = await openSaved(page);
  expect(await left(dialog).count()).toBe(2);
  await left(dialog).last().click();
  await untilTerminal(page, /echo mine\nmine\n/);
  await page.reload();
  await untilTerminal(page, /echo mine\nmine\n/);
  dialog = await openSaved(page);
  await left(dialog).first().click();
  await untilTerminal(page, /fresh\nfresh\n/);
  expectNoProblems();
  await close();
}, 90_000);

test('two runs of one minute that cannot be gone on with are both kept under names of their own', async () => {
  const exactly = { number: 0, silentCount: 0 };
  const misplaced = (text: string) => ({ ...typed(5, text), exactly });
  const { page, expectNoProblems, close } = await sandbox({
    code: encodeRun(runOf(misplaced('one'))),
    clockMs: 0,
  });
  await said(page, en.share.flaw.order);
  await hostCard(page, 'zk1').waitFor();
  const second = JSON.stringify({ code: encodeRun(runOf(misplaced('two'))), clockMs: 0 });
  await page.evaluate((text) => {
    localStorage.setItem('ensemble.run.sandbox', text);
    sessionStorage.clear();
    Storage.prototype.setItem = () => undefined;
  }, second);
  await page.reload();
  await said(page, en.share.flaw.order);
  const dialog = await openSaved(page);
  expect(await dialog.getByText(/^Run of /).count()).toBe(2);
  expectNoProblems();
  await close();
}, 60_000);

test('a long run of a lesson opens with its share shown, and can be stopped', async () => {
  const lesson = { id: 'data-tree', openedAt: 0, place: 0 } as const;
  const actions = [typed(30_000, 'ls /'), typed(80_000_000, 'ls /zookeeper')];
  const run: Run = { of: { kind: 'lesson', lesson }, actions };
  const { page, expectNoProblems, close } = await visit({
    viewport: { width: 1400, height: 900 },
    location: '#/lesson/data-tree',
    stored: {
      settings: QUICK,
      'run.lesson.data-tree': { code: encodeRun(run), clockMs: 80_000_000 },
    },
  });
  const atFullSpeed = await slowed(page);
  await button(page, en.sandbox.stopHere).click();
  await page.locator('article.lesson').waitFor();
  await atFullSpeed();
  await untilTerminal(page, /ls \/\n\[zookeeper\]\n/);
  await said(page, en.sandbox.stopped(en.sandbox.wholeName('1')));
  await page.reload();
  await untilTerminal(page, /ls \/\n\[zookeeper\]\n/);
  await button(page, en.time.marks).click();
  expect(await button(page.locator('#marks'), en.story.compare.switchTo).count()).toBe(1);
  expectNoProblems();
  await close();
}, 120_000);
