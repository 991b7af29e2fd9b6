/**
 * Bundles a program before it runs, as the page's code is: run straight from TypeScript, every
 * function would carry the loader's bookkeeping, and what is measured in seconds would take more.
 */
import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const cache = fileURLToPath(new URL('../../node_modules/.cache/bundles/', import.meta.url));

/** Bundles the file, imports the bundle, and leaves nothing behind. */
export async function importBundled(file: string): Promise<unknown> {
  const outfile = join(cache, `${basename(file, '.ts')}-${process.pid}.mjs`);
  try {
    await build({
      entryPoints: [file],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      packages: 'external',
      logLevel: 'silent',
      // Files may be found from here; a bundle lies elsewhere.
      define: { 'import.meta.url': JSON.stringify(pathToFileURL(file).href) },
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile, { force: true });
  }
}
