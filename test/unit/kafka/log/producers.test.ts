/** What a partition accepts from idempotent and transactional producers. */
import { describe, expect, test } from 'vitest';
import {
  appendAsFollower,
  appendAsLeader,
  lastStableOffset,
  logOf,
  updateHighWatermark,
} from '../../../../src/engine/kafka/log/log.ts';
import { controlBatch } from '../../../../src/engine/kafka/protocol/record-size.ts';
import { LogBench } from './log-bench.ts';

function benchOf(): LogBench {
  const bench = new LogBench();
  bench.create('t');
  return bench;
}

const P7 = { producerId: 7, producerEpoch: 0 };

describe('sequences', () => {
  test('a duplicate among the last five batches gets the offsets it got then', () => {
    const bench = benchOf();
    for (let i = 0; i < 6; i++) bench.send('t', `k:${i}`, { ...P7, baseSequence: i });
    const again = bench.send('t', 'k:1', { ...P7, baseSequence: 1 });
    expect([again.error, again.firstOffset, again.lastOffset, again.appendedBytes]).toEqual([
      'NONE',
      1,
      1,
      0,
    ]);
    expect(bench.log('t').logEndOffset).toBe(6);
    const forgotten = bench.send('t', 'k:0', { ...P7, baseSequence: 0 });
    expect(forgotten.error).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER');
    expect(forgotten.errorMessage).toBe(
      'Out of order sequence number for producer 7 at offset 6 in partition t-0: 0 (incoming seq. number), 5 (current end sequence number)',
    );
  });

  test('a gap is refused; a new epoch begins at 0; an old epoch is fenced', () => {
    const bench = benchOf();
    bench.send('t', 'k:0', { ...P7, baseSequence: 0 });
    expect(bench.send('t', 'k:2', { ...P7, baseSequence: 2 }).error).toBe(
      'OUT_OF_ORDER_SEQUENCE_NUMBER',
    );
    const next = { producerId: 7, producerEpoch: 1 };
    expect(bench.send('t', 'k:2', { ...next, baseSequence: 2 }).errorMessage).toBe(
      'Invalid sequence number for new epoch of producer 7 at offset 1 in partition t-0: 1 (request epoch), 2 (seq. number), 0 (current producer epoch)',
    );
    expect(bench.send('t', 'k:0', { ...next, baseSequence: 0 }).error).toBe('NONE');
    const fenced = bench.send('t', 'k:1', { ...P7, baseSequence: 1 });
    expect([fenced.error, fenced.errorMessage]).toEqual([
      'INVALID_PRODUCER_EPOCH',
      'Epoch of producer 7 at offset 2 in t-0 is 0, which is smaller than the last seen epoch 1',
    ]);
  });

  test('a producer nobody knows may begin anywhere, and the largest sequence is followed by 0', () => {
    const bench = benchOf();
    const last = 0x7fffffff;
    expect(bench.send('t', 'k:a', { ...P7, baseSequence: last }).error).toBe('NONE');
    expect(bench.send('t', 'k:b', { ...P7, baseSequence: 0 }).error).toBe('NONE');
  });

  test('producers are forgotten after seven days, and by then only', () => {
    const broker = {
      'log.cleaner.enable': false,
      'log.retention.check.interval.ms': 1e9,
      'log.flush.offset.checkpoint.interval.ms': 1e9,
      'log.flush.start.offset.checkpoint.interval.ms': 1e9,
      'log.segment.delete.delay.ms': 1e9,
    };
    const bench = new LogBench({ broker });
    bench.create('t');
    bench.send('t', 'k:0', { ...P7, baseSequence: 0 });
    bench.advance(7 * 86_400_000 - 1);
    expect(bench.log('t').producers.entries.size).toBe(1);
    bench.advance(600_000);
    expect(bench.log('t').producers.entries.size).toBe(0);
  });

  test('a snapshot keeps the last batch of each producer', () => {
    const bench = benchOf();
    for (let i = 0; i < 3; i++) bench.send('t', `k:${i}`, { ...P7, baseSequence: i });
    bench.stop();
    expect(bench.files('t-0').find((line) => line.includes('snapshot'))).toMatch(/3\.snapshot 56$/);
    bench.start();
    expect(bench.send('t', 'k:2', { ...P7, baseSequence: 2 }).firstOffset).toBe(2);
    expect(bench.send('t', 'k:1', { ...P7, baseSequence: 1 }).error).toBe(
      'OUT_OF_ORDER_SEQUENCE_NUMBER',
    );
  });
});

function transactionBench() {
  const bench = benchOf();
  let sequence = 0;
  const write = (producerId: number, text: string): void => {
    const options = { producerId, producerEpoch: 0, isTransactional: true };
    const batch = bench.batch([text], { ...options, baseSequence: sequence });
    if (producerId === 1) sequence++;
    bench.turn((turn) =>
      appendAsLeader(turn, bench.log('t'), [batch], { leaderEpoch: 0, origin: 'client' }),
    );
  };
  const end = (producerId: number, controlType: 'ABORT' | 'COMMIT', coordinatorEpoch = 0) => {
    const marker = { producerId, producerEpoch: 0, controlType, coordinatorEpoch };
    const batch = controlBatch({ timestamp: bench.wallClockMs, ...marker });
    return bench.turn((turn) =>
      appendAsLeader(turn, bench.log('t'), [batch], { leaderEpoch: 0, origin: 'coordinator' }),
    );
  };
  const replicate = (offset: number): number =>
    bench.turn((turn) => updateHighWatermark(turn, bench.log('t'), offset));
  const stable = (): number => lastStableOffset(logOf(bench.state, 't', 0)!);
  return { bench, write, end, replicate, stable };
}

describe('transactions', () => {
  test('the last stable offset stands until the marker is replicated', () => {
    const { write, end, replicate, stable } = transactionBench();
    write(1, 'a:1');
    replicate(1);
    expect(stable()).toBe(0);
    end(1, 'COMMIT');
    replicate(1);
    expect(stable()).toBe(0);
    replicate(2);
    expect(stable()).toBe(2);
  });

  test('read_committed names aborted transactions that reach into what is read', () => {
    const { bench, write, end, replicate } = transactionBench();
    write(1, 'a:1');
    write(2, 'b:1');
    end(1, 'ABORT');
    write(1, 'a:2');
    end(2, 'COMMIT');
    end(1, 'COMMIT');
    replicate(6);
    const read = bench.read('t', 0, { isReadCommitted: true });
    expect(read.records.length).toBe(6);
    expect(read.abortedTransactions).toEqual([{ producerId: 1, firstOffset: 0 }]);
    expect(bench.read('t', 3, { isReadCommitted: true }).abortedTransactions).toEqual([]);
    expect(bench.read('t', 0).abortedTransactions).toBeNull();
    expect(bench.files('t-0').find((line) => line.includes('txnindex'))).toMatch(/ 34$/);
  });

  test('a marker of an older coordinator is refused', () => {
    const { write, end } = transactionBench();
    write(1, 'a:1');
    end(1, 'COMMIT', 5);
    const zombie = end(1, 'ABORT', 4);
    expect([zombie.error, zombie.errorMessage]).toEqual([
      'TRANSACTION_COORDINATOR_FENCED',
      'Invalid coordinator epoch for producerId 1 at offset 2 in partition t-0: 4 (zombie), 5 (current)',
    ]);
  });

  test('a write outside of the open transaction is refused', () => {
    const { bench, write } = transactionBench();
    write(1, 'a:1');
    const options = { producerId: 1, producerEpoch: 0, baseSequence: 1 };
    const plain = bench.send('t', 'a:2', options);
    expect([plain.error, plain.errorMessage]).toEqual([
      'INVALID_TXN_STATE',
      'Expected transactional write from producer 1 at offset (offset=1 segment=[-1:-1]) in partition t-0',
    ]);
  });

  test('open and aborted transactions are known again after a kill', () => {
    const { bench, write, end, replicate, stable } = transactionBench();
    write(1, 'a:1');
    end(1, 'ABORT');
    write(1, 'a:2');
    replicate(3);
    bench.start();
    replicate(3);
    expect(stable()).toBe(2);
    expect(bench.log('t').active.indexes.abortedTxns).toEqual([
      { producerId: 1, firstOffset: 0, lastOffset: 1, lastStableOffset: 2 },
    ]);
  });

  test('a follower learns the same from what it copies', () => {
    const { bench, write, end } = transactionBench();
    write(1, 'a:1');
    end(1, 'ABORT');
    write(1, 'a:2');
    const batches = bench.read('t', 0, { maxOffset: 3 }).records;
    const follower = benchOf();
    follower.turn((turn) => appendAsFollower(turn, follower.log('t'), batches));
    const known = ({ producers, firstUnstableOffset, active }: ReturnType<LogBench['log']>) => ({
      producers: { ...producers, snapshots: [], lastSnapOffset: 0 },
      firstUnstableOffset,
      aborted: active.indexes.abortedTxns,
    });
    expect(known(follower.log('t'))).toEqual(known(bench.log('t')));
  });
});
