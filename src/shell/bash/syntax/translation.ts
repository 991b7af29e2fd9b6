/**
 * Turns the parser library's syntax tree into the shell's own (tree.ts): plain data, flat words.
 *
 * Departs: `coproc` runs as a background job.
 * Read next: parser.ts.
 */
import type {
  AndOr,
  Command,
  CommandNode,
  CompoundList,
  Function as ParsedFunction,
  ParsedScript,
  Pipeline,
  PipelineNode,
  Redirection as ParsedRedirection,
  Statement as ParsedStatement,
  TestExpression,
  Word as ParsedWord,
} from 'unbash';
import type {
  ArithmeticFor,
  Case,
  FunctionDefinition,
  Node,
  Redirection,
  Script,
  Simple,
  Statement,
  Test,
  Word,
} from './tree.ts';
import { EMPTY_WORD } from './tree.ts';
import {
  arithmeticWord,
  bodyWord,
  translateArguments,
  translateAssignment,
  translateWord,
} from './words.ts';

/** What a translation needs to know and what it finds on the way. */
export interface Translation {
  readonly source: string;
  readonly lineStarts: readonly number[];
  readonly firstLine: number;
  /** Errors of nested scripts (command substitutions), which the library reports one by one. */
  readonly errors: { message: string; pos: number }[];
  /** Delimiter of a here-document that does not end. */
  openHereDocument: string | null;
}

export function translateScript(context: Translation, script: ParsedScript | undefined): Script {
  if (script === undefined) return { statements: [] };
  if (script.errors !== undefined) context.errors.push(...script.errors);
  // Backticks are decoded first: positions inside count in the decoded text.
  const inner =
    script.source === undefined
      ? context
      : { ...context, source: script.source, lineStarts: [0], firstLine: 1 };
  const statements = script.commands.map((statement) => translateStatement(inner, statement));
  context.openHereDocument ??= inner.openHereDocument;
  return { statements };
}

function translateStatement(context: Translation, statement: ParsedStatement): Statement {
  const isCoproc = statement.command.type === 'Coproc';
  return {
    command: translateNode(context, statement.command),
    isBackground: statement.background === true || isCoproc,
    text: context.source.slice(statement.pos, statement.end).replace(/\s*[&;]$/, ''),
  };
}

function translateList(context: Translation, list: CompoundList): Script {
  return { statements: list.commands.map((statement) => translateStatement(context, statement)) };
}

function translateNode(context: Translation, node: PipelineNode | AndOr | CompoundList): Node {
  switch (node.type) {
    case 'AndOr': {
      const commands = node.commands.map((command) => translateNode(context, command));
      return { type: 'AndOr', commands, operators: node.operators };
    }
    case 'Pipeline':
      return translatePipeline(context, node);
    case 'CompoundList':
      return { type: 'Group', body: translateList(context, node) };
    default:
      return translateCommand(context, node);
  }
}

function translatePipeline(context: Translation, node: Pipeline): Node {
  const negations = node.prefixes.filter((prefix) => prefix.type === 'Negation').length;
  return {
    type: 'Pipeline',
    isNegated: negations % 2 === 1,
    isTimed: node.prefixes.some((prefix) => prefix.type === 'Time'),
    stages: node.commands.map((command, i) => ({
      command: translateNode(context, command),
      joinsErrors: node.operators[i] === '|&',
      text: context.source.slice(command.pos, command.end),
    })),
    text: context.source.slice(node.pos, node.end),
  };
}

function translateCommand(context: Translation, node: CommandNode): Node {
  switch (node.type) {
    case 'Command':
      return translateSimple(context, node);
    case 'Redirected': {
      const redirections = node.redirects.map((each) => translateRedirection(context, each));
      return { type: 'Redirected', command: translateNode(context, node.command), redirections };
    }
    case 'If': {
      const branches = [node, ...node.elif].map((branch) => ({
        test: translateList(context, branch.clause),
        body: translateList(context, branch.then),
      }));
      const otherwise = node.else === undefined ? null : translateList(context, node.else);
      return { type: 'If', branches, otherwise };
    }
    case 'For':
    case 'Select':
      return {
        type: 'For',
        name: node.name.value,
        words:
          node.wordlist?.flatMap((word) => translateArguments(word, scriptsOf(context))) ?? null,
        body: translateList(context, node.body),
        line: lineOf(context, node.pos),
        isSelect: node.type === 'Select',
      };
    case 'While': {
      const test = translateList(context, node.clause);
      const body = translateList(context, node.body);
      return { type: 'While', isUntil: node.kind === 'until', test, body };
    }
    case 'BraceGroup':
      return { type: 'Group', body: translateList(context, node.body) };
    case 'Subshell':
      return { type: 'Subshell', body: translateList(context, node.body) };
    case 'TestCommand': {
      const test = translateTest(context, node.expression);
      return { type: 'Conditional', test, line: lineOf(context, node.pos) };
    }
    case 'ArithmeticCommand': {
      const expression = arithmeticWord(node.body, scriptsOf(context));
      return { type: 'ArithmeticCommand', expression, line: lineOf(context, node.pos) };
    }
    case 'ArithmeticFor':
      return translateArithmeticFor(context, node);
    case 'Case':
      return translateCase(context, node);
    case 'Function':
      return translateFunction(context, node);
    case 'Coproc':
      return translateNode(context, node.body);
  }
}

function translateSimple(context: Translation, node: Command): Simple {
  const scripts = scriptsOf(context);
  const assignments = node.prefix.filter((item) => item.type === 'Assignment');
  const words: Word[] = node.name === undefined ? [] : [...translateArguments(node.name, scripts)];
  const redirections: Redirection[] = [];
  for (const item of node.prefix) {
    if (item.type !== 'Assignment') redirections.push(translateRedirection(context, item));
  }
  for (const item of node.suffix) {
    if (item.type === 'Word') words.push(...translateArguments(item, scripts));
    else if (item.type === 'Assignment') {
      const assignment = translateAssignment(item, scripts);
      const { parts } = assignment.value;
      const operator = item.append === true ? '+=' : '=';
      const name = { type: 'Text', text: item.name + operator, isQuoted: false } as const;
      words.push({ parts: [name, ...parts], text: item.text, assignment });
    } else redirections.push(translateRedirection(context, item));
  }
  return {
    type: 'Simple',
    line: lineOf(context, node.pos),
    assignments: assignments.map((item) => translateAssignment(item, scripts)),
    words,
    redirections,
    text: context.source.slice(node.pos, node.end),
  };
}

function translateRedirection(context: Translation, node: ParsedRedirection): Redirection {
  const scripts = scriptsOf(context);
  const descriptor = node.descriptor?.type === 'FileDescriptor' ? node.descriptor.value : null;
  const target = (word: ParsedWord | undefined): Word =>
    word === undefined ? EMPTY_WORD : translateWord(word, scripts);
  if (node.type === 'Redirect') {
    const { operator } = node;
    return { type: 'File', descriptor, operator, target: target(node.target) };
  }
  if (node.type === 'HereString') {
    return { type: 'Text', descriptor: descriptor ?? 0, body: target(node.target), end: '\n' };
  }
  if (node.closing === undefined) context.openHereDocument ??= node.delimiter?.value ?? '';
  const isQuoted = node.delimiter?.quoted === true;
  const text = node.operator === '<<-' ? node.body.text.replace(/^\t+/gm, '') : node.body.text;
  const parts = isQuoted ? undefined : hereDocumentParts(node.operator, text, node.body.parts);
  const body = bodyWord(text, parts, scripts);
  return { type: 'Text', descriptor: descriptor ?? 0, body, end: '' };
}

type HereDocumentParts = Extract<ParsedRedirection, { type: 'HereDoc' }>['body']['parts'];

/** `<<-` takes leading tabs away from literal text too. */
function hereDocumentParts(
  operator: '<<' | '<<-',
  text: string,
  parts: HereDocumentParts,
): HereDocumentParts {
  if (parts === undefined || operator === '<<') return parts;
  let isLineStart = true;
  return parts.map((part) => {
    const wasLineStart = isLineStart;
    isLineStart = part.type === 'Literal' && part.text.endsWith('\n');
    if (part.type !== 'Literal') return part;
    const strip = (value: string): string => {
      const inner = value.replace(/\n\t+/g, '\n');
      return wasLineStart ? inner.replace(/^\t+/, '') : inner;
    };
    return { ...part, text: strip(part.text), value: strip(part.value) };
  });
}

function translateArithmeticFor(
  context: Translation,
  node: Extract<CommandNode, { type: 'ArithmeticFor' }>,
): ArithmeticFor {
  const word = (part: { pos: number; end: number } | undefined): Word | null =>
    part === undefined
      ? null
      : arithmeticWord(context.source.slice(part.pos, part.end), scriptsOf(context));
  return {
    type: 'ArithmeticFor',
    initialize: word(node.initialize),
    test: word(node.test),
    update: word(node.update),
    body: translateList(context, node.body),
  };
}

function translateCase(context: Translation, node: Extract<CommandNode, { type: 'Case' }>): Case {
  const scripts = scriptsOf(context);
  return {
    type: 'Case',
    word: translateWord(node.word, scripts),
    items: node.items.map((item) => ({
      patterns: item.pattern.map((word) => translateWord(word, scripts)),
      body: translateList(context, item.body),
      terminator: item.terminator ?? ';;',
    })),
  };
}

function translateFunction(context: Translation, node: ParsedFunction): FunctionDefinition {
  return {
    type: 'FunctionDefinition',
    name: node.name.value,
    body: translateNode(context, node.body),
    text: context.source.slice(node.body.pos, node.body.end),
  };
}

function translateTest(context: Translation, test: TestExpression): Test {
  const scripts = scriptsOf(context);
  switch (test.type) {
    case 'TestUnary':
      return {
        type: 'Unary',
        operator: test.operator,
        operand: translateWord(test.operand, scripts),
      };
    case 'TestBinary': {
      const left = translateWord(test.left, scripts);
      const right = translateWord(test.right, scripts);
      return { type: 'Binary', operator: test.operator, left, right };
    }
    case 'TestLogical': {
      const operands = test.operands.map((operand) => translateTest(context, operand));
      return { type: 'Logical', operator: test.operator, operands };
    }
    case 'TestNot': {
      const operand = translateTest(context, test.operand);
      return test.negations.length % 2 === 1 ? { type: 'Not', operand } : operand;
    }
    case 'TestGroup':
      return translateTest(context, test.expression);
  }
}

function scriptsOf(context: Translation): (script: ParsedScript | undefined) => Script {
  return (script) => translateScript(context, script);
}

/** Line of a position, counted in the whole script. */
function lineOf({ lineStarts, firstLine }: Translation, pos: number): number {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lineStarts[middle]! <= pos) low = middle;
    else high = middle - 1;
  }
  return firstLine + low;
}
