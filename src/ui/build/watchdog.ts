/**
 * The watchdog as a script for the page itself: types taken away, nothing else translated, so that
 * whatever an old browser could not read fails the build.
 *
 * Read next: first-paint.ts, which puts it there.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { transform } from 'esbuild';

const SOURCE = 'src/ui/app/watchdog.ts';

export async function watchdogScript(root: string): Promise<string> {
  const source = await readFile(join(root, SOURCE), 'utf8');
  const { code } = await transform(source, {
    loader: 'ts',
    target: 'es5',
    format: 'iife',
    minify: true,
    charset: 'utf8',
    tsconfigRaw: {},
  });
  return code.trim();
}
