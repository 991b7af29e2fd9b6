/** Conditions that any lesson may use, each judged in a real run. */
import { describe, expect, it } from 'vitest';
import type { Condition, LessonAction } from '../../../src/lesson/conditions/zookeeper/api.ts';
import {
  andWait,
  clientAsked,
  clientKilled,
  eventHappened,
  inOrder,
  interrupt,
  killClient,
  killServer,
  killServerOf,
  lasting,
  messageArrived,
  or,
  outlived,
  pauseServer,
  powerOff,
  promiseBroken,
  resumeServer,
  saying,
  sessionMoved,
  startServer,
  t,
  type,
  wait,
  writtenWithVersion,
  znodeAbsent,
  znodeExists,
} from '../../../src/lesson/conditions/zookeeper/api.ts';
import { MiniWorldPlayer, startWorld } from '../../../src/lesson/index.ts';
import { Watch } from '../../../src/lesson/judge.ts';
import '../../support/zookeeper.ts';

const everywhere = 'zk1:2181,zk2:2181,zk3:2181';

/** Whether a condition held at some moment of a run. */
function holds(condition: Condition, actions: readonly LessonAction[], servers = 1): boolean {
  const mini = new MiniWorldPlayer(
    {
      caption: t('a run', '一次运行'),
      world: { zookeeper: { servers }, clientHosts: 1 },
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
  const act = mini.act.bind(mini);
  mini.act = (action) => {
    const record = act(action);
    hasHeld = watch.observe(mini.momentOf(record)) || hasHeld;
    return record;
  };
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

  it('lasting: without a break, and from the beginning after one', () => {
    const calm = lasting(4000, znodeAbsent('/a'));
    const watchFor = (ms: number) => [type('A', 'create /a', ms), type('A', 'delete /a', ms)];
    const since = inOrder(znodeExists('/a'), calm);
    expect(holds(since, [...watchFor(2000), ...watchFor(2000)])).toBe(false);
    expect(holds(since, [...watchFor(2000), wait(5000), type('A', 'ls /')])).toBe(true);
  });

  it('writtenWithVersion: only what was accepted counts', () => {
    const written = writtenWithVersion('/a', 'x');
    const make = type('A', 'create /a');
    expect(holds(written, [make, type('A', 'set -v 7 /a x'), type('A', 'set /a x')])).toBe(false);
    expect(holds(written, [make, type('A', 'set -v 0 /a x')])).toBe(true);
    const writtenBy = (from: string) => writtenWithVersion('/a', 'x', { from });
    expect(holds(writtenBy('client1'), [make, type('A', 'set -v 0 /a x')])).toBe(true);
    expect(holds(writtenBy('zk1'), [make, type('A', 'set -v 0 /a x')])).toBe(false);
  });

  it('clientAsked: by whatever command', () => {
    for (const line of ['ls /', 'stat /', 'get /', 'ls -R /']) {
      expect(holds(clientAsked(['/']), [type('A', line)]), line).toBe(true);
    }
    expect(holds(clientAsked(['/']), [type('A', 'create /a')])).toBe(false);
    expect(holds(clientAsked(['/'], { from: 'client1' }), [type('A', 'ls /')])).toBe(true);
    expect(holds(clientAsked(['/'], { from: 'zk1' }), [type('A', 'ls /')])).toBe(false);
  });

  it('messageArrived: from one host only, when one is named', () => {
    const made = (from: string) => messageArrived('CreateRequest', { from });
    expect(holds(made('client1'), [type('A', 'create /a')])).toBe(true);
    expect(holds(made('client2'), [type('A', 'create /a')])).toBe(false);
    // Who gets it has not sent it.
    expect(holds(made('zk1'), [type('A', 'create /a')])).toBe(false);
    const answered = (from: string) => messageArrived('CreateResponse', { from });
    expect(holds(answered('zk1'), [type('A', 'create /a')])).toBe(true);
    expect(holds(answered('client1'), [type('A', 'create /a')])).toBe(false);
  });

  it('messageArrived: also what a command gets last, by which it ends', () => {
    const once = [type('A', 'quit'), type('A', 'zkCli.sh -server zk1:2181 create /once')];
    const last = (wish: { at: string; from: string }) => messageArrived('CreateResponse', wish);
    expect(holds(last({ at: 'client1', from: 'zk1' }), once)).toBe(true);
    expect(holds(last({ at: 'zk1', from: 'client1' }), once)).toBe(false);
  });

  it('clientKilled: a host without power counts', () => {
    expect(holds(clientKilled(), [powerOff('client1')])).toBe(true);
    expect(holds(clientKilled(), [type('A', 'quit')])).toBe(false);
  });

  it('outlived: a frozen server keeps nothing alive', () => {
    const make = type('A', 'create -e /e');
    const frozen = [make, killClient('A'), andWait(pauseServer('zk1'), 70_000)];
    const ghost = inOrder(znodeExists('/e'), clientKilled(), outlived('/e', 60_000));
    expect(holds(ghost, [...frozen, andWait(resumeServer('zk1'), 6000)])).toBe(false);
    const stopped = [make, killServer('zk1'), andWait(killClient('A'), 61_000)];
    expect(holds(ghost, [...stopped, andWait(startServer('zk1'), 6000)])).toBe(true);
  });

  it('an interrupted client types no more', () => {
    const write = type('A', 'create /a');
    expect(holds(znodeExists('/a'), [interrupt('A'), write])).toBe(false);
  });
});
