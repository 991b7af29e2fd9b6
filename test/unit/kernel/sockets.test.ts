/** Which sockets a host has, after its processes and its power have come and gone. */
import { describe, expect, test } from 'vitest';
import type { Timeline } from '../../../src/engine/index.ts';
import { connectionViews, flightViews } from '../../../src/engine/index.ts';
import { envOf } from '../../../src/engine/kernel/host-view.ts';
import { scripted, worldOf } from './scripted.ts';

const listener = scripted('b', (event) =>
  event === null ? [{ type: 'listen', port: 1, purpose: 'client' }] : [],
);
/** Takes a connection and talks every 10 ms, too. */
const talker = scripted('b', (event, told) => {
  if (event === null) return [{ type: 'listen', port: 1 }];
  const opened = told.find(({ type }) => type === 'connection.opened');
  if (opened?.type !== 'connection.opened' || event.type === 'message') return [];
  return [
    { type: 'send', connection: opened.connection, message: { type: 'hello' } },
    { type: 'setTimer', name: 'again', delayMs: 10 },
  ];
});

/** Connects once a second until it is connected, then talks every 10 ms. */
const caller = scripted('a', (event, told) => {
  if (event === null || event.type === 'connection.refused') {
    return [{ type: 'connect', token: 'b', host: 'b', port: 1 }];
  }
  const opened = told.find(({ type }) => type === 'connection.opened');
  if (opened?.type !== 'connection.opened') return [];
  return [
    { type: 'send', connection: opened.connection, message: { type: 'hello' } },
    { type: 'setTimer', name: 'again', delayMs: 10 },
  ];
});

const power = (host: string, isOn: boolean) =>
  ({ type: isOn ? 'operator.powerOn' : 'operator.powerOff', host }) as const;

/** netstat of a host, without the listening ones. */
function sockets(timeline: Timeline, host: string): readonly string[] {
  return envOf(timeline.kernel, host)
    .host.sockets()
    .filter(({ state }) => state !== 'LISTEN')
    .map(({ state, pid }) => `${state} ${pid}`);
}

describe('the power of both ends', () => {
  test('takes their connection with it', () => {
    const timeline = worldOf([caller, listener]);
    timeline.advance({ untilMs: 50 });
    const [old] = timeline.world.connections.keys();
    timeline.act(power('a', false));
    timeline.act(power('b', false));
    expect(timeline.world.connections.size).toBe(0);
    timeline.act(power('a', true));
    timeline.act(power('b', true));
    timeline.advance({ untilMs: 5000 });
    expect([...timeline.world.connections.keys()]).not.toContain(old);
  });

  test('a host that lost its power knows its old sockets no more, while the other end still does', () => {
    const timeline = worldOf([caller, listener]);
    timeline.advance({ untilMs: 50 });
    const pidOfA = timeline.world.connections.values().next().value!.ends[0].pid;
    timeline.act(power('a', false));
    timeline.act(power('a', true));
    timeline.advance({ untilMs: 60 });
    expect(sockets(timeline, 'a').join()).not.toContain(String(pidOfA));
    expect(sockets(timeline, 'b').length).toBe(2);
  });

  test('an attempt under way dies with the power of who made it', () => {
    const timeline = worldOf([caller, listener]);
    timeline.advance({ untilMs: 0.5 });
    expect(sockets(timeline, 'a').length).toBe(1);
    timeline.act(power('a', false));
    timeline.act(power('a', true));
    timeline.advance({ untilMs: 100 });
    expect(sockets(timeline, 'b').length).toBe(1);
  });
});

describe('a process that closed and cannot say so', () => {
  test('leaves an orphan in FIN_WAIT1 behind a cut, of no process', () => {
    const timeline = worldOf([caller, listener]);
    timeline.advance({ untilMs: 50 });
    timeline.act({
      type: 'operator.addRule',
      rule: { id: 'cut', kind: 'cut', from: 'a', to: 'b', isTwoWay: true },
    });
    timeline.act({ type: 'operator.signal', key: 'a/a', signal: 'KILL' });
    expect(sockets(timeline, 'a')).toEqual(['FIN_WAIT1 0']);
    expect(sockets(timeline, 'b')[0]).toMatch(/^ESTABLISHED/);
  });
});

describe('what a cut holds back', () => {
  test('has a name of its own for each message, however many there are', () => {
    const timeline = worldOf([caller, talker]);
    timeline.advance({ untilMs: 50 });
    timeline.act({
      type: 'operator.addRule',
      rule: { id: 'cut', kind: 'cut', from: 'a', to: 'b', isTwoWay: true },
    });
    timeline.advance({ untilMs: 8000 });
    const held = flightViews(timeline.world).filter(({ isHeld }) => isHeld);
    expect(held.length).toBeGreaterThan(1500);
    expect(new Set(held.map(({ sequence }) => sequence)).size).toBe(held.length);
  });
});

describe('the purpose of a connection', () => {
  test('is what its listener declared, whatever the port; also on the way there', () => {
    const timeline = worldOf([caller, listener]);
    timeline.advance({ untilMs: 0.5 });
    expect(connectionViews(timeline.world)).toMatchObject([
      { state: 'dialling', purpose: 'client' },
    ]);
    timeline.advance({ untilMs: 50 });
    expect(connectionViews(timeline.world)).toMatchObject([{ state: 'open', purpose: 'client' }]);
  });

  test('is other where nothing was declared, also on a port that sounds familiar', () => {
    const silent = scripted('b', (event) =>
      event === null ? [{ type: 'listen', port: 2181 }] : [],
    );
    const dialler = scripted('a', (event) =>
      event === null ? [{ type: 'connect', token: 'b', host: 'b', port: 2181 }] : [],
    );
    const timeline = worldOf([dialler, silent]);
    timeline.advance({ untilMs: 50 });
    expect(connectionViews(timeline.world)).toMatchObject([
      { state: 'open', purpose: '', channel: 'other' },
    ]);
  });
});
