/**
 * `ulimit`: shows and sets what the shell may use.
 *
 * Mirrors: bash's `ulimit.def`.
 * Departs: soft and hard limits are one; only -u, -v and -s change anything.
 */
import { LIMITS, hardLimit, limitOf } from '../limits.ts';
import type { LimitKind } from '../limits.ts';
import { complain, print, write } from '../messages.ts';
import type { ShellTurn } from '../state.ts';
import { change } from '../state.ts';

export function ulimit(turn: ShellTurn, words: readonly string[]): number {
  const kinds: LimitKind[] = [];
  let at = 1;
  for (; /^-./.test(words[at] ?? ''); at++) {
    for (const letter of words[at]!.slice(1)) {
      if (letter === 'S' || letter === 'H') continue;
      if (letter === 'a') kinds.push(...LIMITS);
      else {
        const kind = LIMITS.find((each) => each.letter === letter);
        if (kind === undefined) {
          complain(turn, `ulimit: -${letter}: invalid option`);
          write(turn, 2, 'ulimit: usage: ulimit [-SHabcdefiklmnpqrstuvxPRT] [limit]\n');
          return 2;
        }
        kinds.push(kind);
      }
    }
  }
  const chosen = kinds.length > 0 ? kinds : LIMITS.filter(({ letter }) => letter === 'f');
  const value = words[at];
  if (value === undefined || chosen.length > 1) return show(turn, chosen);
  return set(turn, chosen[0]!, value);
}

function show(turn: ShellTurn, kinds: readonly LimitKind[]): number {
  const lines = kinds.map(({ letter, name, unit }) => {
    const limit = limitOf(turn.state, letter);
    const value = limit === Infinity ? 'unlimited' : String(limit);
    if (kinds.length === 1) return `${value}\n`;
    return `${name.padEnd(20)}${unit.padStart(20)} ${value}\n`;
  });
  return print(turn, 'ulimit', lines.join(''));
}

function set(turn: ShellTurn, { letter, name }: LimitKind, word: string): number {
  const hard = hardLimit(letter);
  if (!/^(\d+|unlimited|hard|soft)$/.test(word)) {
    complain(turn, `ulimit: ${word}: invalid number`);
    return 1;
  }
  const limit = word === 'unlimited' ? Infinity : /^\d/.test(word) ? Number(word) : hard;
  if (limit > hard) {
    complain(turn, `ulimit: ${name}: cannot modify limit: Operation not permitted`);
    return 1;
  }
  const { [letter]: _, ...others } = turn.state.limits;
  change(turn, { limits: limit === hard ? others : { ...others, [letter]: limit } });
  return 0;
}
