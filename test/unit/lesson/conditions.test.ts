/** Conditions that any lesson may use, each judged in a real run. */
import { describe, expect, it } from 'vitest';
import type { Condition, LessonAction } from '../../../src/lesson/api.ts';
import {
  andWait,
  eventHappened,
  interrupt,
  killServerOf,
  or,
  pauseServer,
  promiseBroken,
  resumeServer,
  saying,
  sessionMoved,
  t,
  type,
  znodeExists,
} from '../../../src/lesson/api.ts';
import { MiniWorldPlayer, startWorld } from '../../../src/lesson/index.ts';
import { Watch } from '../../../src/lesson/judge.ts';

const everywhere = 'zk1:2181,zk2:2181,zk3:2181';

/** Whether a condition held at some moment of a run. */
function holds(condition: Condition, actions: readonly LessonAction[], servers = 1): boolean {
  const mini = new MiniWorldPlayer(
    {
      caption: t('a run', '一次运行'),
      world: { servers, clientHosts: 1 },
      terminals: [
        {
          name: 'A',
          host: 'client1',
          typed: [`zkCli.sh -server ${servers === 1 ? 'zk1:2181' : everywhere}`],
        },
      ],
      actions,
      show: 'stage',
      ends: condition,
    },
    startWorld,
  );
  const watch = new Watch(condition);
  let hasHeld = watch.observe(mini.momentOf(null));
  const stop = (record: Parameters<typeof mini.momentOf>[0]) => {
    hasHeld = watch.observe(mini.momentOf(record)) || hasHeld;
    return false;
  };
  while (!mini.playback.isDone) {
    if (mini.playback.isReady) mini.playback.next();
    mini.advance({ untilMs: mini.playback.readyAtMs, stop });
  }
  return hasHeld;
}

describe('conditions', () => {
  it('or: one of several is enough', () => {
    const either = or(znodeExists('/a'), znodeExists('/b'));
    expect(holds(either, [type('A', 'create /b')])).toBe(true);
    expect(holds(either, [type('A', 'create /c')])).toBe(false);
  });

  it('saying: the same condition with another sentence', () => {
    const own = saying(znodeExists('/a'), t('Make it.', '创建它。'));
    expect(own.missing(own.start(), {} as never).en).toBe('Make it.');
    expect(holds(own, [type('A', 'create /a')])).toBe(true);
  });

  it('eventHappened: a test of the lesson’s own over every event', () => {
    const missing = t('no', '没有');
    const ping = eventHappened('ping', ({ event }) => event.type === 'message', missing);
    expect(holds(ping, [type('A', 'ls /')])).toBe(true);
  });

  it('promiseBroken: not in a correct run', () => {
    expect(holds(promiseBroken(), [type('A', 'create /a')])).toBe(false);
  });

  it('sessionMoved: the owner of an ephemeral changes its server', () => {
    const actions = [type('A', 'create -e /e'), andWait(killServerOf('/e'), 12_000)];
    expect(holds(sessionMoved('/e'), actions, 3)).toBe(true);
    expect(holds(sessionMoved('/e'), actions.slice(0, 1), 3)).toBe(false);
  });

  it('a paused server does nothing until it is resumed', () => {
    const write = type('A', 'create /late', 1000);
    expect(holds(znodeExists('/late'), [pauseServer('zk1'), write])).toBe(false);
    expect(holds(znodeExists('/late'), [pauseServer('zk1'), write, resumeServer('zk1')])).toBe(
      true,
    );
  });

  it('an interrupted client types no more', () => {
    const write = type('A', 'create /a');
    expect(holds(znodeExists('/a'), [interrupt('A'), write])).toBe(false);
  });
});
