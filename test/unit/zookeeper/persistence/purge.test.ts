/** Which files go when old snapshots are removed, by hand and every few hours. */
import { describe, expect, test } from 'vitest';
import {
  createDisk,
  makeFolder,
  writeWhole,
} from '../../../../src/engine/kernel/disk-operations.ts';
import type { Env } from '../../../../src/engine/kernel/behavior.ts';
import { runPurgeTool } from '../../../../src/engine/zookeeper/admin/tools.ts';
import { initialDatabase } from '../../../../src/engine/zookeeper/data/initial-tree.ts';
import { PURGE_TIMER } from '../../../../src/engine/zookeeper/persistence/purge-txn-log.ts';
import { snapshotChunks } from '../../../../src/engine/zookeeper/persistence/snapshot-file.ts';
import { onDiskTimer } from '../../../../src/engine/zookeeper/server/snapshots.ts';
import { logHeader } from '../../../../src/engine/zookeeper/persistence/txn-log-file.ts';
import { LogBench, VERSION_2 } from './log-bench.ts';

const AT_MS = Date.UTC(2026, 10, 21, 2, 39, 43);

/** A data folder with these files; snapshots are whole. */
function folderOf(names: readonly string[]) {
  let disk = makeFolder(createDisk(1e12), VERSION_2, 0);
  for (const name of names) {
    const isSnapshot = name.startsWith('snapshot.');
    const chunks = isSnapshot ? snapshotChunks(initialDatabase()) : [logHeader(0)];
    const written = writeWhole(disk, `${VERSION_2}/${name}`, chunks, 0);
    if (typeof written === 'string') throw new Error(written);
    disk = written;
  }
  return disk;
}

function purge(names: readonly string[], ...words: readonly string[]) {
  const env = { nowMs: 0, wallClockMs: AT_MS, host: { disk: folderOf(names) } } as unknown as Env;
  return runPurgeTool(env, '/', words);
}

/** What is removed, in its order. */
function removed({ effects }: ReturnType<typeof purge>): readonly string[] {
  return effects.flatMap((effect) => (effect.type === 'remove' ? [effect.path] : []));
}

const RECORDED =
  'log.1 log.4 log.5 log.6 log.7 snapshot.0 snapshot.3 snapshot.4 snapshot.5 snapshot.6 snapshot.7';

describe('PurgeTxnLog', () => {
  test('keeps the newest snapshots and the log that starts at the oldest of them (cleanup-script)', () => {
    const result = purge(RECORDED.split(' '), '/data', '-n', '3');
    expect(result.exitCode).toBe(0);
    const old = ['log.4', 'log.1', 'snapshot.0', 'snapshot.3', 'snapshot.4'].map(
      (name) => `${VERSION_2}/${name}`,
    );
    const lines = old.map((path) => `Removing file: Nov 21, 2026, 2:39:43 AM\t${path}\n`);
    expect(result.stdout).toBe(lines.join(''));
    expect(removed(result)).toEqual(old);
  });

  test('keeps the log before the oldest kept snapshot when no log starts at it', () => {
    const names = 'log.1 log.5 log.9 snapshot.0 snapshot.6 snapshot.7 snapshot.8'.split(' ');
    expect(removed(purge(names, '/data', '-n', '3'))).toEqual([
      `${VERSION_2}/log.1`,
      `${VERSION_2}/snapshot.0`,
    ]);
  });

  test('makes the version-2 folders that are not there (FileTxnSnapLog)', () => {
    const { effects } = purge(RECORDED.split(' '), VERSION_2, '/data', '-n', '3');
    expect(effects.slice(0, 2)).toEqual([
      { type: 'mkdir', path: `${VERSION_2}/version-2` },
      { type: 'mkdir', path: VERSION_2 },
    ]);
  });

  test('refuses less than three, what is no number, and missing folders, with its usage', () => {
    const names = RECORDED.split(' ');
    expect(purge(names, '/data', '-n', '2')).toMatchObject({
      exitCode: 1,
      stderr: 'count should be greater than or equal to 3\n',
    });
    expect(purge(names, '/data', '-n', 'abc').stderr).toBe("'abc' can not be parsed to integer.\n");
    expect(purge(names, '/nothere', '-n', '3').stderr).toBe("Path '/nothere' does not exist. \n");
    expect(purge(names).stdout).toMatch(/^Usage:\nPurgeTxnLog dataLogDir \[snapDir\] -n count\n/);
  });
});

describe('autopurge', () => {
  test('removes at the start and then every purgeInterval hours, and says so', () => {
    const bench = new LogBench('autopurge.purgeInterval=2\n');
    bench.disk = folderOf(RECORDED.split(' '));
    const timers = bench.turn((turn) => {
      expect(onDiskTimer(turn, PURGE_TIMER)).toBe(true);
      return turn.effects.filter((effect) => effect.type === 'setTimer');
    });
    expect(timers).toEqual([{ type: 'setTimer', name: PURGE_TIMER, delayMs: 7_200_000 }]);
    expect(bench.files()).toEqual([
      'log.5',
      'log.6',
      'log.7',
      'snapshot.5',
      'snapshot.6',
      'snapshot.7',
    ]);
    expect(bench.printed).toContain('Purge task completed.');
  });
});
