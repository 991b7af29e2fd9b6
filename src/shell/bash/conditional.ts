/**
 * The questions of `[[ ]]`, `[ ]` and test: about files, strings and numbers.
 *
 * Mirrors: bash's `test.c` and `cond.c`.
 * Departs: every existing file may be read, written and run, because root asks.
 */
import type { DiskView } from '../../engine/index.ts';
import { entryAt, mapHas, mapSet } from '../../engine/index.ts';
import { resolvePath } from '../program/paths.ts';
import { compileRegExp } from '../program/regexp.ts';
import type { Expansion } from './expansion/expand.ts';
import { ExpansionError, arithmetic, expandPattern, expandText } from './expansion/expand.ts';
import { escapeRegExp, matchesPattern } from './expansion/pattern.ts';
import type { ShellState } from './state.ts';
import type { Test, Word } from './syntax/tree.ts';
import { arrayOf, PLAIN } from './variables.ts';

/** Value of `[[ … ]]`. */
export function evaluateConditional(x: Expansion, disk: DiskView, test: Test): boolean {
  switch (test.type) {
    case 'Not':
      return !evaluateConditional(x, disk, test.operand);
    case 'Logical':
      return test.operator === '&&'
        ? test.operands.every((operand) => evaluateConditional(x, disk, operand))
        : test.operands.some((operand) => evaluateConditional(x, disk, operand));
    case 'Unary':
      return unaryTest(x.shell, disk, test.operator, expandText(x, test.operand)) ?? false;
    case 'Binary':
      return binary(x, disk, test);
  }
}

function binary(x: Expansion, disk: DiskView, test: Test & { readonly type: 'Binary' }): boolean {
  const left = expandText(x, test.left);
  switch (test.operator) {
    case '=':
    case '==':
      return matchesPattern(expandPattern(x, test.right), left);
    case '!=':
      return !matchesPattern(expandPattern(x, test.right), left);
    case '=~':
      return matchRegExp(x, left, test.right);
    case '<':
      return left < expandText(x, test.right);
    case '>':
      return left > expandText(x, test.right);
    default: {
      const right = expandText(x, test.right);
      if (!/^-(eq|ne|lt|le|gt|ge)$/.test(test.operator)) {
        return fileComparison(x.shell, disk, test.operator, left, right) ?? false;
      }
      return compareNumbers(test.operator, arithmetic(x, left), arithmetic(x, right));
    }
  }
}

function matchRegExp(x: Expansion, text: string, word: Word): boolean {
  const source = word.parts
    .map((part) => {
      const piece = expandText(x, { parts: [part], text: '' });
      return 'isQuoted' in part && part.isQuoted ? escapeRegExp(piece) : piece;
    })
    .join('');
  const matcher = compileRegExp(source, true, '');
  if (matcher === undefined) {
    throw new ExpansionError(`[[: ${source}: invalid regular expression`);
  }
  const match = matcher.exec(text);
  const groups = (match ?? []).map((group, i) => [String(i), group ?? ''] as const);
  x.variables = mapSet(x.variables, 'BASH_REMATCH', arrayOf(PLAIN, groups));
  return match !== null;
}

/** `-f file`, `-z text` …; undefined for an unknown operator. */
export function unaryTest(
  shell: ShellState,
  disk: DiskView,
  operator: string,
  operand: string,
): boolean | undefined {
  const entry = (): ReturnType<typeof entryAt> =>
    operand === '' ? undefined : entryAt(disk, resolvePath(shell.cwd, operand));
  switch (operator) {
    case '-n':
      return operand !== '';
    case '-z':
      return operand === '';
    case '-e':
    case '-a':
    case '-r':
    case '-w':
    case '-x':
    case '-O':
    case '-G':
      return entry() !== undefined || operand === '/dev/null';
    case '-f':
      return entry()?.kind === 'file';
    case '-d':
      return entry()?.kind === 'folder';
    case '-s': {
      const found = entry();
      return found?.kind === 'folder' || (found?.kind === 'file' && found.content.bytes > 0);
    }
    case '-L':
    case '-h':
    case '-p':
    case '-S':
    case '-b':
    case '-c':
    case '-g':
    case '-u':
    case '-k':
    case '-N':
      return operator === '-c' && operand === '/dev/null';
    case '-t':
      return shell.process.isOutputTty && shell.descriptors[Number(operand)]?.kind === 'own';
    case '-v':
      return mapHas(shell.variables, operand);
    case '-o':
      return shell.options.includes(operand);
    default:
      return undefined;
  }
}

/** `-nt`, `-ot`, `-ef`; undefined for an unknown operator. */
export function fileComparison(
  shell: ShellState,
  disk: DiskView,
  operator: string,
  left: string,
  right: string,
): boolean | undefined {
  const a = entryAt(disk, resolvePath(shell.cwd, left));
  const b = entryAt(disk, resolvePath(shell.cwd, right));
  if (operator === '-ef') return a !== undefined && a === b;
  if (operator === '-nt') {
    return a !== undefined && (b === undefined || a.modifiedAtMs > b.modifiedAtMs);
  }
  if (operator === '-ot') {
    return b !== undefined && (a === undefined || a.modifiedAtMs < b.modifiedAtMs);
  }
  return undefined;
}

export function compareNumbers(operator: string, left: bigint, right: bigint): boolean {
  switch (operator) {
    case '-eq':
      return left === right;
    case '-ne':
      return left !== right;
    case '-lt':
      return left < right;
    case '-le':
      return left <= right;
    case '-gt':
      return left > right;
    default:
      return left >= right;
  }
}
