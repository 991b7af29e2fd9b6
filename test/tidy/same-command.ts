/** CI does what the README tells a reader to do: `npm ci && npm test`, and nothing besides. */
import type { SourceFile } from './project.ts';

const commands = ['npm ci', 'npm test'];

export function ciFaults(files: readonly SourceFile[]): string[] {
  const textOf = (path: string): string => files.find((file) => file.path === path)?.text ?? '';
  const inCi = textOf('.ci/run')
    .split('\n')
    .filter((line) => line.startsWith('npm '));
  const faults: string[] = [];
  if (inCi.join(' && ') !== commands.join(' && ')) {
    faults.push(`.ci/run runs ${inCi.join(' && ') || 'nothing'}`);
  }
  if (!textOf('README.md').includes(commands.join(' && '))) {
    faults.push(`README.md does not say ${commands.join(' && ')}`);
  }
  return faults;
}
