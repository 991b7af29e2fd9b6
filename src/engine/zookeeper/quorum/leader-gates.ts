/**
 * The three gates a new leader has to pass, each opened by a quorum that includes itself: a new epoch,
 * its acknowledgement, and the acknowledgement of NEWLEADER.
 *
 * Mirrors: Leader.lead up to startZkServer, getEpochToPropose, waitForEpochAck, waitForNewLeaderAck,
 * 3.8.0.
 * Departs: threads that wait at a gate are learner handlers in a waiting state.
 * Read next: learner-handler.ts, leader.ts.
 */
import { emptyQueue } from '../data/persistent-queue.ts';
import { memberOf } from '../admin/quorum-verifier.ts';
import type { Zxid } from '../protocol/zxid.ts';
import { makeZxid, toHex } from '../protocol/zxid.ts';
import { isMutant } from '../server/mutants.ts';
import type { ServerTurn } from '../server/server-state.ts';
import { logServerSettings } from '../server/startup-log.ts';
import { takeSnapshot } from '../persistence/txn-log.ts';
import { writeAcceptedEpoch, writeCurrentEpoch } from './epochs.ts';
import { answerEpochs, sendToWaiting } from './learner-handler.ts';
import { synchronizeWaiting } from './learner-handler-sync.ts';
import { becomeElected } from './election.ts';
import { proposeReconfiguredVersion } from './reconfig.ts';
import {
  quorumOf,
  replaceLeader,
  sayPeer,
  setPeer,
  setPeerState,
  setQuorum,
  setZabState,
  tellPeer,
} from './quorum-peer.ts';
import { logLeaderSettings } from './quorum-log.ts';
import type { LeaderGates, LeaderState } from './quorum-state.ts';
import { hasAllQuorums, isParticipant, verifiersOf } from './vote.ts';
import { observe } from '../server/metrics.ts';

/** Entry of LEADING: loads the data, opens the quorum port, waits for learners. */
export function becomeLeader(turn: ServerTurn): void {
  becomeElected(turn);
  setPeerState(turn, 'LEADING');
  sayPeer(turn, 'INFO', 'QuorumPeer@1549', 'LEADING');
  logLeaderSettings(turn);
  logServerSettings(turn);
  const { peer } = quorumOf(turn);
  const takenMs = Math.floor(turn.env.nowMs - peer.startFleMs);
  setPeer(turn, { startFleMs: 0, electionTimeTakenMs: takenMs, tick: 0 });
  observe(turn, 'election_time', takenMs);
  sayPeer(turn, 'INFO', 'Leader@588', `LEADING - LEADER ELECTION TOOK - ${takenMs} MS`);
  setZabState(turn, 'DISCOVERY');
  takeSnapshot(turn, { thread: `QuorumPeer[myid=${peer.myid}]` });
  const gates: LeaderGates = {
    epoch: -1,
    waitingForNewEpoch: true,
    connectingFollowers: [],
    electingFollowers: [],
    electionFinished: false,
    leaderStateSummary: {
      currentEpoch: peer.currentEpoch,
      lastZxid: turn.state.db.lastProcessedZxid,
    },
    newLeaderAcks: [],
    quorumFormed: false,
    leaderStartTimeMs: 0,
  };
  const own = memberOf(peer.quorumVerifier, peer.myid)?.quorumAddress;
  const leader: LeaderState = {
    gates,
    lastProposed: 0n,
    lastCommitted: 0n,
    proposalSizes: { last: -1, min: -1, max: -1 },
    outstandingProposals: emptyQueue(),
    ackedZxid: {},
    pendingSyncs: [],
    handlers: [],
    newLeaderZxid: 0n,
    forwardingFollowers: [],
    observingLearners: [],
    tickSkip: true,
    quorumPort: own?.port ?? null,
    allowedToCommit: true,
  };
  setQuorum(turn, { leader });
  if (own !== undefined) turn.effects.push({ type: 'listen', port: own.port, purpose: 'quorum' });
  getEpochToPropose(turn, peer.myid, peer.acceptedEpoch);
}

/** A member tells its acceptedEpoch; the new epoch is above those of a quorum (and all seen). */
export function getEpochToPropose(turn: ServerTurn, sid: number, lastAcceptedEpoch: number): void {
  const { leader, peer } = quorumOf(turn);
  const { gates } = leader!;
  if (sid !== peer.myid && !peer.learnersSeen.includes(sid)) {
    setPeer(turn, { learnersSeen: [...peer.learnersSeen, sid] });
  }
  if (!gates.waitingForNewEpoch) return;
  const epoch = lastAcceptedEpoch >= gates.epoch ? lastAcceptedEpoch + 1 : gates.epoch;
  let { connectingFollowers } = gates;
  if (isParticipant(peer.quorumVerifier, sid) && !connectingFollowers.includes(sid)) {
    connectingFollowers = [...connectingFollowers, sid];
  }
  const isOpen =
    connectingFollowers.includes(peer.myid) &&
    hasAllQuorums([peer.quorumVerifier], connectingFollowers, isWeak(turn));
  setGates(turn, { epoch, connectingFollowers, waitingForNewEpoch: !isOpen });
  // The promise not to follow an older leader is on disk before anyone hears of the epoch.
  if (isOpen) writeAcceptedEpoch(turn, epoch, 'leader');
}

/** The own acceptedEpoch is on disk: LEADERINFO may go out. */
export function onLeaderAcceptedEpoch(turn: ServerTurn): void {
  tellPeer(turn, { type: 'epoch.agreed' });
}

/** Entry of waitingForEpochAck. */
export function agreeOnEpoch(turn: ServerTurn): void {
  const { leader, peer } = quorumOf(turn);
  const { epoch, leaderStateSummary } = leader!.gates;
  const newLeaderZxid = makeZxid(epoch, 0);
  setLeader(turn, { newLeaderZxid, lastProposed: newLeaderZxid });
  proposeReconfiguredVersion(turn, newLeaderZxid);
  answerEpochs(turn);
  waitForEpochAck(turn, peer.myid, leaderStateSummary.currentEpoch, leaderStateSummary.lastZxid);
}

/**
 * A member acknowledged the epoch. False: its history is longer than the leader's, so that it must not
 * be led by it.
 */
export function waitForEpochAck(
  turn: ServerTurn,
  sid: number,
  currentEpoch: number,
  lastZxid: Zxid,
): boolean {
  const { leader, peer } = quorumOf(turn);
  const { gates } = leader!;
  if (gates.electionFinished) return true;
  let { electingFollowers } = gates;
  if (currentEpoch !== -1) {
    if (isMoreRecent(turn, currentEpoch, lastZxid, gates.leaderStateSummary)) return false;
    if (isParticipant(peer.quorumVerifier, sid) && !electingFollowers.includes(sid)) {
      electingFollowers = [...electingFollowers, sid];
    }
  }
  const electionFinished =
    electingFollowers.includes(peer.myid) &&
    hasAllQuorums([peer.quorumVerifier], electingFollowers, isWeak(turn));
  setGates(turn, { electingFollowers, electionFinished });
  if (electionFinished) writeCurrentEpoch(turn, gates.epoch, 'leader');
  return true;
}

function isMoreRecent(
  turn: ServerTurn,
  currentEpoch: number,
  lastZxid: Zxid,
  leader: LeaderGates['leaderStateSummary'],
): boolean {
  if (isMutant(turn.state, 'M5-anyone-leads')) return false;
  if (isMutant(turn.state, 'M4-epoch-ignored')) return lastZxid > leader.lastZxid;
  if (currentEpoch !== leader.currentEpoch) return currentEpoch > leader.currentEpoch;
  return lastZxid > leader.lastZxid;
}

/** The own currentEpoch is on disk. */
export function onLeaderCurrentEpoch(turn: ServerTurn): void {
  tellPeer(turn, { type: 'epoch.acked' });
}

/** Entry of SYNCHRONIZATION. */
export function synchronizeLearners(turn: ServerTurn): void {
  const { leader, peer } = quorumOf(turn);
  setZabState(turn, 'SYNCHRONIZATION');
  synchronizeWaiting(turn);
  waitForNewLeaderAck(turn, peer.myid, leader!.newLeaderZxid);
}

/** A member has stored the leader's history. */
export function waitForNewLeaderAck(turn: ServerTurn, sid: number, zxid: Zxid): void {
  const { leader, peer } = quorumOf(turn);
  const { gates, newLeaderZxid } = leader!;
  if (gates.quorumFormed) return;
  if (zxid !== newLeaderZxid) {
    sayPeer(
      turn,
      'ERROR',
      'Leader@1576',
      `NEWLEADER ACK from sid: ${sid} is from a different epoch - current ` +
        `0x${toHex(newLeaderZxid)} received 0x${toHex(zxid)}`,
    );
    return;
  }
  const newLeaderAcks = gates.newLeaderAcks.includes(sid)
    ? gates.newLeaderAcks
    : [...gates.newLeaderAcks, sid];
  const isAlone = isMutant(turn.state, 'M7-no-newleader-quorum');
  const quorumFormed = isAlone || hasAllQuorums(verifiersOf(peer), newLeaderAcks, isWeak(turn));
  setGates(turn, { newLeaderAcks, quorumFormed });
  if (quorumFormed) tellPeer(turn, { type: 'newLeader.acked' });
}

/** Voters that acknowledged NEWLEADER, as the log prints them: `[1, 2]` for each configuration. */
export function ackSetText(turn: ServerTurn): string {
  const { leader, peer } = quorumOf(turn);
  const sids = [...leader!.gates.newLeaderAcks].sort((a, b) => a - b);
  return verifiersOf(peer)
    .map((verifier) => `[${sids.filter((sid) => isParticipant(verifier, sid)).join(', ')}]`)
    .join(',');
}

/**
 * A voter looks for a leader again. With `zookeeper.leader.maxTimeToWaitForEpoch` set a leader that
 * waits for its epoch would give up; by default (-1) it waits on.
 */
export function reportLookingSid(_turn: ServerTurn, _sid: number): void {}

/** Handlers that wait for NEWLEADER's quorum may go on. Called when the server has started. */
export function openForLearners(turn: ServerTurn): void {
  sendToWaiting(turn);
}

/** Replaces parts of the leader's state. */
export function setLeader(turn: ServerTurn, change: Partial<LeaderState>): void {
  const leader = quorumOf(turn).leader!;
  const { quorumPort = leader.quorumPort } = change;
  replaceLeader(turn, {
    gates: change.gates ?? leader.gates,
    lastProposed: change.lastProposed ?? leader.lastProposed,
    lastCommitted: change.lastCommitted ?? leader.lastCommitted,
    proposalSizes: change.proposalSizes ?? leader.proposalSizes,
    outstandingProposals: change.outstandingProposals ?? leader.outstandingProposals,
    ackedZxid: change.ackedZxid ?? leader.ackedZxid,
    pendingSyncs: change.pendingSyncs ?? leader.pendingSyncs,
    handlers: change.handlers ?? leader.handlers,
    newLeaderZxid: change.newLeaderZxid ?? leader.newLeaderZxid,
    forwardingFollowers: change.forwardingFollowers ?? leader.forwardingFollowers,
    observingLearners: change.observingLearners ?? leader.observingLearners,
    tickSkip: change.tickSkip ?? leader.tickSkip,
    quorumPort,
    allowedToCommit: change.allowedToCommit ?? leader.allowedToCommit,
  });
}

/** Replaces the learner handlers. Field by field: every packet of a learner changes its handler. */
export function setHandlers(turn: ServerTurn, handlers: LeaderState['handlers']): void {
  const leader = quorumOf(turn).leader!;
  replaceLeader(turn, {
    gates: leader.gates,
    lastProposed: leader.lastProposed,
    lastCommitted: leader.lastCommitted,
    proposalSizes: leader.proposalSizes,
    outstandingProposals: leader.outstandingProposals,
    ackedZxid: leader.ackedZxid,
    pendingSyncs: leader.pendingSyncs,
    handlers,
    newLeaderZxid: leader.newLeaderZxid,
    forwardingFollowers: leader.forwardingFollowers,
    observingLearners: leader.observingLearners,
    tickSkip: leader.tickSkip,
    quorumPort: leader.quorumPort,
    allowedToCommit: leader.allowedToCommit,
  });
}

/** Replaces parts of the gates. */
export function setGates(turn: ServerTurn, change: Partial<LeaderGates>): void {
  const { leader } = quorumOf(turn);
  setLeader(turn, { gates: { ...leader!.gates, ...change } });
}

/** M6: half of the voters count as a quorum. */
export function isWeak(turn: ServerTurn): boolean {
  return isMutant(turn.state, 'M6-half-is-quorum');
}
