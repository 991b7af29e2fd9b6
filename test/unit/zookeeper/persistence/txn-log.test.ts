/** Names, lengths and order of the files of a log, and when snapshots are taken. */
import { describe, expect, test } from 'vitest';
import { entryAt, fileLength, readChunks, readFile } from '../../../../src/engine/kernel/disk.ts';
import { applyTxn } from '../../../../src/engine/zookeeper/data/apply-txn.ts';
import { makeSnapshotName } from '../../../../src/engine/zookeeper/persistence/data-file-name.ts';
import {
  loadEpochs,
  readEpochFile,
  writeEpochFile,
} from '../../../../src/engine/zookeeper/persistence/epoch-file.ts';
import { txnEntryBytes } from '../../../../src/engine/zookeeper/persistence/record-length.ts';
import {
  appendTxn,
  currentLogLength,
  flush,
  onDiskFailed,
  onFlushed,
} from '../../../../src/engine/zookeeper/persistence/txn-log.ts';
import { WRITE_BACK_TIMER } from '../../../../src/engine/zookeeper/persistence/snapshot-writer.ts';
import {
  onDiskTimer,
  snapshotWhenDue,
  takeSnapshot,
} from '../../../../src/engine/zookeeper/server/snapshots.ts';
import { getProposalsFromTxnLog } from '../../../../src/engine/zookeeper/persistence/txn-log-proposals.ts';
import type { Txn } from '../../../../src/engine/zookeeper/protocol/txn.ts';
import { createTxn, databaseAfter, LogBench, VERSION_2 } from './log-bench.ts';

/** As SyncRequestProcessor and then FinalRequestProcessor: logged, then applied. */
function write(bench: LogBench, zxid: bigint, data = ''): Txn {
  const txn = createTxn(zxid, `/n${zxid}`, data);
  bench.turn((turn) => {
    appendTxn(turn, txn);
    snapshotWhenDue(turn);
    turn.state = { ...turn.state, db: applyTxn(turn.state.db, txn).db };
  });
  return txn;
}

describe('the log', () => {
  test('is named after its first transaction and preallocated in steps of 64 MiB', () => {
    const bench = new LogBench();
    write(bench, 0x1_0000_0001n);
    expect(bench.files()).toEqual(['log.100000001', 'snapshot.0']);
    const content = readFile(bench.disk, `${VERSION_2}/log.100000001`)!;
    // Measured on the real server: ls -l version-2/log.1.
    expect(fileLength(content)).toBe(67108880);
    expect(currentLogLength(bench.state.disk)).toBe(67108880);
  });

  test('takes the real bytes: create of /n1 with one byte of data', () => {
    // 13 around, 32 header, 4+3 path, 4+1 data, 4+4+4+5+4+6 ACL, 1 ephemeral, 4 cversion, 12 digest.
    expect(txnEntryBytes(createTxn(1n, '/n1', 'x'))).toBe(101);
  });

  test('a restarted server starts a new file (FileTxnLog has no open stream)', () => {
    const bench = new LogBench();
    write(bench, 1n);
    write(bench, 2n);
    bench.start();
    write(bench, 3n);
    expect(bench.files()).toEqual(['log.1', 'log.3', 'snapshot.0']);
  });

  test('a flush covers all that was appended before it, in all files', () => {
    const bench = new LogBench('snapCount=2\n');
    for (let zxid = 1n; zxid <= 5n; zxid++) write(bench, zxid);
    bench.turn((turn) => flush(turn, 'all'));
    expect(bench.tokens).toEqual([]);
    bench.finishSyncs();
    expect(bench.tokens).toEqual(['all']);
    for (const name of bench.files().filter((file) => file.startsWith('log.'))) {
      const entry = entryAt(bench.disk, `${VERSION_2}/${name}`);
      expect(entry?.kind === 'file' && entry.durable === entry.content, name).toBe(true);
    }
  });

  test('an empty flush comes back too', () => {
    const bench = new LogBench();
    bench.turn((turn) => flush(turn, 'nothing'));
    bench.finishSyncs();
    expect(bench.tokens).toEqual(['nothing']);
  });

  test('a flush slower than fsync.warningthresholdms is warned of and counted', () => {
    const bench = new LogBench();
    write(bench, 1n);
    bench.turn((turn) => flush(turn, 'slow'));
    bench.nowMs += 1001;
    bench.turn(onFlushed);
    expect(bench.state.disk.fsyncThresholdExceedCount).toBe(1);
    expect(bench.printed).toContain(
      'fsync-ing the write ahead log in SyncThread:0 took 1001ms which will adversely effect ' +
        'operation latency.File size is 67108880 bytes. See the ZooKeeper troubleshooting guide',
    );
  });

  test('txnLogSizeLimitInKb starts a new file after the flush that passes it', () => {
    const bench = new LogBench('txnLogSizeLimitInKb=1\npreAllocSize=0\n');
    write(bench, 1n, 'x'.repeat(2000));
    bench.turn((turn) => flush(turn, 'a'));
    bench.turn(onFlushed);
    write(bench, 2n);
    expect(bench.files()).toEqual(['log.1', 'log.2', 'snapshot.0']);
  });

  test('a full disk is told as upstream tells it, and the log is given up', () => {
    const bench = new LogBench('', 1000);
    write(bench, 1n, 'x'.repeat(2000));
    expect(bench.failures).toEqual([`${VERSION_2}/log.1`]);
    expect(bench.turn((turn) => onDiskFailed(turn, bench.failures[0]!))).toBe('log');
    expect(bench.printed).toContain('Severe unrecoverable error, from thread : SyncThread:0');
    expect(bench.state.disk.logFile).toBe(null);
  });
});

describe('snapshots', () => {
  test('come after more than snapCount/2 + random transactions, without the last one', () => {
    const bench = new LogBench('snapCount=6\n');
    for (let zxid = 1n; zxid <= 40n; zxid++) write(bench, zxid);
    const zxidsOf = (prefix: string) =>
      bench
        .files()
        .filter((name) => name.startsWith(prefix))
        .map((name) => parseInt(name.slice(prefix.length), 16))
        .sort((a, b) => a - b);
    const [first, ...snapshots] = zxidsOf('snapshot.');
    expect(first).toBe(0);
    let before = 0;
    for (const zxid of snapshots) {
      // The transaction that makes it due is logged, but not applied yet.
      expect(zxid + 1 - before).toBeGreaterThan(3);
      expect(zxid + 1 - before).toBeLessThanOrEqual(6);
      before = zxid + 1;
    }
    expect(zxidsOf('log.')).toEqual(
      [1, ...snapshots.map((zxid) => zxid + 2)].filter((z) => z <= 40),
    );
  });

  test('are written back later, or at once when asked', () => {
    const bench = new LogBench();
    const isDurable = () => {
      const entry = entryAt(bench.disk, `${VERSION_2}/${makeSnapshotName(1n)}`);
      return entry?.kind === 'file' && entry.durable === entry.content;
    };
    write(bench, 1n);
    bench.turn((turn) => takeSnapshot(turn));
    bench.finishSyncs();
    expect(isDurable()).toBe(false);
    expect(bench.turn((turn) => onDiskTimer(turn, 'somethingElse'))).toBe(false);
    expect(bench.turn((turn) => onDiskTimer(turn, WRITE_BACK_TIMER))).toBe(true);
    bench.finishSyncs();
    expect(isDurable()).toBe(true);
    bench.turn((turn) => takeSnapshot(turn, { sync: true }));
    bench.finishSyncs();
    expect(isDurable()).toBe(true);
  });

  test('a snapshot that cannot be written ends the process with 10', () => {
    const bench = new LogBench();
    const effects = bench.turn((turn) => {
      onDiskFailed(turn, `${VERSION_2}/snapshot.5`);
      return turn.effects;
    });
    expect(effects).toContainEqual({ type: 'exit', code: 10 });
  });

  // Measured on the real server: ls -l version-2/snapshot.0.
  test('an empty database takes the real bytes', () => {
    const chunks = readChunks(new LogBench().disk, `${VERSION_2}/snapshot.0`)!;
    expect(
      chunks.reduce((sum, chunk) => sum + (typeof chunk === 'string' ? 0 : chunk.bytes), 0),
    ).toBe(457);
  });
});

describe('epochs', () => {
  test('a number is in place only when it is durable (AtomicFileOutputStream)', () => {
    const bench = new LogBench();
    bench.turn((turn) => writeEpochFile(turn, 'acceptedEpoch', 7));
    expect(readEpochFile(bench.disk, bench.config, 'acceptedEpoch')).toBe(7);
    expect(bench.syncs.map(({ path }) => path)).toEqual([`${VERSION_2}/acceptedEpoch.tmp`]);
  });

  test('missing files start at the epoch of the last zxid', () => {
    const bench = new LogBench();
    const epochs = loadEpochs(bench.disk, bench.config, 0x3_0000_0007n);
    expect(epochs).toMatchObject({ ok: true, currentEpoch: 3, acceptedEpoch: 3 });
    expect(epochs.log[0]?.text).toBe(
      'currentEpoch not found! Creating with a reasonable default of 3. ' +
        'This should only happen when you are upgrading your installation',
    );
  });

  test('a history newer than currentEpoch stops the server, unless currentEpoch.tmp tells more', () => {
    const bench = new LogBench();
    bench.turn((turn) => writeEpochFile(turn, 'currentEpoch', 1));
    bench.turn((turn) => writeEpochFile(turn, 'acceptedEpoch', 2));
    expect(loadEpochs(bench.disk, bench.config, 0x2_0000_0000n)).toMatchObject({
      ok: false,
      message: 'The current epoch, 0x1, is older than the last zxid, 8589934592',
    });
    bench.turn((turn) => {
      const path = `${VERSION_2}/currentEpoch.tmp`;
      turn.effects.push({ type: 'writeFile', path, chunks: ['2'] });
    });
    expect(loadEpochs(bench.disk, bench.config, 0x2_0000_0000n)).toMatchObject({ currentEpoch: 2 });
  });

  test('an accepted epoch below the current one stops the server', () => {
    const bench = new LogBench();
    bench.turn((turn) => writeEpochFile(turn, 'currentEpoch', 2));
    bench.turn((turn) => writeEpochFile(turn, 'acceptedEpoch', 1));
    expect(loadEpochs(bench.disk, bench.config, 0n)).toMatchObject({
      message: 'The accepted epoch, 0x1 is less than the current epoch, 0x2',
    });
  });

  test('a file that holds no number stops the server', () => {
    const bench = new LogBench();
    bench.turn((turn) => {
      const path = `${VERSION_2}/currentEpoch`;
      turn.effects.push({ type: 'writeFile', path, chunks: ['two\n'] });
    });
    expect(loadEpochs(bench.disk, bench.config, 0n)).toMatchObject({
      message: `Found two in ${VERSION_2}/currentEpoch`,
    });
  });
});

describe('proposals from the log', () => {
  const thread = 'LearnerHandler-/10.0.0.2:40000';

  test('come from the file that holds the zxid, with what lies before it in that file', () => {
    const bench = new LogBench('preAllocSize=0\n');
    const history = [1n, 2n, 3n].map((zxid) => write(bench, zxid));
    bench.start();
    history.push(write(bench, 4n));
    expect(bench.turn((turn) => getProposalsFromTxnLog(turn, 2n, thread))).toEqual(history);
  });

  test('are refused when the log starts behind the zxid', () => {
    const bench = new LogBench();
    write(bench, 5n);
    expect(bench.turn((turn) => getProposalsFromTxnLog(turn, 2n, thread))).toEqual([]);
    expect(bench.printed).toContain('Unable to find proposals from txnlog for zxid: 0x2');
  });

  test('are refused across the hole that a SNAP of a leader leaves in the log (ZOOKEEPER-2099)', () => {
    const bench = new LogBench();
    const history = [1n, 2n].map((zxid) => write(bench, zxid));
    const sent = [3n, 4n].map((zxid) => createTxn(zxid, `/n${zxid}`));
    bench.state = { ...bench.state, db: databaseAfter([...history, ...sent]) };
    bench.turn((turn) => takeSnapshot(turn, { sync: true }));
    bench.finishSyncs();
    write(bench, 5n);
    const proposals = (zxid: bigint) =>
      bench.turn((turn) => getProposalsFromTxnLog(turn, zxid, thread)).length;
    expect([2n, 4n, 5n].map(proposals)).toEqual([0, 0, 3]);
  });

  test('are refused when later files are too long beside the newest snapshot', () => {
    const bench = new LogBench();
    write(bench, 1n);
    bench.start();
    write(bench, 2n);
    expect(bench.turn((turn) => getProposalsFromTxnLog(turn, 1n, thread))).toEqual([]);
    expect(bench.printed).toMatch(/Txnlog size: 67108880 exceeds sizeLimit: \d+/);
  });
});
