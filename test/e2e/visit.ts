/**
 * What every end-to-end test starts from: a visit to the built page in a real browser. Anything
 * that a visitor's console would complain about is collected, and `expectNoProblems` fails on it.
 *
 * Read next: smoke.test.ts, the smallest use.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { afterAll, beforeAll, expect } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import type { StaticServer } from './static-server.ts';
import { serveBuiltPage } from './static-server.ts';

export interface VisitOptions extends BrowserContextOptions {
  /** Where the page is, when it is not the one that all tests share. */
  readonly address?: string;
  /** What follows the page's address: `?…`, `#…`. */
  readonly location?: string;
  /** What the browser has kept from an earlier visit, by the page's own keys. */
  readonly stored?: Readonly<Record<string, unknown>>;
  /** Runs before the page's own scripts, at every load: to break something of the browser. */
  readonly before?: () => void;
}

/** One open page with what went wrong on it so far. */
export interface Visit {
  readonly page: Page;
  /** Console errors and warnings, uncaught exceptions, failed and foreign requests. */
  readonly problems: readonly string[];
  /** Cuts the network: what has not been loaded by now never will be. */
  goOffline(): Promise<void>;
  /** Fails when something went wrong. */
  expectNoProblems(): void;
  /** Violations that axe finds, one line each, as `rule: what (where)`. */
  accessibilityViolations(within?: string): Promise<string[]>;
  close(): Promise<void>;
}

let browser: Browser | undefined;
let server: StaticServer | undefined;

/** Call once at the top of a test file: browser and server live as long as its tests. */
export function useBuiltPage(): void {
  beforeAll(async () => {
    server = await serveBuiltPage();
    browser = await launchBrowser();
  }, 600_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    browser = undefined;
    server = undefined;
  });
}

/** Opens the page in a fresh profile and waits until it has loaded. */
export async function visit(given: VisitOptions = {}): Promise<Visit> {
  if (browser === undefined || server === undefined) throw new Error('call useBuiltPage() first');
  const { address = server.address, location = '', stored = {}, before, ...options } = given;
  const context = await browser.newContext(options);
  const planted = Object.entries(stored);
  if (planted.length > 0) await context.addInitScript(plant, planted);
  if (before !== undefined) await context.addInitScript(before);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const problems = await watch(page, address);
  await page.goto(address + location, { waitUntil: 'load' });
  return {
    page,
    problems,
    goOffline: () => context.setOffline(true),
    expectNoProblems: () => expect(problems, 'problems on the page').toEqual([]),
    accessibilityViolations: (within) => violations(page, within),
    close: () => context.close(),
  };
}

/** Runs in the page: fills the storage once, so that what the page writes later stays. */
function plant(entries: readonly (readonly [string, unknown])[]): void {
  if (localStorage.getItem('planted') !== null) return;
  localStorage.setItem('planted', 'yes');
  for (const [key, value] of entries) {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    localStorage.setItem(`ensemble.${key}`, text);
  }
}

async function watch(page: Page, address: string): Promise<string[]> {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      problems.push(`console ${message.type()}: ${message.text()}`);
    }
  });
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`));
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    // A reload breaks off what is still being loaded.
    if (reason !== 'net::ERR_ABORTED') problems.push(`request failed: ${request.url()} ${reason}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.status()}: ${response.url()}`);
  });
  const { origin } = new URL(address);
  await page.route(
    (url) => url.origin !== origin && url.protocol.startsWith('http'),
    async (route) => {
      problems.push(`request to another host: ${route.request().url()}`);
      await route.abort();
    },
  );
  return problems;
}

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

interface AxeNode {
  readonly target: readonly unknown[];
}

interface AxeResult {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly AxeNode[];
}

async function violations(page: Page, within = 'html'): Promise<string[]> {
  // Evaluated through the debugger, so the page's own policy against foreign scripts stays on.
  await page.evaluate(`${axeSource};0`);
  const found = await page.evaluate(async (selector) => {
    const { axe } = window as unknown as {
      axe: { run(selector: string): Promise<{ violations: AxeResult[] }> };
    };
    return (await axe.run(selector)).violations;
  }, within);
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help} (${node.target.join(' ')})`),
  );
}
