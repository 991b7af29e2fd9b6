/** The stage: roles at a glance, messages to click, faults by pointer and by key, and why. */
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { en } from '../../src/ui/i18n/en.ts';
import { useBuiltPage } from './visit.ts';
import {
  PATIENCE,
  button,
  connect,
  hostCard,
  moment,
  openSandbox,
  pane,
  pause,
  typeLine,
  untilServing,
} from './workbench.ts';

useBuiltPage();

async function labelOf(page: Page, host: string): Promise<string> {
  return (await hostCard(page, host).getAttribute('aria-label')) ?? '';
}

/** Waits until a host's card says so. */
async function untilLabel(page: Page, host: string, pattern: RegExp): Promise<void> {
  await expect.poll(() => labelOf(page, host), PATIENCE).toMatch(pattern);
}

async function labels(page: Page): Promise<string[]> {
  const cards = await page.locator('[data-host]').all();
  return Promise.all(cards.map(async (card) => (await card.getAttribute('aria-label')) ?? ''));
}

async function middleOf(page: Page, host: string): Promise<{ x: number; y: number }> {
  const box = (await hostCard(page, host).boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Clicks along the line between two hosts until the inspector shows what is asked for. */
async function clickBetween(page: Page, a: string, b: string, isFound: () => Promise<boolean>) {
  const from = await middleOf(page, a);
  const to = await middleOf(page, b);
  for (let part = 0.2; part <= 0.8; part += 0.02) {
    await page.mouse.click(from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part);
    if (await isFound()) return;
  }
  throw new Error(`nothing was found between ${a} and ${b}`);
}

test('roles are told by every card: one leader, followers, observers, clients', async () => {
  const { page, expectNoProblems, close } = await openSandbox({ servers: 3, observers: 1 });
  await untilServing(page);
  await expect
    .poll(
      async () => (await labels(page)).filter((text) => text.includes('OBSERVING')).length,
      PATIENCE,
    )
    .toBe(1);
  const all = await labels(page);
  expect(all.filter((text) => text.includes('LEADING'))).toHaveLength(1);
  expect(all.filter((text) => text.includes('FOLLOWING'))).toHaveLength(2);
  expect(all.filter((text) => text.startsWith('client1'))).toHaveLength(1);
  expectNoProblems();
  await close();
});

test('a message on its way can be clicked: its name, its fields, and why it was sent', async () => {
  const { page, expectNoProblems, close } = await openSandbox({ servers: 1 });
  await connect(page);
  await typeLine(page, 'create /seen data');
  await pause(page);
  // Back to the moment at which the line was typed, then on until the request travels.
  await button(page, en.time.marks).click();
  await page.locator('#marks button', { hasText: 'create /seen data' }).click();
  const overview = pane(page, 'inspector');
  for (let i = 0; i < 12 && !(await overview.innerText()).includes('CreateRequest'); i++) {
    await button(page, en.time.stepEvent).click();
  }
  await expect.poll(() => overview.innerText(), PATIENCE).toContain('CreateRequest');
  const title = overview.locator('h2');
  await clickBetween(page, 'client1', 'zk1', async () => /Request/.test(await title.innerText()));
  const text = await overview.innerText();
  expect(text).toMatch(/CreateRequest|RequestHeader|create/i);
  expect(text).toContain('/seen');
  expect(text).toContain('client1');
  expect(text).toContain(en.inspector.fields);

  const why = overview.locator('section', { hasText: en.inspector.why });
  const causes = await why.locator('li').allInnerTexts();
  expect(causes.length).toBeGreaterThan(0);
  expect(causes.at(-1)).toMatch(/\byou\b/i);
  await why.locator('button').last().click();
  await expect.poll(async () => (await moment(page)).position, PATIENCE).toBeGreaterThan(0);
  expectNoProblems();
  await close();
});

test('the statechart of a server lights its state, and another when its leader dies', async () => {
  const { page, close } = await openSandbox({ servers: 3 });
  await untilServing(page);
  const all = await labels(page);
  const nameOf = (role: string) => all.find((text) => text.includes(role))!.split(',')[0]!;
  const leader = nameOf('LEADING');
  await hostCard(page, nameOf('FOLLOWING')).click();
  const lit = () =>
    pane(page, 'inspector')
      .locator('[data-state].on')
      .evaluateAll((states) => states.map((state) => state.getAttribute('data-state')));
  await expect.poll(lit, PATIENCE).toContain('following.broadcast');
  await pause(page);
  await hostCard(page, leader).focus();
  await page.keyboard.press('k');
  await untilLabel(page, leader, new RegExp(en.stage.stopped));
  await hostCard(page, nameOf('FOLLOWING')).click();
  for (let i = 0; i < 60; i++) {
    if ((await lit()).includes('looking')) break;
    await button(page, en.time.stepNode).click();
  }
  expect(await lit()).toContain('looking');
  expect(await lit()).not.toContain('following.broadcast');
  await close();
});

test('faults by pointer: each menu entry shows its command, and the card says what happened', async () => {
  const { page, expectNoProblems, close } = await openSandbox({ servers: 3 });
  await untilServing(page);
  await hostCard(page, 'zk1').click({ button: 'right' });
  const menu = page.getByRole('menu', { name: en.stage.menu('zk1') });
  await menu.waitFor();
  expect(await menu.innerText()).toContain('kill -STOP');
  await menu.getByRole('menuitem', { name: new RegExp(`^${en.offer.kill}`) }).click();
  await untilLabel(page, 'zk1', new RegExp(en.stage.stopped));
  await expect.poll(() => page.locator('.did').innerText(), PATIENCE).toContain('kill -KILL');
  await button(pane(page, 'inspector'), new RegExp(`^${en.offer.start}`)).click();
  await untilLabel(page, 'zk1', /FOLLOWING|LEADING/);
  await button(pane(page, 'inspector'), new RegExp(`^${en.offer.pause}`)).click();
  await untilLabel(page, 'zk1', new RegExp(en.stage.paused));
  expectNoProblems();
  await close();
});

test('faults by keys: kill, start, pause, resume, power, unplug, terminal, menu', async () => {
  const { page, expectNoProblems, close } = await openSandbox({ servers: 3 });
  await untilServing(page);
  const press = async (key: string, pattern: RegExp) => {
    await hostCard(page, 'zk2').focus();
    await page.keyboard.press(key);
    await untilLabel(page, 'zk2', pattern);
  };
  await press('k', new RegExp(en.stage.stopped));
  await press('s', /FOLLOWING|LEADING/);
  await press('p', new RegExp(en.stage.paused));
  await press('p', /^(?!.*PAUSED)/);
  await press('i', /LOOKING/);
  await press('i', /FOLLOWING|LEADING/);
  await press('o', new RegExp(en.stage.powerOff));
  await press('o', /^(?!.*power off)/);
  await hostCard(page, 'zk2').focus();
  await page.keyboard.press('m');
  const menu = page.getByRole('menu', { name: en.stage.menu('zk2') });
  await menu.waitFor();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.locator('[data-pane=terminal] [role=tab]', { hasText: 'zk2' }).waitFor();
  expectNoProblems();
  await close();
});

test('a connection can be cut, one way or both, slowed and healed', async () => {
  const { page, close } = await openSandbox({ servers: 2 });
  await untilServing(page);
  const inspector = pane(page, 'inspector');
  await clickBetween(page, 'zk1', 'zk2', async () => {
    return (await button(inspector, new RegExp(`^${en.offer.cut} zk`)).count()) > 0;
  });
  await button(inspector, new RegExp(`^${en.offer.slowLink}`))
    .first()
    .click();
  await button(inspector, new RegExp(`^${en.offer.fastLink}`))
    .first()
    .click();
  await button(inspector, new RegExp(`^${en.offer.cut} zk`)).click();
  await page.locator('.stage .wall, .stage .cross').first().waitFor();
  await untilLabel(page, 'zk1', /LOOKING/);
  await untilLabel(page, 'zk2', /LOOKING/);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: en.palette.title }).fill(en.offer.healAll);
  await page.locator('[role=option]').first().waitFor();
  await page.keyboard.press('Enter');
  await untilServing(page);
  expect(await page.locator('.stage .wall, .stage .cross').count()).toBe(0);
  await close();
});

test('arrows go from node to node, Alt with arrows moves one; zoom and fit', async () => {
  const { page, close } = await openSandbox({ servers: 3 });
  await untilServing(page);
  await hostCard(page, 'zk1').focus();
  await page.keyboard.press('ArrowDown');
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-host'));
  expect(await focused()).not.toBe('zk1');
  const name = (await focused())!;
  const before = await middleOf(page, name);
  for (let i = 0; i < 3; i++) await page.keyboard.press('Alt+ArrowDown');
  await expect.poll(async () => (await middleOf(page, name)).y, PATIENCE).toBeGreaterThan(before.y);
  const width = async () => (await hostCard(page, 'zk1').boundingBox())!.width;
  const start = await width();
  await button(page, en.stage.zoomIn).click();
  await expect.poll(width, PATIENCE).toBeGreaterThan(start);
  await button(page, en.stage.fit).click();
  await expect.poll(width, PATIENCE).toBeLessThan(start * 1.2);
  const at = await middleOf(page, 'client1');
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  await page.mouse.move(at.x + 80, at.y - 30, { steps: 4 });
  await page.mouse.up();
  await expect
    .poll(async () => (await middleOf(page, 'client1')).x, PATIENCE)
    .toBeGreaterThan(at.x + 40);
  await close();
});

test('what happened is said in sentences to who cannot see the stage', async () => {
  const { page, close } = await openSandbox({ servers: 3 });
  await untilServing(page);
  const leader = (await labels(page)).find((text) => text.includes('LEADING'))!.split(',')[0]!;
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    const region = document.querySelector('.workbench > [aria-live]')!;
    new MutationObserver(() => said.push(region.textContent)).observe(region, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });
  await hostCard(page, leader).focus();
  await page.keyboard.press('k');
  const said = () => page.evaluate(() => (window as unknown as { said: string[] }).said.join('\n'));
  await expect.poll(said, PATIENCE).toMatch(/zk\d is LEADING now\./);
  expect(await said()).toMatch(/zk\d is LOOKING now\./);
  await close();
});
