/**
 * The chains of follower and observer: what a client asks goes to the CommitProcessor, and writes and
 * syncs also to the leader; what the leader proposes is logged and acknowledged.
 *
 * Mirrors: FollowerZooKeeperServer and ObserverZooKeeperServer.setupRequestProcessors,
 * FollowerRequestProcessor, ObserverRequestProcessor, SendAckRequestProcessor,
 * LearnerSessionTracker, LearnerZooKeeperServer.revalidateSession, 3.8.0.
 * Departs: a session that the leader committed is not touched by that.
 * Read next: learner-packets.ts (the leader's side), commit-processor.ts.
 */
import { mapGet, mapHas, mapSet } from '../../kernel/persistent-map.ts';
import { sessionKey } from '../data/database.ts';
import type { SessionId } from '../protocol/records.ts';
import { toHex } from '../protocol/zxid.ts';
import { logLine } from '../admin/log-line.ts';
import type { RequestPipeline } from '../server/pipeline.ts';
import { definePipeline } from '../server/pipelines.ts';
import type { Request } from '../server/request.ts';
import { isQuorumRequest } from '../server/request.ts';
import type { ServerTurn } from '../server/server-state.ts';
import { finishSessionInit } from '../server/session-verdict.ts';
import {
  finishUpgrading,
  isLocalSession,
  isUpgradingSession,
  removeLocalSession,
  touchLocalSession,
} from '../server/session-tracker.ts';
import { ownTracker } from '../server/state-changes.ts';
import { isMutant } from '../mutants.ts';
import { processRequest } from './commit-processor.ts';
import type { ForwardedRequest } from './leader-pipeline.ts';
import { sendToLeader } from './learner-connection.ts';
import { ownLearner, quorumOf, sayPeer } from './quorum-peer.ts';
import { settleSession } from './session-upgrade.ts';

/** Parks or answers the request here, and forwards what the leader has to decide. */
function submit(turn: ServerTurn, request: Request): void {
  if (quorumOf(turn).learner === null) return;
  pass(
    turn,
    settleSession(turn, request, (upgrade) => pass(turn, upgrade)),
  );
}

function pass(turn: ServerTurn, request: Request): void {
  const isSync = request.type === 'sync' && !isMutant(turn.state, 'M41-sync-is-local');
  if (isSync) {
    const { pendingSyncs } = quorumOf(turn).learner!;
    ownLearner(turn).pendingSyncs = [...pendingSyncs, request];
  }
  processRequest(turn, request);
  if (isSync || isQuorumRequest(request.type)) forward(turn, request);
}

function forward(turn: ServerTurn, { sessionId, cxid, type, body, authInfo }: Request): void {
  const request: ForwardedRequest = { type, body };
  sendToLeader(turn, { type: 'REQUEST', zxid: -1n, sessionId, cxid, request, authInfo });
}

/** A learner keeps no sessions but local ones: it asks the leader and tells it who was heard. */
const learnerPart = {
  submit,
  validateSession(turn, connection, sessionId, timeout) {
    if (quorumOf(turn).learner === null) return;
    if (isLocalSession(turn, sessionId)) {
      return finishSessionInit(turn, connection, touchLocalSession(turn, sessionId, timeout));
    }
    sayPeer(turn, 'INFO', 'Learner@161', `Revalidating client: 0x${toHex(sessionId)}`);
    const { pendingRevalidations } = quorumOf(turn).learner!;
    const key = sessionKey(sessionId);
    ownLearner(turn).pendingRevalidations = { ...pendingRevalidations, [key]: connection };
    sendToLeader(turn, { type: 'REVALIDATE', zxid: -1n, sessionId, timeout });
  },
  touch(turn, sessionId, timeoutMs) {
    const { sessions } = turn.state.server!;
    const key = sessionKey(sessionId);
    if (sessions.local !== null) {
      if (touchLocalSession(turn, sessionId, timeoutMs)) return true;
      const isKnown = mapHas(turn.state.db.sessionsWithTimeouts, key);
      if (!isKnown && !isUpgradingSession(turn, sessionId)) return false;
    }
    if (mapGet(sessions.touchTable, key) !== timeoutMs) {
      ownTracker(turn).touchTable = mapSet(sessions.touchTable, key, timeoutMs);
    }
    return true;
  },
  commitSession(turn: ServerTurn, sessionId: SessionId) {
    logLine(
      turn,
      'INFO',
      `CommitProcessor:${turn.state.config.serverId}:o.a.z.s.q.LearnerSessionTracker@116`,
      `Committing global session 0x${toHex(sessionId)}`,
    );
    finishUpgrading(turn, sessionId);
  },
  removeSession(turn, sessionId) {
    removeLocalSession(turn, sessionKey(sessionId));
  },
} satisfies Omit<RequestPipeline, 'name' | 'afterSync'>;

/** FOLLOWING. */
definePipeline({
  name: 'follower',
  ...learnerPart,
  afterSync(turn, requests) {
    if (quorumOf(turn).learner === null) return;
    for (const { zxid } of requests) sendToLeader(turn, { type: 'ACK', zxid });
  },
});

/** OBSERVING: nothing of what it logs is waited for. */
definePipeline({
  name: 'observer',
  ...learnerPart,
  afterSync() {},
});
