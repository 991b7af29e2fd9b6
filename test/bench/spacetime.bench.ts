/**
 * The space-time diagram in a headless Chromium without a graphics card, 1280 by 800.
 *
 * - spacetime.framesPerSecond: frames while a diagram of 10,000 events is scrolled through, two
 *   screens in a second.
 */
import { launchBrowser } from '../support/browser.ts';
import { bundlePage } from './browser-page.ts';
import type { Figure } from './figure.ts';
import { best } from './figure.ts';

const EVENTS = 10_000;

export async function* figures(): AsyncGenerator<Figure> {
  const open = await bundlePage(new URL('./spacetime-page.ts', import.meta.url));
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await open(page);
    const events = (await page.evaluate(`showDiagram(${EVENTS})`)) as number;
    if (events !== EVENTS) throw new Error(`only ${events} events`);
    // Nearly all of them are messages: the count beside the filter says how many are drawn.
    await page.waitForFunction((least) => {
      const counts = document.querySelector('.counts')?.textContent ?? '';
      return Number(/\d+/.exec(counts)?.[0]) > least;
    }, EVENTS * 0.7);
    // What runs for the first time is compiled first.
    await page.evaluate('countScrolled(1000, 1600)');
    const rates: number[] = [];
    for (let i = 0; i < 3; i++) {
      rates.push((await page.evaluate('countScrolled(2000, 1600)')) as number);
    }
    yield { name: 'spacetime.framesPerSecond', value: best(rates), unit: '1/s' };
  } finally {
    await browser.close();
  }
}
