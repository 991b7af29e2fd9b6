/**
 * A request on its way through a server's processors.
 *
 * Mirrors: org.apache.zookeeper.server.Request, 3.8.0; `type` is ZooDefs.OpCode's name.
 * Departs: immutable: a processor that fills in the transaction passes on a new request. Requests that
 * the server makes itself have bodies of their own.
 */
import type { RequestBody, SetWatchesRequest } from '../protocol/client-messages.ts';
import type { Id, SessionId } from '../protocol/records.ts';
import { OpCode } from '../protocol/txn.ts';
import type { TxnBody, TxnHeader, TxnType } from '../protocol/txn.ts';
import type { Zxid } from '../protocol/zxid.ts';

/** ZooDefs.OpCode, by name. */
export type RequestType =
  | TxnType
  | 'multiRead'
  | 'reconfig'
  | 'createSession'
  | 'closeSession'
  | 'createLocalSession'
  | 'closeLocalSession'
  | 'sync'
  | 'ping'
  | 'exists'
  | 'getData'
  | 'getACL'
  | 'getChildren'
  | 'getChildren2'
  | 'getAllChildrenNumber'
  | 'getEphemerals'
  | 'setWatches2'
  | 'checkWatches'
  | 'removeWatches'
  | 'addWatch'
  | 'whoAmI';

/** Bodies that no client sends as such. */
export type InternalBody =
  | { readonly type: 'CreateSession'; readonly timeOut: number }
  | { readonly type: 'CloseSession' }
  | { readonly type: 'DeleteContainer'; readonly path: string }
  | { readonly type: 'Ping' };

/** `owner` of requests whose session is attached to this very server (ServerCnxn.me). */
export const OWNER_ME = 0;

/** One request; plain data, replaced rather than changed. */
export interface Request {
  readonly sessionId: SessionId;
  readonly cxid: number;
  readonly type: RequestType;
  readonly body: RequestBody | SetWatchesRequest | InternalBody;
  readonly authInfo: readonly Id[];
  /** The client connection of this server that waits for the reply; null: not ours. */
  readonly connection: number | null;
  /**
   * Who owns the session: OWNER_ME, or the learner's connection the request came from. A session that
   * moved has another owner, and its old requests fail with SESSIONMOVED. Null: not checked.
   */
  readonly owner: number | null;
  /** Filled by PrepRequestProcessor for what needs a transaction. */
  readonly header: TxnHeader | null;
  readonly txn: TxnBody | null;
  /** The transaction's zxid; for reads the last zxid given out when Prep saw it; -1n before Prep. */
  readonly zxid: Zxid;
  /** Virtual time of arrival (latency counts from here). */
  readonly createdAtMs: number;
  /** Error code by which Prep refused it; 0 when it did not. Mirrors Request.getException. */
  readonly error: number;
  /** Multi only: index of the operation that failed and its path. */
  readonly failedOp?: number;
}

/** What a request needs to start with; the rest is filled in. */
export type NewRequest = Pick<Request, 'sessionId' | 'cxid' | 'type' | 'body' | 'createdAtMs'> &
  Partial<Pick<Request, 'authInfo' | 'connection' | 'owner'>>;

const NO_AUTH: readonly Id[] = [];

/** A request that no processor has seen. */
export function newRequest(request: NewRequest): Request {
  return {
    sessionId: request.sessionId,
    cxid: request.cxid,
    type: request.type,
    body: request.body,
    authInfo: request.authInfo ?? NO_AUTH,
    connection: request.connection ?? null,
    owner: request.owner ?? null,
    header: null,
    txn: null,
    zxid: -1n,
    createdAtMs: request.createdAtMs,
    error: 0,
  };
}

/** The request as Prep leaves it. Written out, because every request passes here. */
export function preppedRequest(
  request: Request,
  header: TxnHeader | null,
  txn: TxnBody | null,
  zxid: Zxid,
  error: number,
): Request {
  return {
    sessionId: request.sessionId,
    cxid: request.cxid,
    type: request.type,
    body: request.body,
    authInfo: request.authInfo,
    connection: request.connection,
    owner: request.owner,
    header,
    txn,
    zxid,
    createdAtMs: request.createdAtMs,
    error,
  };
}

/**
 * Whether the request changes the replicated state, so that learners forward it and it is proposed.
 * Mirrors Request.isQuorum (global sessions).
 */
export function isQuorumRequest(type: RequestType): type is TxnType {
  return type in OpCode;
}

/** The OpCode of a client's request body. */
export function requestTypeOf(body: RequestBody | SetWatchesRequest): RequestType {
  switch (body.type) {
    case 'CreateRequest':
      if (body.mode === 'CONTAINER') return 'createContainer';
      if (body.mode === 'PERSISTENT_WITH_TTL' || body.mode === 'PERSISTENT_SEQUENTIAL_WITH_TTL') {
        return 'createTTL';
      }
      return body.withStat ? 'create2' : 'create';
    case 'DeleteRequest':
      return 'delete';
    case 'SetDataRequest':
      return 'setData';
    case 'GetDataRequest':
      return 'getData';
    case 'ExistsRequest':
      return 'exists';
    case 'GetChildrenRequest':
      return 'getChildren';
    case 'GetChildren2Request':
      return 'getChildren2';
    case 'GetAllChildrenNumberRequest':
      return 'getAllChildrenNumber';
    case 'GetEphemeralsRequest':
      return 'getEphemerals';
    case 'GetACLRequest':
      return 'getACL';
    case 'SetACLRequest':
      return 'setACL';
    case 'SyncRequest':
      return 'sync';
    case 'MultiRequest':
      return 'multi';
    case 'MultiReadRequest':
      return 'multiRead';
    case 'AddWatchRequest':
      return 'addWatch';
    case 'RemoveWatchesRequest':
      return 'removeWatches';
    case 'CheckWatchesRequest':
      return 'checkWatches';
    case 'WhoAmIRequest':
      return 'whoAmI';
    case 'ReconfigRequest':
      return 'reconfig';
    case 'CloseSessionRequest':
      return 'closeSession';
    case 'SetWatches2':
      return 'setWatches2';
  }
}
