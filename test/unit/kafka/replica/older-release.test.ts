/** What a broker of 2.2 says and does otherwise; its lines are those of upstream's sources. */
import { describe, expect, test } from 'vitest';
import { ReplicaBench } from './replica-bench.ts';

const OPTIONS = { release: '2.2.0', config: { 'replica.lag.time.max.ms': 10_000 } };

function older(): ReplicaBench {
  const bench = new ReplicaBench(OPTIONS);
  bench.create('t', [[1, 2, 3]]);
  bench.advance(1500);
  return bench;
}

/** Without level and logger. */
function changes(bench: ReplicaBench, id: number): readonly string[] {
  const bare = (line: string): string => line.replace(' (state.change.logger)', '');
  return bench.lines(id, '', 'state-change').map(bare);
}

describe('2.2', () => {
  test('writes down every step of every partition', () => {
    const bench = older();
    const state =
      'PartitionState(controllerEpoch=1, leader=1, leaderEpoch=0, isr=1,2,3, zkVersion=0, replicas=1,2,3, isNew=false)';
    expect(changes(bench, 1)).toEqual([
      `TRACE [Broker id=1] Received LeaderAndIsr request ${state} correlation id 1 from controller 1 epoch 1 for partition t-0`,
      'TRACE [Broker id=1] Handling LeaderAndIsr request correlationId 1 from controller 1 epoch 1 starting the become-leader transition for partition t-0',
      'TRACE [Broker id=1] Stopped fetchers as part of become-leader request from controller 1 epoch 1 with correlation id 1 for partition t-0 (last update controller epoch 1)',
      'TRACE [Broker id=1] Completed LeaderAndIsr request correlationId 1 from controller 1 epoch 1 for the become-leader transition for partition t-0',
    ]);
    expect(changes(bench, 2).slice(1)).toEqual([
      'TRACE [Broker id=2] Handling LeaderAndIsr request correlationId 1 from controller 1 epoch 1 starting the become-follower transition for partition t-0 with leader 1',
      'TRACE [Broker id=2] Stopped fetchers as part of become-follower request from controller 1 epoch 1 with correlation id 1 for partition t-0 with leader 1',
      'TRACE [Broker id=2] Truncated logs and checkpointed recovery boundaries for partition t-0 as part of become-follower request with correlation id 1 from controller 1 epoch 1 with leader 1',
      'TRACE [Broker id=2] Started fetcher to new leader as part of become-follower request from controller 1 epoch 1 with correlation id 1 for partition t-0 with leader 1',
      'TRACE [Broker id=2] Completed LeaderAndIsr request correlationId 1 from controller 1 epoch 1 for the become-follower transition for partition t-0 with leader 1',
    ]);
  });

  test('loads a replica for every broker, in the order of the request', () => {
    const bench = older();
    const loaded =
      'INFO Replica loaded for partition t-0 with initial high watermark 0 (kafka.cluster.Replica)';
    const lines = bench.lines(2, 't-0').filter((line) => !line.includes('kafka.log.Log'));
    expect(lines).toEqual([
      loaded,
      'INFO [Partition t-0 broker=2] No checkpointed highwatermark is found for partition t-0 (kafka.cluster.Partition)',
      loaded,
      loaded,
      'INFO [ReplicaFetcherManager on broker 2] Removed fetcher for partitions Set(t-0) (kafka.server.ReplicaFetcherManager)',
      'INFO [ReplicaFetcherManager on broker 2] Added fetcher to broker BrokerEndPoint(id=1, host=b1:9092) for partitions Map(t-0 -> (offset=0, leaderEpoch=0)) (kafka.server.ReplicaFetcherManager)',
      'INFO [ReplicaFetcher replicaId=2, leaderId=1, fetcherId=0] Truncating partition t-0 to local high watermark 0 (kafka.server.ReplicaFetcherThread)',
    ]);
    expect(bench.lines(1, 'starts at')).toEqual([
      'INFO [Partition t-0 broker=1] t-0 starts at Leader Epoch 0 from offset 0. Previous Leader Epoch was: -1 (kafka.cluster.Partition)',
    ]);
  });

  test('moves the high watermark as soon as a lagging follower is out, and takes it in again', () => {
    const bench = older();
    bench.freeze(3);
    const call = bench.produce('t-0', ['m1']);
    bench.advance(9000);
    expect(call.response).toBeNull();
    bench.advance(10_000);
    expect(call.response).not.toBeNull();
    expect(bench.partition(1, 't-0').isr).toEqual([1, 2]);
    bench.thaw(3);
    bench.advance(3000);
    expect(bench.lines(1, 'panding ISR')).toEqual([
      'INFO [Partition t-0 broker=1] Expanding ISR from 1,2 to 1,2,3 (kafka.cluster.Partition)',
    ]);
    expect(bench.partition(1, 't-0')).toMatchObject({ isr: [1, 2, 3], pendingIsr: null });
    expect(bench.lines(1, 'ISR updated')).toEqual([]);
  });

  test('asks again and again when the znode has another version', () => {
    const bench = older();
    bench.partitions.get('t-0')!.zkVersion = 5;
    bench.freeze(3);
    bench.produce('t-0', ['m1']);
    bench.advance(26_000);
    const refusal =
      'INFO [Partition t-0 broker=1] Cached zkVersion [0] not equal to that in zookeeper, skip updating ISR (kafka.cluster.Partition)';
    expect(bench.lines(1, 'Cached')).toEqual([refusal, refusal, refusal]);
    expect(bench.partition(1, 't-0')).toMatchObject({ isr: [1, 2, 3], pendingIsr: null });
  });

  test('gives a lost leader’s exception without its stack', () => {
    const bench = older();
    bench.kill(1);
    bench.advance(10);
    const [line, ...rest] = bench.lines(2, 'Error sending fetch request');
    expect(rest).toEqual([]);
    expect(line).toMatch(
      /^INFO \[ReplicaFetcher replicaId=2, leaderId=1, fetcherId=0\] Error sending fetch request \(sessionId=\d+, epoch=\d+\) to node 1: java\.io\.IOException: Connection to 1 was disconnected before the response was read\. \(org\.apache\.kafka\.clients\.FetchSessionHandler\)$/,
    );
  });
});
