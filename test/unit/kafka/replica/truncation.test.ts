/**
 * What a replica has to give up when another one leads. Lines are those of replication-acks1-loss-leader-killed
 * and replication-unclean-election.
 */
import { describe, expect, test } from 'vitest';
import { ReplicaBench } from './replica-bench.ts';

function bench(config = {}) {
  const made = new ReplicaBench({ config: { 'replica.lag.time.max.ms': 40_000, ...config } });
  made.create('t', [[2, 3]]);
  made.advance(1500);
  made.produce('t-0', ['m1']);
  made.advance(6000);
  return made;
}

/** The leader has a record that the follower lacks; the follower takes over and writes another one. */
function lossOfLeader(config = {}) {
  const made = bench(config);
  made.freeze(3);
  // Nothing waits for the follower any more when the record comes.
  made.advance(600);
  made.produce('t-0', ['m2'], { acks: 1 });
  made.kill(2);
  made.thaw(3);
  made.elect('t-0', 3, [3]);
  made.produce('t-0', ['m3']);
  made.advance(100);
  made.start(2);
  made.introduce(2);
  made.advance(2000);
  return made;
}

describe('a leader that was not all followed', () => {
  test('cuts what the new leader does not have, by the diverging epoch of its first fetch', () => {
    const made = lossOfLeader();
    expect(made.values(2, 't-0')).toEqual(['m1', 'm3']);
    expect(made.log(2, 't-0').epochs).toEqual([
      { epoch: 0, startOffset: 0 },
      { epoch: 1, startOffset: 1 },
    ]);
    const lines = made
      .lines(2, 't-0')
      .map((line) => line.replace(/ \([^(]*\)$/, '').replace(/ segment=\[\d+:\d+\]/g, ''));
    const from = lines.lastIndexOf(
      'INFO [Partition t-0 broker=2] Log loaded for partition t-0 with initial high watermark 1',
    );
    expect(lines.slice(from + 1)).toEqual([
      'INFO [ReplicaFetcherManager on broker 2] Removed fetcher for partitions Set(t-0)',
      'INFO [ReplicaFetcherManager on broker 2] Added fetcher to broker 3 for partitions Map(t-0 -> InitialFetchState(BrokerEndPoint(id=3, host=b3:9092),1,2))',
      'INFO [Log partition=t-0, dir=/logs] Truncating to offset 1',
      'INFO [Log partition=t-0, dir=/logs] Loading producer state till offset 1 with message format version 2',
      'INFO [ProducerStateManager partition=t-0] Writing producer snapshot at offset 1',
      'WARN [Log partition=t-0, dir=/logs] Non-monotonic update of high watermark from (offset=2) to (offset=1)',
    ]);
    expect(made.partitions.get('t-0')!.isr).toEqual([3, 2]);
  });

  test('before 2.7 asks where its last epoch ends, and cuts then', () => {
    const made = lossOfLeader({ 'inter.broker.protocol.version': '2.6' });
    expect(made.values(2, 't-0')).toEqual(['m1', 'm3']);
    const asked = made.messages.filter(({ message }) => message.type.includes('OffsetForLeader'));
    expect(asked.map(({ from, to }) => [from, to]).slice(-2)).toEqual([
      [2, 3],
      [3, 2],
    ]);
    expect(asked.at(-1)!.message).toMatchObject({
      topics: [{ topic: 't', partitions: [{ errorCode: 'NONE', leaderEpoch: 0, endOffset: 1 }] }],
    });
  });

  test('an election that is not clean loses what only the old leader had', () => {
    const made = bench();
    made.kill(3);
    made.elect('t-0', 2, [2]);
    made.produce('t-0', ['m2']);
    made.advance(6000);
    made.kill(2);
    made.start(3);
    made.introduce(3);
    made.elect('t-0', 3, [3]);
    made.advance(10);
    made.produce('t-0', ['m3', 'm4']);
    made.advance(100);
    made.start(2);
    made.introduce(2);
    made.advance(2000);
    expect(made.values(2, 't-0')).toEqual(['m1', 'm3', 'm4']);
    expect(made.log(2, 't-0').highWatermark).toBe(3);
  });
});

describe('a follower whose offset the leader does not have', () => {
  test('starts anew at the leader’s start when its own end is gone there', () => {
    const made = new ReplicaBench({ config: { 'replica.lag.time.max.ms': 3000 } });
    made.create('t', [[2, 3]]);
    made.advance(1500);
    made.kill(3);
    made.elect('t-0', 2, [2]);
    for (let i = 0; i < 5; i++) made.produce('t-0', [`m${i}`]);
    const deletion = made.call(2, {
      type: 'DeleteRecordsRequest',
      timeoutMs: 1000,
      topics: [{ name: 't', partitions: [{ partitionIndex: 0, offset: 3 }] }],
    });
    expect(deletion.response).toMatchObject({
      topics: [{ name: 't', partitions: [{ errorCode: 'NONE', lowWatermark: 3 }] }],
    });
    made.start(3);
    made.introduce(3);
    made.advance(2000);
    expect(made.log(3, 't-0')).toMatchObject({ logStartOffset: 3, logEndOffset: 5 });
    expect(made.values(3, 't-0')).toEqual(['m3', 'm4']);
    const lines = made.lines(3, '[ReplicaFetcher replicaId=3, leaderId=2, fetcherId=0] ');
    expect(lines.filter((line) => line.includes('et fetch offset'))).toEqual([
      "WARN [ReplicaFetcher replicaId=3, leaderId=2, fetcherId=0] Reset fetch offset for partition t-0 from 0 to current leader's start offset 3 (kafka.server.ReplicaFetcherThread)",
      'INFO [ReplicaFetcher replicaId=3, leaderId=2, fetcherId=0] Current offset 0 for partition t-0 is out of range, which typically implies a leader change. Reset fetch offset to 3 (kafka.server.ReplicaFetcherThread)',
    ]);
    expect(made.partitions.get('t-0')!.isr).toEqual([2, 3]);
  });
});

describe('a leader that is gone', () => {
  test('is tried every two seconds: a second’s wait, and a second’s delay of its partitions', () => {
    const made = bench();
    made.kill(2);
    const before = made.nowMs;
    made.advance(7000);
    const lines = made.lines(3, 'Error in response for fetch request');
    expect(lines).toHaveLength(4);
    expect(lines[1]).toMatch(
      /^WARN \[ReplicaFetcher replicaId=3, leaderId=2, fetcherId=0\] Error in response for fetch request \(type=FetchRequest, replicaId=3, maxWait=500, minBytes=1, maxBytes=10485760, fetchData=\{t-0=PartitionData\(fetchOffset=1, logStartOffset=0, maxBytes=1048576, currentLeaderEpoch=Optional\[0\], lastFetchedEpoch=Optional\[0\]\)\}, isolationLevel=READ_UNCOMMITTED, toForget=, metadata=\(sessionId=\d+, epoch=INITIAL\), rackId=\) \(kafka\.server\.ReplicaFetcherThread\)$/,
    );
    expect(made.lines(3, 'java.io.IOException')[0]).toBe(
      'java.io.IOException: Connection to 2 was disconnected before the response was read',
    );
    expect(made.lines(3, 'java.io.IOException').at(-1)).toBe(
      'java.io.IOException: Connection to b2:9092 (id: 2 rack: null) failed.',
    );
    expect(made.nowMs - before).toBe(7000);
  });

  test('a fetcher that has nothing to fetch any more ends', () => {
    const made = bench();
    made.kill(2);
    made.elect('t-0', 3, [3]);
    const lines = made.lines(3, '[ReplicaFetcher replicaId=3').map((line) => line.slice(0, 96));
    expect(lines.slice(-4)).toEqual([
      'INFO [ReplicaFetcher replicaId=3, leaderId=2, fetcherId=0] Shutting down (kafka.server.ReplicaFe',
      'INFO [ReplicaFetcher replicaId=3, leaderId=2, fetcherId=0] Error sending fetch request (sessionI',
      'INFO [ReplicaFetcher replicaId=3, leaderId=2, fetcherId=0] Stopped (kafka.server.ReplicaFetcherT',
      'INFO [ReplicaFetcher replicaId=3, leaderId=2, fetcherId=0] Shutdown completed (kafka.server.Repl',
    ]);
  });
});
