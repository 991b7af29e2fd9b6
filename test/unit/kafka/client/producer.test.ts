/** What a producer sends, and what its caller hears. Texts and numbers are those of the real 2.8.0. */
import { describe, expect, it } from 'vitest';
import {
  closeProducer,
  flushProducer,
  produce,
} from '../../../../src/engine/kafka/client/producer.ts';
import { ProducerBench, refuse } from './producer-bench.ts';

const CONSOLE = {
  'client.id': 'console-producer',
  acks: '1',
  'linger.ms': '1000',
  'request.timeout.ms': '1500',
  retries: '3',
};

function values(bench: ProducerBench, topic: string): (string | null)[][] {
  return bench.topics
    .get(topic)!
    .map(({ log }) => log.flatMap(({ records }) => records.map(({ value }) => value as string)));
}

describe('a producer', () => {
  it('greets, asks for the topic and sends what one step gave in one request', () => {
    const bench = new ProducerBench();
    bench.topic('t', 1);
    bench.open();
    bench.do((turn) => {
      for (const value of ['a', 'b', 'c']) produce(turn, { topic: 't', key: null, value }, value);
    });
    bench.run(100);
    expect(bench.kinds()).toEqual(['ApiVersions', 'Metadata', 'ApiVersions', 'Produce']);
    expect(bench.requests.map(({ request }) => request.correlationId)).toEqual([0, 1, 2, 3]);
    expect(bench.results()).toEqual(['a: t-0 offset 0', 'b: t-0 offset 1', 'c: t-0 offset 2']);
    expect(bench.topics.get('t')![0]!.log).toMatchObject([
      { bytes: 61 + 3 * 8, lastOffsetDelta: 2, producerId: -1, baseSequence: -1 },
    ]);
    expect(bench.state.accumulator).toMatchObject({ incomplete: 0, availableBytes: 33554432 });
    expect(bench.state.accumulator.batches.size).toBe(0);
  });

  it('lets a line linger, unless it is flushed', () => {
    const bench = new ProducerBench();
    bench.topic('t', 1);
    bench.open(CONSOLE);
    bench.run(100);
    bench.send({ topic: 't', value: 'a' });
    bench.run(900);
    bench.send({ topic: 't', value: 'b' });
    expect(values(bench, 't')).toEqual([[]]);
    bench.run(300);
    expect(values(bench, 't')).toEqual([['a', 'b']]);
    bench.send({ topic: 't', value: 'c' });
    bench.do((turn) => flushProducer(turn, 'flushed'));
    bench.run(10);
    expect(bench.results().slice(2)).toEqual(['c: t-0 offset 2', 'flushed: ok']);
    expect(bench.state.accumulator.flushesInProgress).toBe(0);
  });

  it('tries a batch again as often as it may, with the lines of the console producer', () => {
    const bench = new ProducerBench();
    bench.topic('t', 1);
    bench.answer = (request) =>
      request.type === 'ProduceRequest' ? refuse(request, 'NOT_ENOUGH_REPLICAS') : undefined;
    bench.open({ ...CONSOLE, acks: 'all' });
    bench.send({ topic: 't', value: 'b' });
    bench.run(3000);
    const got = (id: number, left: number) =>
      `[Producer clientId=console-producer] Got error produce response with correlation id ${id} on topic-partition t-0, retrying (${left} attempts left). Error: NOT_ENOUGH_REPLICAS`;
    expect(bench.warnings()).toEqual([got(3, 2), got(4, 1), got(5, 0)]);
    expect(bench.results()).toEqual([
      'b: org.apache.kafka.common.errors.NotEnoughReplicasException: Messages are rejected since there are fewer in-sync replicas than required.',
    ]);
    const times = bench.requests.slice(3).map(({ atMs }) => atMs);
    expect(times.map((atMs, i) => atMs - times[Math.max(0, i - 1)]!)).toEqual([0, 102, 102, 102]);
  });

  it('waits for a topic that nobody knows until max.block.ms is over, and what is behind it waits too', () => {
    const bench = new ProducerBench();
    bench.topic('t', 1);
    bench.open({ 'max.block.ms': '3000', 'client.id': 'console-producer' });
    bench.send({ topic: 'nope', value: 'x' });
    bench.send({ topic: 't', value: 'y' });
    bench.run(350);
    const fetching = (id: number) =>
      `[Producer clientId=console-producer] Error while fetching metadata with correlation id ${id} : {nope=UNKNOWN_TOPIC_OR_PARTITION}`;
    expect(bench.warnings()).toEqual([fetching(1), fetching(3), fetching(4), fetching(5)]);
    expect(bench.results()).toEqual([]);
    bench.run(2700);
    expect(bench.results()).toEqual([
      'x: org.apache.kafka.common.errors.TimeoutException: Topic nope not present in metadata after 3000 ms.',
      'y: t-0 offset 0',
    ]);
  });

  it('says what it says when nobody listens', () => {
    const bench = new ProducerBench();
    bench.open({ ...CONSOLE, 'bootstrap.servers': 'kafka1:9093', 'max.block.ms': '1000' });
    bench.send({ topic: 't', value: '1' });
    bench.run(1001);
    expect(bench.warnings().slice(0, 2)).toEqual([
      '[Producer clientId=console-producer] Connection to node -1 (kafka1/192.168.8.11:9093) could not be established. Broker may not be available.',
      '[Producer clientId=console-producer] Bootstrap broker kafka1:9093 (id: -1 rack: null) disconnected',
    ]);
    expect(bench.results()).toEqual([
      '1: org.apache.kafka.common.errors.TimeoutException: Topic t not present in metadata after 1000 ms.',
    ]);
  });

  it('expires what has no leader after delivery.timeout.ms, without a word', () => {
    const bench = new ProducerBench();
    bench.topic('t', 1);
    bench.open(CONSOLE);
    bench.run(50);
    bench.send({ topic: 't', value: 'first' });
    bench.run(2000);
    bench.topics.get('t')![0]!.leader = -1;
    bench.topics.get('t')![0]!.epoch = 1;
    bench.answer = (request) =>
      request.type === 'ProduceRequest' ? refuse(request, 'NOT_LEADER_OR_FOLLOWER') : undefined;
    bench.send({ topic: 't', value: 'lost' });
    bench.run(119_999);
    expect(bench.results()).toEqual(['first: t-0 offset 0']);
    bench.run(10);
    expect(bench.results().slice(1)).toEqual([
      'lost: org.apache.kafka.common.errors.TimeoutException: Expiring 1 record(s) for t-0:120000 ms has passed since batch creation',
    ]);
    expect(bench.warnings()).toEqual([
      '[Producer clientId=console-producer] Got error produce response with correlation id 5 on topic-partition t-0, retrying (2 attempts left). Error: NOT_LEADER_OR_FOLLOWER',
      '[Producer clientId=console-producer] Received invalid metadata error in produce request on partition t-0 due to org.apache.kafka.common.errors.NotLeaderOrFollowerException: For requests intended only for the leader, this error indicates that the broker is not the current leader. For requests intended for any replica, this error indicates that the broker is not a replica of the topic partition.. Going to request metadata update now',
    ]);
  });

  it('goes to the new leader when the old one died', () => {
    const bench = new ProducerBench(2);
    bench.topic('t', 1);
    bench.open({ 'bootstrap.servers': 'kafka1:9092,kafka2:9092' });
    bench.send({ topic: 't', value: 'a' });
    bench.run(100);
    bench.answer = (request) => (request.type === 'ProduceRequest' ? null : undefined);
    bench.send({ topic: 't', value: 'b' });
    bench.run(5);
    bench.kill(1);
    bench.answer = () => undefined;
    Object.assign(bench.topics.get('t')![0]!, { leader: 2, epoch: 1 });
    bench.run(1000);
    expect(bench.results()).toEqual(['a: t-0 offset 0', 'b: t-0 offset 1']);
    expect(bench.warnings()[0]).toMatch(
      /Got error produce response with correlation id \d+ on topic-partition t-0, retrying \(2147483646 attempts left\). Error: NETWORK_EXCEPTION. Error Message: Disconnected from node 1$/,
    );
  });

  it('never has more than five requests on their way, or one, and keeps their order then', () => {
    for (const max of [5, 1]) {
      const bench = new ProducerBench();
      bench.topic('t', 1);
      bench.open({ 'max.in.flight.requests.per.connection': String(max), 'batch.size': '1' });
      bench.run(50);
      bench.send({ topic: 't', value: 'first' });
      bench.run(50);
      let open = 0;
      let most = 0;
      let isFirst = true;
      bench.answer = (request) => {
        if (request.type !== 'ProduceRequest') return undefined;
        open++;
        most = Math.max(most, open);
        const refused = isFirst && refuse(request, 'NOT_ENOUGH_REPLICAS');
        isFirst = false;
        return refused || undefined;
      };
      const count = () => bench.results().length;
      for (let i = 0; i < 20; i++) bench.send({ topic: 't', value: `v${i}` });
      const before = count();
      bench.run(1);
      open -= count() - before;
      bench.run(2000);
      expect(most).toBeGreaterThanOrEqual(max);
      const written = values(bench, 't')[0]!;
      expect(written).toHaveLength(21);
      const inOrder = ['first', ...Array.from({ length: 20 }, (_, i) => `v${i}`)];
      if (max === 1) expect(written).toEqual(inOrder);
      else expect(written).not.toEqual(inOrder);
    }
  });

  it('splits a batch that the broker finds too large', () => {
    const bench = new ProducerBench();
    bench.topic('t', 1);
    bench.open({ 'batch.size': '400' });
    bench.send({ topic: 't', value: 'warm' });
    bench.run(50);
    bench.answer = (request) =>
      request.type === 'ProduceRequest' &&
      request.topicData[0]!.partitionData[0]!.records[0]!.bytes > 250
        ? refuse(request, 'MESSAGE_TOO_LARGE')
        : undefined;
    bench.do((turn) => {
      for (const value of ['a', 'b', 'c', 'd']) {
        produce(turn, { topic: 't', key: null, value: value.repeat(80) }, value);
      }
    });
    bench.state = {
      ...bench.state,
      settings: { ...bench.state.settings, batchSizeBytes: 200 },
    };
    bench.run(500);
    expect(bench.warnings()[0]).toMatch(
      /Got error produce response in correlation id \d+ on topic-partition t-0, splitting and retrying \(2147483647 attempts left\). Error: MESSAGE_TOO_LARGE$/,
    );
    expect(bench.results().sort()).toEqual([
      ...['a', 'b', 'c', 'd'].map((tag) => expect.stringMatching(`^${tag}: t-0 offset \\d$`)),
      'warm: t-0 offset 0',
    ]);
    expect(values(bench, 't')[0]!.map((value) => value![0])).toEqual(['w', 'd', 'a', 'b', 'c']);
    expect(bench.state.accumulator.batches.size).toBe(0);
    expect(bench.state.accumulator.availableBytes).toBe(33554432);
  });

  it('refuses a record that is too large, with its size as upstream reckons it', () => {
    const bench = new ProducerBench();
    bench.topic('t', 1);
    bench.open();
    bench.send({ topic: 't', value: 'x'.repeat(1_100_000) }, 'big');
    bench.run(100);
    expect(bench.results()).toEqual([
      'big: org.apache.kafka.common.errors.RecordTooLargeException: The message is 1100088 bytes when serialized which is larger than 1048576, which is the value of the max.request.size configuration.',
    ]);
  });

  it('blocks its caller while its memory is full', () => {
    const bench = new ProducerBench();
    bench.topic('t', 1);
    bench.open({
      'buffer.memory': '1000',
      'batch.size': '500',
      'max.block.ms': '300',
      'linger.ms': '50',
    });
    bench.run(50);
    bench.answer = (request) => (request.type === 'ProduceRequest' ? null : undefined);
    for (const value of ['a', 'b', 'c'])
      bench.send({ topic: 't', value: value.repeat(300) }, value);
    bench.run(310);
    expect(bench.results()).toEqual([
      'c: org.apache.kafka.clients.producer.BufferExhaustedException: Failed to allocate memory within the configured max blocking time 300 ms.',
    ]);
  });

  it('gives no offset with acks=0', () => {
    const bench = new ProducerBench();
    bench.topic('t', 1);
    bench.open({ acks: '0' });
    bench.send({ topic: 't', value: 'a' });
    bench.run(100);
    expect(bench.results()).toEqual(['a: t-0 offset -1']);
    expect(values(bench, 't')).toEqual([['a']]);
    expect(bench.state.accumulator.batches.size).toBe(0);
  });

  it('sends what lingers when it is closed, and nothing after that', () => {
    const bench = new ProducerBench();
    bench.topic('t', 1);
    bench.open(CONSOLE);
    bench.send({ topic: 't', value: 'a' });
    bench.do((turn) => closeProducer(turn, 'closed'));
    bench.send({ topic: 't', value: 'late' });
    bench.run(100);
    expect(bench.results()).toEqual([
      'a: t-0 offset 0',
      'closed: ok',
      'late: java.lang.IllegalStateException: Cannot perform operation after producer has been closed',
    ]);
    const effects = bench.effectCounts.get('setTimer');
    bench.run(1_000_000);
    expect(bench.effectCounts.get('setTimer')).toBe(effects);
  });

  it('drops what it could not send when closing has a limit', () => {
    const bench = new ProducerBench();
    bench.topic('t', 1);
    bench.open();
    bench.run(50);
    bench.answer = (request) => (request.type === 'ProduceRequest' ? null : undefined);
    bench.send({ topic: 't', value: 'a' });
    bench.run(50);
    bench.do((turn) => closeProducer(turn, 'closed', 500));
    bench.run(499);
    expect(bench.results()).toEqual([]);
    bench.run(2);
    expect(bench.results()).toEqual([
      'a: org.apache.kafka.common.KafkaException: Producer is closed forcefully.',
      'closed: ok',
    ]);
    expect(bench.texts().slice(-2)).toEqual([
      '[Producer clientId=p] Closing the Kafka producer with timeoutMillis = 500 ms.',
      '[Producer clientId=p] Proceeding to force close the producer since pending requests could not be completed within timeout 500 ms.',
    ]);
  });

  it('answers partitions that are not there as upstream does', () => {
    const bench = new ProducerBench();
    bench.topic('t', 3);
    bench.open({ 'max.block.ms': '3000' });
    bench.send({ topic: 't', partition: 3, value: 'v8' });
    bench.send({ topic: 't', partition: -1, value: 'v9' });
    bench.run(3100);
    expect(bench.results()).toEqual([
      'v8: org.apache.kafka.common.errors.TimeoutException: Topic t not present in metadata after 3000 ms.',
      'v9: java.lang.IllegalArgumentException: Invalid partition: -1. Partition number should always be non-negative or null.',
    ]);
  });

  it('asks again for metadata after five minutes, and not before', () => {
    const bench = new ProducerBench();
    bench.topic('t', 1);
    bench.open();
    bench.run(299_000);
    expect(bench.kinds().filter((kind) => kind === 'Metadata')).toHaveLength(1);
    bench.run(2000);
    expect(bench.kinds().filter((kind) => kind === 'Metadata')).toHaveLength(2);
  });
});
