/**
 * Reconfiguration as PrepRequestProcessor sees it: the checks that do not need the ensemble, and the
 * place where the ensemble's own come in.
 *
 * Mirrors: PrepRequestProcessor, case OpCode.reconfig, 3.8.0.
 * Departs: the new configuration travels as the text of the transaction only.
 */
import { isAllowed } from './acl.ts';
import { CONFIG_NODE } from '../data/initial-tree.ts';
import type { RequestBody } from '../protocol/client-messages.ts';
import { ErrorCode } from '../protocol/error-codes.ts';
import { Perms } from '../protocol/records.ts';
import { logLine, processThread } from '../admin/log-line.ts';
import { addChangeRecord, recordForPath } from './outstanding-changes.ts';
import type { PreppedTxn, RefusedTxn, TxnContext } from './prep-transactions.ts';
import { refuse } from './prep-transactions.ts';
import { checkSession } from './session-tracker.ts';

type ReconfigRequest = Extract<RequestBody, { type: 'ReconfigRequest' }>;

/** What the leader makes of a request: the text of the next configuration, or why not. */
export type ReconfigRule = (
  context: TxnContext,
  body: ReconfigRequest,
) => RefusedTxn | { readonly code: 0; readonly config: string };

let leaderRule: ReconfigRule | null = null;

/** Enters the leader's rule. For the top level of the module that holds it. */
export function defineReconfigRule(rule: ReconfigRule): void {
  leaderRule = rule;
}

/** Checks a reconfig request and makes its transaction. */
export function prepReconfig(context: TxnContext, body: ReconfigRequest): PreppedTxn {
  const { turn, request, zxid, time } = context;
  const { config, quorum } = turn.state;
  if (!config.reconfigEnabled) {
    const source = `${processThread(turn)}:o.a.z.s.PrepRequestProcessor@423`;
    const text = 'Reconfig operation requested but reconfig feature is disabled.';
    logLine(turn, 'ERROR', source, text);
    return refuse(ErrorCode.RECONFIGDISABLED, null);
  }
  const session = checkSession(turn, request.sessionId, request.owner);
  if (session !== ErrorCode.OK) return refuse(session, null);
  // A standalone server has no members to change.
  if (quorum === null || leaderRule === null) return refuse(ErrorCode.UNIMPLEMENTED, null);
  const decided = leaderRule(context, body);
  if (decided.code !== ErrorCode.OK) return decided;
  const node = recordForPath(turn, CONFIG_NODE);
  if (node === null) return refuse(ErrorCode.NONODE, CONFIG_NODE);
  if (!isAllowed(config, node.acl, Perms.WRITE, request.authInfo)) {
    return refuse(ErrorCode.NOAUTH, null);
  }
  const data = decided.config;
  const stat = { ...node.stat!, version: -1, mtime: time, mzxid: zxid };
  addChangeRecord(turn, { ...node, zxid, data, stat });
  return { code: ErrorCode.OK, txn: { type: 'reconfig', path: CONFIG_NODE, data, version: -1 } };
}
