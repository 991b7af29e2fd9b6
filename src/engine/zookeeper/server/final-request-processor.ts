/**
 * Last processor of every chain: applies the transaction, tells the watches, and answers the client.
 *
 * Mirrors: FinalRequestProcessor, ZooKeeperServer.processTxn, 3.8.0.
 * Read next: ../data/apply-txn.ts, read-requests.ts (what needs no transaction).
 */
import type { TxnResult } from '../data/apply-txn.ts';
import { applyTxn } from '../data/apply-txn.ts';
import { commitLogCount } from '../admin/config.ts';
import { formatQuorumVerifier } from '../admin/quorum-verifier.ts';
import type { ClientReply, MultiResult, ReplyBody } from '../protocol/client-messages.ts';
import { ErrorCode } from '../protocol/error-codes.ts';
import type { Txn } from '../protocol/txn.ts';
import type { Zxid } from '../protocol/zxid.ts';
import { isMutant } from '../mutants.ts';
import { removeOutstandingChanges } from './outstanding-changes.ts';
import { pipelineOf } from './pipelines.ts';
import type { Answer } from './read-requests.ts';
import { answerRead } from './read-requests.ts';
import type { Request, RequestType } from './request.ts';
import { isQuorumRequest } from './request.ts';
import { closeCnxn, closeSessionCnxn, cnxnOf, sendEvents } from './server-cnxn.ts';
import { REPLY_HEADER_BYTES, replyBytes, STAT_BYTES } from './packet-length.ts';
import type { ServerCnxn, ServerTurn } from './server-state.ts';
import { countAnswered, countOperation } from './server-stats.ts';
import { ownCnxn, ownStats, setDb, setWatches } from './state-changes.ts';
import { finishSessionInit } from './session-verdict.ts';
import { triggerWatches } from './watch-manager.ts';

/** Applies and answers. */
export function finalRequest(turn: ServerTurn, request: Request): void {
  const { header, txn, connection, type } = request;
  let result: TxnResult | null = null;
  if (header !== null && txn !== null) {
    result = processTxn(turn, { header, body: txn });
    removeOutstandingChanges(turn, header.zxid);
    // An expired session, or one whose client is at another server: nobody waits for an answer.
    if (type === 'closeSession' && connection === null) closeSessionCnxn(turn, request.sessionId);
  } else if (type === 'closeLocalSession') {
    pipelineOf(turn).removeSession(turn, request.sessionId);
    if (connection === null) closeSessionCnxn(turn, request.sessionId);
  }
  if (connection === null) return;
  const cnxn = cnxnOf(turn, connection);
  if (cnxn === undefined || request.error === ErrorCode.SESSIONMOVED) {
    ownStats(turn).outstandingRequests--;
    return closeCnxn(turn, connection);
  }
  const isCreate = type === 'createSession' || type === 'createLocalSession';
  if (isCreate && request.error === ErrorCode.OK) {
    countAnswer(turn, cnxn, request, -1);
    return finishSessionInit(turn, connection, true, true);
  }
  answer(turn, cnxn, request, result);
}

/**
 * Applies a transaction here: database, sessions, watches. The chain calls it for requests; a learner
 * calls it while it synchronizes, when nobody is served yet.
 */
function processTxn(turn: ServerTurn, txn: Txn): TxnResult {
  if (txn.header.zxid % 8n === 7n && isMutant(turn.state, 'M45-delivered-by-nobody')) {
    return { type: txn.header.type, err: ErrorCode.OK };
  }
  const { db, result, changes } = applyTxn(turn.state.db, txn, commitLogCount(turn.state.config));
  setDb(turn, db);
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
  setWatches(turn, data, child);
  if (!isMutant(turn.state, 'M39-no-event')) sendEvents(turn, fired, header.zxid);
  return result;
}

function answer(
  turn: ServerTurn,
  cnxn: ServerCnxn,
  request: Request,
  result: TxnResult | null,
): void {
  const { err, body } = answerOf(turn, cnxn, request, result);
  const zxid = turn.state.db.lastProcessedZxid;
  const message = replyOf(request, zxid, err, err === ErrorCode.OK ? body : null);
  turn.effects.push({ type: 'send', connection: cnxn.id, message });
  // A read may have sent events: the connection is not what it was.
  countAnswer(turn, cnxnOf(turn, cnxn.id) ?? cnxn, request, answerBytes(request, message));
  const { type } = request;
  if (type === 'closeSession' || type === 'closeLocalSession') closeCnxn(turn, cnxn.id);
}

function replyOf(
  { type, cxid: xid }: Request,
  zxid: Zxid,
  err: number,
  body: ReplyBody | null,
): ClientReply {
  const kind = 'reply';
  if (body === null) return { type: RESPONSE[type], kind, xid, zxid, err };
  // The usual ones are spelt out, which is much faster than a spread.
  if (type === 'getData') {
    return { type: RESPONSE[type], kind, xid, zxid, err, data: body.data!, stat: body.stat! };
  }
  if (type === 'setData' || type === 'exists') {
    return { type: RESPONSE[type], kind, xid, zxid, err, stat: body.stat! };
  }
  return { type: RESPONSE[type], kind, xid, zxid, err, ...body };
}

function answerBytes({ type }: Request, reply: ClientReply): number {
  if (type === 'getData' && reply.stat !== undefined) {
    return REPLY_HEADER_BYTES + 4 + reply.stat.dataLength + STAT_BYTES;
  }
  if ((type === 'setData' || type === 'exists') && reply.stat !== undefined) {
    return REPLY_HEADER_BYTES + STAT_BYTES;
  }
  return type === 'ping' ? REPLY_HEADER_BYTES : replyBytes(reply);
}

/** Counts what `srvr` and `cons` print. */
function countAnswer(turn: ServerTurn, cnxn: ServerCnxn, request: Request, bytes: number): void {
  const nowMs = Math.floor(turn.env.nowMs);
  const latency = nowMs - Math.floor(request.createdAtMs);
  countOperation(ownCnxn(turn, cnxn), {
    name: request.error === ErrorCode.OK ? LAST_OPERATION[request.type] : 'NA',
    cxid: request.cxid,
    zxid: turn.state.db.lastProcessedZxid,
    nowMs,
    latency,
  });
  countAnswered(ownStats(turn), bytes, latency, request.header !== null);
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
    return isQuorumRequest(type) || type === 'closeLocalSession'
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
  createLocalSession: 'SESS',
  closeLocalSession: 'CLOS',
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

/** The record that answers each request. */
export const RESPONSE: Readonly<Record<RequestType, string>> = {
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
  createLocalSession: 'ConnectResponse',
  closeLocalSession: 'CloseSessionResponse',
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
