/**
 * Which programs read standard input. The others leave it to the commands behind them, as when a
 * loop over `read` runs `ls`.
 *
 * Mirrors: nothing upstream: a kernel's pipe knows by itself who reads.
 * Departs: a program that is asked for reads all there is.
 */
import { isReader } from '../program/installations.ts';

const READERS: ReadonlySet<string> = new Set([
  'bash',
  'sh',
  'cat',
  'tee',
  'xargs',
  'nc',
  'netcat',
  'telnet',
  'tr',
  'ssh',
  'vi',
  'vim',
  'nano',
]);

/** Filters that read standard input only when no file is named: how many operands come first. */
const FILTERS: ReadonlyMap<string, number> = new Map([
  ['head', 0],
  ['tail', 0],
  ['wc', 0],
  ['sort', 0],
  ['uniq', 0],
  ['cut', 0],
  ['grep', 1],
  ['egrep', 1],
  ['fgrep', 1],
  ['sed', 1],
  ['awk', 1],
  ['tac', 0],
  ['rev', 0],
  ['nl', 0],
  ['less', 0],
  ['more', 0],
]);

/** Options whose value is a word of its own: `head -n 3`. */
const VALUED: ReadonlyMap<string, string> = new Map([
  ['head', 'nc'],
  ['tail', 'ncs'],
  ['sort', 'kto'],
  ['uniq', 'fsw'],
  ['cut', 'dfcb'],
  ['grep', 'efmABC'],
  ['egrep', 'efmABC'],
  ['fgrep', 'efmABC'],
  ['sed', 'ef'],
  ['awk', 'Fvf'],
  ['nl', 'bsvw'],
]);

/** Words that are no options, nor values of options; a pattern given by `-e` or `-f` is none either. */
function operandsOf(program: string, argv: readonly string[]): readonly string[] {
  const valued = VALUED.get(program) ?? '';
  const operands: string[] = [];
  for (let at = 1; at < argv.length; at++) {
    const word = argv[at]!;
    if (!word.startsWith('-') || word === '-') operands.push(word);
    else if (/^-[A-Za-z]+$/.test(word) && valued.includes(word.at(-1)!)) at++;
  }
  return operands;
}

/** The pattern or the program comes from an option, so every operand is a file. */
function isPatternGiven(program: string, argv: readonly string[]): boolean {
  const option = program === 'awk' ? /^-f/ : /^-[A-Za-z]*[ef]/;
  return FILTERS.get(program) === 1 && argv.slice(1).some((word) => option.test(word));
}

/** Whether a command takes what comes on standard input. */
export function readsInput(program: string, argv: readonly string[]): boolean {
  if (program === 'cat') return argv.slice(1).every((word) => word.startsWith('-'));
  if (READERS.has(program) || isReader(program)) return true;
  const first = FILTERS.get(program);
  if (first === undefined) return false;
  const operands = operandsOf(program, argv);
  const most = isPatternGiven(program, argv) ? 0 : first;
  return operands.length <= most || operands.includes('-');
}
