/** What counts as equal, and that everything else is found. */
import { describe, expect, test } from 'vitest';
import type { Observed } from '../../conformance/compare.ts';
import { compareStep, diffLines } from '../../conformance/compare.ts';
import type { GoldenStep } from '../../conformance/golden-case.ts';
import { Guesses, Numbers } from '../../conformance/numbers.ts';
import { kinds } from '../../conformance/zookeeper/actors.ts';
import { texts } from '../../conformance/zookeeper/texts.ts';

const connected = '\nWATCHER::\n\nWatchedEvent state:SyncConnected type:None path:null\n';
const changed = '\nWATCHER::\n\nWatchedEvent state:SyncConnected type:NodeDataChanged path:/a\n';

function compare(step: Partial<GoldenStep>, ours: Observed) {
  const full = { actor: 'client:A', input: 'x', output: '', ...step };
  const kind = kinds[full.kind ?? 'line'];
  const mayChoose = kind?.does === 'command' && kind.listsInNoOrder === true;
  return compareStep(texts, full, ours, newNumbering(), mayChoose);
}

function newNumbering() {
  const { numbered } = texts;
  return { golden: new Numbers(numbered), ours: new Guesses([new Numbers(numbered)]) };
}

describe('allowed', () => {
  test('a watch event on the other side of the prompt', () => {
    const step = { output: 'ok\n', asyncAfterPrompt: changed };
    expect(compare(step, { output: `${changed}ok\n` })).toEqual([]);
  });
  test('a line between the two parts of an event', () => {
    const step = { output: changed.replace('WATCHER::\n', 'WATCHER::\nok\n') };
    expect(compare(step, { output: `ok\n${changed}` })).toEqual([]);
    expect(compare(step, { output: changed })).not.toEqual([]);
  });
  test('the other connection state in the prompt when the connection event is in the step', () => {
    const step = { output: '', asyncAfterPrompt: connected, promptAfter: '[zk: a(CONNECTING) 0] ' };
    const ours = { output: connected, promptAfter: '[zk: a(CONNECTED) 0] ' };
    expect(compare(step, ours)).toEqual([]);
  });
  test('other session ids, as long as they are used in the same places', () => {
    const text = (first: number, second: number) =>
      `0x<SESSION${first}> 0x<SESSION${second}> 0x<SESSION${first}>`;
    expect(compare({ output: text(2, 3) }, { output: text(1, 7) })).toEqual([]);
  });
  test('rows of connections in another order, their sessions with them', () => {
    const row = (session: string) => ` /127.0.0.1:<PORT>[1](sid=0x<SESSION${session}>)\n`;
    const own = ' /127.0.0.1:<PORT>[0](queued=0)\n';
    expect(compare({ output: own + row('1') }, { output: row('4') + own })).toEqual([]);
  });
  test('sessions and what they own in another order', () => {
    const dump = (first: number, second: number, paths: readonly string[]) =>
      `\t0x<SESSION1>\n\t0x<SESSION2>\n` +
      `0x<SESSION${first}>:\n\t${paths[0]}\n0x<SESSION${second}>:\n\t${paths[1]}\n`;
    const step = { kind: '4lw', output: dump(2, 1, ['/f', '/e']) } as const;
    expect(compare(step, { output: dump(1, 2, ['/f', '/e']) })).toEqual([]);
    expect(compare(step, { output: dump(1, 1, ['/f', '/e']) })).not.toEqual([]);
  });
  test('a later text says which of two sessions is which', () => {
    const numbering = newNumbering();
    const step = (output: string): GoldenStep => ({
      actor: '4lw:1',
      input: 'x',
      kind: '4lw',
      output,
    });
    const both = '\t0x<SESSION1>\n\t0x<SESSION2>\n';
    const follow = (theirs: string, ours: string) =>
      compareStep(texts, step(theirs), { output: ours }, numbering, true);
    const one = (session: number) => `/a\n\t0x<SESSION${session}>\n`;
    expect(follow(both, both)).toEqual([]);
    expect(follow(one(1), one(2))).toEqual([]);
    expect(follow(one(2), one(2))).not.toEqual([]);
  });
  test('frames of a stack trace below its first line', () => {
    expect(compare({ output: 'E: x\n\tat a.b(C.java:1)\n' }, { output: 'E: x\n' })).toEqual([]);
  });
});

describe('found', () => {
  test.each<[string, Partial<GoldenStep>, Observed, string]>([
    ['another text', { output: 'a\n' }, { output: 'b\n' }, 'output'],
    ['a missing watch event', { output: `${changed}ok\n` }, { output: 'ok\n' }, 'output'],
    ['a watch event too many', { output: 'ok\n' }, { output: `ok\n${changed}` }, 'output'],
    [
      'a prompt that counts wrongly',
      { promptAfter: '1] ' },
      { output: '', promptAfter: '2] ' },
      'prompt',
    ],
    [
      'another connection state without a connection event',
      { promptAfter: '(CONNECTED) ' },
      { output: '', promptAfter: '(CONNECTING) ' },
      'prompt',
    ],
    ['another exit code', { exitCode: 1 }, { output: '', exitCode: 0 }, 'exitCode'],
    ['text on standard error', { stderr: '' }, { output: '', stderr: 'oops' }, 'stderr'],
    [
      'a missing row of a connection',
      { output: ' /1:<PORT>[0]\n /1:<PORT>[1]\n' },
      { output: ' /1:<PORT>[1]\n' },
      'output',
    ],
    ['another zxid', { output: 'cZxid = 0x2' }, { output: 'cZxid = 0x3' }, 'output'],
  ])('%s', (_name, step, ours, field) => {
    expect(compare(step, ours).map((difference) => difference.field)).toEqual([field]);
  });
});

test('a diff shows the differing lines only', () => {
  expect(diffLines('a\nb\nc\n', 'a\nX\nc\n')).toBe('      a\n    - b\n    + X');
});
