/** A part of the page by itself, built as the whole is, and opened in a browser without a network. */
import { fileURLToPath } from 'node:url';
import { svelte, vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import type { Page } from 'playwright';
import { build } from 'vite';

interface Output {
  readonly fileName: string;
  readonly code?: string;
  readonly source?: string | Uint8Array;
  readonly isEntry?: boolean;
}

const ADDRESS = 'http://bench.invalid/';

/** Bundles a module; gives what opens an empty document with it. */
export async function bundlePage(entry: URL): Promise<(page: Page) => Promise<void>> {
  const { output } = (await build({
    configFile: false,
    logLevel: 'silent',
    base: './',
    plugins: [svelte({ configFile: false, preprocess: vitePreprocess() })],
    worker: { format: 'es' },
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: { input: fileURLToPath(entry) },
    },
  })) as unknown as { readonly output: readonly Output[] };
  const files = new Map(output.map((file) => [`/${file.fileName}`, file]));
  const names = [...files.keys()];
  const style = names.find((name) => name.endsWith('.css')) ?? '';
  const script = output.find(({ isEntry }) => isEntry === true)!.fileName;
  const html = `<!doctype html><link rel="stylesheet" href="${style}"><body></body>
    <script type="module" src="/${script}"></script>`;
  return async (page) => {
    await page.route(`${ADDRESS}**`, async (route) => {
      const { pathname } = new URL(route.request().url());
      const file = files.get(pathname);
      if (pathname === '/') await route.fulfill({ body: html, contentType: 'text/html' });
      else if (file === undefined) await route.abort();
      else {
        const contentType = pathname.endsWith('.css') ? 'text/css' : 'text/javascript';
        await route.fulfill({ body: String(file.code ?? file.source), contentType });
      }
    });
    await page.goto(ADDRESS, { waitUntil: 'load' });
  };
}
