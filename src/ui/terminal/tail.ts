/**
 * The end of a terminal's output: what still has room on an xterm with its rows above. A world may
 * print megabytes between two looks; whatever the xterm would push out again is never given to it.
 */
import { listGet } from '../../engine/index.ts';
import type { Terminal as WorldTerminal } from '../../engine/index.ts';

export interface Room {
  readonly rows: number;
  readonly columns: number;
}

/**
 * Text of the pieces from one on, as much of its end as has room. Costs what it gives, however much
 * there is.
 */
export function tailOf(output: WorldTerminal['output'], from: number, room: Room): string {
  const pieces: string[] = [];
  let characters = room.rows * room.columns;
  let { rows } = room;
  for (let at = output.length - 1; at >= from && rows > 0 && characters > 0; at--) {
    let text = listGet(output, at)?.text ?? '';
    if (text.length > characters) text = withoutHalf(text.slice(-characters));
    const start = lineStart(text, rows);
    if (start > 0) text = text.slice(start);
    rows = start > 0 ? 0 : rows - newlines(text);
    characters -= text.length;
    pieces.push(text);
  }
  return pieces.reverse().join('');
}

/** Parts of a text that are given to an xterm one by one: it rests between two, not within one. */
export function* slicesOf(text: string, length = 8192): Generator<string> {
  let start = 0;
  while (start < text.length) {
    let end = Math.min(start + length, text.length);
    if (isHigh(text.charCodeAt(end - 1)) && end < text.length) end++;
    yield text.slice(start, end);
    start = end;
  }
}

/** Where the last `count` lines begin, the unfinished one at the end not counted; 0 for all. */
function lineStart(text: string, count: number): number {
  let at = text.length;
  for (let line = 0; line <= count; line++) {
    if (at === 0) return 0;
    at = text.lastIndexOf('\n', at - 1);
    if (at < 0) return 0;
  }
  return at + 1;
}

function newlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** A character of two halves may have been cut in its middle. */
function withoutHalf(text: string): string {
  const code = text.charCodeAt(0);
  return code >= 0xdc00 && code < 0xe000 ? text.slice(1) : text;
}

function isHigh(code: number): boolean {
  return code >= 0xd800 && code < 0xdc00;
}
