/**
 * An election in progress: sends the own vote, takes what others send, and answers those who look for
 * a leader while this server has one.
 *
 * Mirrors: FastLeaderElection with its Messenger (WorkerReceiver, WorkerSender), 3.8.0.
 * Departs: a notification carries the version of the sender's configuration, not its text.
 * Read next: fast-leader-election.ts (the rules), quorum-cnx-manager.ts (the links).
 */
import { isInState } from '../../kernel/statechart.ts';
import type { Notification } from '../protocol/quorum-packets.ts';
import { toHex } from '../protocol/zxid.ts';
import { isQuiet, logLine } from '../admin/log-line.ts';
import { isMutant } from '../mutants.ts';
import type { ServerTurn } from '../server/server-state.ts';
import type { ElectionMutants, ElectionStep, Voter } from './fast-leader-election.ts';
import {
  endVote,
  onElectionNotification,
  proposalOf,
  startElection,
} from './fast-leader-election.ts';
import { connectAll, haveDelivered, toSend } from './quorum-cnx-manager.ts';
import type { ElectedRole } from './quorum-peer.machine.ts';
import { ownQuorum, quorumOf, sayPeer, setPeer, tellPeer } from './quorum-peer.ts';
import type { ReceivedNotification, Vote } from './quorum-state.ts';
import { isValidVoter, totalOrderPredicate, verifiersOf } from './vote.ts';

/** A new round: the own vote goes to every voter, oneself included. */
export function lookForLeader(turn: ServerTurn): void {
  const { peer } = quorumOf(turn);
  const logicalclock = peer.logicalclock + 1;
  const startFleMs = peer.startFleMs === 0 ? turn.env.nowMs : peer.startFleMs;
  setPeer(turn, { logicalclock, startFleMs });
  const { lastProcessedZxid } = turn.state.db;
  const election = startElection(voterOf(turn), lastProcessedZxid, peer.currentEpoch);
  ownQuorum(turn).election = election;
  sayPeer(
    turn,
    'INFO',
    'FastLeaderElection@946',
    `New election. My id = ${peer.myid}, proposed zxid=0x${toHex(election.proposedZxid)}`,
  );
  sendNotifications(turn);
}

/** Nobody spoke for a while: says the own vote again, or dials those who never got it. */
export function resendNotifications(turn: ServerTurn): void {
  if (haveDelivered(turn)) sendNotifications(turn);
  else connectAll(turn);
  const timeout = (turn.state.chart.context as { notTimeoutMs?: number }).notTimeoutMs ?? 0;
  sayPeer(turn, 'INFO', 'FastLeaderElection@996', `Notification time out: ${timeout} ms`);
}

function sendNotifications(turn: ServerTurn): void {
  const { peer, election } = quorumOf(turn);
  if (election === null) return;
  const proposal = proposalOf(election);
  const notification: Notification = {
    type: 'Notification',
    state: 'LOOKING',
    leader: proposal.leader,
    zxid: proposal.zxid,
    electionEpoch: peer.logicalclock,
    peerEpoch: proposal.peerEpoch,
    configVersion: peer.quorumVerifier.version,
  };
  const sids = new Set<number>();
  for (const verifier of verifiersOf(peer)) {
    for (const { sid, type } of verifier.members) if (type === 'PARTICIPANT') sids.add(sid);
  }
  const isMember = sids.delete(peer.myid);
  for (const sid of [...sids].sort((a, b) => a - b)) toSend(turn, sid, notification);
  if (isMember) receive(turn, receivedFrom(peer.myid, notification));
}

/** Field by field: a spread costs many times as much, and an election may send thousands. */
function receivedFrom(sid: number, message: Notification): ReceivedNotification {
  const { type, state, leader, zxid, electionEpoch, peerEpoch, configVersion } = message;
  return { type, state, leader, zxid, electionEpoch, peerEpoch, configVersion, sid };
}

/** A notification arrived on an election link. Mirrors WorkerReceiver: it answers in every state. */
export function onNotification(turn: ServerTurn, sid: number, message: Notification): void {
  const { peer } = quorumOf(turn);
  const n = receivedFrom(sid, message);
  if (!isValidVoter(peer, sid)) {
    answerWithCurrentVote(turn, sid, peer.logicalclock);
    return;
  }
  logNotification(turn, n);
  if (peer.serverState === 'LOOKING') {
    if (quorumOf(turn).election === null) return;
    receive(turn, n);
    const { election, peer: after } = quorumOf(turn);
    if (n.state === 'LOOKING' && n.electionEpoch < after.logicalclock && election !== null) {
      const proposal = proposalOf(election);
      toSend(turn, sid, {
        type: 'Notification',
        state: after.serverState,
        leader: proposal.leader,
        zxid: proposal.zxid,
        electionEpoch: after.logicalclock,
        peerEpoch: proposal.peerEpoch,
        configVersion: after.quorumVerifier.version,
      });
    }
    return;
  }
  if (n.state !== 'LOOKING') return;
  answerWithCurrentVote(turn, sid, quorumOf(turn).peer.currentVote.electionEpoch);
}

function answerWithCurrentVote(turn: ServerTurn, sid: number, electionEpoch: number): void {
  const { currentVote, serverState, quorumVerifier } = quorumOf(turn).peer;
  toSend(turn, sid, {
    type: 'Notification',
    state: serverState,
    leader: currentVote.leader,
    zxid: currentVote.zxid,
    electionEpoch,
    peerEpoch: currentVote.peerEpoch,
    configVersion: quorumVerifier.version,
  });
}

/** Mirrors the body of lookForLeader's loop: one notification of the receive queue. */
function receive(turn: ServerTurn, n: ReceivedNotification): void {
  const { election, peer } = quorumOf(turn);
  if (election === null) return;
  if (isFinalizing(turn)) {
    const epochIgnored = isMutant(turn.state, 'M4-epoch-ignored');
    const verifier = peer.quorumVerifier;
    if (!totalOrderPredicate(verifier, n, proposalOf(election), epochIgnored)) {
      tellPeer(turn, { type: 'vote.ignored' });
      return;
    }
    tellPeer(turn, { type: 'vote.better' });
  }
  const step = onElectionNotification(election, voterOf(turn), n, mutantsOf(turn));
  ownQuorum(turn).election = step.election;
  const { logicalclock } = step;
  if (logicalclock !== peer.logicalclock) setPeer(turn, { logicalclock });
  if (step.ignored?.startsWith('Ignoring') === true) {
    const line = step.ignored.includes('non-cluster') ? 1124 : 1127;
    sayPeer(turn, 'WARN', `FastLeaderElection@${line}`, step.ignored);
  }
  if (n.state === 'LEADING' && step.ignored === null && step.decided === null) {
    // Only a verifier of two servers has an oracle to ask; all others are told so.
    sayPeer(turn, 'INFO', 'FastLeaderElection@1205', 'Oracle indicates not to follow');
  }
  if (n.sid !== peer.myid) tellPeer(turn, { type: 'notification.received' });
  if (step.mustNotify) sendNotifications(turn);
  settle(turn, step);
}

/** Ends the election, or begins the last wait before its end. */
function settle(turn: ServerTurn, step: ElectionStep): void {
  // Sending the vote to oneself may have gone on with the election meanwhile.
  if (quorumOf(turn).election !== step.election) return;
  if (step.decided !== null) {
    decide(turn, step.decided);
    tellPeer(turn, { type: 'leader.found', role: roleFor(turn, step.decided.leader) });
    return;
  }
  if (!step.hasQuorum) return;
  const role = roleFor(turn, step.election.proposedLeader);
  tellPeer(turn, { type: 'votes.agreed', role });
  if (isMutant(turn.state, 'M24-no-finalize-wait')) {
    tellPeer(turn, { type: finalizeTimer(turn) });
  }
}

/** The vote of this server once the machine has left the election. */
export function becomeElected(turn: ServerTurn): void {
  const { election, peer } = quorumOf(turn);
  if (election === null) return;
  decide(turn, endVote(election, peer.logicalclock));
}

function decide(turn: ServerTurn, vote: Vote): void {
  setPeer(turn, { currentVote: { ...vote, state: 'FOLLOWING' } });
  ownQuorum(turn).election = null;
}

/** What a server becomes under a leader. */
export function roleFor(turn: ServerTurn, leader: number): ElectedRole {
  const { myid, learnerType } = quorumOf(turn).peer;
  if (leader === myid) return 'leading';
  return learnerType === 'OBSERVER' ? 'observing' : 'following';
}

function isFinalizing(turn: ServerTurn): boolean {
  return isInState(turn.state.chart.value, 'looking.election.finalizing');
}

function finalizeTimer(_turn: ServerTurn): string {
  return 'xstate.after.finalizeWait.quorumPeer.looking.election.finalizing';
}

function voterOf(turn: ServerTurn): Voter {
  return quorumOf(turn).peer;
}

function mutantsOf(turn: ServerTurn): ElectionMutants {
  const { state } = turn;
  if (state.config.mutants.length === 0) return {};
  return {
    isEpochIgnored: isMutant(state, 'M4-epoch-ignored'),
    isLeaderUnchecked: isMutant(state, 'M23-leader-unchecked'),
    areOldRoundsKept: isMutant(state, 'M23b-old-rounds-kept'),
    isOrderIgnored: isMutant(state, 'M5-anyone-leads'),
  };
}

function logNotification(turn: ServerTurn, n: ReceivedNotification): void {
  if (isQuiet(turn)) return;
  const { myid, serverState } = quorumOf(turn).peer;
  logLine(
    turn,
    'INFO',
    `WorkerReceiver[myid=${myid}]:o.a.z.s.q.FastLeaderElection$Messenger$WorkerReceiver@391`,
    `Notification: my state:${serverState}; n.sid:${n.sid}, n.state:${n.state}, ` +
      `n.leader:${n.leader}, n.round:0x${hex(n.electionEpoch)}, n.peerEpoch:0x${hex(n.peerEpoch)}, ` +
      `n.zxid:0x${toHex(n.zxid)}, message format version:0x2, ` +
      `n.config version:0x${toHex(n.configVersion)}`,
  );
}

function hex(value: number): string {
  return BigInt.asUintN(64, BigInt(value)).toString(16);
}
