/**
 * The leader brings a learner to its own history and begins to forward to it.
 *
 * Mirrors: LearnerHandler.syncFollower, Leader.startForwarding, 3.8.0.
 * Departs: no throttle of snapshot syncs.
 * Read next: sync-decision.ts (DIFF, TRUNC or SNAP), learner-sync.ts (the other side).
 */
import { formatQuorumVerifier } from '../admin/quorum-verifier.ts';
import { queueItems } from '../../kernel/persistent-queue.ts';
import { getProposalsFromTxnLog, isTxnLogSyncEnabled } from '../persistence/txn-log-proposals.ts';
import type { Zxid } from '../protocol/zxid.ts';
import { toHex } from '../protocol/zxid.ts';
import { isMutant } from '../mutants.ts';
import type { ServerTurn } from '../server/server-state.ts';
import {
  handlerOf,
  handlersIn,
  ownHandler,
  sayHandler,
  sendTo,
  stepHandler,
  threadOf,
} from './learner-handlers.ts';
import { ownLeader, quorumOf } from './quorum-peer.ts';
import type { LearnerHandlerState } from './quorum-state.ts';
import { decideSync } from './sync-decision.ts';
import { count, observe } from '../server/metrics.ts';

/** A quorum acknowledged the epoch: learners that wait get the history. */
export function synchronizeWaiting(turn: ServerTurn): void {
  for (const handler of handlersIn(turn, 'waitingForEpochAck')) {
    syncFollower(turn, handler.connection);
  }
}

/** Sends DIFF, TRUNC or SNAP with what belongs to it, and NEWLEADER; forwarding begins. */
export function syncFollower(turn: ServerTurn, connection: number): void {
  const handler = handlerOf(turn, connection)!;
  const { db, config } = turn.state;
  const { peer } = quorumOf(turn);
  const thread = threadOf(handler);
  const peerLastZxid = handler.ackEpoch!.lastZxid;
  const decision = decideSync({
    sid: handler.sid,
    peerLastZxid,
    lastProcessedZxid: db.lastProcessedZxid,
    committedLog: [...queueItems(db.committedLog)],
    forceSnapSync: config.systemProperties['zookeeper.forceSnapshotSync'] === 'true',
    txnLogSyncEnabled: isTxnLogSyncEnabled(turn, thread),
    proposalsFromTxnLog: (zxid) => getProposalsFromTxnLog(turn, zxid, thread),
    isTruncForbidden: isMutant(turn.state, 'M9-no-trunc'),
  });
  for (const { level, line, text } of decision.log) sayHandler(turn, handler, level, line, text);
  const { mode, zxid } = decision;
  const kind = mode === 'SNAP' ? 'snap' : 'diff';
  count(turn, `${kind}_count`);
  // One begins, and it ends before another can.
  observe(turn, `inflight_${kind}_count`, 1);
  observe(turn, `inflight_${kind}_count`, 0);
  if (mode === 'SNAP') {
    const { tree, sessionsWithTimeouts, lastProcessedZxid } = db;
    const snapshot = { tree, sessionsWithTimeouts, lastProcessedZxid };
    sendTo(turn, connection, { type: 'SNAP', zxid, snapshot });
    const exempt = handler.learnerType === 'OBSERVER' ? 'not exempt' : 'exempt';
    sayHandler(
      turn,
      handler,
      'INFO',
      572,
      `Sending snapshot last zxid of peer is 0x${toHex(peerLastZxid)}, zxid of leader is ` +
        `0x${toHex(db.lastProcessedZxid)}, send zxid of db as 0x${toHex(zxid)}, ` +
        `1 concurrent snapshot sync, snapshot sync was ${exempt} from throttle`,
    );
  } else sendTo(turn, connection, { type: mode, zxid });
  for (const txn of decision.committed) {
    sendTo(turn, connection, { type: 'PROPOSAL', zxid: txn.header.zxid, txn });
    sendTo(turn, connection, { type: 'COMMIT', zxid: txn.header.zxid });
  }
  startForwarding(turn, handler, decision.currentZxid);
  const leader = quorumOf(turn).leader!;
  const verifier = peer.lastSeenQuorumVerifier;
  sendTo(turn, connection, {
    type: 'NEWLEADER',
    zxid: leader.newLeaderZxid,
    config: formatQuorumVerifier(verifier),
  });
  const synced = ownHandler(turn, handlerOf(turn, connection)!);
  synced.isSending = true;
  stepHandler(turn, synced, { type: 'epoch.acked' });
}

/** From now on the learner gets everything new; first what is proposed and not committed. */
function startForwarding(turn: ServerTurn, handler: LearnerHandlerState, lastSeen: Zxid): void {
  const { connection, sid } = handler;
  const leader = quorumOf(turn).leader!;
  if (handler.learnerType === 'OBSERVER') {
    ownLeader(turn).observingLearners = [...leader.observingLearners, connection];
    return;
  }
  const { [sid]: _, ...ackedZxid } = leader.ackedZxid;
  if (!isMutant(turn.state, 'M15-outstanding-not-forwarded')) {
    for (const proposal of queueItems(leader.outstandingProposals)) {
      if (proposal.zxid > lastSeen) sendTo(turn, connection, proposal.packet);
    }
  }
  const owned = ownLeader(turn);
  owned.ackedZxid = ackedZxid;
  owned.forwardingFollowers = [...owned.forwardingFollowers, connection];
}
