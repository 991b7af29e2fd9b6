/**
 * The parsed form of a shell script: plain data, so that it can live in a process's state.
 *
 * Mirrors: the grammar of bash 5.2 (`parse.y`).
 * Departs: quoting is flattened: a word is a list of parts, each of which says whether it was quoted.
 * Read next: parser.ts, which makes it; ../interpreter.ts, which runs it.
 */

export interface Script {
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly command: Node;
  readonly isBackground: boolean;
  /** The source as typed, for `jobs`. */
  readonly text: string;
}

export type Node =
  | AndOr
  | Pipeline
  | Simple
  | Redirected
  | If
  | For
  | ArithmeticFor
  | While
  | Case
  | Group
  | Subshell
  | Conditional
  | ArithmeticCommand
  | FunctionDefinition;

/** `a && b || c`: one operator between each two commands. */
export interface AndOr {
  readonly type: 'AndOr';
  readonly commands: readonly Node[];
  readonly operators: readonly ('&&' | '||')[];
}

export interface Pipeline {
  readonly type: 'Pipeline';
  readonly isNegated: boolean;
  readonly isTimed: boolean;
  readonly stages: readonly PipelinePart[];
  readonly text: string;
}

export interface PipelinePart {
  readonly command: Node;
  /** `|&`: standard error goes into the pipe too. */
  readonly joinsErrors: boolean;
  readonly text: string;
}

export interface Simple {
  readonly type: 'Simple';
  readonly line: number;
  readonly assignments: readonly Assignment[];
  /** Command and arguments; an assignment among the arguments of `export` keeps its form. */
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
  readonly text: string;
}

export interface Redirected {
  readonly type: 'Redirected';
  readonly command: Node;
  readonly redirections: readonly Redirection[];
}

export interface If {
  readonly type: 'If';
  readonly branches: readonly { readonly test: Script; readonly body: Script }[];
  readonly otherwise: Script | null;
}

export interface For {
  readonly type: 'For';
  readonly name: string;
  /** `null`: the positional parameters. */
  readonly words: readonly Word[] | null;
  readonly body: Script;
  readonly line: number;
  /** `select` asks instead of walking through. */
  readonly isSelect: boolean;
}

export interface ArithmeticFor {
  readonly type: 'ArithmeticFor';
  readonly initialize: Word | null;
  readonly test: Word | null;
  readonly update: Word | null;
  readonly body: Script;
}

export interface While {
  readonly type: 'While';
  readonly isUntil: boolean;
  readonly test: Script;
  readonly body: Script;
}

export interface Case {
  readonly type: 'Case';
  readonly word: Word;
  readonly items: readonly CaseItem[];
}

export interface CaseItem {
  readonly patterns: readonly Word[];
  readonly body: Script;
  readonly terminator: ';;' | ';&' | ';;&';
}

export interface Group {
  readonly type: 'Group';
  readonly body: Script;
}

export interface Subshell {
  readonly type: 'Subshell';
  readonly body: Script;
}

/** `[[ … ]]` */
export interface Conditional {
  readonly type: 'Conditional';
  readonly test: Test;
  readonly line: number;
}

export type Test =
  | { readonly type: 'Unary'; readonly operator: string; readonly operand: Word }
  | {
      readonly type: 'Binary';
      readonly operator: string;
      readonly left: Word;
      readonly right: Word;
    }
  | { readonly type: 'Logical'; readonly operator: '&&' | '||'; readonly operands: readonly Test[] }
  | { readonly type: 'Not'; readonly operand: Test };

/** `(( … ))` */
export interface ArithmeticCommand {
  readonly type: 'ArithmeticCommand';
  readonly expression: Word;
  readonly line: number;
}

export interface FunctionDefinition {
  readonly type: 'FunctionDefinition';
  readonly name: string;
  readonly body: Node;
  readonly text: string;
}

export interface Assignment {
  readonly name: string;
  readonly value: Word;
  /** `x=(a b)` */
  readonly elements: readonly Word[] | null;
  readonly isAppend: boolean;
  readonly index: Word | null;
}

export type Redirection =
  | {
      readonly type: 'File';
      readonly descriptor: number | null;
      readonly operator: '>' | '>>' | '<' | '<>' | '>|' | '&>' | '&>>' | '<&' | '>&';
      readonly target: Word;
    }
  /** Here-documents and here-strings. */
  | {
      readonly type: 'Text';
      readonly descriptor: number;
      readonly body: Word;
      readonly end: string;
    };

export interface Word {
  /** Words that its braces stand for, too many to make them. */
  readonly excess?: number;
  readonly parts: readonly Part[];
  readonly text: string;
  /** Present when the word has the form of an assignment (`export A=b`). */
  readonly assignment?: Assignment;
}

export type Part =
  | { readonly type: 'Text'; readonly text: string; readonly isQuoted: boolean }
  | ParameterPart
  | { readonly type: 'Command'; readonly script: Script; readonly isQuoted: boolean }
  | { readonly type: 'Arithmetic'; readonly expression: Word; readonly isQuoted: boolean }
  | { readonly type: 'Process'; readonly operator: '<' | '>'; readonly script: Script }
  /** `${x!}` and other forms that only fail when they are expanded. */
  | { readonly type: 'Bad'; readonly text: string };

export interface ParameterPart {
  readonly type: 'Parameter';
  readonly name: string;
  readonly index: Word | null;
  readonly isLength: boolean;
  readonly isIndirect: boolean;
  readonly operation: ParameterOperation | null;
  readonly isQuoted: boolean;
}

export type ParameterOperation =
  | { readonly type: 'Default'; readonly operator: string; readonly operand: Word }
  | { readonly type: 'Remove'; readonly operator: string; readonly operand: Word }
  | {
      readonly type: 'Replace';
      readonly operator: string;
      readonly pattern: Word;
      readonly replacement: Word;
    }
  | { readonly type: 'Slice'; readonly offset: Word; readonly length: Word | null }
  | { readonly type: 'Case'; readonly operator: string; readonly operand: Word | null }
  | { readonly type: 'Transform'; readonly operator: string }
  | { readonly type: 'Names' };

export const EMPTY_WORD: Word = { parts: [], text: '' };
