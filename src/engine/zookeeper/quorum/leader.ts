/**
 * What a leader does with a change: proposes it, counts acknowledgements, commits in order; and answers
 * syncs.
 *
 * Mirrors: Leader.propose, processAck, tryToCommit, processSync, 3.8.0.
 * Departs: one number per server stands for the sets of acks, and a learner that connects again has
 * acknowledged nothing until it says so (upstream keeps the old acks of what it may cut off).
 * Read next: leader-state.ts (what may be committed), leader-pipeline.ts (where requests come from).
 */
import { queueDrop, queueFirst, queuePush, queueSize } from '../../kernel/persistent-queue.ts';
import type { QuorumPacket } from '../protocol/quorum-packets.ts';
import type { Txn } from '../protocol/txn.ts';
import type { Zxid } from '../protocol/zxid.ts';
import { counterOf, toHex } from '../protocol/zxid.ts';
import { isMutant } from '../mutants.ts';
import type { Request } from '../server/request.ts';
import type { ServerTurn } from '../server/server-state.ts';
import { commit } from './commit-processor.ts';
import { isWeak } from './leader-gates.ts';
import { committable, withAck } from './leader-state.ts';
import { ownLeader, quorumOf, sayPeer, tellPeer } from './quorum-peer.ts';
import { count } from '../server/metrics.ts';
import { proposalBytes } from '../persistence/record-length.ts';
import type { BufferStats, LeaderState, PendingSync, Proposal } from './quorum-state.ts';
import { activateReconfig, designatedLeaderOf, onReconfigProposed } from './reconfig.ts';
import { verifiersOf } from './vote.ts';

/** The transaction of a request as a proposal to all followers. */
export function propose(turn: ServerTurn, request: Request): void {
  if (counterOf(request.zxid) === 0xffffffff && !isMutant(turn.state, 'M22-zxid-overflow')) {
    // The counter is used up: only a new epoch gives new numbers (ZOOKEEPER-1277).
    shutdown(
      turn,
      'zxid lower 32 bits have rolled over, forcing re-election, and therefore new epoch start',
    );
    return;
  }
  const txn: Txn = { header: request.header!, body: request.txn! };
  const packet = { type: 'PROPOSAL', zxid: request.zxid, txn } as const;
  if (request.type === 'reconfig' && txn.body.type === 'reconfig')
    onReconfigProposed(turn, txn.body);
  const proposal: Proposal = {
    zxid: request.zxid,
    packet,
    request,
    verifiers: verifiersOf(quorumOf(turn).peer),
  };
  const leader = ownLeader(turn);
  leader.lastProposed = request.zxid;
  leader.outstandingProposals = queuePush(leader.outstandingProposals, proposal);
  leader.proposalSizes = withSize(leader.proposalSizes, proposalBytes(txn));
  count(turn, 'proposal_count');
  const skips = request.zxid % 8n === 7n && isMutant(turn.state, 'M43-proposal-skips-one');
  const { forwardingFollowers } = leader;
  sendPacket(turn, skips ? forwardingFollowers.slice(1) : forwardingFollowers, packet);
}

/** The leader is told that a member has a proposal on disk. */
export function processAck(turn: ServerTurn, sid: number, zxid: Zxid): void {
  const leader = quorumOf(turn).leader!;
  if (!leader.allowedToCommit || counterOf(zxid) === 0) return;
  const first = queueFirst(leader.outstandingProposals);
  if (first === undefined || leader.lastCommitted >= zxid) {
    noteAck(turn, sid, zxid);
    return;
  }
  if (zxid > leader.lastProposed) {
    const text = `Trying to commit future proposal: zxid 0x${toHex(zxid)} from ${sid}`;
    sayPeer(turn, 'WARN', 'Leader@1035', text);
    return;
  }
  noteAck(turn, sid, zxid);
  tryToCommit(turn);
}

function noteAck(turn: ServerTurn, sid: number, zxid: Zxid): void {
  const { ackedZxid } = quorumOf(turn).leader!;
  const after = withAck(ackedZxid, sid, zxid);
  if (after !== ackedZxid) ownLeader(turn).ackedZxid = after;
}

function withSize({ min, max }: BufferStats, last: number): BufferStats {
  return { last, min: min === -1 || last < min ? last : min, max: last > max ? last : max };
}

/** Commits the oldest outstanding proposals that a quorum has on disk, in order. */
function tryToCommit(turn: ServerTurn): void {
  for (;;) {
    const { leader } = quorumOf(turn);
    const proposal = leader === null ? undefined : nextToCommit(turn, leader);
    if (proposal === undefined) return;
    const progress = ownLeader(turn);
    progress.outstandingProposals = queueDrop(progress.outstandingProposals);
    progress.lastCommitted = proposal.zxid;
    commitProposal(turn, proposal);
  }
}

function nextToCommit(turn: ServerTurn, leader: LeaderState): Proposal | undefined {
  if (!isMutant(turn.state, 'M6c-commit-without-quorum')) return committable(leader, isWeak(turn));
  return leader.allowedToCommit ? queueFirst(leader.outstandingProposals) : undefined;
}

function commitProposal(turn: ServerTurn, proposal: Proposal): void {
  const { zxid, packet, request } = proposal;
  const { forwardingFollowers, observingLearners } = quorumOf(turn).leader!;
  if (packet.txn.body.type === 'reconfig') {
    const designatedLeader = designatedLeaderOf(turn, proposal);
    activateReconfig(turn, zxid, designatedLeader);
    if (designatedLeader !== quorumOf(turn).peer.myid) {
      sayPeer(
        turn,
        'INFO',
        'Leader@964',
        'Committing a reconfiguration (reconfigEnabled=true); this leader is not the designated ' +
          'leader anymore, setting allowedToCommit=false',
      );
      ownLeader(turn).allowedToCommit = false;
    }
    sendPacket(turn, forwardingFollowers, {
      type: 'COMMITANDACTIVATE',
      zxid,
      designatedLeader,
    });
    const { txn } = packet;
    sendPacket(turn, observingLearners, {
      type: 'INFORMANDACTIVATE',
      zxid,
      txn,
      designatedLeader,
    });
  } else {
    const isDropped = zxid % 8n === 7n && isMutant(turn.state, 'M42-commit-dropped');
    if (!isDropped) sendPacket(turn, forwardingFollowers, { type: 'COMMIT', zxid });
    if (observingLearners.length > 0) {
      sendPacket(turn, observingLearners, { type: 'INFORM', zxid, txn: packet.txn });
    }
  }
  count(turn, 'commit_count');
  commit(turn, request);
  releaseSyncs(turn, zxid);
}

function releaseSyncs(turn: ServerTurn, zxid: Zxid): void {
  const leader = quorumOf(turn).leader;
  if (leader === null || leader.pendingSyncs.length === 0) return;
  const due = leader.pendingSyncs.filter((sync) => sync.zxid <= zxid);
  if (due.length === 0) return;
  ownLeader(turn).pendingSyncs = leader.pendingSyncs.filter((sync) => sync.zxid > zxid);
  for (const sync of due) sendSync(turn, sync);
}

/** A learner's sync: answered when all that is outstanding now has been committed. */
export function processSync(turn: ServerTurn, sync: Omit<PendingSync, 'zxid'>): void {
  const leader = quorumOf(turn).leader!;
  const pending = { ...sync, zxid: leader.lastProposed };
  if (queueSize(leader.outstandingProposals) === 0) sendSync(turn, pending);
  else ownLeader(turn).pendingSyncs = [...leader.pendingSyncs, pending];
}

function sendSync(turn: ServerTurn, { connection, sessionId, cxid }: PendingSync): void {
  sendPacket(turn, [connection], { type: 'SYNC', zxid: 0n, sessionId, cxid });
}

/** Sends one packet to several learners. */
function sendPacket(turn: ServerTurn, connections: readonly number[], packet: QuorumPacket): void {
  for (const connection of connections) {
    turn.effects.push({ type: 'send', connection, message: packet });
  }
}

/** Steps down. */
export function shutdown(turn: ServerTurn, reason: string): void {
  if (quorumOf(turn).leader === null) return;
  sayPeer(turn, 'INFO', 'Leader@819', `Shutdown called. For the reason ${reason}`);
  tellPeer(turn, { type: 'role.lost', electionDelayMs: 0 });
}
