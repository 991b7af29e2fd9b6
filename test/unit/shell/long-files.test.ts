/** Files of megabytes: what passes through as it is costs no work for each of its lines. */
import { describe, expect, it } from 'vitest';
import { filesOf } from '../../../src/engine/index.ts';
import { cat } from '../../../src/shell/coreutils/cat.ts';
import type { NodeEvent } from '../../../src/engine/index.ts';
import type { Call } from '../../../src/shell/program/program.ts';
import { TestTerminal } from './terminal.ts';

const TEXTS = ['', '\n', 'a', 'a\n', '\n\n\na\n\n', 'a\nb', 'a\n\n\nb\n\n', '\n\n'];

function terminalWith(text: string): TestTerminal {
  return new TestTerminal([{ name: 'zk1', ip: '10.0.0.11', files: { '/f': text } }]);
}

describe('cat', () => {
  it.each(TEXTS)('prints %j as it is, from a file and from a pipe', (text) => {
    const terminal = terminalWith(text);
    terminal.run('cat /f > /g; cat /g | cat | cat > /h');
    const { world } = terminal.kernel;
    const texts = filesOf(world, 'zk1').filter(({ path }) => /^\/[fgh]$/.test(path));
    expect(texts.map((file) => file.text())).toEqual([text, text, text]);
  });

  it('looks at no line when it has nothing to do to it', () => {
    const pieces: string[] = [];
    const out = (text: string): number => pieces.push(text);
    const call = { words: [], effects: [], effort: { work: 0 }, out } as unknown as Call;
    const text = 'a\n\nb\n'.repeat(100_000);
    let state = cat.start(call) as object;
    const tell = (event: NodeEvent): void => {
      state = cat.event!(call, state as never, event) as object;
    };
    tell({ type: 'stdin', text: `${text}rest` });
    for (let i = 0; i < 10; i++) tell({ type: 'timer', name: 'go on' });
    expect(pieces.join('')).toBe(`${text}rest`);
    expect(pieces.length).toBeLessThan(20);
  });
});

describe('a part of a file', () => {
  it('is cut from its pieces wherever it begins', () => {
    const terminal = terminalWith('');
    for (const part of ['abc', 'de', 'fghij']) terminal.run(`printf ${part} >> /f`);
    const file = filesOf(terminal.kernel.world, 'zk1').find(({ path }) => path === '/f')!;
    expect(file.text()).toBe('abcdefghij');
    for (let start = 0; start <= 10; start++) {
      for (let length = 0; length <= 11; length++) {
        expect(file.part(start, length)).toBe('abcdefghij'.slice(start, start + length));
      }
    }
  });
});
