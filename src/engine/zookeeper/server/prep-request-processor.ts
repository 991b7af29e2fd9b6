/**
 * First processor of the server that decides: checks a request against the tree and everything that
 * is decided already, gives it a zxid and turns it into a transaction with absolute results. What
 * fails becomes an `error` transaction, which uses up a zxid too.
 *
 * Mirrors: PrepRequestProcessor, 3.8.0.
 * Departs: no malformed request records (messages are objects); no digests in transactions.
 * Read next: prep-transactions.ts (each kind of request), outstanding-changes.ts.
 */
import { ErrorCode, errorName } from '../protocol/error-codes.ts';
import type { MultiOp } from '../protocol/client-messages.ts';
import { OpCode } from '../protocol/txn.ts';
import type { TxnBody, TxnHeader, TxnType } from '../protocol/txn.ts';
import { toHexString } from '../protocol/zxid.ts';
import type { Zxid } from '../protocol/zxid.ts';
import { logLine, processThread } from '../admin/log-line.ts';
import { nextZxid, rollBackTo, takeZxid } from './outstanding-changes.ts';
import type { PreppedTxn, RefusedTxn, TxnContext } from './prep-transactions.ts';
import {
  prepCheck,
  prepCloseSession,
  prepCreate,
  prepCreateSession,
  prepDelete,
  prepDeleteContainer,
  prepSetAcl,
  prepSetData,
  refuse,
} from './prep-transactions.ts';
import { prepReconfig } from './prep-reconfig.ts';
import type { Request } from './request.ts';
import { isQuorumRequest, preppedRequest } from './request.ts';
import type { ServerTurn } from './server-state.ts';
import { checkSession } from './session-tracker.ts';
import { count } from './metrics.ts';

/** The request with its transaction, or with the code of what is wrong with it. */
export function prepRequest(turn: ServerTurn, request: Request): Request {
  const { type, connection } = request;
  // The packets of own clients count themselves.
  if (connection === null || type === 'createSession') count(turn, 'prep_processor_request_queued');
  if (type === 'multi') return prepMulti(turn, request);
  if (type !== 'error' && isQuorumRequest(type)) return prepWrite(turn, request, type);
  // The rest need no transaction: the session is all there is to check.
  const error = checkSession(turn, request.sessionId, request.owner);
  return preppedRequest(request, null, null, turn.state.server!.prep.hzxid, error);
}

function prepWrite(turn: ServerTurn, request: Request, type: TxnType): Request {
  const zxid = nextZxid(turn);
  const context = contextOf(turn, request, zxid);
  const prepped = prepBody(context, request);
  takeZxid(turn, zxid);
  if (prepped.code !== ErrorCode.OK) {
    logUserError(turn, request, zxid, prepped);
    const { code } = prepped;
    const txn = { type: 'error', err: code } as const;
    return preppedRequest(request, headerOf(context, 'error'), txn, zxid, code);
  }
  return preppedRequest(request, headerOf(context, type), prepped.txn, zxid, ErrorCode.OK);
}

function prepBody(context: TxnContext, request: Request): PreppedTxn {
  const { body } = request;
  switch (body.type) {
    case 'CreateRequest':
      return prepCreate(context, body);
    case 'DeleteRequest':
      return prepDelete(context, body);
    case 'DeleteContainer':
      return prepDeleteContainer(context, body.path);
    case 'SetDataRequest':
      return prepSetData(context, body);
    case 'SetACLRequest':
      return prepSetAcl(context, body);
    case 'CreateSession':
      return prepCreateSession(context, body.timeOut);
    case 'CloseSession':
    case 'CloseSessionRequest':
      return prepCloseSession(context);
    case 'ReconfigRequest':
      return prepReconfig(context, body);
    default:
      return refuse(ErrorCode.UNIMPLEMENTED, null);
  }
}

/** All operations under one zxid; the first that fails takes the others with it. */
function prepMulti(turn: ServerTurn, request: Request): Request {
  if (request.body.type !== 'MultiRequest') return request;
  const zxid = nextZxid(turn);
  takeZxid(turn, zxid);
  const context = contextOf(turn, request, zxid);
  // A copy: this step may own what it changes.
  const before = { ...turn.state.server!.prep };
  const txns: TxnBody[] = [];
  let error: number = ErrorCode.OK;
  let failedOp: number | undefined;
  request.body.ops.forEach((op, index) => {
    if (error !== ErrorCode.OK) {
      txns.push({ type: 'error', err: ErrorCode.RUNTIMEINCONSISTENCY });
      return;
    }
    const prepped = prepOp(context, op);
    if (prepped.code === ErrorCode.OK) {
      txns.push(prepped.txn);
      return;
    }
    error = prepped.code;
    failedOp = index;
    txns.push({ type: 'error', err: error });
    logUserError(turn, request, zxid, prepped, ' aborting remaining multi ops.');
    rollBackTo(turn, before);
  });
  const txn = { type: 'multi', txns } as const;
  const prepped = preppedRequest(request, headerOf(context, 'multi'), txn, zxid, error);
  return failedOp === undefined ? prepped : { ...prepped, failedOp };
}

function prepOp(context: TxnContext, op: MultiOp): PreppedTxn {
  switch (op.type) {
    case 'create':
      return prepCreate(context, { ...op, withStat: false });
    case 'delete':
      return prepDelete(context, op);
    case 'setData':
      return prepSetData(context, op);
    case 'check':
      return prepCheck(context, op);
  }
}

function contextOf(turn: ServerTurn, request: Request, zxid: Zxid): TxnContext {
  return { turn, request, zxid, time: Math.floor(turn.env.wallClockMs) };
}

function headerOf({ request, zxid, time }: TxnContext, type: TxnType): TxnHeader {
  return { clientId: request.sessionId, cxid: request.cxid, zxid, time, type };
}

/** Codes above APIERROR are the ones upstream writes into its log: bad arguments, no sessions. */
function logUserError(
  turn: ServerTurn,
  request: Request,
  zxid: Zxid,
  { code, path }: RefusedTxn,
  aborting = '',
): void {
  if (code <= ErrorCode.APIERROR) return;
  const name = camelName(code);
  const message = path === null ? name : `${name} for ${path}`;
  logLine(
    turn,
    'INFO',
    `${processThread(turn)}:o.a.z.s.PrepRequestProcessor@${aborting === '' ? 942 : 871}`,
    `Got user-level KeeperException when processing ${requestText(request, zxid)}${aborting} ` +
      `Error Path:${path ?? 'null'} Error:KeeperErrorCode = ${message}`,
  );
}

/** Mirrors Request.toString. */
function requestText({ sessionId, type, cxid }: Request, zxid: Zxid): string {
  const txnType = OpCode[type as TxnType] ?? 'unknown';
  return (
    `sessionid:${toHexString(sessionId)} type:${type} cxid:0x${(cxid >>> 0).toString(16)} ` +
    `zxid:${toHexString(zxid)} txntype:${type === 'multi' ? txnType : -1} reqpath:n/a`
  );
}

/** Code names as KeeperException prints them: `BadArguments`. */
function camelName(code: number): string {
  const names: Readonly<Record<number, string>> = {
    [ErrorCode.BADARGUMENTS]: 'BadArguments',
    [ErrorCode.UNIMPLEMENTED]: 'Unimplemented',
    [ErrorCode.UNKNOWNSESSION]: 'UnknownSession',
    [ErrorCode.NEWCONFIGNOQUORUM]: 'NewConfigNoQuorum',
    [ErrorCode.RECONFIGINPROGRESS]: 'ReconfigInProgress',
  };
  return names[code] ?? errorName(code);
}
