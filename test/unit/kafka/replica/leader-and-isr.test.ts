/** What a controller tells brokers of partitions. Lines are those of the transcripts controller-*.json. */
import { describe, expect, test } from 'vitest';
import type {
  LeaderAndIsrRequest,
  StopReplicaRequest,
} from '../../../../src/engine/kafka/protocol/controller.ts';
import {
  inImmutableNameOrder,
  inNameSetOrder,
  inPartitionSetOrder,
  inRequestOrder,
} from '../../../../src/engine/kafka/replica/partition-order.ts';
import { partitionCharts } from '../../../../src/engine/kafka/replica/partition-charts.ts';
import type { Call } from './replica-bench.ts';
import { ReplicaBench } from './replica-bench.ts';

function errorsOf({ response }: Call<LeaderAndIsrRequest>): readonly string[] {
  const errors = (response?.topics ?? []).flatMap(({ partitionErrors }) => partitionErrors);
  return errors.map(({ errorCode }) => errorCode);
}

function bench(assignment: readonly (readonly number[])[] = [[2, 3, 1]], options = {}) {
  const made = new ReplicaBench(options);
  made.create('t1', assignment);
  made.advance(1500);
  return made;
}

function stopReplica(
  made: ReplicaBench,
  id: number,
  state: { readonly leaderEpoch: number; readonly deletePartition: boolean },
) {
  return made.call<StopReplicaRequest>(id, {
    type: 'StopReplicaRequest',
    controllerId: 1,
    controllerEpoch: 1,
    brokerEpoch: -1,
    topicStates: [{ topicName: 't1', partitionStates: [{ partitionIndex: 0, ...state }] }],
  });
}

describe('LeaderAndIsr', () => {
  test('is written down in upstream’s words', () => {
    const made = bench();
    expect(made.lines(2, '', 'state-change')).toEqual([
      'INFO [Broker id=2] Handling LeaderAndIsr request correlationId 1 from controller 1 for 1 partitions (state.change.logger)',
      'INFO [Broker id=2] Stopped fetchers as part of LeaderAndIsr request correlationId 1 from controller 1 epoch 1 as part of the become-leader transition for 1 partitions (state.change.logger)',
      'INFO [Broker id=2] Leader t1-0 starts at leader epoch 0 from offset 0 with high watermark 0 ISR [2,3,1] addingReplicas [] removingReplicas []. Previous leader epoch was -1. (state.change.logger)',
      'INFO [Broker id=2] Finished LeaderAndIsr request in 1ms correlationId 1 from controller 1 for 1 partitions (state.change.logger)',
    ]);
    expect(made.lines(3, '', 'state-change').slice(1, 3)).toEqual([
      'INFO [Broker id=3] Follower t1-0 starts at leader epoch 0 from offset 0 with high watermark 0. Previous leader epoch was -1. (state.change.logger)',
      'INFO [Broker id=3] Stopped fetchers as part of become-follower request from controller 1 epoch 1 with correlation id 1 for 1 partitions (state.change.logger)',
    ]);
    const server = made.lines(3, 't1-0').filter((line) => !line.includes('properties'));
    expect(server).toEqual([
      'INFO [Log partition=t1-0, dir=/logs] Loading producer state till offset 0 with message format version 2 (kafka.log.Log)',
      'INFO [Partition t1-0 broker=3] No checkpointed highwatermark is found for partition t1-0 (kafka.cluster.Partition)',
      'INFO [Partition t1-0 broker=3] Log loaded for partition t1-0 with initial high watermark 0 (kafka.cluster.Partition)',
      'INFO [ReplicaFetcherManager on broker 3] Removed fetcher for partitions Set(t1-0) (kafka.server.ReplicaFetcherManager)',
      'INFO [ReplicaFetcherManager on broker 3] Added fetcher to broker 2 for partitions Map(t1-0 -> InitialFetchState(BrokerEndPoint(id=2, host=b2:9092),0,0)) (kafka.server.ReplicaFetcherManager)',
      'INFO [ReplicaFetcher replicaId=3, leaderId=2, fetcherId=0] Truncating partition t1-0 to local high watermark 0 (kafka.server.ReplicaFetcherThread)',
      'INFO [Log partition=t1-0, dir=/logs] Truncating to 0 has no effect as the largest offset in the log is -1 (kafka.log.Log)',
    ]);
  });

  test('a leader that does not know the topic yet is asked again a second later', () => {
    const made = new ReplicaBench();
    made.create('t1', [[2, 3]]);
    expect(made.lines(3, 'UNKNOWN_TOPIC_OR_PARTITION')).toEqual([]);
    const other = new ReplicaBench();
    other.partitions.set('u-0', {
      topic: 'u',
      partition: 0,
      topicId: '',
      replicas: [2, 3],
      leader: 2,
      leaderEpoch: 0,
      isr: [2, 3],
      zkVersion: 0,
    });
    const led = [...other.partitions.values()];
    other.leaderAndIsr(2, led);
    other.leaderAndIsr(3, led);
    other.advance(10);
    expect(other.lines(3, 'UNKNOWN_TOPIC_OR_PARTITION')).toEqual([
      'WARN [ReplicaFetcher replicaId=3, leaderId=2, fetcherId=0] Received UNKNOWN_TOPIC_OR_PARTITION from the leader for partition u-0. This error may be returned transiently when the partition is being created or deleted, but it is not expected to persist. (kafka.server.ReplicaFetcherThread)',
    ]);
    other.updateMetadata();
    other.produce('u-0', ['m1'], { acks: 1 });
    other.advance(1100);
    expect(other.values(3, 'u-0')).toEqual(['m1']);
  });

  test('of an old controller, of an old epoch, or of no replica is ignored', () => {
    const made = bench();
    const [led] = [...made.partitions.values()];
    expect(errorsOf(made.leaderAndIsr(2, [led!]))).toEqual(['STALE_CONTROLLER_EPOCH']);
    expect(made.lines(2, 'Ignoring', 'state-change').at(-1)).toBe(
      'INFO [Broker id=2] Ignoring LeaderAndIsr request from controller 1 with correlation id 1 epoch 1 for partition t1-0 since its associated leader epoch 0 matches the current leader epoch (state.change.logger)',
    );
    made.elect('t1-0', 2, [2, 3, 1]);
    expect(errorsOf(made.leaderAndIsr(2, [{ ...led!, leaderEpoch: 0 }]))).toEqual([
      'STALE_CONTROLLER_EPOCH',
    ]);
    const moved = { ...led!, leaderEpoch: 9, replicas: [3, 1] };
    expect(errorsOf(made.leaderAndIsr(2, [moved]))).toEqual(['UNKNOWN_TOPIC_OR_PARTITION']);
    made.controllerEpoch = 0;
    const call = made.leaderAndIsr(2, [{ ...led!, leaderEpoch: 9 }]);
    expect(call.response).toMatchObject({ errorCode: 'STALE_CONTROLLER_EPOCH' });
    expect(made.partition(2, 't1-0').leaderEpoch).toBe(1);
  });

  test('a topic’s id is written when a log is there already, and has to stay the same', () => {
    const made = bench();
    expect(made.text(2, 't1-0/partition.metadata')).toBeUndefined();
    made.elect('t1-0', 2, [2, 3, 1]);
    const { topicId } = made.partitions.get('t1-0')!;
    expect(made.text(2, 't1-0/partition.metadata')).toBe(`version: 0\ntopic_id: ${topicId}`);
    made.partitions.get('t1-0')!.topicId = 'another1another1anotAA';
    made.partitions.get('t1-0')!.leaderEpoch = 5;
    const call = made.leaderAndIsr(2, [...made.partitions.values()]);
    expect(errorsOf(call)).toEqual(['INCONSISTENT_TOPIC_ID']);
    expect(made.partition(2, 't1-0').leaderEpoch).toBe(1);
  });

  test('a leader that is not alive is not followed, but the log is there', () => {
    const made = new ReplicaBench();
    made.kill(2);
    made.updateMetadata();
    const led = {
      topic: 't1',
      partition: 0,
      topicId: '',
      replicas: [2, 3],
      leader: 2,
      leaderEpoch: 0,
      isr: [2],
      zkVersion: 0,
    };
    const call = made.leaderAndIsr(3, [led]);
    made.advance(10);
    expect(errorsOf(call)).toEqual(['NONE']);
    expect(made.lines(3, 'ERROR', 'state-change')).toEqual([
      'ERROR [Broker id=3] Received LeaderAndIsrRequest with correlation id 1 from controller 1 epoch 1 for partition t1-0 (last update controller epoch 1) but cannot become follower since the new leader 2 is unavailable. (state.change.logger)',
    ]);
    expect(made.log(3, 't1-0').logEndOffset).toBe(0);
    expect(made.partition(3, 't1-0').chart.value).toBe('online');
  });

  test('configurations come from ZooKeeper, once a topic', () => {
    const made = bench([[1], [1]], { topics: { t1: { 'segment.bytes': '1000' } } });
    const asked = made.zkRequests.map((request) => ('path' in request ? request.path : ''));
    expect(asked).toEqual(['/config/topics/t1']);
    expect(made.log(1, 't1-1').config['segment.bytes']).toBe(1000);
  });

  test('coordinators learn of their partitions, leaders first', () => {
    const made = new ReplicaBench({ brokers: 2 });
    made.create('__consumer_offsets', [
      [1, 2],
      [2, 1],
      [1, 2],
    ]);
    made.advance(10);
    const told = made.tasks.filter(({ broker }) => broker === 1);
    expect(
      told.map((task) => task.type === 'leadership' && [task.partition, task.isLeader]),
    ).toEqual([
      [2, true],
      [0, true],
      [1, false],
    ]);
  });
});

describe('StopReplica', () => {
  test('without deletion ends fetching alone', () => {
    const made = bench();
    const call = stopReplica(made, 3, { leaderEpoch: 1, deletePartition: false });
    expect(call.response).toMatchObject({
      errorCode: 'NONE',
      partitionErrors: [{ topicName: 't1', partitionIndex: 0, errorCode: 'NONE' }],
    });
    expect(made.lines(3, 'Shutdown completed').at(-1)).toContain('leaderId=2');
    made.produce('t1-0', ['m1'], { acks: 1 });
    made.advance(1000);
    expect(made.values(3, 't1-0')).toEqual([]);
    expect(made.partition(3, 't1-0').leaderId).toBe(2);
  });

  test('of an epoch that is not newer is fenced; a deletion never is', () => {
    const made = bench();
    const answer = (leaderEpoch: number, deletePartition: boolean) =>
      stopReplica(made, 3, { leaderEpoch, deletePartition }).response?.partitionErrors[0]
        ?.errorCode;
    expect(answer(0, false)).toBe('FENCED_LEADER_EPOCH');
    expect(made.lines(3, 'Ignoring', 'state-change')).toEqual([
      'INFO [Broker id=3] Ignoring StopReplica request (delete=false) from controller 1 with correlation id 1 epoch 1 for partition t1-0 since its associated leader epoch 0 matches the current leader epoch (state.change.logger)',
    ]);
    expect(answer(-2, true)).toBe('NONE');
    expect(made.partition(3, 't1-0')).toBeUndefined();
    expect(made.log(3, 't1-0')).toBeUndefined();
    expect(answer(-2, true), 'a log may be left over').toBe('NONE');
  });

  test('what waited for the partition is answered', () => {
    const made = bench();
    made.freeze(3);
    const produce = made.produce('t1-0', ['m1']);
    const fetch = made.fetch('t1-0', 1, { maxWaitMs: 60_000 });
    made.partitions.delete('t1-0');
    made.updateMetadata();
    stopReplica(made, 2, { leaderEpoch: -2, deletePartition: true });
    expect(produce.response?.responses[0]?.partitionResponses[0]?.errorCode).toBe(
      'UNKNOWN_TOPIC_OR_PARTITION',
    );
    expect(fetch.response).toMatchObject({
      responses: [{ partitionResponses: [{ errorCode: 'UNKNOWN_TOPIC_OR_PARTITION' }] }],
    });
  });
});

describe('order', () => {
  const partitions = (topic: string, numbers: readonly number[]) =>
    numbers.map((partition) => ({ topic, partition }));
  const names = (ordered: readonly { readonly topic: string; readonly partition: number }[]) =>
    ordered.map(({ topic, partition }) => `${topic}-${partition}`).join(', ');

  test('partitions of a request come as upstream’s maps and sets give them', () => {
    expect(names(inRequestOrder(partitions('orders', [0, 1, 2])))).toBe(
      'orders-1, orders-2, orders-0',
    );
    expect(names(inRequestOrder(partitions('t1', [0, 1])))).toBe('t1-1, t1-0');
    const all = [
      ...partitions('__consumer_offsets', [...Array(50).keys()]),
      ...partitions('t', [0]),
    ];
    const order = inNameSetOrder(inPartitionSetOrder(inRequestOrder(all)));
    const seen = [
      28,
      6,
      10,
      32,
      14,
      36,
      40,
      37,
      18,
      22,
      41,
      0,
      4,
      23,
      26,
      45,
      8,
      49,
      27,
      12,
      31,
      9,
      13,
      35,
      17,
      39,
      43,
      21,
      25,
      44,
      47,
      null,
      3,
      7,
      29,
      48,
      11,
      30,
      33,
      15,
      34,
      19,
      16,
      38,
      1,
      20,
      42,
      5,
      46,
      2,
      24,
    ];
    expect(order.map(({ topic, partition }) => (topic === 't' ? null : partition))).toEqual(seen);
    const followed = partitions('__consumer_offsets', [9, 21, 23, 27, 30, 33, 35, 36, 41, 47]);
    expect(inImmutableNameOrder(followed).map(({ partition }) => partition)).toEqual([
      30, 21, 27, 9, 35, 41, 33, 23, 47, 36,
    ]);
  });
});

test('charts show what a broker is to each of its partitions', () => {
  const made = bench([
    [1, 2],
    [2, 1],
  ]);
  made.advance(1500);
  const charts = partitionCharts(made.state(1).replicas);
  expect(charts.map(({ part, chart }) => [part, chart.value])).toEqual([
    ['t1-0', 'leader'],
    ['ISR of t1-0', 'committed'],
    ['t1-1', 'follower'],
    ['fetcher of t1-1', 'fetching'],
  ]);
  made.kill(2);
  made.advance(1500);
  const [, , , fetcher] = partitionCharts(made.state(1).replicas);
  expect(fetcher!.chart.value).toEqual({ delayed: 'fetching' });
});
