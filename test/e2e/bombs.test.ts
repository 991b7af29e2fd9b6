/** Lines that used to freeze the page for good: typed, or in a link that somebody sent. */
import { expect, test } from 'vitest';
import { verbs } from '../../src/engine/index.ts';
import { encodeRun } from '../../src/ui/share/run-code.ts';
import { useBuiltPage, visit } from './visit.ts';
import {
  PATIENCE,
  QUICK,
  focusTerminal,
  openSandbox,
  terminalText,
  typeLine,
  untilTerminal,
} from './workbench.ts';
import { clusterOf } from '../support/zookeeper.ts';

useBuiltPage();

const A = 'a'.repeat(60);

test('a link with an expression that explodes leaves the page alive', async () => {
  const spec = { servers: 1, observers: 0, clientHosts: 1, seed: 1, config: {} };
  const text = `echo ${A}b | grep -E '^(a+)+$'; echo status $?`;
  const actions = [
    ...verbs.openTerminal('client1'),
    { type: 'operator.type', terminal: 1, text } as const,
  ].map((action, i) => ({ atMs: i * 100, action }));
  const code = encodeRun({ of: { kind: 'cluster', spec: clusterOf(spec) }, actions });
  const { page, expectNoProblems, close } = await visit({
    viewport: { width: 1400, height: 900 },
    location: `#/sandbox?run=${code}`,
    stored: { settings: QUICK },
  });
  await untilTerminal(page, /\nstatus 1\n/);
  await typeLine(page, 'echo still here');
  await untilTerminal(page, /\nstill here\n/);
  expectNoProblems();
  await close();
});

test('a search that takes long is ended by Ctrl-C', async () => {
  const { page, expectNoProblems, close } = await openSandbox();
  await typeLine(page, "x=$(printf 'ab%.0s' {1..500}); for i in {1..200}; do echo $x; done > f");
  await untilTerminal(page, /> f\n.*# $|> f\n.*#$/);
  await typeLine(page, "cat f f f f f f f f f f > g; grep -cE '(a|b)*a(a|b){900}c' g");
  await page.waitForTimeout(500);
  await focusTerminal(page);
  await page.keyboard.press('Control+c');
  await untilTerminal(page, /\^C\n/);
  await typeLine(page, 'echo still here');
  await untilTerminal(page, /\nstill here\n/);
  await expect.poll(() => terminalText(page), PATIENCE).toMatch(/#$/);
  expectNoProblems();
  await close();
});
