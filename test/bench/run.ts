/**
 * `npm run bench -- [WORD…]`: measures, and prints one line of JSON for each figure:
 * `{"name", "value", "unit"}`, and beside what hangs on the machine a fixed task that was timed with it:
 * `"perReference"` (see reference.ts), or for figures of the page `"reference", "referenceMs", "ratio"`
 * (page-reference.ts). With words, only files whose name contains one of them.
 *
 * A file that fails is named on standard error, and the exit code is 1; the others still run.
 *
 * Read next: test/README.md (what each figure means, and its bound).
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importBundled } from '../support/bundle.ts';
import type { Figure, Figures } from './figure.ts';
import { lineOf, rounded } from './figure.ts';
import { perReference, referenceRate } from './reference.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));

const words = process.argv.slice(2);
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.bench.ts'))
  .filter((name) => words.length === 0 || words.some((word) => name.includes(word)))
  .sort();

function print(figure: Figure, rate: number): void {
  if (figure.reference !== undefined) {
    console.log(lineOf(figure));
    return;
  }
  const value = rounded(figure.value);
  const ratio = perReference(figure, rate);
  const more = ratio === undefined ? {} : { perReference: rounded(ratio) };
  console.log(JSON.stringify({ ...figure, value, ...more }));
}

async function measure(name: string): Promise<void> {
  try {
    const { figures } = (await importBundled(join(folder, name))) as { figures: Figures };
    let before = referenceRate();
    for await (const figure of figures()) {
      const after = referenceRate();
      print(figure, (before + after) / 2);
      before = after;
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
