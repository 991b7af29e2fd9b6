/**
 * Turns the parser library's words into flat lists of parts, each of which knows whether it was
 * quoted, and expands braces on the way.
 *
 * Mirrors: quoting as in bash's `subst.c`.
 * Departs: `"` inside `$(( ))` is dropped before the expression is read.
 * Read next: translation.ts.
 */
import { parse } from 'unbash';
import type {
  Assignment as ParsedAssignment,
  ParameterExpansionPart,
  ParsedScript,
  Word as ParsedWord,
  WordPart,
} from 'unbash';
import { TooManyWords, expandBraces } from './braces.ts';
import type { Assignment, ParameterOperation, ParameterPart, Part, Script, Word } from './tree.ts';
import { EMPTY_WORD } from './tree.ts';

/** Translates the script of a command substitution. */
export type ScriptTranslation = (script: ParsedScript | undefined) => Script;

export function translateWord(word: ParsedWord, scripts: ScriptTranslation): Word {
  return { parts: wordParts(word, false, scripts), text: word.text };
}

/** A word of a command: braces make several out of one. */
export function translateArguments(word: ParsedWord, scripts: ScriptTranslation): readonly Word[] {
  if (word.parts?.some((part) => part.type === 'BraceExpansion') !== true) {
    return [translateWord(word, scripts)];
  }
  let texts: readonly string[];
  try {
    texts = expandBraces(word.text);
  } catch (error) {
    if (!(error instanceof TooManyWords)) throw error;
    return [{ ...translateWord(word, scripts), excess: error.count }];
  }
  return texts.flatMap((text): readonly Word[] => {
    // Most are plain: they need no parser.
    if (/^[\w.,:@%+/=-]+$/.test(text)) {
      return [{ parts: [{ type: 'Text', text, isQuoted: false }], text }];
    }
    const again = firstArgument(text);
    if (again === undefined) return [];
    return [{ parts: wordParts(again, false, scripts), text }];
  });
}

function firstArgument(text: string): ParsedWord | undefined {
  const statement = parse(`: ${text}`).commands[0];
  const command = statement?.command;
  const word = command?.type === 'Command' ? command.suffix[0] : undefined;
  return word?.type === 'Word' ? word : undefined;
}

export function translateAssignment(
  assignment: ParsedAssignment,
  scripts: ScriptTranslation,
): Assignment {
  const { name, value, append, index } = assignment;
  const isArray = value.type === 'ArrayValue';
  return {
    name,
    value: isArray ? EMPTY_WORD : translateWord(value, scripts),
    elements: isArray ? value.elements.flatMap((word) => translateArguments(word, scripts)) : null,
    isAppend: append === true,
    index: index === undefined ? null : translateWord(index, scripts),
  };
}

/** An arithmetic expression is expanded like text in double quotes. */
export function arithmeticWord(text: string, scripts: ScriptTranslation): Word {
  const bare = text.replaceAll('"', '');
  if (!/[$`\\]/.test(bare)) return { parts: [{ type: 'Text', text: bare, isQuoted: true }], text };
  const word = firstArgument(`"${bare}"`);
  return word === undefined ? EMPTY_WORD : { parts: wordParts(word, true, scripts), text };
}

/** The body of a here-document; `parts` is undefined when its delimiter was quoted. */
export function bodyWord(
  text: string,
  parts: readonly WordPart[] | undefined,
  scripts: ScriptTranslation,
): Word {
  if (parts === undefined) return { parts: [{ type: 'Text', text, isQuoted: true }], text };
  return { parts: parts.flatMap((part) => translatePart(part, true, scripts)), text };
}

function wordParts(word: ParsedWord, isQuoted: boolean, scripts: ScriptTranslation): Part[] {
  if (word.parts === undefined) {
    return isQuoted ? [quoted(word.value)] : unescaped(word.text);
  }
  return word.parts.flatMap((part) => translatePart(part, isQuoted, scripts));
}

function translatePart(part: WordPart, isQuoted: boolean, scripts: ScriptTranslation): Part[] {
  switch (part.type) {
    case 'Literal':
      return isQuoted ? [quoted(part.value)] : unescaped(part.text);
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return [quoted(part.value)];
    case 'DoubleQuoted':
    case 'LocaleString': {
      const inner = part.parts.flatMap((child) => translatePart(child, true, scripts));
      // An empty pair of quotes still makes a word.
      return [quoted(''), ...inner];
    }
    case 'SimpleExpansion':
      return [parameter(part.text.slice(1), isQuoted)];
    case 'ParameterExpansion':
      return [translateParameter(part, isQuoted, scripts)];
    case 'CommandExpansion':
      return [{ type: 'Command', script: scripts(part.script), isQuoted }];
    case 'ArithmeticExpansion': {
      const isOld = part.text.startsWith('$[');
      const text = isOld ? part.text.slice(2, -1) : part.text.slice(3, -2);
      return [{ type: 'Arithmetic', expression: arithmeticWord(text, scripts), isQuoted }];
    }
    case 'ProcessSubstitution':
      return [{ type: 'Process', operator: part.operator, script: scripts(part.script) }];
    case 'Glob':
      if (part.kind !== 'bracket') return [{ type: 'Text', text: part.text, isQuoted }];
      return [
        { type: 'Text', text: '[', isQuoted },
        ...part.parts.flatMap((child) => translatePart(child, isQuoted, scripts)),
        { type: 'Text', text: ']', isQuoted },
      ];
    case 'ExtendedGlob':
    case 'BraceExpansion':
      return [{ type: 'Text', text: part.text, isQuoted }];
  }
}

function translateParameter(
  part: ParameterExpansionPart,
  isQuoted: boolean,
  scripts: ScriptTranslation,
): Part {
  const operation = translateOperation(part, isQuoted, scripts);
  if (operation === undefined || !/^(\w+|[@*#?$!-])$/.test(part.parameter)) {
    return { type: 'Bad', text: part.text };
  }
  return {
    type: 'Parameter',
    name: part.parameter,
    index: part.index === undefined ? null : translateWord(part.index, scripts),
    isLength: part.prefix === '#',
    isIndirect: part.prefix === '!',
    operation,
    isQuoted,
  };
}

/** `undefined` for what bash calls a bad substitution. */
function translateOperation(
  { operation }: ParameterExpansionPart,
  isQuoted: boolean,
  scripts: ScriptTranslation,
): ParameterOperation | null | undefined {
  if (operation === undefined) return null;
  const operand = (word: ParsedWord, isInside: boolean): Word => ({
    parts: wordParts(word, isInside, scripts),
    text: word.text,
  });
  switch (operation.type) {
    case 'Default': {
      const { operator } = operation;
      return { type: 'Default', operator, operand: operand(operation.operand, isQuoted) };
    }
    case 'Remove': {
      const { operator } = operation;
      return { type: 'Remove', operator, operand: operand(operation.operand, false) };
    }
    case 'Replace':
      return {
        type: 'Replace',
        operator: operation.operator,
        pattern: operand(operation.pattern, false),
        replacement: operand(operation.replacement, false),
      };
    case 'Slice':
      return {
        type: 'Slice',
        offset: arithmeticWord(operation.offset.text, scripts),
        length:
          operation.length === undefined ? null : arithmeticWord(operation.length.text, scripts),
      };
    case 'CaseModification': {
      const { operator, operand: pattern } = operation;
      return {
        type: 'Case',
        operator,
        operand: pattern === undefined ? null : operand(pattern, false),
      };
    }
    case 'Transform':
      return { type: 'Transform', operator: operation.operand.value };
    case 'Names':
      return { type: 'Names' };
    case 'Unknown':
      return undefined;
  }
}

function parameter(name: string, isQuoted: boolean): ParameterPart {
  return {
    type: 'Parameter',
    name,
    index: null,
    isLength: false,
    isIndirect: false,
    operation: null,
    isQuoted,
  };
}

function quoted(text: string): Part {
  return { type: 'Text', text, isQuoted: true };
}

/** Splits unquoted source text at its backslashes: `a\*b` is `a`, quoted `*`, `b`. */
function unescaped(text: string): Part[] {
  if (!text.includes('\\')) return [{ type: 'Text', text, isQuoted: false }];
  const parts: Part[] = [];
  let plain = '';
  const flush = (): void => {
    if (plain !== '') parts.push({ type: 'Text', text: plain, isQuoted: false });
    plain = '';
  };
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char !== '\\' || i + 1 === text.length) plain += char;
    else {
      i++;
      if (text[i] === '\n') continue;
      flush();
      parts.push(quoted(text[i]!));
    }
  }
  flush();
  return parts;
}
