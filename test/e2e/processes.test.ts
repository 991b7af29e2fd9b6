/** Processes with one name on one host: each is seen, chosen and ended by itself; what works after a power cut. */
import { expect, test } from 'vitest';
import { en } from '../../src/ui/i18n/en.ts';
import { useBuiltPage } from './visit.ts';
import {
  PATIENCE,
  button,
  hostCard,
  openSandbox,
  pane,
  typeLine,
  untilServing,
  untilTerminal,
} from './workbench.ts';

useBuiltPage();

test('of two sleeps the one that was chosen is killed', async () => {
  const { page, expectNoProblems, close } = await openSandbox();
  await untilTerminal(page, /[#$]$/);
  await typeLine(page, 'sleep 1000 & sleep 2000 &');
  const label = async () => (await hostCard(page, 'client1').getAttribute('aria-label')) ?? '';
  await expect.poll(label, PATIENCE).toMatch(/sleep 1000.*sleep 2000/);
  await expect.poll(() => page.locator('.card .role', { hasText: 'sleep' }).count()).toBe(2);
  await hostCard(page, 'client1').focus();
  await page.keyboard.press('Enter');
  const inspector = pane(page, 'inspector');
  const second = inspector.locator('dd', { hasText: 'sleep 2000' });
  await second.getByRole('button').click();
  await button(inspector, new RegExp(`^${en.offer.kill}`)).click();
  await inspector.getByText(en.inspector.gone).waitFor();
  await expect.poll(label, PATIENCE).not.toContain('sleep 2000');
  expect(await label()).toContain('sleep 1000');
  await typeLine(page, 'jobs');
  await untilTerminal(page, /\[1\].*Running.*sleep 1000/);
  expectNoProblems();
  await close();
});

test('after a power cut the panel of a server offers to switch its host on', async () => {
  const { page, expectNoProblems, close } = await openSandbox();
  await untilServing(page);
  await hostCard(page, 'zk1').focus();
  await page.keyboard.press('Enter');
  const inspector = pane(page, 'inspector');
  await button(inspector, new RegExp(`^${en.offer.powerOff}`)).click();
  const powerOn = button(inspector, new RegExp(`^${en.offer.powerOn}`));
  await powerOn.waitFor();
  expect(await button(inspector, new RegExp(`^${en.offer.start}`)).count()).toBe(0);
  await powerOn.click();
  await untilServing(page);
  expectNoProblems();
  await close();
});
