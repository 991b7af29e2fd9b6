/** A terminal's output as plain text, and as a recording in asciicast's format, version 2. Pure. */
import { listItems } from '../../engine/index.ts';
import type { Terminal, Timeline } from '../../engine/index.ts';
import { slicesOf } from '../terminal/tail.ts';

/** A piece of output that is longer becomes several: whoever writes them can rest in between. */
const PIECE_CHARACTERS = 100_000;

export function* terminalPieces({ output }: Terminal): Generator<string> {
  for (const { text } of listItems(output)) yield* slicesOf(text, PIECE_CHARACTERS);
}

/** One JSON value a line: a header, then `[seconds, "o", text]` for each piece of output. */
export function* asciicastLines(
  terminal: Terminal,
  timeline: Timeline,
  title: string,
): Generator<string> {
  const header = { version: 2, width: 100, height: 30, title, idle_time_limit: 2 };
  yield `${JSON.stringify(header)}\n`;
  let atMs = 0;
  let startMs: number | undefined;
  for (const { text, event } of listItems(terminal.output)) {
    // Records that were folded away have no time any more: such pieces keep the last one known.
    atMs = Math.max(atMs, timeline.record(event)?.atMs ?? atMs);
    startMs ??= atMs;
    const seconds = Math.round((atMs - startMs) * 1000) / 1_000_000;
    for (const slice of slicesOf(text, PIECE_CHARACTERS)) {
      yield `${JSON.stringify([seconds, 'o', slice.replaceAll(/\r?\n/g, '\r\n')])}\n`;
    }
  }
}
