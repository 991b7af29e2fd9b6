/**
 * Fast leader election as a pure function: a notification comes in; votes, the own proposal and
 * perhaps a decision come out. Who sends, and when silence ends it, is decided elsewhere.
 *
 * Mirrors: FastLeaderElection.lookForLeader, 3.8.0.
 * Departs: the queue of received notifications is gone: each is looked at when it arrives.
 * Read next: election.ts (messages and timers around it), quorum-peer.machine.ts (its two states).
 */
import type { QuorumVerifier } from '../admin/config-types.ts';
import { NO_LEADER } from '../protocol/quorum-packets.ts';
import type { Zxid } from '../protocol/zxid.ts';
import type { ElectionState, ReceivedNotification, Vote } from './quorum-state.ts';
import type { Candidate } from './vote.ts';
import {
  checkLeader,
  hasAllQuorums,
  isParticipant,
  isValidVoter,
  supporters,
  totalOrderPredicate,
  verifiersOf,
} from './vote.ts';

/** What a voter knows about itself during an election. */
export interface Voter {
  readonly myid: number;
  readonly learnerType: 'PARTICIPANT' | 'OBSERVER';
  readonly quorumVerifier: QuorumVerifier;
  readonly lastSeenQuorumVerifier: QuorumVerifier;
  /** The round. */
  readonly logicalclock: number;
}

/** zxid and epoch of a vote that can never win: Java's Long.MIN_VALUE. */
const NO_ZXID = -(2n ** 63n);
/** Peer epoch of a vote that can never win. */
const NO_EPOCH = Number.MIN_SAFE_INTEGER;

/** Planted faults of the election. */
export interface ElectionMutants {
  /** M4: votes are compared by zxid alone. */
  readonly isEpochIgnored?: boolean;
  /** M23: nobody asks whether the leader itself was heard. */
  readonly isLeaderUnchecked?: boolean;
  /** M23b: votes of older rounds stay and count. */
  readonly areOldRoundsKept?: boolean;
  /** M5: votes are compared by id alone. */
  readonly isOrderIgnored?: boolean;
}

/** What a notification leads to. */
export interface ElectionStep {
  readonly election: ElectionState;
  readonly logicalclock: number;
  /** The own proposal changed: tell all voters. */
  readonly mustNotify: boolean;
  /** A quorum has the own proposal: wait finalizeWait for a better vote, then decide. */
  readonly hasQuorum: boolean;
  /** An established leader was found: join it at once. */
  readonly decided: Vote | null;
  /** Why it was dropped, in upstream's words of its log; null when it was used. */
  readonly ignored: string | null;
}

/** The first vote of a round: oneself, or for a server that cannot vote the vote that never wins. */
export function startElection(
  voter: Voter,
  lastLoggedZxid: Zxid,
  currentEpoch: number,
): ElectionState {
  const votes = isParticipant(voter.quorumVerifier, voter.myid);
  const isVoter = voter.learnerType === 'PARTICIPANT';
  const initZxid = isVoter ? lastLoggedZxid : NO_ZXID;
  const initEpoch = isVoter ? currentEpoch : NO_EPOCH;
  return {
    proposedLeader: votes ? voter.myid : NO_LEADER,
    proposedZxid: initZxid,
    proposedEpoch: initEpoch,
    initZxid,
    initEpoch,
    recvset: {},
    outofelection: {},
  };
}

/** The own proposal as a candidate. */
export function proposalOf(election: ElectionState): Candidate {
  return {
    leader: election.proposedLeader,
    zxid: election.proposedZxid,
    peerEpoch: election.proposedEpoch,
  };
}

/** The vote that ends the election when the finalizeWait was silent. */
export function endVote(election: ElectionState, logicalclock: number): Vote {
  return {
    leader: election.proposedLeader,
    zxid: election.proposedZxid,
    peerEpoch: election.proposedEpoch,
    electionEpoch: logicalclock,
    state: 'LOOKING',
  };
}

/** Takes one notification of a server that is looking, following or leading. */
export function onElectionNotification(
  election: ElectionState,
  voter: Voter,
  n: ReceivedNotification,
  mutants: ElectionMutants = {},
): ElectionStep {
  const nothing: ElectionStep = {
    election,
    logicalclock: voter.logicalclock,
    mustNotify: false,
    hasQuorum: false,
    decided: null,
    ignored: null,
  };
  if (!isValidVoter(voter, n.leader)) {
    return {
      ...nothing,
      ignored: `Ignoring notification for non-cluster member sid ${n.leader} from sid ${n.sid}`,
    };
  }
  if (!isValidVoter(voter, n.sid)) {
    return {
      ...nothing,
      ignored: `Ignoring notification for sid ${n.leader} from non-quorum member sid ${n.sid}`,
    };
  }
  switch (n.state) {
    case 'LOOKING':
      return onLooking(nothing, voter, n, mutants);
    case 'OBSERVING':
      return { ...nothing, ignored: `Notification from observer: ${n.sid}` };
    case 'FOLLOWING':
    case 'LEADING':
      return onSettled(nothing, voter, n, mutants);
  }
}

function onLooking(
  nothing: ElectionStep,
  voter: Voter,
  n: ReceivedNotification,
  mutants: ElectionMutants,
): ElectionStep {
  let { election, logicalclock } = nothing;
  if (election.initZxid === -1n) return { ...nothing, ignored: 'our zxid is -1' };
  if (n.zxid === -1n) return { ...nothing, ignored: `member with -1 zxid ${n.sid}` };
  const isBetter = (current: Candidate) =>
    mutants.isOrderIgnored === true
      ? n.leader > current.leader
      : totalOrderPredicate(voter.quorumVerifier, n, current, mutants.isEpochIgnored);
  let mustNotify = false;
  if (n.electionEpoch > logicalclock) {
    // A newer round: what was counted so far belongs to a dead one.
    logicalclock = n.electionEpoch;
    const initial: Candidate = {
      leader: isParticipant(voter.quorumVerifier, voter.myid) ? voter.myid : NO_LEADER,
      zxid: election.initZxid,
      peerEpoch: election.initEpoch,
    };
    election = withVotes(propose(election, isBetter(initial) ? n : initial), {});
    mustNotify = true;
  } else if (n.electionEpoch < logicalclock && !mutants.areOldRoundsKept) {
    return { ...nothing, ignored: 'older round' };
  } else if (isBetter(proposalOf(election))) {
    election = propose(election, n);
    mustNotify = true;
  }
  // Under the mutant an old vote is booked as if it were of this round.
  const electionEpoch = mutants.areOldRoundsKept ? logicalclock : n.electionEpoch;
  const { leader, zxid, peerEpoch } = n;
  const vote: Vote = { leader, zxid, electionEpoch, peerEpoch, state: 'LOOKING' };
  election = withVotes(election, { ...election.recvset, [n.sid]: vote });
  const mine = endVote(election, logicalclock);
  const hasQuorum = hasAllQuorums(verifiersOf(voter), supporters(election.recvset, mine));
  return { election, logicalclock, mustNotify, hasQuorum, decided: null, ignored: null };
}

function onSettled(
  nothing: ElectionStep,
  voter: Voter,
  n: ReceivedNotification,
  mutants: ElectionMutants,
): ElectionStep {
  const vote = voteOf(n);
  let { election } = nothing;
  const elects = (votes: ElectionState['recvset'], logicalclock: number) =>
    hasAllQuorums(verifiersOf(voter), supporters(votes, vote)) &&
    (mutants.isLeaderUnchecked === true ||
      checkLeader(votes, voter.myid, logicalclock, n.leader, n.electionEpoch));
  if (n.electionEpoch === voter.logicalclock) {
    election = withVotes(election, { ...election.recvset, [n.sid]: vote });
    if (elects(election.recvset, voter.logicalclock)) {
      return { ...nothing, election, decided: vote };
    }
  }
  // Joining an established ensemble: a majority must follow the same leader, and it must say so.
  const outofelection = { ...election.outofelection, [n.sid]: vote };
  election = withVotes(election, election.recvset, outofelection);
  if (elects(election.outofelection, voter.logicalclock)) {
    return { ...nothing, election, logicalclock: n.electionEpoch, decided: vote };
  }
  return { ...nothing, election };
}

function propose(election: ElectionState, candidate: Candidate): ElectionState {
  const { initZxid, initEpoch, recvset, outofelection } = election;
  return {
    proposedLeader: candidate.leader,
    proposedZxid: candidate.zxid,
    proposedEpoch: candidate.peerEpoch,
    initZxid,
    initEpoch,
    recvset,
    outofelection,
  };
}

/** Field by field: a spread costs many times as much, and an election may see thousands of votes. */
function withVotes(
  election: ElectionState,
  recvset: ElectionState['recvset'],
  outofelection = election.outofelection,
): ElectionState {
  const { proposedLeader, proposedZxid, proposedEpoch, initZxid, initEpoch } = election;
  return {
    proposedLeader,
    proposedZxid,
    proposedEpoch,
    initZxid,
    initEpoch,
    recvset,
    outofelection,
  };
}

function voteOf(n: ReceivedNotification): Vote {
  return {
    leader: n.leader,
    zxid: n.zxid,
    electionEpoch: n.electionEpoch,
    peerEpoch: n.peerEpoch,
    state: n.state,
  };
}
