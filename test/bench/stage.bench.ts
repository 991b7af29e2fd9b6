/**
 * The stage in a headless Chromium without a graphics card, 1280 by 800.
 *
 * - stage.framesPerSecond: frames with 60 nodes and 500 messages on their way.
 * - stage.busyPercent: how busy the page's main thread is with eight servers, six clients and fifty
 *   messages: processor time, of the time that passes.
 */
import type { Page } from 'playwright';
import { launchBrowser } from '../support/browser.ts';
import { bundlePage } from './browser-page.ts';
import type { Figure } from './figure.ts';
import { best } from './figure.ts';
import { timeReference } from './page-reference.ts';

/** Processor time of the page's main thread so far, in seconds. */
async function threadSeconds(page: Page): Promise<() => Promise<number>> {
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await client.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')!.value;
  };
}

async function show(page: Page, world: string, messages: number): Promise<void> {
  const shown = (await page.evaluate(`show('${world}')`)) as number;
  if (shown < messages) throw new Error(`only ${shown} messages are under way`);
  // What runs for the first time is compiled first.
  await page.waitForTimeout(3_000);
}

export async function* figures(): AsyncGenerator<Figure> {
  const open = await bundlePage(new URL('./stage-page.ts', import.meta.url));
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await open(page);
    await show(page, 'crowd', 500);
    const rates: number[] = [];
    for (let i = 0; i < 3; i++) rates.push((await page.evaluate('countFrames(2000)')) as number);
    yield { name: 'stage.framesPerSecond', value: best(rates), unit: '1/s' };
    await open(page);
    await show(page, 'service', 50);
    const seconds = await threadSeconds(page);
    const shares: number[] = [];
    for (let i = 0; i < 3; i++) {
      const before = await seconds();
      await page.waitForTimeout(2_000);
      shares.push(((await seconds()) - before) / 2);
    }
    const reference = await timeReference(page, 'script');
    yield { name: 'stage.busyPercent', value: best(shares, false) * 100, unit: '%', reference };
  } finally {
    await browser.close();
  }
}
