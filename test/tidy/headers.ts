/**
 * Every file says what it is, and names files that exist as the next to read. What it mirrors and where
 * it departs is said where there is something to say, and left out where there is not.
 */
import type { SourceFile } from './project.ts';

export function headerFaults(files: readonly SourceFile[]): string[] {
  const names = new Set(files.map(({ path }) => path.replace(/.*\//, '')));
  return files.flatMap((file) => {
    if (!/^(src|lessons|test)\/.*\.ts$/.test(file.path)) return [];
    const header = /^(?:#![^\n]*\n)?\/\*\*[^]*?\*\//.exec(file.text)?.[0];
    if (header === undefined) return [`${file.path}: no header comment`];
    const next = header.split('Read next:')[1]?.match(/[\w.-]+\.(?:ts|svelte)\b/g) ?? [];
    const gone = next
      .filter((name) => !names.has(name))
      .map((name) => `${file.path}: ${name}, to be read next, is not there`);
    const empty = [...header.matchAll(/(?:Mirrors|Departs): nothing(?: upstream)?\.(?=\s)/g)].map(
      ([words]) => `${file.path}: its header says "${words}", which can be left out`,
    );
    return [...empty, ...gone];
  });
}
