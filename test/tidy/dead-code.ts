/** Files that nothing reaches, and exported functions and values that nobody imports. */
import ts from 'typescript';
import type { SourceFile } from './project.ts';
import { isCode } from './project.ts';
import { globsOf, importsOf, lineOf, syntaxOf } from './syntax.ts';

/** Where a program begins: the page, the configuration, and whatever a test runner starts. */
const entries = [
  /^src\/main\.ts$/,
  /^src\/ui\/app\/(first-look|watchdog)\.ts$/,
  /^vite\.config\.ts$/,
  /\.d\.ts$/,
  /^test\/.*\.(test|bench)\.ts$/,
  /^test\/support\/systems\.ts$/,
  /^test\/(\w+\/)?run\.ts$/,
];

/** Parts in the making: what is not used yet is going to be, or will be taken out again. */
const growing = /^src\/((engine|shell)\/kafka\/|engine\/java\/exception\.ts$)/;

/** Files of the page's own code may not live for the tests alone. */
export function deadFiles(files: readonly SourceFile[]): string[] {
  const pageEntries = entries.slice(0, 4);
  const ofPage = reachable(files, pageEntries);
  const all = reachable(files, entries);
  return files
    .filter(isCode)
    .map(({ path }) => path)
    .filter((path) => !growing.test(path))
    .filter((path) => !(path.startsWith('test/') ? all : ofPage).has(path))
    .map((path) => `${path}: nothing imports it`);
}

function reachable(files: readonly SourceFile[], from: readonly RegExp[]): Set<string> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const seen = new Set<string>();
  const queue = [...byPath.keys()].filter((path) => from.some((entry) => entry.test(path)));
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    const file = byPath.get(path);
    if (file === undefined || seen.has(path)) continue;
    seen.add(path);
    if (!isCode(file)) continue;
    for (const { target } of importsOf(file)) if (target !== undefined) queue.push(target);
    for (const glob of globsOf(file)) queue.push(...[...byPath.keys()].filter(matcher(glob)));
  }
  return seen;
}

function matcher(glob: string): (path: string) => boolean {
  const pattern = glob
    .replace(/[.+^$()|[\]\\]/g, '\\$&')
    .replace(/\{([^}]*)\}/g, (_text, list: string) => `(${list.replaceAll(',', '|')})`)
    .replace(/\*\*\//g, '(.*/)?')
    .replace(/(?<!\.)\*/g, '[^/]*');
  const regex = new RegExp(`^${pattern}$`);
  return (path) => regex.test(path);
}

/** Exported functions and values of the page's code that no other file names; types may stand for themselves. */
export function deadExports(files: readonly SourceFile[]): string[] {
  const code = files.filter(isCode);
  const used = new Map<string, Set<string>>();
  const reexports = new Map<string, string[]>();
  for (const file of code) {
    for (const { target, names, isReexport } of importsOf(file)) {
      if (target === undefined) continue;
      if (isReexport && names.includes('*')) {
        reexports.set(file.path, [...(reexports.get(file.path) ?? []), target]);
        continue;
      }
      const known = used.get(target) ?? new Set();
      for (const name of names) known.add(name);
      used.set(target, known);
    }
  }
  const spread = (door: string): void => {
    for (const target of reexports.get(door) ?? []) {
      const known = used.get(target) ?? new Set();
      for (const name of used.get(door) ?? []) known.add(name);
      used.set(target, known);
      spread(target);
    }
  };
  for (const door of reexports.keys()) spread(door);
  return code
    .filter(({ path }) => /^(src|lessons)\/.*\.ts$/.test(path) && !growing.test(path))
    .flatMap((file) => {
      const known = used.get(file.path) ?? new Set();
      if (known.has('*')) return [];
      return valueExports(file)
        .filter(({ name }) => !known.has(name))
        .map(({ name, line }) => `${file.path}:${line}: nobody imports ${name}`);
    });
}

function valueExports(file: SourceFile): { name: string; line: number }[] {
  const found: { name: string; line: number }[] = [];
  for (const statement of syntaxOf(file).statements) {
    if (!ts.canHaveModifiers(statement)) continue;
    const modifiers = ts.getModifiers(statement) ?? [];
    if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) continue;
    if (modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)) continue;
    const line = lineOf(file, statement);
    if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
      if (statement.name !== undefined) found.push({ name: statement.name.text, line });
    } else if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) {
        if (ts.isIdentifier(name)) found.push({ name: name.text, line });
      }
    }
  }
  return found;
}
