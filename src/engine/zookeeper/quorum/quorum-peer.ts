/**
 * Steps the role machine of a server and carries out what a change of role asks for; keeps the three
 * published variables (server state, ZAB state, sync mode) equal to the machine.
 *
 * Mirrors: QuorumPeer.run, setPeerState, setZabState, setSyncMode, updateElectionVote, 3.8.0.
 * Read next: quorum-peer.machine.ts (the roles), election.ts, leader.ts, learner.ts.
 */
import { stepChart } from '../../kernel/statechart.ts';
import type { Mutable } from '../../kernel/turn.ts';
import { own, ownState, owns } from '../../kernel/turn.ts';
import type { LogLevel } from '../admin/log-line.ts';
import { isQuiet, logLine } from '../admin/log-line.ts';
import type { ServerTurn } from '../server/server-state.ts';
import { setChart } from '../server/state-changes.ts';
import { copyLeader, copyLearner, copyPeer, copyQuorum } from './quorum-copies.ts';
import type { PeerActionName, QuorumPeerEvent } from './quorum-peer.machine.ts';
import { quorumPeerMachine } from './quorum-peer.machine.ts';
import type {
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

/** The ensemble part, to be changed in place; so with the parts below. */
export function ownQuorum(turn: ServerTurn): Mutable<QuorumState> {
  const quorum = turn.state.quorum!;
  if (owns(turn, quorum)) return quorum;
  return (ownState(turn).quorum = own(turn, copyQuorum(quorum)));
}

/** What changes with the role. */
function ownPeer(turn: ServerTurn): Mutable<PeerState> {
  const { peer } = turn.state.quorum!;
  if (owns(turn, peer)) return peer;
  return (ownQuorum(turn).peer = own(turn, copyPeer(peer)));
}

/** The leader's state. Only called while leading. */
export function ownLeader(turn: ServerTurn): Mutable<LeaderState> {
  const leader = turn.state.quorum!.leader!;
  if (owns(turn, leader)) return leader;
  return (ownQuorum(turn).leader = own(turn, copyLeader(leader)));
}

/** The learner's state. Only called while following or observing. */
export function ownLearner(turn: ServerTurn): Mutable<LearnerState> {
  const learner = turn.state.quorum!.learner!;
  if (owns(turn, learner)) return learner;
  return (ownQuorum(turn).learner = own(turn, copyLearner(learner)));
}

/** Replaces parts of what changes with the role. */
export function setPeer(turn: ServerTurn, change: Partial<PeerState>): void {
  Object.assign(ownPeer(turn), change);
}

/** A number that no token of this process has used. */
export function nextToken(turn: ServerTurn): number {
  return ++ownPeer(turn).tokens;
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
