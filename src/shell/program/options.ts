/**
 * Reads a command line as getopt_long does.
 *
 * Mirrors: GNU getopt: options and operands in any order, `--` ends options, `-n5`, `--lines=5`,
 * long names may be shortened.
 */
import type { Call } from './program.ts';

/** Which options there are: `abn:` (a colon: takes a value), and long names for letters. */
export interface OptionSpec {
  readonly short: string;
  /** Long name to letter; a letter that is not in `short` stands for a flag of its own. */
  readonly long?: Readonly<Record<string, string>>;
  /** Options end at the first operand (`xargs`, `env`). */
  readonly stopsAtOperand?: boolean;
  /** `-5` is `-n 5` (`head`, `tail`). */
  readonly numberLetter?: string;
}

export interface Options {
  readonly operands: readonly string[];
  has(letter: string): boolean;
  /** The last value of an option. */
  value(letter: string): string | undefined;
  values(letter: string): readonly string[];
  /** Letters in the order in which they came. */
  readonly order: readonly string[];
}

/** Undefined after a complaint with the real tool's words; `status` is then the exit status. */
export function readOptions(call: Call, spec: OptionSpec): Options | undefined {
  const found = new Map<string, string[]>();
  const order: string[] = [];
  const operands: string[] = [];
  const { words } = call;
  const put = (letter: string, value: string): void => {
    order.push(letter);
    found.set(letter, [...(found.get(letter) ?? []), value]);
  };
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === '--') {
      operands.push(...words.slice(at + 1));
      break;
    }
    if (word === '-' || !word.startsWith('-')) {
      if (spec.stopsAtOperand === true) {
        operands.push(...words.slice(at));
        break;
      }
      operands.push(word);
    } else if (word.startsWith('--')) {
      const used = readLong(call, spec, word, words[at + 1], put);
      if (used === undefined) return undefined;
      at += used;
    } else if (spec.numberLetter !== undefined && /^-\d+$/.test(word)) {
      put(spec.numberLetter, word.slice(1));
    } else {
      const used = readShort(call, spec, word, words[at + 1], put);
      if (used === undefined) return undefined;
      at += used;
    }
  }
  return {
    operands,
    order,
    has: (letter) => found.has(letter),
    value: (letter) => found.get(letter)?.at(-1),
    values: (letter) => found.get(letter) ?? [],
  };
}

type Put = (letter: string, value: string) => void;

function takesValue(spec: OptionSpec, letter: string): boolean {
  const at = spec.short.indexOf(letter);
  return at !== -1 && spec.short[at + 1] === ':';
}

function readShort(
  call: Call,
  spec: OptionSpec,
  word: string,
  next: string | undefined,
  put: Put,
): number | undefined {
  for (let i = 1; i < word.length; i++) {
    const letter = word[i]!;
    if (letter === ':' || !spec.short.includes(letter)) {
      return refuse(call, `invalid option -- '${letter}'`);
    }
    if (!takesValue(spec, letter)) {
      put(letter, '');
      continue;
    }
    if (i + 1 < word.length) {
      put(letter, word.slice(i + 1));
      return 0;
    }
    if (next === undefined) return refuse(call, `option requires an argument -- '${letter}'`);
    put(letter, next);
    return 1;
  }
  return 0;
}

function readLong(
  call: Call,
  spec: OptionSpec,
  word: string,
  next: string | undefined,
  put: Put,
): number | undefined {
  const [typed, given] = splitOnce(word.slice(2));
  const names = Object.keys(spec.long ?? {});
  const matching = names.filter((name) => name.startsWith(typed));
  const name = names.includes(typed) ? typed : matching.length === 1 ? matching[0] : undefined;
  if (name === undefined) {
    if (matching.length > 1) {
      const list = matching.map((each) => `'--${each}'`).join(' ');
      return refuse(call, `option '${word}' is ambiguous; possibilities: ${list}`);
    }
    return refuse(call, `unrecognized option '--${typed}'`);
  }
  const letter = spec.long![name]!;
  if (!takesValue(spec, letter)) {
    put(letter, given ?? '');
    return 0;
  }
  if (given === undefined && next === undefined) {
    return refuse(call, `option '--${name}' requires an argument`);
  }
  put(letter, given ?? next!);
  return given === undefined ? 1 : 0;
}

function splitOnce(text: string): readonly [string, string | undefined] {
  const at = text.indexOf('=');
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function refuse(call: Call, message: string): undefined {
  call.complain(message);
  const name = call.process.argv[0]!.split('/').at(-1)!;
  call.err(`Try '${name} --help' for more information.\n`);
  return undefined;
}
