/**
 * The way of a learner to its leader: dial, register, be silent for too long; and the end of that way.
 *
 * Mirrors: Learner.connectToLeader, registerWithLeader, shutdown; what Follower.followLeader and
 * Observer.observeLeader do around them, 3.8.0.
 * Departs: one address for each server is dialled (no multi-address).
 * Read next: learner.ts (what the leader sends).
 */
import type { Effect } from '../../kernel/effects.ts';
import { nextInteger } from '../../kernel/random.ts';
import { numberProperty } from '../admin/config.ts';
import { memberOf } from '../admin/quorum-verifier.ts';
import type { QuorumPacket } from '../protocol/quorum-packets.ts';
import { makeZxid } from '../protocol/zxid.ts';
import type { ServerTurn } from '../server/server-state.ts';
import { stopServing } from '../server/serving.ts';
import { addressText } from './quorum-cnx-manager.ts';
import { logConnector } from './quorum-log.ts';
import {
  isObserving,
  nextToken,
  ownLearner,
  ownQuorum,
  quorumOf,
  sayPeer,
  setPeer,
  tellPeer,
} from './quorum-peer.ts';

const TOKEN = 'leader:';
/** Tries of connectToLeader. */
const TRIES_MAX = 5;

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
  const dialling = ownLearner(turn);
  dialling.dialling = token;
  dialling.leaderAddress = leaderAddress;
}

/** Exit of connecting: an attempt without an answer is given up. */
export function abandonLeader(turn: ServerTurn): void {
  const { learner } = quorumOf(turn);
  if (learner?.dialling == null) return;
  turn.effects.push({ type: 'abandon', token: learner.dialling });
  ownLearner(turn).dialling = null;
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
  const connected = ownLearner(turn);
  connected.dialling = null;
  connected.connection = connection;
  connected.lastReadAtMs = turn.env.nowMs;
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
  const refused = ownLearner(turn);
  refused.dialling = null;
  refused.tries = tries + 1;
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
  ownLearner(turn).connection = null;
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
  ownQuorum(turn).learner = null;
}

/** Sends a packet to the leader. */
export function sendToLeader(turn: ServerTurn, packet: QuorumPacket): void {
  const { connection } = quorumOf(turn).learner!;
  if (connection !== null) turn.effects.push({ type: 'send', connection, message: packet });
}

/** The role ends because of a reconfiguration. */
export function endRole(turn: ServerTurn): void {
  loseLeader(turn, 'java.lang.Exception: changes proposed in reconfig');
}
