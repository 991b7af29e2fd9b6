/** The Markdown files tell the truth: scripts and paths that they name exist, links lead somewhere. */
import { posix } from 'node:path';
import type { SourceFile } from './project.ts';

/** npm's own words, which are no scripts. */
const builtIn = new Set(['ci', 'install', 'run', 'audit', 'exec', 'init', 'update', 'outdated']);

export function documentFaults(files: readonly SourceFile[]): string[] {
  const scripts = scriptsOf(files);
  return files
    .filter(({ path }) => path.endsWith('.md'))
    .flatMap((file) => [
      ...unknownScripts(file, scripts),
      ...brokenLinks(file, files),
      ...unknownPaths(file, files),
    ]);
}

function scriptsOf(files: readonly SourceFile[]): Set<string> {
  const text = files.find(({ path }) => path === 'package.json')?.text ?? '{}';
  const { scripts = {} } = JSON.parse(text) as { scripts?: Record<string, string> };
  return new Set(Object.keys(scripts));
}

function unknownScripts({ path, text }: SourceFile, scripts: Set<string>): string[] {
  return [...text.matchAll(/\bnpm (?:run )?(?:--?\w+ )*([\w:-]+)/g)]
    .filter(
      ([whole]) => /[`\n]/.test(text[text.indexOf(whole) - 1] ?? '\n') || whole.includes('run'),
    )
    .map(([, name]) => name!)
    .filter((name) => !scripts.has(name) && !builtIn.has(name))
    .map((name) => `${path}: there is no npm script ${name}`);
}

function brokenLinks(file: SourceFile, files: readonly SourceFile[]): string[] {
  const prose = file.text.replace(/```[^]*?```/g, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link]) => {
    if (/^[a-z]+:/.test(link!)) return [];
    const [target = '', anchor] = link!.split('#');
    const path = target === '' ? file.path : posix.join(posix.dirname(file.path), target);
    if (!exists(path, files)) return [`${file.path}: the link ${link} leads nowhere`];
    const page = files.find((other) => other.path === path);
    if (anchor === undefined || page === undefined || anchors(page).has(anchor)) return [];
    return [`${file.path}: ${path} has no heading #${anchor}`];
  });
}

function anchors({ text }: SourceFile): Set<string> {
  const headings = text.matchAll(/^#{1,6} (.*)$/gm);
  return new Set(
    [...headings].map(([, words]) =>
      words!
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  );
}

/** Paths in backquotes that begin in one of the project's folders. */
function unknownPaths(file: SourceFile, files: readonly SourceFile[]): string[] {
  return [...file.text.matchAll(/`((?:src|test|lessons|public|\.ci)\/[\w./-]*)`/g)]
    .map(([, path]) => path!.replace(/\/$/, ''))
    .filter((path) => !/NN|NAME|…/.test(path) && !exists(path, files))
    .map((path) => `${file.path}: there is no ${path}`);
}

function exists(path: string, files: readonly SourceFile[]): boolean {
  const clean = path.replace(/^\.\//, '').replace(/\/$/, '');
  if (clean === '.' || clean === '') return true;
  return files.some((file) => file.path === clean || file.path.startsWith(`${clean}/`));
}
