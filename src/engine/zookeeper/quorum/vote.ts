/**
 * The order of votes, when two votes count as the same, and whether a set of votes elects.
 *
 * Mirrors: Vote.equals, SyncedLearnerTracker, FastLeaderElection.totalOrderPredicate and
 * checkLeader, 3.8.0.
 * Departs: no QuorumOracleMaj.
 * Read next: fast-leader-election.ts.
 */
import type { QuorumVerifier } from '../admin/config-types.ts';
import { containsQuorum, weightOf } from '../admin/quorum-verifier.ts';
import type { Zxid } from '../protocol/zxid.ts';
import type { Vote } from './quorum-state.ts';

/** What votes are compared by. */
export interface Candidate {
  readonly leader: number;
  readonly zxid: Zxid;
  readonly peerEpoch: number;
}

/** Votes of one round by sender. */
export type Votes = Readonly<Record<number, Vote>>;

/**
 * Whether `candidate` beats `current`: higher epoch, then higher zxid, then higher id. The epoch is
 * the one the candidate last accepted a leader of, not the epoch of its zxid.
 */
export function totalOrderPredicate(
  verifier: QuorumVerifier,
  candidate: Candidate,
  current: Candidate,
  isEpochIgnored = false,
): boolean {
  if (verifier.kind === 'hierarchical' && weightOf(verifier, candidate.leader) === 0) return false;
  if (!isEpochIgnored && candidate.peerEpoch !== current.peerEpoch) {
    return candidate.peerEpoch > current.peerEpoch;
  }
  if (candidate.zxid !== current.zxid) return candidate.zxid > current.zxid;
  return candidate.leader > current.leader;
}

/**
 * Whether two votes support the same leadership. Among settled servers the zxid and the round may
 * legitimately differ, since they joined at different times (ZOOKEEPER-1805).
 */
function isSameVote(a: Vote, b: Vote): boolean {
  if (a.leader !== b.leader || a.peerEpoch !== b.peerEpoch) return false;
  if (a.state !== 'LOOKING' && b.state !== 'LOOKING') return true;
  return a.zxid === b.zxid && a.electionEpoch === b.electionEpoch;
}

/**
 * Whether the sids hold a quorum of every verifier; those that do not vote there do not count. `isWeak`
 * is a planted fault (M6): half of the voters are enough.
 */
export function hasAllQuorums(
  verifiers: readonly QuorumVerifier[],
  sids: readonly number[],
  isWeak = false,
): boolean {
  for (const verifier of verifiers) {
    let all = 0;
    const voters: number[] = [];
    for (const { sid, type } of verifier.members) {
      if (type !== 'PARTICIPANT') continue;
      all++;
      if (sids.includes(sid)) voters.push(sid);
    }
    if (isWeak ? voters.length < Math.floor(all / 2) : !containsQuorum(verifier, voters)) {
      return false;
    }
  }
  return true;
}

/** Senders whose vote equals this one. */
export function supporters(votes: Votes, vote: Vote): readonly number[] {
  const sids: number[] = [];
  for (const sid in votes) if (isSameVote(vote, votes[sid]!)) sids.push(Number(sid));
  return sids;
}

/**
 * Whether the leader itself has been heard leading: nobody follows a dead leader on hearsay. For
 * oneself the round must be the current one.
 */
export function checkLeader(
  votes: Votes,
  myid: number,
  logicalclock: number,
  leader: number,
  electionEpoch: number,
): boolean {
  return leader === myid ? logicalclock === electionEpoch : votes[leader]?.state === 'LEADING';
}

/** The verifiers that an election and a proposal need a quorum of: current and pending. */
export function verifiersOf(peer: {
  readonly quorumVerifier: QuorumVerifier;
  readonly lastSeenQuorumVerifier: QuorumVerifier;
}): readonly QuorumVerifier[] {
  return peer.lastSeenQuorumVerifier.version > peer.quorumVerifier.version
    ? [peer.quorumVerifier, peer.lastSeenQuorumVerifier]
    : [peer.quorumVerifier];
}

/** Whether the sid votes in the current or the pending configuration. */
export function isValidVoter(
  peer: {
    readonly quorumVerifier: QuorumVerifier;
    readonly lastSeenQuorumVerifier: QuorumVerifier;
  },
  sid: number,
): boolean {
  const votes = (verifier: QuorumVerifier) =>
    verifier.members.some((member) => member.sid === sid && member.type === 'PARTICIPANT');
  return votes(peer.quorumVerifier) || votes(peer.lastSeenQuorumVerifier);
}

/** Whether the sid votes in this configuration. */
export function isParticipant(verifier: QuorumVerifier, sid: number): boolean {
  return verifier.members.some((member) => member.sid === sid && member.type === 'PARTICIPANT');
}
