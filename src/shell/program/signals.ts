/**
 * Names and numbers of signals.
 *
 * Mirrors: signal(7) on Linux.
 * Departs: only the signals that the simulation knows can be sent.
 */
import type { Signal } from '../../engine/index.ts';

const NUMBERS: ReadonlyMap<string, Signal> = new Map<string, Signal>([
  ['1', 'HUP'],
  ['2', 'INT'],
  ['9', 'KILL'],
  ['13', 'PIPE'],
  ['15', 'TERM'],
  ['18', 'CONT'],
  ['19', 'STOP'],
]);
const NAMES: ReadonlySet<string> = new Set(NUMBERS.values());

/** The signal for `9`, `KILL`, `SIGKILL`; 0 asks only whether the process exists. */
export function signalOf(word: string): Signal | 0 | undefined {
  if (word === '0') return 0;
  const name = word.toUpperCase().replace(/^SIG/, '');
  return NUMBERS.get(word) ?? (NAMES.has(name) ? (name as Signal) : undefined);
}

/** What `kill -l` prints. */
export const SIGNAL_LIST = [...NUMBERS]
  .map(([number, name]) => `${number.padStart(2)}) SIG${name}`)
  .join('\t')
  .concat('\n');
