/**
 * `npm run bench -- [WORD…]`: measures, and prints one line of JSON for each figure:
 * `{"name", "value", "unit"}`. With words, only files whose name contains one of them.
 *
 * The files are bundled first, as the page's code is: run straight from TypeScript, every function
 * would carry the loader's bookkeeping. A file that fails is named on standard error, and the exit
 * code is 1; the others still run.
 *
 * Read next: test/README.md (what each figure means, and its bound).
 */
import { readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { Figures } from './figure.ts';
import { rounded } from './figure.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const bundles = fileURLToPath(new URL('../../node_modules/.cache/bench/', import.meta.url));

const words = process.argv.slice(2);
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.bench.ts'))
  .filter((name) => words.length === 0 || words.some((word) => name.includes(word)))
  .sort();

async function bundle(name: string): Promise<string> {
  const outfile = join(bundles, `${basename(name, '.ts')}.mjs`);
  await build({
    entryPoints: [join(folder, name)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    logLevel: 'silent',
    // Files may be found from here; a bundle lies elsewhere.
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(join(folder, name)).href) },
  });
  return pathToFileURL(outfile).href;
}

async function measure(name: string): Promise<void> {
  try {
    const { figures } = (await import(await bundle(name))) as { figures: Figures };
    for await (const figure of figures()) {
      console.log(JSON.stringify({ ...figure, value: rounded(figure.value) }));
    }
  } catch (error) {
    console.error(`${name}: ${error instanceof Error ? error.stack : String(error)}`);
    process.exitCode = 1;
  }
}

if (files.length === 0) {
  console.error(`No benchmark file has ${words.join(' or ')} in its name.`);
  process.exitCode = 1;
}
for (const name of files) await measure(name);
rmSync(bundles, { recursive: true, force: true });
