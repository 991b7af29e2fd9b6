/**
 * Finds a Chromium for the tests that need a real browser: one that is installed, else one that it
 * installs itself, else it says what to do. It never skips.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Browser } from 'playwright';
import { chromium } from 'playwright';

/** What the search may ask of the machine; tests put their own in. */
export interface Machine {
  readonly environment: Readonly<Record<string, string | undefined>>;
  exists(path: string): boolean;
  /** Runs a command to its end; true when it succeeded. */
  run(command: readonly string[]): boolean;
  /** Where Playwright keeps its own browser, whether it is there or not. */
  ownPath(): string;
  readonly isRoot: boolean;
}

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

const applications = [
  '/usr/lib/chromium/chromium',
  '/opt/google/chrome/chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Commands that install a browser, tried in this order. */
function installers(isRoot: boolean): string[][][] {
  const asRoot = (command: string[]): string[] => (isRoot ? command : ['sudo', '-n', ...command]);
  return [
    [['npx', 'playwright', 'install', 'chromium']],
    [asRoot(['apt-get', 'update']), asRoot(['apt-get', 'install', '-y', 'chromium'])],
    [asRoot(['dnf', 'install', '-y', 'chromium'])],
    [asRoot(['apk', 'add', 'chromium'])],
    [['brew', 'install', '--cask', 'chromium']],
  ];
}

export const advice =
  'No Chromium was found, and none could be installed. Install Chromium or Google Chrome, ' +
  'or set CHROMIUM_PATH to the program.';

/** An installed browser's program, or undefined. */
export function installedBrowser(machine: Machine): string | undefined {
  const { environment } = machine;
  const chosen = environment['CHROMIUM_PATH'];
  if (chosen !== undefined && chosen !== '') {
    if (machine.exists(chosen)) return chosen;
    throw new Error(`CHROMIUM_PATH is ${chosen}, but there is no such file.`);
  }
  const folders = (environment['PATH'] ?? '').split(delimiter);
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [machine.ownPath(), ...onPath, ...applications].find((path) => machine.exists(path));
}

/** An installed browser's program; installs one first where there is none. */
export function findBrowser(machine: Machine): string {
  const found = installedBrowser(machine);
  if (found !== undefined) return found;
  for (const commands of installers(machine.isRoot)) {
    if (!commands.every((command) => machine.run(command))) continue;
    const installed = installedBrowser(machine);
    if (installed !== undefined) return installed;
  }
  throw new Error(advice);
}

const thisMachine: Machine = {
  environment: process.env,
  exists: (path) => path !== '' && existsSync(path),
  run: ([program, ...args]) => {
    const options = { stdio: 'ignore', timeout: 600_000 } as const;
    return spawnSync(program!, args, options).status === 0;
  },
  ownPath: () => chromium.executablePath(),
  isRoot: process.getuid?.() === 0,
};

/** Starts the browser, headless. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findBrowser(thisMachine),
    // A container's root may not use the sandbox; there is no graphics card in CI.
    args: [...(thisMachine.isRoot ? ['--no-sandbox'] : []), '--disable-gpu'],
  });
}
