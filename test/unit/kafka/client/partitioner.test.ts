/** Where records go, by vectors and transcripts of the real 2.8.0 (routing-*.json). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { murmur2, toPositive } from '../../../../src/engine/kafka/client/murmur2.ts';
import { inPartitionOrder } from '../../../../src/engine/kafka/client/partition-order.ts';
import { produce } from '../../../../src/engine/kafka/client/producer.ts';
import vectors from './partitioner-vectors.json' with { type: 'json' };
import { ProducerBench } from './producer-bench.ts';

const ROUND_ROBIN = 'org.apache.kafka.clients.producer.RoundRobinPartitioner';
const UNIFORM = 'org.apache.kafka.clients.producer.UniformStickyPartitioner';

/** Partitions of values, in the order of their sending. */
function placesOf(bench: ProducerBench, topic = 't'): Record<string, number> {
  const places: Record<string, number> = {};
  bench.topics.get(topic)!.forEach(({ log }, partition) => {
    for (const { records } of log) {
      for (const { value } of records) places[value as string] = partition;
    }
  });
  return places;
}

function console(bench: ProducerBench, properties: Record<string, string> = {}): void {
  bench.open({ 'client.id': 'console-producer', 'linger.ms': '1000', ...properties });
  bench.run(50);
}

/** Lines that came by a pipe: one batch for each partition. */
function pipe(bench: ProducerBench, lines: readonly string[], key: string | null = null): void {
  bench.do((turn) => {
    for (const value of lines) produce(turn, { topic: 't', key, value }, value);
  });
  bench.run(2000);
}

/** Lines typed one by one, each sent before the next. */
function type(bench: ProducerBench, lines: readonly string[]): void {
  for (const value of lines) {
    bench.send({ topic: 't', value });
    bench.run(2000);
  }
}

const LINES = ['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7', 'm8', 'm9'];

describe('murmur2', () => {
  it.each(vectors)('$key', ({ key, murmur2: hash, partition }) => {
    expect(murmur2(key)).toBe(hash);
    for (const [count, expected] of Object.entries(partition)) {
      expect(toPositive(hash) % Number(count)).toBe(expected);
    }
  });

  it('takes any text for its UTF-8 bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const hash = murmur2(text);
        expect(hash).toBe(hash | 0);
        // Java writes half a pair as a question mark.
        expect(murmur2(`${text}\ud800`)).toBe(murmur2(`${text}?`));
      }),
    );
  });
});

describe('partitions without a key', () => {
  it('RoundRobinPartitioner is asked twice for each new batch: three partitions, two used', () => {
    const bench = new ProducerBench();
    bench.topic('t', 3);
    console(bench, { 'partitioner.class': ROUND_ROBIN });
    pipe(bench, LINES);
    expect(placesOf(bench)).toEqual({
      m1: 0,
      m2: 1,
      m3: 0,
      m4: 1,
      m5: 0,
      m6: 1,
      m7: 0,
      m8: 1,
      m9: 0,
    });
  });

  it('RoundRobinPartitioner ignores keys, and takes every second of four', () => {
    const bench = new ProducerBench();
    bench.topic('t', 4);
    console(bench, { 'partitioner.class': ROUND_ROBIN });
    type(bench, LINES.slice(0, 6));
    expect(placesOf(bench)).toEqual({ m1: 2, m2: 0, m3: 2, m4: 0, m5: 2, m6: 0 });
  });

  it('stays on one partition for a batch, and changes with the next', () => {
    for (const name of [undefined, UNIFORM]) {
      const bench = new ProducerBench();
      bench.topic('t', 2);
      console(bench, name === undefined ? {} : { 'partitioner.class': name });
      pipe(bench, LINES, name === undefined ? null : 'k');
      const [first, ...rest] = LINES.map((line) => placesOf(bench)[line]);
      expect(rest).toEqual(rest.map(() => first));
      type(bench, ['n1', 'n2', 'n3', 'n4']);
      const places = ['m9', 'n1', 'n2', 'n3', 'n4'].map((line) => placesOf(bench)[line]!);
      places.forEach((place, i) => expect(place).toBe((first! + i) % 2));
    }
  });

  it('leaves out partitions without a leader, but not for keys', () => {
    const bench = new ProducerBench();
    bench.topic('t', 3);
    bench.topics.get('t')![1]!.leader = -1;
    console(bench);
    type(bench, LINES);
    expect(Object.values(placesOf(bench))).not.toContain(1);
    expect(Object.keys(placesOf(bench))).toHaveLength(9);
    bench.send({ topic: 't', key: 'k3', value: 'to-1' });
    bench.run(2000);
    expect(Object.keys(placesOf(bench))).toHaveLength(9);
  });

  it('2.2 goes round robin over all, whatever the batches', () => {
    const bench = new ProducerBench();
    bench.topic('t', 3);
    bench.open({ 'linger.ms': '100' }, '2.2.0');
    bench.run(50);
    pipe(bench, LINES);
    const places = LINES.map((line) => placesOf(bench)[line]!);
    expect(new Set(places.slice(0, 3)).size).toBe(3);
    expect(places.slice(3)).toEqual(places.slice(0, 6));
  });
});

describe('keys', () => {
  it('decide alone, with the whole number of partitions', () => {
    const bench = new ProducerBench();
    bench.topic('t', 3);
    bench.open();
    for (const { key } of vectors) bench.send({ topic: 't', key, value: key }, key);
    bench.run(100);
    const places = placesOf(bench);
    for (const { key, partition } of vectors) expect(places[key], key).toBe(partition['3']);
  });
});

describe('the order of partitions', () => {
  const named = (topics: readonly string[], count: number) =>
    inPartitionOrder(
      topics.flatMap((topic) =>
        Array.from({ length: count }, (_, partition) => ({ topic, partition })),
      ),
    ).map(({ topic, partition }) => `${topic}-${partition}`);

  it('is that of a hash map: an empty group\u2019s rows come 2, 1, 0', () => {
    expect(named(['t'], 3)).toEqual(['t-2', 't-1', 't-0']);
  });

  it('is that of a hash map which grew twice, as Java prints it', () => {
    expect(named(['topic0', 'topic1', 'topic2'], 7).join(', ')).toBe(
      'topic0-0, topic1-1, topic2-2, topic1-0, topic2-1, topic0-2, topic1-3, topic2-4, topic0-1, topic1-2, topic2-3, topic2-0, topic0-4, topic1-5, topic2-6, topic0-3, topic1-4, topic2-5, topic0-6, topic0-5, topic1-6',
    );
  });
});
