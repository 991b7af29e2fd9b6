/**
 * What a follower or observer does with the stream of a leader once it serves clients.
 *
 * Mirrors: Follower.processPacket, Observer.processPacket, FollowerZooKeeperServer,
 * ObserverZooKeeperServer, Learner.ping and revalidate, 3.8.0.
 * Read next: learner-pipeline.ts (the clients' side), commit-processor.ts.
 */
import { emptyMap, mapEntries, mapValues } from '../../kernel/persistent-map.ts';
import { sessionIdOf, sessionKey } from '../data/database.ts';
import { queueDrop, queueFirst, queuePush } from '../../kernel/persistent-queue.ts';
import type { QuorumPacket } from '../protocol/quorum-packets.ts';
import type { SessionId } from '../protocol/records.ts';
import type { Txn } from '../protocol/txn.ts';
import type { Zxid } from '../protocol/zxid.ts';
import { toHex } from '../protocol/zxid.ts';
import { isMutant } from '../mutants.ts';
import type { Request } from '../server/request.ts';
import { newRequest, preppedRequest } from '../server/request.ts';
import type { ServerTurn } from '../server/server-state.ts';
import { closeCnxn } from '../server/server-cnxn.ts';
import { startServing } from '../server/serving.ts';
import { count, observe } from '../server/metrics.ts';
import { finishSessionInit } from '../server/session-verdict.ts';
import { ownTracker } from '../server/state-changes.ts';
import { syncRequest } from '../server/sync-request-processor.ts';
import { commit, forgetPending } from './commit-processor.ts';
import { endRole, sendToLeader } from './learner-connection.ts';
import { logProcessors } from './quorum-log.ts';
import {
  isObserving,
  ownLearner,
  quorumOf,
  sayPeer,
  setZabState,
  updateElectionVote,
} from './quorum-peer.ts';
import { activateTxnConfig, onReconfigProposed } from './reconfig.ts';

/** Exit code of upstream when commits and proposals do not match. */
const UNMATCHED_TXN_COMMIT = 12;
/** A committed transaction has no request body of its own. */
const NO_BODY = { type: 'Ping' } as const;

/** Opens the doors to clients. */
export function startLearnerServer(turn: ServerTurn, newEpoch: number): void {
  const isObserver = isObserving(turn);
  logProcessors(turn, isObserver ? 'observer' : 'follower');
  startServing(turn, isObserver ? 'observer' : 'follower');
  const syncTime = Math.floor(turn.env.nowMs - turn.state.metrics.syncingSinceMs);
  observe(turn, isObserver ? 'observer_sync_time' : 'follower_sync_time', syncTime);
  setZabState(turn, 'BROADCAST');
  updateElectionVote(turn, newEpoch);
}

/** A packet of the leader in BROADCAST. */
export function onLearnerStreamPacket(turn: ServerTurn, packet: QuorumPacket): void {
  switch (packet.type) {
    case 'PROPOSAL':
      count(turn, 'learner_proposal_received_count');
      return onProposal(turn, packet.txn);
    case 'COMMIT':
      count(turn, 'learner_commit_received_count');
      return onCommit(turn, packet.zxid);
    case 'COMMITANDACTIVATE':
      return onActivate(turn, firstPending(turn), packet.designatedLeader, () =>
        onCommit(turn, packet.zxid),
      );
    case 'INFORM':
      count(turn, 'learner_commit_received_count');
      return onInform(turn, packet.txn);
    case 'INFORMANDACTIVATE':
      return onActivate(turn, packet.txn, packet.designatedLeader, () =>
        onInform(turn, packet.txn),
      );
    case 'PING':
      return onPing(turn, packet.zxid);
    case 'SYNC':
      return onSync(turn);
    case 'REVALIDATE':
      return onRevalidate(turn, packet.sessionId, packet.valid === true);
    case 'UPTODATE': {
      const [source, name] = isObserving(turn)
        ? ['Observer@194', 'Observer']
        : ['Follower@233', 'Follower'];
      sayPeer(turn, 'ERROR', source, `Received an UPTODATE message after ${name} started`);
      return;
    }
    default: {
      const source = isObserving(turn) ? 'Observer@240' : 'Follower@244';
      sayPeer(turn, 'WARN', source, `Unknown packet type: ${packet.type}`);
    }
  }
}

/**
 * A reconfiguration is committed before the role ends. Whether its client still hears of it is a race
 * of upstream's threads; here the clock decides.
 */
function onActivate(
  turn: ServerTurn,
  txn: Txn | undefined,
  designatedLeader: number,
  commitIt: () => void,
): void {
  const isRoleKept = activateTxnConfig(turn, txn, designatedLeader);
  const race = isRoleKept ? 0 : Math.floor(turn.env.nowMs) % 4;
  // Two of four times all is told, once what watches saw, once nothing.
  if (race === 2) forgetPending(turn);
  if (race === 3) {
    for (const cnxn of [...mapValues(turn.state.connections)]) closeCnxn(turn, cnxn.id);
  }
  commitIt();
  if (!isRoleKept) endRole(turn);
}

function onProposal(turn: ServerTurn, txn: Txn): void {
  if (isObserving(turn)) return sayPeer(turn, 'WARN', 'Observer@188', 'Ignoring proposal');
  const { lastQueued } = quorumOf(turn).learner!;
  const { zxid } = txn.header;
  if (zxid !== lastQueued + 1n) {
    const expected = toHex(lastQueued + 1n);
    sayPeer(turn, 'WARN', 'Follower@169', `Got zxid 0x${toHex(zxid)} expected 0x${expected}`);
  }
  if (txn.body.type === 'reconfig') onReconfigProposed(turn, txn.body);
  logTxn(turn, txn);
}

function onCommit(turn: ServerTurn, zxid: Zxid): void {
  if (isObserving(turn)) sayPeer(turn, 'WARN', 'Observer@191', 'Ignoring commit');
  else commitPending(turn, zxid);
}

/** Logs a proposal; it is acknowledged when it is durable. */
export function logTxn(turn: ServerTurn, txn: Txn): void {
  const learner = ownLearner(turn);
  const request = requestOf(turn, txn);
  learner.pendingTxns = queuePush(learner.pendingTxns, request);
  learner.lastQueued = request.zxid;
  if (isMutant(turn.state, 'M14-ack-without-log')) {
    sendToLeader(turn, { type: 'ACK', zxid: request.zxid });
  } else syncRequest(turn, request);
  if (isMutant(turn.state, 'M44-learner-applies-early')) commitPending(turn, request.zxid);
}

/** A transaction as the processors pass it on. */
export function requestOf(turn: ServerTurn, { header, body }: Txn): Request {
  const { clientId, cxid, type, zxid } = header;
  const createdAtMs = turn.env.nowMs;
  const request = newRequest({ sessionId: clientId, cxid, type, body: NO_BODY, createdAtMs });
  return preppedRequest(request, header, body, zxid, 0);
}

function firstPending(turn: ServerTurn): Txn | undefined {
  const request = queueFirst(quorumOf(turn).learner!.pendingTxns);
  return request === undefined ? undefined : { header: request.header!, body: request.txn! };
}

/** A proposal is committed: it must be the oldest that waits. */
export function commitPending(turn: ServerTurn, zxid: Zxid): void {
  const learner = quorumOf(turn).learner!;
  const request = queueFirst(learner.pendingTxns);
  if (request === undefined && isMutant(turn.state, 'M44-learner-applies-early')) return;
  const thread = 'FollowerZooKeeperServer';
  if (request === undefined) {
    const text = `Committing ${toHex(zxid)} without seeing txn`;
    return sayPeer(turn, 'WARN', `${thread}@93`, text);
  }
  if (request.zxid !== zxid) {
    const text = `Committing zxid 0x${toHex(zxid)} but next pending txn 0x${toHex(request.zxid)}`;
    sayPeer(turn, 'ERROR', `${thread}@99`, text);
    turn.effects.push({ type: 'exit', code: UNMATCHED_TXN_COMMIT });
    return;
  }
  ownLearner(turn).pendingTxns = queueDrop(learner.pendingTxns);
  commit(turn, request);
}

function onInform(turn: ServerTurn, txn: Txn): void {
  ownLearner(turn).lastQueued = txn.header.zxid;
  informTxn(turn, txn);
}

/** An observer learns of a committed transaction: logs it beside applying it. */
export function informTxn(turn: ServerTurn, txn: Txn): void {
  const request = requestOf(turn, txn);
  if (turn.state.config.syncEnabled) syncRequest(turn, request);
  commit(turn, request);
}

/** Answers with the sessions that were heard since the last ping. */
function onPing(turn: ServerTurn, zxid: Zxid): void {
  const { server } = turn.state;
  const touched: { sessionId: SessionId; timeout: number }[] = [];
  if (server !== null && server.sessions.touchTable.size > 0) {
    for (const [key, timeout] of mapEntries(server.sessions.touchTable)) {
      touched.push({ sessionId: sessionIdOf(key), timeout });
    }
    ownTracker(turn).touchTable = emptyMap();
  }
  sendToLeader(turn, { type: 'PING', zxid, touched });
}

/** The leader answers the oldest sync of this server: all before it is applied. */
function onSync(turn: ServerTurn): void {
  const [request, ...pendingSyncs] = quorumOf(turn).learner!.pendingSyncs;
  if (request === undefined) {
    sayPeer(turn, 'WARN', 'FollowerZooKeeperServer@116', 'Not expecting a sync.');
    return;
  }
  ownLearner(turn).pendingSyncs = pendingSyncs;
  commit(turn, request);
}

/** The leader's verdict on a session that came back to this server. */
function onRevalidate(turn: ServerTurn, sessionId: SessionId, isValid: boolean): void {
  const key = sessionKey(sessionId);
  const { [key]: connection, ...pendingRevalidations } =
    quorumOf(turn).learner!.pendingRevalidations;
  if (connection === undefined) {
    const text = `Missing session 0x${toHex(sessionId)} for validation`;
    return sayPeer(turn, 'WARN', 'Learner@830', text);
  }
  ownLearner(turn).pendingRevalidations = pendingRevalidations;
  finishSessionInit(turn, connection, isValid);
}
