/** Thousands of typed lines: a here-document is not parsed anew with each of its lines. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as parser from '../../../src/shell/bash/syntax/parser.ts';
import { TestTerminal } from './terminal.ts';

vi.mock('../../../src/shell/bash/syntax/parser.ts', { spy: true });

const LINES = Array.from({ length: 300 }, (_, i) => `line ${i}`);

function typeAll(terminal: TestTerminal, lines: readonly string[]): void {
  for (const line of lines) terminal.run(line);
}

describe('a long here-document', () => {
  beforeEach(() => vi.mocked(parser.parseScript).mockClear());

  it('is parsed when it opens and when it closes', () => {
    const terminal = new TestTerminal();
    typeAll(terminal, ['cat > /f <<END', ...LINES, 'END']);
    expect(vi.mocked(parser.parseScript).mock.calls.length).toBeLessThan(10);
    expect(terminal.run('wc -l /f; tail -n 1 /f')).toBe('300 /f\nline 299\n');
  });

  it.each([
    ['two, one behind the other', ['cat - <<A; cat - <<B', 'B', 'A', 'a', 'B'], 'B\na\n'],
    ['two of one command', ['cat <<A <<B', 'a', 'A', 'b', 'B'], 'b\n'],
    ['tabs before the end', ['cat <<-END', '\tx', '\tEND'], 'x\n'],
    ['an end that only looks like one', ['cat <<END', '\tEND', 'END '.trimEnd()], '\tEND\n'],
    ['what is worked out in it', ['cat <<END', 'x', '$((1 + 1))', 'y', 'END'], 'x\n2\ny\n'],
    ['a quoted end', ["cat <<'E F'", '$x', 'E F'], '$x\n'],
    ['a loop around it', ['for i in 1 2; do cat <<E', '$i', 'E', 'done'], '1\n2\n'],
  ])('%s', (_name, lines, output) => {
    const terminal = new TestTerminal();
    typeAll(terminal, lines.slice(0, -1));
    expect(terminal.run(lines.at(-1)!)).toBe(output);
  });

  it('is given up by Ctrl-C, and another one begins anew', () => {
    const terminal = new TestTerminal();
    typeAll(terminal, ['cat <<END', 'x']);
    terminal.interrupt();
    expect(terminal.run('echo here')).toBe('here\n');
    typeAll(terminal, ['cat <<OTHER', 'END']);
    expect(terminal.run('OTHER')).toBe('END\n');
  });
});
