/**
 * The line that is being typed: text, cursor, history. Pure; it knows nothing of the terminal. The
 * world learns of a line only when it is sent.
 */
export interface Line {
  readonly text: string;
  /** In code points, between 0 and the length. */
  readonly cursor: number;
  /** Steps back in the history; 0 is the line itself. */
  readonly back: number;
  /** What stood here before the history was looked at. */
  readonly draft: string;
}

export const EMPTY_LINE: Line = { text: '', cursor: 0, back: 0, draft: '' };

const points = (text: string) => Array.from(text);

function at(line: Line, text: string, cursor: number): Line {
  return { ...line, text, cursor: Math.max(0, Math.min(cursor, points(text).length)) };
}

export function insert(line: Line, text: string): Line {
  const all = points(line.text);
  const added = points(text);
  const next = [...all.slice(0, line.cursor), ...added, ...all.slice(line.cursor)].join('');
  return at(line, next, line.cursor + added.length);
}

export function backspace(line: Line): Line {
  return removeBetween(line, line.cursor - 1, line.cursor);
}

export function removeForward(line: Line): Line {
  return removeBetween(line, line.cursor, line.cursor + 1);
}

export function removeToStart(line: Line): Line {
  return removeBetween(line, 0, line.cursor);
}

export function removeToEnd(line: Line): Line {
  return removeBetween(line, line.cursor, points(line.text).length);
}

/** Ctrl-W: the word before the cursor. */
export function removeWord(line: Line): Line {
  const before = points(line.text).slice(0, line.cursor).join('');
  return removeBetween(line, points(before.replace(/\S*\s*$/, '')).length, line.cursor);
}

function removeBetween(line: Line, from: number, to: number): Line {
  if (from < 0 || from >= to) return line;
  const all = points(line.text);
  return at(line, [...all.slice(0, from), ...all.slice(to)].join(''), from);
}

export function move(line: Line, by: number): Line {
  return at(line, line.text, line.cursor + by);
}

export function moveTo(line: Line, where: 'start' | 'end'): Line {
  return at(line, line.text, where === 'start' ? 0 : Infinity);
}

/** Arrow up (older) and down (newer). `history` has the newest line last. */
export function browse(line: Line, by: 1 | -1, history: readonly string[]): Line {
  const back = line.back + by;
  if (back < 0 || back > history.length) return line;
  const draft = line.back === 0 ? line.text : line.draft;
  const text = back === 0 ? draft : history[history.length - back]!;
  return { text, cursor: points(text).length, back, draft };
}

/** Cells that a text takes in a terminal: East Asian wide characters take two. */
export function cellWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code < 0x300) width += 1;
    else if (code <= 0x36f || code === 0x200d || (code >= 0xfe00 && code <= 0xfe0f)) width += 0;
    else width += isWide(code) ? 2 : 1;
  }
  return width;
}

function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  );
}

/** What of a line is shown where only so many cells are: all of it, or a part around the cursor. */
export function partOf({ text, cursor }: Line, cells: number): Pick<Line, 'text' | 'cursor'> {
  if (cellWidth(text) < cells) return { text, cursor };
  const all = points(text);
  // Any character may be wide, or shown as two.
  const length = Math.max(1, (cells >> 1) - 2);
  const first = Math.max(0, Math.min(cursor - (length >> 1), all.length - length));
  const before = first > 0 ? '<' : '';
  const after = first + length < all.length ? '>' : '';
  const part = all.slice(first, first + length).join('');
  return { text: before + part + after, cursor: cursor - first + before.length };
}

/** Output as a terminal may show it: escapes and other controls become visible text. */
export function safeText(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, (c) =>
      c === '\r' ? '' : `^${String.fromCharCode((c.charCodeAt(0) & 31) + 64)}`,
    )
    .replace(/\n/g, '\r\n');
}
