/**
 * Copies of the parts of what a server of an ensemble remembers, field by field: a copy made by spreading would be ten times dearer,
 * because a spread of what was itself spread has a shape of its own each time.
 *
 * Read next: quorum-peer.ts.
 */
import type { Mutable } from '../../kernel/turn.ts';
import type {
  LeaderState,
  LearnerHandlerState,
  LearnerState,
  PeerState,
  QuorumState,
} from './quorum-state.ts';

export function copyQuorum(quorum: QuorumState): Mutable<QuorumState> {
  return {
    peer: quorum.peer,
    cnx: quorum.cnx,
    election: quorum.election,
    leader: quorum.leader,
    learner: quorum.learner,
    commit: quorum.commit,
  };
}

export function copyPeer(peer: PeerState): Mutable<PeerState> {
  return {
    myid: peer.myid,
    learnerType: peer.learnerType,
    serverState: peer.serverState,
    zabState: peer.zabState,
    syncMode: peer.syncMode,
    quorumVerifier: peer.quorumVerifier,
    lastSeenQuorumVerifier: peer.lastSeenQuorumVerifier,
    acceptedEpoch: peer.acceptedEpoch,
    currentEpoch: peer.currentEpoch,
    currentVote: peer.currentVote,
    reconfigFlag: peer.reconfigFlag,
    logicalclock: peer.logicalclock,
    tick: peer.tick,
    startFleMs: peer.startFleMs,
    electionTimeTakenMs: peer.electionTimeTakenMs,
    random: peer.random,
    isReadOnlyServing: peer.isReadOnlyServing,
    mustReload: peer.mustReload,
    pendingSync: peer.pendingSync,
    tokens: peer.tokens,
    initializedClasses: peer.initializedClasses,
    learnersSeen: peer.learnersSeen,
  };
}

export function copyLeader(leader: LeaderState): Mutable<LeaderState> {
  return {
    gates: leader.gates,
    lastProposed: leader.lastProposed,
    lastCommitted: leader.lastCommitted,
    proposalSizes: leader.proposalSizes,
    outstandingProposals: leader.outstandingProposals,
    ackedZxid: leader.ackedZxid,
    pendingSyncs: leader.pendingSyncs,
    handlers: leader.handlers,
    newLeaderZxid: leader.newLeaderZxid,
    forwardingFollowers: leader.forwardingFollowers,
    observingLearners: leader.observingLearners,
    tickSkip: leader.tickSkip,
    quorumPort: leader.quorumPort,
    allowedToCommit: leader.allowedToCommit,
  };
}

export function copyLearner(learner: LearnerState): Mutable<LearnerState> {
  return {
    leaderSid: learner.leaderSid,
    connection: learner.connection,
    dialling: learner.dialling,
    tries: learner.tries,
    startedAtMs: learner.startedAtMs,
    lastReadAtMs: learner.lastReadAtMs,
    newLeaderZxid: learner.newLeaderZxid,
    sync: learner.sync,
    leaderAddress: learner.leaderAddress,
    isStored: learner.isStored,
    inbox: learner.inbox,
    pendingTxns: learner.pendingTxns,
    pendingSyncs: learner.pendingSyncs,
    lastQueued: learner.lastQueued,
    pendingRevalidations: learner.pendingRevalidations,
  };
}

export function copyHandler(handler: LearnerHandlerState): Mutable<LearnerHandlerState> {
  return {
    connection: handler.connection,
    remoteAddress: handler.remoteAddress,
    chart: handler.chart,
    sid: handler.sid,
    learnerType: handler.learnerType,
    acceptedEpoch: handler.acceptedEpoch,
    ackEpoch: handler.ackEpoch,
    tickOfNextAckDeadline: handler.tickOfNextAckDeadline,
    lastReadAtMs: handler.lastReadAtMs,
    establishedAtMs: handler.establishedAtMs,
    isSending: handler.isSending,
    inbox: handler.inbox,
    unackedZxid: handler.unackedZxid,
    unackedSinceMs: handler.unackedSinceMs,
    packetsReceived: handler.packetsReceived,
    packetsSent: handler.packetsSent,
    lastZxid: handler.lastZxid,
  };
}
