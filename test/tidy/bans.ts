/**
 * What may not be called, each with its reason. In the engine and the shell: whatever could make two
 * runs of one journal differ. In tests: whatever leaves a test out.
 */
import ts from 'typescript';
import type { SourceFile } from './project.ts';
import { isCode } from './project.ts';
import { lineOf, syntaxOf, visit } from './syntax.ts';

export interface Ban {
  readonly name: string;
  readonly reason: string;
  /** Where it holds. */
  readonly where: RegExp;
  /** An example that it must find; also its self-test. */
  readonly example: string;
  /** A file in which the same is allowed. */
  readonly allowedIn?: string;
  readonly isFound: (node: ts.Node) => boolean;
}

const world = /^src\/(engine|shell)\//;

function isGlobal(node: ts.Node, ...names: string[]): boolean {
  if (!ts.isIdentifier(node) || !names.includes(node.text)) return false;
  const { parent } = node;
  const isProperty =
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node) ||
    ts.isPropertySignature(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isBindingElement(parent) ||
    ts.isParameter(parent) ||
    ts.isVariableDeclaration(parent) ||
    ts.isTypeReferenceNode(parent) ||
    ts.isImportSpecifier(parent);
  return !isProperty;
}

function isMember(node: ts.Node, object: string, ...names: string[]): boolean {
  return (
    ts.isPropertyAccessExpression(node) &&
    node.expression.getText() === object &&
    names.includes(node.name.text)
  );
}

function isMethodCall(node: ts.Node, name: RegExp): boolean {
  return (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    name.test(node.expression.name.text)
  );
}

export const bans: readonly Ban[] = [
  {
    name: 'the wall clock',
    reason: 'virtual time comes with the event: env.nowMs, env.wallClockMs',
    where: world,
    example: 'const a = Date.now();',
    isFound: (node) =>
      isMember(node, 'Date', 'now') ||
      isMember(node, 'performance', 'now') ||
      (ts.isNewExpression(node) &&
        node.expression.getText() === 'Date' &&
        (node.arguments ?? []).length === 0),
  },
  {
    name: 'local time',
    reason: "the reader's time zone must not change the world; use the UTC functions",
    where: world,
    example: 'const a = new Date(0).getHours();',
    isFound: (node) =>
      isMethodCall(
        node,
        /^(getHours|getMinutes|getDate|getDay|getMonth|getFullYear|getTimezoneOffset)$/,
      ),
  },
  {
    name: 'unseeded randomness',
    reason: 'draw from a stream of kernel/random.ts',
    where: world,
    example: 'const a = Math.random();',
    isFound: (node) => isMember(node, 'Math', 'random') || isGlobal(node, 'crypto'),
  },
  {
    name: 'timers of the machine',
    reason: 'ask for the effect setTimer',
    where: world,
    example: 'setTimeout(() => {}, 1);',
    isFound: (node) =>
      isGlobal(node, 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask') &&
      !ts.isFunctionDeclaration(node.parent),
  },
  {
    name: 'promises',
    reason: 'a step is one plain function call; what comes later is an event',
    where: world,
    example: 'async function a() {}',
    isFound: (node) =>
      isGlobal(node, 'Promise') ||
      ts.isAwaitExpression(node) ||
      (ts.isFunctionLike(node) &&
        ts.canHaveModifiers(node) &&
        (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword)),
  },
  {
    name: 'locales',
    reason: 'two browsers would sort or print differently',
    where: world,
    example: 'const a = 1; a.toLocaleString();',
    isFound: (node) =>
      isMethodCall(node, /^(toLocale\w*|localeCompare)$/) || isGlobal(node, 'Intl'),
  },
  {
    name: 'the console',
    reason: 'a program prints by the effect output, and leaves marks by the effect note',
    where: world,
    example: "console.log('a');",
    isFound: (node) => isGlobal(node, 'console'),
  },
  {
    name: 'inaccurate functions',
    reason: 'browsers may round them differently in the last bit; state would differ',
    where: world,
    example: 'const a = Math.sin(1);',
    isFound: (node) =>
      isMember(node, 'Math', 'sin', 'cos', 'tan', 'exp', 'pow', 'cbrt', 'log10', 'atan2'),
  },
  {
    name: 'operator actions',
    reason: 'world/verbs.ts makes them, and alone knows how the rules are called',
    // The kernel starts what boots, and journal-code.ts reads actions from outside.
    where: /^src\/(?!engine\/(kernel\/|world\/(verbs|journal-code)\.ts))/,
    example: "const a = { type: 'operator.powerOff', host: 'b' };",
    allowedIn: 'src/engine/world/verbs.ts',
    isFound: (node) =>
      ts.isPropertyAssignment(node) &&
      node.name.getText() === 'type' &&
      ts.isStringLiteral(node.initializer) &&
      node.initializer.text.startsWith('operator.'),
  },
  {
    name: 'tests left out',
    reason: 'a test that does not run proves nothing',
    where: /^test\/.*\.test\.ts$/,
    example: "test.skip('a', () => {});",
    isFound: (node) =>
      ts.isPropertyAccessExpression(node) &&
      /^(test|it|describe)\b/.test(node.expression.getText()) &&
      ['skip', 'only', 'todo', 'fails', 'skipIf', 'runIf'].includes(node.name.text),
  },
];

/** Uses of what is banned. */
export function banFaults(files: readonly SourceFile[]): string[] {
  return files.filter(isCode).flatMap((file) => {
    const held = bans.filter(({ where }) => where.test(file.path));
    if (held.length === 0) return [];
    const faults: string[] = [];
    visit(syntaxOf(file), (node) => {
      for (const { name, reason, isFound } of held) {
        if (isFound(node)) faults.push(`${file.path}:${lineOf(file, node)}: ${name} (${reason})`);
      }
    });
    return faults;
  });
}
