/** The search for a browser, on machines that do not exist. */
import { expect, test } from 'vitest';
import type { Machine } from '../../support/browser.ts';
import { advice, findBrowser, installedBrowser } from '../../support/browser.ts';

function machine(present: string[], changes: Partial<Machine> = {}): Machine {
  return {
    environment: { PATH: '/usr/local/bin:/usr/bin' },
    exists: (path) => present.includes(path),
    run: () => false,
    ownPath: () => '/own/chrome',
    isRoot: true,
    ...changes,
  };
}

test('a browser on the PATH is taken', () => {
  expect(installedBrowser(machine(['/usr/bin/chromium']))).toBe('/usr/bin/chromium');
});

test("Playwright's own comes first", () => {
  expect(installedBrowser(machine(['/usr/bin/chromium', '/own/chrome']))).toBe('/own/chrome');
});

test('CHROMIUM_PATH decides, and a wrong one is an error, not a silent fallback', () => {
  const environment = { CHROMIUM_PATH: '/my/chrome', PATH: '/usr/bin' };
  expect(installedBrowser(machine(['/my/chrome'], { environment }))).toBe('/my/chrome');
  expect(() => installedBrowser(machine(['/usr/bin/chromium'], { environment }))).toThrow(
    'CHROMIUM_PATH is /my/chrome',
  );
});

test('where there is none, the first installer that works is used', () => {
  const present: string[] = [];
  const commands: string[] = [];
  const run = (command: readonly string[]): boolean => {
    commands.push(command.join(' '));
    if (command[0] === 'npx') return false;
    if (command.includes('install')) present.push('/usr/bin/chromium');
    return true;
  };
  expect(findBrowser(machine(present, { run }))).toBe('/usr/bin/chromium');
  expect(commands).toEqual([
    'npx playwright install chromium',
    'apt-get update',
    'apt-get install -y chromium',
  ]);
});

test('where nothing works, the error says what to do', () => {
  expect(() => findBrowser(machine([]))).toThrow(advice);
});
