/**
 * The in-memory database of one server as plain data: the tree of znodes with its indexes, the
 * sessions with their timeouts, and the last committed transactions.
 *
 * Mirrors: ZKDatabase, DataTree and DataNode, 3.8.0.
 * Departs: node data is text; the digest is a 32-bit sum of node hashes instead of AdHash over CRC32,
 * so it compares servers of one world only.
 * Read next: data-tree.ts (what a transaction does to it), apply-txn.ts (the whole database).
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import type { Acl, SessionId, Stat } from '../protocol/records.ts';
import type { Txn } from '../protocol/txn.ts';
import type { Zxid } from '../protocol/zxid.ts';
import type { PersistentQueue } from '../../kernel/persistent-queue.ts';

/**
 * The stat fields that are stored. Differs from the `Stat` a client sees: `cversion` counts creations
 * only, so that it is the next sequence suffix, and `ephemeralOwner` also marks container and TTL
 * nodes. See ephemeral-type.ts.
 */
export type StatPersisted = Omit<Stat, 'dataLength' | 'numChildren'>;

/** One znode. `children` holds the names of its children. */
export interface DataNode {
  readonly data: string | null;
  /** UTF-8 length of `data`. */
  readonly dataLength: number;
  readonly acl: readonly Acl[];
  readonly stat: StatPersisted;
  readonly children: PersistentMap<true>;
  /** Hash of everything above; the tree's digest is the sum of these. */
  readonly digest: number;
}

/** The tree and the indexes that upstream keeps beside it. */
export interface DataTree {
  /** By path; the root is both at `/` and, as upstream's `""`, at no other key. */
  readonly nodes: PersistentMap<DataNode>;
  /** Session (see sessionKey) to the paths of its ephemeral nodes. */
  readonly ephemerals: PersistentMap<PersistentMap<true>>;
  readonly containers: PersistentMap<true>;
  readonly ttls: PersistentMap<true>;
  /** Paths that carry a quota. Mirrors PathTrie. */
  readonly quotas: PersistentMap<true>;
  /** Sum of path and data lengths. Mirrors nodeDataSize (mntr's approximate data size). */
  readonly nodeDataSize: number;
  /** Sum of the nodes' digests, modulo 2^32. */
  readonly digest: number;
}

/** What a snapshot holds, plus the committed transactions kept for lagging learners. */
export interface Database {
  readonly tree: DataTree;
  /** Session (see sessionKey) to its timeout in milliseconds. */
  readonly sessionsWithTimeouts: PersistentMap<number>;
  readonly lastProcessedZxid: Zxid;
  /** The last `zookeeper.commitLogCount` committed transactions, oldest first. */
  readonly committedLog: PersistentQueue<Txn>;
}

/** How many committed transactions are kept in memory by default. Mirrors ZKDatabase.commitLogCount. */
export const COMMIT_LOG_COUNT = 500;

const knownKeys = new Map<SessionId, string>();

/** The key of a session in maps: its id in hexadecimal, as upstream prints it without `0x`. */
export function sessionKey(sessionId: SessionId): string {
  // Every request asks for the key of its session, and printing a bigint is slow.
  let key = knownKeys.get(sessionId);
  if (key !== undefined) return key;
  key = BigInt.asUintN(64, sessionId).toString(16);
  if (knownKeys.size >= 4096) knownKeys.clear();
  knownKeys.set(sessionId, key);
  return key;
}

/** The session id of a key; the inverse of `sessionKey`. */
export function sessionIdOf(key: string): SessionId {
  return BigInt.asIntN(64, BigInt(`0x${key}`));
}
