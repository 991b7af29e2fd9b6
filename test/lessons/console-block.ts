/**
 * Replays a transcript shown in a lesson's prose and compares what the simulation prints.
 *
 * In a block, `[zk: …] ls /` and `… $ ls` are typed lines, the rest is what must be printed. `…`
 * stands for anything within a line; a line that is only `…` for any lines. Empty lines and prompts
 * do not count. Options on the fence: the terminal's name, `after=solution`, `wait=5000` (before).
 */
import { listItems } from '../../src/engine/index.ts';
import type { LessonPlayer } from '../../src/lesson/index.ts';

const INPUT = /^(\[zk: .*?\]|\S*[$#]) (.*)$/;
const PROMPT = /^(\[zk: [^\]]*\] ?|\S*[$#] ?)/;

interface Exchange {
  readonly input: string;
  readonly expected: string[];
}

/** The differences, in words; none when the block tells the truth. */
export function replayBlock(player: LessonPlayer, terminal: string, text: string): string[] {
  const exchanges: Exchange[] = [];
  for (const line of text.trimEnd().split('\n')) {
    const typed = INPUT.exec(line);
    if (typed !== null) exchanges.push({ input: typed[2] ?? '', expected: [] });
    else if (exchanges.length === 0) return [`a block begins with a typed line, not "${line}"`];
    else exchanges[exchanges.length - 1]!.expected.push(line);
  }
  return exchanges.flatMap(({ input, expected }) => {
    const actual = typeLine(player, terminal, input);
    if (matches(expected.filter(isText), actual)) return [];
    return [
      `\`${input}\` printed ${JSON.stringify(actual)}, the prose shows ${JSON.stringify(expected)}`,
    ];
  });
}

function isText(line: string): boolean {
  return line.trim() !== '';
}

function typeLine(player: LessonPlayer, name: string, line: string): string[] {
  const id = player.terminals.get(name);
  const before = player.timeline.world.terminals.get(id ?? -1)?.output.length;
  if (id === undefined || before === undefined) return [`no terminal ${name}`];
  player.play([{ do: 'type', terminal: name, line }]).finish();
  const { output } = player.timeline.world.terminals.get(id)!;
  const printed = [...listItems(output, before)].filter(({ isEcho }) => !isEcho);
  return printed
    .map(({ text }) => text)
    .join('')
    .split('\n')
    .map((one) => one.replace(PROMPT, ''))
    .filter(isText);
}

/** Whether the lines are what is expected, with `…` for anything. */
export function matches(expected: readonly string[], actual: readonly string[]): boolean {
  const [first, ...rest] = expected;
  if (first === undefined) return actual.length === 0;
  if (first === '…') {
    return actual.some((_, skip) => matches(rest, actual.slice(skip))) || matches(rest, []);
  }
  return actual[0] !== undefined && lineMatches(first, actual[0]) && matches(rest, actual.slice(1));
}

function lineMatches(expected: string, actual: string): boolean {
  const pattern = expected
    .split('…')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${pattern}$`).test(actual);
}
