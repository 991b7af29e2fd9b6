/**
 * The parsed form of an awk program: plain data.
 *
 * Mirrors: the grammar of POSIX awk.
 * Read next: syntax.ts, which makes it; evaluation.ts, which runs it.
 */

export type Expression =
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'regexp'; readonly source: string }
  | { readonly type: 'variable'; readonly name: string }
  | { readonly type: 'field'; readonly index: Expression }
  | { readonly type: 'element'; readonly name: string; readonly keys: readonly Expression[] }
  | {
      readonly type: 'assign';
      readonly operator: string;
      readonly target: Expression;
      readonly value: Expression;
    }
  | {
      readonly type: 'step';
      readonly by: number;
      readonly isPrefix: boolean;
      readonly target: Expression;
    }
  | { readonly type: 'unary'; readonly operator: string; readonly operand: Expression }
  | {
      readonly type: 'binary';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly type: 'in'; readonly key: Expression; readonly name: string }
  | {
      readonly type: 'conditional';
      readonly test: Expression;
      readonly yes: Expression;
      readonly no: Expression;
    }
  | { readonly type: 'call'; readonly name: string; readonly operands: readonly Expression[] };

export type Action =
  | { readonly type: 'expression'; readonly expression: Expression }
  | { readonly type: 'print'; readonly operands: readonly Expression[] }
  | { readonly type: 'printf'; readonly operands: readonly Expression[] }
  | { readonly type: 'block'; readonly body: readonly Action[] }
  | {
      readonly type: 'if';
      readonly test: Expression;
      readonly yes: Action;
      readonly no: Action | null;
    }
  | {
      readonly type: 'while';
      readonly test: Expression;
      readonly body: Action;
      readonly isFirst: boolean;
    }
  | {
      readonly type: 'for';
      readonly initialize: Action | null;
      readonly test: Expression | null;
      readonly update: Action | null;
      readonly body: Action;
    }
  | {
      readonly type: 'forIn';
      readonly variable: string;
      readonly name: string;
      readonly body: Action;
    }
  | { readonly type: 'delete'; readonly name: string; readonly keys: readonly Expression[] | null }
  | { readonly type: 'next' | 'break' | 'continue' }
  | { readonly type: 'exit'; readonly status: Expression | null };

export interface Rule {
  readonly kind: 'BEGIN' | 'END' | 'always' | 'pattern' | 'range';
  readonly pattern: Expression | null;
  readonly last: Expression | null;
  /** `null`: print the line. */
  readonly body: Action | null;
}

/** A mistake in a program. */
export class AwkError extends Error {}
