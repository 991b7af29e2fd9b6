/** Journals survive coding; whatever else is decoded gives a message, never a throw. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JournalEntry, OperatorAction } from '../../../src/engine/index.ts';
import { decodeJournal, encodeJournal, verbs } from '../../../src/engine/index.ts';

const every: readonly OperatorAction[] = [
  ...verbs.kill('zk1/QuorumPeerMain /opt/zoo.cfg'),
  ...verbs.restart('k'),
  ...verbs.powerOff('zk1'),
  ...verbs.powerOn('zk1'),
  ...verbs.cut('zk1', 'zk2'),
  ...verbs.cutOneWay('zk1', 'zk2'),
  ...verbs.heal('zk1', 'zk2'),
  ...verbs.slowNetwork('zk1', '*', 12.5),
  ...verbs.loseSome('zk1', 'zk2', 0.25),
  ...verbs.slowDisk('zk1', 100),
  ...verbs.fillDisk('zk1'),
  ...verbs.openTerminal('client1'),
  ...verbs.type(1, 'create /a "x y"'),
  ...verbs.interrupt(1),
  { type: 'operator.interrupt', terminal: 1, partial: 'ls /' },
  { type: 'operator.endInput', terminal: 1 },
  { type: 'operator.complete', terminal: 1, line: 'ls /', cursor: 4 },
  { type: 'operator.clearScreen', terminal: 1 },
  { type: 'operator.closeTerminal', terminal: 1 },
  { type: 'operator.resetConnection', connection: 3 },
  { type: 'operator.loseMessage', sequence: 9, delayMs: 200 },
  { type: 'operator.writeFile', host: 'zk1', path: '/a', chunks: ['x'] },
  { type: 'operator.removePath', host: 'zk1', path: '/a' },
  { type: 'operator.makeFolder', host: 'zk1', path: '/a' },
  { type: 'operator.start', host: 'zk1', start: { program: 'bash', argv: ['bash'] } },
];

const journal: readonly JournalEntry[] = every.map((action, index) => ({
  number: 10 + index * 7,
  silentCount: index % 3,
  atMs: Math.round(1500 + index * 1_000_123) / 1000,
  action,
}));

describe('a coded journal', () => {
  test('comes back the same after a trip through JSON', () => {
    const coded: unknown = JSON.parse(JSON.stringify(encodeJournal(journal)));
    const decoded = decodeJournal(coded);
    expect(decoded).toEqual({ ok: true, value: journal });
  });

  test('every kind of action is covered above', () => {
    const kinds = new Set(every.map(({ type }) => type));
    expect(kinds.size).toBe(19);
  });

  test('that was edited gives a message', () => {
    const coded = JSON.parse(JSON.stringify(encodeJournal(journal))) as unknown[][];
    for (const index of coded.keys()) {
      const broken = structuredClone(coded);
      broken[index]![2] = [999];
      expect(decodeJournal(broken)).toEqual({
        ok: false,
        message: `action ${index + 1} of ${coded.length} is damaged`,
      });
    }
  });

  test('decoding never throws and never lets a wrong field through', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const decoded = decodeJournal(value);
        expect(typeof decoded.ok).toBe('boolean');
      }),
    );
    fc.assert(
      fc.property(fc.nat(18), fc.array(fc.jsonValue(), { maxLength: 4 }), (kind, fields) => {
        const decoded = decodeJournal([[0, 0, [kind, ...fields]]]);
        if (decoded.ok) expect(decoded.value).toHaveLength(1);
      }),
      { numRuns: 500 },
    );
  });
});
