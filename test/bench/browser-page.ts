/** A part of the page by itself, bundled as the build does it, to be put into an empty document. */
import { fileURLToPath } from 'node:url';
import { svelte, vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import type { Page } from 'playwright';
import { build } from 'vite';

interface Bundle {
  readonly output: readonly { readonly fileName: string; code?: string; source?: unknown }[];
}

/** Bundles a module; gives what puts its script and style into a page. */
export async function bundlePage(entry: URL): Promise<(page: Page) => Promise<void>> {
  const results = (await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [svelte({ configFile: false, preprocess: vitePreprocess() })],
    build: {
      write: false,
      target: 'es2022',
      lib: {
        entry: fileURLToPath(entry),
        formats: ['iife'],
        name: 'benchPage',
      },
    },
  })) as unknown as readonly Bundle[];
  const files = results.flatMap(({ output }) => output);
  const style = String(files.find(({ fileName }) => fileName.endsWith('.css'))?.source);
  const script = files.find(({ code }) => code !== undefined)!.code!;
  return async (page) => {
    await page.addStyleTag({ content: style });
    await page.addScriptTag({ content: script });
  };
}
