/** A terminal's output as plain text, and as a recording in asciicast's format, version 2. Pure. */
import { listItems } from '../../engine/index.ts';
import type { Terminal, Timeline } from '../../engine/index.ts';

export function terminalText({ output }: Terminal): string {
  return [...listItems(output)].map(({ text }) => text).join('');
}

/** One JSON value a line: a header, then `[seconds, "o", text]` for each piece of output. */
export function asciicastOf(terminal: Terminal, timeline: Timeline, title: string): string {
  const header = { version: 2, width: 100, height: 30, title, idle_time_limit: 2 };
  let atMs = 0;
  let startMs: number | undefined;
  const events = [...listItems(terminal.output)].map(({ text, event }) => {
    // Records that were folded away have no time any more: such pieces keep the last one known.
    atMs = Math.max(atMs, timeline.record(event)?.atMs ?? atMs);
    startMs ??= atMs;
    const seconds = Math.round((atMs - startMs) * 1000) / 1_000_000;
    return JSON.stringify([seconds, 'o', text.replaceAll(/\r?\n/g, '\r\n')]);
  });
  return `${[JSON.stringify(header), ...events].join('\n')}\n`;
}
