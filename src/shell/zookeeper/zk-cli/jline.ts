/**
 * What the line editor does to a typed line, and what it offers when Tab is pressed.
 *
 * Mirrors: JLine 2.14 (ConsoleReader.expandEvents, CandidateListCompletionHandler) and
 * org.apache.zookeeper.JLineZNodeCompleter, 3.8.0.
 * Read next: zk-cli.ts.
 */
import { commandNames } from './command-table.ts';

/** The line after history expansion, or what the editor complains about. */
export type Expansion =
  { readonly line: string; readonly isChanged: boolean } | { readonly fault: string };

/** The line as the editor reads it: character by character, each cut to 16 bits. */
export function charactersRead(line: string): string {
  return line.replace(/[\u{10000}-\u{10ffff}]/gu, (letter) =>
    String.fromCharCode(letter.codePointAt(0)! & 0xffff),
  );
}

class EventNotFound extends Error {}

const tabWidth = 8;

/** A line as the editor prints it: blanks up to the next tab stop, other control characters as `^X`. */
export function formatted(line: string): string {
  let text = '';
  for (const letter of line) {
    if (letter === '\t') text += ' '.repeat(tabWidth - ((text.length + tabWidth - 1) % tabWidth));
    else if (letter < ' ') text += `^${String.fromCharCode(letter.charCodeAt(0) + 64)}`;
    else text += letter;
  }
  return text;
}

/** Lines that the editor keeps: MemoryHistory.DEFAULT_MAX_SIZE. */
export const HISTORY_MAX = 500;

/**
 * Expands `!!`, `!3`, `!-2`, `!text`, `!?text`, `!$`, `!#` and `^old^new`. `forgotten` lines came before
 * those of the history and count in `!3`.
 */
export function expandEvents(line: string, history: readonly string[], forgotten = 0): Expansion {
  try {
    const expanded = expand(line, history, forgotten);
    return { line: expanded, isChanged: expanded !== line };
  } catch (error) {
    if (error instanceof EventNotFound) return { fault: error.message };
    throw error;
  }
}

function expand(line: string, history: readonly string[], forgotten: number): string {
  if (line.startsWith('^')) {
    const substituted = substitute(line, history);
    if (substituted !== null) return substituted;
  }
  let result = '';
  for (let i = 0; i < line.length; i++) {
    const letter = line.charAt(i);
    const next = line.charAt(i + 1);
    if (letter === '\\' && (next === '!' || (next === '^' && i === 0))) {
      result += next;
      i++;
    } else if (letter === '!' && next !== '') {
      const { text, end } = event(line, i + 1, history, forgotten, result);
      result += text;
      i = end;
    } else result += letter;
  }
  return result;
}

/** `^old^new`: the last line with its first words replaced. */
function substitute(line: string, history: readonly string[]): string | null {
  const middle = line.indexOf('^', 1);
  if (middle <= 0 || history.length === 0) return null;
  const end = line.indexOf('^', middle + 1);
  const old = line.slice(1, middle);
  const replacement = line.slice(middle + 1, end < 0 ? line.length : end);
  return history.at(-1)!.replaceAll(old, replacement) + (end < 0 ? '' : line.slice(end + 2));
}

/** What stands for an event that begins behind a `!`; `end` is the last letter it uses. */
function event(
  line: string,
  at: number,
  history: readonly string[],
  forgotten: number,
  before: string,
): { text: string; end: number } {
  const kind = line.charAt(at);
  const found = (text: string | undefined, name: string, end: number) => {
    if (text === undefined) throw new EventNotFound(`!${name}: event not found`);
    return { text, end };
  };
  if (kind === '!') return found(history.at(-1), '!', at);
  if (kind === '#') return { text: before, end: at };
  if (kind === ' ' || kind === '\t') return { text: `!${kind}`, end: at };
  if (kind === '$') return found(history.at(-1)?.trim().split(' ').at(-1), '$', at);
  if (kind === '?') {
    const close = line.indexOf('?', at + 1);
    const end = close < 0 ? line.length : close;
    const text = line.slice(at + 1, end);
    return found(
      history.findLast((old) => old.includes(text)),
      `?${text}`,
      end,
    );
  }
  if (kind === '-' || (kind >= '0' && kind <= '9')) {
    const [, sign, digits] = /^(-?)(\d*)/.exec(line.slice(at))!;
    const number = Number(digits);
    const index = sign === '-' ? history.length - number : number - 1 - forgotten;
    const text = digits === '' || number === 0 ? undefined : history[index];
    // The loop of the original leaves its index behind the digits and then steps once more.
    return found(text, `${sign}${digits}`, at + sign!.length + digits!.length);
  }
  const start = line.slice(at);
  return found(
    history.findLast((old) => old.startsWith(start)),
    start,
    line.length,
  );
}

/** What the editor keeps: exclamation marks are escaped, so that recalling a line repeats it. */
export function historyLine(line: string): string {
  return line.replaceAll('!', '\\!').replace(/^\^/, '\\^');
}

/** What Tab asks for: a list that is known, or the children of a node. */
export type CompletionQuery =
  | { readonly type: 'words'; readonly token: string; readonly candidates: readonly string[] }
  | { readonly type: 'children'; readonly token: string; readonly parent: string };

/** Takes the text before the cursor apart. */
export function completionQuery(line: string, cursor: number): CompletionQuery {
  const buffer = line.slice(0, cursor);
  const token = buffer.endsWith(' ') ? '' : (buffer.split(' ').at(-1) ?? '');
  if (!token.startsWith('/')) {
    const candidates = commandNames.filter((name) => name.startsWith(token));
    return { type: 'words', token, candidates };
  }
  const slash = token.lastIndexOf('/');
  return {
    type: 'children',
    token: token.slice(slash + 1),
    parent: slash === 0 ? '/' : token.slice(0, slash),
  };
}

/** What to insert and what to list for the candidates. */
export function completion(
  token: string,
  candidates: readonly string[],
): { insert: string; candidates: readonly string[] } {
  const [first] = candidates;
  if (first === undefined) return { insert: '', candidates: [] };
  if (candidates.length === 1) return { insert: `${first.slice(token.length)} `, candidates: [] };
  let common = first;
  for (const each of candidates) {
    while (!each.startsWith(common)) common = common.slice(0, -1);
  }
  return { insert: common.slice(token.length), candidates };
}
