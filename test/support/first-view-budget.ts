/**
 * Build plugin: prints what a first visit has to load (the page, and all scripts and styles that
 * are reachable without a dynamic import), compressed, and fails the build above the budget.
 */
import { gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

type Bundle = Rolldown.OutputBundle;

/** Files of the first view: entry chunks, what they import statically, their styles, the page. */
export function firstViewFiles(bundle: Bundle): string[] {
  const files = new Set<string>();
  const visit = (fileName: string): void => {
    const output = bundle[fileName];
    if (output === undefined || files.has(fileName)) return;
    files.add(fileName);
    if (output.type !== 'chunk') return;
    for (const imported of output.imports) visit(imported);
    for (const style of output.viteMetadata?.importedCss ?? []) visit(style);
  };
  for (const output of Object.values(bundle)) {
    if (output.type === 'chunk' ? output.isEntry : output.fileName.endsWith('.html')) {
      visit(output.fileName);
    }
  }
  return [...files].sort();
}

/** Size of a file after gzip, in bytes. */
export function compressedBytes(bundle: Bundle, fileName: string): number {
  const output = bundle[fileName];
  if (output === undefined) return 0;
  return gzipSync(output.type === 'chunk' ? output.code : output.source, { level: 9 }).length;
}

/** The plugin; the budget is in kilobytes of 1,000 bytes. */
export function firstViewBudget(maxKilobytes: number): Plugin {
  return {
    name: 'first-view-budget',
    apply: 'build',
    enforce: 'post',
    writeBundle(_options, bundle) {
      let total = 0;
      const rows = firstViewFiles(bundle).map((fileName) => {
        const bytes = compressedBytes(bundle, fileName);
        total += bytes;
        return `  ${(bytes / 1000).toFixed(1).padStart(7)} kB  ${fileName}`;
      });
      const sum = `${(total / 1000).toFixed(1)} kB of ${maxKilobytes} kB`;
      console.log(`first view, compressed:\n${rows.join('\n')}\n  total: ${sum}`);
      if (total > maxKilobytes * 1000) {
        this.error(`The first view is too big: ${sum}. Load the rest by import().`);
      }
    },
  };
}
