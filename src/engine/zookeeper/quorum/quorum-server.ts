/**
 * Entry of the ensemble part of a server: starts the quorum peer and takes the events that belong
 * to it (election and quorum ports, their timers and disk syncs).
 *
 * Mirrors: QuorumPeer.start and the threads that read its sockets, 3.8.0.
 * Departs: one process step stands for the work of several threads; a server that could not write its
 * log reads it again, since memory may be ahead of it (upstream votes with what it lacks, ZOOKEEPER-4882);
 * it gives up its role at once and waits half a tick before it votes, where upstream keeps the role until
 * the leader's next packet or its own next half tick.
 * Read next: quorum-peer.ts, election.ts, leader.ts, learner.ts.
 */
import type { NodeEvent } from '../../kernel/events.ts';
import { chartTimerEvent } from '../../kernel/statechart.ts';
import { memberOf } from '../admin/quorum-verifier.ts';
import { loadEpochs } from '../persistence/epoch-file.ts';
import {
  fastForwardDatabase,
  loadDatabase,
  reloadDatabase,
} from '../persistence/file-txn-snap-log.ts';
import { ownState } from '../../kernel/turn.ts';
import { ownLog } from '../persistence/txn-log-state.ts';
import { flush, onDiskFailed } from '../persistence/txn-log.ts';
import type { InitialMessage, Notification, QuorumPacket } from '../protocol/quorum-packets.ts';
import { logExit, logLine } from '../admin/log-line.ts';
import { isMutant } from '../mutants.ts';
import { logElectionSettings } from '../server/peer-settings-log.ts';
import type { ServerTurn } from '../server/server-state.ts';
import { NOTHING_PENDING } from './commit-processor.ts';
import { BIND_TIMER, onBindTimer, startElectionListener } from './election-listener.ts';
import { lookForLeader, onNotification, resendNotifications, roleFor } from './election.ts';
import { newPendingSync, onEpochWriteFailed, onEpochWritten, QUORUM_TOKEN } from './epochs.ts';
import { backUpStaticConfig } from './dynamic-config-files.ts';
import { onLeaderAcceptedEpoch, onLeaderCurrentEpoch } from './leader-gates.ts';
import {
  agreeOnEpoch,
  becomeLeader,
  pingLearners,
  shutdownLeader,
  startZkServer,
  synchronizeLearners,
} from './leading.ts';
import {
  abandonLeader,
  connectToLeader,
  isLeaderToken,
  loseLeader,
  onLeaderClosed,
  onLeaderConnected,
  onLeaderRefused,
  onSilence,
  registerWithLeader,
  shutdownLearner,
} from './learner-connection.ts';
import { addLearnerHandler, onLearnerClosed, onLearnerPacket } from './learner-handler.ts';
import { isLearnerConnection } from './learner-handlers.ts';
import { becomeLearner, onLeaderPacket, onLearnerAcceptedEpoch, readInbox } from './learner.ts';
import {
  onHistoryStored,
  onLearnerCurrentEpoch,
  processPackets,
  syncWithLeader,
} from './learner-sync.ts';
import './leader-pipeline.ts';
import './learner-pipeline.ts';
import {
  addressText,
  DIAL_TIMER,
  isElectionConnection,
  isElectionToken,
  NO_LINKS,
  onAccepted,
  onDialled,
  onDialRefused,
  onDialTimeout,
  onElectionClosed,
  onInitialMessage,
} from './quorum-cnx-manager.ts';
import {
  definePeerActions,
  ownQuorum,
  quorumOf,
  sayPeer,
  setPeer,
  setPeerState,
  tellPeer,
} from './quorum-peer.ts';
import { initialPeer, initialPeerChart, unsyncedLogs } from './quorum-start.ts';
import { logHandlerSettings } from './quorum-log.ts';
import type { QuorumState } from './quorum-state.ts';
import { shutdownReadOnlyServer, startReadOnlyServer } from './read-only-pipeline.ts';
import { initConfigInDatabase } from './reconfig.ts';
import { setChart, setDb } from '../server/state-changes.ts';
import { count, markTime, observeLoad } from '../server/metrics.ts';

definePeerActions({
  flushLog,
  lookForLeader: startElectionRound,
  resendNotifications,
  startReadOnlyServer,
  shutdownReadOnlyServer,
  becomeLeader,
  agreeOnEpoch,
  synchronizeLearners,
  startZkServer,
  pingLearners,
  shutdownLeader,
  giveUpEpoch: (turn) => sayGivenUp(turn, 'Timeout while waiting for epoch from quorum'),
  giveUpEpochAck: (turn) =>
    sayGivenUp(turn, 'Timeout while waiting for epoch to be acked by quorum'),
  giveUpNewLeaderAck: (turn) =>
    sayGivenUp(turn, 'Timeout while waiting for NEWLEADER to be acked by quorum'),
  becomeLearner,
  connectToLeader,
  abandonLeader,
  registerWithLeader,
  syncWithLeader,
  processPackets,
  shutdownLearner,
});

/**
 * Loads database and epochs, listens for election and starts looking for a leader. On data that make no
 * sense the process exits as upstream does.
 */
export function startQuorumPeer(turn: ServerTurn): void {
  const { config } = turn.state;
  backUpStaticConfig(turn);
  if (memberOf(config.quorumVerifier, config.serverId) === undefined) return refuseStranger(turn);
  const { disk, isDiskFull } = turn.env.host;
  const loaded = loadDatabase(disk, config, isDiskFull);
  for (const { level, source, text } of loaded.log) logLine(turn, level, `main:${source}`, text);
  if (!loaded.ok) {
    if (loaded.stderr !== '') turn.effects.push({ type: 'output', fd: 2, text: loaded.stderr });
    turn.effects.push({ type: 'exit', code: loaded.exitCode });
    return;
  }
  const { db, lastSnapshot } = loaded;
  observeLoad(turn, loaded.txnsLoaded);
  const filesToSync = unsyncedLogs(turn);
  setDb(turn, db);
  Object.assign(ownLog(turn), { lastSnapshot, filesToSync });
  turn.effects.push(...loaded.effects);
  const epochs = loadEpochs(disk, config, db.lastProcessedZxid, isDiskFull);
  for (const { level, source, text } of epochs.log) logLine(turn, level, `main:${source}`, text);
  if (!epochs.ok) {
    if (epochs.stderr !== '') turn.effects.push({ type: 'output', fd: 2, text: epochs.stderr });
    turn.effects.push({ type: 'exit', code: epochs.exitCode });
    return;
  }
  turn.effects.push(...epochs.effects);
  const peer = initialPeer(turn, epochs);
  const quorum: QuorumState = {
    peer,
    cnx: NO_LINKS,
    election: null,
    leader: null,
    learner: null,
    commit: NOTHING_PENDING,
  };
  ownState(turn).quorum = quorum;
  setChart(turn, initialPeerChart(config));
  initConfigInDatabase(turn);
  logElectionSettings(turn);
  startElectionListener(turn);
  sayLooking(turn);
  tellPeer(turn, { type: 'peer.started' });
}

function sayLooking(turn: ServerTurn): void {
  sayPeer(turn, 'INFO', 'QuorumPeer@1455', 'LOOKING');
  count(turn, 'looking_count');
  if (turn.state.metrics.unavailableSinceMs === null) {
    markTime(turn, { unavailableSinceMs: turn.env.nowMs });
  }
}

/** A myid that no server line names. */
function refuseStranger(turn: ServerTurn): void {
  const cause = `java.lang.RuntimeException: My id ${turn.state.config.serverId} not in the peer list`;
  const text = `Unexpected exception, exiting abnormally\n${cause}`;
  logLine(turn, 'ERROR', 'main:o.a.z.s.q.QuorumPeerMain@114', text);
  logExit(turn, 'main', 1);
  turn.effects.push({ type: 'exit', code: 1 });
}

/** Entry of LOOKING: all that was logged reaches the disk before it is named in a vote. */
function flushLog(turn: ServerTurn): void {
  const { peer } = quorumOf(turn);
  const quorum = ownQuorum(turn);
  quorum.commit = NOTHING_PENDING;
  quorum.election = null;
  if (peer.reconfigFlag) {
    // The next leader is known; until the log is flushed this server has no role.
    setPeer(turn, { serverState: 'LOOKING', zabState: 'ELECTION', syncMode: 'NONE' });
  } else if (peer.serverState !== 'LOOKING') {
    setPeerState(turn, 'LOOKING');
    sayPeer(turn, 'WARN', 'QuorumPeer@1585', 'PeerState set to LOOKING');
    sayLooking(turn);
  }
  // A write under way ends first; its token comes here.
  if (quorumOf(turn).peer.pendingSync !== null) return;
  if (isMutant(turn.state, 'M10-vote-unflushed')) onLogFlushed(turn);
  else flush(turn, newPendingSync(turn, 'flushLog'));
}

/** A leader that a reconfiguration named needs no election. */
function onLogFlushed(turn: ServerTurn): void {
  const { peer } = quorumOf(turn);
  if (!peer.reconfigFlag) return tellPeer(turn, { type: 'log.flushed' });
  setPeer(turn, { reconfigFlag: false });
  fastForward(turn);
  tellPeer(turn, { type: 'role.assigned', role: roleFor(turn, peer.currentVote.leader) });
}

/** A new round begins. */
function startElectionRound(turn: ServerTurn): void {
  fastForward(turn);
  lookForLeader(turn);
}

/** The memory takes in what the log holds beyond it. */
function fastForward(turn: ServerTurn): void {
  const { config, db } = turn.state;
  const { mustReload } = quorumOf(turn).peer;
  const { disk } = turn.env.host;
  if (!isMutant(turn.state, 'M11-no-fast-forward') || mustReload) {
    const isKept = !mustReload || isMutant(turn.state, 'M12-memory-ahead');
    const loaded = isKept ? fastForwardDatabase(disk, config, db) : reloadDatabase(disk, config);
    if (loaded.ok) setDb(turn, loaded.db);
  }
  setPeer(turn, { mustReload: false });
  if (mustReload) initConfigInDatabase(turn);
}

function sayGivenUp(turn: ServerTurn, text: string): void {
  const cause = `Unexpected exception\njava.lang.InterruptedException: ${text}`;
  sayPeer(turn, 'WARN', 'QuorumPeer@1555', cause);
}

/** The epoch of this role cannot be stored: nothing may be promised in it. */
function giveUpRole(turn: ServerTurn): void {
  const cause = 'java.io.IOException: No space left on device';
  // The role was lost meanwhile: only the flush before the election has waited.
  if (quorumOf(turn).peer.serverState === 'LOOKING') return flushLog(turn);
  if (quorumOf(turn).learner !== null) return loseLeader(turn, cause);
  sayPeer(turn, 'WARN', 'QuorumPeer@1555', `Unexpected exception\n${cause}`);
  tellPeer(turn, { type: 'role.lost', electionDelayMs: 0 });
}

/** Takes the event when it belongs to the ensemble; false leaves it to the client side. */
export function onQuorumEvent(turn: ServerTurn, event: NodeEvent): boolean {
  if (turn.state.quorum === null) return false;
  switch (event.type) {
    case 'message':
      return onMessage(turn, event.connection, event.message);
    case 'timer':
      return onTimer(turn, event.name);
    case 'disk.synced':
      return onSynced(turn, event.token);
    case 'connection.opened':
      return onOpened(turn, event);
    case 'connection.refused':
      if (isElectionToken(event.token)) onDialRefused(turn, event.token);
      else if (isLeaderToken(event.token)) onLeaderRefused(turn, event.token);
      else return false;
      return true;
    case 'connection.closed':
      return onClosed(turn, event.connection);
    case 'disk.failed':
      // The thread that writes the log has died: this server can no longer keep a promise.
      if (onDiskFailed(turn, event.path) === 'log') {
        // Memory may hold what others committed and this log lacks (ZOOKEEPER-4882).
        setPeer(turn, { mustReload: true });
        // So a disk that stays full is no busy loop, upstream neither.
        tellPeer(turn, { type: 'role.lost', electionDelayMs: turn.state.config.tickTimeMs / 2 });
      } else if (onEpochWriteFailed(turn, event.path)) giveUpRole(turn);
      return true;
    default:
      return false;
  }
}

function onMessage(
  turn: ServerTurn,
  connection: number,
  message: { readonly type: string },
): boolean {
  const { learner, leader, cnx } = quorumOf(turn);
  if (learner !== null && learner.connection === connection) {
    onLeaderPacket(turn, message as QuorumPacket);
    return true;
  }
  if (leader !== null && isLearnerConnection(turn, connection)) {
    onLearnerPacket(turn, connection, message as QuorumPacket);
    return true;
  }
  const sid = cnx.sidOf[connection];
  if (sid !== undefined) {
    if (message.type === 'Notification') onNotification(turn, sid, message as Notification);
    return true;
  }
  if (cnx.unidentified.includes(connection)) {
    if (message.type === 'InitialMessage') {
      onInitialMessage(turn, connection, message as InitialMessage);
    }
    return true;
  }
  return isOfEnsemble(message.type);
}

/** Late packets of a connection that is already forgotten are nobody's. */
function isOfEnsemble(type: string): boolean {
  return type === 'Notification' || type === 'InitialMessage' || /^[A-Z]+$/.test(type);
}

function onTimer(turn: ServerTurn, name: string): boolean {
  if (name.startsWith(DIAL_TIMER)) {
    onDialTimeout(turn, name);
    return true;
  }
  if (name.startsWith(BIND_TIMER)) {
    onBindTimer(turn, name);
    return true;
  }
  const event = chartTimerEvent(name);
  if (event === undefined) return false;
  if (event.type.startsWith('xstate.after.silence.')) onSilence(turn, name, event);
  else tellPeer(turn, event);
  return true;
}

function onOpened(turn: ServerTurn, event: NodeEvent & { type: 'connection.opened' }): boolean {
  const { connection, token, localPort, remoteIp, remote } = event;
  if (token !== null) {
    if (isElectionToken(token)) onDialled(turn, token, connection);
    else if (isLeaderToken(token)) onLeaderConnected(turn, token, connection);
    else return false;
    return true;
  }
  const { peer, leader } = quorumOf(turn);
  const own = memberOf(peer.quorumVerifier, peer.myid);
  const address = `/${remoteIp}:${remote.port}`;
  if (localPort === own?.electionAddress.port) onAccepted(turn, connection, address);
  else if (localPort === own?.quorumAddress.port) {
    if (leader === null) turn.effects.push({ type: 'close', connection });
    else {
      logHandlerSettings(turn, addressText(turn, own.quorumAddress));
      addLearnerHandler(turn, connection, address);
    }
  } else return false;
  return true;
}

function onClosed(turn: ServerTurn, connection: number): boolean {
  const { learner } = quorumOf(turn);
  if (learner !== null && learner.connection === connection) onLeaderClosed(turn);
  else if (isLearnerConnection(turn, connection)) onLearnerClosed(turn, connection);
  else if (isElectionConnection(turn, connection)) onElectionClosed(turn, connection);
  else return false;
  return true;
}

function onSynced(turn: ServerTurn, token: string): boolean {
  if (!token.startsWith(QUORUM_TOKEN)) return false;
  const { peer } = quorumOf(turn);
  // Of a write that is known to have failed.
  if (peer.pendingSync !== token) return true;
  const written = onEpochWritten(turn, token);
  setPeer(turn, { pendingSync: null });
  const { leader, learner } = quorumOf(turn);
  if (peer.serverState === 'LOOKING') {
    if (token.startsWith(`${QUORUM_TOKEN}flushLog:`)) onLogFlushed(turn);
    else flushLog(turn);
  } else if (written?.isStored === false) giveUpRole(turn);
  else if (written !== null) {
    const isAccepted = written.name === 'acceptedEpoch';
    if (written.writer === 'leader') {
      if (leader === null) return true;
      if (isAccepted) onLeaderAcceptedEpoch(turn);
      else onLeaderCurrentEpoch(turn);
    } else if (learner !== null) {
      if (isAccepted) onLearnerAcceptedEpoch(turn);
      else onLearnerCurrentEpoch(turn);
    }
  } else if (learner !== null) onHistoryStored(turn);
  readInbox(turn);
  return true;
}
