/**
 * Records on their way from a leader to its followers, and what that does to high watermark and in-sync
 * replicas. Lines are those of the transcripts replication-*.json.
 */
import { describe, expect, test } from 'vitest';
import type { ProduceRequest } from '../../../../src/engine/kafka/protocol/produce-fetch.ts';
import type { Call } from './replica-bench.ts';
import { ReplicaBench } from './replica-bench.ts';

const LAG = { 'replica.lag.time.max.ms': 10_000 };

function errorOf({ response }: Call<ProduceRequest>): string | undefined {
  return response?.responses[0]?.partitionResponses[0]?.errorCode;
}

function replicated(options: ConstructorParameters<typeof ReplicaBench>[0] = { config: LAG }) {
  const bench = new ReplicaBench(options);
  bench.create('t', [[1, 2, 3]]);
  bench.advance(1500);
  return bench;
}

describe('acks', () => {
  test('all: the answer comes when both followers have fetched behind the record', () => {
    const bench = replicated();
    const call = bench.produce('t-0', ['m1']);
    expect(call.response).toBeNull();
    bench.advance(1);
    expect(call.response, 'followers have it, the leader does not know').toBeNull();
    bench.advance(1);
    expect(call.response).toMatchObject({
      responses: [{ name: 't', partitionResponses: [{ errorCode: 'NONE', baseOffset: 0 }] }],
    });
    expect(bench.log(1, 't-0').highWatermark).toBe(1);
    expect(bench.log(2, 't-0').highWatermark, 'told with the next answer').toBe(0);
    bench.advance(501);
    expect([2, 3].map((id) => bench.log(id, 't-0').highWatermark)).toEqual([1, 1]);
  });

  test('1: the answer comes with the append; 0: none comes', () => {
    const bench = replicated();
    expect(errorOf(bench.produce('t-0', ['m1'], { acks: 1 }))).toBe('NONE');
    const unanswered = bench.produce('t-0', ['m2'], { acks: 0 });
    expect(unanswered.response).toBeNull();
    expect(unanswered.isClosed).toBe(false);
    bench.advance(10);
    expect(bench.values(3, 't-0')).toEqual(['m1', 'm2']);
  });

  test('0 to a broker that does not lead closes the connection', () => {
    const bench = replicated();
    const call = bench.produce('t-0', ['m1'], { acks: 0, to: 2 });
    expect(call.isClosed).toBe(true);
    expect(bench.lines(2, 'KafkaApi-2')).toEqual([
      'INFO [KafkaApi-2] Closing connection due to error during produce request with correlation id 1 from client id test with ack=0',
    ]);
    expect(bench.lines(2, 'Topic and partition to exceptions')).toEqual([
      'Topic and partition to exceptions: t-0 -> org.apache.kafka.common.errors.NotLeaderOrFollowerException (kafka.server.KafkaApis)',
    ]);
  });

  test('others are no acks', () => {
    const bench = replicated();
    expect(errorOf(bench.produce('t-0', ['m1'], { acks: 2 }))).toBe('INVALID_REQUIRED_ACKS');
    expect(errorOf(bench.produce('t-0', ['m1'], { to: 3 }))).toBe('NOT_LEADER_OR_FOLLOWER');
    expect(bench.log(1, 't-0').logEndOffset).toBe(0);
  });

  test('all with a follower that hears nothing: REQUEST_TIMED_OUT, and the record stays', () => {
    const bench = replicated();
    bench.freeze(3);
    const call = bench.produce('t-0', ['m1'], { timeoutMs: 1500 });
    bench.advance(1499);
    expect(call.response).toBeNull();
    bench.advance(1);
    expect(errorOf(call)).toBe('REQUEST_TIMED_OUT');
    expect(bench.values(2, 't-0')).toEqual(['m1']);
  });

  test('an internal topic is written to by coordinators and admin clients only', () => {
    const bench = new ReplicaBench();
    bench.create('__consumer_offsets', [[1]]);
    bench.advance(10);
    expect(errorOf(bench.produce('__consumer_offsets-0', ['x'], { acks: 1 }))).toBe(
      'INVALID_TOPIC_EXCEPTION',
    );
  });
});

describe('in-sync replicas', () => {
  test('a frozen follower is taken out, and taken in again when it has caught up', () => {
    const bench = replicated();
    bench.produce('t-0', ['m1']);
    bench.advance(1000);
    bench.freeze(3);
    bench.produce('t-0', ['m2'], { acks: 1 });
    bench.advance(15_000);
    expect(bench.lines(1, '[Partition t-0 broker=1] ').slice(2)).toEqual([
      'INFO [Partition t-0 broker=1] Shrinking ISR from 1,2,3 to 1,2. Leader: (highWatermark: 1, endOffset: 2). Out of sync replicas: (brokerId: 3, endOffset: 1). (kafka.cluster.Partition)',
      'INFO [Partition t-0 broker=1] ISR updated to 1,2 and version updated to [1] (kafka.cluster.Partition)',
    ]);
    bench.thaw(3);
    bench.advance(1000);
    expect(bench.lines(1, 'ISR updated').at(-1)).toBe(
      'INFO [Partition t-0 broker=1] ISR updated to 1,2,3 and version updated to [2] (kafka.cluster.Partition)',
    );
    expect(bench.partitions.get('t-0')!.isr).toEqual([1, 2, 3]);
  });

  test('the high watermark moves with the next records, not with the smaller set (2.8.0)', () => {
    const bench = replicated();
    bench.freeze(3);
    const waiting = bench.produce('t-0', ['m1']);
    bench.advance(16_000);
    expect(bench.partition(1, 't-0').isr).toEqual([1, 2]);
    expect(waiting.response).toBeNull();
    bench.produce('t-0', ['m2']);
    bench.advance(10);
    expect(errorOf(waiting)).toBe('NONE');
  });

  test('who is to be taken in counts before the controller has answered', () => {
    const bench = replicated();
    bench.freeze(3);
    bench.produce('t-0', ['m1'], { acks: 1 });
    bench.advance(16_000);
    bench.alterIsrError = 'STALE_BROKER_EPOCH';
    bench.thaw(3);
    bench.advance(600);
    const { isr, pendingIsr, isrChart } = bench.partition(1, 't-0');
    expect({ isr, pendingIsr }).toEqual({
      isr: [1, 2],
      pendingIsr: { type: 'expand', replica: 3 },
    });
    expect(isrChart.value).toBe('pendingExpand');
    bench.freeze(3);
    const call = bench.produce('t-0', ['m2']);
    bench.advance(1000);
    expect(call.response, 'waits for the third, too').toBeNull();
    // It is asked every 50 ms until the controller does it.
    expect(bench.lines(1, 'stale broker epoch').length).toBeGreaterThan(10);
    bench.alterIsrError = 'NONE';
    bench.advance(100);
    expect(bench.partition(1, 't-0').pendingIsr).toBeNull();
    expect(bench.partitions.get('t-0')!.isr).toEqual([1, 2, 3]);
  });

  test('another controller gets the same request', () => {
    const bench = replicated();
    bench.freeze(3);
    bench.produce('t-0', ['m1'], { acks: 1 });
    bench.advance(13_000);
    // Broker 1 does not know it yet.
    bench.controllerId = 2;
    bench.advance(2000);
    expect(bench.partitions.get('t-0')!.isr).toEqual([1, 2, 3]);
    bench.updateMetadata();
    bench.advance(200);
    expect(bench.partitions.get('t-0')!.isr).toEqual([1, 2]);
    expect(bench.lines(1, 'Recorded new controller').at(-1)).toBe(
      'INFO [broker-1-to-controller-send-thread]: Recorded new controller, from now on will use broker b2:9092 (id: 2 rack: null) (kafka.server.BrokerToControllerRequestThread)',
    );
  });

  test('fewer than min.insync.replicas: nothing is appended, or too few have it', () => {
    const bench = replicated({ config: LAG, topics: { t: { 'min.insync.replicas': '3' } } });
    bench.freeze(3);
    const after = bench.produce('t-0', ['m1']);
    bench.advance(16_000);
    const before = bench.produce('t-0', ['m2']);
    expect(errorOf(before)).toBe('NOT_ENOUGH_REPLICAS');
    expect(bench.lines(1, 'insufficient')).toEqual([
      'org.apache.kafka.common.errors.NotEnoughReplicasException: The size of the current ISR Set(1, 2) is insufficient to satisfy the min.isr requirement of 3 for partition t-0',
    ]);
    expect(bench.lines(1, 'Error processing append operation on partition t-0')).toHaveLength(1);
    bench.produce('t-0', ['m3'], { acks: 1 });
    bench.advance(10);
    expect(errorOf(after)).toBe('NOT_ENOUGH_REPLICAS_AFTER_APPEND');
    expect(bench.values(1, 't-0')).toEqual(['m1', 'm3']);
  });

  test('before 2.7 the leader writes them into the znode and tells the controller seconds later', () => {
    const bench = replicated({ config: { ...LAG, 'inter.broker.protocol.version': '2.6' } });
    bench.zkRequests.length = 0;
    bench.freeze(3);
    bench.produce('t-0', ['m1'], { acks: 1 });
    bench.advance(30_000);
    expect(bench.zkRequests).toEqual([
      {
        type: 'SetDataRequest',
        path: '/brokers/topics/t/partitions/0/state',
        data: '{"controller_epoch":1,"leader":1,"version":1,"leader_epoch":0,"isr":[1,2]}',
        version: 0,
      },
      expect.objectContaining({
        type: 'CreateRequest',
        path: '/isr_change_notification/isr_change_',
        data: '{"version":1,"partitions":[{"topic":"t","partition":0}]}',
        mode: 'PERSISTENT_SEQUENTIAL',
      }),
    ]);
  });
});

describe('high watermark checkpoint', () => {
  test('is written every five seconds, and read when the log is loaded', () => {
    const bench = replicated();
    bench.produce('t-0', ['m1', 'm2']);
    bench.advance(6000);
    expect(bench.text(2, 'replication-offset-checkpoint')).toBe('0\n1\nt 0 2\n');
    bench.kill(2);
    bench.start(2);
    bench.introduce(2);
    bench.advance(10);
    expect(bench.lines(2, 'Log loaded').at(-1)).toBe(
      'INFO [Partition t-0 broker=2] Log loaded for partition t-0 with initial high watermark 2 (kafka.cluster.Partition)',
    );
  });

  test('is written at a clean stop', () => {
    const bench = replicated();
    bench.advance(4000);
    bench.produce('t-0', ['m1']);
    bench.advance(600);
    bench.stop(3);
    expect(bench.text(3, 'replication-offset-checkpoint')).toBe('0\n1\nt 0 1\n');
    const lines = bench.lines(3, 'hut').map((line) => line.replace(/ \([^(]*\)$/, ''));
    expect(lines.filter((line) => /Manager|send-thread|channel/.test(line))).toEqual([
      'INFO [ReplicaManager broker=3] Shutting down',
      'INFO [ReplicaFetcherManager on broker 3] shutting down',
      'INFO [ReplicaFetcherManager on broker 3] shutdown completed',
      'INFO [ReplicaAlterLogDirsManager on broker 3] shutting down',
      'INFO [ReplicaAlterLogDirsManager on broker 3] shutdown completed',
      'INFO [ReplicaManager broker=3] Shut down completely',
      'INFO [broker-3-to-controller-send-thread]: Shutting down',
      'INFO [broker-3-to-controller-send-thread]: Shutdown completed',
      'INFO Broker to controller channel manager for alterIsrChannel shutdown',
    ]);
  });
});
