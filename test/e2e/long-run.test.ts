/** Runs that are so long that their oldest history folds: they open, go on, and come back. */
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { verbs } from '../../src/engine/index.ts';
import { en } from '../../src/ui/i18n/en.ts';
import { encodeRun } from '../../src/ui/share/run-code.ts';
import { useBuiltPage, visit } from './visit.ts';
import {
  PATIENCE,
  QUICK,
  button,
  hostCard,
  moment,
  pane,
  typeLine,
  untilTerminal,
} from './workbench.ts';
import { clusterOf } from '../support/zookeeper.ts';

useBuiltPage();

/** Seven servers, and a terminal that is opened 184,548 events after their start: hardly more than heartbeats. */
const LONG_LINK = '#/sandbox?run=B_XUaA8D1QQSuBf0sBg';
/** One server, and a loop in a terminal that makes 190,000 events of its own until it is interrupted. */
const BUSY_SPEC = { servers: 1, observers: 0, clientHosts: 1, seed: 1, config: {} };
const BUSY_MS = 480_000;
/** Virtual time in which seven servers make more than 400,000 events. */
const VERY_LONG_MS = 30_000_000;
/** Playing so much again may take a busy machine this long. */
const LONG_MS = 100_000;

/** A long run is shown while it is played again; here it has come to where it was. */
async function untilReplayed(page: Page, server = 'zk7'): Promise<void> {
  await hostCard(page, server).waitFor({ timeout: LONG_MS });
  const replaying = page.getByText(/^Replaying to where you were/).first();
  await replaying.waitFor({ state: 'detached', timeout: LONG_MS });
}

/** The page tells the length of a run four times a second, so that a terminal may be ahead of it. */
async function untilLonger(page: Page, length: number): Promise<void> {
  await expect.poll(async () => (await moment(page)).length, PATIENCE).toBeGreaterThan(length);
}

function busyLink(): string {
  const actions = [
    ...verbs.openTerminal('client1').map((action) => ({ atMs: 0, action })),
    ...verbs.type(1, 'while sleep 0.01; do :; done').map((action) => ({ atMs: 5000, action })),
    ...verbs.interrupt(1).map((action) => ({ atMs: 5000 + BUSY_MS, action })),
  ];
  return `#/sandbox?run=${encodeRun({ of: { kind: 'cluster', spec: clusterOf(BUSY_SPEC) }, actions })}`;
}

test('a link behind which history has folded opens, says so once, and its run goes on', async () => {
  const { page, expectNoProblems, close } = await visit({
    viewport: { width: 1400, height: 900 },
    location: busyLink(),
    stored: { settings: QUICK },
  });
  await untilReplayed(page, 'zk1');
  const notice = page.locator('.notices').getByText(en.time.folded);
  await notice.waitFor();
  expect(await notice.count()).toBe(1);
  const { length } = await moment(page);
  expect(length).toBeGreaterThan(184_000);
  await typeLine(page, 'echo still $((40+2))');
  await untilTerminal(page, /\nstill 42\n/);
  await untilLonger(page, length);
  // Every pane is alive: a button of each does what it says.
  await page.locator('[data-tab=spaceTime]').click();
  await page.locator('.space-time').waitFor();
  await page.locator('[data-tab=invariants]').click();
  await pane(page, 'inspector').getByText(en.invariants.holds).first().waitFor();
  expectNoProblems();
  await close();
});

test('hours of heartbeats fold nothing, in a link that was made long ago', async () => {
  const { page, expectNoProblems, close } = await visit({
    viewport: { width: 1400, height: 900 },
    location: LONG_LINK,
    stored: { settings: QUICK },
  });
  await untilReplayed(page);
  await untilTerminal(page, /^\S+[#$]$/);
  await untilLonger(page, 184_000);
  await typeLine(page, 'echo still $((40+2))');
  await untilTerminal(page, /\nstill 42\n/);
  expect(await page.locator('.notices').getByText(en.time.folded).count()).toBe(0);
  expectNoProblems();
  await close();
});

test(
  'a run of more than 400,000 events goes on, goes back, and is there after a reload',
  async () => {
    const spec = { servers: 7, observers: 0, clientHosts: 1, seed: 1, config: {} };
    const actions = verbs.openTerminal('client1').map((action) => ({ atMs: 0, action }));
    const code = encodeRun({ of: { kind: 'cluster', spec: clusterOf(spec) }, actions });
    const { page, expectNoProblems, close } = await visit({
      viewport: { width: 1400, height: 900 },
      location: '#/sandbox',
      stored: { settings: QUICK, 'run.sandbox': { code, clockMs: VERY_LONG_MS } },
    });
    page.setDefaultTimeout(LONG_MS);
    await untilReplayed(page);
    const opened = await moment(page);
    expect(opened.length).toBeGreaterThan(400_000);
    await typeLine(page, 'for i in 1 2 3; do echo round $i; sleep 20; done');
    await untilTerminal(page, /\nround 3\n\S+[#$]$/);
    const before = await moment(page);
    expect(before.length).toBeGreaterThan(opened.length + 300);
    // To the middle, and to now again.
    await page.getByRole('slider', { name: en.time.scrub }).fill('200001');
    await button(page, en.time.live).click();
    await untilTerminal(page, /\nround 3\n\S+[#$]$/);
    await page.reload();
    await untilReplayed(page);
    await untilTerminal(page, /\nround 3\n\S+[#$]$/);
    await untilLonger(page, before.length - 1);
    await typeLine(page, 'echo still here');
    await untilTerminal(page, /\nstill here\n/);
    expectNoProblems();
    await close();
  },
  4 * LONG_MS,
);
