/**
 * What a transaction does to the whole database: tree, sessions, last processed zxid and the log of
 * committed transactions. The same function serves live requests, synchronization and replay.
 *
 * Mirrors: DataTree.processTxn, ZKDatabase.addCommittedProposal and
 * ZooKeeperServer.processTxnForSessionEvents, 3.8.0.
 * Departs: nothing; a transaction at or below the last processed zxid is applied again, as upstream
 * does (its results are absolute).
 * Read next: data-tree.ts, ../server/final-request-processor.ts.
 */
import { mapDelete, mapSet } from '../../kernel/persistent-map.ts';
import { ErrorCode } from '../protocol/error-codes.ts';
import type { Stat } from '../protocol/records.ts';
import type { Txn, TxnBody, TxnHeader, TxnType } from '../protocol/txn.ts';
import type { TreeChange, TreeDraft } from './data-tree.ts';
import {
  createNode,
  deleteNode,
  draftTree,
  killSession,
  sealTree,
  setAcl,
  setCversionPzxid,
  setData,
} from './data-tree.ts';
import type { Database } from './database.ts';
import { COMMIT_LOG_COUNT, sessionKey } from './database.ts';
import { CONTAINER_EPHEMERAL_OWNER, ttlOwner } from './ephemeral-type.ts';
import { parentPathOf } from './path-utils.ts';
import { queueDrop, queuePush, queueSize } from '../../kernel/persistent-queue.ts';

/** What the client of a transaction is told. Mirrors DataTree.ProcessTxnResult. */
export interface TxnResult {
  readonly type: TxnType;
  readonly err: number;
  readonly path?: string;
  readonly stat?: Stat;
  readonly multiResult?: readonly TxnResult[];
}

/** Everything that came of a transaction. */
export interface AppliedTxn {
  readonly db: Database;
  readonly result: TxnResult;
  /** In the order in which watches are to be triggered. */
  readonly changes: readonly TreeChange[];
}

const NO_CHANGES: readonly TreeChange[] = [];

/** Applies a transaction; `commitLogCount` of the newest are kept for lagging learners. */
export function applyTxn(db: Database, txn: Txn, commitLogCount = COMMIT_LOG_COUNT): AppliedTxn {
  const { header, body } = txn;
  const zxid = header.zxid;
  let { tree, sessionsWithTimeouts } = db;
  let changes = NO_CHANGES;
  let result: TxnResult;
  if (body.type === 'createSession') {
    sessionsWithTimeouts = mapSet(sessionsWithTimeouts, sessionKey(header.clientId), body.timeOut);
    result = { type: body.type, err: ErrorCode.OK };
  } else if (body.type === 'error') {
    result = { type: body.type, err: body.err };
  } else {
    if (body.type === 'closeSession') {
      sessionsWithTimeouts = mapDelete(sessionsWithTimeouts, sessionKey(header.clientId));
    }
    const draft = draftTree(tree);
    result = applyBody(draft, header, body);
    tree = sealTree(draft);
    changes = draft.changes;
  }
  let committedLog = queuePush(db.committedLog, txn);
  if (queueSize(committedLog) > commitLogCount) committedLog = queueDrop(committedLog);
  return {
    db: {
      tree,
      sessionsWithTimeouts,
      // Only now: a snapshot taken in between would claim a zxid whose change it lacks.
      lastProcessedZxid: zxid > db.lastProcessedZxid ? zxid : db.lastProcessedZxid,
      committedLog,
    },
    result,
    changes,
  };
}

function applyBody(draft: TreeDraft, header: TxnHeader, body: TxnBody): TxnResult {
  const { type } = body;
  switch (body.type) {
    case 'create':
    case 'create2':
    case 'createContainer':
    case 'createTTL': {
      const made = createNode(
        draft,
        {
          path: body.path,
          data: body.data,
          acl: body.acl,
          ephemeralOwner: ownerOf(header, body),
          parentCVersion: body.parentCVersion,
        },
        header.zxid,
        header.time,
      );
      if (typeof made !== 'number') {
        return body.type === 'create'
          ? { type, err: ErrorCode.OK, path: body.path }
          : { type, err: ErrorCode.OK, path: body.path, stat: made };
      }
      const isReplay = body.type === 'create' && made === ErrorCode.NODEEXISTS;
      const err = isReplay
        ? setCversionPzxid(draft, parentPathOf(body.path), body.parentCVersion, header.zxid)
        : made;
      return { type, err, path: body.path };
    }
    case 'delete':
    case 'deleteContainer':
      return { type, err: deleteNode(draft, body.path, header.zxid), path: body.path };
    case 'setData':
    case 'reconfig':
      return withStat(
        type,
        body.path,
        setData(draft, body.path, body.data, body.version, header.zxid, header.time),
      );
    case 'setACL':
      return withStat(type, body.path, setAcl(draft, body.path, body.acl, body.version));
    case 'closeSession':
      killSession(draft, header.clientId, header.zxid, body.paths2Delete);
      return { type, err: ErrorCode.OK };
    case 'check':
      return { type, err: ErrorCode.OK, path: body.path };
    case 'multi':
      return applyMulti(draft, header, body.txns);
    case 'error':
      return { type, err: body.err };
    case 'createSession':
      return { type, err: ErrorCode.OK };
  }
}

/** All or nothing: with one error among them, no operation of the multi does anything. */
function applyMulti(draft: TreeDraft, header: TxnHeader, txns: readonly TxnBody[]): TxnResult {
  const hasFailed = txns.some((txn) => txn.type === 'error');
  const multiResult: TxnResult[] = [];
  let err: number = ErrorCode.OK;
  let isPastFailure = false;
  for (const txn of txns) {
    let result: TxnResult;
    if (txn.type === 'error') {
      isPastFailure = true;
      result = { type: 'error', err: txn.err };
    } else if (hasFailed) {
      const code = isPastFailure ? ErrorCode.RUNTIMEINCONSISTENCY : ErrorCode.OK;
      result = { type: 'error', err: code };
    } else result = applyBody(draft, header, txn);
    multiResult.push(result);
    if (result.err !== ErrorCode.OK && err === ErrorCode.OK) err = result.err;
  }
  return { type: 'multi', err, multiResult };
}

type CreateTxn = Extract<TxnBody, { type: 'create' | 'create2' | 'createContainer' | 'createTTL' }>;

function ownerOf(header: TxnHeader, body: CreateTxn): bigint {
  if (body.type === 'createContainer') return CONTAINER_EPHEMERAL_OWNER;
  if (body.type === 'createTTL') return ttlOwner(body.ttl ?? 0);
  return body.ephemeral ? header.clientId : 0n;
}

function withStat(type: TxnType, path: string, made: Stat | number): TxnResult {
  return typeof made === 'number'
    ? { type, err: made, path }
    : { type, err: ErrorCode.OK, path, stat: made };
}
