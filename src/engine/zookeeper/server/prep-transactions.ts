/**
 * How each kind of request is checked and becomes a transaction.
 *
 * Mirrors: PrepRequestProcessor.pRequest2Txn and pRequest2TxnCreate, ZooKeeperServer.checkACL and
 * checkQuota, EphemeralType.validateTTL, 3.8.0; checks are in upstream's order, because the first one
 * that fails names the error.
 * Read next: outstanding-changes.ts, acl.ts, quota-check.ts.
 */
import { mapGet, mapKeys } from '../../kernel/persistent-map.ts';
import { booleanProperty } from '../admin/config.ts';
import { createStat, withMtime, withPzxid } from '../data/data-node.ts';
import { sessionKey } from '../data/database.ts';
import {
  CONTAINER_EPHEMERAL_OWNER,
  ephemeralTypeOf,
  MAX_TTL_MS,
  ttlOwner,
} from '../data/ephemeral-type.ts';
import { ephemeralPaths } from '../data/child-order.ts';
import { StatsTrackError } from '../data/quota.ts';
import { isSpecialPath } from '../data/initial-tree.ts';
import { invalidPathReason, parentPathOf } from '../data/path-utils.ts';
import type { RequestBody } from '../protocol/client-messages.ts';
import { ErrorCode } from '../protocol/error-codes.ts';
import type { Acl, CreateMode, SessionId } from '../protocol/records.ts';
import { Perms } from '../protocol/records.ts';
import type { TxnBody } from '../protocol/txn.ts';
import type { Zxid } from '../protocol/zxid.ts';
import { toHexString } from '../protocol/zxid.ts';
import { fixupAcl, isAllowed } from './acl.ts';
import { logLine, processThread } from '../admin/log-line.ts';
import { addChangeRecord, outstandingRecords, recordForPath } from './outstanding-changes.ts';
import { isMutant } from '../mutants.ts';
import { exceededQuota } from './quota-check.ts';
import type { Request } from './request.ts';
import type { ChangeRecord, ServerTurn } from './server-state.ts';
import {
  checkGlobalSession,
  checkSession,
  setSessionClosing,
  setSessionOwner,
  trackSession,
} from './session-tracker.ts';

/** What a check needs: the request, and the zxid and time its transaction gets. */
export interface TxnContext {
  readonly turn: ServerTurn;
  readonly request: Request;
  readonly zxid: Zxid;
  /** Wall clock of the transaction's header, milliseconds. */
  readonly time: number;
}

/** A transaction, or the code of the exception with its path. */
export type PreppedTxn = { readonly code: 0; readonly txn: TxnBody } | RefusedTxn;

/** The code of the exception, with its path if it has one. */
export interface RefusedTxn {
  readonly code: Exclude<ErrorCode, 0>;
  readonly path: string | null;
}

/** The request fails with this code. */
export function refuse(code: number, path: string | null): RefusedTxn {
  return { code: code as Exclude<ErrorCode, 0>, path };
}

function accept(txn: TxnBody): PreppedTxn {
  return { code: ErrorCode.OK, txn };
}

type CreateRequest = Omit<Extract<RequestBody, { type: 'CreateRequest' }>, 'type'>;

/** Mirrors pRequest2TxnCreate. */
export function prepCreate(context: TxnContext, body: CreateRequest): PreppedTxn {
  const { turn, request, zxid, time } = context;
  const { mode, data } = body;
  const isTtl = isTtlMode(mode);
  const isEphemeral = mode === 'EPHEMERAL' || mode === 'EPHEMERAL_SEQUENTIAL';
  const ttl = body.ttlMs ?? -1;
  if (isTtl && !booleanProperty(turn.state.config, 'zookeeper.extendedTypesEnabled')) {
    return refuse(ErrorCode.UNIMPLEMENTED, null);
  }
  if (isTtl ? ttl <= 0 || ttl > MAX_TTL_MS : ttl >= 0) {
    return refuse(ErrorCode.BADARGUMENTS, body.path);
  }
  if (isEphemeral && request.error !== ErrorCode.OK) return refuse(request.error, null);
  const session = isEphemeral
    ? checkGlobalSession(turn, request.sessionId, request.owner)
    : checkSession(turn, request.sessionId, request.owner);
  if (session !== ErrorCode.OK) return refuse(session, null);
  if (!body.path.includes('/') || body.path.includes('\0')) {
    logInvalidPath(context, body.path, null);
    return refuse(ErrorCode.BADARGUMENTS, body.path);
  }
  const parentPath = parentPathOf(body.path);
  const acl = fixupAcl(turn.state.config, request.authInfo, body.acl);
  if (acl === null) return refuse(ErrorCode.INVALIDACL, body.path);
  const parent = recordForPath(turn, parentPath);
  if (parent === null) return refuse(ErrorCode.NONODE, parentPath);
  if (!isAllowed(turn.state.config, parent.acl, Perms.CREATE, request.authInfo)) {
    return refuse(ErrorCode.NOAUTH, null);
  }
  const parentStat = parent.stat!;
  const counts = isMutant(turn.state, 'M31-suffix-from-children')
    ? parent.childCount
    : parentStat.cversion;
  const path = isSequentialMode(mode) ? body.path + sequenceSuffix(counts) : body.path;
  const reason = invalidPathReason(path);
  if (reason !== null) {
    logInvalidPath(context, path, reason);
    return refuse(ErrorCode.BADARGUMENTS, path);
  }
  if (recordForPath(turn, path) !== null) return refuse(ErrorCode.NODEEXISTS, path);
  if (ephemeralTypeOf(parentStat.ephemeralOwner) === 'NORMAL') {
    return refuse(ErrorCode.NOCHILDRENFOREPHEMERALS, path);
  }
  const quota = refusedByQuota(context, path, null, data, true);
  if (quota !== null) return quota;
  const cversion = parentStat.cversion + 1;
  const owner = ownerOf(mode, request.sessionId, ttl);
  addChangeRecord(turn, {
    zxid,
    path: parent.path,
    stat: withPzxid(parentStat, zxid, cversion),
    childCount: parent.childCount + 1,
    acl: parent.acl,
    data: parent.data,
  });
  const stat = createStat(zxid, time, owner);
  addChangeRecord(turn, { zxid, path, stat, childCount: 0, acl, data });
  const type =
    mode === 'CONTAINER' ? 'createContainer' : isTtl ? 'createTTL' : createType(body.withStat);
  const ephemeral = isEphemeral;
  const parentCVersion = cversion;
  return accept(
    isTtl
      ? { type, path, data, acl, ephemeral, parentCVersion, ttl }
      : { type, path, data, acl, ephemeral, parentCVersion },
  );
}

/** Mirrors OpCode.delete. */
export function prepDelete(
  context: TxnContext,
  { path, version }: { readonly path: string; readonly version: number },
): PreppedTxn {
  const { turn, request } = context;
  const session = checkSession(turn, request.sessionId, request.owner);
  if (session !== ErrorCode.OK) return refuse(session, null);
  const parentPath = deletableParent(path);
  if (parentPath === null) return refuse(ErrorCode.BADARGUMENTS, path);
  const parent = recordForPath(turn, parentPath);
  if (parent === null) return refuse(ErrorCode.NONODE, parentPath);
  if (!isAllowed(turn.state.config, parent.acl, Perms.DELETE, request.authInfo)) {
    return refuse(ErrorCode.NOAUTH, null);
  }
  const node = recordForPath(turn, path);
  if (node === null) return refuse(ErrorCode.NONODE, path);
  if (version !== -1 && version !== node.stat!.version) return refuse(ErrorCode.BADVERSION, path);
  if (node.childCount > 0) return refuse(ErrorCode.NOTEMPTY, path);
  recordDeletion(context, parent, path);
  return accept({ type: 'delete', path });
}

/** Mirrors OpCode.deleteContainer: the server's own request, for containers and TTL nodes. */
export function prepDeleteContainer(context: TxnContext, path: string): PreppedTxn {
  const { turn } = context;
  const parentPath = deletableParent(path);
  if (parentPath === null) return refuse(ErrorCode.BADARGUMENTS, path);
  const node = recordForPath(turn, path);
  if (node === null) return refuse(ErrorCode.NONODE, path);
  if (node.childCount > 0) return refuse(ErrorCode.NOTEMPTY, path);
  if (ephemeralTypeOf(node.stat!.ephemeralOwner) === 'NORMAL') {
    return refuse(ErrorCode.BADVERSION, path);
  }
  const parent = recordForPath(turn, parentPath);
  if (parent === null) return refuse(ErrorCode.NONODE, parentPath);
  recordDeletion(context, parent, path);
  return accept({ type: 'deleteContainer', path });
}

/** Mirrors OpCode.setData. */
export function prepSetData(
  context: TxnContext,
  body: { readonly path: string; readonly data: string | null; readonly version: number },
): PreppedTxn {
  const { turn, zxid, time } = context;
  const { path, data } = body;
  const checked = checkedNode(context, path, Perms.WRITE);
  if ('code' in checked) return checked;
  const quota = refusedByQuota(context, path, checked.data, data, false);
  if (quota !== null) return quota;
  const stat = checked.stat!;
  if (body.version !== -1 && body.version !== stat.version) {
    return refuse(ErrorCode.BADVERSION, path);
  }
  const version = stat.version + 1;
  const { childCount, acl } = checked;
  const changed = withMtime(stat, zxid, time, version);
  addChangeRecord(turn, { zxid, path, stat: changed, childCount, acl, data });
  return accept({ type: 'setData', path, data, version });
}

/** Mirrors OpCode.setACL. */
export function prepSetAcl(
  context: TxnContext,
  body: { readonly path: string; readonly acl: readonly Acl[]; readonly version: number },
): PreppedTxn {
  const { turn, request, zxid } = context;
  const { path } = body;
  const session = checkSession(turn, request.sessionId, request.owner);
  if (session !== ErrorCode.OK) return refuse(session, null);
  const invalid = invalidPath(context, path);
  if (invalid !== null) return invalid;
  const acl = fixupAcl(turn.state.config, request.authInfo, body.acl);
  if (acl === null) return refuse(ErrorCode.INVALIDACL, path);
  const node = recordForPath(turn, path);
  if (node === null) return refuse(ErrorCode.NONODE, path);
  if (!isAllowed(turn.state.config, node.acl, Perms.ADMIN, request.authInfo)) {
    return refuse(ErrorCode.NOAUTH, null);
  }
  const stat = node.stat!;
  if (body.version !== -1 && body.version !== stat.aversion) {
    return refuse(ErrorCode.BADVERSION, path);
  }
  const aversion = stat.aversion + 1;
  // As upstream: the outstanding record keeps the old ACL, so a request that comes right behind is
  // judged by it.
  addChangeRecord(turn, { ...node, zxid, stat: { ...stat, aversion } });
  return accept({ type: 'setACL', path, acl, version: aversion });
}

/** Mirrors OpCode.check. */
export function prepCheck(
  context: TxnContext,
  { path, version }: { readonly path: string; readonly version: number },
): PreppedTxn {
  const checked = checkedNode(context, path, Perms.READ);
  if ('code' in checked) return checked;
  if (version !== -1 && version !== checked.stat!.version) {
    return refuse(ErrorCode.BADVERSION, path);
  }
  return accept({ type: 'check', path, version: checked.stat!.version + 1 });
}

/** Mirrors OpCode.createSession. */
export function prepCreateSession({ turn, request }: TxnContext, timeOut: number): PreppedTxn {
  trackSession(turn, request.sessionId, timeOut);
  const code = setSessionOwner(turn, request.sessionId, request.owner);
  if (code !== ErrorCode.OK) return refuse(code, null);
  return accept({ type: 'createSession', timeOut });
}

/** Mirrors OpCode.closeSession: names every ephemeral node that the session will have by then. */
export function prepCloseSession({ turn, request, zxid }: TxnContext): PreppedTxn {
  const { sessionId } = request;
  const owned = mapGet(turn.state.db.tree.ephemerals, sessionKey(sessionId));
  const paths = new Set<string>(owned === undefined ? [] : mapKeys(owned));
  for (const record of outstandingRecords(turn)) {
    if (record.stat === null) paths.delete(record.path);
    else if (record.stat.ephemeralOwner === sessionId) paths.add(record.path);
  }
  const none = { zxid, stat: null, childCount: 0, acl: null, data: null };
  const paths2Delete = ephemeralPaths(turn.state.db.tree, paths);
  for (const path of paths2Delete) {
    const parent = recordForPath(turn, parentPathOf(path));
    if (parent !== null) {
      addChangeRecord(turn, { ...parent, zxid, stat: { ...parent.stat!, pzxid: zxid } });
    }
    addChangeRecord(turn, { ...none, path });
  }
  setSessionClosing(turn, sessionId);
  return accept({ type: 'closeSession', paths2Delete });
}

/** The node, when session, path and permission are in order. */
function checkedNode(context: TxnContext, path: string, perm: number): ChangeRecord | RefusedTxn {
  const { turn, request } = context;
  const session = checkSession(turn, request.sessionId, request.owner);
  if (session !== ErrorCode.OK) return refuse(session, null);
  const invalid = invalidPath(context, path);
  if (invalid !== null) return invalid;
  const node = recordForPath(turn, path);
  if (node === null) return refuse(ErrorCode.NONODE, path);
  return isAllowed(turn.state.config, node.acl, perm, request.authInfo)
    ? node
    : refuse(ErrorCode.NOAUTH, null);
}

/** Mirrors ZooKeeperServer.checkQuota. A quota that cannot be read fails the request. */
function refusedByQuota(
  { turn }: TxnContext,
  path: string,
  lastData: string | null,
  data: string | null,
  isCreate: boolean,
): RefusedTxn | null {
  try {
    const exceeded = exceededQuota(turn, path, lastData, data, isCreate);
    return exceeded === null ? null : refuse(ErrorCode.QUOTAEXCEEDED, exceeded);
  } catch (error) {
    if (error instanceof StatsTrackError) return refuse(ErrorCode.MARSHALLINGERROR, null);
    throw error;
  }
}

function invalidPath(context: TxnContext, path: string): RefusedTxn | null {
  const reason = invalidPathReason(path);
  if (reason === null) return null;
  logInvalidPath(context, path, reason);
  return refuse(ErrorCode.BADARGUMENTS, path);
}

function recordDeletion({ turn, zxid }: TxnContext, parent: ChangeRecord, path: string): void {
  addChangeRecord(turn, {
    zxid,
    path: parent.path,
    stat: withPzxid(parent.stat!, zxid, parent.stat!.cversion),
    childCount: parent.childCount - 1,
    acl: parent.acl,
    data: parent.data,
  });
  addChangeRecord(turn, { zxid, path, stat: null, childCount: -1, acl: null, data: null });
}

function deletableParent(path: string): string | null {
  if (!path.includes('/') || path.includes('\0') || isSpecialPath(path)) return null;
  return parentPathOf(path);
}

function logInvalidPath({ turn, request }: TxnContext, path: string, reason: string | null): void {
  const thread = processThread(turn);
  const session = toHexString(request.sessionId);
  if (reason === null) {
    const source = `${thread}:o.a.z.s.PrepRequestProcessor@305`;
    logLine(turn, 'INFO', source, `Invalid path ${path} with session ${session}`);
  } else {
    const source = `${thread}:o.a.z.s.PrepRequestProcessor@746`;
    logLine(
      turn,
      'INFO',
      source,
      `Invalid path ${path} with session ${session}, reason: ${reason}`,
    );
  }
}

function createType(withStat: boolean): 'create' | 'create2' {
  return withStat ? 'create2' : 'create';
}

function ownerOf(mode: CreateMode, sessionId: SessionId, ttl: number): SessionId {
  if (mode === 'CONTAINER') return CONTAINER_EPHEMERAL_OWNER;
  if (isTtlMode(mode)) return ttlOwner(ttl);
  return mode === 'EPHEMERAL' || mode === 'EPHEMERAL_SEQUENTIAL' ? sessionId : 0n;
}

function isTtlMode(mode: CreateMode): boolean {
  return mode === 'PERSISTENT_WITH_TTL' || mode === 'PERSISTENT_SEQUENTIAL_WITH_TTL';
}

function isSequentialMode(mode: CreateMode): boolean {
  return (
    mode === 'PERSISTENT_SEQUENTIAL' ||
    mode === 'EPHEMERAL_SEQUENTIAL' ||
    mode === 'PERSISTENT_SEQUENTIAL_WITH_TTL'
  );
}

/** `%010d` of a Java int. */
function sequenceSuffix(cversion: number): string {
  const value = cversion | 0;
  return value < 0 ? `-${String(-value).padStart(9, '0')}` : String(value).padStart(10, '0');
}
