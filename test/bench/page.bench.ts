/** What a first visit loads, compressed, as the build prints it: page.firstViewKilobytes. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Figure } from './figure.ts';

export function* figures(): Generator<Figure> {
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const { stdout, stderr } = spawnSync('npm', ['run', 'build'], { cwd, encoding: 'utf8' });
  const total = /total: ([\d.]+) kB of/.exec(stdout)?.[1];
  if (total === undefined) throw new Error(`the build failed:\n${stderr}`);
  yield { name: 'page.firstViewKilobytes', value: Number(total), unit: 'kB' };
}
