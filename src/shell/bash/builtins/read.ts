/**
 * `read` and `mapfile`: their options. The waiting is in reading.ts.
 *
 * Mirrors: bash's `read.def`, `mapfile.def`.
 * Departs: `mapfile` reads files and here-documents, not a terminal.
 */
import { mapSet } from '../../../engine/index.ts';
import type { ReadRequest } from '../frames.ts';
import { complain, write } from '../messages.ts';
import type { ShellTurn } from '../state.ts';
import { change, pushFrame } from '../state.ts';
import { PLAIN, arrayOf } from '../variables.ts';

const USAGE =
  'read: usage: read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]\n';

export function read(turn: ShellTurn, words: readonly string[]): number | undefined {
  const options = readOptions(words);
  if (typeof options === 'string') {
    complain(turn, `read: ${options}`);
    write(turn, 2, USAGE);
    return 2;
  }
  const { request, timeoutMs } = options;
  const bad = request.names.find((name) => !/^[A-Za-z_]\w*$/.test(name));
  if (bad !== undefined) {
    complain(turn, `read: \`${bad}': not a valid identifier`);
    return 1;
  }
  if (request.prompt !== '' && turn.state.process.stdin === 'tty') write(turn, 2, request.prompt);
  if (timeoutMs !== null) turn.effects.push({ type: 'setTimer', name: 'read', delayMs: timeoutMs });
  pushFrame(turn, { type: 'read', request });
  return undefined;
}

function readOptions(
  words: readonly string[],
): { readonly request: ReadRequest; readonly timeoutMs: number | null } | string {
  const values = new Map<string, string>();
  let at = 1;
  for (; at < words.length; at++) {
    const word = words[at]!;
    if (word === '--') {
      at++;
      break;
    }
    if (!/^-./.test(word)) break;
    for (let i = 1; i < word.length; i++) {
      const flag = word[i]!;
      if ('ers'.includes(flag)) values.set(flag, '');
      else if ('adinNptu'.includes(flag)) {
        const value = i + 1 < word.length ? word.slice(i + 1) : words[++at];
        if (value === undefined) return `-${flag}: option requires an argument`;
        values.set(flag, value);
        break;
      } else return `-${flag}: invalid option`;
    }
  }
  const seconds = values.get('t');
  if (seconds !== undefined && !/^\d*\.?\d+$/.test(seconds)) {
    return `${seconds}: invalid timeout specification`;
  }
  const count = values.get('n') ?? values.get('N');
  return {
    timeoutMs: seconds === undefined ? null : Number(seconds) * 1000,
    request: {
      names: words.slice(at),
      descriptor: Number(values.get('u') ?? 0),
      isRaw: values.has('r'),
      array: values.get('a') ?? null,
      prompt: values.get('p') ?? '',
      delimiter: values.get('d')?.[0] ?? '\n',
      count: count === undefined ? null : Math.max(1, Number(count) || 1),
      isTimed: seconds !== undefined,
      isTimeUp: false,
    },
  };
}

export function mapfile(turn: ShellTurn, words: readonly string[]): number {
  const isTrimmed = words.includes('-t');
  const name = words.slice(1).find((word) => !word.startsWith('-')) ?? 'MAPFILE';
  const target = turn.state.descriptors[0];
  const open = target?.kind === 'text' ? turn.state.texts[target.id] : undefined;
  const text = open === undefined ? turn.state.input : open.text.slice(open.position);
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const elements = lines.map(
    (line, i) => [String(i), isTrimmed ? line.replace(/\n$/, '') : line] as const,
  );
  change(turn, { variables: mapSet(turn.state.variables, name, arrayOf(PLAIN, elements)) });
  return 0;
}
