/** Whom a pid meant: known as long as a record can name it, whatever came after, and not for ever. */
import { describe, expect, test } from 'vitest';
import type { Identities, Identity } from '../../../src/engine/index.ts';
import {
  hostOfTerminalIn,
  identityIn,
  NO_IDENTITIES,
  withBirth,
  withDeath,
} from '../../../src/engine/kernel/identities.ts';
import { Timeline } from '../../../src/engine/index.ts';
import { chatterOptions, someAction } from './chatter.ts';

/** A third of the records that a history keeps. */
const LIVES = 40_000;

function someone(pid: number): Identity {
  return { pid, host: 'a', program: 'p', key: `a/${pid}`, argv: ['p'], tty: null };
}

function born(identities: Identities, pid: number): Identities {
  return withBirth(identities, someone(pid), false);
}

function known({ living, dead }: Identities): number {
  return dead.reduce((sum, { size }) => sum + size, living.size);
}

describe('identities', () => {
  test('of the living and of the last 40,000 dead are known; the others are forgotten', () => {
    let identities = born(NO_IDENTITIES, 1);
    const births = 60_000;
    for (let pid = 2; pid <= births; pid++) {
      identities = born(identities, pid);
      // Each lives while nine others are born.
      if (pid > 10) identities = withDeath(identities, someone(pid - 9));
      if (pid % 10_000 > 0) continue;
      expect(identityIn(identities, 1)?.key).toBe('a/1');
      const oldest = Math.max(2, pid - 9 - LIVES + 1);
      for (const each of [oldest, pid - 100, pid - 9, pid - 8, pid]) {
        expect(identityIn(identities, each)?.pid).toBe(each);
      }
      expect(known(identities)).toBeLessThanOrEqual(LIVES + 8_000 + 10);
    }
    expect(identityIn(identities, 2)).toBeUndefined();
    // It lived for long, and died only now.
    expect(identityIn(withDeath(identities, someone(1)), 1)?.key).toBe('a/1');
    expect(identityIn(identities, NaN)).toBeUndefined();
  });

  test('a pid that another run gives anew means its latest bearer', () => {
    const first = withDeath(born(NO_IDENTITIES, 5), someone(5));
    const other = { pid: 5, host: 'b', program: 'q', key: 'b/5', argv: ['q'], tty: 1 };
    const again = withBirth(first, other, true);
    expect(identityIn(again, 5)).toBe(other);
    expect(identityIn(withDeath(again, other), 5)).toBe(other);
    expect(hostOfTerminalIn(again, 1)).toBe('b');
  });

  test('stay as they are however often one goes back', () => {
    const timeline = new Timeline(chatterOptions(3, 4));
    for (const action of [0, 1, 0, 1, 4, 5]) {
      timeline.advance({ maxEvents: 200 });
      timeline.act(someAction(action, 1, 4));
    }
    timeline.advance({ maxEvents: 200 });
    const pids = Array.from({ length: timeline.world.nextPid - 1001 }, (_, i) => 1001 + i);
    const before = pids.map((pid) => timeline.identityOf(pid));
    expect(before.every((identity) => identity?.program === 'chatter')).toBe(true);
    expect(pids.length).toBeGreaterThan(5);
    for (let i = 0; i < 50; i++) {
      timeline.seek((i * 37) % timeline.length);
      timeline.advance({ maxEvents: 90 });
      expect(pids.map((pid) => timeline.identityOf(pid))).toEqual(before);
    }
    timeline.seek(timeline.length);
    timeline.advance({ maxEvents: 90 });
    expect(pids.map((pid) => timeline.identityOf(pid))).toEqual(before);
    expect(timeline.identityOf(timeline.world.nextPid)).toBeUndefined();
    timeline.seek(timeline.start);
    expect(timeline.fork().identityOf(pids.at(-1)!)).toBeUndefined();
  });
});
