/**
 * The project's own files as the tidy checks see them: path and text, nothing else, so that every
 * check can also be shown to fail on files that exist only in its self-test.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface SourceFile {
  /** Relative to the project, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const notOurs = new Set(['node_modules', 'dist', '.git', '.svelte-check', 'coverage']);
const asText = new Set(
  ['.ts', '.js', '.svelte', '.md', '.json', '.css', '.html', '.svg', '.yml', ''].values(),
);

function* walk(folder: string): Generator<string> {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (notOurs.has(entry.name)) continue;
    if (entry.isDirectory()) yield* walk(path);
    else yield path;
  }
}

function textOf(path: string): string {
  return asText.has(extname(path)) ? readFileSync(join(root, path), 'utf8') : '';
}

/** Every file of the project, recorded transcripts excepted; pictures have no text. */
export function projectFiles(): SourceFile[] {
  return [...walk('')]
    .filter((path) => !path.startsWith('test/golden/zookeeper/'))
    .map((path) => ({ path, text: textOf(path) }));
}

/** TypeScript and Svelte files. */
export function isCode({ path }: SourceFile): boolean {
  return /\.(ts|svelte)$/.test(path) && !path.endsWith('.d.ts');
}

/** A file for a self-test. */
export function file(path: string, text: string): SourceFile {
  return { path, text };
}
