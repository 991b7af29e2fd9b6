/** Nothing that is true of one machine only: its folders, its package registry. */
import type { SourceFile } from './project.ts';

const foreign: readonly (readonly [pattern: RegExp, what: string])[] = [
  // Written so that this file does not find itself.
  [/["'`\s(]\/(?:work|home|Users|mnt|workspace)\/\w+/, 'a folder of one machine'],
  [/[A-Z]:\\Users\\/, 'a folder of one machine'],
  [
    /https?:\/\/(?:localhost|127\.0\.0\.1|10\.\d+\.\d+\.\d+)[:\d]*\/[\w@/-]*\.tgz/,
    'a registry of one machine',
  ],
];

/** Machine paths anywhere, and packages locked to another registry than npm's. */
export function placeFaults(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    if (path === 'package-lock.json') return registryFaults(path, text);
    return foreign
      .filter(([pattern]) => pattern.test(text))
      .map(([pattern, what]) => `${path}: ${what}: ${pattern.exec(text)?.[0].trim()}`);
  });
}

function registryFaults(path: string, text: string): string[] {
  const hosts = [...text.matchAll(/"resolved": "(https?:\/\/[^/"]+)/g)].map(([, host]) => host!);
  return [...new Set(hosts)]
    .filter((host) => host !== 'https://registry.npmjs.org')
    .map((host) => `${path}: packages come from ${host}`);
}
