/**
 * Reads a piece of a script: a tree, or "more lines are needed", or bash's words for a mistake.
 *
 * Mirrors: `parse.y` of bash 5.2: `report_syntax_error`, the secondary prompt.
 * Departs: the parser library recovers from mistakes and reports where it noticed them; the token
 * that bash would name is found from that place, so in rare cases bash names another one.
 * Read next: translation.ts, words.ts.
 */
import { parse } from 'unbash';
import type { Script } from './tree.ts';
import type { Translation } from './translation.ts';
import { translateScript } from './translation.ts';

export type Parse =
  | { readonly kind: 'complete'; readonly script: Script }
  /** `wanted`: the quote or bracket that is open; null inside a compound command. */
  | {
      readonly kind: 'incomplete';
      readonly wanted: string | null;
      readonly script: Script;
      readonly hereDocument: string | null;
    }
  | { readonly kind: 'error'; readonly message: string; readonly pos: number };

interface Complaint {
  readonly message: string;
  readonly pos: number;
}

const OPEN_QUOTES: Readonly<Record<string, string>> = {
  'unterminated double quote': '"',
  'unterminated single quote': "'",
  'unterminated backtick': '`',
  'unterminated parameter expansion': '}',
  'unterminated ANSI-C quote': "'",
};

/** Parses whole lines (no newline at the end needed). Never throws. */
export function parseScript(source: string, firstLine = 1): Parse {
  try {
    return parseLines(source, firstLine);
  } catch {
    // Nesting beyond the stack: bash would run out of memory far later.
    return { kind: 'error', message: 'maximum nesting level exceeded', pos: 0 };
  }
}

function parseLines(source: string, firstLine: number): Parse {
  const parsed = parse(source);
  const context: Translation = {
    source,
    lineStarts: lineStarts(source),
    firstLine,
    errors: [],
    openHereDocument: null,
  };
  const script = translateScript(context, parsed);
  const complaint = [...context.errors].sort((a, b) => a.pos - b.pos)[0];
  if (complaint !== undefined) return judge(source, complaint, script);
  const { openHereDocument } = context;
  if (openHereDocument !== null) {
    return { kind: 'incomplete', wanted: null, script, hereDocument: openHereDocument };
  }
  if (/(^|[^\\])(\\\\)*\\$/.test(source) && !/(^|\s)#[^\n]*$/.test(source)) {
    return { kind: 'incomplete', wanted: null, script, hereDocument: null };
  }
  return { kind: 'complete', script };
}

function lineStarts(source: string): readonly number[] {
  const starts = [0];
  for (let i = source.indexOf('\n'); i !== -1; i = source.indexOf('\n', i + 1)) starts.push(i + 1);
  return starts;
}

function judge(source: string, { message, pos }: Complaint, script: Script): Parse {
  const incomplete = { kind: 'incomplete', wanted: null, script, hereDocument: null } as const;
  if (message.startsWith('unterminated')) {
    return { ...incomplete, wanted: OPEN_QUOTES[message] ?? ')' };
  }
  const at = placeOf(source, message, pos);
  const token = tokenAt(source, at);
  if (message.includes("to close '[['") || message.includes("'[['")) {
    const text = token === '' ? "unexpected token `newline', " : '';
    return { kind: 'error', message: `${text}conditional binary operator expected`, pos: at };
  }
  if (token !== '') return { kind: 'error', message: unexpected(token), pos: at };
  const closer = / '(then|do)'$|subshell$/.test(message)
    ? /[;&\n]\s*(fi|done|esac|\})\s*$/.exec(source)?.[1]
    : undefined;
  if (closer !== undefined) {
    return { kind: 'error', message: unexpected(closer), pos: source.lastIndexOf(closer) };
  }
  return endsTooEarly(source.trim(), message)
    ? { kind: 'error', message: unexpected('newline'), pos: at }
    : incomplete;
}

/** Where even the end of the line is a mistake: no further line could make it right. */
function endsTooEarly(source: string, message: string): boolean {
  if (/redirect target|after 'coproc'/.test(message)) return true;
  if (message.includes('function body')) return /^function\s*$/.test(source);
  if (/ 'do'$|'in' after/.test(message)) return /^(for|select|case)$/.test(source);
  return /'esac'/.test(message) && /^case\s+\S+\s+in\s+[^\s;()]+$/.test(source);
}

function unexpected(token: string): string {
  return `syntax error near unexpected token \`${token}'`;
}

/** The library reports an empty `{ }` or `( )` at its opening; bash at its closing. */
function placeOf(source: string, message: string, pos: number): number {
  if (/command in (brace group|subshell)/.test(message)) return pos + 1;
  if (message === "unexpected token ')'") {
    const open = source.lastIndexOf('(', pos);
    // `echo (a)`: a word and `(` begin a function, so bash stumbles over what follows.
    if (open > 0 && /[^\s;|&(]\s*$/.test(source.slice(0, open)) && source[open - 1] !== '$') {
      return source.slice(open + 1, pos).trim() === '' ? pos : open + 1;
    }
  }
  return pos;
}

/** The token that begins at or behind a place; empty at the end of the text. */
function tokenAt(source: string, pos: number): string {
  const rest = source.slice(pos).replace(/^([ \t]|\\\n)+/, '');
  if (rest.replace(/^(\s|#[^\n]*(\n|$))+/, '') === '') return '';
  const operator =
    /^(;;&|;;|;&|&&|&>>|&>|&|\|\||\|&|\||<<<|<<-|<<|<&|<>|<\(|<|>>|>&|>\||>\(|>|;|\(|\))/.exec(
      rest,
    );
  if (operator !== null) return operator[0];
  if (rest.startsWith('\n')) return 'newline';
  return /^([^\s;|&<>()'"\\]|\\.|'[^']*'|"[^"]*")+/.exec(rest)?.[0] ?? rest[0]!;
}
