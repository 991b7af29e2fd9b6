/** Files and lines of a log as recorded from the real broker; the transcript's name stands in brackets. */
import { describe, expect, test } from 'vitest';
import { assignEpochStartOffset, logOf } from '../../../../src/engine/kafka/log/log.ts';
import { lockProblem } from '../../../../src/engine/kafka/log/log-manager.ts';
import {
  viewLogFile,
  viewOffsetIndex,
  viewSnapshot,
  viewTimeIndex,
  viewTxnIndex,
} from '../../../../src/engine/kafka/log/segment-views.ts';
import { LogBench } from './log-bench.ts';

const VALUES = 'abcdefg'.split('').map((letter) => `k:${letter.repeat(20)}`);

/** A topic whose leader has begun epoch 0, as it does when the topic is made. */
function benchWith(topic: string, config: Readonly<Record<string, string>>, broker = {}): LogBench {
  const bench = new LogBench({ topics: { [topic]: config }, broker });
  bench.create(topic);
  bench.turn((turn) => assignEpochStartOffset(turn, logOf(turn.state, topic, 0)!, 0, 0));
  return bench;
}

const P = '00000000000000000';

describe('segments', () => {
  test('roll when a batch does not fit, and are trimmed (storage-segments)', () => {
    const bench = benchWith('seg', { 'segment.bytes': '300' });
    for (const value of VALUES) {
      bench.send('seg', value);
      bench.advance(1000);
    }
    expect(bench.files('seg-0')).toEqual([
      `${P}000.index 0`,
      `${P}000.log 267`,
      `${P}000.timeindex 12`,
      `${P}003.index 0`,
      `${P}003.log 267`,
      `${P}003.snapshot 10`,
      `${P}003.timeindex 12`,
      `${P}006.index 10485760`,
      `${P}006.log 89`,
      `${P}006.snapshot 10`,
      `${P}006.timeindex 10485756`,
      'leader-epoch-checkpoint 8',
    ]);
    expect(bench.text('seg-0/leader-epoch-checkpoint')).toBe('0\n1\n0 0\n');
    bench.stop();
    expect(bench.files('seg-0').slice(7)).toEqual([
      `${P}006.index 0`,
      `${P}006.log 89`,
      `${P}006.snapshot 10`,
      `${P}006.timeindex 12`,
      `${P}007.snapshot 10`,
      'leader-epoch-checkpoint 8',
    ]);
    expect(bench.text('recovery-point-offset-checkpoint')).toBe('0\n1\nseg 0 7\n');
    expect(bench.text('.kafka_cleanshutdown')).toBe('');
  });

  test('a closed empty log leaves empty files (lifecycle-restart)', () => {
    const bench = benchWith('t1', {});
    bench.stop();
    expect(bench.files('t1-0')).toEqual([
      `${P}000.index 0`,
      `${P}000.log 0`,
      `${P}000.timeindex 0`,
      'leader-epoch-checkpoint 8',
    ]);
  });

  test('roll by time from the first batch on, less the jitter', () => {
    const bench = benchWith('t', { 'segment.ms': '5000' });
    bench.send('t', 'k:1');
    bench.advance(5000);
    bench.send('t', 'k:2');
    expect(bench.log('t').segments.length).toBe(0);
    bench.advance(1);
    bench.send('t', 'k:3');
    expect(bench.log('t').segments.map(({ baseOffset }) => baseOffset)).toEqual([0]);
    expect(bench.log('t').active.baseOffset).toBe(2);
  });

  test('an index entry comes with every index.interval.bytes', () => {
    const bench = benchWith('t', { 'index.interval.bytes': '200' });
    for (let i = 0; i < 9; i++) {
      bench.send('t', `k:${'v'.repeat(20)}`);
      bench.advance(10);
    }
    const { offsetEntries, timeEntries, lastIndexedOffset } = bench.log('t').active.indexes;
    expect([offsetEntries, timeEntries, lastIndexedOffset]).toEqual([2, 2, 6]);
  });
});

describe('files as a tool reads them (storage-dump-log)', () => {
  const FILE = `/logs/ev-0/${P}000`;

  function written(): LogBench {
    const bench = benchWith('ev', {});
    bench.append('ev', bench.batch(['k1:v1', 'k2:v2']));
    bench.send('ev', 'k1:v3');
    bench.send('ev', 'plain');
    return bench;
  }

  test('batches with their positions', () => {
    const { disk } = written();
    const view = viewLogFile(disk, `${FILE}.log`)!;
    expect(view.batches.map(({ position, batch }) => [position, batch.bytes])).toEqual([
      [0, 83],
      [83, 72],
      [155, 73],
    ]);
    expect([view.bytes, view.trailingBytes]).toEqual([228, 0]);
    expect(viewLogFile(disk, '/logs/none.log')).toBeUndefined();
  });

  test('indexes under append are as long as they may become, and empty', () => {
    const bench = written();
    const { disk } = bench;
    expect(viewOffsetIndex(disk, `${FILE}.index`)).toEqual({ entries: [], entryCount: 1310720 });
    expect(viewTimeIndex(disk, `${FILE}.timeindex`)).toEqual({ entries: [], entryCount: 873813 });
    bench.stop();
    expect(viewOffsetIndex(bench.disk, `${FILE}.index`)).toEqual({ entries: [], entryCount: 0 });
    const times = viewTimeIndex(bench.disk, `${FILE}.timeindex`)!;
    const [{ timestamp, offset }] = times.entries as [(typeof times.entries)[number]];
    expect([timestamp, offset, times.entryCount]).toEqual([bench.wallClockMs, 0, 1]);
    expect(viewSnapshot(bench.disk, `/logs/ev-0/${P}004.snapshot`)).toEqual([]);
    expect(viewTxnIndex(bench.disk, `${FILE}.txnindex`)).toBeUndefined();
  });
});

describe('retention', () => {
  test('by size keeps what reaches the limit (storage-retention-size)', () => {
    const config = {
      'segment.bytes': '200',
      'retention.bytes': '300',
      'file.delete.delay.ms': '1000',
    };
    const bench = benchWith('seg', config, { 'log.retention.check.interval.ms': 3000 });
    for (const value of VALUES.slice(0, 6)) {
      bench.send('seg', value);
      bench.advance(700);
    }
    bench.advance(32_000);
    expect(bench.files('seg-0').map((line) => line.replace(/^0+/, ''))).toEqual([
      '2.index 0',
      '2.log 178',
      '2.snapshot 10',
      '2.timeindex 12',
      '4.index 10485760',
      '4.log 178',
      '4.snapshot 10',
      '4.timeindex 10485756',
      'leader-epoch-checkpoint 8',
    ]);
    const [deleting] = bench.lines('due to retention size');
    expect(deleting).toMatch(/size=178, .* 300 breach\. Log size after deletion will be 356\./);
    expect(bench.lines('Incremented')).toEqual([
      'INFO [Log partition=seg-0, dir=/logs] Incremented log start offset to 2 due to segment deletion (kafka.log.Log)',
    ]);
    expect(bench.lines('Deleted ')).toEqual(
      ['log', 'offset index', 'time index'].map((kind, at) => {
        const suffix = ['log', 'index', 'timeindex'][at];
        return `INFO Deleted ${kind} /logs/seg-0/${P}000.${suffix}.deleted. (kafka.log.LogSegment)`;
      }),
    );
    expect(bench.read('seg', 1).error).toBe('OFFSET_OUT_OF_RANGE');
  });

  test('by time takes the active segment, too; its index comes with its first batch (storage-retention-time)', () => {
    const config = { 'retention.ms': '5000', 'file.delete.delay.ms': '1000' };
    const bench = benchWith('seg', config, { 'log.retention.check.interval.ms': 3000 });
    bench.append('seg', bench.batch(['k:a', 'k:b']));
    bench.send('seg', 'k:c');
    bench.advance(35_000);
    expect(bench.files('seg-0')).toEqual([
      `${P}003.log 0`,
      `${P}003.snapshot 10`,
      `${P}003.timeindex 10485756`,
      'leader-epoch-checkpoint 8',
    ]);
    expect(bench.text('seg-0/leader-epoch-checkpoint')).toBe('0\n1\n0 3\n');
    expect(bench.log('seg').logStartOffset).toBe(3);
    expect(bench.send('seg', 'k:d').firstOffset).toBe(3);
  });
});

describe('starting again', () => {
  test('after a clean stop nothing is read (lifecycle-restart)', () => {
    const bench = benchWith('t1', {});
    bench.append('t1', bench.batch(['a:1', 'b:2', 'a:3']));
    bench.stop();
    const before = bench.lines().length;
    bench.start();
    const lines = bench.lines().slice(before, before + 5);
    expect(lines.map((line) => line.replace(/\d+ms/, '71ms'))).toEqual([
      'INFO Loading logs from log dirs ArrayBuffer(/logs) (kafka.log.LogManager)',
      'INFO Skipping recovery for all logs in /logs since clean shutdown file was found (kafka.log.LogManager)',
      'INFO [Log partition=t1-0, dir=/logs] Loading producer state till offset 3 with message format version 2 (kafka.log.Log)',
      `INFO [ProducerStateManager partition=t1-0] Loading producer state from snapshot file 'SnapshotFile(/logs/t1-0/${P}003.snapshot,3)' (kafka.log.ProducerStateManager)`,
      'INFO Completed load of Log(dir=/logs/t1-0, topic=t1, partition=0, highWatermark=0, lastStableOffset=0, logStartOffset=0, logEndOffset=3) with 1 segments in 71ms (1/1 loaded in /logs) (kafka.log.LogManager)',
    ]);
    expect(bench.text('.kafka_cleanshutdown')).toBeUndefined();
  });

  test('after a kill every segment behind the recovery point is read (recorded from the real broker)', () => {
    const bench = benchWith('u', { 'segment.bytes': '300' });
    for (const value of VALUES) bench.send('u', value);
    const before = bench.lines('u-0').length;
    bench.start();
    const log = '[Log partition=u-0, dir=/logs]';
    const producers = '[ProducerStateManager partition=u-0]';
    const from = (offset: number): string =>
      `${producers} Loading producer state from snapshot file 'SnapshotFile(/logs/u-0/${P}00${offset}.snapshot,${offset})'`;
    const till = (offset: number): string =>
      `${log} Loading producer state till offset ${offset} with message format version 2`;
    const lines = bench.lines('u-0').slice(before, -1);
    expect(lines.map((line) => line.replace(/^INFO (.*) \(.*\)$/, '$1'))).toEqual([
      `${log} Recovering unflushed segment 0`,
      till(0),
      `${producers} Writing producer snapshot at offset 3`,
      `${log} Recovering unflushed segment 3`,
      till(3),
      from(3),
      `${producers} Writing producer snapshot at offset 6`,
      `${log} Recovering unflushed segment 6`,
      till(6),
      from(6),
      `${producers} Writing producer snapshot at offset 7`,
      till(7),
      from(7),
    ]);
    expect(bench.log('u').logEndOffset).toBe(7);
  });

  test('what is no whole batch is cut off (recorded from the real broker)', () => {
    const bench = benchWith('v', {});
    for (const value of ['k:v0', 'k:v1', 'k:v2']) bench.send('v', value);
    const path = `/logs/v-0/${P}000.log`;
    bench.turn((turn) => turn.effects.push({ type: 'truncate', path, byteLength: 193 }));
    bench.start();
    expect(bench.lines('WARN')).toEqual([
      'WARN [Log partition=v-0, dir=/logs] Corruption found in segment 0, truncating to offset 2 (kafka.log.Log)',
    ]);
    expect(bench.files('v-0')[1]).toBe(`${P}000.log 142`);
    expect(bench.send('v', 'k:v3').firstOffset).toBe(2);
  });

  test('a lost index is built anew (recorded from the real broker)', () => {
    const bench = benchWith('e', { 'retention.ms': '1000' });
    bench.send('e', 'k:v');
    // Retention makes a new segment, into whose offset index nobody looks.
    bench.advance(40_000);
    bench.stop();
    bench.start();
    expect(bench.lines('ERROR')).toEqual([
      `ERROR [Log partition=e-0, dir=/logs] Could not find offset index file corresponding to log file /logs/e-0/${P}001.log, recovering segment and rebuilding index files... (kafka.log.Log)`,
    ]);
    expect(bench.files('e-0')[0]).toBe(`${P}001.index 10485760`);
  });

  test('a folder that is in use, or is no log, stops the broker (lifecycle-in-use)', () => {
    const bench = benchWith('t', {});
    const other = new LogBench();
    other.disk = bench.disk;
    const problem = bench.turn((turn) => {
      const host = { ...turn.env.host, processes: () => [{ pid: turn.state.process.pid }] };
      const process = { ...turn.state.process, pid: 99 };
      return lockProblem({
        state: { ...turn.state, process },
        env: { ...turn.env, host },
      } as never);
    });
    expect(problem).toBe(
      'org.apache.kafka.common.KafkaException: Failed to acquire lock on file .lock in /logs. A Kafka instance in another process or thread is using this directory.',
    );
    bench.stop();
    bench.turn((turn) => turn.effects.push({ type: 'mkdir', path: '/logs/foo' }));
    expect(bench.start()).toBe(false);
    expect(bench.state.logs.problem).toMatch(
      /^.*KafkaException: Found directory \/logs\/foo, 'foo'/,
    );
  });
});
