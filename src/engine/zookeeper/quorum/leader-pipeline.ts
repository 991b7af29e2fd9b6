/**
 * The leader's chain: Prep → Proposal → Commit → Final, with Sync → Ack beside it.
 *
 * Mirrors: LeaderZooKeeperServer.setupRequestProcessors, ProposalRequestProcessor,
 * AckRequestProcessor, LeaderRequestProcessor, 3.8.0.
 * Read next: leader.ts (propose, acks), commit-processor.ts, session-upgrade.ts.
 */
import { ErrorCode } from '../protocol/error-codes.ts';
import type { QuorumPacket } from '../protocol/quorum-packets.ts';
import type { SessionId } from '../protocol/records.ts';
import { finishSessionInit } from '../server/session-verdict.ts';
import { definePipeline } from '../server/pipelines.ts';
import { prepRequest } from '../server/prep-request-processor.ts';
import { logLine } from '../admin/log-line.ts';
import type { Request } from '../server/request.ts';
import { newRequest } from '../server/request.ts';
import type { ServerTurn } from '../server/server-state.ts';
import {
  finishUpgrading,
  removeTrackedSession,
  setSessionOwner,
  touchSession,
  trackSession,
} from '../server/session-tracker.ts';
import { OWNER_ME } from '../server/request.ts';
import { syncRequest } from '../server/sync-request-processor.ts';
import { toHex } from '../protocol/zxid.ts';
import { processRequest } from './commit-processor.ts';
import { processAck, processSync, propose } from './leader.ts';
import { quorumOf } from './quorum-peer.ts';
import { settleSession } from './session-upgrade.ts';

/** What a forwarded REQUEST carries. */
export interface ForwardedRequest {
  readonly type: Request['type'];
  readonly body: Request['body'];
}

/** A request that a learner forwarded. Its reply is the learner's business. */
export function submitLearnerRequest(
  turn: ServerTurn,
  connection: number,
  packet: QuorumPacket & { readonly type: 'REQUEST' },
): void {
  const { sessionId, cxid, authInfo } = packet;
  const { type, body } = packet.request as ForwardedRequest;
  const owner = connection;
  const createdAtMs = turn.env.nowMs;
  const request = newRequest({ sessionId, cxid, type, body, authInfo, owner, createdAtMs });
  if (type === 'sync') processSync(turn, { connection, sessionId, cxid });
  else decide(turn, request);
}

/** A request of an own client, or of the server itself. */
function submit(turn: ServerTurn, request: Request): void {
  const settled = settleSession(turn, request, (upgrade) => decide(turn, upgrade));
  const { type } = settled;
  if (type === 'createLocalSession' || type === 'closeLocalSession') processRequest(turn, settled);
  else decide(turn, settled);
}

/** Prep decides; what has a transaction is proposed and logged, the rest only waits its turn. */
function decide(turn: ServerTurn, request: Request): void {
  const prepped = prepRequest(turn, request);
  if (prepped.header === null) {
    if (prepped.connection !== null) processRequest(turn, prepped);
    return;
  }
  // Nothing of other servers' clients waits here: only own clients' requests are parked.
  if (prepped.connection !== null) processRequest(turn, prepped);
  propose(turn, prepped);
  if (quorumOf(turn).leader === null) return;
  syncRequest(turn, prepped);
}

function afterSync(turn: ServerTurn, requests: readonly Request[]): void {
  for (const { zxid } of requests) {
    if (quorumOf(turn).leader === null) return;
    processAck(turn, quorumOf(turn).peer.myid, zxid);
  }
}

/** LEADING: requests of own clients and of learners. */
definePipeline({
  name: 'leader',
  submit,
  afterSync,
  validateSession(turn, connection, sessionId, timeoutMs) {
    const isValid =
      touchSession(turn, sessionId, timeoutMs) &&
      setSessionOwner(turn, sessionId, OWNER_ME) === ErrorCode.OK;
    finishSessionInit(turn, connection, isValid);
  },
  touch: touchSession,
  commitSession(turn: ServerTurn, sessionId: SessionId, timeoutMs: number) {
    logLine(
      turn,
      'INFO',
      `CommitProcessor:${turn.state.config.serverId}:o.a.z.s.q.LeaderSessionTracker@104`,
      `Committing global session 0x${toHex(sessionId)}`,
    );
    trackSession(turn, sessionId, timeoutMs);
    finishUpgrading(turn, sessionId);
  },
  removeSession: removeTrackedSession,
});
