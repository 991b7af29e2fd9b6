/** What each fault does to messages, timers and disks. */
import { describe, expect, test } from 'vitest';
import type { Behavior, Effect, OperatorAction } from '../../../src/engine/index.ts';
import { Timeline, readText } from '../../../src/engine/index.ts';

/** Sends a number every 10 ms to whoever listens on `peer`; the peer notes what it gets. */
const sender: Behavior<{ next: number; connection: number | null; ends: readonly string[] }> = {
  name: 'sender',
  start: () => [
    { next: 0, connection: null, ends: [] },
    [{ type: 'connect', token: 'peer', host: 'b', port: 1 }],
  ],
  step(state, event) {
    if (event.type === 'connection.opened') {
      const tick: Effect = { type: 'setTimer', name: 'tick', delayMs: 10 };
      return [{ ...state, connection: event.connection }, [tick]];
    }
    if (event.type === 'connection.closed' || event.type === 'connection.refused') {
      return [{ ...state, connection: null, ends: [...state.ends, event.reason] }, []];
    }
    if (event.type !== 'timer' || state.connection === null) return [state, []];
    const message = { type: 'NUMBER', value: state.next } as const;
    return [
      { ...state, next: state.next + 1 },
      [
        { type: 'send', connection: state.connection, message },
        { type: 'setTimer', name: 'tick', delayMs: 10 },
      ],
    ];
  },
};

interface Noted {
  readonly got: readonly { readonly value: number; readonly atMs: number }[];
  readonly synced: number;
  readonly ends: readonly string[];
}

const noter: Behavior<Noted> = {
  name: 'noter',
  start: () => [
    { got: [], synced: 0, ends: [] },
    [
      { type: 'listen', port: 1 },
      { type: 'mkdir', path: '/d' },
    ],
  ],
  step(state, event, env) {
    if (event.type === 'message') {
      const { value } = event.message as unknown as { value: number };
      return [
        { ...state, got: [...state.got, { value, atMs: env.nowMs }] },
        [
          { type: 'append', path: '/d/log', chunk: `${value}\n` },
          { type: 'sync', path: '/d/log', token: String(value) },
        ],
      ];
    }
    if (event.type === 'disk.synced') return [{ ...state, synced: state.synced + 1 }, []];
    if (event.type === 'connection.closed') {
      return [{ ...state, ends: [...state.ends, event.reason] }, []];
    }
    return [state, []];
  },
};

function world(): Timeline {
  return new Timeline({
    seed: 5,
    isStrict: true,
    programs: { sender, noter },
    hosts: [
      { name: 'b', ip: '10.0.0.2', boot: [{ program: 'noter', argv: ['noter'] }] },
      { name: 'a', ip: '10.0.0.1', boot: [{ program: 'sender', argv: ['sender'] }] },
    ],
  });
}

function stateOf<T>(timeline: Timeline, program: string): T {
  for (const process of timeline.world.processes.values()) {
    if (process.program === program) return process.state as T;
  }
  throw new Error(`no ${program}`);
}

const cut = (isTwoWay: boolean, from: string, to: string): OperatorAction => ({
  type: 'operator.addRule',
  rule: { id: 'cut', kind: 'cut', from, to, isTwoWay },
});
const heal: OperatorAction = { type: 'operator.removeRule', id: 'cut' };
const values = (timeline: Timeline): number[] =>
  stateOf<Noted>(timeline, 'noter').got.map(({ value }) => value);
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe('a connection', () => {
  test('delivers in order, each message once', () => {
    const timeline = world();
    timeline.advance({ untilMs: 1000 });
    const got = values(timeline);
    expect(got.length).toBeGreaterThan(80);
    expect(got).toEqual(upTo(got.length));
  });

  test('a cut holds messages back; when it heals they arrive in order', () => {
    const timeline = world();
    timeline.advance({ untilMs: 200 });
    const before = values(timeline).length;
    timeline.act(cut(true, 'a', 'b'));
    timeline.advance({ untilMs: 500 });
    expect(values(timeline).length).toBe(before);
    timeline.act(heal);
    timeline.advance({ untilMs: 520 });
    const got = values(timeline);
    expect(got.length).toBeGreaterThan(before + 25);
    expect(got).toEqual(upTo(got.length));
  });

  test.each([2, 15, 40, 90, 200])(
    'a cut of %i ms comes upon messages under way and lets none overtake another, as TCP',
    (lastsMs) => {
      const timeline = world();
      timeline.act({
        type: 'operator.addRule',
        rule: { id: 'far', kind: 'latency', from: 'a', to: 'b', extraMs: 60 },
      });
      for (let atMs = 400; atMs < 2000; atMs += 400) {
        timeline.advance({ untilMs: atMs });
        expect(hasFlight(timeline)).toBe(true);
        timeline.act(cut(true, 'a', 'b'));
        timeline.advance({ untilMs: atMs + lastsMs });
        timeline.act(heal);
      }
      timeline.advance({ untilMs: 2600 });
      const got = values(timeline);
      expect(got.length).toBeGreaterThan(150);
      expect(got).toEqual(upTo(got.length));
    },
  );

  test('what a cut held back dies with the power of its sender', () => {
    const timeline = world();
    timeline.advance({ untilMs: 200 });
    timeline.act(cut(true, 'a', 'b'));
    timeline.advance({ untilMs: 400 });
    const before = values(timeline).length;
    timeline.act({ type: 'operator.powerOff', host: 'a' });
    timeline.act(heal);
    timeline.advance({ untilMs: 600 });
    expect(values(timeline).length).toBe(before);
  });

  test.each([0, 3, 8, 20, 35, 55])(
    'a sender that loses its power %i ms into a cut leaves no gap in what arrives',
    (offAfterMs) => {
      for (const lastsMs of [1, 12, 30, 80]) {
        const timeline = world();
        timeline.act({
          type: 'operator.addRule',
          rule: { id: 'far', kind: 'latency', from: 'a', to: 'b', extraMs: 60 },
        });
        timeline.advance({ untilMs: 400 });
        expect(hasFlight(timeline)).toBe(true);
        timeline.act(cut(true, 'a', 'b'));
        timeline.advance({ untilMs: 400 + offAfterMs });
        timeline.act({ type: 'operator.powerOff', host: 'a' });
        timeline.advance({ untilMs: 400 + offAfterMs + lastsMs });
        timeline.act(heal);
        timeline.advance({ untilMs: 800 });
        const got = values(timeline);
        expect(got.length).toBeGreaterThan(25);
        expect(got).toEqual(upTo(got.length));
      }
    },
  );

  test('an attempt under a cut waits for the healing, and keeps no world busy meanwhile', () => {
    const timeline = world();
    timeline.act(cut(true, 'a', 'b'));
    timeline.advance({});
    expect(timeline.nextEventAtMs()).toBeUndefined();
    expect(values(timeline)).toEqual([]);
    timeline.act(heal);
    timeline.advance({ untilMs: 1500 });
    expect(values(timeline).length).toBeGreaterThan(20);
  });

  test('a one-way cut against the flow leaves the flow alone', () => {
    const timeline = world();
    timeline.advance({ untilMs: 200 });
    timeline.act(cut(false, 'b', 'a'));
    timeline.advance({ untilMs: 400 });
    expect(values(timeline).length).toBeGreaterThan(35);
  });

  test('loss shows as delay, never as a gap', () => {
    const timeline = world();
    timeline.act({
      type: 'operator.addRule',
      rule: { id: 'loss', kind: 'loss', from: 'a', to: 'b', probability: 0.2 },
    });
    timeline.advance({ untilMs: 3000 });
    const { got } = stateOf<Noted>(timeline, 'noter');
    expect(got.map(({ value }) => value)).toEqual(upTo(got.length));
    const gaps = got.slice(1).map(({ atMs }, i) => atMs - got[i]!.atMs);
    expect(Math.max(...gaps)).toBeGreaterThan(150);
  });

  test('one lost segment holds up what was sent behind it', () => {
    const timeline = world();
    timeline.advance({ untilMs: 200, stop: () => hasFlight(timeline) });
    const flight = timeline.world.queue.entries.find(({ kind }) => kind === 'deliver')!;
    timeline.act({ type: 'operator.loseMessage', sequence: flight.sequence, delayMs: 200 });
    const before = values(timeline).length;
    timeline.advance({ untilMs: timeline.world.nowMs + 190 });
    expect(values(timeline).length).toBe(before);
    timeline.advance({ untilMs: timeline.world.nowMs + 100 });
    expect(values(timeline)).toEqual(upTo(values(timeline).length));
  });

  test('a reset ends it at both sides', () => {
    const timeline = world();
    timeline.advance({ untilMs: 200 });
    const [connection] = timeline.world.connections.keys();
    timeline.act({ type: 'operator.resetConnection', connection: connection! });
    timeline.advance({ untilMs: 210 });
    expect(stateOf<Noted>(timeline, 'noter').ends).toEqual(['reset']);
    expect(stateOf<Noted>(timeline, 'sender').ends).toEqual(['reset']);
  });

  test('a killed process closes its sockets; a host without power says nothing', () => {
    const killed = world();
    killed.advance({ untilMs: 200 });
    killed.act({ type: 'operator.signal', key: 'b/noter', signal: 'KILL' });
    killed.advance({ untilMs: 260 });
    expect(stateOf<Noted>(killed, 'sender').ends).toEqual(['closed']);
    const dark = world();
    dark.advance({ untilMs: 200 });
    dark.act({ type: 'operator.powerOff', host: 'b' });
    dark.advance({ untilMs: 400 });
    expect(stateOf<Noted>(dark, 'sender').ends).toEqual([]);
    dark.act({ type: 'operator.powerOn', host: 'b' });
    dark.advance({ untilMs: 460 });
    expect(stateOf<Noted>(dark, 'sender').ends).toEqual(['reset']);
  });
});

function hasFlight(timeline: Timeline): boolean {
  return (
    timeline.world.nowMs > 100 &&
    timeline.world.queue.entries.some(({ kind }) => kind === 'deliver')
  );
}

describe('a process', () => {
  test('that is paused takes no step, and gets everything when it goes on', () => {
    const timeline = world();
    timeline.advance({ untilMs: 200 });
    const before = values(timeline).length;
    timeline.act({ type: 'operator.signal', key: 'b/noter', signal: 'STOP' });
    timeline.advance({ untilMs: 400 });
    expect(values(timeline).length).toBe(before);
    timeline.act({ type: 'operator.signal', key: 'b/noter', signal: 'CONT' });
    timeline.advance({ untilMs: 410 });
    expect(values(timeline)).toEqual(upTo(values(timeline).length));
    expect(values(timeline).length).toBeGreaterThan(before + 15);
  });
});

describe('a disk', () => {
  test('kill keeps the page cache; loss of power keeps what was synced and a prefix of the rest', () => {
    const slow: OperatorAction = {
      type: 'operator.addRule',
      rule: { id: 'slow', kind: 'slowDisk', host: 'b', extraMs: 40 },
    };
    const lines = (timeline: Timeline): number[] =>
      (readText(timeline.world.hosts.get('b')!.disk, '/d/log') ?? '')
        .split('\n')
        .filter((line) => line !== '')
        .map(Number);
    const killed = world();
    killed.act(slow);
    killed.advance({ untilMs: 500 });
    const written = values(killed).length;
    killed.act({ type: 'operator.signal', key: 'b/noter', signal: 'KILL' });
    expect(lines(killed).length).toBe(written);

    const dark = world();
    dark.act(slow);
    dark.advance({ untilMs: 500 });
    const { synced } = stateOf<Noted>(dark, 'noter');
    expect(synced).toBeLessThan(written);
    dark.act({ type: 'operator.powerOff', host: 'b' });
    const kept = lines(dark);
    expect(kept).toEqual(upTo(kept.length));
    expect(kept.length).toBeGreaterThanOrEqual(synced);
    expect(kept.length).toBeLessThan(written);
  });

  test('a send behind a sync leaves only when the sync is durable', () => {
    const careful: Behavior<number> = {
      name: 'careful',
      start: () => [0, [{ type: 'connect', token: 'peer', host: 'b', port: 1 }]],
      step(state, event) {
        if (event.type !== 'connection.opened') return [state, []];
        const message = { type: 'NUMBER', value: 1 } as const;
        return [
          state,
          [
            { type: 'append', path: '/tmp/x', chunk: 'x' },
            { type: 'sync', path: '/tmp/x' },
            { type: 'send', connection: event.connection, message },
          ],
        ];
      },
    };
    const timeline = new Timeline({
      seed: 1,
      isStrict: true,
      programs: { careful, noter },
      syncMs: [100, 100],
      hosts: [
        { name: 'b', ip: '10.0.0.2', boot: [{ program: 'noter', argv: ['noter'] }] },
        { name: 'a', ip: '10.0.0.1', boot: [{ program: 'careful', argv: ['careful'] }] },
      ],
    });
    timeline.advance({ untilMs: 90 });
    expect(stateOf<Noted>(timeline, 'noter').got).toEqual([]);
    timeline.advance({ untilMs: 120 });
    expect(stateOf<Noted>(timeline, 'noter').got.length).toBe(1);
  });

  test('a full disk refuses growth and says so', () => {
    const timeline = world();
    timeline.act({ type: 'operator.addRule', rule: { id: 'f', kind: 'fullDisk', host: 'b' } });
    const failures: string[] = [];
    timeline.advance({
      untilMs: 200,
      stop: ({ event }) => {
        if (event.type === 'disk.failed') failures.push(event.reason);
        return false;
      },
    });
    expect(failures.length).toBeGreaterThan(5);
    expect(new Set(failures)).toEqual(new Set(['ENOSPC']));
  });
});
