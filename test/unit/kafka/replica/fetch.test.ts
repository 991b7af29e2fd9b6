/** What consumers and followers get when they fetch, and when they have to wait. */
import { describe, expect, test } from 'vitest';
import type {
  DeleteRecordsRequest,
  FetchRequest,
  FetchablePartitionResponse,
  ListOffsetsRequest,
} from '../../../../src/engine/kafka/protocol/produce-fetch.ts';
import type { Call } from './replica-bench.ts';
import { ReplicaBench } from './replica-bench.ts';

function bench(assignment: readonly (readonly number[])[] = [[1, 2, 3]], options = {}) {
  const made = new ReplicaBench(options);
  made.create('t', assignment);
  made.advance(1500);
  return made;
}

function answerOf({ response }: Call<FetchRequest>): FetchablePartitionResponse | undefined {
  return response?.responses[0]?.partitionResponses[0];
}

function valuesOf(call: Call<FetchRequest>): readonly unknown[] {
  return (answerOf(call)?.recordSet ?? []).flatMap(({ records }) =>
    records.map((one) => one.value),
  );
}

describe('a consumer', () => {
  test('sees a record when all in-sync replicas have it, and not before', () => {
    const made = bench();
    made.freeze(3);
    made.produce('t-0', ['m1'], { acks: 1 });
    made.advance(10);
    const call = made.fetch('t-0', 0, { maxWaitMs: 2000 });
    made.advance(1000);
    expect(call.response, 'waits').toBeNull();
    made.thaw(3);
    made.advance(10);
    expect(valuesOf(call)).toEqual(['m1']);
    expect(answerOf(call)).toMatchObject({ highWatermark: 1, lastStableOffset: 1 });
  });

  test('is answered with nothing when max.wait is over', () => {
    const made = bench();
    const call = made.fetch('t-0', 0);
    made.advance(499);
    expect(call.response).toBeNull();
    made.advance(1);
    expect(answerOf(call)).toMatchObject({ errorCode: 'NONE', highWatermark: 0, recordSet: [] });
    expect(made.fetch('t-0', 0, { maxWaitMs: 0 }).response).not.toBeNull();
  });

  test('waits for fetch.min.bytes', () => {
    const made = bench([[1]]);
    const call = made.fetch('t-0', 0, { maxWaitMs: 60_000, minBytes: 150 });
    made.produce('t-0', ['m1']);
    made.produce('t-0', ['m2']);
    expect(call.response, '140 bytes').toBeNull();
    made.produce('t-0', ['m3']);
    expect(valuesOf(call)).toEqual(['m1', 'm2', 'm3']);
  });

  test('gets the first batch whatever its size, and no more than it asked for', () => {
    const made = bench([[1]]);
    for (const value of ['m1', 'm2', 'm3']) made.produce('t-0', [value]);
    expect(valuesOf(made.fetch('t-0', 0, { maxBytes: 10 }))).toEqual(['m1']);
    expect(valuesOf(made.fetch('t-0', 1, { maxBytes: 150 }))).toEqual(['m2', 'm3']);
  });

  test('is told what is wrong at once', () => {
    const made = bench();
    made.produce('t-0', ['m1']);
    made.advance(1000);
    const errorAt = (...[offset, options]: [number, Parameters<typeof made.fetch>[2]?]) =>
      answerOf(made.fetch('t-0', offset, options))?.errorCode;
    expect(errorAt(7)).toBe('OFFSET_OUT_OF_RANGE');
    expect(errorAt(0, { leaderEpoch: 1 })).toBe('UNKNOWN_LEADER_EPOCH');
    made.elect('t-0', 1, [1, 2, 3]);
    expect(errorAt(0, { leaderEpoch: 0 })).toBe('FENCED_LEADER_EPOCH');
    expect(errorAt(0, { leaderEpoch: 1 })).toBe('NONE');
    made.partitions.set('u-0', { ...made.partitions.get('t-0')!, topic: 'u' });
    expect(answerOf(made.fetch('u-0', 0))?.errorCode).toBe('UNKNOWN_TOPIC_OR_PARTITION');
    made.updateMetadata();
    expect(answerOf(made.fetch('u-0', 0))?.errorCode).toBe('NOT_LEADER_OR_FOLLOWER');
  });

  test('that waits is answered when another broker leads', () => {
    const made = bench();
    const call = made.fetch('t-0', 0, { maxWaitMs: 10_000, leaderEpoch: 0 });
    made.elect('t-0', 2, [1, 2, 3]);
    expect(answerOf(call)?.errorCode).toBe('FENCED_LEADER_EPOCH');
  });

  test('may fetch from a follower, what that one knows to be safe', () => {
    const made = bench();
    made.produce('t-0', ['m1']);
    made.advance(1000);
    expect(valuesOf(made.fetch('t-0', 0, { to: 3 }))).toEqual(['m1']);
  });
});

describe('a follower', () => {
  const fetches = (made: ReplicaBench, from: number, to: number) =>
    made.messages
      .filter(
        (sent) => sent.message.type === 'FetchRequest' && sent.from === from && sent.to === to,
      )
      .map((sent) => sent.message as FetchRequest);

  test('names its partitions once, then only what has changed', () => {
    const made = bench([
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
    made.advance(1500);
    const all = fetches(made, 2, 1);
    const [first] = all.filter(({ sessionEpoch }) => sessionEpoch === 0).slice(-1);
    expect(first!.topics[0]!.partitions.map(({ partition }) => partition).sort()).toEqual([
      0, 1, 2,
    ]);
    const before = made.messages.length;
    made.advance(2000);
    const idle = made.messages.slice(before);
    expect(idle.length).toBeGreaterThan(6);
    for (const { message } of idle) {
      expect(message).toMatchObject(
        message.type === 'FetchRequest' ? { topics: [] } : { responses: [] },
      );
    }
    const mark = made.messages.length;
    made.produce('t-1', ['m1'], { acks: 1 });
    made.advance(20);
    const news = made.messages.slice(mark).filter(({ message }) => message.type === 'FetchRequest');
    expect(news.map(({ message }) => (message as FetchRequest).topics)).toEqual([
      [
        {
          topic: 't',
          partitions: [
            expect.objectContaining({ partition: 1, fetchOffset: 1, lastFetchedEpoch: 0 }),
          ],
        },
      ],
    ]);
  });

  test('whose session the leader does not know begins another one', () => {
    const made = bench([[1, 2]]);
    made.kill(1);
    made.start(1);
    made.introduce(1);
    made.elect('t-0', 1, [1, 2]);
    made.advance(5000);
    expect(fetches(made, 2, 1).filter(({ sessionEpoch }) => sessionEpoch > 3)).not.toEqual([]);
    made.produce('t-0', ['m1']);
    made.advance(10);
    expect(made.values(2, 't-0')).toEqual(['m1']);
  });

  test('with other records of an epoch is told where the logs part', () => {
    const made = bench([[1, 2]]);
    made.produce('t-0', ['m1', 'm2']);
    made.advance(1000);
    const asking = (lastFetchedEpoch: number, fetchOffset: number) =>
      answerOf(made.fetch('t-0', fetchOffset, { replicaId: 2, lastFetchedEpoch, leaderEpoch: 1 }));
    made.elect('t-0', 1, [1, 2]);
    expect(asking(0, 3)).toMatchObject({
      errorCode: 'NONE',
      divergingEpoch: { epoch: 0, endOffset: 2 },
      recordSet: [],
    });
    expect(asking(0, 2)).toBeUndefined();
  });

  test('that is no replica is not taken for one', () => {
    const made = bench([[1, 2]]);
    made.produce('t-0', ['m1']);
    made.fetch('t-0', 0, { replicaId: 3 });
    expect(made.lines(1, 'failed to record')[0]).toBe(
      "WARN [ReplicaManager broker=1] Leader 1 failed to record follower 3's position 0, and last sent HW since the replica is not recognized to be one of the assigned replicas 1,2 for partition t-0. Empty records will be returned for this partition. (kafka.server.ReplicaManager)",
    );
  });
});

describe('offsets and epochs', () => {
  test('ListOffsets gives end, start and times', () => {
    const made = bench([[1]]);
    made.produce('t-0', ['m1']);
    made.advance(1000);
    made.produce('t-0', ['m2']);
    const secondMs = Date.UTC(2026, 10, 30, 16, 38, 51) + made.nowMs;
    const offset = (timestamp: number, currentLeaderEpoch = -1) =>
      made.call<ListOffsetsRequest>(1, {
        type: 'ListOffsetsRequest',
        replicaId: -1,
        isolationLevel: 0,
        topics: [{ name: 't', partitions: [{ partitionIndex: 0, currentLeaderEpoch, timestamp }] }],
      }).response?.topics[0]?.partitions[0];
    expect(offset(-1)).toMatchObject({
      errorCode: 'NONE',
      offset: 2,
      timestamp: -1,
      leaderEpoch: 0,
    });
    expect(offset(-2)).toMatchObject({
      errorCode: 'NONE',
      offset: 0,
      timestamp: -1,
      leaderEpoch: 0,
    });
    expect(offset(secondMs)).toMatchObject({ offset: 1, timestamp: secondMs });
    expect(offset(secondMs + 1)).toMatchObject({ errorCode: 'NONE', offset: -1 });
    expect(offset(-1, 3)).toMatchObject({ errorCode: 'UNKNOWN_LEADER_EPOCH', offset: -1 });
  });

  test('a new leader does not say where the log ends before it knows what is safe', () => {
    const made = bench();
    made.freeze(3);
    made.produce('t-0', ['m1'], { acks: 1 });
    made.advance(10);
    made.kill(1);
    made.elect('t-0', 2, [2, 3]);
    const end = (apiVersion: number) =>
      made.call<ListOffsetsRequest>(
        2,
        {
          type: 'ListOffsetsRequest',
          replicaId: -1,
          isolationLevel: 0,
          topics: [
            {
              name: 't',
              partitions: [{ partitionIndex: 0, currentLeaderEpoch: -1, timestamp: -1 }],
            },
          ],
        },
        { apiVersion },
      ).response?.topics[0]?.partitions[0]?.errorCode;
    expect(end(6)).toBe('OFFSET_NOT_AVAILABLE');
    expect(end(4)).toBe('LEADER_NOT_AVAILABLE');
    made.thaw(3);
    made.advance(2500);
    expect(end(6)).toBe('NONE');
  });

  test('DeleteRecords waits until live followers have followed', () => {
    const made = bench();
    made.produce('t-0', ['m1', 'm2']);
    made.advance(1000);
    const remove = (offset: number) =>
      made.call<DeleteRecordsRequest>(1, {
        type: 'DeleteRecordsRequest',
        timeoutMs: 5000,
        topics: [{ name: 't', partitions: [{ partitionIndex: 0, offset }] }],
      });
    const call = remove(-1);
    expect(call.response).toBeNull();
    made.advance(1500);
    expect(call.response?.topics).toEqual([
      { name: 't', partitions: [{ partitionIndex: 0, lowWatermark: 2, errorCode: 'NONE' }] },
    ]);
    expect(made.log(3, 't-0').logStartOffset).toBe(2);
    expect(remove(9).response?.topics[0]?.partitions[0]?.errorCode).toBe('OFFSET_OUT_OF_RANGE');
  });
});
