/**
 * How many bytes a record takes in a log or snapshot file, so that file sizes are the real ones.
 *
 * Mirrors: jute's BinaryOutputArchive over TxnHeader, the transaction records, TxnDigest and the
 * snapshot's nodes, 3.8.0.
 * Departs: nothing is written in bytes; only the lengths are computed.
 * Read next: txn-log-file.ts, snapshot-file.ts.
 */
import { mapEntries } from '../../kernel/persistent-map.ts';
import { utf8Length } from '../data/data-node.ts';
import type { Database } from '../data/database.ts';
import { PROC_ZOOKEEPER } from '../data/initial-tree.ts';
import { QUOTA_ZOOKEEPER } from '../data/quota.ts';
import type { Acl } from '../protocol/records.ts';
import type { Txn, TxnBody } from '../protocol/txn.ts';

/** FileHeader: magic, version, dbid. */
export const FILE_HEADER_BYTES = 16;
/** TxnHeader: clientId, cxid, zxid, time, type. */
const TXN_HEADER_BYTES = 32;
/** TxnDigest: version and tree digest. */
const TXN_DIGEST_BYTES = 12;
/** Around each entry of a log: checksum, length, and the byte that ends it. */
const ENTRY_FRAME_BYTES = 13;
/** StatPersisted. */
const STAT_BYTES = 60;
/** A checksum and the string `/` that ends a snapshot. */
export const SEAL_BYTES = 13;
/** zxid, version and digest behind a snapshot. */
const ZXID_DIGEST_BYTES = 20;

const OWN_NODES: ReadonlySet<string> = new Set(['/', PROC_ZOOKEEPER, QUOTA_ZOOKEEPER]);

/** Length of a transaction's entry in the log. */
export function txnEntryBytes({ body }: Txn): number {
  // A request that failed was refused before its digest was reckoned.
  const digest = body.type === 'error' ? 0 : TXN_DIGEST_BYTES;
  return ENTRY_FRAME_BYTES + TXN_HEADER_BYTES + bodyBytes(body) + digest;
}

/** Length of a proposal's data: the same without what frames it in the log. */
export function proposalBytes(txn: Txn): number {
  return txnEntryBytes(txn) - ENTRY_FRAME_BYTES;
}

/** Length of everything in a snapshot between its header and its last seal. */
export function snapshotBodyBytes(
  database: Pick<Database, 'tree' | 'sessionsWithTimeouts'>,
): number {
  const { tree, sessionsWithTimeouts } = database;
  // Sessions, the table of ACLs, each node (path, data, ACL number, stat), the mark of the end.
  let bytes = 4 + sessionsWithTimeouts.size * 12 + 4 + 5;
  const acls = new Set<string>();
  // Most nodes share one list, so most are known without a look inside.
  const known = new Set<readonly Acl[]>();
  for (const [path, node] of mapEntries(tree.nodes)) {
    bytes += 4 + (path === '/' ? 0 : utf8Length(path)) + 4 + node.dataLength + 8 + STAT_BYTES;
    // Nodes that the server makes for itself have ACL number −1, which the table does not hold.
    if (node.acl.length === 0 || OWN_NODES.has(path) || known.has(node.acl)) continue;
    known.add(node.acl);
    const text = JSON.stringify(node.acl);
    if (acls.has(text)) continue;
    acls.add(text);
    bytes += 8 + aclBytes(node.acl);
  }
  return bytes + SEAL_BYTES + ZXID_DIGEST_BYTES;
}

function bodyBytes(body: TxnBody): number {
  switch (body.type) {
    case 'createSession':
    case 'error':
      return 4;
    case 'closeSession':
      return body.paths2Delete.reduce((sum, path) => sum + textBytes(path), 4);
    case 'create':
    case 'create2':
      return textBytes(body.path) + textBytes(body.data) + aclBytes(body.acl) + 5;
    case 'createContainer':
      return textBytes(body.path) + textBytes(body.data) + aclBytes(body.acl) + 4;
    case 'createTTL':
      return textBytes(body.path) + textBytes(body.data) + aclBytes(body.acl) + 12;
    case 'delete':
    case 'deleteContainer':
      return textBytes(body.path);
    case 'setData':
    case 'reconfig':
      return textBytes(body.path) + textBytes(body.data) + 4;
    case 'setACL':
      return textBytes(body.path) + aclBytes(body.acl) + 4;
    case 'check':
      return textBytes(body.path) + 4;
    case 'multi':
      return body.txns.reduce((sum, txn) => sum + 8 + bodyBytes(txn), 4);
  }
}

function textBytes(text: string | null): number {
  return 4 + utf8Length(text);
}

function aclBytes(acl: readonly Acl[]): number {
  let bytes = 4;
  for (const { id } of acl) bytes += 4 + textBytes(id.scheme) + textBytes(id.id);
  return bytes;
}
