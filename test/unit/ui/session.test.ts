/** A session: the learner's place in a run. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { verbs } from '../../../src/engine/index.ts';
import { startSimulation } from '../../../src/shell/index.ts';
import type { PlayedBranch } from '../../../src/ui/session/branches.ts';
import { MarkKeeper } from '../../../src/ui/session/marks.ts';
import { advanceFrame } from '../../../src/ui/session/pacing.ts';
import { Replay } from '../../../src/ui/session/replay.svelte.ts';
import { sharpenMarks } from '../../../src/ui/session/sharpen.ts';
import { Session } from '../../../src/ui/session/session.svelte.ts';
import { zookeeperScenario } from '../../support/zookeeper.ts';

function newSession(servers = 3): Session {
  return new Session(startSimulation(zookeeperScenario({ servers, clientHosts: 1, seed: 3 })));
}

describe('session', () => {
  it('steps to the next message and back to where it was', () => {
    const session = newSession();
    session.stepMessage();
    const { position } = session.timeline;
    const last = session.timeline.record(position - 1);
    expect(last?.event.type).toBe('message');
    session.stepBack();
    expect(session.timeline.position).toBe(position - 1);
    expect(session.isLive).toBe(false);
  });

  it('while its run is played again it can be looked at, not moved, acted on or left', () => {
    const session = newSession();
    session.timeline.advance({ untilMs: 3000 });
    session.refresh();
    session.replay = new Replay();
    const { position } = session.timeline;
    const { timeline } = session;
    session.play();
    session.stepEvent();
    session.stepMessage();
    session.seek(5);
    session.goLive();
    session.act(verbs.powerOff('zk1'));
    session.fork();
    expect(session.timeline).toBe(timeline);
    expect(timeline.position).toBe(position);
    expect(timeline.journal).toEqual([]);
    expect([session.isPlaying, session.branches.length]).toEqual([false, 0]);
    expect(session.host('zk1')?.isPowered).toBe(true);
    session.replay = null;
    session.act(verbs.powerOff('zk1'));
    expect(session.host('zk1')?.isPowered).toBe(false);
  });

  it('keeps the known future as a run of its own when somebody acts in the past', () => {
    const session = newSession();
    session.timeline.advance({ untilMs: 3000 });
    session.refresh();
    const future = session.timeline.length;
    session.seek(40);
    session.act(verbs.powerOff('zk1'));
    expect(session.branches.length).toBe(1);
    expect((session.branches[0] as PlayedBranch).timeline.length).toBe(future);
    expect(session.host('zk1')?.isPowered).toBe(false);
    session.switchTo(session.branches[0]!);
    session.timeline.seek(future);
    session.refresh();
    expect(session.host('zk1')?.isPowered).toBe(true);
  });

  it('marks who took which role', () => {
    const session = newSession();
    for (let i = 0; i < 60; i++) {
      session.timeline.advance({ maxEvents: 40 });
      session.refresh();
    }
    const roles = session.marks.filter(({ kind }) => kind === 'role');
    expect(roles.filter(({ text }) => text === 'LEADING').length).toBe(1);
    expect(roles.some(({ text }) => text === 'FOLLOWING')).toBe(true);
  });

  it('finds the very event of each role when a run comes back whole', async () => {
    const timeline = newSession().timeline;
    timeline.advance({ untilMs: 3000 });
    const session = new Session(timeline);
    session.refresh();
    await sharpenMarks(session);
    const roles = session.marks.filter(({ kind }) => kind === 'role');
    expect(roles.filter(({ text }) => text === 'LEADING')).toHaveLength(1);
    expect(roles.filter(({ text }) => text === 'FOLLOWING')).toHaveLength(2);
    for (const { number, host } of roles) {
      const { pid } = timeline.record(number)!;
      expect(timeline.world.processes.get(pid)?.info.host).toBe(host);
    }
    expect(timeline.position).toBe(timeline.length);
  });
});

describe('pacing', () => {
  const pace = { busyMsPerSecond: 4, isIdleSkipped: true, arePingsShown: false };

  function frame(session: Session, realMs: number, change: Partial<typeof pace> = {}) {
    const { timeline } = session;
    const before = timeline.clockMs;
    advanceFrame(
      timeline,
      (limits) => timeline.advance(limits),
      realMs,
      { ...pace, ...change },
      () => 0,
    );
    return timeline.clockMs - before;
  }

  it('lets messages travel slowly', () => {
    const session = newSession();
    while (session.flights.length === 0) session.stepEvent();
    expect(session.flights.length).toBeGreaterThan(0);
    expect(frame(session, 16)).toBeLessThan(0.1);
  });

  it('a message on a link that is seconds slow takes a few real seconds, not minutes', () => {
    const session = newSession();
    session.timeline.advance({ untilMs: 10_000 });
    const rule = { kind: 'latency', from: '*', to: '*', extraMs: 5000 } as const;
    session.act({ type: 'operator.addRule', rule: { id: 'slow', ...rule } });
    while (!session.flights.some(({ weight }) => weight === 'normal')) session.stepEvent();
    let flown = 0;
    for (let i = 0; i < 100; i++) flown += frame(session, 100);
    expect(flown).toBeGreaterThan(4000);
    expect(flown).toBeLessThan(20_000);
  });

  it('skips idle time, and does not when told so', () => {
    const session = newSession(1);
    session.timeline.advance({ untilMs: 60_000 });
    const skipped = frame(session, 1000);
    expect(skipped).toBeGreaterThan(5000);
    expect(frame(session, 1000, { isIdleSkipped: false })).toBeLessThanOrEqual(1001);
  });
});

describe('a run that is played', () => {
  afterEach(() => vi.unstubAllGlobals());

  /** Plays by hand: `next` is what the browser does before it draws. */
  function played(): { session: Session; next: () => void; isGoingOn: () => boolean } {
    let frame: FrameRequestCallback | undefined;
    let nowMs = performance.now();
    vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => {
      frame = callback;
      return 1;
    });
    const session = newSession();
    session.play();
    const next = (): void => {
      const due = frame;
      frame = undefined;
      due?.((nowMs += 100));
    };
    return { session, next, isGoingOn: () => frame !== undefined };
  }

  it('goes on when something that looks at it fails', () => {
    const { session, next, isGoingOn } = played();
    session.keeper.collect = () => {
      throw new Error('planted');
    };
    expect(next).toThrow('planted');
    expect(isGoingOn()).toBe(true);
    session.keeper = new MarkKeeper();
    const { position } = session.timeline;
    for (let i = 0; i < 100; i++) next();
    expect(session.timeline.position).toBeGreaterThan(position);
  });

  it('stops, and can be gone back in, when the world itself fails', () => {
    const { session, next, isGoingOn } = played();
    for (let i = 0; i < 5; i++) next();
    const { position } = session.timeline;
    expect(position).toBeGreaterThan(0);
    const advance = vi.spyOn(session.timeline, 'advance').mockImplementation(() => {
      throw new Error('planted');
    });
    expect(next).toThrow('planted');
    expect(isGoingOn()).toBe(false);
    expect(session.isPlaying).toBe(false);
    advance.mockRestore();
    session.stepBack();
    expect(session.timeline.position).toBe(position - 1);
    session.play();
    next();
    expect(session.timeline.position).toBeGreaterThan(position - 1);
  });
});
