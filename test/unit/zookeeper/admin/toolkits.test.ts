/** The toolkits over small files; formats as in the golden cases txnlog-toolkit* and snapshot-toolkit. */
import { describe, expect, test } from 'vitest';
import type { Chunk, Disk } from '../../../../src/engine/kernel/disk.ts';
import {
  createDisk,
  makeFolder,
  writeWhole,
} from '../../../../src/engine/kernel/disk-operations.ts';
import { formatSnapshot, runTxnLogToolkit } from '../../../../src/engine/zookeeper/admin/tools.ts';
import { snapshotChunks } from '../../../../src/engine/zookeeper/persistence/snapshot-file.ts';
import {
  isTxnLogEntry,
  logHeader,
  txnLogEntry,
} from '../../../../src/engine/zookeeper/persistence/txn-log-file.ts';
import type { Txn, TxnBody, TxnType } from '../../../../src/engine/zookeeper/protocol/txn.ts';
import { databaseAfter } from '../persistence/log-bench.ts';

const AT_MS = Date.UTC(2026, 10, 21, 2, 39, 13);
const ACL = [{ perms: 31, id: { scheme: 'world', id: 'anyone' } }];
const HEADLINE = 'ZooKeeper Transactional Log File with dbid 0 txnlog format version 2\n';

function txn(zxid: bigint, type: TxnType, body: TxnBody): Txn {
  return { header: { clientId: 0x100003ecb560000n, cxid: 1, zxid, time: AT_MS, type }, body };
}

function create(zxid: bigint, path: string, data: string | null): Txn {
  const body = {
    type: 'create',
    path,
    data,
    acl: ACL,
    ephemeral: false,
    parentCVersion: 1,
  } as const;
  return txn(zxid, 'create', body);
}

function lineOf(zxid: number, rest: string): string {
  return `11/21/26, 2:39:13 AM UTC session 0x100003ecb560000 cxid 0x1 zxid 0x${zxid.toString(16)} ${rest}\n`;
}

function diskWith(name: string, chunks: readonly Chunk[]): Disk {
  const disk = writeWhole(makeFolder(createDisk(1e12), '/d', 0), `/d/${name}`, chunks, 0);
  if (typeof disk === 'string') throw new Error(disk);
  return disk;
}

function logOf(...txns: readonly Txn[]): Disk {
  return diskWith('log.1', [logHeader(1024), ...txns.map(txnLogEntry)]);
}

describe('zkTxnLogToolkit.sh', () => {
  test('prints every kind of transaction as the real one', () => {
    const disk = logOf(
      txn(1n, 'createSession', { type: 'createSession', timeOut: 30000 }),
      create(2n, '/a', 'hello'),
      txn(3n, 'setData', { type: 'setData', path: '/a', data: 'world', version: 1 }),
      txn(4n, 'setACL', {
        type: 'setACL',
        path: '/a',
        acl: [{ perms: 1, id: { scheme: 'world', id: 'anyone' } }],
        version: 1,
      }),
      txn(5n, 'error', { type: 'error', err: -101 }),
      txn(6n, 'createContainer', {
        type: 'createContainer',
        path: '/cont',
        data: '',
        acl: ACL,
        ephemeral: false,
        parentCVersion: 4,
      }),
      txn(7n, 'multi', {
        type: 'multi',
        txns: [
          { type: 'delete', path: '/t/2' },
          { type: 'delete', path: '/t' },
        ],
      }),
      txn(8n, 'createTTL', {
        type: 'createTTL',
        path: '/ttl',
        data: 'v',
        acl: ACL,
        ephemeral: false,
        parentCVersion: 2,
        ttl: 5000,
      }),
      txn(9n, 'closeSession', { type: 'closeSession', paths2Delete: ['/e'] }),
    );
    const acl = "[31,s{'world,'anyone}\n]";
    expect(runTxnLogToolkit(disk, '/d', ['log.1'])).toMatchObject({
      exitCode: 0,
      stdout:
        HEADLINE +
        lineOf(1, 'createSession 30000') +
        lineOf(2, `create /a,hello,${acl},false,1`) +
        lineOf(3, 'setData /a,world,1') +
        lineOf(4, "setACL '/a,v{s{1,s{'world,'anyone}}},1") +
        lineOf(5, 'error -101') +
        lineOf(6, `createContainer /cont,,${acl},4`) +
        lineOf(7, 'multi delete:\0\0\0\u0004/t/2;delete:\0\0\0\u0002/t') +
        lineOf(8, `createTtl /ttl,v,${acl},2,5000`) +
        lineOf(9, "closeSession v{'/e}") +
        'EOF reached after 9 txns.\n',
    });
  });

  test('asks before it repairs, and takes no for an answer', () => {
    const broken = { ...txnLogEntry(create(1n, '/a', 'x')), isCorrupt: true } as const;
    const disk = diskWith('log.1', [logHeader(0), broken]);
    const question = 'Would you like to fix it (Yes/No/Abort) ? ';
    const first = runTxnLogToolkit(disk, '/d', ['-r', 'log.1']);
    expect(first.needsAnswer).toBe(true);
    expect(first.stdout.endsWith(question)).toBe(true);
    const what = runTxnLogToolkit(disk, '/d', ['-r', 'log.1'], ['what']);
    expect(what.stdout.endsWith(question + question)).toBe(true);
    const fixes = (answer: string) => {
      const { effects, stdout } = runTxnLogToolkit(disk, '/d', ['-r', 'log.1'], [answer]);
      const [write] = effects;
      const chunks = write?.type === 'writeFile' ? write.chunks : [];
      return [
        stdout.split('\n').at(-2),
        chunks.filter(isTxnLogEntry).map((entry) => entry.isCorrupt),
      ];
    };
    const written = 'Recovery file log.1.fixed has been written with';
    expect(fixes('yes')).toEqual([`${written} 1 fixed CRC error(s)`, [undefined]]);
    expect(fixes('n')).toEqual([`${written} 0 fixed CRC error(s)`, [true]]);
    expect(runTxnLogToolkit(disk, '/d', ['-r', 'log.1'], ['A']).stderr).toBe('Recovery aborted.\n');
  });

  test('chops behind a zxid, and says so when the log does not hold it (LogChopper)', () => {
    const disk = logOf(create(1n, '/a', ''), create(2n, '/b', ''), create(4n, '/c', ''));
    const chopped = runTxnLogToolkit(disk, '/d', ['-c', '-z', '0x2', 'log.1']);
    expect(chopped.stdout).toBe(
      `${HEADLINE}There is intra-epoch gap between 2 and 4\nChopping at 2 new log has 2 records\n`,
    );
    const [write] = chopped.effects;
    expect(write).toMatchObject({ type: 'writeFile', path: '/d/log.1.chopped2' });
    expect(write?.type === 'writeFile' && write.chunks).toHaveLength(3);
    expect(runTxnLogToolkit(disk, '/d', ['-c', '-z', '3', 'log.1']).stdout).toContain(
      'This log does not contain zxid 3\nGot exception: Failed to chop log.1\n',
    );
    expect(runTxnLogToolkit(disk, '/d', ['--chop', '--zxid', '9', 'log.1']).stdout).toContain(
      'EOF reached after 3 txns.\nGot exception: Failed to chop log.1\n',
    );
  });

  test('complains as commons-cli does', () => {
    const disk = logOf();
    const stderrOf = (...words: readonly string[]) => runTxnLogToolkit(disk, '/d', words).stderr;
    expect(stderrOf('-x', 'log.1')).toBe('Unrecognized option: -x\n\n');
    expect(stderrOf('-c', '-z')).toBe('Missing argument for option: z\n\n');
    expect(stderrOf('log.9')).toBe("File doesn't exist or not readable: log.9\n");
    const other = diskWith('snapshot.0', snapshotChunks(databaseAfter([])));
    expect(runTxnLogToolkit(other, '/d', ['snapshot.0'])).toMatchObject({
      exitCode: 2,
      stderr: 'Invalid magic number for snapshot.0\n',
    });
  });
});

describe('zkSnapShotToolkit.sh', () => {
  const disk = diskWith(
    'snapshot.2',
    snapshotChunks(databaseAfter([create(1n, '/a', 'again'), create(2n, '/a/b', 'x')])),
  );
  const format = (...words: readonly string[]) => formatSnapshot(disk, '/d', words, AT_MS);

  test('prints nodes depth first in the order of Java’s hash sets', () => {
    const { stdout } = format('snapshot.2');
    const paths = stdout.split('\n').filter((line) => line.startsWith('/'));
    expect(paths).toEqual([
      '/',
      '/a',
      '/a/b',
      '/zookeeper',
      '/zookeeper/config',
      '/zookeeper/quota',
    ]);
    expect(stdout).toMatch(/^ZNode Details \(count=7\):\n----\n\/\n {2}cZxid = 0x00000000000000\n/);
    expect(stdout).toMatch(/----\nLast zxid: 0x2\n$/);
  });

  test('-d prints data in base64, -json the tree', () => {
    expect(format('-d', 'snapshot.2').stdout).toContain('  data = YWdhaW4=\n');
    expect(format('-json', 'snapshot.2').stdout).toBe(
      '[1,0,{"progname":"SnapshotFormatter.java","progver":"0.01","timestamp":' +
        `${AT_MS}},[{"name":"/","asize":0,"dsize":0,"dev":0,"ino":1001},` +
        '[{"name":"a","asize":5,"dsize":5,"dev":0,"ino":1002},' +
        '{"name":"b","asize":1,"dsize":1,"dev":0,"ino":1003}],' +
        '[{"name":"zookeeper","asize":0,"dsize":0,"dev":0,"ino":1004},' +
        '{"name":"config","asize":0,"dsize":0,"dev":0,"ino":1005},' +
        '{"name":"quota","asize":0,"dsize":0,"dev":0,"ino":1006}]]]',
    );
  });

  test('complains about missing files, two modes at once, and no snapshot at all', () => {
    expect(format('snapshot.77').stderr).toBe("File '/d/snapshot.77' does not exist.\n");
    expect(format('-d', '-json', 'snapshot.2').stderr).toBe(
      'Cannot specify both data dump (-d) and json mode (-json) in same call\n',
    );
    expect(format()).toMatchObject({ exitCode: 2 });
    const log = diskWith('snapshot.1', [logHeader(0)]);
    expect(formatSnapshot(log, '/d', ['snapshot.1'], AT_MS)).toMatchObject({ exitCode: 1 });
  });
});
