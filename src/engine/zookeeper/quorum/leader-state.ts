/**
 * What a leader knows of its quorum: who has acknowledged what, which gates that opens, and what may be
 * committed. Pure: nothing is sent from here.
 *
 * Mirrors: the deciding parts of Leader.getEpochToPropose, waitForEpochAck, waitForNewLeaderAck,
 * processAck and tryToCommit, 3.8.0.
 * Departs: one number per server stands for the sets of acks.
 * Read next: leader-gates.ts, leader.ts.
 */
import type { QuorumVerifier } from '../admin/config-types.ts';
import { queueFirst } from '../../kernel/persistent-queue.ts';
import type { Zxid } from '../protocol/zxid.ts';
import type { LeaderGates, LeaderState, Proposal } from './quorum-state.ts';
import { hasAllQuorums, isParticipant } from './vote.ts';

/** Per sid the last zxid it acknowledged. */
export type Acks = LeaderState['ackedZxid'];

/** A quorum, and a planted fault (M6) that makes half of the voters count as one. */
export interface Quorum {
  readonly myid: number;
  readonly verifier: QuorumVerifier;
  readonly isWeak: boolean;
}

/** With what a server has acknowledged; the same object when that says nothing new. */
export function withAck(acks: Acks, sid: number, zxid: Zxid): Acks {
  const known = acks[sid];
  return known !== undefined && known >= zxid ? acks : { ...acks, [sid]: zxid };
}

/** Whether a quorum of every configuration of a proposal has it on disk. */
function isAcknowledged(acks: Acks, { verifiers, zxid }: Proposal, isWeak: boolean): boolean {
  const sids: number[] = [];
  for (const { members } of verifiers) {
    for (const { sid } of members) if ((acks[sid] ?? -1n) >= zxid) sids.push(sid);
  }
  return hasAllQuorums(verifiers, sids, isWeak);
}

/** The oldest proposal, when it may be committed. They are committed in order, or not at all. */
export function committable(leader: LeaderState, isWeak: boolean): Proposal | undefined {
  if (!leader.allowedToCommit) return undefined;
  const proposal = queueFirst(leader.outstandingProposals);
  if (proposal === undefined) return undefined;
  return isAcknowledged(leader.ackedZxid, proposal, isWeak) ? proposal : undefined;
}

/** First gate: a member tells its acceptedEpoch; the new epoch is above those of a quorum. */
export function withAcceptedEpoch(
  gates: LeaderGates,
  quorum: Quorum,
  sid: number,
  acceptedEpoch: number,
): LeaderGates {
  const epoch = acceptedEpoch >= gates.epoch ? acceptedEpoch + 1 : gates.epoch;
  const connectingFollowers = withVoter(gates.connectingFollowers, quorum, sid);
  const waitingForNewEpoch = !isOpen(connectingFollowers, quorum);
  return { ...gates, epoch, connectingFollowers, waitingForNewEpoch };
}

/** Second gate: a member that is not ahead of the leader acknowledges the epoch. */
export function withEpochAck(gates: LeaderGates, quorum: Quorum, sid: number): LeaderGates {
  const electingFollowers = withVoter(gates.electingFollowers, quorum, sid);
  return { ...gates, electingFollowers, electionFinished: isOpen(electingFollowers, quorum) };
}

/** Third gate: a member has stored the leader's history. */
export function withNewLeaderAck(
  gates: LeaderGates,
  verifiers: readonly QuorumVerifier[],
  sid: number,
  isWeak: boolean,
): LeaderGates {
  const newLeaderAcks = gates.newLeaderAcks.includes(sid)
    ? gates.newLeaderAcks
    : [...gates.newLeaderAcks, sid];
  return { ...gates, newLeaderAcks, quorumFormed: hasAllQuorums(verifiers, newLeaderAcks, isWeak) };
}

function withVoter(sids: readonly number[], { verifier }: Quorum, sid: number): readonly number[] {
  return isParticipant(verifier, sid) && !sids.includes(sid) ? [...sids, sid] : sids;
}

/** A gate opens for a quorum that the leader itself is one of. */
function isOpen(sids: readonly number[], { myid, verifier, isWeak }: Quorum): boolean {
  return sids.includes(myid) && hasAllQuorums([verifier], sids, isWeak);
}
