/**
 * What a regular expression or a pattern of the shell says, as a tree.
 *
 * Read next: posix-parser.ts, program.ts.
 */
import type { CharSet } from './char-set.ts';

/** Places that match no character: ends of the text, borders of words. */
export type Border =
  'start' | 'end' | 'word' | 'notWord' | 'wordStart' | 'wordEnd' | 'noWordBefore' | 'noWordAfter';

export type RegExpNode =
  | { readonly type: 'empty' }
  | { readonly type: 'set'; readonly set: CharSet }
  | { readonly type: 'border'; readonly border: Border }
  | { readonly type: 'group'; readonly index: number; readonly body: RegExpNode }
  | { readonly type: 'sequence'; readonly parts: readonly RegExpNode[] }
  | { readonly type: 'choice'; readonly choices: readonly RegExpNode[] }
  | {
      readonly type: 'repeat';
      readonly body: RegExpNode;
      readonly min: number;
      /** Infinity: as often as wanted. */
      readonly max: number;
      readonly isLazy: boolean;
    }
  | { readonly type: 'back'; readonly index: number }
  /** Whatever the body does not match; only patterns have it: see exclusion.ts. */
  | { readonly type: 'not'; readonly body: RegExpNode };

const EMPTY: RegExpNode = { type: 'empty' };

export function sequence(parts: readonly RegExpNode[]): RegExpNode {
  if (parts.length === 1) return parts[0]!;
  return parts.length === 0 ? EMPTY : { type: 'sequence', parts };
}

export function choice(choices: readonly RegExpNode[]): RegExpNode {
  return choices.length === 1 ? choices[0]! : { type: 'choice', choices };
}

export function repeat(body: RegExpNode, min: number, max: number, isLazy = false): RegExpNode {
  return { type: 'repeat', body, min, max, isLazy };
}

/** A text that stands for itself. */
export function literal(text: string): RegExpNode {
  return sequence(
    Array.from(text, (char) => ({
      type: 'set',
      set: [char.codePointAt(0)!, char.codePointAt(0)!],
    })),
  );
}

/** A mistake in an expression, or one that needs more than a host has, in GNU's words. */
export class RegExpError extends Error {}
