/**
 * Characters written by a backslash: `\n`, `\t`, `\x41`. Which of them are known depends on the tool.
 *
 * Mirrors: `convert_ANSI_escapes` of sed 4.9, `escape` of mawk; grep and bash know none.
 * Departs: `\cX` of sed is not known.
 */
import type { Dialect } from './dialect.ts';

const CONTROLS: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['v', 11],
]);

/** The character and where the text goes on; null when the backslash means something else. */
export function readEscape(
  text: string,
  at: number,
  dialect: Dialect,
  isInBracket: boolean,
): { readonly code: number; readonly end: number } | null {
  const char = text[at + 1];
  if (char === undefined || dialect === 'grep' || dialect === 'grep -E' || dialect === 'bash') {
    return null;
  }
  const control = CONTROLS.get(char);
  if (control !== undefined) return { code: control, end: at + 2 };
  const number = numbered(text, at, dialect);
  if (number !== null) return number;
  if (!isInBracket || dialect.startsWith('sed')) return null;
  const code = text.codePointAt(at + 1)!;
  return { code, end: at + (code > 0xffff ? 3 : 2) };
}

function numbered(
  text: string,
  at: number,
  dialect: Dialect,
): { readonly code: number; readonly end: number } | null {
  const [pattern, base] =
    dialect === 'awk'
      ? [/\\([0-7]{1,3})/y, 8]
      : text[at + 1] === 'x'
        ? [/\\x([\da-fA-F]{1,2})/y, 16]
        : text[at + 1] === 'o'
          ? [/\\o([0-7]{1,3})/y, 8]
          : [/\\d(\d{3})/y, 10];
  if (dialect === 'grep -P' && base !== 16) return null;
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  return match === null
    ? null
    : { code: parseInt(match[1]!, base) & 255, end: at + match[0].length };
}
