/**
 * Every file says what it is, and names files that exist as the next to read; a file of the engine
 * also says what it mirrors and where it departs.
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
    if (!file.path.startsWith('src/engine/')) return gone;
    const missing = ['Mirrors:', 'Departs:']
      .filter((word) => !header.includes(` ${word}`))
      .map((word) => `${file.path}: its header has no "${word}"`);
    return [...missing, ...gone];
  });
}
