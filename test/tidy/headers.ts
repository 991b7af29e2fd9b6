/** Every file says what it is; a file of the engine also what it mirrors and where it departs. */
import type { SourceFile } from './project.ts';

export function headerFaults(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    if (!/^(src|lessons|test)\/.*\.ts$/.test(file.path)) return [];
    const header = /^(?:#![^\n]*\n)?\/\*\*[^]*?\*\//.exec(file.text)?.[0];
    if (header === undefined) return [`${file.path}: no header comment`];
    if (!file.path.startsWith('src/engine/')) return [];
    return ['Mirrors:', 'Departs:']
      .filter((word) => !header.includes(` ${word}`))
      .map((word) => `${file.path}: its header has no "${word}"`);
  });
}
