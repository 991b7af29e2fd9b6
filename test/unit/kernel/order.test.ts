/** What is sent in order arrives in order, whatever happens to the two ends meanwhile. */
import { describe, expect, test } from 'vitest';
import type { Behavior, Effect, Invariant, NodeEvent } from '../../../src/engine/index.ts';
import { Kernel, Timeline } from '../../../src/engine/index.ts';
import type { Noted } from './scripted.ts';
import { messagesOf, scripted, toldOf, worldOf } from './scripted.ts';

const listener = (name: string): Behavior<Noted> =>
  scripted(name, (event) => (event === null ? [{ type: 'listen', port: 1 }] : []));

const isOpened = (event: NodeEvent): event is NodeEvent & { type: 'connection.opened' } =>
  event.type === 'connection.opened';

/** Connects to `b` and `c`; when both are there it sends m1 to b, x to c, m2 to b, in one step. */
const sender = scripted('a', (event, told) => {
  if (event === null) {
    return [
      { type: 'connect', token: 'b', host: 'b', port: 1 },
      { type: 'connect', token: 'c', host: 'c', port: 1 },
    ];
  }
  const opened = told.filter(isOpened);
  if (event.type !== 'connection.opened') {
    if (event.type !== 'timer') return [];
    const to = (token: string) => opened.find((each) => each.token === token)!.connection;
    return [
      { type: 'send', connection: to('b'), message: { type: 'm1' } },
      { type: 'send', connection: to('c'), message: { type: 'x' } },
      { type: 'send', connection: to('b'), message: { type: 'm2' } },
      { type: 'send', connection: to('b'), message: { type: 'm3' } },
    ];
  }
  return opened.length === 2 ? [{ type: 'setTimer', name: 'go', delayMs: 50 }] : [];
});

const signal = (signalName: 'STOP' | 'CONT') =>
  ({ type: 'operator.signal', key: 'b/b', signal: signalName }) as const;

describe('a process that was paused', () => {
  test('gets what waited for it before what is due at the same instant', () => {
    const timeline = worldOf([sender, listener('b'), listener('c')]);
    timeline.advance({ untilMs: 40 });
    timeline.act(signal('STOP'));
    timeline.advance({
      stop: ({ event }) => event.type === 'message' && event.message.type === 'x',
    });
    expect(messagesOf(timeline, 'c')).toEqual(['x']);
    timeline.act(signal('CONT'));
    timeline.advance({ untilMs: 100 });
    expect(messagesOf(timeline, 'b')).toEqual(['m1', 'm2', 'm3']);
  });

  test('keeps that order when it is paused again before it has taken all of it', () => {
    const timeline = worldOf([sender, listener('b'), listener('c')]);
    timeline.advance({ untilMs: 40 });
    timeline.act(signal('STOP'));
    timeline.advance({
      stop: ({ event }) => event.type === 'message' && event.message.type === 'x',
    });
    timeline.act(signal('CONT'));
    timeline.act(signal('STOP'));
    timeline.advance({ untilMs: 100 });
    expect(messagesOf(timeline, 'b')).toEqual([]);
    timeline.act(signal('CONT'));
    timeline.advance({ untilMs: 200 });
    expect(messagesOf(timeline, 'b')).toEqual(['m1', 'm2', 'm3']);
  });
});

describe('a program that connects to itself', () => {
  /** Asks itself, answers itself: each end is a connection of its own for it. */
  const self = scripted('me', (event, told): readonly Effect[] => {
    if (event === null) {
      return [
        { type: 'listen', port: 1 },
        { type: 'connect', token: 'self', host: 'localhost', port: 1 },
      ];
    }
    const opened = told.filter(isOpened);
    const dialled = opened.find(({ token }) => token === 'self');
    if (event === dialled) {
      return [{ type: 'send', connection: event.connection, message: { type: 'question' } }];
    }
    if (event.type !== 'message') return [];
    if (event.message.type === 'question') {
      return [{ type: 'send', connection: event.connection, message: { type: 'answer' } }];
    }
    return [{ type: 'close', connection: event.connection }];
  });

  test('gets the question at one end, the answer at the other, and the end of both', () => {
    const timeline = worldOf([self]);
    timeline.advance({ untilMs: 100 });
    const told = toldOf(timeline, 'me');
    const dialled = told.filter(isOpened).find(({ token }) => token === 'self')!.connection;
    const accepted = told.filter(isOpened).find(({ token }) => token === null)!.connection;
    expect(accepted).not.toBe(dialled);
    expect(told.slice(2)).toMatchObject([
      { type: 'message', connection: accepted, message: { type: 'question' } },
      { type: 'message', connection: dialled, message: { type: 'answer' } },
      { type: 'connection.closed', connection: accepted, reason: 'closed' },
    ]);
    expect(timeline.world.connections.size).toBe(0);
  });

  test('loses both ends when it dies', () => {
    const timeline = worldOf([self]);
    timeline.advance({ untilMs: 1.5 });
    expect(timeline.world.connections.size).toBe(1);
    timeline.act({ type: 'operator.signal', key: 'me/me', signal: 'KILL' });
    expect(timeline.world.connections.size).toBe(0);
  });
});

describe('what stands behind a sync', () => {
  /** One step: write, sync, say `first`. A later step, while the sync is under way: say `second`. */
  const writer = scripted('w', (event, told) => {
    if (event === null) return [{ type: 'connect', token: 'b', host: 'b', port: 1 }];
    if (event.type === 'connection.opened') {
      return [
        { type: 'setTimer', name: 'early', delayMs: 10 },
        { type: 'setTimer', name: 'late', delayMs: 12 },
      ];
    }
    if (event.type !== 'timer') return [];
    const { connection } = told.find(isOpened)!;
    if (event.name === 'late') {
      return [
        { type: 'writeFile', path: '/tmp/other', chunks: ['o'] },
        { type: 'send', connection, message: { type: 'second' } },
        { type: 'append', path: '/tmp/f', chunk: '3' },
      ];
    }
    return [
      { type: 'append', path: '/tmp/f', chunk: '1' },
      { type: 'sync', path: '/tmp/f' },
      { type: 'append', path: '/tmp/f', chunk: '2' },
      { type: 'send', connection, message: { type: 'first' } },
    ];
  });

  test('is not overtaken, on its connection and in its file, by what a later step asks for', () => {
    const timeline = worldOf([listener('b'), writer]);
    timeline.advance({ untilMs: 15.5 });
    const { disk } = timeline.world.hosts.get('w')!;
    expect(JSON.stringify(disk)).toContain('/tmp/other');
    expect(messagesOf(timeline, 'b')).toEqual([]);
    timeline.advance({ untilMs: 100 });
    expect(messagesOf(timeline, 'b')).toEqual(['first', 'second']);
  });

  test('reaches the invariants when it happens, not when it is asked for', () => {
    const seen: { readonly type: string; readonly atMs: number }[] = [];
    const watcher: Invariant<null> = {
      name: 'Watcher',
      claim: 'Nothing; it notes what is sent, and when.',
      program: 'w',
      start: () => null,
      observe(ghost, { effects, atMs }) {
        for (const effect of effects) {
          if (effect.type === 'send') seen.push({ type: effect.message.type, atMs });
        }
        return ghost;
      },
    };
    const { options } = worldOf([listener('b'), writer]).kernel;
    const timeline = new Timeline({ ...options, invariants: [watcher] });
    timeline.advance({ untilMs: 100 });
    expect(seen.map(({ type }) => type)).toEqual(['first', 'second']);
    const opened = 2;
    for (const { atMs } of seen) expect(atMs).toBe(opened + 10 + 5);
  });

  test('a kernel with no invariants does the same', () => {
    const { options } = worldOf([listener('b'), writer]).kernel;
    const kernel = new Kernel(options);
    while (kernel.step(100) !== undefined);
    expect(kernel.world.queue.entries.length).toBe(0);
  });
});
