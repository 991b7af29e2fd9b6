/** Compaction, as recorded from the real broker: the same segments, the same counts, the same lines. */
import { describe, expect, test } from 'vitest';
import { appendAsLeader, updateHighWatermark } from '../../../../src/engine/kafka/log/log.ts';
import type { RecordBatch } from '../../../../src/engine/kafka/protocol/record-batch.ts';
import { nextOffset } from '../../../../src/engine/kafka/protocol/record-batch.ts';
import { controlBatch, makeBatch } from '../../../../src/engine/kafka/protocol/record-size.ts';
import { LogBench } from './log-bench.ts';

const CONFIG = {
  'cleanup.policy': 'compact',
  'segment.bytes': '200',
  'min.cleanable.dirty.ratio': '0.01',
  'delete.retention.ms': '1000',
  'file.delete.delay.ms': '2000',
};

const BROKER = { 'log.cleaner.backoff.ms': 2000 };

function benchOf(config: Readonly<Record<string, string>> = {}, broker = {}): LogBench {
  const topics = { c: { ...CONFIG, ...config } };
  const bench = new LogBench({ broker: { ...BROKER, ...broker }, topics });
  bench.advance(37);
  bench.create('c');
  return bench;
}

/** Each a batch of its own; no value is a deletion. */
function send(bench: LogBench, ...texts: readonly string[]): void {
  for (const text of texts) {
    const [key, value] = text.split(':');
    const record = { timestamp: bench.wallClockMs, key: key!, value: value ?? null };
    bench.append('c', makeBatch([record]));
    bench.advance(10);
  }
}

/** Base offset and bytes of each segment. */
function segments(bench: LogBench): readonly string[] {
  const { segments: closed, active } = bench.log('c');
  return [...closed, active].map(({ baseOffset, bytes }) => `${baseOffset}:${bytes}`);
}

/** The batches that a reader gets who goes on from each to the next. */
function offsets(bench: LogBench): readonly number[] {
  const found: number[] = [];
  for (let next = 0; ;) {
    const { records } = bench.read('c', next);
    const last = records.at(-1);
    if (last === undefined) return found;
    found.push(...records.map(({ baseOffset }) => baseOffset));
    next = nextOffset(last);
  }
}

const FIRST = 'a:value-0 b:value-1 a:value-2 a:value-3 c:value-4 b:value-5 a:value-6 d:value-7 a';
const SECOND = [0, 1, 2, 3, 4, 5].map((i) => `z:value-${i}`);
const THIRD = [0, 1, 2, 3, 4, 5].map((i) => `y:value-${i}`);

describe('compaction', () => {
  test('keeps the last of each key, and deletions for a while', () => {
    const bench = benchOf();
    send(bench, ...FIRST.split(' '), ...SECOND);
    bench.advance(4000);
    expect(segments(bench)).toEqual('0:0 2:0 4:152 6:76 8:69 10:0 12:76 14:76'.split(' '));
    expect(offsets(bench)).toEqual([4, 5, 7, 8, 13, 14]);
    const report = bench.lines('', 'log-cleaner').join('\n');
    expect(report).toContain(
      'Log cleaner thread 0 cleaned log c-0 (dirty section = [0, 14])\n' +
        '\t0.0 MB of log processed in ',
    );
    expect(report).toContain(
      '\tStart size: 0.0 MB (14 messages)\n\tEnd size: 0.0 MB (5 messages)\n' +
        '\t64.7% size reduction (64.3% fewer messages)\n (kafka.log.LogCleaner)',
    );
    expect(bench.text('cleaner-offset-checkpoint')).toBe('0\n1\nc 0 14\n');
    bench.advance(4000);
    send(bench, ...THIRD);
    bench.advance(4000);
    // The deletion of `a` stays: its segment is not older than the last clean one by a second.
    expect(segments(bench)).toEqual('0:152 6:145 12:0 14:76 16:0 18:76 20:76'.split(' '));
    send(bench, 'x:1', 'x:2');
    bench.advance(4000);
    expect(offsets(bench)).toEqual([4, 5, 7, 14, 20, 21, 22]);
    expect(bench.read('c', 6).records.map(({ baseOffset }) => baseOffset)).toEqual([7]);
  });

  test('what is left of a batch keeps its offsets (storage-compact)', () => {
    const bench = benchOf();
    const timestamp = bench.wallClockMs;
    const records = ['k1', 'k1', 'k1'].map((key, i) => ({ timestamp, key, value: `v${i}` }));
    bench.append('c', makeBatch(records));
    send(bench, `k2:${'v'.repeat(120)}`, 'k3:v');
    bench.advance(3000);
    const [batch] = bench.read('c', 0).records;
    expect([batch!.baseOffset, batch!.lastOffsetDelta, batch!.records.length]).toEqual([0, 2, 1]);
    expect(batch!.records[0]!.value).toBe('v2');
    expect(batch!.bytes).toBe(72);
  });

  test('the dirty part has to be large enough, or old enough', () => {
    const lazy = benchOf({ 'min.cleanable.dirty.ratio': '1' });
    send(lazy, ...FIRST.split(' '), ...SECOND);
    lazy.advance(10_000);
    expect(segments(lazy)[0]).toBe('0:152');
    const due = benchOf({ 'min.cleanable.dirty.ratio': '1', 'max.compaction.lag.ms': '5000' });
    send(due, ...FIRST.split(' '), ...SECOND);
    due.advance(10_000);
    expect(segments(due)[0]).toBe('0:0');
    const young = benchOf({ 'min.compaction.lag.ms': '60000' });
    send(young, ...FIRST.split(' '), ...SECOND);
    young.advance(10_000);
    expect(segments(young)[0]).toBe('0:152');
  });

  test('with compact,delete old segments go as well', () => {
    const bench = benchOf({ 'cleanup.policy': 'compact,delete', 'retention.ms': '5000' });
    send(bench, ...FIRST.split(' '), ...SECOND);
    bench.advance(20_000);
    expect(bench.log('c').logStartOffset).toBe(15);
  });

  test('a cleaner that died leaves nothing behind', () => {
    const bench = benchOf();
    send(bench, ...FIRST.split(' '), ...SECOND);
    const path = '/logs/c-0/00000000000000000000.log.cleaned';
    bench.turn((turn) => turn.effects.push({ type: 'writeFile', path, chunks: ['half'] }));
    bench.start();
    expect(bench.files('c-0').some((line) => line.includes('cleaned'))).toBe(false);
    expect(bench.log('c').logEndOffset).toBe(15);
  });
});

describe('transactions in a compacted log', () => {
  function appendAll(bench: LogBench, batches: readonly RecordBatch[]): void {
    for (const batch of batches) {
      const origin = batch.isControl ? 'coordinator' : 'client';
      bench.turn((turn) => {
        appendAsLeader(turn, bench.log('c'), [batch], { leaderEpoch: 0, origin });
      });
      const { logEndOffset } = bench.log('c');
      bench.turn((turn) => updateHighWatermark(turn, bench.log('c'), logEndOffset));
      bench.advance(10);
    }
  }

  test('aborted records go at once, markers when nothing is left of them', () => {
    const bench = benchOf({ 'segment.bytes': '400' });
    let baseSequence = 0;
    const write = (key: string, value: string): RecordBatch =>
      makeBatch([{ timestamp: bench.wallClockMs, key, value }], {
        producerId: 0,
        producerEpoch: 0,
        baseSequence: baseSequence++,
        isTransactional: true,
      });
    const end = (controlType: 'ABORT' | 'COMMIT'): RecordBatch =>
      controlBatch({
        timestamp: bench.wallClockMs,
        producerId: 0,
        producerEpoch: 0,
        controlType,
        coordinatorEpoch: 0,
      });
    appendAll(bench, [write('a', '1'), write('b', '1'), end('COMMIT')]);
    appendAll(bench, [write('a', '2'), write('b', '2'), end('ABORT')]);
    appendAll(bench, [write('c', '3'), end('COMMIT')]);
    for (let i = 0; i < 5; i++) appendAll(bench, [write('z', `value${i}`), end('COMMIT')]);
    bench.advance(4000);
    // As recorded: 0 to 2, the abort marker, c with its marker, markers of z, the last of z.
    expect(segments(bench)).toEqual(['0:218', '5:304', '10:231', '15:231']);
    expect(offsets(bench)).toEqual([0, 1, 2, 5, 6, 7, 9, 11, 13, 14, 15, 16, 17]);
    // The marker that stays keeps its entry in the index.
    expect(bench.read('c', 5, { isReadCommitted: true }).abortedTransactions).toEqual([
      { producerId: 0, firstOffset: 3 },
    ]);
  });
});
