/**
 * The questions of `[[ ]]`, `[ ]` and test: about files, strings and numbers.
 *
 * Mirrors: bash's `test.c` and `cond.c`.
 * Departs: every existing file may be read, written and run, because root asks.
 */
import type { DiskView } from '../../engine/index.ts';
import { entryAt, mapHas, mapSet } from '../../engine/index.ts';
import { compileRegExp, quoteRegExp } from '../matching/regexp.ts';
import type { Matcher } from '../matching/matcher.ts';
import { RegExpError } from '../matching/tree.ts';
import { resolvePath } from '../program/paths.ts';
import { expandPattern, expandText } from './expansion/expand.ts';
import type { Expansion } from './expansion/expansion.ts';
import { arithmetic } from './expansion/expansion.ts';
import { matchesPattern } from './expansion/pattern.ts';
import type { ShellState } from './state.ts';
import type { Test, Word } from './syntax/tree.ts';
import { arrayOf, PLAIN } from './variables.ts';

/** Status of `[[ … ]]`: 0 for true, 1 for false, 2 where an expression is not a valid one. */
export function evaluateConditional(x: Expansion, disk: DiskView, test: Test): number {
  switch (test.type) {
    case 'Not':
      return evaluateConditional(x, disk, test.operand) === 0 ? 1 : 0;
    case 'Logical': {
      let status = 0;
      for (const operand of test.operands) {
        status = evaluateConditional(x, disk, operand);
        if ((status === 0) === (test.operator === '||')) break;
      }
      return status;
    }
    case 'Unary':
      return unaryTest(x.shell, disk, test.operator, expandText(x, test.operand)) === true ? 0 : 1;
    case 'Binary':
      if (test.operator === '=~') return matchRegExp(x, expandText(x, test.left), test.right);
      return binary(x, disk, test) ? 0 : 1;
  }
}

function binary(x: Expansion, disk: DiskView, test: Test & { readonly type: 'Binary' }): boolean {
  const left = expandText(x, test.left);
  switch (test.operator) {
    case '=':
    case '==':
      return matchesPattern(expandPattern(x, test.right), left, x);
    case '!=':
      return !matchesPattern(expandPattern(x, test.right), left, x);
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

function matchRegExp(x: Expansion, text: string, word: Word): number {
  const source = word.parts
    .map((part) => {
      const piece = expandText(x, { parts: [part], text: '' });
      return 'isQuoted' in part && part.isQuoted ? quoteRegExp(piece) : piece;
    })
    .join('');
  let matcher: Matcher;
  try {
    matcher = compileRegExp(source, 'bash');
  } catch (error) {
    if (!(error instanceof RegExpError)) throw error;
    return 2;
  }
  const match = matcher.find(text, x);
  const groups = (match?.groups ?? []).map((group, i) => [String(i), group ?? ''] as const);
  x.variables = mapSet(x.variables, 'BASH_REMATCH', arrayOf(PLAIN, groups));
  return match === null ? 1 : 0;
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
