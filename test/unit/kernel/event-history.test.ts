/** What a run remembers: what somebody did for long, a cluster's pulse for a moment. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Behavior, EventRecord, KernelOptions } from '../../../src/engine/index.ts';
import { causeChain, kernelOptions, stateHash, Timeline } from '../../../src/engine/index.ts';
import { EventHistory } from '../../../src/engine/kernel/event-history.ts';
import { RecordList } from '../../../src/engine/kernel/record-list.ts';
import { zookeeper } from '../../../src/engine/zookeeper/index.ts';
import { zookeeperScenario } from '../../support/zookeeper.ts';
import { chatterOptions, someAction } from './chatter.ts';
import { scripted, worldOf } from './scripted.ts';

const PAGE = 512;

/** Records as a run makes them: numbers and times rise, numbers with gaps. */
function recordsOf(steps: readonly (readonly [number, number])[]): readonly EventRecord[] {
  let number = -1;
  let atMs = 0;
  return steps.map(([gap, ms], i): EventRecord => {
    number += 1 + gap;
    atMs += ms / 8;
    const pid = 1000 + (i % 5);
    const cause = i % 4 === 0 ? -1 : Math.floor(number / 2);
    const events: readonly EventRecord['event'][] = [
      { type: 'message', connection: i % 3, message: { type: 'HELLO' } },
      { type: 'timer', name: 'tick' },
      { type: 'process.started' },
      { type: 'operator.powerOff', host: 'a' },
    ];
    return { number, atMs, pid, cause: cause === number ? -1 : cause, event: events[i % 4]! };
  });
}

describe('records in columns', () => {
  test('are those that went in, wherever one looks', () => {
    const steps = fc.array(fc.tuple(fc.nat(2), fc.nat(3)), { maxLength: 1_300, size: 'max' });
    fc.assert(
      fc.property(steps, fc.nat(3_000), fc.nat(3_000), (drawn, a, b) => {
        const records = recordsOf(drawn);
        const list = new RecordList();
        for (const record of records) list.push(record);
        const [start, end] = a < b ? [a, b] : [b, a];
        expect(list.between(start, end)).toEqual(
          records.filter(({ number }) => number >= start && number < end),
        );
        expect(list.record(a)).toEqual(records.find(({ number }) => number === a));
        expect(list.before(a)).toEqual(records.findLast(({ number }) => number < a));
        const latest = records.findLast(({ atMs }) => atMs <= a / 8);
        expect(list.latestBy(a / 8)).toBe(latest?.number ?? -1);
        expect(list.first).toBe(records[0]?.number);
        expect(list.count).toBe(records.length);
      }),
      { numRuns: 60 },
    );
  });

  test('a copy up to a number goes its own way, and old pages are forgotten whole', () => {
    const records = recordsOf(Array.from({ length: 3 * PAGE + 7 }, (_, i) => [i % 2, 1]));
    const list = new RecordList();
    for (const record of records.slice(0, -1)) list.push(record);
    const at = records[PAGE + 9]!.number;
    const copy = list.until(at);
    list.push(records.at(-1)!);
    copy.push({ ...records.at(-1)!, pid: 7 });
    expect(list.between(0, Infinity)).toEqual(records);
    expect(copy.count).toBe(PAGE + 10);
    expect(copy.before(Infinity)?.pid).toBe(7);
    expect(copy.before(at)).toEqual(records[PAGE + 8]);
    copy.shorten(1);
    list.shorten(2 * PAGE);
    expect([copy.count, list.count]).toEqual([10, 2 * PAGE + 7]);
    expect(list.first).toBe(records[PAGE]!.number);
  });
});

test('a pulse from before the oldest record is forgotten with what was around it', () => {
  const history = new EventHistory(PAGE);
  const records = recordsOf(Array.from({ length: 4 * PAGE }, () => [0, 1]));
  for (const record of records) {
    history.keep(record.number % 100 === 3 ? { ...record, isLight: true } : record);
    if (record.number === 10) {
      expect(history.first).toBe(0);
      expect(history.record(3)?.isLight).toBe(true);
    }
  }
  const { first } = history;
  expect(first).toBeGreaterThan(2 * PAGE);
  expect(history.record(103)).toBeUndefined();
  expect(history.before(first!)).toBeUndefined();
  expect(history.between(0, Infinity)).toHaveLength(records.length - first!);
});

/** Most of what is asked is a pulse; the answer is one more seldom. */
function weightOf(message: unknown): 'heartbeat' | 'normal' {
  const { type, draw } = message as { type: string; draw: number };
  return draw < (type === 'HELLO' ? 0.8 : 0.4) ? 'heartbeat' : 'normal';
}

/** A pulse is light, and so is what it lets follow. */
function isPulse({ event }: EventRecord): boolean {
  return event.type === 'message' && (event.message as unknown as { draw: number }).draw < 0.4;
}

/** Two runs of the same, of which one tells pulses from the rest. */
function twins(seed: number): readonly [Timeline, Timeline] {
  const plain = chatterOptions(seed, 4);
  const run = (options: KernelOptions) => {
    const timeline = new Timeline(options, undefined, 500_000);
    timeline.advance({ maxEvents: 300 });
    for (const action of [0, 1, 6]) {
      timeline.act(someAction(action, 1, 4));
      timeline.advance({ maxEvents: 15_000 });
    }
    return timeline;
  };
  return [run(plain), run({ ...plain, weightOf })];
}

describe('a history that forgets its pulses', () => {
  const [whole, light] = twins(5);

  test('has the same world, and every record it keeps is the true one', () => {
    expect(stateHash(light.world)).toBe(stateHash(whole.world));
    const kept = light.recordsBetween(0, light.length);
    const all = whole.recordsBetween(0, whole.length);
    const numbers = new Set(kept.map(({ number }) => number));
    const forgotten = all.filter(({ number }) => !numbers.has(number));
    expect(forgotten.length).toBeGreaterThan(500);
    expect(forgotten.every(isPulse)).toBe(true);
    expect(forgotten.every(({ number }) => light.record(number) === undefined)).toBe(true);
    const weighed = all.map((record) => (isPulse(record) ? { ...record, isLight: true } : record));
    expect(kept).toEqual(weighed.filter(({ number }) => numbers.has(number)));
    expect(kept.map(({ number }) => light.record(number))).toEqual(kept);
    expect(kept.filter(({ isLight }) => isLight === true).length).toBeLessThan(8_192 + PAGE);
  });

  test('is walked backwards over what is forgotten', () => {
    const kept = light.recordsBetween(0, light.length).map(({ number }) => number);
    const walked: number[] = [];
    let record = light.recordBefore(light.length);
    for (; record !== undefined; record = light.recordBefore(record.number)) {
      walked.push(record.number);
    }
    expect(walked.reverse()).toEqual(kept);
  });

  test('keeps the causes of what it keeps', () => {
    const answers = light
      .recordsBetween(0, 3_000)
      .filter(({ event }) => event.type === 'message' && event.message.type === 'THANKS')
      .filter(({ isLight }) => isLight !== true);
    expect(answers.length).toBeGreaterThan(100);
    for (const { number } of answers) {
      const chain = causeChain(light, number).map((record) => record.number);
      expect(chain).toEqual(causeChain(whole, number).map((record) => record.number));
    }
  });

  test('goes to the same place for a time, also among what is forgotten', () => {
    const end = whole.length;
    for (let i = 0; i <= 20; i++) {
      const number = Math.floor((i * (end - 1)) / 20);
      const { atMs } = whole.record(Math.max(number, whole.start))!;
      for (const time of [atMs, atMs + 0.001, atMs - 0.001]) {
        whole.seekTime(time);
        light.seekTime(time);
        expect(light.position).toBe(whole.position);
        expect(light.clockMs).toBe(whole.clockMs);
        expect(stateHash(light.world)).toBe(stateHash(whole.world));
      }
    }
    for (const timeline of [whole, light]) timeline.seekTime(Infinity);
    expect(light.isLive && whole.isLive).toBe(true);
    expect(stateHash(light.world)).toBe(stateHash(whole.world));
  });

  test('goes on from a fork as the run that was kept went on', () => {
    const lastAction = light.journal.at(-1)!.number;
    for (const place of [lastAction + 1, light.length - 9_000, light.length - 500]) {
      light.seek(place);
      const fork = light.fork();
      expect(fork.recordsBetween(0, place)).toEqual(light.recordsBetween(0, place));
      fork.advance({ maxEvents: 150 });
      const future = fork.recordsBetween(place, fork.length);
      expect(future).toHaveLength(150);
      const known = light.recordsBetween(place, place + 150);
      expect(future.filter(({ number }) => light.record(number) !== undefined)).toEqual(known);
    }
    light.seek(light.length);
  });
});

describe('a timer', () => {
  const beat = (more: ReturnType<Behavior['step']>[1]): boolean => {
    const pulse = scripted('pulse', (event) =>
      event === null || event.type === 'timer'
        ? [{ type: 'setTimer', name: 'beat', delayMs: 10 }, ...(event === null ? [] : more)]
        : [],
    );
    const { kernel } = worldOf([pulse]);
    const timeline = new Timeline({ ...kernel.options, weightOf: () => 'heartbeat' });
    timeline.advance({ untilMs: 15 });
    const record = timeline.recordBefore(timeline.length)!;
    expect(record.event).toEqual({ type: 'timer', name: 'beat' });
    return record.isLight === true;
  };

  test('that only sets itself, or sends a pulse, is one', () => {
    expect(beat([])).toBe(true);
    expect(beat([{ type: 'send', connection: 4, message: { type: 'PING' } }])).toBe(true);
  });

  test('that writes, prints, notes or sets another timer is none', () => {
    expect(beat([{ type: 'append', path: '/f', chunk: 'x' }])).toBe(false);
    expect(beat([{ type: 'output', fd: 1, text: 'x' }])).toBe(false);
    expect(beat([{ type: 'note', name: 'x' }])).toBe(false);
    expect(beat([{ type: 'setTimer', name: 'other', delayMs: 5_000 }])).toBe(false);
  });
});

describe('an hour of an idle ensemble', () => {
  const maxRecords = 2_000;
  const anHour = (weightOf: KernelOptions['weightOf']) => {
    const scenario = zookeeperScenario({ servers: 3, clientHosts: 1 });
    const options = kernelOptions(scenario, zookeeper.programs, zookeeper.invariants);
    const weighed = weightOf === undefined ? options : { ...options, weightOf };
    const timeline = new Timeline(weighed, undefined, maxRecords);
    timeline.advance({ untilMs: 6_000 });
    const action = { type: 'operator.makeFolder', host: 'client1', path: '/root/mine' } as const;
    const first = timeline.act(action);
    timeline.advance({ untilMs: 3_600_000 });
    expect(timeline.length - first.number).toBeGreaterThan(5 * maxRecords);
    return { timeline, first };
  };

  test('keeps the first thing that the learner did', () => {
    const { timeline, first } = anHour((message) =>
      (message as { type: string }).type === 'PING' ? 'heartbeat' : 'normal',
    );
    expect(timeline.record(first.number)).toEqual(first);
    expect(timeline.recordBefore(first.number)).toBeDefined();
    timeline.seek(first.number + 1);
    expect(timeline.world.nowMs).toBe(first.atMs);
  });

  test('would push it out if a heartbeat weighed as much as anything', () => {
    const { timeline, first } = anHour(undefined);
    expect(timeline.record(first.number)).toBeUndefined();
  });
});
