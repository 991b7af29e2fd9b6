/** What transactions do to a database, once and again. */
import { describe, expect, test } from 'vitest';
import { mapGet } from '../../../../src/engine/kernel/persistent-map.ts';
import { applyTxn } from '../../../../src/engine/zookeeper/data/apply-txn.ts';
import type { Database } from '../../../../src/engine/zookeeper/data/database.ts';
import { initialDatabase } from '../../../../src/engine/zookeeper/data/initial-tree.ts';
import { queueSize } from '../../../../src/engine/kernel/persistent-queue.ts';
import { ErrorCode } from '../../../../src/engine/zookeeper/protocol/error-codes.ts';
import { OPEN_ACL_UNSAFE } from '../../../../src/engine/zookeeper/protocol/records.ts';
import type { Txn, TxnBody } from '../../../../src/engine/zookeeper/protocol/txn.ts';

const SESSION = 0x100000000000001n;

function txn(zxid: number, body: TxnBody): Txn {
  const header = { clientId: SESSION, cxid: zxid, zxid: BigInt(zxid), time: zxid, type: body.type };
  return { header, body };
}

function create(path: string, parentCVersion: number, ephemeral = false): TxnBody {
  return { type: 'create', path, data: path, acl: OPEN_ACL_UNSAFE, ephemeral, parentCVersion };
}

function applyAll(db: Database, txns: readonly Txn[]): Database {
  return txns.reduce((before, next) => applyTxn(before, next).db, db);
}

const history: readonly Txn[] = [
  txn(1, { type: 'createSession', timeOut: 30_000 }),
  txn(2, create('/a', 2)),
  txn(3, create('/a/x', 1)),
  txn(4, create('/a/e', 2, true)),
  txn(5, { type: 'setData', path: '/a', data: 'one', version: 1 }),
  txn(6, { type: 'delete', path: '/a/x' }),
  txn(7, { type: 'setData', path: '/a', data: 'two', version: 2 }),
  txn(8, create('/a/y', 3)),
  txn(9, { type: 'error', err: ErrorCode.NONODE }),
  txn(10, { type: 'closeSession', paths2Delete: ['/a/e'] }),
];

describe('Applying transactions', () => {
  test('again, from any point on, ends in the same tree', () => {
    const once = applyAll(initialDatabase(), history);
    for (let from = 0; from < history.length; from++) {
      const again = applyAll(once, history.slice(from));
      expect(again.tree.digest).toBe(once.tree.digest);
      expect(again.lastProcessedZxid).toBe(10n);
      expect(mapGet(again.tree.nodes, '/a')?.stat).toEqual(mapGet(once.tree.nodes, '/a')?.stat);
    }
  });

  test('gives trees that differ different digests', () => {
    const digests = history.map((_, i) => applyAll(initialDatabase(), history.slice(0, i + 1)));
    const changing = digests.filter((_, i) => ![0, 8].includes(i));
    expect(new Set(changing.map(({ tree }) => tree.digest)).size).toBe(changing.length);
  });

  test('counts creations and deletions in the cversion that clients see', () => {
    const { tree } = applyAll(initialDatabase(), history);
    const node = mapGet(tree.nodes, '/a')!;
    // Three children were made, two are gone.
    expect(node.stat.cversion).toBe(3);
    expect(node.children.size).toBe(1);
    expect(node.stat.pzxid).toBe(10n);
  });

  test('keeps the last 500 for learners that lag', () => {
    const many = Array.from({ length: 600 }, (_, i) =>
      txn(i + 1, { type: 'error', err: ErrorCode.NONODE }),
    );
    expect(queueSize(applyAll(initialDatabase(), many).committedLog)).toBe(500);
  });

  test('of a multi with an error in it changes nothing', () => {
    const db = initialDatabase();
    const { tree } = applyTxn(
      db,
      txn(1, { type: 'multi', txns: [create('/a', 2), { type: 'error', err: -101 }] }),
    ).db;
    expect(tree.digest).toBe(db.tree.digest);
    expect(mapGet(tree.nodes, '/a')).toBeUndefined();
  });
});
