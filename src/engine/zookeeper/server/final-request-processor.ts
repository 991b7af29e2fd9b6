/**
 * Last processor of every chain: applies the transaction, tells the watches, and answers the client.
 *
 * Mirrors: FinalRequestProcessor, ZooKeeperServer.processTxn, 3.8.0.
 * Departs: nothing.
 * Read next: ../data/apply-txn.ts, read-requests.ts (what needs no transaction).
 */
import type { TxnResult } from '../data/apply-txn.ts';
import { applyTxn } from '../data/apply-txn.ts';
import { formatQuorumVerifier } from '../admin/quorum-verifier.ts';
import type { MultiResult, ReplyBody } from '../protocol/client-messages.ts';
import { ErrorCode } from '../protocol/error-codes.ts';
import type { Txn } from '../protocol/txn.ts';
import { removeOutstandingChanges } from './outstanding-changes.ts';
import { pipelineOf } from './pipelines.ts';
import { answerRead } from './read-requests.ts';
import type { Request, RequestType } from './request.ts';
import { isQuorumRequest } from './request.ts';
import {
  closeCnxn,
  closeSessionCnxn,
  cnxnOf,
  sendEvents,
  sendReply,
  setCnxn,
} from './server-cnxn.ts';
import type { ServerCnxn, ServerTurn } from './server-state.ts';
import { setStats } from './server-stats.ts';
import { finishSessionInit } from './session-setup.ts';
import { triggerWatches } from './watch-manager.ts';

/** The answer to a request: an error code, or the body of the response. */
export interface Answer {
  readonly err: number;
  readonly body: ReplyBody | null;
}

/** Applies and answers. */
export function finalRequest(turn: ServerTurn, request: Request): void {
  const { header, txn, connection, type } = request;
  let result: TxnResult | null = null;
  if (header !== null && txn !== null) {
    result = processTxn(turn, { header, body: txn });
    removeOutstandingChanges(turn, header.zxid);
    // An expired session, or one whose client is at another server: nobody waits for an answer.
    if (type === 'closeSession' && connection === null) closeSessionCnxn(turn, request.sessionId);
  }
  if (connection === null) return;
  const { stats } = turn.state.server!;
  setStats(turn, { ...stats, outstandingRequests: stats.outstandingRequests - 1 });
  const cnxn = cnxnOf(turn, connection);
  if (cnxn === undefined) return;
  if (request.error === ErrorCode.SESSIONMOVED) return closeCnxn(turn, connection);
  if (type === 'createSession' && request.error === ErrorCode.OK) {
    updateStats(turn, cnxn, request);
    return finishSessionInit(turn, connection, true);
  }
  answer(turn, cnxn, request, result);
}

/**
 * Applies a transaction here: database, sessions, watches. The chain calls it for requests; a learner
 * calls it while it synchronizes, when nobody is served yet.
 */
export function processTxn(turn: ServerTurn, txn: Txn): TxnResult {
  const { db, result, changes } = applyTxn(turn.state.db, txn);
  turn.state = { ...turn.state, db };
  const { server } = turn.state;
  if (server === null) return result;
  const { header, body } = txn;
  if (body.type === 'createSession') {
    pipelineOf(turn).commitSession(turn, header.clientId, body.timeOut);
  } else if (body.type === 'closeSession') {
    pipelineOf(turn).removeSession(turn, header.clientId);
  }
  const { dataWatches, childWatches } = turn.state.server!;
  if (changes.length === 0 || (dataWatches.size === 0 && childWatches.size === 0)) return result;
  const [data, child, fired] = triggerWatches(dataWatches, childWatches, changes);
  if (fired.length === 0) return result;
  turn.state = {
    ...turn.state,
    server: { ...turn.state.server!, dataWatches: data, childWatches: child },
  };
  sendEvents(turn, fired, header.zxid);
  return result;
}

function answer(
  turn: ServerTurn,
  cnxn: ServerCnxn,
  request: Request,
  result: TxnResult | null,
): void {
  const { err, body } = answerOf(turn, cnxn, request, result);
  const { lastProcessedZxid } = turn.state.db;
  // A read may have set a watch or sent events: the connection is not what it was.
  const current = updateStats(turn, cnxnOf(turn, cnxn.id) ?? cnxn, request);
  sendReply(turn, current, {
    type: RESPONSE[request.type],
    kind: 'reply',
    xid: request.cxid,
    zxid: lastProcessedZxid,
    err,
    ...(err === ErrorCode.OK ? body : null),
  });
  if (request.type === 'closeSession') closeCnxn(turn, cnxn.id);
}

function answerOf(
  turn: ServerTurn,
  cnxn: ServerCnxn,
  request: Request,
  result: TxnResult | null,
): Answer {
  const { error, header, type } = request;
  if (header !== null && header.type === 'error') {
    return { err: error !== ErrorCode.OK ? error : (result?.err ?? error), body: null };
  }
  if (error !== ErrorCode.OK && type !== 'multi') return { err: error, body: null };
  if (result === null) {
    return isQuorumRequest(type)
      ? { err: ErrorCode.OK, body: null }
      : answerRead(turn, cnxn, request);
  }
  if (type === 'multi') {
    // The failure is told by the results; the header says OK, as upstream's does.
    const results = (result.multiResult ?? []).map(multiResultOf);
    return { err: ErrorCode.OK, body: { results } };
  }
  if (type === 'reconfig') {
    const verifier = turn.state.quorum?.peer.quorumVerifier;
    const data = verifier === undefined ? '' : formatQuorumVerifier(verifier);
    return { err: result.err, body: bodyOf(result, { data }) };
  }
  return { err: result.err, body: bodyOf(result, type === 'setData' ? null : pathOf(result)) };
}

function pathOf(result: TxnResult): ReplyBody | null {
  const isCreate = result.type.startsWith('create');
  return isCreate && result.path !== undefined ? { path: result.path } : null;
}

function bodyOf({ stat }: TxnResult, body: ReplyBody | null): ReplyBody | null {
  return stat === undefined ? body : { ...body, stat };
}

function multiResultOf(result: TxnResult): MultiResult {
  switch (result.type) {
    case 'check':
      return { type: 'check' };
    case 'create':
      return { type: 'create', path: result.path! };
    case 'create2':
    case 'createTTL':
    case 'createContainer':
      return { type: 'create', path: result.path!, stat: result.stat! };
    case 'delete':
    case 'deleteContainer':
      return { type: 'delete' };
    case 'setData':
      return result.stat === undefined
        ? { type: 'error', err: result.err }
        : { type: 'setData', stat: result.stat };
    default:
      return { type: 'error', err: result.err };
  }
}

/** Counts what `srvr` and `cons` print. */
function updateStats(turn: ServerTurn, cnxn: ServerCnxn, request: Request): ServerCnxn {
  const nowMs = Math.floor(turn.env.nowMs);
  const latency = nowMs - Math.floor(request.createdAtMs);
  const { stats } = turn.state.server!;
  setStats(turn, {
    ...stats,
    minLatency: latency < stats.minLatency ? latency : stats.minLatency,
    maxLatency: latency > stats.maxLatency ? latency : stats.maxLatency,
    totalLatency: stats.totalLatency + latency,
    latencyCount: stats.latencyCount + 1,
  });
  const counted: ServerCnxn = {
    ...cnxn,
    // Pings and the like do not hide the client's last real operation.
    lastCxid: request.cxid >= 0 ? request.cxid : cnxn.lastCxid,
    lastZxid: turn.state.db.lastProcessedZxid,
    lastOperation: request.error === ErrorCode.OK ? LAST_OPERATION[request.type] : 'NA',
    lastResponseTimeMs: nowMs,
    lastLatency: latency,
    minLatency: latency < cnxn.minLatency ? latency : cnxn.minLatency,
    maxLatency: latency > cnxn.maxLatency ? latency : cnxn.maxLatency,
    totalLatency: cnxn.totalLatency + latency,
    latencyCount: cnxn.latencyCount + 1,
  };
  // Otherwise sendReply stores it.
  if (cnxn.isAwaitingSession) setCnxn(turn, counted);
  return counted;
}

const LAST_OPERATION: Readonly<Record<RequestType, string>> = {
  create: 'CREA',
  create2: 'CREA',
  createContainer: 'CREA',
  createTTL: 'CREA',
  delete: 'DELE',
  deleteContainer: 'DELE',
  setData: 'SETD',
  setACL: 'SETA',
  check: 'CHEC',
  multi: 'MULT',
  multiRead: 'MLTR',
  reconfig: 'RECO',
  createSession: 'SESS',
  closeSession: 'CLOS',
  sync: 'SYNC',
  ping: 'PING',
  exists: 'EXIS',
  getData: 'GETD',
  getACL: 'GETA',
  getChildren: 'GETC',
  getChildren2: 'GETC',
  getAllChildrenNumber: 'GETACN',
  getEphemerals: 'GETE',
  setWatches2: 'STW2',
  checkWatches: 'CHKW',
  removeWatches: 'REMW',
  addWatch: 'ADDW',
  whoAmI: 'HOMI',
  error: 'NA',
};

const RESPONSE: Readonly<Record<RequestType, string>> = {
  create: 'CreateResponse',
  create2: 'Create2Response',
  createContainer: 'Create2Response',
  createTTL: 'Create2Response',
  delete: 'DeleteResponse',
  deleteContainer: 'DeleteResponse',
  setData: 'SetDataResponse',
  setACL: 'SetACLResponse',
  check: 'CheckResponse',
  multi: 'MultiResponse',
  multiRead: 'MultiReadResponse',
  reconfig: 'ReconfigResponse',
  createSession: 'ConnectResponse',
  closeSession: 'CloseSessionResponse',
  sync: 'SyncResponse',
  ping: 'PingResponse',
  exists: 'ExistsResponse',
  getData: 'GetDataResponse',
  getACL: 'GetACLResponse',
  getChildren: 'GetChildrenResponse',
  getChildren2: 'GetChildren2Response',
  getAllChildrenNumber: 'GetAllChildrenNumberResponse',
  getEphemerals: 'GetEphemeralsResponse',
  setWatches2: 'SetWatches2Response',
  checkWatches: 'CheckWatchesResponse',
  removeWatches: 'RemoveWatchesResponse',
  addWatch: 'AddWatchResponse',
  whoAmI: 'WhoAmIResponse',
  error: 'ErrorResponse',
};
