/**
 * The parts of a server's state that a step changes, each its own copy (see kernel/turn.ts).
 *
 * Read next: server-state.ts.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import { mapSet } from '../../kernel/persistent-map.ts';
import type { Chart } from '../../kernel/statechart.ts';
import type { Mutable } from '../../kernel/turn.ts';
import { own, ownState, owns } from '../../kernel/turn.ts';
import type { Database } from '../data/database.ts';
import type {
  PrepState,
  ServerCnxn,
  ServerStats,
  ServerTurn,
  ServingState,
  SessionTrackerState,
  SyncState,
  WatchManagerState,
} from './server-state.ts';
import { connectionKey } from './server-state.ts';
import {
  copyCnxn,
  copyPrep,
  copyServing,
  copyStats,
  copySync,
  copyTracker,
} from './state-copies.ts';

/** Replaces the role. */
export function setChart(turn: ServerTurn, chart: Chart): void {
  ownState(turn).chart = chart;
}

/** Replaces the database. */
export function setDb(turn: ServerTurn, db: Database): void {
  ownState(turn).db = db;
}

/** Replaces the client connections. */
export function setConnections(turn: ServerTurn, connections: PersistentMap<ServerCnxn>): void {
  ownState(turn).connections = connections;
}

/** A connection on the client port as it is now, to be changed in place. */
export function ownCnxn(turn: ServerTurn, cnxn: ServerCnxn): Mutable<ServerCnxn> {
  if (owns(turn, cnxn)) return cnxn;
  const copy = own(turn, copyCnxn(cnxn));
  setConnections(turn, mapSet(turn.state.connections, connectionKey(cnxn.id), copy));
  return copy;
}

/** What exists only while clients are served. Only called where it exists. */
export function ownServing(turn: ServerTurn): Mutable<ServingState> {
  const server = turn.state.server!;
  if (owns(turn, server)) return server;
  return (ownState(turn).server = own(turn, copyServing(server)));
}

/** The counters of what is served. */
export function ownStats(turn: ServerTurn): Mutable<ServerStats> {
  const { stats } = turn.state.server!;
  if (owns(turn, stats)) return stats;
  return (ownServing(turn).stats = own(turn, copyStats(stats)));
}

/** The session tracker. */
export function ownTracker(turn: ServerTurn): Mutable<SessionTrackerState> {
  const { sessions } = turn.state.server!;
  if (owns(turn, sessions)) return sessions;
  return (ownServing(turn).sessions = own(turn, copyTracker(sessions)));
}

/** The state of PrepRequestProcessor. */
export function ownPrep(turn: ServerTurn): Mutable<PrepState> {
  const { prep } = turn.state.server!;
  if (owns(turn, prep)) return prep;
  return (ownServing(turn).prep = own(turn, copyPrep(prep)));
}

/** The state of SyncRequestProcessor. */
export function ownSync(turn: ServerTurn): Mutable<SyncState> {
  const { sync } = turn.state.server!;
  if (owns(turn, sync)) return sync;
  return (ownServing(turn).sync = own(turn, copySync(sync)));
}

/** Replaces both watch managers. */
export function setWatches(
  turn: ServerTurn,
  dataWatches: WatchManagerState,
  childWatches: WatchManagerState,
): void {
  const server = ownServing(turn);
  server.dataWatches = dataWatches;
  server.childWatches = childWatches;
}
