/**
 * A leader that leads: proposes, counts acknowledgements, commits in order, answers syncs, pings its
 * learners and steps down when no quorum follows any more.
 *
 * Mirrors: Leader.propose, processAck, tryToCommit, processSync, lead's loop, shutdown, 3.8.0.
 * Departs: one number per server stands for the sets of acks, and a learner that connects again has
 * acknowledged nothing until it says so (upstream keeps the old acks of what it may cut off).
 * Read next: leader-gates.ts (before), leader-pipeline.ts (where requests come from).
 */
import { queueDrop, queueFirst, queuePush, queueSize } from '../data/persistent-queue.ts';
import type { QuorumPacket } from '../protocol/quorum-packets.ts';
import type { Txn } from '../protocol/txn.ts';
import type { Zxid } from '../protocol/zxid.ts';
import { counterOf, toHex } from '../protocol/zxid.ts';
import { isMutant } from '../server/mutants.ts';
import type { Request } from '../server/request.ts';
import type { ServerTurn } from '../server/server-state.ts';
import { startServing, stopServing } from '../server/serving.ts';
import { commit } from './commit-processor.ts';
import { ackSetText, isWeak, openForLearners, setGates, setLeader } from './leader-gates.ts';
import { closeAllHandlers, isSynced, pingHandlers } from './learner-handler.ts';
import {
  quorumOf,
  replaceLeader,
  sayPeer,
  setPeer,
  setQuorum,
  setZabState,
  tellPeer,
  updateElectionVote,
} from './quorum-peer.ts';
import { count } from '../server/metrics.ts';
import { proposalBytes } from '../persistence/record-length.ts';
import { logProcessors } from './quorum-log.ts';
import type { BufferStats, LeaderState, PendingSync, Proposal } from './quorum-state.ts';
import {
  activateReconfig,
  designatedAtStart,
  designatedLeaderOf,
  onReconfigProposed,
} from './reconfig.ts';
import { hasAllQuorums, isParticipant, verifiersOf } from './vote.ts';
import { setDb } from '../server/state-changes.ts';

/** Entry of BROADCAST: clients are served, learners get UPTODATE. */
export function startZkServer(turn: ServerTurn): void {
  const { leader } = quorumOf(turn);
  const { newLeaderZxid, gates } = leader!;
  sayPeer(
    turn,
    'INFO',
    'Leader@1519',
    `Have quorum of supporters, sids: [${ackSetText(turn)}]; starting up and setting last processed ` +
      `zxid: 0x${toHex(newLeaderZxid)}`,
  );
  setLeader(turn, { lastCommitted: newLeaderZxid });
  if (turn.state.config.reconfigEnabled) {
    const designatedLeader = designatedAtStart(turn);
    activateReconfig(turn, newLeaderZxid, designatedLeader);
    if (designatedLeader !== quorumOf(turn).peer.myid) {
      const text =
        'This leader is not the designated leader, it will be initialized with allowedToCommit = false';
      sayPeer(turn, 'WARN', 'Leader@1537', text);
      setLeader(turn, { allowedToCommit: false });
    }
  } else {
    sayPeer(
      turn,
      'INFO',
      'Leader@1541',
      'Dynamic reconfig feature is disabled, skip designatedLeader calculation and reconfig ' +
        'processing.',
    );
  }
  setGates(turn, { leaderStartTimeMs: turn.env.nowMs });
  const { tree, sessionsWithTimeouts, committedLog } = turn.state.db;
  setDb(turn, { tree, sessionsWithTimeouts, lastProcessedZxid: newLeaderZxid, committedLog });
  logProcessors(turn, 'leader');
  startServing(turn, 'leader');
  updateElectionVote(turn, gates.epoch);
  setZabState(turn, 'BROADCAST');
  openForLearners(turn);
}

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
  const leader = quorumOf(turn).leader!;
  const { lastCommitted, ackedZxid } = leader;
  const outstanding = queuePush(leader.outstandingProposals, proposal);
  count(turn, 'proposal_count');
  const sizes = withSize(leader.proposalSizes, proposalBytes(txn));
  setProgress(turn, leader, request.zxid, lastCommitted, outstanding, ackedZxid, sizes);
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
    noteAck(turn, leader, sid, zxid);
    return;
  }
  if (zxid > leader.lastProposed) {
    const text = `Trying to commit future proposal: zxid 0x${toHex(zxid)} from ${sid}`;
    sayPeer(turn, 'WARN', 'Leader@1035', text);
    return;
  }
  noteAck(turn, leader, sid, zxid);
  tryToCommit(turn);
}

function noteAck(turn: ServerTurn, leader: LeaderState, sid: number, zxid: Zxid): void {
  const known = leader.ackedZxid[sid];
  if (known !== undefined && known >= zxid) return;
  const { lastProposed, lastCommitted, outstandingProposals } = leader;
  const ackedZxid = { ...leader.ackedZxid, [sid]: zxid };
  setProgress(turn, leader, lastProposed, lastCommitted, outstandingProposals, ackedZxid);
}

function withSize({ min, max }: BufferStats, last: number): BufferStats {
  return { last, min: min === -1 || last < min ? last : min, max: last > max ? last : max };
}

/** What every proposal and every ACK moves. Field by field: a spread costs ten times as much. */
function setProgress(
  turn: ServerTurn,
  leader: LeaderState,
  lastProposed: Zxid,
  lastCommitted: Zxid,
  outstandingProposals: LeaderState['outstandingProposals'],
  ackedZxid: LeaderState['ackedZxid'],
  proposalSizes = leader.proposalSizes,
): void {
  replaceLeader(turn, {
    gates: leader.gates,
    lastProposed,
    lastCommitted,
    proposalSizes,
    outstandingProposals,
    ackedZxid,
    pendingSyncs: leader.pendingSyncs,
    handlers: leader.handlers,
    newLeaderZxid: leader.newLeaderZxid,
    forwardingFollowers: leader.forwardingFollowers,
    observingLearners: leader.observingLearners,
    tickSkip: leader.tickSkip,
    quorumPort: leader.quorumPort,
    allowedToCommit: leader.allowedToCommit,
  });
}

/** Commits the oldest outstanding proposals that a quorum has on disk, in order. */
function tryToCommit(turn: ServerTurn): void {
  for (;;) {
    const leader = quorumOf(turn).leader;
    if (leader === null || !leader.allowedToCommit) return;
    const proposal = queueFirst(leader.outstandingProposals);
    if (proposal === undefined || !isAcknowledged(turn, leader, proposal)) return;
    const outstandingProposals = queueDrop(leader.outstandingProposals);
    const { lastProposed, ackedZxid } = leader;
    setProgress(turn, leader, lastProposed, proposal.zxid, outstandingProposals, ackedZxid);
    commitProposal(turn, leader, proposal);
  }
}

function isAcknowledged(turn: ServerTurn, leader: LeaderState, proposal: Proposal): boolean {
  const { ackedZxid } = leader;
  const { verifiers, zxid } = proposal;
  if (isMutant(turn.state, 'M6c-commit-without-quorum')) return true;
  const acks: number[] = [];
  for (const { members } of verifiers) {
    for (const { sid } of members) if ((ackedZxid[sid] ?? -1n) >= zxid) acks.push(sid);
  }
  return hasAllQuorums(verifiers, acks, isWeak(turn));
}

function commitProposal(turn: ServerTurn, leader: LeaderState, proposal: Proposal): void {
  const { zxid, packet, request } = proposal;
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
      setLeader(turn, { allowedToCommit: false });
    }
    sendPacket(turn, leader.forwardingFollowers, {
      type: 'COMMITANDACTIVATE',
      zxid,
      designatedLeader,
    });
    const { txn } = packet;
    sendPacket(turn, leader.observingLearners, {
      type: 'INFORMANDACTIVATE',
      zxid,
      txn,
      designatedLeader,
    });
  } else {
    const isDropped = zxid % 8n === 7n && isMutant(turn.state, 'M42-commit-dropped');
    if (!isDropped) sendPacket(turn, leader.forwardingFollowers, { type: 'COMMIT', zxid });
    if (leader.observingLearners.length > 0) {
      sendPacket(turn, leader.observingLearners, { type: 'INFORM', zxid, txn: packet.txn });
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
  setLeader(turn, { pendingSyncs: leader.pendingSyncs.filter((sync) => sync.zxid > zxid) });
  for (const sync of due) sendSync(turn, sync);
}

/** A learner's sync: answered when all that is outstanding now has been committed. */
export function processSync(turn: ServerTurn, sync: Omit<PendingSync, 'zxid'>): void {
  const leader = quorumOf(turn).leader!;
  const pending = { ...sync, zxid: leader.lastProposed };
  if (queueSize(leader.outstandingProposals) === 0) sendSync(turn, pending);
  else setLeader(turn, { pendingSyncs: [...leader.pendingSyncs, pending] });
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

/** Every half tick: pings; every second time the tick counts on and a quorum must be in sync. */
export function pingLearners(turn: ServerTurn): void {
  const { peer, leader } = quorumOf(turn);
  if (leader === null) return;
  const { tickSkip } = leader;
  if (!tickSkip) {
    setPeer(turn, { tick: peer.tick + 1 });
    const sids = [peer.myid];
    for (const handler of leader.handlers) {
      if (isSynced(turn, handler)) sids.push(handler.sid);
    }
    const isLoyal = isMutant(turn.state, 'M25-no-quorum-check');
    if (!isLoyal && !hasAllQuorums(verifiersOf(peer), sids, isWeak(turn))) {
      sids.sort((a, b) => a - b);
      const sets = verifiersOf(peer)
        .map((verifier) => `[${sids.filter((sid) => isParticipant(verifier, sid)).join(', ')}]`)
        .join(',');
      shutdown(turn, `Not sufficient followers synced, only synced with sids: [ ${sets} ]`);
      return;
    }
  }
  setLeader(turn, { tickSkip: !tickSkip });
  pingHandlers(turn);
}

/** Steps down. */
function shutdown(turn: ServerTurn, reason: string): void {
  if (quorumOf(turn).leader === null) return;
  sayPeer(turn, 'INFO', 'Leader@819', `Shutdown called. For the reason ${reason}`);
  tellPeer(turn, { type: 'role.lost', electionDelayMs: 0 });
}

/** Exit of LEADING: every connection of learners and clients is closed. */
export function shutdownLeader(turn: ServerTurn): void {
  const { leader } = quorumOf(turn);
  if (leader === null) return;
  sayPeer(turn, 'INFO', 'Leader@813', 'Shutting down');
  const { quorumPort } = leader;
  if (quorumPort !== null) turn.effects.push({ type: 'unlisten', port: quorumPort });
  closeAllHandlers(turn);
  if (turn.state.server !== null) stopServing(turn);
  setQuorum(turn, { leader: null });
}
