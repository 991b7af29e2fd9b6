/**
 * Steps the role machine of a server and carries out what a change of role asks for; keeps the three
 * published variables (server state, ZAB state, sync mode) equal to the machine.
 *
 * Mirrors: QuorumPeer.run, setPeerState, setZabState, setSyncMode, updateElectionVote, 3.8.0.
 * Departs: nothing.
 * Read next: quorum-peer.machine.ts (the roles), election.ts, leader.ts, learner.ts.
 */
import { stepChart } from '../../kernel/statechart.ts';
import type { LogLevel } from '../server/log-line.ts';
import { isQuiet, logLine } from '../server/log-line.ts';
import type { ServerTurn } from '../server/server-state.ts';
import { setChart, setQuorumState } from '../server/state-changes.ts';
import type { PeerActionName, QuorumPeerEvent } from './quorum-peer.machine.ts';
import { quorumPeerMachine } from './quorum-peer.machine.ts';
import type {
  CnxState,
  CommitProcessorState,
  ElectionState,
  LeaderState,
  LearnerState,
  PeerState,
  QuorumState,
  SyncMode,
  ZabState,
} from './quorum-state.ts';
import type { ServerState } from '../protocol/quorum-packets.ts';
import { markTime, observe } from '../server/metrics.ts';

/** What an action of the machine does to the server. */
export type PeerAction = (turn: ServerTurn) => void;

/** Actions by the machine's names; filled once by quorum-server.ts, which knows all modules. */
const actions: Partial<Record<string, PeerAction>> = {};

/** Says what each of the machine's actions does. */
export function definePeerActions(table: Readonly<Record<PeerActionName, PeerAction>>): void {
  Object.assign(actions, table);
}

/** Tells the role machine something; its timers and actions follow at once. */
export function tellPeer(
  turn: ServerTurn,
  event: QuorumPeerEvent | { readonly type: string },
): void {
  const step = stepChart(quorumPeerMachine, turn.state.chart, event);
  if (step.chart === turn.state.chart) return;
  setChart(turn, step.chart);
  for (const timer of step.timers) turn.effects.push(timer);
  for (const { type } of step.actions) peerAction(type)(turn);
}

/** What an action does; a name that nobody has defined is a fault of the program, never passed over. */
export function peerAction(name: string): PeerAction {
  const action = actions[name];
  if (action === undefined) throw new Error(`nobody says what the action ${name} does`);
  return action;
}

/** The ensemble part of the state. Only called where it exists. */
export function quorumOf(turn: ServerTurn): QuorumState {
  return turn.state.quorum!;
}

/** The role this server has now, whatever a new configuration says it will have. */
export function isObserving(turn: ServerTurn): boolean {
  return quorumOf(turn).peer.serverState === 'OBSERVING';
}

/** Replaces parts of the ensemble state. Here and below field by field; see state-changes.ts. */
export function setQuorum(turn: ServerTurn, change: Partial<QuorumState>): void {
  const { peer, cnx, election, leader, learner, commit } = turn.state.quorum!;
  setQuorumState(turn, {
    peer: change.peer ?? peer,
    cnx: change.cnx ?? cnx,
    election: change.election === undefined ? election : change.election,
    leader: change.leader === undefined ? leader : change.leader,
    learner: change.learner === undefined ? learner : change.learner,
    commit: change.commit ?? commit,
  });
}

/** Replaces what changes with the role. */
function replacePeer(turn: ServerTurn, peer: PeerState): void {
  const { cnx, election, leader, learner, commit } = turn.state.quorum!;
  setQuorumState(turn, { peer, cnx, election, leader, learner, commit });
}

/** Replaces the election links. */
export function replaceLinks(turn: ServerTurn, cnx: CnxState): void {
  const { peer, election, leader, learner, commit } = turn.state.quorum!;
  setQuorumState(turn, { peer, cnx, election, leader, learner, commit });
}

/** Replaces the election under way. */
export function replaceElection(turn: ServerTurn, election: ElectionState | null): void {
  const { peer, cnx, leader, learner, commit } = turn.state.quorum!;
  setQuorumState(turn, { peer, cnx, election, leader, learner, commit });
}

/** Replaces the leader's state. */
export function replaceLeader(turn: ServerTurn, leader: LeaderState): void {
  const { peer, cnx, election, learner, commit } = turn.state.quorum!;
  setQuorumState(turn, { peer, cnx, election, leader, learner, commit });
}

/** Replaces the learner's state. */
export function replaceLearner(turn: ServerTurn, learner: LearnerState): void {
  const { peer, cnx, election, leader, commit } = turn.state.quorum!;
  setQuorumState(turn, { peer, cnx, election, leader, learner, commit });
}

/** Replaces what waits for its commit. */
export function replaceCommit(turn: ServerTurn, commit: CommitProcessorState): void {
  const { peer, cnx, election, leader, learner } = turn.state.quorum!;
  setQuorumState(turn, { peer, cnx, election, leader, learner, commit });
}

/** Replaces parts of what changes with the role. */
export function setPeer(turn: ServerTurn, change: Partial<PeerState>): void {
  const { peer } = turn.state.quorum!;
  const { pendingSync } = change;
  replacePeer(turn, {
    myid: change.myid ?? peer.myid,
    learnerType: change.learnerType ?? peer.learnerType,
    serverState: change.serverState ?? peer.serverState,
    zabState: change.zabState ?? peer.zabState,
    syncMode: change.syncMode ?? peer.syncMode,
    quorumVerifier: change.quorumVerifier ?? peer.quorumVerifier,
    lastSeenQuorumVerifier: change.lastSeenQuorumVerifier ?? peer.lastSeenQuorumVerifier,
    learnersSeen: change.learnersSeen ?? peer.learnersSeen,
    acceptedEpoch: change.acceptedEpoch ?? peer.acceptedEpoch,
    currentEpoch: change.currentEpoch ?? peer.currentEpoch,
    currentVote: change.currentVote ?? peer.currentVote,
    reconfigFlag: change.reconfigFlag ?? peer.reconfigFlag,
    logicalclock: change.logicalclock ?? peer.logicalclock,
    tick: change.tick ?? peer.tick,
    startFleMs: change.startFleMs ?? peer.startFleMs,
    electionTimeTakenMs: change.electionTimeTakenMs ?? peer.electionTimeTakenMs,
    random: change.random ?? peer.random,
    isReadOnlyServing: change.isReadOnlyServing ?? peer.isReadOnlyServing,
    mustReload: change.mustReload ?? peer.mustReload,
    pendingSync: pendingSync === undefined ? peer.pendingSync : pendingSync,
    tokens: change.tokens ?? peer.tokens,
    initializedClasses: change.initializedClasses ?? peer.initializedClasses,
  });
}

/** A number that no token of this process has used. */
export function nextToken(turn: ServerTurn): number {
  const tokens = quorumOf(turn).peer.tokens + 1;
  setPeer(turn, { tokens });
  return tokens;
}

/** A line of the QuorumPeer thread; `source` is class and line, for example `Leader@588`. */
export function sayPeer(turn: ServerTurn, level: LogLevel, source: string, text: string): void {
  if (isQuiet(turn)) return;
  const { config } = turn.state;
  const address = config.clientPortAddress;
  const host = address === null || address.host === '0.0.0.0' ? '[0:0:0:0:0:0:0:0]' : address.host;
  const plain = address === null ? 'disabled' : `${host}:${address.port}`;
  const thread = `QuorumPeer[myid=${quorumOf(turn).peer.myid}](plain=${plain})(secure=disabled)`;
  logLine(turn, level, `${thread}:o.a.z.s.q.${source}`, text);
}

/** Publishes the server state. LOOKING is always in ZAB's election phase. */
export function setPeerState(turn: ServerTurn, serverState: ServerState): void {
  setPeer(turn, {
    serverState,
    zabState: 'ELECTION',
    syncMode: 'NONE',
  });
  sayPeer(turn, 'INFO', 'QuorumPeer@903', `Peer state changed: ${stateText(turn)}`);
}

/** Publishes the phase. */
export function setZabState(turn: ServerTurn, zabState: ZabState): void {
  const since = turn.state.metrics.unavailableSinceMs;
  if (zabState === 'BROADCAST' && since !== null) {
    const tookMs = Math.floor(turn.env.nowMs - since);
    observe(turn, 'unavailable_time', tookMs);
    const { serverState } = quorumOf(turn).peer;
    if (serverState === 'LEADING') observe(turn, 'leader_unavailable_time', tookMs);
    markTime(turn, { unavailableSinceMs: null });
  }
  setPeer(turn, { zabState });
  sayPeer(turn, 'INFO', 'QuorumPeer@917', `Peer state changed: ${stateText(turn)}`);
}

/** Publishes how a learner is being synchronized. */
export function setSyncMode(turn: ServerTurn, syncMode: SyncMode): void {
  setPeer(turn, { syncMode });
  sayPeer(turn, 'INFO', 'QuorumPeer@922', `Peer state changed: ${stateText(turn)}`);
}

/** Mirrors QuorumPeer.getDetailedPeerState, as `srvr` and the log print it. */
function stateText(turn: ServerTurn): string {
  const { serverState, zabState, syncMode } = quorumOf(turn).peer;
  const parts: string[] = [serverState];
  if (zabState !== 'ELECTION') parts.push(zabState);
  if (syncMode !== 'NONE') parts.push(syncMode);
  return parts.join(' - ').toLowerCase();
}

/**
 * The vote that members answer to newcomers takes the established epoch, so that all tell the same
 * (ZOOKEEPER-1732).
 */
export function updateElectionVote(turn: ServerTurn, newEpoch: number): void {
  const { currentVote } = quorumOf(turn).peer;
  setPeer(turn, { currentVote: { ...currentVote, peerEpoch: newEpoch } });
}
