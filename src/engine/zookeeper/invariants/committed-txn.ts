/**
 * What can be said of one committed transaction, and of the tree behind it.
 *
 * Mirrors: the digest of DataTree; the rest is implied by PrepRequestProcessor.
 * Read next: committed-history.ts.
 */
import { listGet } from '../../kernel/persistent-list.ts';
import { mapGet, mapHas } from '../../kernel/persistent-map.ts';
import type { Database } from '../data/database.ts';
import { CONFIG_NODE } from '../data/initial-tree.ts';
import { QUOTA_ZOOKEEPER } from '../data/quota.ts';
import type { Txn, TxnBody } from '../protocol/txn.ts';
import type { Zxid } from '../protocol/zxid.ts';

/** A path that a transaction creates although it exists; null: none. */
export function createdTwice({ tree }: Database, body: TxnBody): string | null {
  const isCreate = body.type === 'create' || body.type === 'create2';
  return isCreate && mapHas(tree.nodes, body.path) ? body.path : null;
}

/** Whether a transaction creates an ephemeral node. */
export function isEphemeralCreate(body: TxnBody): boolean {
  return (body.type === 'create' || body.type === 'create2') && body.ephemeral;
}

/** What quotas upon its own configuration count. */
const OWN_STATS = [
  '/zookeeper/quota/zookeeper/config/zookeeper_stats',
  '/zookeeper/quota/zookeeper/zookeeper_stats',
];

/** Each server writes its own configuration into the tree: such nodes do not count. */
export function digestOf({ tree }: Database): number {
  let digest = tree.digest - (mapGet(tree.nodes, CONFIG_NODE)?.digest ?? 0);
  // Most trees have no quota at all.
  if (mapGet(tree.nodes, QUOTA_ZOOKEEPER)?.children.size === 0) return digest >>> 0;
  for (const path of OWN_STATS) digest -= mapGet(tree.nodes, path)?.digest ?? 0;
  return digest >>> 0;
}

/** Whether two transactions are the same, by what identifies them. */
export function isSameTxn(a: Txn, b: Txn): boolean {
  if (a === b) return true;
  const x = a.header;
  const y = b.header;
  return (
    x.zxid === y.zxid &&
    x.clientId === y.clientId &&
    x.cxid === y.cxid &&
    x.type === y.type &&
    x.time === y.time
  );
}

/** What memory keeps of what was applied beyond a zxid; whole when it keeps something older too. */
export function keptSince(
  { committedLog }: Database,
  zxid: Zxid,
): { readonly fresh: readonly Txn[]; readonly isWhole: boolean } {
  const { items, head } = committedLog;
  const fresh: Txn[] = [];
  let i = items.length - 1;
  for (; i >= head; i--) {
    const txn = listGet(items, i)!;
    if (txn.header.zxid <= zxid) break;
    fresh.push(txn);
  }
  return { fresh: fresh.reverse(), isWhole: i >= head };
}
