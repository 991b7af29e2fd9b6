/** Links that carry a run. */
import { describe, expect, it } from 'vitest';
import { stateHash, zookeeperScenario } from '../../../src/engine/index.ts';
import { startWorld } from '../../../src/lesson/index.ts';
import { startSimulation } from '../../../src/shell/index.ts';
import { placeActions, playActions, stageOf } from '../../../src/ui/share/placed-journal.ts';
import type { PlacedAction } from '../../../src/ui/share/placed-journal.ts';
import { decodeRun, encodeRun } from '../../../src/ui/share/run-code.ts';
import type { Run } from '../../../src/ui/share/run-code.ts';
import type { RunFlaw } from '../../../src/ui/share/run-flaw.ts';
import { FlawedRun } from '../../../src/ui/share/run-flaw.ts';
import { checkSpec } from '../../../src/ui/share/spec-check.ts';
import { curiousRun, startRun } from './share-run.ts';

const spec = { servers: 3, observers: 0, clientHosts: 1, seed: 20261, config: {} };
const timeline = curiousRun(spec);
const actions = placeActions(stageOf(startRun(spec)), timeline.journal);
const run: Run = { of: { kind: 'cluster', spec }, actions };
const code = encodeRun(run);
const ADDRESS = 'https://somebody.github.io/ensemble/#/sandbox?run=';

describe('share link', () => {
  it('gives the run back as it was', () => {
    expect(decodeRun(code)).toEqual({ ok: true, run });
  });

  it('plays to the same world and the same journal', () => {
    const decoded = decodeRun(code);
    if (!decoded.ok) throw new Error('not decoded');
    const replayed = playActions(stageOf(startRun(spec)), decoded.run.actions);
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
    expect(decodeRun(`C${code.slice(1)}`)).toEqual({ ok: false, reason: 'newer' });
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
    expect(() => playActions(stageOf(startRun(spec)), bad)).toThrow(new FlawedRun(flaw as RunFlaw));
  });
});

describe('description of a cluster', () => {
  it('is refused when it is none', () => {
    const bad = [null, { servers: 0 }, { servers: 1e9 }, { servers: 3, config: { a: 1 } }, [3]];
    for (const one of bad) expect(checkSpec(one), JSON.stringify(one)).toBeUndefined();
    expect(checkSpec({ servers: 3, serverConfig: { x: {} } })).toBeUndefined();
    expect(checkSpec({ servers: 3, syncMs: [5, 1] })).toBeUndefined();
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
    expect(checkSpec(JSON.parse(JSON.stringify(whole)))).toEqual(whole);
    startSimulation(zookeeperScenario(whole)).advance({ untilMs: 100 });
    startWorld(whole, 1).advance({ untilMs: 100 });
  });
});
