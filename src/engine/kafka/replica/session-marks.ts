/**
 * Which partitions a fetch session has to look at with its next fetch: those of which something changed.
 *
 * Mirrors: nothing upstream, which looks at all partitions of a session each time.
 * Read next: fetch-session.ts.
 */
import { mapGet, mapSet, mapValues } from '../../kernel/persistent-map.ts';
import type { Mutable } from '../../kernel/turn.ts';
import { own, owns } from '../../kernel/turn.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import type { FetchSession } from './fetch-session-state.ts';
import { ownReplicaPart } from './replica-changes.ts';

/** When so many have changed, all are looked at. */
const MARKS_MAX = 48;

/** A session that is there, to be changed in place. */
export function ownSession(turn: BrokerTurn, session: FetchSession): Mutable<FetchSession> {
  if (owns(turn, session)) return session;
  const copy = own(turn, copySession(session));
  setSession(turn, copy);
  return copy;
}

export function setSession(turn: BrokerTurn, session: FetchSession): void {
  const sessions = ownReplicaPart(turn, 'sessions');
  sessions.sessions = mapSet(sessions.sessions, String(session.id), session);
}

export function sessionOf({ state }: BrokerTurn, id: number): FetchSession | undefined {
  return id === 0 ? undefined : mapGet(state.replicas.sessions.sessions, String(id));
}

/** Something of a partition has changed that an answer to a fetch would show. */
export function markChanged(turn: BrokerTurn, name: string): void {
  const ids = mapGet(turn.state.replicas.sessions.watchers, name);
  if (ids === undefined) return;
  for (const id of ids) {
    const session = sessionOf(turn, id);
    if (session === undefined || session.isAllChanged || session.changed.includes(name)) continue;
    const changing = ownSession(turn, session);
    if (session.changed.length < MARKS_MAX) changing.changed = [...session.changed, name];
    else [changing.changed, changing.isAllChanged] = [[], true];
  }
}

/** The metadata are new: what exists and what does not may have changed. */
export function markAllChanged(turn: BrokerTurn): void {
  for (const session of [...mapValues(turn.state.replicas.sessions.sessions)]) {
    if (session.isAllChanged) continue;
    const changing = ownSession(turn, session);
    [changing.changed, changing.isAllChanged] = [[], true];
  }
}

/** Field by field: a spread of what was itself spread has a shape of its own each time. */
function copySession(session: FetchSession): Mutable<FetchSession> {
  return {
    id: session.id,
    clientId: session.clientId,
    replicaId: session.replicaId,
    epoch: session.epoch,
    partitions: session.partitions,
    changed: session.changed,
    isAllChanged: session.isAllChanged,
    lastFetchTimeMs: session.lastFetchTimeMs,
    scannedAtMs: session.scannedAtMs,
    waiting: session.waiting,
  };
}
