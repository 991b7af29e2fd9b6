/**
 * Regular expressions as grep, sed, awk and bash read them: in linear time, leftmost-longest.
 *
 * Mirrors: regcomp(3) with GNU's additions.
 * Departs: see posix-parser.ts.
 * Read next: posix-parser.ts, matcher.ts.
 */
import { Matcher } from './matcher.ts';
import { remembering } from './memory.ts';
import type { Dialect } from './dialect.ts';
import { parsePosix } from './posix-parser.ts';
import type { RegExpNode } from './tree.ts';
import { choice, literal, sequence } from './tree.ts';
import { withBothCases } from './char-set.ts';

export interface RegExpOptions {
  readonly ignoresCase?: boolean;
  /** Nothing of a word may stand before or behind. */
  readonly isWord?: boolean;
  /** The whole text must match. */
  readonly isLine?: boolean;
}

/** A matcher for any of the patterns; throws a `RegExpError` when one is not valid. */
export function compileRegExp(
  patterns: string | readonly string[],
  dialect: Dialect | 'fixed',
  options: RegExpOptions = {},
): Matcher {
  return compile(
    JSON.stringify([typeof patterns === 'string' ? [patterns] : patterns, dialect, options]),
  );
}

const compile = remembering((key): Matcher => {
  const [patterns, dialect, options] = JSON.parse(key) as [
    readonly string[],
    Dialect | 'fixed',
    RegExpOptions,
  ];
  const ignoresCase = options.ignoresCase === true;
  const trees: RegExpNode[] = [];
  let groups = 0;
  let hasBackReference = false;
  for (const pattern of patterns) {
    if (dialect === 'fixed') {
      trees.push(ignoresCase ? bothCases(literal(pattern)) : literal(pattern));
      continue;
    }
    const parsed = parsePosix(pattern, dialect, ignoresCase, groups);
    ({ groups } = parsed);
    hasBackReference ||= parsed.hasBackReference;
    trees.push(parsed.tree);
  }
  const tree = bounded(choice(trees), options);
  const prefersFirst = dialect === 'grep -P';
  return new Matcher({ tree, groups, hasBackReference, ignoresCase, prefersFirst });
});

function bothCases(node: RegExpNode): RegExpNode {
  if (node.type === 'sequence') return sequence(node.parts.map(bothCases));
  return node.type === 'set' ? { type: 'set', set: withBothCases(node.set) } : node;
}

function bounded(tree: RegExpNode, { isLine, isWord }: RegExpOptions): RegExpNode {
  if (isLine === true) return between('start', tree, 'end');
  return isWord === true ? between('noWordBefore', tree, 'noWordAfter') : tree;
}

function between(
  before: 'start' | 'noWordBefore',
  tree: RegExpNode,
  after: 'end' | 'noWordAfter',
): RegExpNode {
  return sequence([{ type: 'border', border: before }, tree, { type: 'border', border: after }]);
}

/** The text as an extended expression that matches nothing else. */
export function quoteRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
