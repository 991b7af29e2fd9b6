/**
 * Regular expressions as grep and sed read them, translated to the language's own.
 *
 * Mirrors: POSIX basic and extended regular expressions with GNU's additions.
 * Departs: back references and classes work; collating symbols do not; of several matches of the
 * same start the first alternative wins, not the longest.
 */
import { POSIX_CLASSES } from './posix-classes.ts';

/** The expression, or undefined when it is not a valid one. */
export function compileRegExp(
  pattern: string,
  isExtended: boolean,
  flags: string,
): RegExp | undefined {
  try {
    return new RegExp(translate(pattern, isExtended), flags);
  } catch {
    return undefined;
  }
}

function translate(pattern: string, isExtended: boolean): string {
  let out = '';
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]!;
    const isStart = out === '' || /(?:\(|\|)$/.test(out);
    if (char === '[') {
      const set = bracket(pattern, i);
      if (set === undefined) throw new Error('unmatched [');
      out += set.source;
      i = set.end;
    } else if (char === '\\') {
      i++;
      out += escaped(pattern[i], isExtended);
    } else if (isExtended) {
      out +=
        char === '/'
          ? '\\/'
          : '*+?'.includes(char) && isStart
            ? `\\${char}`
            : braced(pattern, i, char);
    } else if ('+?(){}|'.includes(char)) out += `\\${char}`;
    else if (char === '*' && (isStart || out === '^')) out += '\\*';
    else if (char === '^' && !isStart) out += '\\^';
    else if (char === '$' && i < pattern.length - 1 && !/^\\[)|]/.test(pattern.slice(i + 1)))
      out += '\\$';
    else out += char;
  }
  return out;
}

/** `{` that is no repetition stands for itself. */
function braced(pattern: string, i: number, char: string): string {
  if (char === '{' && !/^\{\d*,?\d*\}/.test(pattern.slice(i))) return '\\{';
  if (char === '}' && !/\{\d*,?\d*$/.test(pattern.slice(0, i))) return '\\}';
  return char;
}

function escaped(char: string | undefined, isExtended: boolean): string {
  if (char === undefined) throw new Error('trailing backslash');
  if (/[0-9wWsSbB]/.test(char)) return `\\${char}`;
  if (char === '<' || char === '>') return '\\b';
  if (char === 'n' || char === 't') return `\\${char}`;
  if (!isExtended && '+?(){}|'.includes(char)) return char;
  return /[\w\s]/.test(char) ? char : `\\${char}`;
}

function bracket(pattern: string, open: number): { source: string; end: number } | undefined {
  let i = open + 1;
  const isNegated = pattern[i] === '^';
  if (isNegated) i++;
  let set = '';
  for (let isFirst = true; i < pattern.length; isFirst = false) {
    const char = pattern[i]!;
    if (char === ']' && !isFirst) return { source: `[${isNegated ? '^' : ''}${set}]`, end: i };
    const name = /^\[:(\w+):\]/.exec(pattern.slice(i));
    if (name !== null) {
      const members = POSIX_CLASSES.get(name[1]!);
      if (members === undefined) return undefined;
      set += members;
      i += name[0].length;
    } else {
      set += '\\[]^'.includes(char) ? `\\${char}` : char;
      i++;
    }
  }
  return undefined;
}
