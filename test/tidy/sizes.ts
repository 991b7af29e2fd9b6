/** No hubs: files and functions stay small enough to be read in one go. */
import ts from 'typescript';
import type { SourceFile } from './project.ts';
import { isCode } from './project.ts';
import { lineOf, syntaxOf, visit } from './syntax.ts';

const maxFileLines = 400;
const maxFunctionLines = 70;
/** Kafka's test benches, still in the making: they are to be split when it is whole. */
const growing = /^test\/unit\/kafka\//;

export function sizeFaults(files: readonly SourceFile[]): string[] {
  return files.filter(isCode).flatMap((file) => {
    const lines = file.text.split('\n').length - 1;
    const isTooLong = lines > maxFileLines && !growing.test(file.path);
    const tooLong = isTooLong ? [`${file.path}: ${lines} lines of ${maxFileLines}`] : [];
    return [...tooLong, ...longFunctions(file)];
  });
}

function longFunctions(file: SourceFile): string[] {
  const tree = syntaxOf(file);
  const faults: string[] = [];
  // A machine is a table of states, whoever writes it down.
  const isMachine = file.path.endsWith('.machine.ts');
  visit(tree, (node) => {
    if (!isFunction(node) || isTestGroup(node) || isMachine) return;
    const end = tree.getLineAndCharacterOfPosition(node.getEnd()).line + 1;
    const lines = end - lineOf(file, node) + 1;
    if (lines > maxFunctionLines) {
      faults.push(`${file.path}:${lineOf(file, node)}: a function of ${lines} lines`);
    }
  });
  return faults;
}

function isFunction(node: ts.Node): boolean {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isFunctionExpression(node) ||
    ts.isArrowFunction(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isConstructorDeclaration(node)
  );
}

/** The body of `describe` is a list of tests. */
function isTestGroup(node: ts.Node): boolean {
  const call = node.parent;
  return ts.isCallExpression(call) && /^describe\b/.test(call.expression.getText());
}
