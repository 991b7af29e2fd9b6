/**
 * The way of a learner to its leader: dial, register, promise the epoch; and the end of that way.
 *
 * Mirrors: Learner.connectToLeader, registerWithLeader, shutdown; Follower.followLeader and
 * Observer.observeLeader around them, 3.8.0.
 * Departs: one address for each server is dialled (no multi-address).
 * Read next: learner-sync.ts (synchronization), learner-packets.ts (afterwards).
 */
import type { Effect } from '../../kernel/effects.ts';
import { nextInteger } from '../../kernel/random.ts';
import { numberProperty } from '../admin/config.ts';
import { memberOf } from '../admin/quorum-verifier.ts';
import { emptyQueue } from '../data/persistent-queue.ts';
import type { QuorumPacket } from '../protocol/quorum-packets.ts';
import type { Zxid } from '../protocol/zxid.ts';
import { epochOf, makeZxid } from '../protocol/zxid.ts';
import type { ServerTurn } from '../server/server-state.ts';
import { isMutant } from '../server/mutants.ts';
import { stopServing } from '../server/serving.ts';
import { logServerSettings } from '../server/startup-log.ts';
import { becomeElected } from './election.ts';
import { isSyncPending, writeAcceptedEpoch } from './epochs.ts';
import { onLearnerStreamPacket } from './learner-packets.ts';
import { NO_LEARNER_SYNC, onSyncPacket } from './learner-sync.ts';
import { addressText } from './quorum-cnx-manager.ts';
import {
  isObserving,
  nextToken,
  quorumOf,
  replaceLearner,
  sayPeer,
  setPeer,
  setPeerState,
  setQuorum,
  setZabState,
  tellPeer,
} from './quorum-peer.ts';
import { logConnector, logLearnerSettings, logObserverSettings } from './quorum-log.ts';
import type { LearnerState } from './quorum-state.ts';
import { observe } from '../server/metrics.ts';

const TOKEN = 'leader:';
/** Tries of connectToLeader. */
const TRIES_MAX = 5;

/** Entry of FOLLOWING and OBSERVING. */
export function becomeLearner(turn: ServerTurn): void {
  becomeElected(turn);
  const { peer } = quorumOf(turn);
  const isObserver = peer.learnerType === 'OBSERVER';
  const role = isObserver ? 'OBSERVING' : 'FOLLOWING';
  setPeerState(turn, role);
  sayPeer(turn, 'INFO', isObserver ? 'QuorumPeer@1518' : 'QuorumPeer@1537', role);
  logLearnerSettings(turn);
  if (isObserver) logObserverSettings(turn);
  logServerSettings(turn);
  if (isObserver) {
    const { syncEnabled } = turn.state.config;
    sayPeer(turn, 'INFO', 'ObserverZooKeeperServer@55', `syncEnabled =${syncEnabled}`);
  }
  const takenMs = Math.floor(turn.env.nowMs - peer.startFleMs);
  setPeer(turn, { startFleMs: 0, electionTimeTakenMs: takenMs });
  if (!isObserver) {
    observe(turn, 'election_time', takenMs);
    sayPeer(turn, 'INFO', 'Follower@77', `FOLLOWING - LEADER ELECTION TOOK - ${takenMs} MS`);
  }
  setZabState(turn, 'DISCOVERY');
  const learner: LearnerState = {
    leaderSid: peer.currentVote.leader,
    connection: null,
    dialling: null,
    tries: 0,
    startedAtMs: turn.env.nowMs,
    lastReadAtMs: turn.env.nowMs,
    newLeaderZxid: 0n,
    sync: NO_LEARNER_SYNC,
    leaderAddress: '',
    isStored: false,
    inbox: [],
    pendingTxns: emptyQueue(),
    pendingSyncs: [],
    lastQueued: 0n,
    pendingRevalidations: {},
  };
  setQuorum(turn, { learner });
}

/** Entry of connecting. */
export function connectToLeader(turn: ServerTurn): void {
  const { learner, peer } = quorumOf(turn);
  const server = memberOf(peer.quorumVerifier, learner!.leaderSid);
  if (server === undefined) {
    sayPeer(
      turn,
      'WARN',
      'Learner@287',
      `Couldn't find the leader with id = ${learner!.leaderSid}`,
    );
    return loseLeader(turn);
  }
  const token = TOKEN + nextToken(turn);
  const { host, port } = server.quorumAddress;
  turn.effects.push({ type: 'connect', token, host, port });
  const leaderAddress = addressText(turn, server.quorumAddress);
  if (peer.learnerType === 'OBSERVER') {
    const text = `Observing new leader sid=${server.sid} addr=${leaderAddress}`;
    sayPeer(turn, 'INFO', 'Observer@168', text);
  }
  setLearner(turn, { dialling: token, leaderAddress });
}

/** Exit of connecting: an attempt without an answer is given up. */
export function abandonLeader(turn: ServerTurn): void {
  const { learner } = quorumOf(turn);
  if (learner?.dialling == null) return;
  turn.effects.push({ type: 'abandon', token: learner.dialling });
  setLearner(turn, { dialling: null });
}

/** Whether the token is of a dial of this module. */
export function isLeaderToken(token: string): boolean {
  return token.startsWith(TOKEN);
}

/** The leader's quorum port answered. */
export function onLeaderConnected(turn: ServerTurn, token: string, connection: number): void {
  const { learner } = quorumOf(turn);
  if (learner?.dialling !== token) {
    turn.effects.push({ type: 'close', connection });
    return;
  }
  setLearner(turn, { dialling: null, connection, lastReadAtMs: turn.env.nowMs });
  const text = `Successfully connected to leader, using address: ${learner.leaderAddress}`;
  logConnector(turn, 'INFO', 384, learner.leaderAddress, text);
  tellPeer(turn, { type: 'leader.connected', silenceLeftMs: silenceLimitMs(turn) });
}

/** Nobody listens at the leader's quorum port: perhaps it does not know yet that it leads. */
export function onLeaderRefused(turn: ServerTurn, token: string): void {
  const { learner } = quorumOf(turn);
  if (learner?.dialling !== token) return;
  const { tries, leaderAddress, startedAtMs } = learner;
  const { config } = turn.state;
  const limitMs = config.initLimit * config.tickTimeMs;
  const leftMs = Math.floor(limitMs - (turn.env.nowMs - startedAtMs));
  setLearner(turn, { dialling: null, tries: tries + 1 });
  const isLast = tries + 1 >= TRIES_MAX;
  const text =
    `Unexpected exception, ${isLast ? 'retries exceeded. ' : ''}tries=${tries}, ` +
    `remaining init limit=${leftMs}, connecting to ${leaderAddress}`;
  logConnector(turn, isLast ? 'ERROR' : 'WARN', isLast ? 440 : 448, leaderAddress, text);
  tellPeer(turn, { type: isLast ? 'leader.unreachable' : 'leader.refused' });
}

/** The connection stands: says who it is and which epoch it has promised. */
export function registerWithLeader(turn: ServerTurn): void {
  const { peer } = quorumOf(turn);
  sendToLeader(turn, {
    type: peer.learnerType === 'OBSERVER' ? 'OBSERVERINFO' : 'FOLLOWERINFO',
    zxid: makeZxid(peer.acceptedEpoch, 0),
    data: {
      serverid: peer.myid,
      protocolVersion: 0x10000,
      configVersion: peer.quorumVerifier.version,
    },
  });
}

/** A packet of the leader. While something is being written it waits. */
export function onLeaderPacket(turn: ServerTurn, packet: QuorumPacket): void {
  const learner = quorumOf(turn).learner!;
  const lastReadAtMs = turn.env.nowMs;
  if (isSyncPending(turn)) {
    setLearner(turn, { lastReadAtMs, inbox: [...learner.inbox, packet] });
    return;
  }
  const { lastQueued, pendingTxns } = learner;
  setProgress(turn, learner, lastReadAtMs, lastQueued, pendingTxns);
  switch (quorumOf(turn).peer.zabState) {
    case 'BROADCAST':
      return onLearnerStreamPacket(turn, packet);
    case 'SYNCHRONIZATION':
      return onSyncPacket(turn, packet);
    default:
      if (packet.type === 'LEADERINFO') onLeaderInfo(turn, epochOf(packet.zxid));
      else loseLeader(turn, 'First packet should have been NEWLEADER');
  }
}

/** Reads the packets that waited for a write. */
export function readInbox(turn: ServerTurn): void {
  for (;;) {
    const { learner, peer } = quorumOf(turn);
    const [packet, ...inbox] = learner?.inbox ?? [];
    if (packet === undefined || peer.pendingSync !== null) return;
    setLearner(turn, { inbox });
    onLeaderPacket(turn, packet);
  }
}

/** The leader names the new epoch: the promise is written before it is given. */
function onLeaderInfo(turn: ServerTurn, newEpoch: number): void {
  const { acceptedEpoch } = quorumOf(turn).peer;
  if (newEpoch < acceptedEpoch) {
    const text = `Leaders epoch, ${newEpoch} is less than accepted epoch, ${acceptedEpoch}`;
    return loseLeader(turn, text);
  }
  setLearner(turn, { newLeaderZxid: makeZxid(newEpoch, 0) });
  if (newEpoch > acceptedEpoch) writeAcceptedEpoch(turn, newEpoch, 'learner');
  // Promised before, perhaps to another try of this leader: it must not count twice.
  else
    ackEpoch(
      turn,
      isMutant(turn.state, 'M8b-epoch-acked-twice') ? quorumOf(turn).peer.currentEpoch : -1,
    );
}

/** The promise is on disk. */
export function onLearnerAcceptedEpoch(turn: ServerTurn): void {
  ackEpoch(turn, quorumOf(turn).peer.currentEpoch);
}

function ackEpoch(turn: ServerTurn, currentEpoch: number): void {
  const zxid = turn.state.db.lastProcessedZxid;
  sendToLeader(turn, { type: 'ACKEPOCH', zxid, currentEpoch });
  tellPeer(turn, { type: 'leaderInfo.accepted' });
}

/** How long the leader may be silent. */
function silenceLimitMs(turn: ServerTurn): number {
  const { initLimit, syncLimit, tickTimeMs } = turn.state.config;
  return (quorumOf(turn).learner?.isStored === true ? syncLimit : initLimit) * tickTimeMs;
}

/** The silence timer ran out: perhaps the leader was heard since it was set. */
export function onSilence(
  turn: ServerTurn,
  timerName: string,
  timerEvent: { readonly type: string },
): void {
  const { learner } = quorumOf(turn);
  // Whole milliseconds: a rest of a moment would be set again and again at the same time.
  const leftMs = Math.ceil(
    (learner?.lastReadAtMs ?? 0) + silenceLimitMs(turn) - turn.env.nowMs - 0.01,
  );
  if (leftMs > 0) {
    tellPeer(turn, { type: 'leader.heard' });
    // The machine counts the whole limit anew; a part of it has passed already.
    turn.effects.push({ type: 'setTimer', name: timerName, delayMs: leftMs });
  } else {
    sayException(turn, 'java.net.SocketTimeoutException: Read timed out');
    tellPeer(turn, timerEvent);
  }
}

/** The connection to the leader broke. */
export function onLeaderClosed(turn: ServerTurn): void {
  setLearner(turn, { connection: null });
  loseLeader(turn, 'java.io.EOFException');
}

/** Gives the leader up and looks for another. */
export function loseLeader(turn: ServerTurn, cause?: string): void {
  if (cause !== undefined) sayException(turn, cause);
  const { peer } = quorumOf(turn);
  let electionDelayMs = 0;
  if (isObserving(turn) && !peer.reconfigFlag) {
    const bound = numberProperty(turn.state.config, 'zookeeper.observer.election.DelayMs', 200);
    const [delay, random] = nextInteger(peer.random, Math.max(1, bound));
    setPeer(turn, { random });
    electionDelayMs = delay;
    sayPeer(
      turn,
      'INFO',
      'Observer@264',
      `Waiting for ${delay} ms before reconnecting with the leader`,
    );
  }
  tellPeer(turn, { type: 'role.lost', electionDelayMs });
}

function sayException(turn: ServerTurn, cause: string): void {
  const { learner } = quorumOf(turn);
  const isObserver = isObserving(turn);
  const source = isObserver ? 'Observer@132' : 'Follower@128';
  const doing = isObserver ? 'observing' : 'following';
  sayPeer(turn, 'WARN', source, `Exception when ${doing} the leader\n${cause}`);
  if (learner === null) return;
  const elapsedMs = Math.floor(turn.env.nowMs - learner.startedAtMs);
  sayPeer(
    turn,
    'INFO',
    isObserver ? 'Observer@144' : 'Follower@142',
    `Disconnected from leader (with address: ${learner.leaderAddress}). Was connected for ` +
      `${elapsedMs}ms. Sync state: ${learner.isStored}`,
  );
}

/** Exit of FOLLOWING and OBSERVING. */
export function shutdownLearner(turn: ServerTurn): void {
  const { learner, peer } = quorumOf(turn);
  if (learner === null) return;
  const isObserver = isObserving(turn);
  const [source, text] = isObserver
    ? ['Observer@249', 'shutdown Observer']
    : ['Follower@286', 'shutdown Follower'];
  sayPeer(turn, 'INFO', source, text);
  if (learner.connection !== null) {
    const effect: Effect = { type: 'close', connection: learner.connection };
    turn.effects.push(effect);
  }
  if (turn.state.server !== null) stopServing(turn);
  const isAhead = !learner.isStored && (peer.syncMode === 'SNAP' || peer.syncMode === 'TRUNC');
  setPeer(turn, { mustReload: peer.mustReload || isAhead });
  setQuorum(turn, { learner: null });
}

/** Sends a packet to the leader. */
export function sendToLeader(turn: ServerTurn, packet: QuorumPacket): void {
  const { connection } = quorumOf(turn).learner!;
  if (connection !== null) turn.effects.push({ type: 'send', connection, message: packet });
}

/** What the leader's packets move. Field by field: a spread costs ten times as much. */
export function setProgress(
  turn: ServerTurn,
  learner: LearnerState,
  lastReadAtMs: number,
  lastQueued: Zxid,
  pendingTxns: LearnerState['pendingTxns'],
): void {
  replaceLearner(turn, {
    leaderSid: learner.leaderSid,
    connection: learner.connection,
    dialling: learner.dialling,
    tries: learner.tries,
    startedAtMs: learner.startedAtMs,
    lastReadAtMs,
    newLeaderZxid: learner.newLeaderZxid,
    sync: learner.sync,
    leaderAddress: learner.leaderAddress,
    isStored: learner.isStored,
    inbox: learner.inbox,
    pendingTxns,
    pendingSyncs: learner.pendingSyncs,
    lastQueued,
    pendingRevalidations: learner.pendingRevalidations,
  });
}

/** Replaces parts of the learner's state. */
export function setLearner(turn: ServerTurn, change: Partial<LearnerState>): void {
  const learner = quorumOf(turn).learner!;
  replaceLearner(turn, {
    leaderSid: change.leaderSid ?? learner.leaderSid,
    connection: change.connection === undefined ? learner.connection : change.connection,
    dialling: change.dialling === undefined ? learner.dialling : change.dialling,
    tries: change.tries ?? learner.tries,
    startedAtMs: change.startedAtMs ?? learner.startedAtMs,
    lastReadAtMs: change.lastReadAtMs ?? learner.lastReadAtMs,
    newLeaderZxid: change.newLeaderZxid ?? learner.newLeaderZxid,
    sync: change.sync ?? learner.sync,
    leaderAddress: change.leaderAddress ?? learner.leaderAddress,
    isStored: change.isStored ?? learner.isStored,
    inbox: change.inbox ?? learner.inbox,
    pendingTxns: change.pendingTxns ?? learner.pendingTxns,
    pendingSyncs: change.pendingSyncs ?? learner.pendingSyncs,
    lastQueued: change.lastQueued ?? learner.lastQueued,
    pendingRevalidations: change.pendingRevalidations ?? learner.pendingRevalidations,
  });
}
