/**
 * The stage in a headless Chromium without a graphics card, 1280 by 800.
 *
 * - stage.framesPerSecond: frames with 60 nodes and 500 messages on their way.
 * - stage.busyPercent: how busy the page's main thread is with eight servers, six clients and fifty
 *   messages: processor time, of the time that passes.
 */
import { fileURLToPath } from 'node:url';
import { svelte, vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import type { Page } from 'playwright';
import { build } from 'vite';
import { launchBrowser } from '../support/browser.ts';
import type { Figure } from './figure.ts';
import { best } from './figure.ts';

interface Bundle {
  readonly output: readonly { readonly fileName: string; code?: string; source?: unknown }[];
}

/** The page's script and style, as the build makes them. */
async function bundleStage(): Promise<{ readonly script: string; readonly style: string }> {
  const results = (await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [svelte({ configFile: false, preprocess: vitePreprocess() })],
    build: {
      write: false,
      target: 'es2022',
      lib: {
        entry: fileURLToPath(new URL('./stage-page.ts', import.meta.url)),
        formats: ['iife'],
        name: 'stagePage',
      },
    },
  })) as unknown as readonly Bundle[];
  const files = results.flatMap(({ output }) => output);
  const style = files.find(({ fileName }) => fileName.endsWith('.css'))?.source;
  return { script: files.find(({ code }) => code !== undefined)!.code!, style: String(style) };
}

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
  const { script, style } = await bundleStage();
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.addStyleTag({ content: style });
    await page.addScriptTag({ content: script });
    await show(page, 'crowd', 500);
    const rates: number[] = [];
    for (let i = 0; i < 3; i++) rates.push((await page.evaluate('countFrames(2000)')) as number);
    yield { name: 'stage.framesPerSecond', value: best(rates), unit: '1/s' };
    await page.reload();
    await page.addStyleTag({ content: style });
    await page.addScriptTag({ content: script });
    await show(page, 'service', 50);
    const seconds = await threadSeconds(page);
    const shares: number[] = [];
    for (let i = 0; i < 3; i++) {
      const before = await seconds();
      await page.waitForTimeout(2_000);
      shares.push(((await seconds()) - before) / 2);
    }
    yield { name: 'stage.busyPercent', value: best(shares, false) * 100, unit: '%' };
  } finally {
    await browser.close();
  }
}
