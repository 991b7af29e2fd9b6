/**
 * Keeps the order of each session: what comes after a write of a session waits until that write was
 * committed; other sessions read on.
 *
 * Mirrors: CommitProcessor, 3.8.0.
 * Departs: a leader parks only requests of its own clients, since nothing of the others waits there;
 * one thread, so a read never runs beside a write.
 * Read next: leader-pipeline.ts, learner-pipeline.ts (who commits).
 */
import { emptyMap, mapDelete, mapGet, mapSet } from '../../kernel/persistent-map.ts';
import { sessionKey } from '../data/database.ts';
import { finalRequest } from '../server/final-request-processor.ts';
import { isMutant } from '../mutants.ts';
import type { Request } from '../server/request.ts';
import { count } from '../server/metrics.ts';
import { isQuorumRequest, preppedRequest } from '../server/request.ts';
import type { ServerTurn } from '../server/server-state.ts';
import { ownQuorum, quorumOf } from './quorum-peer.ts';
import type { CommitProcessorState } from './quorum-state.ts';

/** Nothing waits. */
export const NOTHING_PENDING: CommitProcessorState = { pendingRequests: emptyMap() };

/** Nobody who waits will be answered any more. */
export function forgetPending(turn: ServerTurn): void {
  ownQuorum(turn).commit = NOTHING_PENDING;
}

/** A client's request: passes on at once, or waits for its commit or behind another. */
export function processRequest(turn: ServerTurn, request: Request): void {
  const { pendingRequests } = quorumOf(turn).commit;
  const key = sessionKey(request.sessionId);
  const waiting = pendingRequests.size === 0 ? undefined : mapGet(pendingRequests, key);
  const mustWait = needCommit(turn, request);
  if (!mustWait && (waiting === undefined || isMutant(turn.state, 'M40-reads-overtake'))) {
    finalRequest(turn, request);
    return;
  }
  const queue = waiting === undefined ? [request] : [...waiting, request];
  setPending(turn, key, queue);
}

/** Writes wait for their commit; a sync waits for the leader's answer, except on the leader itself. */
function needCommit(turn: ServerTurn, request: Request): boolean {
  if (request.type === 'sync') {
    return quorumOf(turn).leader === null && !isMutant(turn.state, 'M41-sync-is-local');
  }
  return isQuorumRequest(request.type);
}

/** A transaction was committed, in order of zxid; or a sync of this server was answered. */
export function commit(turn: ServerTurn, request: Request): void {
  const { pendingRequests } = quorumOf(turn).commit;
  count(turn, 'request_commit_queued');
  if (pendingRequests.size === 0) return finalRequest(turn, request);
  const key = sessionKey(request.sessionId);
  const waiting = mapGet(pendingRequests, key);
  const first = waiting?.[0];
  if (waiting === undefined || first === undefined || first.cxid !== request.cxid) {
    return finalRequest(turn, request);
  }
  const { header, txn, zxid, error } = request;
  // The waiting request knows its client; the committed one, what was decided.
  const decided =
    header === null ? first : preppedRequest(first, header, txn, zxid, error || first.error);
  finalRequest(turn, decided);
  drain(turn, key, waiting);
}

/** What waited behind the committed request goes on, up to the next one that needs a commit. */
function drain(turn: ServerTurn, key: string, waiting: readonly Request[]): void {
  let next = 1;
  while (next < waiting.length && !needCommit(turn, waiting[next]!)) {
    finalRequest(turn, waiting[next]!);
    next++;
  }
  if (turn.state.quorum === null) return;
  setPending(turn, key, waiting.slice(next));
}

function setPending(turn: ServerTurn, key: string, queue: readonly Request[]): void {
  const { pendingRequests } = quorumOf(turn).commit;
  ownQuorum(turn).commit = {
    pendingRequests:
      queue.length === 0 ? mapDelete(pendingRequests, key) : mapSet(pendingRequests, key, queue),
  };
}
