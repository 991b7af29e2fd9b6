/**
 * Records shared by requests, replies, transactions and the tree.
 *
 * Mirrors: zookeeper.jute (org.apache.zookeeper.data), CreateMode, ZooDefs, 3.8.0.
 * Departs: node data is text; its length is counted in UTF-8 bytes. `null` data is Java's null.
 */
import type { Zxid } from './zxid.ts';

/** 64 bits; 0n means none. */
export type SessionId = bigint;

export interface Stat {
  readonly czxid: Zxid;
  readonly mzxid: Zxid;
  /** Wall clock of the leader, milliseconds since 1970. */
  readonly ctime: number;
  readonly mtime: number;
  readonly version: number;
  readonly cversion: number;
  readonly aversion: number;
  readonly ephemeralOwner: SessionId;
  readonly dataLength: number;
  readonly numChildren: number;
  readonly pzxid: Zxid;
}

export interface Id {
  readonly scheme: string;
  readonly id: string;
}

export interface Acl {
  /** Sum of Perms. */
  readonly perms: number;
  readonly id: Id;
}

export const Perms = { READ: 1, WRITE: 2, CREATE: 4, DELETE: 8, ADMIN: 16, ALL: 31 } as const;

export const OPEN_ACL_UNSAFE: readonly Acl[] = [
  { perms: Perms.ALL, id: { scheme: 'world', id: 'anyone' } },
];

export type CreateMode =
  | 'PERSISTENT'
  | 'PERSISTENT_SEQUENTIAL'
  | 'EPHEMERAL'
  | 'EPHEMERAL_SEQUENTIAL'
  | 'CONTAINER'
  | 'PERSISTENT_WITH_TTL'
  | 'PERSISTENT_SEQUENTIAL_WITH_TTL';

export type WatcherEventType =
  | 'None'
  | 'NodeCreated'
  | 'NodeDeleted'
  | 'NodeDataChanged'
  | 'NodeChildrenChanged'
  | 'DataWatchRemoved'
  | 'ChildWatchRemoved'
  | 'PersistentWatchRemoved';

export type KeeperState =
  | 'Disconnected'
  | 'SyncConnected'
  | 'AuthFailed'
  | 'ConnectedReadOnly'
  | 'SaslAuthenticated'
  | 'Expired'
  | 'Closed';

/** Which of the server's or client's watch lists a removal means. */
export type WatcherType = 'Children' | 'Data' | 'Any';

export type AddWatchMode = 'PERSISTENT' | 'PERSISTENT_RECURSIVE';
