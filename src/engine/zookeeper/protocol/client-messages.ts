/**
 * What a client and a server send each other on the client port.
 *
 * Mirrors: zookeeper.jute (org.apache.zookeeper.proto) and ZooDefs.OpCode, 3.8.0. A request is named
 * by its record (`CreateRequest`), its reply by `…Response`; both carry the xid of the request header.
 * Departs: header and body are one object, so that one click shows the whole packet.
 */
import type {
  Acl,
  AddWatchMode,
  CreateMode,
  KeeperState,
  SessionId,
  Stat,
  WatcherEventType,
  WatcherType,
} from './records.ts';
import type { Zxid } from './zxid.ts';

/** First packet of a connection; `sessionId` 0n asks for a new session. */
export interface ConnectRequest {
  readonly type: 'ConnectRequest';
  readonly protocolVersion: 0;
  readonly lastZxidSeen: Zxid;
  /** Asked session timeout in milliseconds. */
  readonly timeOut: number;
  readonly sessionId: SessionId;
  readonly passwd: string;
  readonly readOnly: boolean;
}

/** `timeOut` 0 means: the session has expired. */
export interface ConnectResponse {
  readonly type: 'ConnectResponse';
  readonly protocolVersion: 0;
  readonly timeOut: number;
  readonly sessionId: SessionId;
  readonly passwd: string;
  readonly readOnly: boolean;
}

/** Reserved xids: watch event −1, ping −2, auth −4, SetWatches −8. */
export const Xid = { NOTIFICATION: -1, PING: -2, AUTH: -4, SET_WATCHES: -8 } as const;

/** An operation of a multi. */
export type MultiOp =
  | {
      readonly type: 'create';
      readonly path: string;
      readonly data: string | null;
      readonly acl: readonly Acl[];
      readonly mode: CreateMode;
      readonly ttlMs?: number;
    }
  | { readonly type: 'delete'; readonly path: string; readonly version: number }
  | {
      readonly type: 'setData';
      readonly path: string;
      readonly data: string | null;
      readonly version: number;
    }
  | { readonly type: 'check'; readonly path: string; readonly version: number };

/** A request without its xid: what an application asks for. `type` names the upstream record. */
export type RequestBody =
  /** OpCode create, create2 (`withStat`), createContainer and createTTL (by `mode`). */
  | {
      readonly type: 'CreateRequest';
      readonly path: string;
      readonly data: string | null;
      readonly acl: readonly Acl[];
      readonly mode: CreateMode;
      readonly ttlMs?: number;
      readonly withStat: boolean;
    }
  | { readonly type: 'DeleteRequest'; readonly path: string; readonly version: number }
  | {
      readonly type: 'SetDataRequest';
      readonly path: string;
      readonly data: string | null;
      readonly version: number;
    }
  | { readonly type: 'GetDataRequest'; readonly path: string; readonly watch: boolean }
  | { readonly type: 'ExistsRequest'; readonly path: string; readonly watch: boolean }
  | { readonly type: 'GetChildrenRequest'; readonly path: string; readonly watch: boolean }
  | { readonly type: 'GetChildren2Request'; readonly path: string; readonly watch: boolean }
  | { readonly type: 'GetAllChildrenNumberRequest'; readonly path: string }
  | { readonly type: 'GetEphemeralsRequest'; readonly prefixPath: string }
  | { readonly type: 'GetACLRequest'; readonly path: string }
  | {
      readonly type: 'SetACLRequest';
      readonly path: string;
      readonly acl: readonly Acl[];
      readonly version: number;
    }
  | { readonly type: 'SyncRequest'; readonly path: string }
  | { readonly type: 'MultiRequest'; readonly ops: readonly MultiOp[] }
  | {
      readonly type: 'MultiReadRequest';
      readonly ops: readonly { readonly type: 'getData' | 'getChildren'; readonly path: string }[];
    }
  | { readonly type: 'AddWatchRequest'; readonly path: string; readonly mode: AddWatchMode }
  | {
      readonly type: 'RemoveWatchesRequest';
      readonly path: string;
      readonly watcherType: WatcherType;
    }
  | {
      readonly type: 'CheckWatchesRequest';
      readonly path: string;
      readonly watcherType: WatcherType;
    }
  | { readonly type: 'WhoAmIRequest' }
  | {
      readonly type: 'ReconfigRequest';
      readonly joiningServers: string | null;
      readonly leavingServers: string | null;
      readonly newMembers: string | null;
      readonly curConfigId: bigint;
    }
  | { readonly type: 'CloseSessionRequest' };

/** xid −2. */
export interface PingRequest {
  readonly type: 'PingRequest';
  readonly xid: -2;
}

/** xid −4. */
export interface AuthRequest {
  readonly type: 'AuthRequest';
  readonly xid: -4;
  readonly scheme: string;
  /** Null is Java's null, which the digest scheme cannot take. */
  readonly auth: string | null;
}

/** xid −8: registered watches of a client that came back. Mirrors SetWatches2. */
export interface SetWatchesRequest {
  readonly type: 'SetWatches2';
  readonly xid: -8;
  readonly relativeZxid: Zxid;
  readonly dataWatches: readonly string[];
  readonly existWatches: readonly string[];
  readonly childWatches: readonly string[];
  readonly persistentWatches: readonly string[];
  readonly persistentRecursiveWatches: readonly string[];
}

export type ClientRequest =
  (RequestBody & { readonly xid: number }) | PingRequest | AuthRequest | SetWatchesRequest;

/** What a reply carries besides its header; absent fields did not apply to the request. */
export interface ReplyBody {
  /** Created path (CreateResponse), synced path. */
  readonly path?: string;
  readonly data?: string | null;
  readonly stat?: Stat;
  readonly children?: readonly string[];
  readonly acl?: readonly Acl[];
  readonly totalNumber?: number;
  readonly ephemerals?: readonly string[];
  readonly clientInfo?: readonly { readonly authScheme: string; readonly user: string }[];
  readonly results?: readonly MultiResult[];
}

export type MultiResult =
  | { readonly type: 'create'; readonly path: string; readonly stat?: Stat }
  | { readonly type: 'delete' }
  | { readonly type: 'setData'; readonly stat: Stat }
  | { readonly type: 'check' }
  | { readonly type: 'getData'; readonly data: string | null; readonly stat: Stat }
  | { readonly type: 'getChildren'; readonly children: readonly string[] }
  | { readonly type: 'error'; readonly err: number };

/** Reply header (xid, zxid, err) with the body of the request's response record. */
export interface ClientReply extends ReplyBody {
  /** For example `CreateResponse`, `GetDataResponse`, `PingResponse`, `SetWatches2Response`. */
  readonly type: string;
  readonly kind: 'reply';
  readonly xid: number;
  /** The server's lastProcessedZxid (or the zxid of the write). */
  readonly zxid: Zxid;
  readonly err: number;
}

/** xid −1: a watch fired, or (type None) a session state. */
export interface WatcherEvent {
  readonly type: 'WatcherEvent';
  readonly kind: 'event';
  readonly xid: -1;
  /** −1 in 3.8's header; kept here with the zxid of the change for invariants and the inspector. */
  readonly zxid: Zxid;
  readonly eventType: WatcherEventType;
  readonly state: KeeperState;
  readonly path: string;
}

/** A four-letter word, sent raw on the client port, and its answer. */
export interface FourLetterWord {
  readonly type: 'FourLetterWord';
  readonly word: string;
}
export interface FourLetterAnswer {
  readonly type: 'FourLetterAnswer';
  readonly text: string;
}

/** Bytes that are no ZooKeeper packet (what `nc` sends that is not a four-letter word). */
export interface RawText {
  readonly type: 'RawText';
  readonly text: string;
}

export type ClientPortMessage =
  | ConnectRequest
  | ConnectResponse
  | ClientRequest
  | ClientReply
  | WatcherEvent
  | FourLetterWord
  | FourLetterAnswer
  | RawText;
