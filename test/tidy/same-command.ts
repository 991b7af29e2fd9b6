/** CI does what the README tells a reader to do. */
import type { SourceFile } from './project.ts';

const command = 'npm ci && npm test';

export function ciFaults(files: readonly SourceFile[]): string[] {
  return ['.ci/run', 'README.md']
    .filter((path) => files.find((file) => file.path === path)?.text.includes(command) !== true)
    .map((path) => `${path} does not say: ${command}`);
}
