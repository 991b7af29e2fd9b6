/** Links that carry a run. */
import { describe, expect, it } from 'vitest';
import { stateHash } from '../../../src/engine/index.ts';
import { startWorld } from '../../../src/lesson/index.ts';
import { startSimulation } from '../../../src/shell/index.ts';
import { placeActions, playActions, replayable } from '../../../src/ui/share/placed-journal.ts';
import type { PlacedAction } from '../../../src/ui/share/placed-journal.ts';
import { atOnce } from '../../../src/ui/app/breath.ts';
import {
  decodeRun,
  decodingKept,
  encodeRun,
  isWhole,
  keptCode,
} from '../../../src/ui/share/run-code.ts';
import type { Run } from '../../../src/ui/share/run-code.ts';
import type { RunFlaw } from '../../../src/ui/share/run-flaw.ts';
import { FlawedRun } from '../../../src/ui/share/run-flaw.ts';
import { checkWorld } from '../../../src/ui/share/systems/world-part.ts';
import { checkZooKeeper } from '../../../src/ui/systems/zookeeper/codec.ts';
import { curiousRun, startRun } from './share-run.ts';
import { clusterOf, zookeeperScenario } from '../../support/zookeeper.ts';
import '../../support/systems.ts';

const spec = { servers: 3, observers: 0, clientHosts: 1, seed: 20261, config: {} };
const timeline = curiousRun(spec);
const actions = placeActions(replayable(startRun(spec)), timeline.journal);
const run: Run = { of: { kind: 'cluster', spec: clusterOf(spec) }, actions };
const code = encodeRun(run);
const ADDRESS = 'https://somebody.github.io/ensemble/#/sandbox?run=';

describe('share link', () => {
  it('gives the run back as it was', () => {
    expect(decodeRun(code)).toEqual({ ok: true, run });
  });

  it('plays to the same world and the same journal', () => {
    const decoded = decodeRun(code);
    if (!decoded.ok) throw new Error('not decoded');
    const replayed = playActions(replayable(startRun(spec)), decoded.run.actions);
    replayed.advance({ untilMs: timeline.clockMs });
    expect(replayed.journal).toEqual(timeline.journal);
    expect(stateHash(replayed.world)).toBe(stateHash(timeline.world));
  });

  it('takes at most 500 characters for forty commands, address included', () => {
    expect(timeline.journal.length).toBe(40);
    expect(timeline.clockMs).toBeGreaterThan(5 * 60_000);
    expect(ADDRESS.length + code.length).toBeLessThanOrEqual(500);
  });

  it('says that a cut link is damaged, wherever it was cut', () => {
    for (let length = 0; length < code.length - 1; length += 7) {
      const decoded = decodeRun(code.slice(0, length));
      expect(decoded.ok, `cut at ${length}`).toBe(false);
    }
  });

  it('says that a changed link is damaged, wherever it was changed', () => {
    for (let at = 1; at < code.length; at += 5) {
      const other = code[at] === 'x' ? 'y' : 'x';
      const decoded = decodeRun(code.slice(0, at) + other + code.slice(at + 1));
      expect(decoded.ok, `changed at ${at}`).toBe(false);
    }
  });

  it('tells a newer format from a damaged one', () => {
    expect(decodeRun(`D${code.slice(1)}`)).toEqual({ ok: false, reason: 'newer' });
    for (const foreign of ['', 'hello', '%%%', '???', 'B', 'B!', 'eJyrVg', 'a'.repeat(5000)])
      expect(decodeRun(foreign), foreign).toMatchObject({ ok: false, reason: 'damaged' });
  });

  it('keeps odd texts, several lines, other terminals and exact places', () => {
    const odd: readonly PlacedAction[] = [
      { atMs: 0.001, action: { type: 'operator.type', terminal: 40, text: 'echo 你好\nls' } },
      { atMs: 0.001, action: { type: 'operator.type', terminal: 3, text: '' } },
      { atMs: 7000.5, action: { type: 'operator.interrupt', terminal: 3, partial: 'sl' } },
      {
        atMs: 7000.5,
        action: { type: 'operator.signal', key: 'zk1/x', signal: 'STOP' },
        exactly: { number: 812, silentCount: 3 },
      },
      { atMs: 1e7, action: { type: 'operator.type', terminal: 3, text: '\u0012 x' } },
    ];
    const lesson = { id: 'data-tree', openedAt: 2, place: 'challenge' } as const;
    const of = { kind: 'lesson', lesson } as const;
    expect(decodeRun(encodeRun({ of, actions: odd }))).toEqual({
      ok: true,
      run: { of, actions: odd },
    });
  });
});

describe('a run that is too long for a link', () => {
  const line = (index: number) => `echo ${'你好 '.repeat(30)}${index} > /tmp/${index}`;
  const typed = (text: string, index: number): PlacedAction => ({
    atMs: index * 100,
    action: { type: 'operator.type', terminal: 1, text },
  });
  const lines = Array.from({ length: 1500 }, (_, index) => typed(line(index), index));
  const pasted = [typed('x=1\n'.repeat(60_000), 1), typed('.'.repeat(150_000), 2)];

  it.each([
    ['many lines', lines],
    ['two that are pasted', pasted],
  ])('is refused as a link in words, and kept all the same: %s', (_what, long) => {
    const whole: Run = { ...run, actions: long };
    expect(() => encodeRun(whole)).toThrow(new FlawedRun('longText'));
    const kept = keptCode(whole);
    expect(atOnce(decodingKept(kept))).toEqual({ ok: true, run: whole });
    expect(decodeRun(kept)).toMatchObject({ ok: false, reason: 'damaged' });
    expect(isWhole(kept)).toBe(true);
    expect(isWhole(`${kept.slice(0, -3)}odd`)).toBe(false);
    const changed = `${kept.slice(0, 3000)}~${kept.slice(3001)}`;
    expect(atOnce(decodingKept(changed))).toMatchObject({ ok: false, flaw: 'changed' });
  });

  it('is written in no time, and a short one as a link is', () => {
    expect(keptCode(run)).toBe(code);
    // What is compressed takes microseconds a letter; this one is not.
    expect(keptCode({ ...run, actions: lines })).toContain(line(1499));
  });

  it('every link that can be written can be read: both have the same bound', () => {
    const of = { kind: 'lesson', lesson: { id: 'x', openedAt: 0, place: 0 } } as const;
    const full = (length: number): Run => ({ of, actions: [typed('#'.repeat(length), 0)] });
    const head = `lesson ${JSON.stringify(of.lesson)}\n`.length;
    const most = full(200_000 - head);
    expect(decodeRun(encodeRun(most))).toEqual({ ok: true, run: most });
    expect(() => encodeRun(full(200_001 - head))).toThrow(new FlawedRun('longText'));
  });

  it('what earlier pages kept beyond that bound is read again', () => {
    // Written by the page before this bound was the same on both sides: 200,100 number signs.
    const earlier =
      'BT37GmwwBAAS60feUB2zWrPtAEeiqpgg4nkKWQ1uPR1ltyH2wpN50WMzk7sX5yYf6_99emDTj44Nshvz_yB_87Ur0N2W0vPtEg_hB6frd-6KuDrI0dfa5z_nOWqW9875D4Vn9_N-t07gSe5GRfg';
    const read = atOnce(decodingKept(earlier));
    expect(read.ok && read.run.actions[0]!.action).toMatchObject({ text: '#'.repeat(200_100) });
    expect(decodeRun(earlier)).toMatchObject({ ok: false, flaw: 'longText' });
  });
});

describe('numbers out of their bounds', () => {
  const rule = (more: object) => ({
    type: 'operator.addRule',
    rule: { id: 'r', from: 'zk1', to: 'zk2', ...more },
  });
  const at = { number: 5, silentCount: 0 };
  const tab = { type: 'operator.interrupt', terminal: 1 };

  it.each([
    ['longDelay', { action: rule({ kind: 'latency', extraMs: 1e300 }) }],
    ['longDelay', { action: rule({ kind: 'latency', extraMs: -5 }) }],
    ['longDelay', { action: { type: 'operator.loseMessage', sequence: 1, delayMs: 1e9 } }],
    ['probability', { action: rule({ kind: 'loss', probability: 1.5 }) }],
    ['beyond', { action: { ...tab, terminal: 2 ** 50 } }],
    ['beyond', { action: tab, atMs: 1e12 }],
    ['beyond', { action: tab, exactly: { ...at, number: 2 ** 50 } }],
    ['beyond', { action: tab, exactly: { ...at, silentCount: 2 ** 50 } }],
  ])('are refused in words: %s', (flaw, odd) => {
    const actions = [{ atMs: 5, ...odd } as PlacedAction];
    expect(decodeRun(encodeRun({ ...run, actions }))).toEqual({
      ok: false,
      reason: 'damaged',
      flaw,
    });
  });
});

describe('playing what came from outside', () => {
  const typed = { type: 'operator.type', terminal: 1, text: 'ls' } as const;

  it.each([
    [
      'events beyond the limit',
      'manyEvents',
      [{ atMs: 5, action: typed, exactly: { number: 1e12, silentCount: 0 } }],
    ],
    ['more than a day', 'longTime', [{ atMs: 1e12, action: typed }]],
    [
      'times that run backwards',
      'order',
      [{ atMs: 5, action: typed, exactly: { number: 5000, silentCount: 0 } }],
    ],
  ])('refuses %s, and says so: %s', (_what, flaw, bad) => {
    expect(() => playActions(replayable(startRun(spec)), bad)).toThrow(
      new FlawedRun(flaw as RunFlaw),
    );
  });
});

describe('description of a cluster', () => {
  it('is refused when it is none', () => {
    const bad = [null, { servers: 0 }, { servers: 1e9 }, { servers: 3, config: { a: 1 } }, [3]];
    for (const one of bad) expect(checkZooKeeper(one), JSON.stringify(one)).toBeUndefined();
    expect(checkZooKeeper({ servers: 3, serverConfig: { x: {} } })).toBeUndefined();
    expect(checkWorld({ syncMs: [5, 1] })).toBeUndefined();
    expect(checkWorld(null)).toBeUndefined();
  });

  it('keeps what is told about single servers, layout and times', () => {
    const whole = {
      ...spec,
      serverConfig: { 2: { syncLimit: '3' } },
      layout: 'oneHost' as const,
      started: [1, 2],
      latencyMs: [1, 9] as const,
      properties: ['-Dzookeeper.skipACL=yes'],
    };
    const told: unknown = JSON.parse(JSON.stringify(whole));
    expect({ ...checkZooKeeper(told), ...checkWorld(told) }).toEqual(whole);
    startSimulation(zookeeperScenario(whole)).advance({ untilMs: 100 });
    startWorld(clusterOf(whole), 1).advance({ untilMs: 100 });
  });
});
