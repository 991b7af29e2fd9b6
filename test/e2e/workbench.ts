/**
 * What the tests of the workbench share: opening it, typing into its terminal, reading it. Words
 * come from the page's own dictionary, so that a better wording breaks no test.
 */
import type { Locator, Page } from 'playwright';
import { expect } from 'vitest';
import { verbs } from '../../src/engine/index.ts';
import { en } from '../../src/ui/i18n/en.ts';
import { encodeRun } from '../../src/ui/share/run-code.ts';
import type { Visit, VisitOptions } from './visit.ts';
import { visit } from './visit.ts';
import { clusterOf } from '../support/zookeeper.ts';

/** How long a condition may take on a busy machine. */
export const PATIENCE = { timeout: 20_000, interval: 60 };

/** Real time, so that nobody waits for messages to crawl. */
export const QUICK = { language: 'en', paceMsPerSecond: 1000 };

export interface SandboxOptions extends VisitOptions {
  readonly servers?: number;
  readonly observers?: number;
  /** Changes to the settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** A run in which nothing was done but opening a terminal, as the page keeps it. */
function freshRun(servers: number, observers: number): string {
  const spec = { servers, observers, clientHosts: 1, seed: 1, config: {} };
  const actions = verbs.openTerminal('client1').map((action) => ({ atMs: 0, action }));
  return encodeRun({ of: { kind: 'cluster', spec: clusterOf(spec) }, actions });
}

/** The sandbox with a cluster that has just been started and a shell on its client host. */
export async function openSandbox(options: SandboxOptions = {}): Promise<Visit> {
  const { servers = 1, observers = 0, settings = {}, stored = {}, ...rest } = options;
  const opened = await visit({
    viewport: { width: 1400, height: 900 },
    location: '#/sandbox',
    ...rest,
    stored: {
      settings: { ...QUICK, ...settings },
      'run.sandbox': { code: freshRun(servers, observers), clockMs: 0 },
      ...stored,
    },
  });
  await hostCard(opened.page, 'zk1').waitFor();
  return opened;
}

/** Waits until the servers have a leader, or the only one serves. */
export async function untilServing(page: Page): Promise<void> {
  await page
    .locator('[data-host][aria-label*="LEADING"], [data-host][aria-label*="STANDALONE" i]')
    .waitFor();
}

export function hostCard(page: Page, name: string): Locator {
  return page.locator(`[data-host=${name}]`);
}

export function pane(page: Page, name: 'stage' | 'terminal' | 'inspector' | 'lesson'): Locator {
  return page.locator(`[data-pane=${name}]`);
}

export function button(where: Page | Locator, name: string | RegExp): Locator {
  return where.getByRole('button', { name, ...(typeof name === 'string' ? { exact: true } : {}) });
}

/** Rows of the terminal that is shown, from top to bottom, without the empty ones at its end. */
export async function terminalText(page: Page): Promise<string> {
  const rows = await page
    .locator('.terminals .slot:not([hidden]) .xterm-rows > div')
    .allInnerTexts();
  return rows
    .map((row) => row.replaceAll('\u00a0', ' ').trimEnd())
    .join('\n')
    .trimEnd();
}

/** Waits until the terminal's rows match. */
export async function untilTerminal(page: Page, pattern: RegExp): Promise<void> {
  await expect.poll(() => terminalText(page), PATIENCE).toMatch(pattern);
}

/** Puts the keyboard into the terminal. */
export async function focusTerminal(page: Page): Promise<void> {
  await page.locator('.terminals .slot:not([hidden]) .xterm-helper-textarea').focus();
}

/** Types a line as a learner does, key by key, and sends it. */
export async function typeLine(page: Page, line: string): Promise<void> {
  await focusTerminal(page);
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

/** Opens zkCli.sh and waits for its prompt. */
export async function connect(page: Page, server = 'zk1'): Promise<void> {
  await untilTerminal(page, /[#$]$/);
  await typeLine(page, `zkCli.sh -server ${server}:2181`);
  await untilTerminal(page, /CONNECTED\) 0\]$/);
}

/** Number of the event that is looked at, and of all. */
export async function moment(page: Page): Promise<{ position: number; length: number }> {
  const scrub = page.getByRole('slider', { name: en.time.scrub });
  // In one look: the world may go on between two.
  return scrub.evaluate((input: HTMLInputElement) => ({
    position: input.valueAsNumber,
    length: Number(input.max),
  }));
}

/** Lets time stand still. */
export async function pause(page: Page): Promise<void> {
  const bar = page.getByRole('region', { name: en.time.label });
  const stop = button(bar, en.time.pause);
  if ((await stop.count()) > 0) await stop.click();
  await button(bar, en.time.play).waitFor();
}
