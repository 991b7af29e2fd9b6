/** What a server finds again on its disk after it was killed, or after the power failed. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readChunks } from '../../../../src/engine/kernel/disk.ts';
import {
  appendChunk,
  makeFolder,
  removePath,
  writeWhole,
} from '../../../../src/engine/kernel/disk-operations.ts';
import { applyTxn } from '../../../../src/engine/zookeeper/data/apply-txn.ts';
import { queueItems } from '../../../../src/engine/kernel/persistent-queue.ts';
import {
  fastForwardDatabase,
  loadDatabase,
  reloadDatabase,
} from '../../../../src/engine/zookeeper/persistence/file-txn-snap-log.ts';
import {
  appendTxn,
  flush,
  rollLog,
  truncateLog,
} from '../../../../src/engine/zookeeper/persistence/txn-log.ts';
import { WRITE_BACK_TIMER } from '../../../../src/engine/zookeeper/persistence/snapshot-writer.ts';
import {
  onDiskTimer,
  snapshotWhenDue,
  takeSnapshot,
} from '../../../../src/engine/zookeeper/server/snapshots.ts';
import type { Txn } from '../../../../src/engine/zookeeper/protocol/txn.ts';
import { configOf, createTxn, databaseAfter, LogBench, VERSION_2 } from './log-bench.ts';

/** Appends and applies transaction number `n`. */
function write(bench: LogBench, n: number): Txn {
  const txn = createTxn(BigInt(n), `/n${n}`, `data ${n}`);
  bench.turn((turn) => {
    appendTxn(turn, txn);
    snapshotWhenDue(turn);
    turn.state = { ...turn.state, db: applyTxn(turn.state.db, txn).db };
  });
  return txn;
}

function changeDisk(bench: LogBench, result: ReturnType<typeof writeWhole>): void {
  if (typeof result === 'string') throw new Error(result);
  bench.disk = result;
}

const action = fc.oneof(
  { weight: 6, arbitrary: fc.constant('write' as const) },
  { weight: 3, arbitrary: fc.constant('flush' as const) },
  { weight: 3, arbitrary: fc.constant('synced' as const) },
  { weight: 1, arbitrary: fc.constant('snapshot' as const) },
  { weight: 1, arbitrary: fc.constant('writeBack' as const) },
  { weight: 1, arbitrary: fc.constant('kill' as const) },
  { weight: 1, arbitrary: fc.constant('powerOff' as const) },
);

describe('recovery', () => {
  test('whatever survives a loss of power is a prefix of the history, with all that was synced', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(action, fc.nat(0xffff)), { maxLength: 80 }),
        fc.integer({ min: 2, max: 9 }),
        (actions, snapCount) => {
          const bench = new LogBench(`snapCount=${snapCount}\n`);
          let history: Txn[] = [];
          let acknowledged = 0;
          const restart = (): void => {
            bench.start();
            const length = Number(bench.state.db.lastProcessedZxid);
            expect(length).toBeGreaterThanOrEqual(acknowledged);
            expect(length).toBeLessThanOrEqual(history.length);
            history = history.slice(0, length);
            expect(bench.state.db.tree).toEqual(databaseAfter(history).tree);
          };
          for (const [what, draw] of actions) {
            if (what === 'write') history.push(write(bench, history.length + 1));
            else if (what === 'flush') bench.turn((turn) => flush(turn, String(history.length)));
            else if (what === 'synced') bench.finishSyncs(1 + (draw % 2));
            else if (what === 'snapshot') bench.turn((turn) => takeSnapshot(turn));
            else if (what === 'writeBack') {
              bench.turn((turn) => onDiskTimer(turn, WRITE_BACK_TIMER));
            }
            for (const token of bench.tokens.splice(0)) {
              acknowledged = Math.max(acknowledged, Number(token));
            }
            if (what === 'powerOff') bench.losePower(draw);
            // A killed process loses nothing: the page cache stays.
            if (what === 'kill') acknowledged = history.length;
            if (what === 'kill' || what === 'powerOff') restart();
          }
          bench.losePower(actions.length);
          restart();
        },
      ),
      { numRuns: 150 },
    );
  });

  test('a killed server finds everything it appended, synced or not (page cache)', () => {
    const bench = new LogBench();
    const history = [1, 2, 3].map((n) => write(bench, n));
    bench.start();
    expect(bench.state.db.tree).toEqual(databaseAfter(history).tree);
    expect([...queueItems(bench.state.db.committedLog)]).toEqual(history);
  });

  test('a log that ends in the middle of a transaction ends before it (FileTxnIterator.next)', () => {
    const bench = new LogBench();
    write(bench, 1);
    changeDisk(bench, appendChunk(bench.disk, `${VERSION_2}/log.1`, 'half a tran', 0));
    bench.start();
    expect(bench.state.db.lastProcessedZxid).toBe(1n);
  });

  test('a changed byte in the log stops the server: CRC check failed', () => {
    const bench = new LogBench();
    write(bench, 1);
    const path = `${VERSION_2}/log.1`;
    const chunks = readChunks(bench.disk, path)!.map((chunk) =>
      typeof chunk === 'object' && chunk.record === 'TxnLogEntry'
        ? { ...chunk, isCorrupt: true }
        : chunk,
    );
    changeDisk(bench, writeWhole(bench.disk, path, chunks, 0));
    const loaded = loadDatabase(bench.disk, bench.config);
    expect(loaded).toMatchObject({ ok: false, message: 'CRC check failed', exitCode: 1 });
  });

  test('a file named like a log that is none stops the server: invalid magic number', () => {
    const bench = new LogBench();
    changeDisk(bench, writeWhole(bench.disk, `${VERSION_2}/log.1`, ['hello, I am text'], 0));
    const loaded = loadDatabase(bench.disk, bench.config);
    expect(loaded).toMatchObject({
      message: `Transaction log: ${VERSION_2}/log.1 has invalid magic number 1751477356 != 1514884167`,
    });
  });

  test('an older log without a header stops the server (EOFException, ZOOKEEPER-1621)', () => {
    const bench = new LogBench();
    write(bench, 1);
    bench.start();
    write(bench, 2);
    changeDisk(bench, writeWhole(bench.disk, `${VERSION_2}/log.1`, [], 0));
    const loaded = loadDatabase(bench.disk, bench.config);
    expect(loaded.ok).toBe(false);
    expect(loaded.log.at(-2)?.text).toContain('java.io.EOFException');
    expect(loaded.log.at(-1)?.text).toBe('Exiting JVM with code 1');
  });

  test('the newest log may be empty, as a loss of power leaves it, and is removed', () => {
    const bench = new LogBench();
    write(bench, 1);
    changeDisk(bench, writeWhole(bench.disk, `${VERSION_2}/log.2`, [], 0));
    bench.start();
    expect(bench.state.db.lastProcessedZxid).toBe(1n);
    expect(bench.files()).toEqual(['log.1', 'snapshot.0']);
  });

  test('a torn snapshot is passed over for the one before it (FileSnap.findNValidSnapshots)', () => {
    const bench = new LogBench();
    const history = [write(bench, 1), write(bench, 2)];
    bench.turn((turn) => takeSnapshot(turn, { sync: true }));
    const path = `${VERSION_2}/snapshot.2`;
    const chunks = readChunks(bench.disk, path)!.slice(0, 2);
    changeDisk(bench, writeWhole(bench.disk, path, chunks, 0));
    bench.printed = '';
    bench.start();
    expect(bench.state.db.tree).toEqual(databaseAfter(history).tree);
    expect(bench.printed).toContain('INFO Invalid snapshot snapshot.2. len = 0, byte = 0');
    expect(bench.printed).toContain(`INFO Reading snapshot ${VERSION_2}/snapshot.0`);
  });

  test('logs without any snapshot stop the server, unless snapshot.trust.empty is set', () => {
    const bench = new LogBench();
    const history = [write(bench, 1)];
    bench.disk = removePath(bench.disk, `${VERSION_2}/snapshot.0`);
    const refused = loadDatabase(bench.disk, bench.config);
    expect(refused).toMatchObject({
      message: 'No snapshot found, but there are log entries. Something is broken!',
    });
    const trusting = loadDatabase(bench.disk, configOf('snapshot.trust.empty=true\n'));
    expect(trusting.ok && trusting.db.tree).toEqual(databaseAfter(history).tree);
  });

  test('an empty disk gives zxid 0 and snapshot.0; without db.autocreate it gives -1', () => {
    const bench = new LogBench();
    expect(bench.files()).toEqual(['snapshot.0']);
    const empty = makeFolder(removePath(bench.disk, '/data'), '/data', 0);
    const config = configOf('db.autocreate=false\n');
    expect(loadDatabase(empty, config)).toMatchObject({ lastLoggedZxid: -1n });
    const initialized = writeWhole(empty, '/data/initialize', [], 0);
    if (typeof initialized === 'string') throw new Error(initialized);
    expect(loadDatabase(initialized, config)).toMatchObject({ lastLoggedZxid: 0n });
  });

  test('a server of an ensemble starts with the configuration in its tree, 589 bytes of snapshot', () => {
    const servers = [1, 2, 3].map(
      (n) => `server.${n}=127.0.0.1:${2788 + n * 100}:${3788 + n * 100}\n`,
    );
    const myid = writeWhole(makeFolder(new LogBench().disk, '/three', 0), '/three/myid', ['1'], 0);
    if (typeof myid === 'string') throw new Error(myid);
    const config = configOf(`initLimit=10\nsyncLimit=5\n${servers.join('')}dataDir=/three\n`, myid);
    const loaded = loadDatabase(myid, config);
    const written = loaded.ok ? loaded.effects.find((effect) => effect.type === 'writeFile') : null;
    const chunks = written?.type === 'writeFile' ? written.chunks : [];
    // Measured on the real server: dataDirSize of 4lw-ens-leader without its log and epoch files.
    expect(chunks.reduce((sum, chunk) => sum + (chunk as { bytes: number }).bytes, 0)).toBe(589);
  });

  test('snapshots in the log folder, or logs beside snapshots, are refused (ZOOKEEPER-2967)', () => {
    const config = configOf('dataLogDir=/logs\n');
    const base = makeFolder(new LogBench().disk, '/logs/version-2', 0);
    const put = (path: string) => {
      const disk = writeWhole(base, path, ['x'], 0);
      if (typeof disk === 'string') throw new Error(disk);
      return loadDatabase(disk, config);
    };
    expect(put('/logs/version-2/snapshot.5')).toMatchObject({
      exitCode: 3,
      message:
        'Log directory has snapshot files. Check if dataLogDir and dataDir configuration is correct.',
    });
    expect(put(`${VERSION_2}/log.5`)).toMatchObject({
      message:
        'Snapshot directory has log files. Check if dataLogDir and dataDir configuration is correct.',
    });
  });

  test('the folders are not made when datadir.autocreate is false', () => {
    const disk = makeFolder(removePath(new LogBench().disk, '/data'), '/data', 0);
    const loaded = loadDatabase(disk, configOf('datadir.autocreate=false\n'));
    expect(loaded).toMatchObject({
      exitCode: 3,
      message:
        'Missing data directory /data/version-2, automatic data directory creation is disabled ' +
        '(zookeeper.datadir.autocreate is false). Please create this directory manually.',
    });
  });
});

describe('truncation', () => {
  test('leaves the history up to the zxid, in any file, and nothing behind it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }),
        fc.nat(19),
        fc.nat(0xffff),
        (rolls, at, seed) => {
          const bench = new LogBench();
          const history = rolls.map((isRolled, index) => {
            if (isRolled) bench.turn(rollLog);
            return write(bench, index + 1);
          });
          bench.turn((turn) => flush(turn, 'all'));
          bench.finishSyncs();
          const kept = 1 + (at % history.length);
          const disk = bench.turn((turn) => truncateLog(turn, BigInt(kept), 'QuorumPeer'))!;
          const reloaded = reloadDatabase(disk, bench.config);
          expect(reloaded).toMatchObject({ ok: true, lastLoggedZxid: BigInt(kept) });
          // The cut is durable once its sync has ended.
          bench.finishSyncs();
          bench.losePower(seed);
          bench.start();
          expect(bench.state.db.lastProcessedZxid).toBe(BigInt(kept));
        },
      ),
      { numRuns: 100 },
    );
  });

  test('fails when the log does not reach the zxid: the learner must exit', () => {
    const bench = new LogBench();
    write(bench, 1);
    expect(bench.turn((turn) => truncateLog(turn, 9n, 'QuorumPeer'))).toBe(null);
    expect(bench.printed).toContain('No log files found to truncate!');
  });
});

describe('fast forward', () => {
  test('adds what was logged and not yet committed (ZooKeeperServer.shutdown)', () => {
    const bench = new LogBench();
    const history = [1, 2, 3].map((n) => createTxn(BigInt(n), `/n${n}`));
    for (const txn of history) bench.turn((turn) => appendTxn(turn, txn));
    const forwarded = fastForwardDatabase(bench.disk, bench.config, bench.state.db);
    expect(forwarded.ok && forwarded.db.tree).toEqual(databaseAfter(history).tree);
  });
});
