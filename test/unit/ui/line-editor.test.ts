/** The line that is typed into a terminal. */
import { describe, expect, it } from 'vitest';
import {
  backspace,
  browse,
  cellWidth,
  EMPTY_LINE,
  insert,
  move,
  moveTo,
  removeWord,
  safeText,
} from '../../../src/ui/terminal/line-editor.ts';

describe('line editor', () => {
  it('inserts at the cursor and counts characters, not code units', () => {
    const line = insert(move(insert(EMPTY_LINE, 'a😀c'), -1), 'b');
    expect(line.text).toBe('a😀bc');
    expect(backspace(line).text).toBe('a😀c');
    expect(backspace(backspace(line)).text).toBe('ac');
  });

  it('removes the word before the cursor only', () => {
    const line = insert(EMPTY_LINE, 'create /a  data');
    expect(removeWord(line).text).toBe('create /a  ');
    expect(removeWord(moveTo(line, 'start')).text).toBe(line.text);
  });

  it('comes back to the draft after looking at the history', () => {
    const history = ['ls /', 'get /a'];
    const draft = insert(EMPTY_LINE, 'half a li');
    const older = browse(draft, 1, history);
    expect(older.text).toBe('get /a');
    expect(browse(older, 1, history).text).toBe('ls /');
    expect(browse(browse(older, 1, history), 1, history).text).toBe('ls /');
    expect(browse(older, -1, history).text).toBe('half a li');
  });

  it('gives wide characters two cells', () => {
    expect(cellWidth('a中b')).toBe(4);
  });

  it('shows escapes in data as text', () => {
    expect(safeText('\u001b[31mred\u0007\n')).toBe('^[[31mred^G\r\n');
  });
});
