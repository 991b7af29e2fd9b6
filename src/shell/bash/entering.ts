/**
 * Enters a command: puts the frame on the stack that carries it out.
 *
 * Mirrors: the first switch of `execute_command_internal` (bash 5.2).
 * Read next: frames.ts, returning.ts.
 */
import type { ShellTurn } from './state.ts';
import { pushFrame } from './state.ts';
import type { Node, Statement } from './syntax/tree.ts';

/** Puts a command on the stack. */
export function pushNode(turn: ShellTurn, node: Node): void {
  switch (node.type) {
    case 'AndOr':
      return pushFrame(turn, { type: 'andOr', node, index: 0 });
    case 'Pipeline':
      return pushFrame(turn, { type: 'pipeline', node });
    case 'Simple':
      return pushFrame(turn, { type: 'simple', node, results: [] });
    case 'Redirected':
      return pushFrame(turn, { type: 'redirected', node, results: [] });
    case 'If':
      return pushFrame(turn, { type: 'if', node, branch: -1 });
    case 'For':
      return pushFrame(turn, { type: 'for', node, values: null, index: 0, results: [] });
    case 'ArithmeticFor':
      return pushFrame(turn, { type: 'arithmeticFor', node, phase: 'initialize', results: [] });
    case 'While':
      return pushFrame(turn, { type: 'while', node, phase: 'test', bodyStatus: -1 });
    case 'Case':
      return pushFrame(turn, { type: 'case', node, index: 0, fallsThrough: false, results: [] });
    case 'Group':
      return pushList(turn, node.body.statements);
    case 'Subshell':
      return pushFrame(turn, { type: 'pipeline', node: asPipeline(node) });
    case 'Conditional':
      return pushFrame(turn, { type: 'conditional', node, results: [] });
    case 'ArithmeticCommand':
      return pushFrame(turn, { type: 'arithmetic', node, results: [] });
    case 'FunctionDefinition':
      return pushFrame(turn, {
        type: 'list',
        statements: [asStatement(node)],
        index: 0,
        isTest: false,
      });
  }
}

/** A command that is a job of its own. */
export function asPipeline(command: Node): Node & { readonly type: 'Pipeline' } {
  const stages = [{ command, joinsErrors: false, text: '' }];
  return { type: 'Pipeline', isNegated: false, isTimed: false, stages, text: '( … )' };
}

function asStatement(command: Node): Statement {
  return { command, isBackground: false, text: '' };
}

export function pushList(turn: ShellTurn, statements: readonly Statement[], isTest = false): void {
  pushFrame(turn, { type: 'list', statements, index: 0, isTest });
}
