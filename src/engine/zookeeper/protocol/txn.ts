/**
 * Transactions: what the leader decides, what is logged, proposed and applied. A transaction carries
 * absolute results (final names, versions, the parent's cversion), so that applying it twice is
 * harmless.
 *
 * Mirrors: zookeeper.jute (org.apache.zookeeper.txn), ZooDefs.OpCode, 3.8.0.
 */
import type { Acl, SessionId } from './records.ts';
import type { Zxid } from './zxid.ts';

export interface TxnHeader {
  readonly clientId: SessionId;
  readonly cxid: number;
  readonly zxid: Zxid;
  /** Leader's wall clock, milliseconds since 1970. */
  readonly time: number;
  readonly type: TxnType;
}

export type TxnType =
  | 'createSession'
  | 'closeSession'
  | 'create'
  | 'create2'
  | 'createContainer'
  | 'createTTL'
  | 'delete'
  | 'deleteContainer'
  | 'setData'
  | 'setACL'
  | 'reconfig'
  | 'check'
  | 'multi'
  | 'error';

/** ZooDefs.OpCode numbers, as the log toolkit and `dump` print some of them. */
export const OpCode: Readonly<Record<TxnType, number>> = {
  createSession: -10,
  closeSession: -11,
  create: 1,
  create2: 15,
  createContainer: 19,
  createTTL: 21,
  delete: 2,
  deleteContainer: 20,
  setData: 5,
  setACL: 7,
  reconfig: 16,
  check: 13,
  multi: 14,
  error: -1,
};

export type TxnBody =
  | { readonly type: 'createSession'; readonly timeOut: number }
  | { readonly type: 'closeSession'; readonly paths2Delete: readonly string[] }
  | {
      readonly type: 'create' | 'create2' | 'createContainer' | 'createTTL';
      readonly path: string;
      readonly data: string | null;
      readonly acl: readonly Acl[];
      readonly ephemeral: boolean;
      readonly parentCVersion: number;
      /** createTTL only, milliseconds. */
      readonly ttl?: number;
    }
  | { readonly type: 'delete' | 'deleteContainer'; readonly path: string }
  | {
      readonly type: 'setData' | 'reconfig';
      readonly path: string;
      readonly data: string | null;
      readonly version: number;
    }
  | {
      readonly type: 'setACL';
      readonly path: string;
      readonly acl: readonly Acl[];
      readonly version: number;
    }
  | { readonly type: 'check'; readonly path: string; readonly version: number }
  | { readonly type: 'multi'; readonly txns: readonly TxnBody[] }
  | { readonly type: 'error'; readonly err: number };

/** What a log record, a PROPOSAL and an INFORM hold. */
export interface Txn {
  readonly header: TxnHeader;
  readonly body: TxnBody;
}
