/**
 * The second rule of the design, as properties: the seed and the journal are the whole truth, and
 * going through time changes nothing.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Timeline, replayJournal, stateHash } from '../../../src/engine/index.ts';
import { chatterOptions, someAction } from './chatter.ts';

const NODES = 4;

const script = fc.record({
  seed: fc.nat(0xffffffff),
  steps: fc.array(
    fc.record({ events: fc.integer({ min: 1, max: 120 }), action: fc.nat(12), which: fc.nat(7) }),
    { maxLength: 12 },
  ),
});

type Script = typeof script extends fc.Arbitrary<infer T> ? T : never;

function run({ seed, steps }: Script): Timeline {
  const timeline = new Timeline(chatterOptions(seed, NODES));
  for (const { events, action, which } of steps) {
    timeline.advance({ maxEvents: events });
    timeline.act(someAction(action, which, NODES));
  }
  timeline.advance({ maxEvents: 300 });
  return timeline;
}

const options = { numRuns: 60 };

describe('a timeline', () => {
  test('the same seed and actions give the same hash', () => {
    fc.assert(
      fc.property(script, (drawn) => {
        expect(stateHash(run(drawn).world)).toBe(stateHash(run(drawn).world));
      }),
      options,
    );
  });

  test('another seed gives another hash', () => {
    const hash = (seed: number) => stateHash(run({ seed, steps: [] }).world);
    expect(new Set([1, 2, 3, 4, 5].map(hash)).size).toBe(5);
  });

  test('replaying the journal gives the same hash', () => {
    fc.assert(
      fc.property(script, (drawn) => {
        const timeline = run(drawn);
        const again = replayJournal(chatterOptions(drawn.seed, NODES), timeline.journal);
        again.advance({ maxEvents: timeline.length - again.position });
        again.kernel.settle(timeline.world.silentCount);
        expect(stateHash(again.world)).toBe(stateHash(timeline.world));
      }),
      options,
    );
  });

  test('seeking back and forth gives the same hash at every place', () => {
    fc.assert(
      fc.property(script, fc.array(fc.nat(2000), { maxLength: 6 }), (drawn, places) => {
        const timeline = run(drawn);
        const end = stateHash(timeline.world);
        const seen = new Map<number, string>();
        for (const place of [...places, ...places.toReversed()]) {
          timeline.seek(place % (timeline.length + 1));
          const hash = stateHash(timeline.world);
          expect(seen.get(timeline.position) ?? hash).toBe(hash);
          seen.set(timeline.position, hash);
        }
        timeline.seek(timeline.length);
        expect(stateHash(timeline.world)).toBe(end);
      }),
      options,
    );
  });

  test('a seek shows what a run that stopped there shows', () => {
    const timeline = run({ seed: 7, steps: [] });
    for (const place of [10, 111, 260, 299]) {
      timeline.seek(place);
      const fresh = new Timeline(chatterOptions(7, NODES));
      fresh.advance({ maxEvents: place - fresh.position });
      expect(stateHash(timeline.world)).toBe(stateHash(fresh.world));
    }
  });

  test('a fork leaves the original untouched, and the original the fork', () => {
    fc.assert(
      fc.property(script, fc.nat(2000), fc.nat(12), (drawn, place, action) => {
        const timeline = run(drawn);
        const end = stateHash(timeline.world);
        timeline.seek(place % (timeline.length + 1));
        const here = stateHash(timeline.world);
        const fork = timeline.fork();
        expect(fork.isLive).toBe(true);
        fork.act(someAction(action, 1, NODES));
        fork.advance({ maxEvents: 200 });
        const forkEnd = stateHash(fork.world);
        expect(stateHash(timeline.world)).toBe(here);
        timeline.seek(timeline.length);
        expect(stateHash(timeline.world)).toBe(end);
        timeline.advance({ maxEvents: 50 });
        expect(stateHash(fork.world)).toBe(forkEnd);
      }),
      options,
    );
  });

  test('acting in the past is refused: fork first', () => {
    const timeline = run({ seed: 1, steps: [] });
    timeline.seek(5);
    expect(() => timeline.act(someAction(0, 0, NODES))).toThrow('fork before acting');
  });

  test('every event has a cause before it, down to an operator action or the boot', () => {
    const timeline = run({ seed: 3, steps: [{ events: 80, action: 2, which: 1 }] });
    for (const record of timeline.recordsBetween(timeline.firstRecord, timeline.length)) {
      expect(record.cause).toBeLessThan(record.number);
      if (record.cause === -1) expect(record.event.type).toMatch(/^operator\./);
    }
  });
});
