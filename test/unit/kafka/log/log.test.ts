/** What the door of the log promises to replicas: limits, offsets, epochs, truncation, time. */
import { describe, expect, test } from 'vitest';
import {
  appendAsFollower,
  appendAsLeader,
  assignEpochStartOffset,
  deleteLog,
  endOffsetForEpoch,
  incrementLogStartOffset,
  isOnOlderSegment,
  logOf,
  logSizeBytes,
  offsetForTimestamp,
  offsetPlace,
  readLog,
  setLogTopicId,
  truncateFullyAndStartAt,
  truncateTo,
  updateHighWatermark,
} from '../../../../src/engine/kafka/log/log.ts';
import { stopServingLogDir } from '../../../../src/engine/kafka/log/log-manager.ts';
import { LogBench } from './log-bench.ts';

function benchOf(config: Readonly<Record<string, string>> = {}): LogBench {
  const bench = new LogBench({ topics: { t: config } });
  bench.create('t');
  return bench;
}

describe('appending', () => {
  test('a batch above max.message.bytes is refused', () => {
    const bench = benchOf({ 'max.message.bytes': '100' });
    const info = bench.send('t', `k:${'v'.repeat(100)}`);
    expect([info.error, info.errorMessage]).toEqual([
      'MESSAGE_TOO_LARGE',
      'The record batch size in the append to t-0 is 171 bytes which exceeds the maximum configured value of 100.',
    ]);
  });

  test('a batch above segment.bytes is refused', () => {
    const bench = benchOf({ 'segment.bytes': '100' });
    expect(bench.send('t', `k:${'v'.repeat(100)}`).error).toBe('RECORD_LIST_TOO_LARGE');
  });

  test('a compacted topic wants keys (storage-compact)', () => {
    const bench = benchOf({ 'cleanup.policy': 'compact' });
    const info = bench.append('t', bench.batch(['k:v', 'plain']));
    expect([info.error, info.errorMessage, info.recordErrors]).toEqual([
      'INVALID_RECORD',
      'One or more records have been rejected',
      [
        {
          index: 1,
          message: 'Compacted topic cannot accept message without key in topic partition t-0.',
        },
      ],
    ]);
    expect(bench.log('t').logEndOffset).toBe(0);
  });

  test('a timestamp too far away is refused', () => {
    const bench = benchOf({ 'message.timestamp.difference.max.ms': '1000' });
    const batch = bench.batch(['k:v']);
    bench.advance(1001);
    const info = bench.append('t', batch);
    expect(info.error).toBe('INVALID_TIMESTAMP');
    expect(info.recordErrors[0]!.message).toMatch(
      /^Timestamp \d+ of message with offset 0 is out of range\. The timestamp should be within \[\d+, \d+\]$/,
    );
  });

  test('with LogAppendTime the broker gives the time', () => {
    const bench = benchOf({ 'message.timestamp.type': 'LogAppendTime' });
    const batch = bench.batch(['k:1', 'k:2']);
    bench.advance(500);
    expect(bench.append('t', batch).logAppendTimeMs).toBe(bench.wallClockMs);
    const [kept] = bench.read('t', 0).records;
    expect([kept!.timestampType, kept!.maxTimestamp, kept!.firstTimestamp]).toEqual([
      'LogAppendTime',
      bench.wallClockMs,
      batch.firstTimestamp,
    ]);
  });

  test('the topic may want another codec than the producer', () => {
    const bench = benchOf({ 'compression.type': 'gzip' });
    bench.send('t', `k:${'v'.repeat(500)}`);
    const [kept] = bench.read('t', 0).records;
    expect([kept!.compression, kept!.bytes < 120]).toEqual(['gzip', true]);
  });

  test('several appends of one step are read back in that step', () => {
    const bench = benchOf();
    bench.send('t', 'k:0');
    bench.turn((turn) => {
      for (const text of ['k:1', 'k:2']) {
        const options = { leaderEpoch: 0, origin: 'client' } as const;
        appendAsLeader(turn, logOf(turn.state, 't', 0)!, [bench.batch([text])], options);
      }
      const range = { startOffset: 0, maxBytes: 1e6, maxOffset: 3, minOneMessage: true };
      const read = readLog(turn, bench.log('t'), { ...range, isReadCommitted: false });
      expect(read.records.map(({ baseOffset }) => baseOffset)).toEqual([0, 1, 2]);
      // And what is cut off in it is gone at once.
      truncateTo(turn, bench.log('t'), 1);
      const left = readLog(turn, bench.log('t'), {
        ...range,
        maxOffset: 1,
        isReadCommitted: false,
      });
      expect(left.records.length).toBe(1);
    });
    expect(bench.read('t', 0, { maxOffset: 1 }).records.length).toBe(1);
    expect(bench.send('t', 'k:again').firstOffset).toBe(1);
  });

  test('what waits for a sync is not read, and nothing behind it either', () => {
    const leader = benchOf();
    for (const text of ['k:0', 'k:1', 'k:2']) leader.send('t', text);
    const [first, ...rest] = leader.read('t', 0).records;
    const bench = benchOf();
    // The first batch of an epoch waits for the checkpoint of epochs.
    bench.isSyncHeld = true;
    bench.turn((turn) => appendAsFollower(turn, bench.log('t'), [first!]));
    const range = { maxOffset: 3, minOneMessage: true, maxBytes: 1e6, isReadCommitted: false };
    const offsetsFrom = (startOffset: number): readonly number[] =>
      bench.turn((turn) => {
        const log = logOf(turn.state, 't', 0)!;
        return readLog(turn, log, { ...range, startOffset }).records.map((b) => b.baseOffset);
      });
    expect([bench.log('t').logEndOffset, offsetsFrom(0)]).toEqual([1, []]);
    bench.turn((turn) => {
      appendAsFollower(turn, bench.log('t'), rest);
      const log = logOf(turn.state, 't', 0)!;
      // Not even what this very step has appended: it lies behind a gap.
      expect(readLog(turn, log, { ...range, startOffset: 0 }).records).toEqual([]);
    });
    bench.release();
    expect(offsetsFrom(0)).toEqual([0, 1, 2]);
    expect(bench.text('t-0/leader-epoch-checkpoint')).toBe('0\n1\n0 0\n');
  });

  test('a follower takes no offsets below its end', () => {
    const bench = benchOf();
    bench.append('t', bench.batch(['k:0', 'k:1']));
    const batch = { ...bench.batch(['k:0', 'k:1']), partitionLeaderEpoch: 0 };
    const info = bench.turn((turn) => appendAsFollower(turn, bench.log('t'), [batch]));
    expect([info.isOffsetUnexpected, info.firstOffset, info.lastOffset]).toEqual([true, 0, 1]);
    expect(info.errorMessage).toBe(
      'Unexpected offset in append to t-0. First offset 0 is less than the next offset 2. First 10 offsets in append: List(0, 1), last offset in append: 1. Log start offset = 0',
    );
  });
});

describe('reading', () => {
  test('whole batches come, and of the first one at least as much as it is long', () => {
    const bench = benchOf({ 'segment.bytes': '300' });
    for (let i = 0; i < 5; i++) bench.send('t', `k:${'v'.repeat(20)}`);
    const offsetsOf = (range: object): readonly number[] =>
      bench.read('t', 0, range).records.map(({ baseOffset }) => baseOffset);
    expect(offsetsOf({})).toEqual([0, 1, 2]);
    expect(offsetsOf({ maxBytes: 200 })).toEqual([0, 1]);
    expect(bench.read('t', 0, { maxBytes: 200 }).bytes).toBe(200);
    expect(offsetsOf({ maxBytes: 10 })).toEqual([0]);
    expect(offsetsOf({ maxBytes: 10, minOneMessage: false })).toEqual([]);
    expect(offsetsOf({ maxOffset: 2 })).toEqual([0, 1]);
    expect(bench.read('t', 6).error).toBe('OFFSET_OUT_OF_RANGE');
    expect(bench.read('t', 5).records).toEqual([]);
    expect(isOnOlderSegment(bench.log('t'), 2)).toBe(true);
    expect(isOnOlderSegment(bench.log('t'), 3)).toBe(false);
    const place = bench.turn((turn) => offsetPlace(turn, bench.log('t'), 4));
    expect(place).toEqual({ segmentBaseOffset: 3, position: 89 });
    expect(logSizeBytes(bench.log('t'))).toBe(5 * 89);
  });

  test('by time the first record comes that is not older (storage-get-offset-shell)', () => {
    const bench = benchOf({ 'segment.bytes': '200' });
    const startMs = bench.wallClockMs;
    for (let i = 0; i < 5; i++) {
      bench.send('t', `k:${'v'.repeat(20)}`);
      bench.advance(1000);
    }
    const find = (ms: number) =>
      bench.turn((turn) => offsetForTimestamp(turn, bench.log('t'), startMs + ms));
    expect(find(-5000)).toEqual({ timestamp: startMs, offset: 0, leaderEpoch: 0 });
    expect(find(2500)?.offset).toBe(3);
    expect(find(4001)).toBeNull();
  });
});

describe('epochs and truncation', () => {
  test('the end of an epoch is where the next one begins', () => {
    const bench = benchOf();
    const begin = (epoch: number): void =>
      bench.turn((turn) =>
        assignEpochStartOffset(turn, bench.log('t'), epoch, bench.log('t').logEndOffset),
      );
    begin(0);
    bench.send('t', 'k:0');
    begin(2);
    bench.append('t', bench.batch(['k:1']), { leaderEpoch: 2 });
    expect(bench.text('t-0/leader-epoch-checkpoint')).toBe('0\n2\n0 0\n2 1\n');
    const end = (epoch: number) => endOffsetForEpoch(bench.log('t'), epoch);
    expect(end(0)).toEqual({ epoch: 0, endOffset: 1 });
    expect(end(1)).toEqual({ epoch: 0, endOffset: 1 });
    expect(end(2)).toEqual({ epoch: 2, endOffset: 2 });
    expect(end(3)).toEqual({ epoch: -1, endOffset: -1 });
    bench.turn((turn) => truncateTo(turn, bench.log('t'), 1));
    expect(bench.text('t-0/leader-epoch-checkpoint')).toBe('0\n1\n0 0\n');
  });

  test('an old leader cuts what nobody else has (replication-unclean-election)', () => {
    const bench = benchOf();
    bench.send('t', '1:m1');
    bench.send('t', '1:m2');
    bench.stop();
    bench.start();
    bench.turn((turn) => updateHighWatermark(turn, bench.log('t'), 2));
    const before = bench.lines().length;
    bench.turn((turn) => truncateTo(turn, bench.log('t'), 1));
    expect(bench.lines().slice(before)).toEqual([
      'INFO [Log partition=t-0, dir=/logs] Truncating to offset 1 (kafka.log.Log)',
      'INFO [Log partition=t-0, dir=/logs] Loading producer state till offset 1 with message format version 2 (kafka.log.Log)',
      'INFO [ProducerStateManager partition=t-0] Writing producer snapshot at offset 1 (kafka.log.ProducerStateManager)',
      'WARN [Log partition=t-0, dir=/logs] Non-monotonic update of high watermark from (offset=2 segment=[0:142]) to (offset=1 segment=[0:71]) (kafka.log.Log)',
    ]);
    expect(bench.text('recovery-point-offset-checkpoint')).toBe('0\n1\nt 0 1\n');
  });

  test('cutting behind the end says so (controller-leader-restart)', () => {
    const bench = benchOf();
    expect(bench.turn((turn) => truncateTo(turn, bench.log('t'), 0))).toBe(false);
    expect(bench.lines('Truncating')).toEqual([
      'INFO [Log partition=t-0, dir=/logs] Truncating to 0 has no effect as the largest offset in the log is -1 (kafka.log.Log)',
    ]);
  });

  test('cutting takes whole segments with it, and the log goes on', () => {
    const bench = benchOf({ 'segment.bytes': '200', 'file.delete.delay.ms': '1000' });
    for (let i = 0; i < 6; i++) bench.send('t', `k:${'v'.repeat(20)}`);
    bench.turn((turn) => truncateTo(turn, bench.log('t'), 1));
    bench.advance(1000);
    expect(bench.files('t-0').map((line) => line.replace(/^0+(?=\d\.)/, ''))).toEqual([
      '0.index 10485760',
      '0.log 89',
      '0.timeindex 10485756',
      '00000000000000000001.snapshot 10'.replace(/^0+(?=\d\.)/, ''),
      'leader-epoch-checkpoint 8',
    ]);
    expect(bench.send('t', 'k:v').firstOffset).toBe(1);
  });

  test('starting anew forgets everything', () => {
    const bench = benchOf();
    bench.append('t', bench.batch(['k:0', 'k:1']));
    bench.turn((turn) => truncateFullyAndStartAt(turn, bench.log('t'), 10));
    const { logStartOffset, logEndOffset, highWatermark, epochs } = bench.log('t');
    expect([logStartOffset, logEndOffset, highWatermark, epochs]).toEqual([10, 10, 10, []]);
    expect(bench.send('t', 'k:v').firstOffset).toBe(10);
  });
});

describe('the start of a log', () => {
  test('moves with deleted records, and is found again', () => {
    const bench = benchOf();
    bench.append('t', bench.batch(['k:0', 'k:1', 'k:2']));
    const move = (offset: number) =>
      bench.turn((turn) =>
        incrementLogStartOffset(turn, bench.log('t'), offset, 'client delete records request'),
      );
    expect(move(4)).toBe('OFFSET_OUT_OF_RANGE');
    expect(move(2)).toBe('NONE');
    expect(bench.lines('Incremented')).toEqual([
      'INFO [Log partition=t-0, dir=/logs] Incremented log start offset to 2 due to client delete records request (kafka.log.Log)',
    ]);
    expect(bench.read('t', 1).error).toBe('OFFSET_OUT_OF_RANGE');
    expect(bench.read('t', 2).records[0]!.baseOffset).toBe(0);
    bench.advance(30_000);
    expect(bench.text('log-start-offset-checkpoint')).toBe('0\n1\nt 0 2\n');
    bench.start();
    expect(bench.log('t').logStartOffset).toBe(2);
  });
});

describe('folders', () => {
  test('partition.metadata is written when it is asked for', () => {
    const bench = benchOf();
    bench.turn((turn) => setLogTopicId(turn, bench.log('t'), 'IRZM-E3GSmONr_9oLafUPQ'));
    expect(bench.text('t-0/partition.metadata')).toBe(
      'version: 0\ntopic_id: IRZM-E3GSmONr_9oLafUPQ',
    );
    bench.start();
    expect(bench.log('t').topicId).toBe('IRZM-E3GSmONr_9oLafUPQ');
  });

  test('a deleted log is renamed at once and goes after a minute', () => {
    const bench = benchOf();
    bench.send('t', 'k:v');
    bench.advance(31_000);
    bench.turn((turn) => deleteLog(turn, bench.log('t')));
    expect(logOf(bench.state, 't', 0)).toBeUndefined();
    const [line] = bench.lines('is scheduled for deletion');
    const [, folder] =
      /^INFO Log for partition t-0 is renamed to \/logs\/(t-0\.[0-9a-f]{32}-delete) and is scheduled for deletion \(kafka\.log\.LogManager\)$/.exec(
        line!,
      )!;
    expect(bench.files(folder!).length).toBe(4);
    bench.advance(58_000);
    expect(bench.files(folder!).length).toBe(4);
    bench.advance(32_000);
    expect(bench.files(folder!)).toEqual([]);
    expect(bench.lines('Deleted log for partition')).toEqual([
      `INFO Deleted log for partition t-0 in /logs/${folder}. (kafka.log.LogManager)`,
    ]);
    expect(bench.text('recovery-point-offset-checkpoint')).toBe('0\n0\n');
  });

  test('a full disk takes the log folder offline', () => {
    const bench = new LogBench({ capacityBytes: 6000 });
    bench.create('t');
    for (let i = 0; i < 60 && bench.tasks.length === 0; i++)
      bench.send('t', `k:${'v'.repeat(200)}`);
    expect(bench.tasks).toEqual([
      { type: 'logDirFailed', message: 'Error while appending records to t-0 in dir /logs' },
    ]);
    bench.turn(stopServingLogDir);
    expect(bench.tasks.at(-1)).toEqual({ type: 'halt', code: 1 });
  });
});
