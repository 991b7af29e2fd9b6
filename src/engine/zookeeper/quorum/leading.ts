/**
 * A leader's life: what the role machine asks of it on its way through the gates, while it leads, and at
 * its end.
 *
 * Mirrors: Leader.lead, startZkServer, shutdown, 3.8.0.
 * Read next: leader-gates.ts (what it waits for), leader.ts (what it does with a change),
 * learner-handler.ts (what learners send).
 */
import { memberOf } from '../admin/quorum-verifier.ts';
import { emptyQueue } from '../../kernel/persistent-queue.ts';
import { isMutant } from '../mutants.ts';
import { makeZxid, toHex } from '../protocol/zxid.ts';
import { observe } from '../server/metrics.ts';
import type { ServerTurn } from '../server/server-state.ts';
import { startServing, stopServing } from '../server/serving.ts';
import { takeSnapshot } from '../server/snapshots.ts';
import { logServerSettings } from '../server/startup-log.ts';
import { setDb } from '../server/state-changes.ts';
import { becomeElected } from './election.ts';
import {
  ackSetText,
  getEpochToPropose,
  isWeak,
  waitForEpochAck,
  waitForNewLeaderAck,
} from './leader-gates.ts';
import { shutdown } from './leader.ts';
import { synchronizeWaiting } from './learner-handler-sync.ts';
import { answerEpochs, sendToWaiting } from './learner-handler.ts';
import { closeAllHandlers, isSynced, pingHandlers } from './learner-handlers.ts';
import { logLeaderSettings, logProcessors } from './quorum-log.ts';
import {
  ownLeader,
  ownQuorum,
  quorumOf,
  sayPeer,
  setPeer,
  setPeerState,
  setZabState,
  updateElectionVote,
} from './quorum-peer.ts';
import type { LeaderGates, LeaderState } from './quorum-state.ts';
import { activateReconfig, designatedAtStart, proposeReconfiguredVersion } from './reconfig.ts';
import { hasAllQuorums, isParticipant, verifiersOf } from './vote.ts';

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
  ownQuorum(turn).leader = leader;
  if (own !== undefined) turn.effects.push({ type: 'listen', port: own.port, purpose: 'quorum' });
  getEpochToPropose(turn, peer.myid, peer.acceptedEpoch);
}

/** Entry of waitingForEpochAck. */
export function agreeOnEpoch(turn: ServerTurn): void {
  const { leader, peer } = quorumOf(turn);
  const { epoch, leaderStateSummary } = leader!.gates;
  const newLeaderZxid = makeZxid(epoch, 0);
  const leading = ownLeader(turn);
  leading.newLeaderZxid = newLeaderZxid;
  leading.lastProposed = newLeaderZxid;
  proposeReconfiguredVersion(turn, newLeaderZxid);
  answerEpochs(turn);
  waitForEpochAck(turn, peer.myid, leaderStateSummary.currentEpoch, leaderStateSummary.lastZxid);
}

/** Entry of SYNCHRONIZATION. */
export function synchronizeLearners(turn: ServerTurn): void {
  const { leader, peer } = quorumOf(turn);
  setZabState(turn, 'SYNCHRONIZATION');
  synchronizeWaiting(turn);
  waitForNewLeaderAck(turn, peer.myid, leader!.newLeaderZxid);
}

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
  ownLeader(turn).lastCommitted = newLeaderZxid;
  if (turn.state.config.reconfigEnabled) {
    const designatedLeader = designatedAtStart(turn);
    activateReconfig(turn, newLeaderZxid, designatedLeader);
    if (designatedLeader !== quorumOf(turn).peer.myid) {
      const text =
        'This leader is not the designated leader, it will be initialized with allowedToCommit = false';
      sayPeer(turn, 'WARN', 'Leader@1537', text);
      ownLeader(turn).allowedToCommit = false;
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
  const leading = ownLeader(turn);
  leading.gates = { ...leading.gates, leaderStartTimeMs: turn.env.nowMs };
  const { tree, sessionsWithTimeouts, committedLog } = turn.state.db;
  setDb(turn, { tree, sessionsWithTimeouts, lastProcessedZxid: newLeaderZxid, committedLog });
  logProcessors(turn, 'leader');
  startServing(turn, 'leader');
  updateElectionVote(turn, gates.epoch);
  setZabState(turn, 'BROADCAST');
  sendToWaiting(turn);
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
  ownLeader(turn).tickSkip = !tickSkip;
  pingHandlers(turn);
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
  ownQuorum(turn).leader = null;
}
