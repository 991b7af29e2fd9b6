/** What a terminal makes of megabytes: the tail of its output, a line beyond the screen, a long paste. */
import { describe, expect, it } from 'vitest';
import { emptyList, listPush } from '../../../src/engine/index.ts';
import type { Terminal } from '../../../src/engine/index.ts';
import * as bounds from '../../../src/ui/app/bounds.ts';
import { hostOffers } from '../../../src/ui/commands/offers.ts';
import { hostViews, verbs } from '../../../src/engine/index.ts';
import { startSimulation } from '../../../src/shell/index.ts';
import { decodeRun, encodeRun } from '../../../src/ui/share/run-code.ts';
import * as editor from '../../../src/ui/terminal/line-editor.ts';
import { eventOfLine } from '../../../src/ui/terminal/line-event.ts';
import { Paste, tooMuch } from '../../../src/ui/terminal/paste.ts';
import { slicesOf, tailOf } from '../../../src/ui/terminal/tail.ts';
import { clusterOf, zookeeperScenario } from '../../support/zookeeper.ts';
import '../../support/systems.ts';

function outputOf(...texts: readonly string[]): Terminal['output'] {
  return texts.reduce(
    (list, text, event) => listPush(list, { text, event, isEcho: false }),
    emptyList<{ text: string; event: number; isEcho: boolean }>(),
  );
}

describe('the tail of an output', () => {
  const room = { rows: 3, columns: 10 };

  it('is all of it where there is room', () => {
    expect(tailOf(outputOf('a\n', 'b\nc'), 0, room)).toBe('a\nb\nc');
    expect(tailOf(outputOf('a\n', 'b\n', 'c'), 1, room)).toBe('b\nc');
    expect(tailOf(outputOf(), 0, room)).toBe('');
  });

  it('is its last lines where there are too many, whatever the pieces', () => {
    const lines = Array.from({ length: 50 }, (_, i) => `${i}\n`);
    expect(tailOf(outputOf(...lines, '$ '), 0, room)).toBe('47\n48\n49\n$ ');
    expect(tailOf(outputOf(lines.join('') + '$ '), 0, room)).toBe('47\n48\n49\n$ ');
  });

  it('is the end of a line that is longer than the screen, and cuts no character in two', () => {
    expect(tailOf(outputOf('x'.repeat(1000) + 'end'), 0, room)).toBe('x'.repeat(27) + 'end');
    expect(tailOf(outputOf('😀'.repeat(20) + 'y'), 0, room)).toBe('😀'.repeat(14) + 'y');
  });

  it('asks for no more pieces than it gives', () => {
    const output = outputOf(...Array.from({ length: 5000 }, (_, i) => `${i}\n`));
    let asked = 0;
    const counted = new Proxy(output, {
      get: (target, key, receiver) => {
        if (key === 'tail' || key === 'root') asked++;
        return Reflect.get(target, key, receiver) as unknown;
      },
    });
    expect(tailOf(counted, 0, room)).toBe('4997\n4998\n4999\n');
    expect(asked).toBeLessThan(20);
  });

  it('is given on in slices that keep characters whole', () => {
    const text = `a${'😀'.repeat(30)}`;
    const slices = [...slicesOf(text, 8)];
    expect(slices.join('')).toBe(text);
    expect(slices.length).toBeGreaterThan(5);
    for (const slice of slices) expect(encodeURI(slice)).not.toBe('');
  });
});

describe('the event of a line', () => {
  it('is that of the piece in which it begins', () => {
    const output = outputOf('one\ntw', 'o\n', '\n', 'four', '\nfive');
    expect([0, 1, 2, 3, 4].map((up) => eventOfLine(output, up))).toEqual([4, 3, undefined, 0, 0]);
    expect(eventOfLine(output, 5)).toBeUndefined();
  });
});

describe('a line beyond the screen', () => {
  const long = editor.insert(editor.EMPTY_LINE, 'abcdefghij'.repeat(100));

  it('is shown around its cursor, with marks where more of it is', () => {
    const end = editor.partOf(long, 100);
    expect(end.text).toBe(`<${long.text.slice(-48)}`);
    expect(end.cursor).toBe(49);
    const start = editor.partOf({ ...long, cursor: 0 }, 100);
    expect(start).toEqual({ text: `${long.text.slice(0, 48)}>`, cursor: 0 });
    const middle = editor.partOf({ ...long, cursor: 500 }, 100);
    expect(middle.text).toBe(`<${long.text.slice(476, 524)}>`);
    expect(middle.text.slice(middle.cursor)).toBe(`${long.text.slice(500, 524)}>`);
  });

  it('is shown whole as long as it has room', () => {
    expect(editor.partOf(long, 1001)).toEqual({ text: long.text, cursor: 1000 });
    expect(editor.cellWidth(editor.partOf(long, 1000).text)).toBeLessThan(1000);
  });
});

describe('a paste', () => {
  const lines = Array.from({ length: 3000 }, (_, i) => `line ${i}`);

  it('has bounds', () => {
    expect(tooMuch('x'.repeat(bounds.LINE_CHARACTERS))).toBeNull();
    expect(tooMuch('x'.repeat(bounds.LINE_CHARACTERS), 1)).toBe('line');
    expect(tooMuch(`a\n${'x'.repeat(bounds.LINE_CHARACTERS)}`, 1)).toBeNull();
    expect(tooMuch('\n'.repeat(bounds.PASTE_LINES))).toBeNull();
    expect(tooMuch('\n'.repeat(bounds.PASTE_LINES + 1))).toBe('paste');
    expect(tooMuch('x\n'.repeat(bounds.PASTE_CHARACTERS))).toBe('paste');
  });

  it('sends every line in order', async () => {
    const sent: string[] = [];
    const stopped = await new Paste().run(
      lines,
      (line) => sent.push(line),
      () => {},
    );
    expect(stopped).toBeNull();
    expect(sent).toEqual(lines);
  });

  it('stops where it is when it is called off, and says where', async () => {
    const paste = new Paste();
    const sent: string[] = [];
    const until = performance.now() + 8;
    const send = (line: string) => {
      sent.push(line);
      // Work that takes its time, so that the first slice ends before the lines do.
      while (sent.length === 100 && performance.now() < until);
    };
    const stopped = await paste.run(lines, send, () => paste.cancel());
    expect(stopped).toBe(sent.length);
    expect(sent.length).toBeLessThan(lines.length);
  });
});

describe('terminals', () => {
  it('are offered until as many are open as can be; then the reason is', () => {
    const timeline = startSimulation(zookeeperScenario({ servers: 1, clientHosts: 1, seed: 1 }));
    const names = () => {
      const host = hostViews(timeline.world).find(({ name }) => name === 'client1')!;
      return hostOffers(host, timeline.world).map(({ name }) => name);
    };
    expect(names()).toContain('terminal');
    for (let i = 0; i < bounds.OPEN_TERMINALS; i++) {
      for (const action of verbs.openTerminal('client1')) timeline.act(action);
    }
    expect(names()).not.toContain('terminal');
    expect(names()).toContain('terminalsFull');
  });

  it('of a link are bounded by how many are open at once', () => {
    const [open] = verbs.openTerminal('client1');
    const close = { type: 'operator.closeTerminal', terminal: 1 } as const;
    const spec = { servers: 1, observers: 0, clientHosts: 1, seed: 1, config: {} };
    const read = (count: number, ...more: readonly (typeof close)[]) => {
      const actions = Array.from({ length: count }, () => [open!, ...more]).flat();
      const placed = actions.map((action) => ({ atMs: 0, action }));
      return decodeRun(
        encodeRun({ of: { kind: 'cluster', spec: clusterOf(spec) }, actions: placed }),
      );
    };
    expect(read(bounds.TERMINALS_OF_LINKS).ok).toBe(true);
    expect(read(bounds.TERMINALS_OF_LINKS + 1)).toEqual({
      ok: false,
      reason: 'damaged',
      flaw: 'manyTerminals',
    });
    expect(read(2 * bounds.TERMINALS_OF_LINKS, close).ok).toBe(true);
  });
});
