/**
 * A server that follows or observes: what the leader sends, by the phase it is in; and the promise of
 * the epoch.
 *
 * Mirrors: Follower.followLeader, Observer.observeLeader, Learner.registerWithLeader, 3.8.0.
 * Read next: learner-connection.ts (the way to the leader), learner-sync.ts (synchronization),
 * learner-packets.ts (afterwards).
 */
import { emptyQueue } from '../../kernel/persistent-queue.ts';
import { isMutant } from '../mutants.ts';
import type { QuorumPacket } from '../protocol/quorum-packets.ts';
import { epochOf, makeZxid } from '../protocol/zxid.ts';
import { observe } from '../server/metrics.ts';
import type { ServerTurn } from '../server/server-state.ts';
import { logServerSettings } from '../server/startup-log.ts';
import { becomeElected } from './election.ts';
import { isSyncPending, writeAcceptedEpoch } from './epochs.ts';
import { loseLeader, sendToLeader } from './learner-connection.ts';
import { onLearnerStreamPacket } from './learner-packets.ts';
import { NO_LEARNER_SYNC, onSyncPacket } from './learner-sync.ts';
import { logLearnerSettings, logObserverSettings } from './quorum-log.ts';
import {
  ownLearner,
  ownQuorum,
  quorumOf,
  sayPeer,
  setPeer,
  setPeerState,
  setZabState,
  tellPeer,
} from './quorum-peer.ts';
import type { LearnerState } from './quorum-state.ts';

/** Entry of FOLLOWING and OBSERVING. */
export function becomeLearner(turn: ServerTurn): void {
  becomeElected(turn);
  const { peer } = quorumOf(turn);
  const isObserver = peer.learnerType === 'OBSERVER';
  const role = isObserver ? 'OBSERVING' : 'FOLLOWING';
  setPeerState(turn, role);
  sayPeer(turn, 'INFO', isObserver ? 'QuorumPeer@1518' : 'QuorumPeer@1537', role);
  logLearnerSettings(turn);
  if (isObserver) logObserverSettings(turn);
  logServerSettings(turn);
  if (isObserver) {
    const { syncEnabled } = turn.state.config;
    sayPeer(turn, 'INFO', 'ObserverZooKeeperServer@55', `syncEnabled =${syncEnabled}`);
  }
  const takenMs = Math.floor(turn.env.nowMs - peer.startFleMs);
  setPeer(turn, { startFleMs: 0, electionTimeTakenMs: takenMs });
  if (!isObserver) {
    observe(turn, 'election_time', takenMs);
    sayPeer(turn, 'INFO', 'Follower@77', `FOLLOWING - LEADER ELECTION TOOK - ${takenMs} MS`);
  }
  setZabState(turn, 'DISCOVERY');
  const learner: LearnerState = {
    leaderSid: peer.currentVote.leader,
    connection: null,
    dialling: null,
    tries: 0,
    startedAtMs: turn.env.nowMs,
    lastReadAtMs: turn.env.nowMs,
    newLeaderZxid: 0n,
    sync: NO_LEARNER_SYNC,
    leaderAddress: '',
    isStored: false,
    inbox: [],
    pendingTxns: emptyQueue(),
    pendingSyncs: [],
    lastQueued: 0n,
    pendingRevalidations: {},
  };
  ownQuorum(turn).learner = learner;
}

/** A packet of the leader. While something is being written it waits. */
export function onLeaderPacket(turn: ServerTurn, packet: QuorumPacket): void {
  const learner = ownLearner(turn);
  learner.lastReadAtMs = turn.env.nowMs;
  if (isSyncPending(turn)) {
    learner.inbox = [...learner.inbox, packet];
    return;
  }
  switch (quorumOf(turn).peer.zabState) {
    case 'BROADCAST':
      return onLearnerStreamPacket(turn, packet);
    case 'SYNCHRONIZATION':
      return onSyncPacket(turn, packet);
    default:
      if (packet.type === 'LEADERINFO') onLeaderInfo(turn, epochOf(packet.zxid));
      else loseLeader(turn, 'First packet should have been NEWLEADER');
  }
}

/** Reads the packets that waited for a write. */
export function readInbox(turn: ServerTurn): void {
  for (;;) {
    const { learner, peer } = quorumOf(turn);
    const [packet, ...inbox] = learner?.inbox ?? [];
    if (packet === undefined || peer.pendingSync !== null) return;
    ownLearner(turn).inbox = inbox;
    onLeaderPacket(turn, packet);
  }
}

/** The leader names the new epoch: the promise is written before it is given. */
function onLeaderInfo(turn: ServerTurn, newEpoch: number): void {
  const { acceptedEpoch } = quorumOf(turn).peer;
  if (newEpoch < acceptedEpoch) {
    const text = `Leaders epoch, ${newEpoch} is less than accepted epoch, ${acceptedEpoch}`;
    return loseLeader(turn, text);
  }
  ownLearner(turn).newLeaderZxid = makeZxid(newEpoch, 0);
  if (newEpoch > acceptedEpoch) writeAcceptedEpoch(turn, newEpoch, 'learner');
  // Promised before, perhaps to another try of this leader: it must not count twice.
  else
    ackEpoch(
      turn,
      isMutant(turn.state, 'M8b-epoch-acked-twice') ? quorumOf(turn).peer.currentEpoch : -1,
    );
}

/** The promise is on disk. */
export function onLearnerAcceptedEpoch(turn: ServerTurn): void {
  ackEpoch(turn, quorumOf(turn).peer.currentEpoch);
}

function ackEpoch(turn: ServerTurn, currentEpoch: number): void {
  const zxid = turn.state.db.lastProcessedZxid;
  sendToLeader(turn, { type: 'ACKEPOCH', zxid, currentEpoch });
  tellPeer(turn, { type: 'leaderInfo.accepted' });
}
