/**
 * The three gates a new leader has to pass, each opened by a quorum that includes itself: a new epoch,
 * its acknowledgement, and the acknowledgement of NEWLEADER.
 *
 * Mirrors: Leader.getEpochToPropose, waitForEpochAck, waitForNewLeaderAck, 3.8.0.
 * Departs: threads that wait at a gate are learner handlers in a waiting state.
 * Read next: leader-state.ts (when a gate opens), leading.ts (what the leader does behind each).
 */
import type { Zxid } from '../protocol/zxid.ts';
import { toHex } from '../protocol/zxid.ts';
import { isMutant } from '../mutants.ts';
import type { ServerTurn } from '../server/server-state.ts';
import { writeAcceptedEpoch, writeCurrentEpoch } from './epochs.ts';
import type { Quorum } from './leader-state.ts';
import { withAcceptedEpoch, withEpochAck, withNewLeaderAck } from './leader-state.ts';
import { ownLeader, quorumOf, sayPeer, setPeer, tellPeer } from './quorum-peer.ts';
import type { LeaderGates } from './quorum-state.ts';
import { isParticipant, verifiersOf } from './vote.ts';

/** A member tells its acceptedEpoch; the new epoch is above those of a quorum (and all seen). */
export function getEpochToPropose(turn: ServerTurn, sid: number, lastAcceptedEpoch: number): void {
  const { leader, peer } = quorumOf(turn);
  const { gates } = leader!;
  if (sid !== peer.myid && !peer.learnersSeen.includes(sid)) {
    setPeer(turn, { learnersSeen: [...peer.learnersSeen, sid] });
  }
  if (!gates.waitingForNewEpoch) return;
  const after = withAcceptedEpoch(gates, votersOf(turn), sid, lastAcceptedEpoch);
  ownLeader(turn).gates = after;
  // The promise not to follow an older leader is on disk before anyone hears of the epoch.
  if (!after.waitingForNewEpoch) writeAcceptedEpoch(turn, after.epoch, 'leader');
}

/** The own acceptedEpoch is on disk: LEADERINFO may go out. */
export function onLeaderAcceptedEpoch(turn: ServerTurn): void {
  tellPeer(turn, { type: 'epoch.agreed' });
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
  const { gates } = quorumOf(turn).leader!;
  // −1: it promised this epoch before, perhaps to another try of this leader.
  if (gates.electionFinished || currentEpoch === -1) return true;
  if (isMoreRecent(turn, currentEpoch, lastZxid, gates.leaderStateSummary)) return false;
  const after = withEpochAck(gates, votersOf(turn), sid);
  ownLeader(turn).gates = after;
  if (after.electionFinished) writeCurrentEpoch(turn, gates.epoch, 'leader');
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
  const isAlone = isMutant(turn.state, 'M7-no-newleader-quorum');
  const counted = withNewLeaderAck(gates, verifiersOf(peer), sid, isWeak(turn));
  const after = isAlone ? { ...counted, quorumFormed: true } : counted;
  ownLeader(turn).gates = after;
  if (after.quorumFormed) tellPeer(turn, { type: 'newLeader.acked' });
}

/** Voters that acknowledged NEWLEADER, as the log prints them: `[1, 2]` for each configuration. */
export function ackSetText(turn: ServerTurn): string {
  const { leader, peer } = quorumOf(turn);
  const sids = [...leader!.gates.newLeaderAcks].sort((a, b) => a - b);
  return verifiersOf(peer)
    .map((verifier) => `[${sids.filter((sid) => isParticipant(verifier, sid)).join(', ')}]`)
    .join(',');
}

/** Who has to agree. */
function votersOf(turn: ServerTurn): Quorum {
  const { myid, quorumVerifier } = quorumOf(turn).peer;
  return { myid, verifier: quorumVerifier, isWeak: isWeak(turn) };
}

/** M6: half of the voters count as a quorum. */
export function isWeak(turn: ServerTurn): boolean {
  return isMutant(turn.state, 'M6-half-is-quorum');
}
