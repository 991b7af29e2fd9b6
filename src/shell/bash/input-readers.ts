/**
 * Which programs read standard input. The others leave it to the commands behind them, as when a
 * loop over `read` runs `ls`.
 *
 * Mirrors: nothing upstream: a kernel's pipe knows by itself who reads.
 * Departs: a program that is asked for reads all there is.
 */
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
  'zkCli.sh',
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

/** Whether a command takes what comes on standard input. */
export function readsInput(program: string, argv: readonly string[]): boolean {
  if (program === 'cat') return argv.slice(1).every((word) => word.startsWith('-'));
  if (READERS.has(program)) return true;
  const first = FILTERS.get(program);
  if (first === undefined) return false;
  const operands = argv.slice(1).filter((word) => !word.startsWith('-') || word === '-');
  return operands.length <= first || operands.includes('-');
}
