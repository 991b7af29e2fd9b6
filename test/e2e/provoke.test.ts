/**
 * Every button of the provoke menu: what it promises comes true on the stage. All on one page: each
 * starts from the same healthy moment of the past, so each is a run of its own.
 */
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { en } from '../../src/ui/i18n/en.ts';
import type { Visit } from './visit.ts';
import { useBuiltPage } from './visit.ts';
import { PATIENCE, button, moment, openSandbox, pause, terminalText } from './workbench.ts';
import { en as zookeeper } from '../../src/ui/systems/zookeeper/words.en.ts';

useBuiltPage();

/** An election takes its ticks, and some of these take two. */
const LONG = { ...PATIENCE, timeout: 60_000 };

/** What the cards said at one moment, by host. */
type Cards = Readonly<Record<string, string>>;

/** Remembers everything that the cards say from now on: some of it is true for a moment only. */
async function watchCards(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen: Record<string, string>[] = [];
    const look = () => {
      const cards = [...document.querySelectorAll('[data-host]')];
      const said = cards.map((card) => [
        card.getAttribute('data-host'),
        card.getAttribute('aria-label'),
      ]);
      seen.push(Object.fromEntries(said) as Record<string, string>);
    };
    Object.assign(window, { seen, look });
    new MutationObserver(look).observe(document.querySelector('[data-pane=stage]')!, {
      subtree: true,
      attributeFilter: ['aria-label'],
    });
  });
}

function cardsSeen(page: Page): Promise<Cards[]> {
  return page.evaluate(() => (window as unknown as { seen: Cards[] }).seen);
}

/** Waits until the cards said all of it, one after another. */
async function untilSeen(
  page: Page,
  what: string,
  ...claims: readonly ((cards: Cards) => boolean)[]
): Promise<void> {
  const look = async () => {
    const seen = await cardsSeen(page);
    let from = 0;
    return claims.map((holds) => {
      const at = seen.findIndex((cards, index) => index >= from && holds(cards));
      if (at >= 0) from = at;
      return at >= 0;
    });
  };
  await expect.poll(look, { ...LONG, message: what }).toEqual(claims.map(() => true));
}

const SERVERS = ['zk1', 'zk2', 'zk3'] as const;
type Name = keyof typeof zookeeper.provoke;

function says(host: string, word: string): (cards: Cards) => boolean {
  return (cards) => cards[host]!.includes(word);
}

/** How many servers say so. */
function count(cards: Cards, word: string): number {
  return SERVERS.filter((name) => cards[name]!.includes(word)).length;
}

/** What each button promises, when `old` leads. */
function promisesOf(page: Page, old: string): Record<Name, () => Promise<void>> {
  const others = SERVERS.filter((name) => name !== old);
  const { paused, stopped, powerOff, slowDisk, unplugged } = en.stage;
  const until = (what: string, ...claims: readonly ((cards: Cards) => boolean)[]) =>
    untilSeen(page, what, ...claims);
  /** The old leader says so while another one leads. */
  const replaced = (word: string) => (cards: Cards) =>
    says(old, word)(cards) && others.some((name) => says(name, 'LEADING')(cards));
  return {
    splitVote: async () => {
      await until('two look for a leader', (cards) => count(cards, 'LOOKING') === 2);
      await button(page, en.time.marks).click();
      const moments = await page.locator('#marks').innerText();
      expect(moments).toMatch(/kill -KILL zk\d/);
      expect(moments).toMatch(/cut zk\d/);
      await page.keyboard.press('Escape');
    },
    zombieLeader: () =>
      until('it sleeps, and wakes up to follow', replaced(paused), replaced('FOLLOWING')),
    twoLeaders: () => until('two lead', (cards) => count(cards, 'LEADING') === 2),
    lateClient: async () => {
      await until('the client is cut off', says('client1', unplugged));
      await expect.poll(() => terminalText(page), LONG).toMatch(/expired/i);
    },
    loneLeader: () => until('it leads, then does not', says(old, 'LEADING'), replaced('LOOKING')),
    frozenLeader: () => until('it stands still while another leads', replaced(paused)),
    leaderDies: () => until('another one leads', replaced(stopped)),
    noMajority: () =>
      until('whoever is left looks for others', (cards) => {
        return count(cards, stopped) === 2 && count(cards, 'LOOKING') === 1;
      }),
    electAnew: () =>
      until(
        'all look for a leader, then one leads',
        (cards) => count(cards, 'LOOKING') === 3,
        (cards) => count(cards, 'LEADING') === 1,
      ),
    slowFollower: () =>
      until('a follower has a slow disk', (cards) => {
        return others.filter((name) => says(name, slowDisk)(cards)).length === 1;
      }),
    lostClient: () => until('nobody hears it', says('client1', unplugged)),
    blackout: () => until('all are dark', (cards) => count(cards, powerOff) === 3),
  };
}

/** Three servers that have agreed on everything, time standing still; who leads. */
async function openHealthy(): Promise<Visit & { readonly leader: string }> {
  const opened = await openSandbox({ servers: 3, settings: { paceMsPerSecond: 4000 } });
  const { page } = opened;
  await expect
    .poll(() => page.locator('[data-host][aria-label*=BROADCAST]').count(), PATIENCE)
    .toBe(3);
  await pause(page);
  const leader = await page.locator('[data-host][aria-label*=LEADING]').getAttribute('data-host');
  return { ...opened, leader: leader! };
}

test('each button of the menu keeps its promise on the stage, by ordinary actions', async () => {
  const { page, leader, expectNoProblems, close } = await openHealthy();
  await watchCards(page);
  const { position: healthy } = await moment(page);
  const menu = page.locator('#provoke');
  const promises = Object.entries(promisesOf(page, leader));
  for (const [name, promise] of promises) {
    await page.getByRole('slider', { name: en.time.scrub }).fill(String(healthy));
    await expect.poll(async () => (await moment(page)).position, PATIENCE).toBe(healthy);
    await button(page, en.sandbox.provoke).click();
    const entries = menu.getByRole('button');
    await expect.poll(() => entries.count(), PATIENCE).toBe(promises.length);
    await page.evaluate(() => {
      const { seen, look } = window as unknown as { seen: unknown[]; look: () => void };
      seen.length = 0;
      look();
    });
    await entries.filter({ hasText: zookeeper.provoke[name as Name] }).click();
    await page.getByText(zookeeper.watch[name as Name]).waitFor();
    await promise();
  }
  expectNoProblems();
  await close();
}, 300_000);
