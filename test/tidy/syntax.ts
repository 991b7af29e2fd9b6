/** What the tidy checks need to know of a file's syntax: its imports, exports and functions. */
import { posix } from 'node:path';
import ts from 'typescript';
import type { SourceFile } from './project.ts';

const parsed = new WeakMap<SourceFile, ts.SourceFile>();

/** The syntax tree; of a Svelte file, of its scripts, with their lines kept. */
export function syntaxOf(file: SourceFile): ts.SourceFile {
  const known = parsed.get(file);
  if (known !== undefined) return known;
  const text = file.path.endsWith('.svelte') ? scriptsOf(file.text) : file.text;
  const tree = ts.createSourceFile(file.path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  parsed.set(file, tree);
  return tree;
}

/** Everything outside <script> blanked. */
function scriptsOf(text: string): string {
  let result = '';
  let from = 0;
  for (const match of text.matchAll(/<script[^>]*>([^]*?)<\/script>/g)) {
    const start = match.index + match[0].indexOf('>') + 1;
    result += text.slice(from, start).replace(/[^\n]/g, ' ') + match[1];
    from = start + match[1]!.length;
  }
  return withMarkupImports(result + text.slice(from).replace(/[^\n]/g, ' '), text);
}

/** Markup may load a component: `load={() => import('./Thing.svelte')}` stays visible. */
function withMarkupImports(script: string, text: string): string {
  let result = script;
  for (const { 0: call, index } of text.matchAll(/\bimport\('[^'\n]+'\)/g)) {
    if (script.slice(index, index + call.length).trim() !== '') continue;
    // The blank before it becomes the end of whatever statement came last.
    result = `${result.slice(0, index - 1)};${call}${result.slice(index + call.length)}`;
  }
  return result;
}

/** Calls `see` for every node of the tree. */
export function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}

export function lineOf(file: SourceFile, node: ts.Node): number {
  const tree = syntaxOf(file);
  return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
}

export interface ImportLink {
  /** As written. */
  readonly specifier: string;
  /** Path of the project's file, when the specifier is relative. */
  readonly target: string | undefined;
  readonly isTypeOnly: boolean;
  /** Imported or re-exported names; `*` for all. */
  readonly names: readonly string[];
  readonly isReexport: boolean;
  readonly line: number;
}

/** Static and dynamic imports, re-exports, and files named by `new URL(…, import.meta.url)`. */
export function importsOf(file: SourceFile): ImportLink[] {
  const links: ImportLink[] = [];
  visit(syntaxOf(file), (node) => {
    const link = linkOf(node);
    if (link === undefined) return;
    const target = link.specifier.startsWith('.')
      ? posix.join(posix.dirname(file.path), link.specifier).replace(/\?.*$/, '')
      : undefined;
    links.push({ ...link, target, line: lineOf(file, node) });
  });
  return links;
}

type RawLink = Omit<ImportLink, 'target' | 'line'>;

function linkOf(node: ts.Node): RawLink | undefined {
  if (ts.isImportDeclaration(node)) {
    const clause = node.importClause;
    return {
      specifier: (node.moduleSpecifier as ts.StringLiteral).text,
      isTypeOnly: clause?.phaseModifier === ts.SyntaxKind.TypeKeyword,
      names: namesOfClause(clause),
      isReexport: false,
    };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    const { exportClause } = node;
    const isNamed = exportClause !== undefined && ts.isNamedExports(exportClause);
    return {
      specifier: (node.moduleSpecifier as ts.StringLiteral).text,
      isTypeOnly: node.isTypeOnly,
      names: isNamed
        ? exportClause.elements.map(({ name, propertyName }) => (propertyName ?? name).text)
        : ['*'],
      isReexport: true,
    };
  }
  const specifier = dynamicSpecifier(node);
  if (specifier === undefined) return undefined;
  return { specifier, isTypeOnly: ts.isImportTypeNode(node), names: ['*'], isReexport: false };
}

function namesOfClause(clause: ts.ImportClause | undefined): string[] {
  if (clause === undefined) return [];
  const names = clause.name === undefined ? [] : ['default'];
  const { namedBindings } = clause;
  if (namedBindings === undefined) return names;
  if (ts.isNamespaceImport(namedBindings)) return [...names, '*'];
  return [
    ...names,
    ...namedBindings.elements.map(({ name, propertyName }) => (propertyName ?? name).text),
  ];
}

function dynamicSpecifier(node: ts.Node): string | undefined {
  if (ts.isImportTypeNode(node)) {
    const { argument } = node;
    return ts.isLiteralTypeNode(argument) ? textOf(argument.literal) : undefined;
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return textOf(node.arguments[0]);
  }
  const isUrl = ts.isNewExpression(node) && node.expression.getText() === 'URL';
  return isUrl && node.arguments?.[1]?.getText() === 'import.meta.url'
    ? textOf(node.arguments[0])
    : undefined;
}

function textOf(node: ts.Node | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined;
}

/** Patterns of `import.meta.glob`, as paths from the project's root. */
export function globsOf(file: SourceFile): string[] {
  const globs: string[] = [];
  visit(syntaxOf(file), (node) => {
    if (!ts.isCallExpression(node) || node.expression.getText() !== 'import.meta.glob') return;
    const [first] = node.arguments;
    const parts =
      first !== undefined && ts.isArrayLiteralExpression(first) ? first.elements : [first];
    for (const part of parts) {
      const text = textOf(part);
      if (text === undefined) continue;
      const path = text.startsWith('/')
        ? text.slice(1)
        : posix.join(posix.dirname(file.path), text);
      globs.push(path);
    }
  });
  return globs;
}
