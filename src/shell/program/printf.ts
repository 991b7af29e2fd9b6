/**
 * echo's and printf's texts, shared by the builtins and the programs of the same names.
 *
 * Mirrors: bash's `echo.def` and `printf.def`.
 * Departs: `%(…)T` is not known.
 */

/** What echo prints for its arguments. */
export function echoText(words: readonly string[]): string {
  let isEscaped = false;
  let hasNewline = true;
  let at = 0;
  for (; at < words.length && /^-[neE]+$/.test(words[at]!); at++) {
    for (const flag of words[at]!.slice(1)) {
      if (flag === 'n') hasNewline = false;
      else isEscaped = flag === 'e';
    }
  }
  const text = words.slice(at).join(' ');
  if (!isEscaped) return hasNewline ? `${text}\n` : text;
  const { text: out, isCut } = unescapeText(text, true);
  return hasNewline && !isCut ? `${out}\n` : out;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['e', '\x1b'],
  ['E', '\x1b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
]);

/** Decodes backslashes; `\c` cuts the text off. */
export function unescapeText(
  text: string,
  isEcho = false,
): { readonly text: string; readonly isCut: boolean } {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const next = text[i + 1];
    if (text[i] !== '\\' || next === undefined) {
      out += text[i]!;
      continue;
    }
    if (next === 'c') return { text: out, isCut: true };
    const simple = ESCAPES.get(next);
    const code = /^(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|(0?[0-7]{1,3}))/.exec(
      text.slice(i + 1),
    );
    if (simple !== undefined) {
      out += simple;
      i++;
    } else if (code !== null && (!isEcho || !/^[1-7]/.test(next))) {
      const hex = code[1] ?? code[2];
      out += String.fromCharCode(
        hex === undefined ? Number.parseInt(code[3]!, 8) & 255 : Number.parseInt(hex, 16),
      );
      i += code[0].length;
    } else if (!isEcho && (next === '"' || next === "'")) {
      out += next;
      i++;
    } else out += '\\';
  }
  return { text: out, isCut: false };
}

export interface Printed {
  readonly text: string;
  /** Complaints, without the program's name. */
  readonly errors: readonly string[];
  /** Bytes that the text would have needed, when there is no memory for it. */
  readonly excess?: number;
}

/** What a process has memory for. */
const LENGTH_MAX = 4 * 1024 ** 2;

/** What printf prints: the format is used again while arguments are left. */
export function printfText(format: string, words: readonly string[]): Printed {
  const printing: Printing = { words, at: 0, errors: [], isCut: false };
  let text = '';
  do {
    const before = printing.at;
    text += printOnce(printing, format);
    if (text.length > LENGTH_MAX) printing.excess ??= text.length + 1;
    if (printing.at === before || printing.isCut) break;
  } while (printing.at < words.length && printing.excess === undefined);
  const { errors, excess } = printing;
  return excess === undefined ? { text, errors } : { text: '', errors, excess };
}

interface Printing {
  readonly words: readonly string[];
  at: number;
  readonly errors: string[];
  isCut: boolean;
  excess?: number;
}

const DIRECTIVE = /%(?:%|([-+ #0']*)(\*|\d+)?(?:\.(\*|-?\d+)?)?([a-zA-Z]))/g;

function printOnce(printing: Printing, format: string): string {
  let out = '';
  let at = 0;
  for (const match of format.matchAll(DIRECTIVE)) {
    const before = unescapeText(format.slice(at, match.index));
    out += before.text;
    if (before.isCut) {
      printing.isCut = true;
      return out;
    }
    at = match.index + match[0].length;
    out += match[0] === '%%' ? '%' : directive(printing, match);
    if (printing.isCut) return out;
  }
  const rest = unescapeText(format.slice(at));
  printing.isCut ||= rest.isCut;
  return out + rest.text;
}

function directive(printing: Printing, match: RegExpExecArray): string {
  const flags = match[1] ?? '';
  const take = (): string => printing.words[printing.at++] ?? '';
  const width = match[2] === '*' ? Number(take()) || 0 : Number(match[2] ?? 0);
  const hasPrecision = /\.[^a-zA-Z]*[a-zA-Z]$/.test(match[0]);
  const precision = !hasPrecision
    ? undefined
    : match[3] === '*'
      ? Number(take()) || 0
      : Number(match[3] ?? 0);
  const kind = match[4]!;
  if (!'sbqcdiouxXeEfFgG'.includes(kind)) {
    printing.errors.push(`\`${kind}': invalid format character`);
    printing.isCut = true;
    return '';
  }
  const isLeft = flags.includes('-') || width < 0;
  const size = Math.abs(width);
  if (size > LENGTH_MAX) {
    printing.excess ??= size + 1;
    return '';
  }
  const text = converted(printing, kind, take(), flags, precision);
  if (text.length >= size) return text;
  if (isLeft) return text.padEnd(size);
  const isZero = flags.includes('0') && !'sbqc'.includes(kind);
  if (!isZero) return text.padStart(size);
  const sign = /^[-+ ]/.exec(text)?.[0] ?? '';
  return sign + text.slice(sign.length).padStart(size - sign.length, '0');
}

function converted(
  printing: Printing,
  kind: string,
  word: string,
  flags: string,
  precision: number | undefined,
): string {
  const plus = flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  switch (kind) {
    case 's':
      return precision === undefined ? word : word.slice(0, Math.max(0, precision));
    case 'b': {
      const { text, isCut } = unescapeText(word);
      printing.isCut ||= isCut;
      return text;
    }
    case 'q':
      return word === '' ? "''" : word.replace(/[^\w@%+=:,./-]/g, '\\$&');
    case 'c':
      return word.slice(0, 1);
    case 'd':
    case 'i': {
      const value = integer(printing, word);
      const digits = (value < 0n ? -value : value)
        .toString()
        .padStart(Math.min(500, precision ?? 0), '0');
      return (value < 0n ? '-' : plus) + digits;
    }
    case 'o':
    case 'u':
    case 'x':
    case 'X': {
      const value = BigInt.asUintN(64, integer(printing, word));
      const digits = value.toString(kind === 'o' ? 8 : kind === 'u' ? 10 : 16);
      const mark = flags.includes('#') && kind !== 'u' ? (kind === 'o' ? '0' : '0x') : '';
      const text = mark + digits.padStart(Math.min(500, precision ?? 0), '0');
      return kind === 'X' ? text.toUpperCase() : text;
    }
    default: {
      const value = Number(word === '' ? 0 : word);
      if (Number.isNaN(value)) printing.errors.push(`${word}: invalid number`);
      const number = Number.isNaN(value) ? 0 : value;
      const digits = Math.min(100, precision ?? 6);
      const text =
        kind === 'e' || kind === 'E'
          ? number.toExponential(digits).replace(/e([+-])(\d)$/, 'e$10$2')
          : kind === 'f' || kind === 'F'
            ? number.toFixed(digits)
            : String(Number(number.toPrecision(Math.max(1, digits))));
      return number >= 0 ? plus + text : text;
    }
  }
}

function integer(printing: Printing, word: string): bigint {
  const bare = word.trim();
  if (bare === '') return 0n;
  if (/^['"]/.test(bare)) return BigInt(bare.codePointAt(1) ?? 0);
  const match = /^([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(bare);
  if (match === null || match[0].length < bare.length) {
    printing.errors.push(`${word}: invalid number`);
    if (match === null) return 0n;
  }
  const digits = match[2]!;
  const value = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
  return match[1] === '-' ? -value : value;
}
